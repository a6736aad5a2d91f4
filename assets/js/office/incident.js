/**
 * Incidents: the form that reports one (kept and sent like a form of results, see send.js), and the steps of a record.
 */
(function (m) {
  const SAVE_AFTER = 250;
  const NEEDED = ["category", "severity", "description"];
  let page, item, saveTimer, againTimer, whole;
  const node = (id) => document.getElementById(id);

  async function start() {
    if (node("step")) steps(node("step"));
    page = m.boot.page && m.boot.page.incident;
    const box = node("incident");
    if (!page || !box) return;
    const id = m.drafts.id(m.boot.user, "incident", page.election, page.station);
    item = (await m.drafts.get(id).catch(() => null)) || fresh(id);
    if (item.ship.state === "arrived") item = fresh(id);
    item.ship = m.send.woken(item.ship);
    whole = item.ship.state === "refused";
    fill();
    box.addEventListener("input", (event) => typed(event.target));
    box.addEventListener("change", (event) => typed(event.target));
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    node("here").addEventListener("click", addPlace);
    addEventListener("online", () => item.ship.state === "waiting" && ship());
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", () => document.hidden && keep());
    await m.shots.start({ photos: () => item.photos, changed: photoChanged, bad: photoBad });
    update();
    speak();
    document.body.dataset.ready = "incident";
  }

  const fresh = (id) => ({
    id, user: m.boot.user, kind: "incident", title: "", address: location.pathname + location.search, election: page.election,
    place: page.station, values: {}, photos: [], point: null, saved_at: 0, ship: m.send.fresh(),
  });

  function fill() {
    for (const field of m.all("[data-field]")) {
      const kept = item.values[field.dataset.field];
      if (field.type === "radio") field.checked = kept === field.value;
      else if (kept !== undefined) field.value = kept;
      else if (field.value) item.values[field.dataset.field] = field.value;
    }
    if (item.saved_at) said("saved");
    if (item.point) m.tell.put(node("here-words"), m.say("here_added", { n: item.point.accuracy_m }));
  }

  function typed(field) {
    const name = field.dataset.field;
    if (!name || (field.type === "radio" && !field.checked) || item.values[name] === field.value) return;
    item.values[name] = field.value;
    if (name === "category") item.title = field.selectedOptions[0].textContent;
    changed();
  }

  function changed() {
    clearTimeout(againTimer);
    if (item.ship.state !== "sending") item.ship = { ...item.ship, state: "draft", findings: [] };
    node("trouble").replaceChildren();
    clearTimeout(saveTimer);
    if (item.saved_at) m.drafts.jot(item);
    saveTimer = setTimeout(keep, item.saved_at ? SAVE_AFTER : 0);
    update();
  }

  const begun = () => item.saved_at || item.photos.length || NEEDED.some((name) => (item.values[name] || "").trim());

  async function keep() {
    clearTimeout(saveTimer);
    if (!begun()) return;
    item.saved_at = Date.now();
    try {
      said((await m.drafts.put(item)) ? "saved" : "photo_not_saved");
    } catch (error) {
      said("not_saved", true);
    }
  }

  function said(key, bad) {
    const saved = node("saved");
    if (!saved) return;
    saved.classList.toggle("bad", Boolean(bad));
    m.tell.put(saved, m.say(key));
  }

  /** Election and station: one choice for observers, two fields for who may report from anywhere. */
  function where(draft) {
    const values = draft.values;
    if (values.place !== undefined) {
      const [election, station] = values.place.split("|");
      return { election: election || draft.election, station: station || null };
    }
    return { election: values.election || draft.election, station: (values.station || "").trim() || null };
  }

  /** The body of `POST /api/v1/incidents`; the time is of the election's zone, whatever the phone's is. */
  function payload(draft, offset) {
    const values = draft.values;
    const body = { election: where(draft).election, category: values.category || "", severity: values.severity || "low", description: (values.description || "").trim() };
    const moment = values.happened_at || "";
    body.happened_at = (moment.length === 16 ? moment + ":00" : moment) + offset;
    if (where(draft).station) body.station = where(draft).station;
    if (draft.point) body.point = draft.point;
    const photos = draft.photos.filter((photo) => photo.sent).map((photo) => photo.uid);
    if (photos.length) body.attachments = photos;
    return body;
  }

  /** What is missing, in the order of the page. */
  function missing(draft) {
    const found = NEEDED.filter((name) => !(draft.values[name] || "").trim()).map((name) => ({ code: "F101", field: name, values: { name } }));
    if (!(draft.values.happened_at || "")) found.push({ code: "F101", field: "happened_at", values: { name: "happened_at" } });
    if (!where(draft).station && !draft.point) found.push({ code: "F112", field: "station", values: {} });
    return found;
  }

  function update() {
    const found = whole ? [...missing(item), ...(item.ship.findings || [])] : [];
    for (const spot of m.all("[data-errors]")) {
      const here = found.filter((finding) => finding.field === spot.dataset.errors);
      spot.replaceChildren(...here.slice(0, 1).map((finding) => m.tell.finding(finding, spot.id, false)));
    }
    for (const field of m.all("[data-field]:not([type=radio])")) {
      const name = field.dataset.field === "place" ? "station" : field.dataset.field;
      if (found.some((finding) => finding.field === name)) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    const words = node("send-words");
    node("send").disabled = item.ship.state === "sending";
    m.tell.put(node("send"), m.say(["waiting", "signedout"].includes(item.ship.state) ? "again" : "check_send"));
    if (["draft", "refused"].includes(item.ship.state)) m.tell.put(words, found.length ? "▲ " + m.say("mend", { n: found.length }) : "");
    words.classList.toggle("bad", found.length > 0);
    return found;
  }

  async function send() {
    if (item.ship.state === "sending") return;
    whole = true;
    if (item.ship.state === "refused") item.ship = { ...item.ship, findings: [] };
    const found = update();
    if (found.length) return toFirst(found);
    await ship();
  }

  function toFirst(found) {
    const spot = m.all("[data-errors]").find((one) => one.dataset.errors === found[0].field);
    const target = spot && m.one("select, textarea, input", spot.parentElement);
    if (target) target.focus({ preventScroll: true });
    if (spot) spot.scrollIntoView({ block: "center" });
  }

  async function ship() {
    clearTimeout(againTimer);
    node("trouble").replaceChildren();
    item.ship = { ...item.ship, state: "sending" };
    update();
    for (const photo of item.photos.filter((one) => !one.sent)) {
      m.tell.put(node("send-words"), m.say("sending_photo", { size: m.photo.size(photo.bytes) }));
      const answer = await m.photo.upload(photo, "incident");
      if (answer.status !== 200 && answer.status !== 201) {
        const next = m.send.after({ ...item.ship, tries: (item.ship.tries || 0) + 1 }, answer);
        if (next.definite) photo.key = m.send.uuid();
        return back(next.state === "conflict" ? { ...next, state: "refused" } : next);
      }
      Object.assign(photo, { sent: true, uid: answer.json.attachment });
    }
    item.ship = m.send.prepare(item.ship, JSON.stringify(payload(item, page.offset)), Date.now());
    m.tell.put(node("send-words"), m.say("sending", { n: item.ship.tries }));
    await keep();
    const headers = { "Content-Type": "application/json", "Idempotency-Key": item.ship.key };
    return back(m.send.after(item.ship, await m.send.deliver("/api/v1/incidents", item.ship.body, headers)));
  }

  async function back(ship_) {
    item.ship = ship_;
    if (ship_.state === "arrived") return arrived(ship_.receipt);
    await keep();
    const found = update();
    speak();
    if (ship_.state === "waiting") againTimer = setTimeout(ship, m.send.delay(ship_.tries, ship_.wait) * 1000);
    if (ship_.state === "refused" && found.length) toFirst(found);
    return undefined;
  }

  function speak() {
    const state = item.ship;
    if (state.state === "waiting") return m.tell.put(node("send-words"), m.tell.waiting(state));
    let box = m.tell.trouble(state, m.say("incident_refused"));
    if (state.state === "conflict") {
      box = m.tell.make("div", "note-bad");
      box.append(m.tell.make("b", "", "▲ " + m.say("incident_conflict")), " ", state.message || "");
    }
    if (!box) return undefined;
    node("trouble").replaceChildren(box);
    box.scrollIntoView({ block: "center" });
    return undefined;
  }

  async function arrived(receipt) {
    clearTimeout(saveTimer);
    const record = "/incidents/" + receipt.incident;
    const note = { ...fresh(item.id), title: item.title, address: record, saved_at: Date.now(), ship: { ...m.send.fresh(), state: "arrived", receipt } };
    // A note of the receipt under its own id: the next report begins with an empty form.
    await m.drafts.put({ ...note, id: m.drafts.id(m.boot.user, "incident-sent", receipt.incident) }).catch(() => null);
    await m.drafts.drop(item.id).catch(() => null);
    item = note;
    const box = node("receipt");
    m.tell.put(m.one("[data-r=receipt]", box), receipt.receipt);
    m.tell.put(m.one("[data-r=time]", box), m.tell.clock(receipt.reported_at, page));
    m.one("[data-r=record]", box).href = record;
    node("incident").remove();
    m.tell.put(node("saved"), "");
    box.hidden = false;
    box.focus();
    scrollTo(0, 0);
  }

  function photoChanged(photos) {
    item.photos = photos;
    changed();
    keep();
  }

  function photoBad() {
    const spot = m.all("[data-errors]").find((one) => one.dataset.errors === "attachments");
    spot.replaceChildren(m.tell.make("p", "err", m.say("photo_bad")));
  }

  async function addPlace() {
    const words = node("here-words");
    words.textContent = m.say("here_wait");
    try {
      item.point = await m.place.here();
      words.textContent = m.say("here_added", { n: item.point.accuracy_m });
      changed();
    } catch (error) {
      words.textContent = m.say("here_denied");
    }
  }

  // The record ---------------------------------------------------------------------------------------------------

  /** A note, or a new status with its reason; what was written stays until the server has it. */
  function steps(form) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const note = node("step-note").value.trim();
      const words = node("step-words");
      const status = node("status") ? node("status").value : "";
      if (!note) {
        m.tell.put(words, m.say("step_blank"));
        node("step-note").focus();
        return;
      }
      const button = m.one("button", form);
      button.disabled = true;
      const uid = m.one("[data-incident]").dataset.incident;
      const body = JSON.stringify(status ? { note, status } : { note });
      const answer = await m.send.deliver("/api/v1/incidents/" + uid + "/events", body, { "Content-Type": "application/json" });
      button.disabled = false;
      if (answer.status === 200 || answer.status === 201) {
        node("step-note").value = "";
        location.reload();
      } else if (answer.status === 401) m.tell.put(words, m.say("signedout") + " " + m.say("signin"));
      else m.tell.put(words, answer.status ? m.say("step_refused") + " " + ((answer.json && answer.json.message) || answer.status) : m.say("step_lost"));
      words.classList.add("bad");
    });
  }

  m.incident = { start, payload, missing };
})((globalThis.matokeo = globalThis.matokeo || {}));
