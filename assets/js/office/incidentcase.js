/**
 * What managers do on the page of an incident, and to categories and rules: each form says in `data-act` what it does,
 * is sent as JSON and answered beside itself. While somebody writes, news are offered, not drawn over the words.
 */
(function (m) {
  const RULES = "/api/v1/incidents/rules";
  let done = false;

  /** Where a form goes to. */
  function path(act, incident) {
    if (act === "assign") return "/api/v1/incidents/assign";
    if (act === "rule") return RULES;
    if (act === "category") return RULES + "/categories";
    return "/api/v1/incidents/" + incident + "/" + act;
  }

  /**
   * The JSON of a form: ticks as true and false, numbers as numbers, a blank choice as null where the form says so.
   * @param {string} act @param {{name: string, type: string, value: string, checked: boolean, dataset: object}[]} fields
   */
  function payload(act, fields, incident, button) {
    const body = {};
    for (const field of fields) {
      if (!field.name) continue;
      if (field.type === "checkbox") body[field.name] = field.checked;
      else if (field.type === "number") body[field.name] = Number(field.value);
      else if (field.dataset && field.dataset.blank === "null" && !field.value) body[field.name] = null;
      else body[field.name] = field.value.trim();
    }
    if (act === "assign") return { incidents: [incident], user: body.user || null, note: body.note || "" };
    if (act === "moderate") body.visibility = button || "public";
    return body;
  }

  async function send(form, button) {
    const act = form.dataset.act;
    const box = m.one("[data-incident]");
    const incident = box ? box.dataset.incident : null;
    const words = m.one(".sendwords", form);
    const buttons = m.all("button", form);
    for (const one of buttons) one.disabled = true;
    const body = JSON.stringify(payload(act, m.all("input, select, textarea", form), incident, button));
    const answer = await m.send.deliver(path(act, incident), body, { "Content-Type": "application/json" });
    for (const one of buttons) one.disabled = false;
    if (answer.status === 200) {
      done = true;
      location.reload();
      return;
    }
    words.classList.add("bad");
    m.tell.put(words, answer.status ? m.say("ic_refused") + " " + ((answer.json && answer.json.message) || answer.status) : m.say("ic_lost"));
  }

  function preview(area) {
    m.one("#" + area.dataset.preview).textContent = area.value.trim() || m.say("ic_empty");
  }

  /** Somebody did something about an incident: is it this one? Ask, and offer to show it. */
  async function moved() {
    const box = m.one("#ic");
    if (done || !box || m.one("#ic-news")) return;
    const response = await fetch("/api/v1/incidents/" + box.dataset.incident, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response || !response.ok || done) return;
    const record = await response.json();
    if (record.events.length === m.boot.page.events) return;
    const note = m.tell.make("p", "note-plain", m.say("ic_moved") + " ");
    note.id = "ic-news";
    note.setAttribute("role", "status");
    const show = m.tell.make("button", "btn", m.say("ic_show"));
    show.type = "button";
    show.addEventListener("click", () => location.reload());
    note.append(show);
    box.before(note);
  }

  function start() {
    for (const form of m.all("form[data-act]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        send(form, event.submitter && event.submitter.value);
      });
    }
    for (const area of m.all("[data-preview]")) area.addEventListener("input", () => preview(area));
    if (m.pulse && m.one("#ic")) m.pulse.on("incidents", moved);
  }

  m.incidentcase = { start, payload, path };
})((globalThis.matokeo = globalThis.matokeo || {}));
