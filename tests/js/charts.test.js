"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const m = require("./load.cjs")("own/charts");

const drawn = (...paths) => ({ querySelectorAll: () => paths.map((d) => ({ getAttribute: () => d })) });

test("dots are read in the order of drawing, each once although its edge and its colour are two paths", () => {
  const first = "M12.5 40h0M3 7.1h0";
  assert.deepEqual(m.charts.places(drawn(first, first, "M100 9h0", "M100 9h0")), [[12.5, 40], [3, 7.1], [100, 9]]);
});

test("the nearest dot is found, and none far away", () => {
  const dots = [[10, 10], [20, 10], [200, 200]];
  assert.equal(m.charts.nearest(dots, 16, 11, 16), 1);
  assert.equal(m.charts.nearest(dots, 100, 100, 16), -1);
  assert.equal(m.charts.nearest([], 0, 0, 16), -1);
});
