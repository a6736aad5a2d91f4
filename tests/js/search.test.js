"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const m = require("./load.cjs")("search", "table");

const COUNTRY = { code: "ZA0", name: "Zamara", level: "country" };
const COUNTY = { code: "002", name: "Belo", level: "county" };
const ADDRESSES = { contest: "president", contests: { president: "President" }, levels: { ward: "Ward" } };

test("areas come before candidates before stations, each with where it is", () => {
  const found = {
    election: "za 1",
    areas: [{ code: "00211", name: "Upper", level: "ward", path: [COUNTRY, COUNTY] }],
    candidates: [{ code: "asha", name: "Asha", contest: "president", path: [COUNTRY] }],
    stations: [{ code: "S/1", name: "School", level: "station", path: [COUNTRY, COUNTY] }],
  };
  const list = m.search.options(found, ADDRESSES, "sw");
  assert.deepEqual(list.map((o) => o.name), ["Upper", "Asha", "School"]);
  assert.equal(list[0].note, "Belo · Ward");
  assert.equal(list[0].href, "/results/za%201/president/00211?lang=sw");
  assert.equal(list[1].note, "President · Zamara");
  assert.equal(list[2].href, "/stations/za%201/S%2F1?lang=sw");
});

test("an answer without anything is an empty list", () => {
  assert.deepEqual(m.search.options({ election: "e" }, ADDRESSES, "en"), []);
});

test("an order in the address names a table, a column and a way, or nothing", () => {
  assert.deepEqual(m.table.order("0.3.-1"), { table: 0, column: 3, direction: -1 });
  for (const wrong of [null, "", "1", "0.3.2", "a.b.c", "0.3.-1x", "999.1.1"]) assert.equal(m.table.order(wrong), null);
});

test("numbers sort as numbers, words as words, what is missing last both ways", () => {
  const values = ["9", "10", "", "-2"];
  const sorted = (d) => [...values].sort((a, b) => m.table.compare(a, b, d));
  assert.deepEqual(sorted(1), ["-2", "9", "10", ""]);
  assert.deepEqual(sorted(-1), ["10", "9", "-2", ""]);
  assert.ok(m.table.compare("Belo", "Amari", 1) > 0);
  assert.equal(m.table.compare(null, "", 1), 0);
});

test("text is escaped before it becomes markup", () => {
  assert.equal(m.escape(`<b a="1">'&`), "&lt;b a=&quot;1&quot;&gt;&#39;&amp;");
});

test("printed figures sort by what they mean", () => {
  const texts = ["1,184", "827", "▲ +5.0", "▼ \u22123.1", "45.0%", "–", "Embele"];
  assert.deepEqual(texts.map(m.table.plain), ["1184", "827", "5", "-3.1", "45", "", "Embele"]);
});
