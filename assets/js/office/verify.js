/**
 * The bench for second entries: takes the next form, shows its ballot and photo, sends what is typed, shows the one that
 * was claimed ahead. Keyboard only. It never has the first figures: the server does not send them.
 */
(function (m) {
  const RENEW = 4 * 60_000;
  const COUNTS = 30_000;
  const GIVEN = 40;
  let ask, photo, sheet, ahead, fetching, ship, sending, lastKey;
  let given = [];

  const at = (id) => m.one(`#vf-${id}`);
  const fields = () => m.all("#vf-fields input");
  const pairs = () => fields().map((field) => [field.name, field.value]);
  const place = (one) => (one.place.station || one.place.area).name;

  function post(path, body, headers) {
    return m.send.post(path, body === undefined ? "" : JSON.stringify(body), { "Content-Type": "application/json", ...headers });
  }

  function said(text) {
    at("said").textContent = text;
  }

  function bad(text) {
    at("bad").textContent = text || "";
    at("bad").hidden = !text;
  }

  /** Ask for a form that is not on the screen; null when none waits. */
  async function take(holding) {
    const answer = await post("/api/v1/verify/next", { contest: ask.contest || null, area: ask.area || null, holding: [...holding, ...given] });
    if (answer.status === 200) return answer.json.sheet;
    trouble(answer);
    return undefined;
  }

  async function claimAhead() {
    if (fetching || ahead || !sheet) return;
    fetching = take([sheet.form]);
    ahead = (await fetching) || null;
    fetching = null;
    for (const uid of (ahead && ahead.photos) || []) new Image().src = `/api/v1/attachments/${uid}`;
  }

  function trouble(answer) {
    if (answer.status === 401) bad(m.say("vf_signed_out"));
    else if (answer.status === 0 || answer.status >= 500 || answer.status === 429) bad(m.say("office_offline"));
    else bad(m.say((answer.json && answer.json.message) || "office_offline"));
  }

  async function forward() {
    if (fetching) await fetching;
    const held = ahead;
    ahead = null;
    const following = held || (await take([]));
    if (following === undefined) return;
    show(following);
    claimAhead();
  }

  function show(found) {
    sheet = found;
    ship = m.send.fresh();
    at("none").hidden = !!found;
    at("two").hidden = at("sheet").hidden = !found;
    if (!found) return;
    photo.open(found.photos);
    head(found);
    const ballot = found.candidates.map((one) => [`votes.${one.code}`, one.name, one.abbreviation || one.party || ""]);
    const totals = ask.totals.map(([name, words]) => [name, words, m.say("vf_optional")]);
    at("fields").replaceChildren(...[...ballot, ...totals].map(field));
    at("sum").textContent = "";
    fields()[0].focus();
    scrollTo(0, 0);
  }

  function head(found) {
    const { station, area, path, contest_title: contest, source } = found.place;
    const above = [...path.slice(1), ...(station ? [area] : [])];
    const lines = [
      ["h2", (station || area).name],
      ["p", `${(station || area).code} · ${above.map((one) => one.name).join(" › ")}`],
      ["p", `${contest} · ${ask.sources[source] || source}`],
    ];
    if (found.registered !== null) lines.push(["p", m.say("vf_register", { n: found.registered.toLocaleString("en") })]);
    if (found.revision > 1) lines.push(["p", m.say("vf_revision", { n: found.revision })]);
    if (found.held) lines.push(["p", "▲ " + m.say("vf_held")]);
    at("what").replaceChildren(
      ...lines.map(([tag, text]) => {
        const node = document.createElement(tag);
        node.textContent = text;
        return node;
      })
    );
  }

  function field([name, words, note]) {
    const label = document.createElement("label");
    const text = document.createElement("span");
    text.textContent = words;
    const small = document.createElement("small");
    small.textContent = note;
    const input = document.createElement("input");
    Object.assign(input, { name, inputMode: "numeric", maxLength: 12, autocomplete: "off" });
    text.append(" ", small);
    label.append(text, input);
    return label;
  }

  function add() {
    const total = m.verifykeys.sum(pairs());
    const valid = m.verifykeys.whole((fields().find((one) => one.name === "valid") || { value: "" }).value);
    const off = total !== null && valid !== null && total !== valid;
    const n = total === null ? "" : total.toLocaleString("en");
    at("sum").classList.toggle("off", off);
    at("sum").textContent = total === null ? "" : m.say(off ? "vf_sum_off" : "vf_sum", { n, valid: (valid || 0).toLocaleString("en") });
  }

  function mark(names) {
    for (const one of fields()) one.setAttribute("aria-invalid", String(names.includes(one.name)));
    const first = fields().find((one) => names.includes(one.name));
    if (first) first.focus();
    return first;
  }

  async function send() {
    if (sending || !sheet) return;
    const typed = m.verifykeys.figures(pairs());
    const first = mark(typed.wrong);
    if (first) return bad(m.say("vf_blank", { name: first.closest("label").firstChild.textContent.trim() }));
    sending = true;
    const body = JSON.stringify({ figures: typed.figures });
    ship = m.send.prepare(ship, body, Date.now());
    const answer = await m.send.post(`/api/v1/verify/${sheet.form}/second`, body, {
      "Content-Type": "application/json",
      "Idempotency-Key": ship.key,
    });
    ship = m.send.after(ship, answer);
    sending = false;
    await settled(answer);
  }

  async function settled(answer) {
    if (ship.state === "arrived") {
      bad("");
      const key = !answer.json.agrees ? "vf_differs" : sheet.held ? "vf_agrees_held" : "vf_agrees";
      said(m.say(key, { name: place(sheet) }));
      return forward();
    }
    if (ship.state === "waiting") {
      bad(`${m.say("office_offline")} ${m.say("vf_waiting")}`);
      setTimeout(() => ship.state === "waiting" && send(), 1000 * m.send.delay(ship.tries, ship.wait));
    } else if (ship.state === "refused" && ship.findings.length) {
      const found = ship.findings[0];
      mark(ship.findings.map((one) => one.field));
      bad(`${found.code} ${m.say(found.message, found.values)}`);
    } else if (ship.state === "closed" || ship.state === "conflict") {
      said(`${place(sheet)}: ${m.say(ship.message)}`);
      return forward();
    } else trouble(answer);
  }

  async function giveBack() {
    if (!sheet || sending) return;
    const former = sheet;
    // Take the next one first: released at once, this same form would be the next.
    given = [...given, former.form].slice(-GIVEN);
    if (fetching) await fetching;
    if (!ahead) await claimAhead();
    await post(`/api/v1/verify/${former.form}/release`);
    said(m.say("vf_given_back", { name: place(former) }));
    const following = ahead;
    ahead = null;
    show(following);
    claimAhead();
  }

  function keys(event) {
    if (m.verifykeys.help(event) || m.verifykeys.typing(event) || !sheet) return;
    lastKey = Date.now();
    const all = fields();
    const here = all.indexOf(event.target);
    const to = here < 0 ? null : m.verifykeys.move(event.key, here, all.length, event.shiftKey);
    if (to === "send") send();
    else if (to !== null) {
      all[to].focus();
      all[to].select();
    } else if (event.key.toLowerCase() === "g") giveBack();
    else if (!m.verifykeys.photo(event.key) || !photo.act(m.verifykeys.photo(event.key))) {
      // A letter in a field of figures is a slip of the finger: it is not typed.
      if (here < 0 || event.key.length !== 1 || /[\d,. ]/.test(event.key)) return;
    }
    event.preventDefault();
  }

  /** Keep what is on the screen while somebody types; an empty chair loses it after ten minutes. */
  function renew() {
    if (!sheet || Date.now() - lastKey > RENEW + 60_000) return;
    for (const one of [sheet, ahead]) if (one) post(`/api/v1/verify/${one.form}/sheet`);
  }

  async function count() {
    if (document.hidden) return;
    const query = new URLSearchParams();
    for (const name of ["contest", "area"]) if (ask[name]) query.set(name, ask[name]);
    const response = await fetch(`/api/v1/verify/counts?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response || !response.ok) return;
    const counts = await response.json();
    for (const node of m.all("[data-count]")) {
      const n = counts[node.dataset.count];
      node.textContent = n.toLocaleString("en") + (n >= counts.most ? "+" : "");
    }
  }

  function leave() {
    for (const one of [ahead, sheet])
      if (one) fetch(`/api/v1/verify/${one.form}/release`, { method: "POST", keepalive: true, headers: { "X-CSRF-Token": m.boot.csrf } });
  }

  async function begin() {
    if (ask.form) {
      const answer = await post(`/api/v1/verify/${ask.form}/sheet`);
      if (answer.status !== 200) {
        trouble(answer);
        return forward();
      }
      show(answer.json);
      return claimAhead();
    }
    await forward();
  }

  function start() {
    ask = (m.boot.page || {}).verify;
    if (!ask || !ask.bench || !at("bench")) return;
    lastKey = Date.now();
    photo = m.verifyphoto.viewer(m.one(".vf-photo"));
    at("form").addEventListener("submit", (event) => (event.preventDefault(), send()));
    at("fields").addEventListener("input", (event) => {
      event.target.value = m.verifykeys.digits(event.target.value);
      event.target.removeAttribute("aria-invalid");
      add();
    });
    at("back").addEventListener("click", giveBack);
    addEventListener("keydown", keys);
    addEventListener("pagehide", leave);
    setInterval(renew, RENEW);
    setInterval(count, COUNTS);
    begin();
  }

  m.verify = { start };
})((globalThis.matokeo = globalThis.matokeo || {}));
