"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const m = require("./load.cjs")("clock");

const say = (key, values) => key + ("n" in values ? ":" + values.n : "");

test("an age never shows zero minutes and changes unit where people do", () => {
  assert.equal(m.clock.ago(-5000, say), "now");
  assert.equal(m.clock.ago(59_999, say), "now");
  assert.equal(m.clock.ago(60_000, say), "minute");
  assert.equal(m.clock.ago(89 * 60_000, say), "minutes:89");
  assert.equal(m.clock.ago(90 * 60_000, say), "hours:2");
  assert.equal(m.clock.ago(47 * 3600_000, say), "hours:47");
  assert.equal(m.clock.ago(49 * 3600_000, say), "days:2");
});

test("a silence shorter than a minute is still called a minute in the banner", () => {
  assert.equal(m.clock.span(10, say), "age_minutes:1");
  assert.equal(m.clock.span(14 * 60_000, say), "age_minutes:14");
  assert.equal(m.clock.span(5 * 3600_000, say), "age_hours:5");
});

test("a reader's clock that is hours off does not make figures old", () => {
  const now = Date.now();
  m.clock.learn(new Date(now + 3 * 3600_000).toUTCString(), now - 100, now);
  assert.ok(Math.abs(m.clock.now() - (now + 3 * 3600_000)) < 2500);
});

test("rounding of the Date header does not make the clock jump", () => {
  const before = m.clock.now() - Date.now();
  const server = Date.now() + before;
  m.clock.learn(new Date(server + 900).toUTCString(), Date.now(), Date.now());
  assert.equal(m.clock.now() - Date.now(), before);
});

test("a missing or broken Date header changes nothing", () => {
  const before = m.clock.now() - Date.now();
  m.clock.learn(null, 0, 0);
  m.clock.learn("yesterday", 0, 0);
  assert.ok(Math.abs(m.clock.now() - Date.now() - before) <= 1);
});
