/**
 * Tells a page's script what moved in the office: one stream of marks, no figures. `m.pulse.on(topic, fn)` calls `fn` with
 * `{topic, mark}` when the mark of a topic is another than before; what changed, the script asks for itself.
 *
 * Without a connection the mark in the page says so; the browser comes back by itself and tells what moved meanwhile.
 */
(function (m) {
  const heard = new Map();
  const marks = new Map();
  let source = null;
  let lost = false;
  let retry = 0;

  /** @param {string} topic @param {function({topic: string, mark: string}): void} fn */
  function on(topic, fn) {
    if (!heard.has(topic)) heard.set(topic, []);
    heard.get(topic).push(fn);
  }

  function tell(topic, mark) {
    for (const fn of heard.get(topic) || []) {
      try {
        fn({ topic, mark });
      } catch (error) {
        // One broken listener must not silence the others.
        console.error("matokeo.pulse", topic, error);
      }
    }
  }

  /** Take the marks of one event; a topic is told of when its mark is another than the one known. */
  function take(now) {
    for (const [topic, mark] of Object.entries(now)) {
      const before = marks.get(topic);
      marks.set(topic, mark);
      if (before !== undefined && before !== mark) tell(topic, mark);
    }
  }

  function show(alive) {
    for (const node of m.all("[data-pulse-mark]")) {
      node.toggleAttribute("data-lost", !alive);
      node.lastElementChild.textContent = m.say(alive ? "office_live" : "office_not_live");
    }
  }

  function open() {
    const topics = [...new Set([...(m.boot.live || []), ...heard.keys()])].sort();
    if (!topics.length || typeof EventSource === "undefined") return;
    source = new EventSource("/api/v1/office/stream?topics=" + encodeURIComponent(topics.join(",")));
    source.addEventListener("pulse", (event) => {
      if (lost) show(true);
      lost = false;
      retry = 0;
      take(JSON.parse(event.data));
    });
    source.addEventListener("open", () => show(true));
    source.addEventListener("error", () => {
      lost = true;
      show(false);
      // A refused stream (a session that ended) is closed for good by the browser: ask again, ever more rarely.
      if (source.readyState === 2) setTimeout(open, Math.min(60000, 2000 * 2 ** retry++));
    });
  }

  function start() {
    // After the other parts, so that they have said what they listen to.
    setTimeout(open, 0);
  }

  m.pulse = { on, start, take };
})((globalThis.matokeo = globalThis.matokeo || {}));
