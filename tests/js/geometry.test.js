"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const m = require("./load.cjs")("geometry", "nearest", "labels");

/** Two squares that share an edge; the second walks it backwards. */
const TOPOLOGY = {
  type: "Topology",
  transform: { scale: [0.5, 0.5], translate: [10, 20] },
  arcs: [
    [[2, 0], [0, 2]],
    [[2, 2], [-2, 0], [0, -2], [2, 0]],
    [[2, 0], [2, 0], [0, 2], [-2, 0]],
  ],
  objects: {
    areas: {
      type: "GeometryCollection",
      geometries: [
        { type: "Polygon", arcs: [[0, 1]], properties: { code: "A", name: "West" } },
        { type: "MultiPolygon", arcs: [[[2, -1]]], properties: { code: "B", name: "East" } },
        { type: null, arcs: [], properties: { code: "C", name: "No shape" } },
      ],
    },
  },
};

test("shared arcs give both neighbours the same border", () => {
  const { features } = m.geometry.decode(TOPOLOGY);
  assert.deepEqual(features.map((f) => f.properties.code), ["A", "B"]);
  const west = features[0].geometry.coordinates[0][0];
  const east = features[1].geometry.coordinates[0][0];
  assert.deepEqual(west.slice(0, 2), [[11, 20], [11, 21]]);
  assert.deepEqual(east.slice(-2), [[11, 21], [11, 20]]);
  assert.deepEqual(west[0], west[west.length - 1]);
  assert.deepEqual(east[0], east[east.length - 1]);
});

test("bounds are south-west and north-east as Leaflet wants them", () => {
  const { features } = m.geometry.decode(TOPOLOGY);
  assert.deepEqual(m.geometry.bounds(features), [[20, 10], [21, 12]]);
});

test("arrows go to the nearest area ahead and stay when there is none", () => {
  const centres = { a: [0, 0], b: [100, 5], c: [60, 80], d: [-10, 200] };
  assert.equal(m.nearest("ArrowRight", "a", centres), "b");
  assert.equal(m.nearest("ArrowDown", "a", centres), "d");
  assert.equal(m.nearest("ArrowLeft", "d", centres), null);
  assert.equal(m.nearest("ArrowUp", "c", centres), "b");
});

test("without a selection the first arrow selects the first area; other keys do nothing", () => {
  assert.equal(m.nearest("ArrowUp", null, { a: [0, 0] }), "a");
  assert.equal(m.nearest("ArrowUp", "gone", { a: [0, 0] }), "a");
  assert.equal(m.nearest("Enter", "a", { a: [0, 0] }), null);
  assert.equal(m.nearest("ArrowUp", null, {}), null);
});

test("a label stands where the area is wide, not in its thin arm", () => {
  const hammer = [[0, 0], [10, 0], [10, 10], [5.5, 10], [5.5, 40], [4.5, 40], [4.5, 10], [0, 10], [0, 0]];
  const { at, room } = m.labels.spot([[hammer]]);
  assert.ok(at[1] < 10, String(at));
  assert.ok(room[0] > 8 && room[1] > 4, String(room));
});

test("a label that has no room is not drawn", () => {
  assert.ok(m.labels.fits(["Hesi", "B +20"], [60, 40]));
  assert.ok(!m.labels.fits(["Hesi", "B +20"], [20, 40]));
  assert.ok(!m.labels.fits(["Hesi", "B +20"], [60, 10]));
});

test("long names break into short lines, very long ones stay whole", () => {
  assert.deepEqual(m.labels.wrapped("Belo Highlands"), ["Belo", "Highlands"]);
  assert.deepEqual(m.labels.wrapped("One of the very many extremely long names here"), ["One of the very many extremely long names here"]);
});
