/**
 * One's own account: sends each form with `data-own` as JSON and says what came of it. `data-method` (POST), `data-after`:
 * `reload`, `codes` (show recovery codes) or an address to go to; `data-done` names the sentence to say.
 */
(function (m) {
  const KEPT = "matokeo-account-said";

  function say(text, bad) {
    const place = m.one("#own-said");
    if (!place) return;
    place.textContent = "";
    const line = document.createElement("p");
    line.className = bad ? "note-bad" : "note-plain";
    line.textContent = (bad ? "▲ " : "") + text;
    place.append(line);
    if (bad) place.scrollIntoView({ block: "nearest" });
  }

  function showCodes(codes) {
    const list = m.one("#own-codes");
    list.replaceChildren(...codes.map((code) => Object.assign(document.createElement("li"), { textContent: code })));
    list.hidden = false;
    list.focus();
  }

  /** What the page does next, once the server agreed. */
  function follow(form, json) {
    const after = form.dataset.after;
    const done = m.say(form.dataset.done || "account_done");
    form.reset();
    if (after === "codes") {
      say(m.say("account_codes"));
      showCodes(json.recovery_codes);
    } else if (after === "reload") {
      sessionStorage.setItem(KEPT, done);
      location.reload();
    } else location.assign(after);
  }

  async function send(form) {
    const fields = Object.fromEntries(new FormData(form));
    const button = m.one("button", form);
    button.disabled = true;
    try {
      const answer = await fetch(form.dataset.own, {
        method: form.dataset.method || "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": m.boot.csrf },
        body: form.dataset.method === "DELETE" ? undefined : JSON.stringify(fields),
      });
      const text = await answer.text();
      const json = text ? JSON.parse(text) : {};
      if (answer.ok) follow(form, json);
      else if (answer.status === 401 && json.error === "not_signed_in") location.assign("/login?said=ended&next=/account");
      else say(m.say(json.message || "account_failed"), true);
    } catch {
      say(m.say("office_offline"), true);
    }
    button.disabled = false;
  }

  function start() {
    const own = m.one(".own");
    if (!own) return;
    const kept = sessionStorage.getItem(KEPT);
    if (kept) say(kept);
    sessionStorage.removeItem(KEPT);
    own.addEventListener("submit", (event) => {
      if (!event.target.dataset.own) return;
      event.preventDefault();
      send(event.target);
    });
  }

  m.account = { start };
})((globalThis.matokeo = globalThis.matokeo || {}));
