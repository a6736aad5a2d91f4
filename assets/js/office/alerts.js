/**
 * Alerts: sends what is done with an alert, and keeps the queue and the page of one alert up to date without losing what
 * somebody is typing. The server decides everything; `body` is a plain function of what the fields say.
 */
(function (m) {
  const live = () => m.one("#al-live");
  let due = false;
  let turns = 0;
  let shown = 0;

  /** The request of a step from the values beside its button. */
  function body(step, fields) {
    if (step === "snooze") return { step, minutes: Number(fields.minutes) };
    if (step === "resolve") return { step, outcome: fields.outcome || "" };
    if (step === "note") return { step, note: fields.note || "" };
    if (step === "assign") return { step, assignee: fields.assignee || null };
    return { step };
  }

  function say(words, bad) {
    const line = m.one("#al-said");
    if (!line) return;
    line.textContent = words;
    line.classList.toggle("bad", Boolean(bad));
  }

  function fault(answer) {
    if (answer.status === 0) return m.say("al_offline");
    return answer.json && answer.json.message ? m.say(answer.json.message) : m.say("al_failed", { status: answer.status });
  }

  async function act(button) {
    const alert = button.closest("[data-alert]");
    const near = button.closest(".al-form") || button;
    const fields = { minutes: button.dataset.minutes };
    for (const field of m.all("textarea[name],select[name]", near)) fields[field.name] = field.value.trim();
    button.disabled = true;
    say(m.say("al_working"));
    const path = `/api/v1/alerts/${alert.dataset.alert}/steps`;
    const answer = await m.send.post(path, JSON.stringify(body(button.dataset.step, fields)), { "Content-Type": "application/json" });
    button.disabled = false;
    if (answer.status !== 200) return say(fault(answer), true);
    for (const field of m.all("textarea", near)) field.value = "";
    const form = button.closest("details.al-end");
    if (form && alert.id) form.open = false;
    await refresh(alert.id || "al-live");
    say("");
  }

  /** Fields in which somebody has written something that is not sent yet. */
  const drafts = () => m.all("#al-live textarea").filter((field) => field.value.trim());

  /** Whether somebody is in the middle of something that a new list would take away. */
  function busy() {
    const inside = document.activeElement && document.activeElement.closest("#al-live .al-form,#al-live .al-filter");
    return Boolean(inside) || drafts().length > 0;
  }

  /** Say that the list has moved on, and leave it as it is until the person is ready. */
  function later() {
    due = true;
    m.one("#al-again").hidden = false;
  }

  /** Whether every alert that somebody is writing about is in the new list too. */
  function holds(fresh) {
    const rows = drafts().map((field) => field.closest("li[data-alert]"));
    return rows.every((row) => !row || m.one(`#${CSS.escape(row.id)}`, fresh));
  }

  /**
   * Ask for the page again and make the list here equal to it. What is typed, open or chosen stays.
   * @param {string|null} focus the alert whose step this was; null when nobody here asked for it: then a person who began to
   * write while the answer was on its way is left alone
   * @param {boolean} [asked] the person wants the new list, whatever it takes away
   */
  async function refresh(focus, asked) {
    const turn = ++turns;
    let text;
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      if (!response.ok) return;
      text = await response.text();
    } catch (error) {
      return; // the pulse says when the line is back
    }
    // An answer that was overtaken by a later one holds an older list.
    if (turn < shown) return;
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("al-live");
    if (!fresh) return;
    if (!asked && (focus ? !holds(fresh) : busy())) return later();
    shown = turn;
    m.morph(live(), fresh.innerHTML);
    due = false;
    m.one("#al-again").hidden = true;
    if (focus && document.activeElement === document.body) {
      // What had the focus is gone: stay with the alert, or go on with the next one.
      const target = m.one("a,button", document.getElementById(focus) || m.one(".al-row") || live());
      if (target) target.focus();
    }
  }

  function moved() {
    if (busy()) later();
    else refresh(null);
  }

  function start() {
    if (!(m.boot.page || {}).alerts || !live()) return;
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (button) act(button);
      if (event.target.closest("#al-again")) refresh(null, true);
    });
    // Only one form is open at a time: a phone's screen holds no more.
    document.addEventListener(
      "toggle",
      (event) => {
        if (!event.target.open || !event.target.matches(".al-row details")) return;
        for (const other of m.all(".al-row details[open]")) if (other !== event.target) other.open = false;
        const field = m.one("textarea", event.target);
        if (field) field.focus();
      },
      true
    );
    if (m.pulse) m.pulse.on("alerts", moved);
    setInterval(() => due && !busy() && refresh(null), 5000);
  }

  m.alerts = { start, body };
})((globalThis.matokeo = globalThis.matokeo || {}));
