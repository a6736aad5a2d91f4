"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const m = require("./load.cjs")("office/verifykeys");
const keys = m.verifykeys;

test("Enter goes on and sends after the last field; Shift+Enter and the arrows move without sending", () => {
  assert.equal(keys.move("Enter", 0, 3, false), 1);
  assert.equal(keys.move("Enter", 2, 3, false), "send");
  assert.equal(keys.move("ArrowDown", 2, 3, false), 2);
  assert.equal(keys.move("Enter", 2, 3, true), 1);
  assert.equal(keys.move("Enter", 0, 3, true), 0);
  assert.equal(keys.move("ArrowUp", 0, 3, false), 0);
  assert.equal(keys.move("Tab", 1, 3, false), null);
});

test("a blank total is not on the paper and never zero; a blank candidate must be typed", () => {
  const { figures, wrong } = keys.figures([["votes.asha", "12"], ["votes.juma", "0"], ["valid", ""], ["rejected", " 3 "]]);
  assert.deepEqual(figures, { votes: { asha: 12, juma: 0 }, valid: null, rejected: 3 });
  assert.deepEqual(wrong, []);
  assert.deepEqual(keys.figures([["votes.asha", ""], ["valid", "x"]]).wrong, ["votes.asha", "valid"]);
});

test("what is no whole number from 0 is refused, not rounded or cut", () => {
  for (const text of ["-1", "1.5", "1e3", "12a", "1234567890", "٣"]) assert.ok(Number.isNaN(keys.whole(text)), text);
  assert.equal(keys.whole("007"), 7);
  assert.equal(keys.whole("  "), null);
});

test("a pasted number keeps its value: separators go, a minus or a decimal part is not swallowed", () => {
  assert.equal(keys.digits("1,234"), "1234");
  assert.equal(keys.digits("1 234 567"), "1234567");
  assert.equal(keys.digits("12"), "12");
  assert.ok(Number.isNaN(keys.whole(keys.digits("-5"))));
  assert.notEqual(keys.digits("12.50"), "12");
});

test("the sum is silent until every candidate has a figure", () => {
  const pairs = [["votes.a", "2"], ["votes.b", ""], ["valid", "9"]];
  assert.equal(keys.sum(pairs), null);
  pairs[1][1] = "5";
  assert.equal(keys.sum(pairs), 7);
});

test("letters move the photo whatever their case, digits never do", () => {
  assert.equal(keys.photo("Z"), "in");
  assert.equal(keys.photo("-"), "out");
  for (const digit of "0123456789") assert.equal(keys.photo(digit), null);
});

test("a command is not taken from somebody who types text, nor from the browser's own shortcuts", () => {
  const press = (target, more) => ({ target, ctrlKey: false, metaKey: false, altKey: false, ...more });
  assert.equal(keys.typing(press({ tagName: "TEXTAREA" })), true);
  assert.equal(keys.typing(press({ tagName: "INPUT", inputMode: "", type: "text" })), true);
  assert.equal(keys.typing(press({ tagName: "INPUT", inputMode: "numeric", type: "text" })), false);
  assert.equal(keys.typing(press({ tagName: "INPUT", inputMode: "", type: "radio" })), false);
  assert.equal(keys.typing(press({ tagName: "BODY" }, { ctrlKey: true })), true);
});
