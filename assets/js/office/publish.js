/**
 * Publication control: each decision asks once more in words what will happen to the public, carries the mark of the page it
 * was made on, and says why it was refused. What stands is drawn anew when the office's pulse says that it moved; what
 * somebody is typing is never taken away.
 */
(function (m) {
  /** Not more often than this: a version may come every two seconds. */
  const EVERY = 4000;
  const EVERY_TALLY = 15000;
  const LONGEST = 400;
  let data, asking, told, sending, drawn, timer;

  const at = (id) => m.one(`#pb-${id}`);

  function bad(node, text) {
    node.textContent = text || "";
    node.hidden = !text;
  }

  /** Words for what went wrong with an answer of the server. */
  function trouble(answer) {
    if (answer.status === 401) return m.say("pb_signed_out");
    if (answer.status === 0 || answer.status === 429 || answer.status >= 500) return m.say("office_offline");
    if (answer.status === 400) return m.say("pb_wrong");
    return m.say((answer.json && answer.json.message) || "pb_wrong");
  }

  /** The body of the request that a form makes with what it, or the button that sent it, says. */
  function bodyOf(form, { verb, seen, wanted, step }) {
    const reason = form.elements.reason ? form.elements.reason.value.trim() : "";
    if (verb === "notice") return { state: step };
    if (["approved", "refused", "withdrawn"].includes(verb)) return { decision: verb, reason };
    const body = { election: data.election, reason, seen };
    return verb === "rollback" ? { ...body, version: Number(wanted) } : body;
  }

  /** Repeat in words what will happen; nothing is sent before somebody says yes. */
  function ask(form, button) {
    told = { ...form.dataset, ...(button ? button.dataset : {}) };
    const { sure, title, wanted, en, sw } = told;
    const reason = form.elements.reason ? form.elements.reason.value.trim() : "";
    if (form.elements.reason && reason.length < 3) return form.elements.reason.focus();
    asking = form;
    at("sure-title").textContent = title;
    at("sure-words").textContent = m.say(sure, { reason, wanted: wanted || "", version: at("live").dataset.version, en: en || "", sw: sw || "" });
    bad(at("sure-bad"), "");
    at("sure").showModal();
    at("sure-no").focus();
  }

  async function yes() {
    if (sending || !asking) return;
    sending = true;
    at("sure-yes").disabled = true;
    const answer = await m.send.post(asking.dataset.path, JSON.stringify(bodyOf(asking, told)), { "Content-Type": "application/json" });
    sending = false;
    at("sure-yes").disabled = false;
    if (answer.status === 200) return location.assign(data.here);
    bad(at("sure-bad"), trouble(answer));
  }

  // The notice ----------------------------------------------------------------------------------------

  /** A template with what is typed into its fields; a field left empty stays in braces. */
  function filled(template, values) {
    return template.replace(/\{(\w+)\}/g, (whole, name) => values[name] || whole);
  }

  function fields() {
    return Object.fromEntries(m.all("#pb-fields input").map((input) => [input.name, input.value.trim()]));
  }

  function fill() {
    const kind = data.kinds[at("kind").value];
    for (const lang of ["en", "sw"]) at(lang).value = filled(kind[lang], fields());
    left();
  }

  function choose() {
    const rows = data.kinds[at("kind").value].fields.map(([name, words, value]) => {
      const row = document.createElement("div");
      const label = document.createElement("label");
      const input = document.createElement("input");
      row.className = "field";
      label.textContent = words;
      label.htmlFor = input.id = `pb-field-${name}`;
      Object.assign(input, { name, value, maxLength: 80, autocomplete: "off" });
      row.append(label, input);
      return row;
    });
    at("fields").replaceChildren(...rows);
    fill();
  }

  function left() {
    for (const lang of ["en", "sw"]) at(`${lang}-left`).textContent = m.say("pb_left", { n: LONGEST - at(lang).value.length });
  }

  async function prepare(event) {
    event.preventDefault();
    if (sending) return;
    sending = true;
    const body = { election: data.election, kind: at("kind").value, en: at("en").value.trim(), sw: at("sw").value.trim() };
    const answer = await m.send.post("/api/v1/publish/notices", JSON.stringify(body), { "Content-Type": "application/json" });
    sending = false;
    if (answer.status === 201) return location.assign(data.here);
    bad(at("notice-bad"), trouble(answer));
  }

  // Following -----------------------------------------------------------------------------------------

  /** Whether somebody has begun to write or to decide: then the forms stay as they are. */
  function busy() {
    return at("sure").open || m.all("#pb-acts textarea").some((area) => area.value.trim() && area.name === "reason") || at("acts").contains(document.activeElement);
  }

  async function draw() {
    drawn = Date.now();
    timer = null;
    const response = await fetch(location.href, { credentials: "same-origin", redirect: "error" }).catch(() => null);
    if (!response || !response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const id of ["pb-live", "pb-more"]) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old && fresh && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(fresh));
    }
    const acts = page.getElementById("pb-acts");
    if (!acts || acts.dataset.state === at("acts").dataset.state) return;
    if (busy()) at("moved").hidden = false;
    else {
      at("acts").replaceWith(document.adoptNode(acts));
      notice();
    }
  }

  /** Draw soon, never more often than `every`. */
  function follow(every) {
    if (document.hidden) return void (drawn = 0);
    if (timer) return;
    timer = setTimeout(draw, Math.max(0, drawn + every - Date.now()));
  }

  function notice() {
    if (!at("notice")) return;
    at("kind").addEventListener("change", choose);
    at("fields").addEventListener("input", fill);
    for (const lang of ["en", "sw"]) at(lang).addEventListener("input", left);
    at("notice").addEventListener("submit", prepare);
    choose();
  }

  function start() {
    data = (m.boot.page || {}).publish;
    if (!data || !at("acts")) return;
    drawn = Date.now();
    document.addEventListener("submit", (event) => {
      if (!event.target.classList.contains("pb-act")) return;
      event.preventDefault();
      ask(event.target, event.submitter);
    });
    at("sure-yes").addEventListener("click", yes);
    at("sure-no").addEventListener("click", () => at("sure").close());
    document.addEventListener("visibilitychange", () => !document.hidden && !drawn && draw());
    m.pulse.on("publish", () => follow(EVERY));
    m.pulse.on("board", () => follow(EVERY_TALLY));
    notice();
  }

  m.publish = { start, filled };
})((globalThis.matokeo = globalThis.matokeo || {}));
