/**
 * Rules of alerts: a form becomes JSON, a dry run is asked for and shown, webhooks are added, tried and switched.
 * `rule` is a plain function of the fields; the server checks everything again.
 */
(function (m) {
  const JSON_TYPE = { "Content-Type": "application/json" };

  /**
   * The body of a rule from the fields of its form.
   * @param {Array<{name: string, value: string, checked?: boolean, type?: string}>} fields @param {string} [election]
   */
  function rule(fields, election) {
    const made = { enabled: false, severity: "", thresholds: {}, for_min: 0, clear_min: 0 };
    const route = { roles: [], email: false, webhooks: [] };
    for (const { name, value, checked, type } of fields) {
      const [group, rest] = [name.split(".")[0], name.slice(name.indexOf(".") + 1)];
      if (group === "t") made.thresholds[rest] = /^-?\d+$/.test(value) ? Number(value) : value;
      else if (group === "role" && checked) route.roles.push(rest);
      else if (group === "hook" && checked) route.webhooks.push(rest);
      else if (group === "kept") route.webhooks.push(rest);
      else if (name === "email") route.email = Boolean(checked);
      else if (name === "enabled") made.enabled = Boolean(checked);
      else if (name === "severity") made.severity = value;
      else if (name === "for_min" || name === "clear_min") made[name] = Number(value);
    }
    if (election) made.election = election;
    else made.route = route;
    return made;
  }

  const fieldsOf = (form) => m.all("input[name],select[name]", form).map(({ name, value, checked, type }) => ({ name, value, checked, type }));

  function say(where, words, bad) {
    const line = m.one(".said", where);
    line.textContent = words;
    line.classList.toggle("bad", Boolean(bad));
  }

  function fault(answer) {
    if (answer.status === 0) return m.say("al_offline");
    return answer.json && answer.json.message ? m.say(answer.json.message) : m.say("al_failed", { status: answer.status });
  }

  async function save(form, change) {
    if (!form.reportValidity()) return;
    const body = { ...rule(fieldsOf(form), form.dataset.election), ...change };
    const answer = await m.send.post(`/api/v1/alerts/rules/${form.dataset.rule}`, JSON.stringify(body), JSON_TYPE);
    if (answer.status !== 200) return say(form, fault(answer), true);
    if (change) return location.reload();
    say(form, m.say("al_saved"));
  }

  async function dry(form) {
    if (!form.reportValidity()) return;
    const made = rule(fieldsOf(form), form.dataset.election);
    const hours = Number((m.one("[name=hours]", form) || { value: 0 }).value);
    const body = { election: form.dataset.dry, thresholds: made.thresholds, for_min: made.for_min, hours };
    const where = m.one(".al-would", form);
    where.textContent = m.say("al_working");
    const answer = await m.send.post(`/api/v1/alerts/rules/${form.dataset.rule}/dry-run`, JSON.stringify(body), JSON_TYPE);
    if (answer.status !== 200) return (where.textContent = fault(answer));
    show(where, answer.json, hours);
  }

  function show(where, found, hours) {
    const count = found.count.toLocaleString("en");
    const now = found.now.toLocaleString("en");
    const key = !found.knows_past ? "al_only_now" : !found.count ? "al_none" : hours ? "al_would" : "al_now";
    const head = document.createElement("p");
    head.textContent = m.say(key, { count, now }) + (found.at_most ? " " + m.say("al_at_most") : "");
    const list = document.createElement("ol");
    for (const one of found.alerts) {
      const line = document.createElement("li");
      const severity = document.createElement("b");
      severity.textContent = m.say("al_" + one.severity);
      const from = one.opens_at.slice(0, 16).replace("T", " ");
      const to = one.until ? " – " + one.until.slice(0, 16).replace("T", " ") : "";
      const place = [...one.places, ...(one.station_name ? [one.station_name] : [])].join(" › ") || one.area.name;
      line.append(severity, ` ${place} · ${from}${to} UTC`);
      list.append(line);
    }
    where.replaceChildren(head, ...(found.alerts.length ? [list] : []));
  }

  async function addHook(form) {
    const body = JSON.stringify({ title: form.elements.title.value.trim(), url: form.elements.url.value.trim() });
    const answer = await m.send.post("/api/v1/alerts/webhooks", body, JSON_TYPE);
    if (answer.status !== 201) return say(form, fault(answer), true);
    say(form, m.say("al_saved"));
    form.reset();
    const secret = m.one("#al-secret");
    secret.textContent = m.say("al_secret", { secret: answer.json.secret });
    secret.hidden = false;
  }

  async function hook(button) {
    const row = button.closest("li");
    const tried = button.dataset.hookTry;
    const path = `/api/v1/alerts/webhooks/${tried || button.dataset.hook}` + (tried ? "/test" : "");
    const body = tried ? "" : JSON.stringify({ active: button.dataset.active === "1" });
    const answer = await m.send.post(path, body, tried ? {} : JSON_TYPE);
    if (answer.status >= 300 || answer.status === 0) return say(row, fault(answer), true);
    if (!tried) return location.reload();
    say(row, m.say("al_queued"));
  }

  function start() {
    if (!(m.boot.page || {}).alertrules) return;
    document.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.target.dataset.rule) save(event.target);
      else if (event.target.id === "al-newhook") addHook(event.target);
    });
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.try !== undefined) dry(button.form);
      else if (button.dataset.drop !== undefined) save(button.form, { drop_own: true });
      else if (button.dataset.hook || button.dataset.hookTry) hook(button);
    });
    const asked = location.hash.startsWith("#rule-") && document.getElementById(location.hash.slice(1));
    if (asked) asked.open = true;
  }

  m.alertrules = { start, rule };
})((globalThis.matokeo = globalThis.matokeo || {}));
