/**
 * The managers' queue of incidents: choose several and give them to a person; follow what happens without losing the
 * place or what is chosen. Filters are links and forms, and work without this.
 */
(function (m) {
  const LATER = 800;
  let timer, busy;

  const boxes = () => m.all("#iq-live [data-choose]");
  const chosen = () => boxes().filter((box) => box.checked).map((box) => box.value);

  function count() {
    const n = chosen().length;
    m.tell.put(m.one("#iq-chosen"), m.say("iq_chosen", { n }));
    m.one("#iq-bulk button").disabled = !n || Boolean(busy);
  }

  async function give(event) {
    event.preventDefault();
    const incidents = chosen();
    if (!incidents.length || busy) return;
    busy = true;
    count();
    const body = JSON.stringify({ incidents, user: m.one("#iq-person").value || null });
    const answer = await m.send.deliver("/api/v1/incidents/assign", body, { "Content-Type": "application/json" });
    busy = false;
    const words = m.one("#iq-words");
    const good = answer.status === 200;
    words.classList.toggle("bad", !good);
    if (good) {
      m.tell.put(words, m.say("iq_given", { n: answer.json.changed }));
      for (const box of boxes()) box.checked = false;
      await load();
    } else m.tell.put(words, answer.status ? m.say("iq_refused") + " " + ((answer.json && answer.json.message) || answer.status) : m.say("iq_lost"));
    count();
  }

  /** Draw the queue anew from this address; what is chosen stays chosen where it is still there. */
  async function load() {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!response || !response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const selector of ["#iq-live", ".iq-facets nav"]) {
      const now = m.one(selector);
      const then = m.one(selector, fresh);
      if (now && then) m.morph(now, then.innerHTML);
    }
    if (m.one("#iq-bulk")) count();
  }

  function moved() {
    clearTimeout(timer);
    timer = setTimeout(() => !document.hidden && load(), LATER);
  }

  function start() {
    const live = m.one("#iq-live");
    if (!live) return;
    // On a phone the filters come after a tap: the queue is what a person came for.
    if (matchMedia("(max-width: 999px)").matches) m.one(".iq-facets").removeAttribute("open");
    live.addEventListener("change", (event) => event.target.matches("[data-choose]") && count());
    live.addEventListener("submit", (event) => event.target.id === "iq-bulk" && give(event));
    if (m.pulse) m.pulse.on("incidents", moved);
    document.body.dataset.ready = "queue";
  }

  m.incidentqueue = { start };
})((globalThis.matokeo = globalThis.matokeo || {}));
