/**
 * Alerts: sends what is done with an alert, and keeps the queue and the page of one alert up to date without losing what
 * somebody is typing. The server decides everything; `body` is a plain function of what the fields say.
 */
(function (m) {
  const live = () => m.one("#al-live");
  let due = false;

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
    await refresh(alert.id || "al-live");
    say("");
  }

  /** Whether somebody is in the middle of something that a new list would take away. */
  function busy() {
    const held = m.all("#al-live textarea").some((field) => field.value.trim());
    const inside = document.activeElement && document.activeElement.closest("#al-live .al-form,#al-live .al-filter");
    return held || Boolean(inside);
  }

  /** Ask for the page again and put its list in place of the one here; the focus stays with the alert it was on. */
  async function refresh(focus) {
    let text;
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      if (!response.ok) return;
      text = await response.text();
    } catch (error) {
      return; // the pulse says when the line is back
    }
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("al-live");
    if (!fresh) return;
    const open = m.all("#al-live li[data-alert]").filter((row) => m.one("details[open]", row)).map((row) => row.id);
    live().replaceChildren(...Array.from(fresh.childNodes).map((node) => document.adoptNode(node)));
    for (const id of open) {
      const kept = m.one(`#${CSS.escape(id)} details`);
      if (kept && id !== focus) kept.open = true;
    }
    due = false;
    m.one("#al-again").hidden = true;
    if (focus) {
      const row = document.getElementById(focus);
      const target = row && m.one("a,button", row);
      if (target) target.focus();
    }
  }

  function moved() {
    if (!busy()) return refresh(null);
    due = true;
    m.one("#al-again").hidden = false;
  }

  function start() {
    if (!(m.boot.page || {}).alerts || !live()) return;
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (button) act(button);
      if (event.target.closest("#al-again")) refresh(null);
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
