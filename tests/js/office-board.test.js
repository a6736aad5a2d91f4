"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const m = require("./load.cjs")("office/boardrow", "office/boardsource");

m.boot = {
  lang: "en",
  t: {
    bd_s_not_reported: "Not reported",
    bd_s_held: "Held",
    bd_r_all_zero: "Every figure is zero",
    bd_centre: "{n} of {all} forms of this centre are in; middle one {time}",
    bd_nothing: "Nothing near it is in yet",
    bd_nobody: "nobody",
    bd_call: "Call",
    bd_compare: "Compare",
    bd_open: "Open",
    bd_k_promised: "Promised the form",
    bd_for: "for {time}",
  },
};
const NOW = Date.parse("2031-05-04T18:00:00Z");
const on = { election: "e", zone: "Africa/Nairobi", lang: "en", one: false, now: NOW };
const row = (given) => ({
  station: "001",
  station_name: "Hall",
  contest: "president",
  contest_title: "President",
  where: [{ name: "Nyeri" }, { name: "Kieni" }],
  state: "not_reported",
  late: false,
  seq: 1,
  ...given,
});

test("a late row says by how much since it was expected, any other nothing", () => {
  const late = row({ late: true, expected_at: "2031-05-04T16:05:00Z" });
  assert.equal(m.boardrow.late(late, NOW), "1:55");
  assert.match(m.boardrow.cell("late", late, on), /▲ 1:55/);
  assert.equal(m.boardrow.cell("late", row({}), on), "–");
});

test("a time of another day has its day, one of today has not", () => {
  assert.equal(m.boardrow.moment("2031-05-04T17:46:00Z", on), "20:46");
  assert.equal(m.boardrow.moment("2031-05-03T17:46:00Z", on), "3 May 20:46");
  assert.equal(m.boardrow.moment(null, on), "–");
});

test("an unknown zone is read as UTC", () => {
  assert.equal(m.boardrow.moment("2031-05-04T17:46:00Z", { ...on, zone: "Nowhere/Land" }), "17:46");
});

test("a promised hour is the next one in the election's zone", () => {
  assert.equal(m.boardrow.promised("21:30", "Africa/Nairobi", NOW), "2031-05-04T18:30:00.000Z");
  assert.equal(m.boardrow.promised("20:00", "Africa/Nairobi", NOW), "2031-05-04T17:00:00.000Z");
  assert.equal(m.boardrow.promised("02:15", "Africa/Nairobi", NOW), "2031-05-04T23:15:00.000Z");
});

test("why a row is there: what holds it, what it was expected from, what was promised", () => {
  assert.match(m.boardrow.cell("why", row({ state: "held", hold_rule: "all_zero" }), on), /Every figure is zero/);
  const from = { of: "centre", name: "x", arrived: 3, all: 4, middle_at: "2031-05-04T15:55:00Z" };
  const said = m.boardrow.cell("why", row({ expected_at: "2031-05-04T15:55:00Z", expected_from: from }), on);
  assert.match(said, /3 of 4 forms of this centre are in; middle one 18:55/);
  assert.match(m.boardrow.cell("why", row({}), on), /Nothing near it is in yet/);
  const contact = { kind: "promised", at: "2031-05-04T17:31:00Z", promised_at: "2031-05-04T18:30:00Z" };
  assert.match(m.boardrow.cell("why", row({ contact }), on), /Promised the form 20:31, for 21:30/);
});

test("text of the data is never markup", () => {
  const bad = "<img src=x onerror=alert(1)>";
  const nasty = row({ station: bad, station_name: bad, contest_title: bad, hold_detail: bad, state: "held", sources: [bad], where: [{ name: bad }], observers: [{ name: bad }] });
  for (const column of ["code", "name", "where", "state", "received", "late", "why", "seen", "act"]) {
    assert.ok(!m.boardrow.cell(column, nasty, on).includes("<img"), column);
  }
});

/** A server of numbered rows, so many a page. */
function server(rows, size) {
  const asked = [];
  const ask = async (after) => {
    asked.push(after);
    const from = after === null ? 0 : Number(after);
    return { rows: rows.slice(from, from + size), next: from + size < rows.length ? String(from + size) : null };
  };
  return { ask, asked };
}
const numbered = (n) => Array.from({ length: n }, (_, at) => row({ station: String(at), seq: at }));

test("blocks come in sequence, each with the mark of the one before, whatever order they are asked in", async () => {
  const { ask, asked } = server(numbered(350), 100);
  const source = m.boardsource.source(ask, m.boardrow.id);
  const [third, first] = await Promise.all([source.block(200, 300), source.block(0, 100)]);
  assert.deepEqual(asked, [null, "100", "200"]);
  assert.equal(first.rows[0].station, "0");
  assert.equal(third.rows[99].station, "299");
  assert.equal(third.last, -1);
  const last = await source.block(300, 400);
  assert.equal(last.rows.length, 50);
  assert.equal(last.last, 350);
});

test("a row that moved down between two pages stands once, and blocks stay full", async () => {
  const rows = numbered(300);
  const first = server(rows, 100);
  const source = m.boardsource.source(async (after) => {
    const page = await first.ask(after);
    return after === "100" ? { ...page, rows: [rows[5], ...page.rows.slice(1)] } : page;
  }, m.boardrow.id);
  await source.block(0, 100);
  const second = await source.block(100, 200);
  assert.equal(second.rows.length, 100);
  const all = (await source.block(0, 300)).rows.map((one) => one.station);
  assert.equal(new Set(all).size, all.length);
});

test("what changed is found by its seq in its own page; what left the page is told, and nothing moves", async () => {
  const rows = numbered(150);
  const source = m.boardsource.source(async (after) => {
    const from = after === null ? 0 : Number(after);
    return { rows: rows.slice(from, from + 100), next: from + 100 < rows.length ? "100" : null };
  }, m.boardrow.id);
  await source.block(0, 150);
  rows[3] = { ...rows[3], state: "verified", seq: 900 };
  rows.splice(7, 1);
  const { changed, gone, come } = await source.again(0, 20);
  assert.deepEqual(changed.map((one) => one.station), ["3"]);
  assert.deepEqual(gone.map((one) => one.station), ["7"]);
  assert.equal(come, 0);
  assert.equal(source.at(3).state, "verified");
  assert.equal(source.at(7).station, "7");
});

test("rows after the last one of the list are not called new, rows among them are", async () => {
  const rows = numbered(150);
  const source = m.boardsource.source(async (after, wide) => ({ rows: rows.slice(0, wide ? 150 : 100), next: after === null ? "x" : null }), m.boardrow.id);
  await source.block(0, 100);
  assert.equal((await source.again(0, 10)).come, 0);
  rows.unshift(row({ station: "new", seq: 1 }));
  assert.equal((await source.again(0, 10)).come, 1);
});

test("a page that failed is asked for again", async () => {
  let fail = true;
  const inner = server(numbered(10), 100);
  const source = m.boardsource.source(async (after) => {
    if (fail) throw new Error("no line");
    return inner.ask(after);
  }, m.boardrow.id);
  await assert.rejects(source.block(0, 100));
  fail = false;
  assert.equal((await source.block(0, 100)).rows.length, 10);
});
