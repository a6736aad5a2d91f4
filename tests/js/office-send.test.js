"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const m = require("./load.cjs")("office/send", "office/draft", "office/draftlist", "office/photo", "office/place", "office/incident");
const { send } = m;

let made = 0;
const key = () => "key-" + ++made;
const answer = (status, json = null, wait = 0) => ({ status, json, wait });
const tried = (ship, body, status, json, wait) => send.after(send.prepare(ship, body, 1000, key), answer(status, json, wait));

test("a try that nobody answered is repeated with the same key, and counted", () => {
  const first = tried(send.fresh(), "A", 0);
  assert.equal(first.state, "waiting");
  assert.equal(first.tries, 1);
  const second = send.prepare(first, "A", 2000, key);
  assert.equal(second.key, first.key);
  assert.equal(second.tries, 2);
});

test("figures that change while a try may still arrive keep the key: two forms can never be stored", () => {
  const first = tried(send.fresh(), "A", 0);
  const changed = send.prepare({ ...first, state: "draft" }, "B", 2000, key);
  assert.equal(changed.key, first.key);
  assert.equal(changed.tries, 1);
});

test("after a definite refusal the key changes with the figures, and only with them", () => {
  const refused = tried(send.fresh(), "A", 422, { errors: [], warnings: [{ code: "W303", field: "rejected" }] });
  assert.equal(refused.state, "refused");
  assert.equal(send.prepare(refused, "A", 0, key).key, refused.key);
  assert.notEqual(send.prepare(refused, "B", 0, key).key, refused.key);
});

test("a refusal after a lost line is definite again", () => {
  const lost = tried(send.fresh(), "A", 0);
  const refused = tried(lost, "A", 422, { errors: [{ code: "F101", field: "votes.x" }], warnings: [] });
  assert.equal(refused.key, lost.key);
  assert.notEqual(send.prepare(refused, "B", 0, key).key, lost.key);
});

test("every answer has one meaning", () => {
  const state = (status, json) => send.outcome(answer(status, json)).state;
  assert.equal(state(201, { receipt: "X7" }), "arrived");
  assert.equal(state(200, { receipt: "X7" }), "arrived");
  assert.equal(state(401), "signedout");
  assert.equal(state(422, { errors: [], warnings: [] }), "refused");
  assert.equal(state(422, null), "refused");
  assert.equal(state(400, { message: "bad" }), "refused");
  assert.equal(state(413), "refused");
  assert.equal(state(409, { error: "conflict", stored: { receipt: "X" } }), "conflict");
  assert.equal(state(409, { error: "step_refused", message: "closed" }), "closed");
  assert.equal(state(403, { message: "no" }), "closed");
  assert.equal(state(404, null), "closed");
  for (const status of [0, 408, 425, 429, 500, 502, 503, 504]) assert.equal(state(status), "waiting", String(status));
});

test("what nobody knows is never taken for certain", () => {
  for (const status of [0, 401, 408, 429, 500, 503]) assert.equal(send.outcome(answer(status)).definite, false, String(status));
  for (const status of [200, 201, 400, 403, 404, 409, 413, 422]) assert.equal(send.outcome(answer(status)).definite, true, String(status));
});

test("findings come errors first and an answer without a body is survived", () => {
  const found = send.outcome(answer(422, { errors: [{ code: "F1" }], warnings: [{ code: "W1" }] }));
  assert.deepEqual(found.findings.map((finding) => finding.code), ["F1", "W1"]);
  assert.deepEqual(send.outcome(answer(422, null)).findings, []);
  assert.equal(send.outcome(answer(409, null)).stored, null);
});

test("tries grow apart up to a minute and never come sooner than the office asks", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 50].map((n) => send.delay(n, 0)), [5, 10, 20, 40, 60, 60]);
  assert.equal(send.delay(1, 90), 90);
  assert.equal(send.delay(0, 0), 5);
});

test("a phone that restarted during a try does not know what became of it", () => {
  assert.equal(send.woken({ state: "sending", key: "k", tries: 3 }).state, "waiting");
  assert.equal(send.woken({ state: "sending", key: "k", tries: 3 }).key, "k");
  assert.equal(send.woken(undefined).state, "draft");
  assert.equal(send.woken({ state: "refused" }).state, "refused");
});

test("ids are UUIDs of version 4 and never the same", () => {
  const ids = new Set(Array.from({ length: 200 }, () => send.uuid()));
  assert.equal(ids.size, 200);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("drafts of two places never share an id, whatever their codes hold", () => {
  assert.notEqual(m.drafts.id("u", "form", "a|b", "c"), m.drafts.id("u", "form", "a", "b|c"));
  assert.notEqual(m.drafts.id("u", "form", "e", "s", "c", "34a", null), m.drafts.id("u", "form", "e", "s", "c", "34a", "x"));
  assert.notEqual(m.drafts.id("u1", "form", "e"), m.drafts.id("u2", "form", "e"));
});

test("what was typed after the last keeping is newer and unsent; what was typed before is not", () => {
  const kept = { id: "i", saved_at: 100, values: { valid: "1" }, photos: ["p"], ship: { state: "waiting", key: "k", tries: 2, definite: false } };
  const newer = m.drafts.merged(kept, { at: 101, values: { valid: "12" } });
  assert.deepEqual(newer.values, { valid: "12" });
  assert.deepEqual(newer.photos, ["p"]);
  assert.equal(newer.ship.state, "draft");
  assert.equal(newer.ship.key, "k");
  assert.equal(m.drafts.merged(kept, { at: 100, values: {} }), kept);
  assert.equal(m.drafts.merged(kept, null), kept);
  assert.equal(m.drafts.merged(null, { at: 5, values: {} }), null);
});

test("the list says what waits, what is refused and by which code, what arrived", () => {
  const say = (ship) => m.observe.describe({ ship }, (moment) => moment);
  assert.deepEqual(say({ state: "waiting", tries: 4 }), ["q_waiting", { n: 4 }]);
  assert.deepEqual(say({ state: "refused", findings: [{ code: "W303" }, { code: "F302" }] }), ["q_refused_code", { code: "F302" }]);
  assert.deepEqual(say({ state: "refused", findings: [] }), ["q_refused", {}]);
  assert.deepEqual(say({ state: "arrived", receipt: { received_at: "20:12" } }), ["q_arrived", { time: "20:12" }]);
  assert.deepEqual(say({ state: "draft" }), ["q_draft", {}]);
});

test("a station's counts tell drafts, waiting and refused apart; what arrived is none of them", () => {
  const items = ["draft", "waiting", "sending", "signedout", "refused", "conflict", "closed", "arrived"].map((state) => ({ ship: { state } }));
  assert.deepEqual(m.observe.counts(items), { draft: 1, wait: 3, bad: 3 });
});

test("a photo fits into the square, keeps its shape and is never enlarged", () => {
  assert.deepEqual(m.photo.fit(4000, 3000), { width: 1600, height: 1200 });
  assert.deepEqual(m.photo.fit(3000, 4000), { width: 1200, height: 1600 });
  assert.deepEqual(m.photo.fit(800, 600), { width: 800, height: 600 });
  assert.deepEqual(m.photo.fit(100000, 10), { width: 1600, height: 1 });
  assert.equal(m.photo.size(312_400), "312 KB");
  assert.equal(m.photo.size(1_440_000), "1.4 MB");
  assert.equal(m.photo.size(3), "1 KB");
});

test("distances are right to a percent, at the equator, far from it and across the date line", () => {
  const near = (a, b, metres) => assert.ok(Math.abs(m.place.metres(a, b) - metres) < metres / 100, String(m.place.metres(a, b)));
  near({ latitude: 0, longitude: 36 }, { latitude: 0, longitude: 37 }, 111195);
  near({ latitude: -1.2864, longitude: 36.8172 }, { latitude: -4.0435, longitude: 39.6682 }, 441500);
  near({ latitude: 0, longitude: 179.9 }, { latitude: 0, longitude: -179.9 }, 22239);
  assert.equal(m.place.metres({ latitude: 1, longitude: 1 }, { latitude: 1, longitude: 1 }), 0);
});

test("a distance is said as people say it", () => {
  assert.equal(m.place.spoken(3), "10 m");
  assert.equal(m.place.spoken(244), "240 m");
  assert.equal(m.place.spoken(999), "1.0 km");
  assert.equal(m.place.spoken(12_400), "12 km");
  assert.equal(m.place.spoken(1_234_000), "1,234 km");
});

test("an incident needs kind, weight, words, time and a place; the time is of the election's zone", () => {
  const none = { values: {}, photos: [], point: null };
  assert.deepEqual(m.incident.missing(none).map((f) => f.field), ["category", "severity", "description", "happened_at", "station"]);
  const values = { category: "violence", severity: "high", description: " Pushed. ", happened_at: "2031-05-04T10:30", place: "e|S1" };
  const full = { values, photos: [{ sent: true, uid: "p1" }, { sent: false }], point: null };
  assert.deepEqual(m.incident.missing(full), []);
  assert.deepEqual(m.incident.payload(full, "+03:00"), {
    election: "e", category: "violence", severity: "high", description: "Pushed.", happened_at: "2031-05-04T10:30:00+03:00", station: "S1", attachments: ["p1"],
  });
  const point = { latitude: 1, longitude: 2 };
  assert.deepEqual(m.incident.missing({ ...full, values: { ...values, place: "e|" }, point }), []);
});
