/**
 * Keeps a page at the public version: listens to the stream, falls back to asking the pointer, fetches the
 * fragment of a new version by GET and morphs it in. Nothing is ever posted.
 */
(function (m) {
  const POLL_ALONE = 5000;
  const POLL_BESIDE = 45000;
  const RETRY_MAX = 60000;
  const PATIENCE = 15000;

  /** How long to wait before the next try: doubles, never above a minute, spread by a third. */
  function backoff(attempt, random) {
    const base = Math.min(RETRY_MAX, 1000 * 2 ** attempt);
    return base * (2 / 3 + random / 1.5);
  }

  /**
   * Whether a told version should be shown. A lower one is followed too: the publisher rolled back.
   * @param {{version: number, contests?: string[]}} told
   */
  function wanted(told, shown, contest) {
    if (!told || !Number.isInteger(told.version) || told.version === shown.version) return false;
    if (told.version < shown.version) return true;
    return !contest || !told.contests || !told.contests.length || told.contests.includes(contest);
  }

  /** Milliseconds to wait before a fetch, so that all readers do not come at once. */
  function jitter(told, random) {
    const spread = Number.isFinite(told.spread_ms) ? told.spread_ms : 40;
    return Math.min(Math.max(spread, 0), 10000) * random;
  }

  const state = { version: 0, source: null, online: false, attempt: 0, poll: null, due: 0, pending: null, stop: null };

  async function pointer() {
    const sent = Date.now();
    const response = await fetch(m.boot.pointer, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) throw new Error("pointer: " + response.status);
    m.clock.learn(response.headers.get("Date"), sent, Date.now());
    const told = await response.json();
    Object.assign(m.boot, {
      published_at: told.published_at,
      checked_at: told.checked_at,
      stale_after_s: told.stale_after_s,
      status: told.status,
    });
    m.stale.show(m.boot, state.online);
    m.notices.show(told.notices);
    // A hold, its end or a certification changes the page's frame, which no version brings: it comes anew.
    if (told.hold && m.boot.hold && told.hold.mode !== m.boot.hold) setTimeout(() => location.reload(), 2000 * Math.random());
    return told;
  }

  /** The next look at the pointer. Never later than one already planned: a stream that fails again and again must not put it off. */
  function plan() {
    if (document.hidden) return;
    const wait = (state.online ? POLL_BESIDE : POLL_ALONE) * (0.85 + 0.3 * Math.random());
    const due = Date.now() + wait;
    if (state.poll !== null && state.due <= due) return;
    clearTimeout(state.poll);
    state.due = due;
    state.poll = setTimeout(ask, wait);
  }

  async function ask() {
    clearTimeout(state.poll);
    state.poll = null;
    try {
      follow(await pointer());
    } catch (error) {
      m.stale.show(m.boot, state.online);
    }
    plan();
  }

  function follow(told) {
    if (!m.boot.fragment || !wanted(told, state, m.boot.contest)) {
      if (told && told.version > state.version) state.version = told.version;
      return;
    }
    clearTimeout(state.pending);
    state.pending = setTimeout(() => load(told.version, 0), jitter(told, Math.random()));
  }

  async function load(version, attempt) {
    if (state.stop) state.stop.abort();
    const stop = (state.stop = new AbortController());
    const late = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(m.fragmentUrl(version), { signal: stop.signal });
      if (!response.ok) throw new Error("fragment: " + response.status);
      const fragment = await response.json();
      if (stop === state.stop) apply(fragment);
    } catch (error) {
      // A newer version took over; only the last one asked for is tried again.
      if (stop !== state.stop) return;
      state.pending = setTimeout(() => load(version, attempt + 1), backoff(attempt, Math.random()));
    } finally {
      clearTimeout(late);
    }
  }

  /** Paint a fragment; everything happens within one task, so no frame shows a half-changed page. */
  function apply(fragment) {
    const changed = [];
    const main = document.getElementById("figures");
    // The first map of an election cannot be morphed in: its box and scripts come with the page.
    if (fragment.map && !m.one(".mapslot")) return location.reload();
    m.select.hold();
    m.morph(main, fragment.html, (text) => changed.push(text));
    for (const [id, html] of Object.entries(fragment.parts || {})) {
      const part = document.getElementById(id);
      if (part) m.morph(part, html);
    }
    state.version = fragment.v;
    Object.assign(m.boot, { version: fragment.v, published_at: fragment.published_at, status: fragment.status });
    if (Date.parse(m.boot.checked_at) < Date.parse(fragment.published_at)) m.boot.checked_at = fragment.published_at;
    if (fragment.title) document.title = fragment.title;
    if (fragment.parties) m.one("#parties").textContent = fragment.parties;
    m.table.restore();
    m.map.paint(fragment.map);
    m.select.restore();
    m.stale.show(m.boot, state.online);
    mark(changed);
    m.announce(fragment.announce);
    document.dispatchEvent(new CustomEvent("matokeo:version", { detail: { version: fragment.v } }));
  }

  /** One short fade under numbers that changed; nothing moves. */
  function mark(texts) {
    const numbers = new Set();
    for (const text of texts) {
      const node = text.parentElement && text.parentElement.closest(".num,.n,a.src,b");
      if (node && !node.closest(".asof")) numbers.add(node);
    }
    if (numbers.size > 200) return;
    for (const node of numbers) {
      node.classList.remove("changed");
      node.classList.add("changed");
    }
    setTimeout(() => numbers.forEach((node) => node.classList.remove("changed")), 1200);
  }

  function listen() {
    if (state.source || document.hidden || typeof EventSource === "undefined") return;
    const source = (state.source = new EventSource(m.boot.stream));
    source.addEventListener("open", () => {
      state.online = true;
      state.attempt = 0;
      m.stale.show(m.boot, true);
      plan();
    });
    source.addEventListener("version", (event) => follow(JSON.parse(event.data)));
    source.addEventListener("pointer", ask);
    source.addEventListener("error", () => {
      state.online = false;
      m.stale.show(m.boot, false);
      plan();
      // The browser reconnects by itself (with Last-Event-ID) unless the server refused the stream.
      if (source.readyState !== EventSource.CLOSED) return;
      state.source = null;
      setTimeout(listen, backoff(state.attempt++, Math.random()));
    });
  }

  function hush() {
    clearTimeout(state.poll);
    state.poll = null;
    if (state.source) state.source.close();
    state.source = null;
    state.online = false;
  }

  /** A hidden page is quiet; a page that comes back (also from the back/forward cache) catches up at once. */
  function start() {
    if (!m.boot.pointer) return;
    state.version = m.boot.version;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) hush();
      else wake();
    });
    addEventListener("pagehide", hush);
    addEventListener("pageshow", (event) => event.persisted && wake());
    addEventListener("online", wake);
    setInterval(() => m.stale.show(m.boot, state.online), 1000);
    wake();
  }

  function wake() {
    listen();
    ask();
  }

  m.live = { start, follow, apply, wanted, backoff, jitter, version: () => state.version };
})((globalThis.matokeo = globalThis.matokeo || {}));
