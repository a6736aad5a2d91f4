"use strict";
// The heatmap's arithmetic and what the forms of a case send.
const { test } = require("node:test");
const assert = require("node:assert/strict");
const m = require("./load.cjs")("office/incidentmap", "office/incidentcase");
const { steps, step, clusters, windowOf, queryOf } = m.incidentmap;

test("five steps cover every count, each a whole number above the one before", () => {
  for (const most of [0, 1, 3, 17, 400, 100000]) {
    const bounds = steps(most);
    assert.strictEqual(bounds.length, 5);
    assert.ok(bounds.every((bound, n) => n === 0 || bound > bounds[n - 1]), String(bounds));
    assert.strictEqual(step(1, bounds), 1);
    if (most > 100) assert.strictEqual(step(most, bounds), 5);
  }
});

test("points in one square are one cluster, others stay alone, none is lost", () => {
  const points = [{ x: 1, y: 1 }, { x: 40, y: 40 }, { x: 90, y: 1 }, { x: -1, y: 1 }];
  const groups = clusters(points, 44);
  assert.deepStrictEqual(groups.map((group) => group.length).sort(), [1, 1, 2]);
  assert.strictEqual(groups.flat().length, points.length);
});

test("the slider's end asks for all hours, else until one or one alone", () => {
  const hours = [["a", 3], ["b", 4]];
  assert.deepStrictEqual(windowOf(hours, null, true), {});
  assert.deepStrictEqual(windowOf(hours, 2, false), {});
  assert.deepStrictEqual(windowOf(hours, 1, false), { to: "b" });
  assert.deepStrictEqual(windowOf(hours, 0, true), { from: "a", to: "a" });
});

test("a query holds the filters that are set, the box and a whole zoom", () => {
  const query = queryOf({ election: "e", severity: "", status: "all" }, { to: "t" }, [36, 0, 37.00001, 1], 8.6);
  assert.strictEqual(query.toString(), "election=e&status=all&to=t&box=36.0000%2C0.0000%2C37.0000%2C1.0000&zoom=9");
});

test("forms send what their action takes", () => {
  const { payload, path } = m.incidentcase;
  const field = (name, value, more) => ({ name, value, type: "text", dataset: {}, ...more });
  assert.deepStrictEqual(payload("assign", [field("user", "")], "i"), { incidents: ["i"], user: null, note: "" });
  assert.deepStrictEqual(payload("moderate", [field("text", " Words. "), field("note", "")], "i", "internal"), { text: "Words.", note: "", visibility: "internal" });
  const rule = [field("minutes", "15", { type: "number" }), field("active", "on", { type: "checkbox", checked: false }), field("raise_to", "", { dataset: { blank: "null" } })];
  assert.deepStrictEqual(payload("rule", rule, null), { minutes: 15, active: false, raise_to: null });
  assert.strictEqual(path("merge", "i"), "/api/v1/incidents/i/merge");
  assert.strictEqual(path("category", null), "/api/v1/incidents/rules/categories");
});
