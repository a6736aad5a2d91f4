/**
 * What is on this phone, on the observer's lists: drafts and forms that have not arrived, each leading to its page; counts
 * at each station; distances when the person asks for them.
 */
(function (m) {
  const KEEP_RECEIPTS_MS = 3 * 86400 * 1000;
  const WAITING = new Set(["sending", "waiting", "signedout"]);
  const BAD = new Set(["refused", "conflict", "closed"]);

  /** What an item is, in words of the list: the key of a sentence and its fields. */
  function describe(item, clock) {
    const ship = item.ship || m.send.fresh();
    if (ship.state === "arrived") return ["q_arrived", { time: clock(ship.receipt.received_at || ship.receipt.reported_at) }];
    if (ship.state === "refused") {
      const first = (ship.findings || []).find((finding) => finding.code[0] === "F") || (ship.findings || [])[0];
      return first ? ["q_refused_code", { code: first.code }] : ["q_refused", {}];
    }
    if (ship.state === "draft") return ["q_draft", {}];
    return ["q_" + ship.state, { n: ship.tries }];
  }

  /** How many drafts, waiting and refused items there are among those given. */
  function counts(items) {
    const out = { draft: 0, wait: 0, bad: 0 };
    for (const item of items) {
      const state = (item.ship || m.send.fresh()).state;
      if (WAITING.has(state)) out.wait += 1;
      else if (BAD.has(state)) out.bad += 1;
      else if (state === "draft") out.draft += 1;
    }
    return out;
  }

  async function start() {
    const page = m.boot.page || {};
    if (!page.queue) return;
    const all = await m.drafts.mine(m.boot.user).catch(() => []);
    const items = [];
    for (const item of all) {
      const old = item.ship && item.ship.state === "arrived" && Date.now() - item.saved_at > KEEP_RECEIPTS_MS;
      if (old) await m.drafts.drop(item.id);
      else items.push(item);
    }
    list(items, page.zone);
    for (const node of m.all("[data-local]")) mark(node, items);
    for (const button of m.all("[data-distance]")) button.addEventListener("click", () => measure(button));
    document.body.dataset.ready = "queue";
  }

  function list(items, zone) {
    const box = document.getElementById("phone-queue");
    if (!box) return;
    const hour = { hour: "2-digit", minute: "2-digit", timeZone: zone };
    const clock = (moment) => new Intl.DateTimeFormat("en-GB", hour).format(new Date(moment));
    document.getElementById("phone-none").hidden = items.length > 0;
    box.replaceChildren(...items.map((item) => line(item, clock)));
  }

  function line(item, clock) {
    const row = m.tell.make("li");
    const link = m.tell.make("a", "", item.kind === "incident" ? m.say("q_incident") + (item.title ? ": " + item.title : "") : item.title);
    link.href = item.address;
    const [key, values] = describe(item, clock);
    const bad = item.ship && BAD.has(item.ship.state);
    row.append(link, m.tell.make("span", bad ? "bad" : "", m.say(key, values)));
    return row;
  }

  /** At a station or a contest: how much of it waits on this phone. */
  function mark(node, items) {
    const [election, place, contest] = node.dataset.local.split("|");
    const here = items.filter(
      (item) => item.kind === "form" && item.election === election && item.place === place && (!contest || item.contest === contest),
    );
    const found = counts(here);
    const words = [];
    if (found.bad) words.push(m.tell.make("b", "bad", m.say("q_n_bad", { n: found.bad })));
    if (found.wait) words.push(m.tell.make("b", "", m.say("q_n_wait", { n: found.wait })));
    if (found.draft) words.push(m.tell.make("b", "", contest ? m.say("q_draft") : m.say("q_n_draft", { n: found.draft })));
    node.replaceChildren(...words.flatMap((word, n) => (n ? [" ", word] : [word])));
  }

  /** Ask the phone where it is and put the nearest station first. */
  async function measure(button) {
    const words = button.nextElementSibling;
    words.textContent = m.say("near_wait");
    let here;
    try {
      here = await m.place.here();
    } catch (error) {
      words.textContent = m.say("near_denied");
      return;
    }
    words.textContent = m.say("near_done", { n: here.accuracy_m });
    const box = m.one("ul", button.closest("section"));
    const far = (row) => {
      const spot = m.one("[data-lat]", row);
      if (!spot) return Infinity;
      return m.place.metres(here, { latitude: Number(spot.dataset.lat), longitude: Number(spot.dataset.lon) });
    };
    const rows = m.all(":scope > li", box).map((row) => [far(row), row]);
    rows.sort((a, b) => a[0] - b[0]);
    for (const [distance, row] of rows) {
      if (distance < Infinity) m.one("[data-lat]", row).textContent = m.place.spoken(distance);
      box.append(row);
    }
  }

  m.observe = { start, describe, counts };
})((globalThis.matokeo = globalThis.matokeo || {}));
