"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const m = require("./load.cjs")("office/entrysums");
const { sums } = m;

const ballot = [{ code: "asha", name: "Asha" }, { code: "juma", name: "Juma" }, { code: "neema", name: "Neema" }];
const known = { ballot, registered: 500, max_votes: 700 };
const values = (more) => ({ "votes.asha": "214", "votes.juma": "187", "votes.neema": "9", valid: "410", rejected: "5", cast: "415", registered: "", ...more });
const codes = (found) => found.map((finding) => finding.code + ":" + finding.field);

test("a blank is not a zero and a zero is not blank", () => {
  assert.deepEqual(sums.read(""), { blank: true, wrong: false, value: null });
  assert.deepEqual(sums.read("  "), { blank: true, wrong: false, value: null });
  assert.deepEqual(sums.read(undefined), { blank: true, wrong: false, value: null });
  assert.deepEqual(sums.read("0"), { blank: false, wrong: false, value: 0 });
  assert.equal(sums.read("000").value, 0);
});

test("thousands separators are read, other signs are not figures", () => {
  assert.equal(sums.read("1,204").value, 1204);
  assert.equal(sums.read("1 204").value, 1204);
  assert.equal(sums.read(" 37 ").value, 37);
  for (const text of ["-", "–", "-3", "12o", "1.5", "1,2", "1e3", "0x1f", "١٢a", "NaN", "9999999999999999"])
    assert.equal(sums.read(text).wrong, true, text);
});

test("digits of other scripts and of wide keyboards are digits", () => {
  assert.equal(sums.read("٢١٤").value, 214);
  assert.equal(sums.read("۲۱۴").value, 214);
  assert.equal(sums.read("２１４").value, 214);
});

test("the running sum counts what is there and says how many are still blank", () => {
  assert.deepEqual(sums.sum(values(), ballot), { total: 410, blank: 0, wrong: 0 });
  assert.deepEqual(sums.sum(values({ "votes.juma": "" }), ballot), { total: 223, blank: 1, wrong: 0 });
  assert.deepEqual(sums.sum(values({ "votes.juma": "1x" }), ballot), { total: 223, blank: 0, wrong: 1 });
  assert.deepEqual(sums.sum({}, ballot), { total: 0, blank: 3, wrong: 0 });
});

test("a form whose figures agree has nothing to say", () => {
  assert.deepEqual(sums.findings(values(), known, true), []);
});

test("blank candidates are an error only when the person wants to send", () => {
  const some = values({ "votes.neema": "", valid: "", cast: "" });
  assert.deepEqual(codes(sums.findings(some, known, false)), []);
  assert.deepEqual(codes(sums.findings(some, known, true)), ["F101:votes.neema"]);
});

test("sums are not judged while something is still to be typed", () => {
  assert.deepEqual(sums.findings(values({ "votes.neema": "", valid: "401" }), known, false), []);
});

test("the paper's own arithmetic is checked at once", () => {
  const found = sums.findings(values({ valid: "401" }), known, false);
  assert.deepEqual(codes(found), ["W201:valid", "W202:cast"]);
  assert.deepEqual(found[0].values, { sum: 410, valid: 401 });
  assert.deepEqual(found[1].values, { sum: 406, cast: 415 });
});

test("blank totals are unknown: nothing is compared with them", () => {
  assert.deepEqual(sums.findings(values({ valid: "", rejected: "", cast: "" }), known, true), []);
});

test("more ballots than registered voters is a warning, by the form's own register first", () => {
  assert.deepEqual(codes(sums.findings(values({ cast: "415", registered: "400" }), known, false)), ["W301:cast"]);
  const over = values({ "votes.asha": "400", valid: "596", cast: "601" });
  assert.deepEqual(codes(sums.findings(over, known, false)), ["W301:cast"]);
  assert.deepEqual(codes(sums.findings(over, { ...known, registered: null }, false)), []);
});

test("ten times too much is a slip of a digit; what is no number is said first and alone", () => {
  assert.deepEqual(codes(sums.findings(values({ "votes.asha": "21400" }), known, false)), ["F302:votes.asha"]);
  assert.deepEqual(codes(sums.findings(values({ "votes.asha": "214000" }), known, false)), ["F104:votes.asha"]);
  assert.deepEqual(codes(sums.findings(values({ "votes.asha": "2i4", valid: "1" }), known, false)), ["F102:votes.asha"]);
});

test("the server's findings join the local ones without saying anything twice, errors first", () => {
  const local = sums.findings(values({ valid: "401" }), known, false);
  const server = [
    { code: "W201", field: "valid", values: {} },
    { code: "W303", field: "rejected", values: {} },
    { code: "F105", field: "attachments", values: {} },
  ];
  assert.deepEqual(codes(sums.together(local, server)), ["F105:attachments", "W201:valid", "W202:cast", "W303:rejected"]);
});

test("what the page can check itself is not believed from an older answer", () => {
  assert.deepEqual(sums.together([], [{ code: "W201", field: "valid", values: {} }]), []);
});

test("a form may go when nothing is to mend and every warning is accepted", () => {
  const found = [{ code: "W201", field: "valid" }, { code: "W303", field: "rejected" }];
  assert.equal(sums.mayGo([], []), true);
  assert.equal(sums.mayGo(found, ["W201"]), false);
  assert.equal(sums.mayGo(found, ["W303", "W201"]), true);
  assert.equal(sums.mayGo([{ code: "F101", field: "votes.asha" }], ["F101"]), false);
});

test("the body states figures as numbers, blanks as null, and nothing that was not typed", () => {
  const form = { election: "e", contest: "president", station: "S1", source: "34a" };
  const body = sums.payload(form, { values: values({ registered: "" }), accepted: ["W303", "W201"], note: "  ", attachments: [] }, ballot);
  assert.deepEqual(body, {
    election: "e",
    contest: "president",
    source: "34a",
    station: "S1",
    figures: { votes: { asha: 214, juma: 187, neema: 9 }, valid: 410, rejected: 5, cast: 415, registered: null },
    accepted_warnings: ["W201", "W303"],
  });
});

test("an area's form and a correction name what they are of", () => {
  const form = { election: "e", contest: "president", area: "W-1", station: null, source: "34b", corrects: "u-1" };
  const body = sums.payload(form, { values: {}, reason: " wrong line ", note: "see photo", point: { latitude: 1, longitude: 2 } }, ballot);
  assert.equal(body.area, "W-1");
  assert.equal("station" in body, false);
  assert.equal(body.corrects, "u-1");
  assert.equal(body.reason, "wrong line");
  assert.deepEqual(body.figures.votes, {});
  assert.deepEqual(body.device_point, { latitude: 1, longitude: 2 });
});

test("an untouched form is empty; a zero, a photo or a note is not", () => {
  assert.equal(sums.empty({ values: { "votes.asha": " " }, photos: [], note: "" }), true);
  assert.equal(sums.empty({ values: { "votes.asha": "0" } }), false);
  assert.equal(sums.empty({ values: {}, photos: [{}] }), false);
  assert.equal(sums.empty({ values: {}, note: "x" }), false);
});

test("a candidate whose code is a word of the language is a candidate", () => {
  const odd = [{ code: "constructor", name: "C" }, { code: "valid", name: "V" }];
  const typed = { "votes.constructor": "3", "votes.valid": "4", valid: "7" };
  assert.deepEqual(sums.figures(typed, odd).votes, { constructor: 3, valid: 4 });
  assert.deepEqual(sums.findings(typed, { ballot: odd, registered: 10 }, true), []);
});
