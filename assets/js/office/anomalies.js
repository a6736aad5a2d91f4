/**
 * The page of anomalies: sends explanations of findings, and follows the queue. While somebody writes, the queue is not
 * moved under the finger: a line says that it has changed. Filters are links and forms and work without this.
 */
(function (m) {
  const LATER = 800;
  let timer;

  const writing = () => m.all("#an-live details[open] textarea").some((box) => box.value.trim() || box === document.activeElement);

  /** Draw the queue anew from this address; unless asked for, not under somebody who began to write meanwhile. */
  async function load(asked) {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" }).catch(() => null);
    if (!response || !response.ok) return;
    const fresh = m.one("#an-live", new DOMParser().parseFromString(await response.text(), "text/html"));
    if (!fresh) return;
    m.one(".an-news").hidden = asked || !writing();
    if (!m.one(".an-news").hidden) return;
    m.morph(m.one("#an-live"), fresh.innerHTML);
  }

  function moved() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (document.hidden) return;
      if (writing()) m.one(".an-news").hidden = false;
      else load(false);
    }, LATER);
  }

  function say(form, words, bad) {
    const line = m.one(".said", form);
    line.textContent = words;
    line.classList.toggle("bad", Boolean(bad));
  }

  /** Send one explanation; the same one again is harmless, so its key stays with the form until it is stored. */
  async function send(event) {
    const form = event.target.closest("[data-explain]");
    if (!form) return;
    event.preventDefault();
    const button = m.one("button", form);
    const box = m.one("textarea", form);
    const sent = JSON.stringify({ finding: Number(form.dataset.explain), reason: box.value.trim() });
    if (form.dataset.sent !== sent) Object.assign(form.dataset, { sent, key: m.send.uuid() });
    button.disabled = true;
    say(form, m.say("an_sending"));
    const answer = await m.send.deliver("/api/v1/anomalies/reviews", sent, {
      "Content-Type": "application/json",
      "Idempotency-Key": form.dataset.key,
    });
    button.disabled = false;
    if (answer.status !== 201) {
      const reason = (answer.json && answer.json.message) || answer.status;
      return say(form, answer.status ? m.say("an_refused", { reason }) : m.say("an_lost"), true);
    }
    say(form, m.say("an_done"));
    box.value = "";
    form.closest("details").open = false;
    await load(true);
  }

  function start() {
    const live = m.one("#an-live");
    if (!live) return;
    live.addEventListener("submit", send);
    m.one(".an-news button").addEventListener("click", () => load(true));
    m.pulse.on("anomalies", moved);
    document.addEventListener("visibilitychange", () => !document.hidden && moved());
  }

  m.anomalies = { start };
})((globalThis.matokeo = globalThis.matokeo || {}));
