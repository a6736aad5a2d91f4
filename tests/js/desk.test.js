"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const path = require("node:path");
const m = require("./load.cjs")("search");
require(path.join(__dirname, "..", "..", "assets", "js", "own", "desk.js"));

/** A form's fields as the browser's FormData lists them. */
function withFields(fields, then) {
  const kept = globalThis.FormData;
  globalThis.FormData = class {
    [Symbol.iterator]() {
      return Object.entries(fields)[Symbol.iterator]();
    }
  };
  try {
    return then();
  } finally {
    globalThis.FormData = kept;
  }
}

test("the address holds the choice and nothing that comes by itself", () => {
  const fields = { election: "e 1", contest: "president", area: "KE/1", find: "nai", chart: "map", look: "auto", height: "", words: "sw" };
  const found = withFields(fields, () => m.desk.address({}, "/embeds"));
  assert.equal(found, "/embeds?election=e+1&contest=president&area=KE%2F1&chart=map&words=sw");
});

test("areas found carry their code, and where they are", () => {
  const found = { areas: [{ code: "00211", name: "Upper", level: "ward", path: [{ code: "ZA0", name: "Zamara" }, { code: "002", name: "Belo" }] }] };
  assert.deepEqual(m.desk.options(found, (level) => level.toUpperCase()), [{ code: "00211", name: "Upper", note: "Belo · WARD" }]);
  assert.deepEqual(m.desk.options({}, String), []);
});

test("a frame's height keeps within bounds", () => {
  assert.deepEqual([1, 400.5, 1e9].map(m.desk.height), [80, 401, 6000]);
  assert.deepEqual([NaN, -1, "x", null].map(m.desk.height), [null, null, null, null]);
});
