/**
 * One row of the station board as its cells, from the JSON of the API: the same words and marks as the server's table.
 * Plain functions; text of the data is escaped here and nowhere else.
 */
(function (m) {
  const STATES = { held: "dis", disputed: "dis", not_reported: "nil", preliminary: "pre", verified: "ver", confirmed: "con" };
  const RING = '<circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" stroke-width="1.4"';
  const TICK = 'd="M3.4 6.2l1.8 1.8 3.4-3.8" fill="none" stroke-width="1.4"';
  const ICONS = {
    dis: '<path d="M6 1l5.4 10H.6z" fill="none" stroke="currentColor" stroke-width="1.4"/><path d="M6 4.6v3M6 8.9v1" stroke="currentColor" stroke-width="1.4"/>',
    pre: RING + ' stroke-dasharray="2 1.6"/>',
    ver: RING + `/><path ${TICK} stroke="currentColor"/>`,
    con: `<circle cx="6" cy="6" r="5.4" fill="currentColor"/><path ${TICK} stroke="var(--ink)"/>`,
  };

  /** What a row needs to be written: election, zone, language, whether one contest is chosen, and now. */
  const context = () => ({ ...((m.boot.page || {}).board || {}), lang: m.boot.lang, one: new URLSearchParams(location.search).has("contest"), now: Date.now() });

  const id = (row) => `${row.contest}/${row.station}`;
  const href = (row, on) => `/manage/stations/${encodeURIComponent(on.election)}/${encodeURIComponent(row.station)}`;

  /** Parts of a moment in the election's zone. */
  function parts(at, zone) {
    const write = (timeZone) => new Intl.DateTimeFormat("en-GB", { timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    let made;
    try {
      made = write(zone);
    } catch (error) {
      made = write("UTC");
    }
    return Object.fromEntries(made.formatToParts(at).map((part) => [part.type, part.value]));
  }

  /** `20:46`; of another day with the day before it. */
  function moment(text, on) {
    if (!text) return "–";
    const at = parts(Date.parse(text), on.zone);
    const now = parts(on.now, on.zone);
    const clock = `${at.hour}:${at.minute}`;
    if (at.day === now.day && at.month === now.month && at.year === now.year) return clock;
    const month = new Intl.DateTimeFormat(on.lang || "en", { month: "short", timeZone: "UTC" }).format(Date.UTC(2000, at.month - 1, 1));
    return `${Number(at.day)} ${month} ${clock}`;
  }

  const hour = (text, on) => {
    const at = parts(Date.parse(text), on.zone);
    return `${at.hour}:${at.minute}`;
  };

  /** Minutes as `1:55`. */
  const span = (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;

  /** How late a late row is, as `1:55`; null for any other. */
  function late(row, now) {
    if (!row.late || !row.expected_at) return null;
    return span(Math.max(0, Math.floor((now - Date.parse(row.expected_at)) / 60000)));
  }

  /** The instant of `HH:MM` in a zone: the next one that is not more than two hours ago. */
  function promised(text, zone, now) {
    const [h, min] = text.split(":").map(Number);
    const today = parts(now, zone);
    const guess = Date.UTC(today.year, today.month - 1, today.day, h, min);
    const there = parts(guess, zone);
    const offset = Date.UTC(there.year, there.month - 1, there.day, there.hour, there.minute) - guess;
    const found = guess - offset;
    return new Date(found < now - 7200000 ? found + 86400000 : found).toISOString();
  }

  function chip(state) {
    const css = STATES[state] || "pre";
    const icon = ICONS[css] ? `<svg viewBox="0 0 12 12" aria-hidden="true">${ICONS[css]}</svg>` : "";
    return `<span class="chip ${css}">${icon}<span>${m.escape(m.say("bd_s_" + state))}</span></span>`;
  }

  function expected(row, on) {
    const from = row.expected_from;
    if (!from || !row.expected_at) return m.say("bd_nothing");
    const values = { n: from.arrived, all: from.all, area: from.name, time: hour(from.middle_at, on) };
    return m.say(from.of === "centre" ? "bd_centre" : "bd_area", values);
  }

  function contact(said, on) {
    const until = said.promised_at ? `, ${m.say("bd_for", { time: hour(said.promised_at, on) })}` : "";
    return `${m.say("bd_k_" + said.kind)} ${hour(said.at, on)}${until}`;
  }

  const rule = (name) => ((m.boot.t || {})["bd_r_" + name] ? m.say("bd_r_" + name) : name.replace(/_/g, " "));

  function why(row, on) {
    const signal = (text) => `<b class="lt">▲ ${m.escape(text)}</b>`;
    const said = [];
    if (row.gone) said.push(`<b>${m.escape(m.say("bd_left"))}</b>`);
    if (row.state === "held" || row.state === "disputed") {
      const held = [row.hold_rule && row.hold_rule !== "manager" ? rule(row.hold_rule) : "", row.hold_detail || ""].filter(Boolean);
      said.push(...(held.length ? held : [m.say("bd_decide")]).map(m.escape));
    } else if (row.state === "not_reported") said.push(m.escape(expected(row, on)));
    if (row.sources_differ) said.push(signal(m.say("bd_differ")));
    if (row.findings) said.push(signal(m.say("bd_finding", { n: row.findings })));
    if (row.contact) said.push(m.escape(contact(row.contact, on)));
    return `<span class="why">${said.join("; ")}</span>`;
  }

  function where(row) {
    const names = (row.where || []).map((area) => m.escape(area.name));
    const rest = names.length > 1 ? `<small> › ${names.slice(1).join(" › ")}</small>` : "";
    return `<span title="${names.join(" › ")}">${names[0] || "–"}${rest}</span>`;
  }

  /** A contest's title in the page's language. */
  const title = (row) => (m.boot.t || {})["bd_c_" + row.contest] || row.contest_title;

  function code(row) {
    const css = row.sources_differ ? ' class="dif"' : "";
    const tags = (row.sources || []).map((source) => `<span${css}>${m.escape(source.toUpperCase())}</span>`).join("");
    return `<span class="code">${m.escape(row.station)}</span>${tags ? ` <span class="bd-src">${tags}</span>` : ""}`;
  }

  function seen(row, on) {
    const heard = (row.observers || []).slice().sort((a, b) => (Date.parse(b.last_contact_at) || 0) - (Date.parse(a.last_contact_at) || 0))[0];
    return heard ? `<span title="${m.escape(heard.name)}">${m.escape(moment(heard.last_contact_at, on))}</span>` : m.escape(m.say("bd_nobody"));
  }

  function act(row, on) {
    const button = (words, to) => `<a class="btn sm" tabindex="-1" href="${m.escape(to)}">${m.escape(m.say(words))}</a>`;
    if ((row.state === "held" || row.state === "disputed") && row.form) return button("bd_compare", `/manage/forms/${row.form}`);
    if (row.state === "not_reported") return button("bd_call", `${href(row, on)}#contact`);
    return button("bd_open", href(row, on));
  }

  /** The HTML of one cell. */
  function cell(column, row, given) {
    const on = given || context();
    if (column === "name") return `<a href="${m.escape(href(row, on))}" tabindex="-1" title="${m.escape(row.station_name)}">${m.escape(row.station_name)}</a>`;
    if (column === "late") {
      const by = late(row, on.now);
      return by === null ? "–" : `<b class="lt">▲ ${by}</b>`;
    }
    if (column === "state") return chip(row.state) + (on.one ? "" : `<small class="con">${m.escape(title(row))}</small>`);
    if (column === "received") return m.escape(moment(row.received_at, on));
    const draw = { code, where, why, seen, act }[column];
    return draw ? draw(row, on) : "";
  }

  m.boardrow = { cell, id, href, late, moment, promised, span, context };
})((globalThis.matokeo = globalThis.matokeo || {}));
