/**
 * The page of one form: reads the fields, says what the checks find at the field, keeps a draft on the phone with every
 * change, sends, and shows the receipt. The rules are in entrysums.js and send.js; here is only the page.
 */
(function (m) {
  const CHECK_AFTER = 700;
  const SAVE_AFTER = 250;
  /** What the server says of a form that is not whole yet, and the page says by itself when it is to be sent. */
  const WHOLE = new Set(["F101", "F105", "F107"]);
  const T = {}; // the page's elements
  let form, item, known, serverFound, judged, checkTimer, saveTimer, againTimer, whole, checking;
  const make = (...given) => m.tell.make(...given);
  const put = (...given) => m.tell.put(...given);

  const ballot = () => form.ballot;
  const field = (name) => m.all("[data-field]").find((node) => node.dataset.field === name);
  const spot = (name) => m.all("[data-errors]").find((node) => node.dataset.errors === name);

  async function start() {
    form = m.boot.page && m.boot.page.form;
    const box = document.getElementById("entry");
    if (!form || !box) return form ? shown() : undefined;
    for (const name of ["run", "run-words", "runbox", "send", "send-words", "saved", "trouble", "receipt", "note", "reason"])
      T[name] = document.getElementById(name);
    known = { ballot: form.ballot, registered: form.registered, max_votes: form.max_votes, area: Boolean(form.area) };
    const place = form.area ? "area:" + form.area : form.station;
    const id = m.drafts.id(m.boot.user, "form", form.election, place, form.contest, form.source, form.corrects);
    item = (await m.drafts.get(id).catch(() => null)) || blankItem(id, place);
    if (item.ship && item.ship.state === "arrived") item = blankItem(id, place);
    item.ship = m.send.woken(item.ship);
    serverFound = item.ship.state === "refused" ? item.ship.findings : [];
    judged = whole = serverFound.length > 0;
    fill();
    listen(box);
    await m.shots.start({ photos: () => item.photos, changed: photoChanged, bad: photoBad });
    update();
    check();
    if (["waiting", "signedout"].includes(item.ship.state)) soon();
    if (["conflict", "closed", "refused"].includes(item.ship.state)) speak();
    whenKeyboard();
    document.body.dataset.ready = "entry";
  }

  function blankItem(id, place) {
    return {
      id, user: m.boot.user, kind: "form", title: form.title, paper: form.paper, address: form.corrects ? form.here + (form.here.includes("?") ? "&" : "?") + "correct=1" : form.here,
      election: form.election, place, contest: form.contest,
      values: {}, accepted: {}, note: "", reason: "", photos: [], point: null, captured_at: null, saved_at: 0, ship: m.send.fresh(),
    };
  }

  /** Put the draft into the fields; a correction without a draft starts from the figures of the stored form. */
  function fill() {
    for (const node of m.all("[data-field]")) {
      const name = node.dataset.field;
      if (name === "note" || name === "reason") node.value = item[name] || "";
      else if (name in item.values) node.value = item.values[name];
      else if (node.value) item.values[name] = node.value;
    }
    if (item.saved_at) said("saved");
    if (form.kept_photos.length) put(document.getElementById("photo-hint"), m.say("photo_kept"));
    if (item.point) m.one("#here-words").textContent = m.say("here_added", { n: item.point.accuracy_m });
  }

  function listen(box) {
    box.addEventListener("input", (event) => {
      const name = event.target.dataset.field;
      if (name) typed(name, event.target.value);
    });
    box.addEventListener("change", (event) => {
      if (event.target.dataset.accept) accept(event.target.dataset.accept, event.target.checked);
    });
    box.addEventListener("keydown", onward);
    box.addEventListener("focusin", (event) => {
      if (event.target.inputMode === "numeric") event.target.select();
    });
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    addEventListener("online", () => item.ship.state === "waiting" && again());
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", () => document.hidden && keep());
    document.getElementById("discard").addEventListener("click", discard);
    const here = document.getElementById("here");
    if (here) here.addEventListener("click", addPlace);
  }

  /** Enter goes to the next field as the phone's own key does; on the last it goes to the button. */
  function onward(event) {
    if (event.key !== "Enter" || event.target.inputMode !== "numeric") return;
    event.preventDefault();
    const fields = m.all("input[data-field]");
    const next = fields[fields.indexOf(event.target) + 1] || T.send;
    next.focus();
    next.scrollIntoView({ block: "center" });
  }

  function typed(name, text) {
    if (name === "note" || name === "reason") item[name] = text;
    else {
      item.values[name] = text;
      judged = false;
      clearTimeout(checkTimer);
      checkTimer = setTimeout(check, CHECK_AFTER);
    }
    changed();
  }

  /** A tick is for this very finding: with other figures it is asked for again. */
  function accept(code, on) {
    if (on) item.accepted[code] = said_(current().find((finding) => finding.code === code));
    else delete item.accepted[code];
    changed();
  }

  /** What is sent is another thing now: keep it. A try that may still arrive keeps its key, but is not repeated by itself. */
  function changed() {
    clearTimeout(againTimer);
    item.captured_at = new Date().toISOString();
    if (item.ship.state !== "sending") item.ship = { ...item.ship, state: "draft", findings: [] };
    T.trouble.replaceChildren();
    clearTimeout(saveTimer);
    if (item.saved_at) m.drafts.jot(item);
    saveTimer = setTimeout(keep, item.saved_at ? SAVE_AFTER : 0);
    update();
  }

  async function keep() {
    clearTimeout(saveTimer);
    if (m.sums.empty(item) && !item.saved_at) return;
    item.saved_at = Date.now();
    try {
      said((await m.drafts.put(item)) ? "saved" : "photo_not_saved");
    } catch (error) {
      said("not_saved", true);
    }
  }

  /** Begin again with empty fields; not while a try may still be on its way. */
  async function discard() {
    if (item.ship.state === "sending" || !confirm(m.say("discard_sure"))) return;
    clearTimeout(saveTimer);
    clearTimeout(againTimer);
    item = blankItem(item.id, item.place);
    await m.drafts.drop(item.id);
    location.reload();
  }

  function said(key, bad) {
    document.getElementById("discard").hidden = false;
    if (!T.saved) return;
    T.saved.classList.toggle("bad", Boolean(bad));
    const words = m.say(key);
    if (T.saved.textContent !== words) T.saved.textContent = words;
  }

  const body = () => m.sums.payload(form, { ...item, accepted: Object.keys(item.accepted), attachments: attachments() }, ballot());
  const attachments = () => {
    const own = item.photos.filter((photo) => photo.sent).map((photo) => photo.uid);
    return own.length ? own : form.kept_photos;
  };

  /** Ask the server what it would say; a line that is down or a login that is over say nothing here. */
  async function check() {
    if (item.ship.state === "sending" || m.sums.sum(item.values, ballot()).blank) return;
    const text = JSON.stringify(m.sums.figures(item.values, ballot())) + JSON.stringify(item.point);
    if (text === checking) return;
    checking = text;
    const answer = await m.send.post("/api/v1/forms/check", JSON.stringify(body()), { "Content-Type": "application/json" }, 15000);
    checking = null;
    if (answer.status !== 200 || text !== JSON.stringify(m.sums.figures(item.values, ballot())) + JSON.stringify(item.point)) return;
    serverFound = [...answer.json.errors, ...answer.json.warnings].filter((finding) => !WHOLE.has(finding.code));
    judged = true;
    update();
  }

  function local() {
    const found = m.sums.findings(item.values, known, whole);
    if (whole && form.photo === "required" && !item.photos.length && !form.kept_photos.length)
      found.unshift({ code: "F105", field: "attachments", values: {} });
    if (whole && form.corrects && !(item.reason || "").trim()) found.unshift({ code: "F107", field: "reason", values: {} });
    return found;
  }

  const current = () => m.sums.together(local(), serverFound);
  const said_ = (finding) => JSON.stringify(finding && finding.values);

  /** Forget ticks of what is no longer found, or found with other figures. */
  function prune(all) {
    for (const [code, of] of Object.entries(item.accepted)) {
      const finding = all.find((one) => one.code === code);
      if (finding ? said_(finding) !== of : judged || m.sums.LOCAL.has(code)) delete item.accepted[code];
    }
  }

  // What the page says -------------------------------------------------------------------------------------------

  function update() {
    running();
    const all = current();
    prune(all);
    for (const node of m.all("[data-errors]")) findingsAt(node, all.filter((finding) => spotOf(finding) === node));
    for (const node of m.all("input[data-field]")) {
      const bad = all.some((finding) => finding.field === node.dataset.field && !(finding.code in item.accepted));
      if (bad) node.setAttribute("aria-invalid", "true");
      else node.removeAttribute("aria-invalid");
    }
    summary(all);
  }

  const spotOf = (finding) => spot(finding.field) || spot("votes") || null;

  function findingsAt(node, found) {
    const wanted = found.map((finding) => finding.code + said_(finding)).join();
    if (node.dataset.said === wanted) return;
    node.dataset.said = wanted;
    node.replaceChildren(...found.map((finding, n) => m.tell.finding(finding, node.id + "-ok-" + n, finding.code in item.accepted)));
  }

  function running() {
    const run = m.sums.sum(item.values, ballot());
    const stated = m.sums.read(item.values.valid).value;
    const none = run.blank === ballot().length;
    put(T.run, none ? "–" : run.total.toLocaleString("en"));
    const differs = !run.blank && !run.wrong && stated !== null && stated !== run.total;
    let words = m.say("sum_agrees");
    if (run.wrong) words = m.say("sum_wrong", { n: run.wrong });
    else if (run.blank) words = m.say("sum_blank", { n: run.blank });
    else if (stated === null) words = m.say("sum_unstated");
    else if (differs) words = m.say("sum_differs", { sum: stated.toLocaleString("en"), n: Math.abs(stated - run.total).toLocaleString("en") });
    put(T["run-words"], words);
    T.runbox.classList.toggle("bad", differs || run.wrong > 0);
  }

  /** One line above the button: what keeps the form here, or what is going on. */
  function summary(all) {
    const ship = item.ship;
    T.send.disabled = ship.state === "sending";
    put(T.send, m.say(ship.state === "waiting" || ship.state === "signedout" ? "again" : "check_send"));
    T["send-words"].classList.toggle("bad", ["refused", "conflict", "closed", "signedout"].includes(ship.state));
    if (ship.state === "sending" || ship.state === "waiting" || ship.state === "signedout") return;
    const mend = all.filter((finding) => finding.code[0] === "F").length;
    const tick = all.filter((finding) => finding.code[0] === "W" && !(finding.code in item.accepted)).length;
    const parts = [mend && "▲ " + m.say("mend", { n: mend }), tick && "▲ " + m.say("tick", { n: tick })].filter(Boolean);
    const done = !parts.length && !m.sums.sum(item.values, ballot()).blank;
    put(T["send-words"], parts.join(" · ") || (done ? m.say("ready") : ""));
    T["send-words"].classList.toggle("bad", parts.length > 0);
  }

  // Sending ------------------------------------------------------------------------------------------------------

  async function send() {
    if (item.ship.state === "sending") return;
    whole = true;
    update();
    // What the server said of other figures keeps nothing back: it will say what it thinks of these.
    const all = judged ? current() : local();
    if (!m.sums.mayGo(all, Object.keys(item.accepted))) return toFirst(all);
    await ship();
  }

  /** Lead to the first thing that keeps the form here. */
  function toFirst(all) {
    const open = all.find((finding) => finding.code[0] === "F" || !(finding.code in item.accepted));
    const node = open && spotOf(open);
    if (!node) return;
    const target = field(open.field) || m.one("input[data-accept]:not(:checked)", node) || m.one("input, textarea, button", node.parentElement);
    if (target) target.focus({ preventScroll: true });
    node.scrollIntoView({ block: "center" });
  }

  async function ship() {
    clearTimeout(againTimer);
    T.trouble.replaceChildren();
    item.ship = { ...item.ship, state: "sending" };
    update();
    for (const photo of item.photos.filter((one) => !one.sent)) {
      put(T["send-words"], m.say("sending_photo", { size: m.photo.size(photo.bytes) }));
      const answer = await m.photo.upload(photo, "form");
      if (answer.status !== 200 && answer.status !== 201) return arrivedAt(photoAnswer(answer));
      Object.assign(photo, { sent: true, uid: answer.json.attachment, sha256: answer.json.sha256 });
      await keep();
    }
    item.ship = m.send.prepare(item.ship, JSON.stringify(body()), Date.now());
    put(T["send-words"], m.say("sending", { n: item.ship.tries }));
    await keep(); // the key is on the phone before the form is on the line
    const answer = await m.send.deliver("/api/v1/forms", item.ship.body, { "Content-Type": "application/json", "Idempotency-Key": item.ship.key });
    await arrivedAt(m.send.after(item.ship, answer));
  }

  /** A photo that did not go: what it means for the shipment; a refused picture is a finding at the photo. */
  function photoAnswer(answer) {
    const next = m.send.after({ ...item.ship, tries: (item.ship.tries || 0) + 1 }, answer);
    if (next.state === "refused" || next.state === "conflict") {
      for (const photo of item.photos) if (!photo.sent) photo.key = m.send.uuid();
      return { ...next, state: "refused" };
    }
    return next;
  }

  async function arrivedAt(ship) {
    item.ship = ship;
    if (ship.state === "arrived") return arrived(ship.receipt);
    if (ship.state === "refused" && ship.findings.length) {
      serverFound = ship.findings;
      judged = true;
    }
    await keep();
    update();
    speak();
    if (ship.state === "waiting") soon();
    if (ship.state === "refused" && ship.findings.length) toFirst(current());
  }

  /** Say in words what happened and what to do; everything typed stays where it is. */
  function speak() {
    const ship = item.ship;
    if (ship.state === "waiting") return put(T["send-words"], m.tell.waiting(ship));
    const refused = m.say((ship.findings || []).length ? "refused" : "refused_plain");
    const box = ship.state === "conflict" ? conflict(make("div", "note-bad"), ship) : m.tell.trouble(ship, refused);
    if (!box) return undefined;
    put(T["send-words"], "");
    T.trouble.replaceChildren(box);
    box.scrollIntoView({ block: "center" });
    return undefined;
  }

  /** Somebody was first, or an earlier try arrived after all: show both, offer the way on. */
  function conflict(box, ship) {
    const stored = ship.stored;
    box.append(make("b", "", "▲ " + m.say("conflict")), " ", stored ? "" : ship.message || "");
    if (!stored) return box;
    const time = stored.received_at ? m.tell.clock(stored.received_at, form) : "–";
    box.append(make("p", "", m.say(stored.own ? "conflict_own" : "conflict_other", { time, code: stored.receipt || "–" })));
    if (stored.figures) box.append(m.tell.compare(ballot(), stored.figures, m.sums.figures(item.values, ballot())));
    const ways = make("div", "ways2");
    const open = make("a", "btn", m.say("conflict_open"));
    open.href = form.here;
    ways.append(open);
    if (stored.own && stored.form && !form.corrects) {
      const fix = make("button", "btn", m.say("conflict_correct"));
      fix.type = "button";
      fix.addEventListener("click", () => correctWith(stored.form));
      ways.append(fix);
    }
    box.append(ways);
    return box;
  }

  /** Carry what was typed over to a correction of what is stored. */
  async function correctWith(uid) {
    const place = form.area ? "area:" + form.area : form.station;
    const id = m.drafts.id(m.boot.user, "form", form.election, place, form.contest, form.source, uid);
    const address = form.here + (form.here.includes("?") ? "&" : "?") + "correct=1";
    await m.drafts.put({ ...item, id, address, ship: m.send.fresh() });
    await m.drafts.drop(item.id);
    item.saved_at = 0;
    location.assign(address);
  }

  function soon() {
    clearTimeout(againTimer);
    if (item.ship.state === "waiting") {
      const seconds = m.send.delay(item.ship.tries, item.ship.wait);
      againTimer = setTimeout(again, seconds * 1000);
    }
    update();
    speak();
  }

  const again = () => (item.ship.state === "waiting" ? ship() : undefined);

  /** It is there: the draft goes, a note of the receipt stays, the page shows what the server answered. */
  async function arrived(receipt) {
    clearTimeout(saveTimer);
    const note = { ...blankItem(item.id, item.place), saved_at: Date.now(), ship: { ...m.send.fresh(), state: "arrived", receipt } };
    item = note;
    await m.drafts.put(note).catch(() => null);
    const fill = { receipt: receipt.receipt, revision: receipt.revision, time: m.tell.clock(receipt.received_at, form) };
    for (const [name, words] of Object.entries(fill)) put(m.one(`[data-r=${name}]`, T.receipt), String(words));
    const photos = (receipt.attachments || []).length;
    put(m.one("[data-r=photo]", T.receipt), m.say(photos ? "photo_arrived" : "photo_none"));
    document.getElementById("entry").remove();
    T.receipt.hidden = false;
    put(T.saved, "");
    T.receipt.focus();
    scrollTo(0, 0);
  }

  /** A form that is stored: nothing to type; a note of it on the phone is no longer needed as a draft. */
  function shown() {
    document.body.dataset.ready = "receipt";
  }

  // Photo, place, keyboard ---------------------------------------------------------------------------------------

  function photoChanged(photos) {
    item.photos = photos;
    changed();
    keep();
  }

  function photoBad() {
    const node = spot("attachments");
    node.replaceChildren(make("p", "err", m.say("photo_bad")));
    node.dataset.said = "bad";
  }

  async function addPlace() {
    const words = document.getElementById("here-words");
    words.textContent = m.say("here_wait");
    try {
      item.point = await m.place.here();
      words.textContent = m.say("here_added", { n: item.point.accuracy_m });
      judged = false;
      changed();
      check();
    } catch (error) {
      words.textContent = m.say("here_denied");
    }
  }

  /** Phones lay the keyboard over the page: the sum climbs on top of it, the button waits until it is closed. */
  function whenKeyboard() {
    const view = globalThis.visualViewport;
    if (!view) return;
    const bar = m.one(".sendbar");
    view.addEventListener("resize", () => {
      const hidden = Math.max(0, innerHeight - view.height - view.offsetTop);
      const typing = hidden > 120;
      bar.classList.toggle("typing", typing);
      bar.style.bottom = typing ? hidden + "px" : "";
    });
  }

  m.entry = { start };
})((globalThis.matokeo = globalThis.matokeo || {}));
