/**
 * Pieces of the page that say something about a form: a finding with its code and tick, two readings side by side.
 * Text goes in as text, never as markup: names and notes come from people.
 */
(function (m) {
  /** An element with a class and text. */
  function make(tag, cls, text) {
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  /** Change words only where they are others: a status is not spoken again for nothing. */
  function put(node, words) {
    if (node && node.textContent !== words) node.textContent = words;
  }

  /** The sentence of a finding in the page's language: message and remedy with their fields filled. */
  function sentence(finding) {
    const words = (m.boot.page.codes || {})[finding.code] || { message: finding.message || finding.code, remedy: finding.remedy || "" };
    const values = {};
    for (const [key, value] of Object.entries(finding.values || {}))
      values[key] = typeof value === "number" ? value.toLocaleString("en") : value;
    const own = "field_" + values.name;
    if (own in m.boot.t) values.name = m.say(own);
    return (words.message + " " + words.remedy).replace(/\{(\w+)\}/g, (open, key) => (key in values ? String(values[key]) : open));
  }

  /** A finding: code chip, sentence, and for a warning the tick that accepts it. */
  function finding(found, id, accepted) {
    const line = make("p", "err");
    line.append(make("span", "cd", found.code), sentence(found));
    if (found.code[0] === "F") return line;
    const box = make("label", "ack");
    const tick = Object.assign(make("input"), { type: "checkbox", checked: accepted, id });
    tick.dataset.accept = found.code;
    box.append(tick, make("span", "", m.say(found.code.startsWith("W4") ? "accept_place" : "accept")));
    const both = make("div");
    both.append(line, box);
    return both;
  }

  /** The stored figures and those on the page, line by line; what differs is marked. */
  function compare(ballot, stored, mine) {
    const table = make("table", "cmp");
    const head = make("tr");
    head.append(make("td"), make("th", "", m.say("stored_word")), make("th", "", m.say("here_word")));
    table.append(head);
    const rows = ballot.map((line) => [line.name, (stored.votes || {})[line.code], mine.votes[line.code]]);
    for (const total of m.sums.TOTALS) rows.push([m.say("field_" + total), stored[total], mine[total]]);
    // The store works out the votes cast where the paper does not say; that is no difference.
    const derived = mine.cast === null && stored.cast === (stored.valid || 0) + (stored.rejected || 0);
    for (const [name, there, here] of rows) {
      const same = (there ?? null) === (here ?? null) || (derived && name === m.say("field_cast"));
      const row = make("tr", same ? "" : "diff");
      row.append(make("th", "", name), make("td", "", there ?? "–"), make("td", "", here ?? "–"));
      table.append(row);
    }
    return table;
  }

  /** A moment in the election's zone: `20:51:07 EAT`. */
  function clock(moment, where) {
    const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: where.timezone };
    return new Intl.DateTimeFormat("en-GB", parts).format(new Date(moment)) + " " + where.zone;
  }

  /** What is known of a form on its way, and when it is tried again. */
  function waiting(ship) {
    const n = m.send.delay(ship.tries, ship.wait);
    const offline = ship.why === "line" && navigator.onLine === false;
    const key = ship.why === "busy" ? "waiting_busy" : offline ? "waiting_line" : "waiting";
    return m.say(key, { n }) + " (" + m.say("tries", { n: ship.tries }) + ")";
  }

  /** What went wrong and what to do, as a box; null where nothing did. @param {string} refused words for a refusal */
  function trouble(ship, refused) {
    const box = make("div", "note-bad");
    if (ship.state === "signedout") {
      const link = Object.assign(make("a", "", m.say("signin")), { href: "/login", target: "_blank", rel: "noopener" });
      box.append(make("b", "", "▲ " + m.say("signedout")), " ", link, ", ", m.say("then_send"));
    } else if (ship.state === "refused") box.append(make("b", "", "▲ " + refused), " ", ship.message || "");
    else if (ship.state === "closed") box.append(make("b", "", "▲ " + m.say("closed")), " ", ship.message || "");
    else return null;
    return box;
  }

  m.tell = { make, put, sentence, finding, compare, clock, waiting, trouble };
})((globalThis.matokeo = globalThis.matokeo || {}));
