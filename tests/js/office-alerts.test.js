"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const m = require("./load.cjs")("office/alerts", "office/alertrules", "office/notifications");

const field = (name, value, checked) => ({ name, value, checked });

test("a step sends only what belongs to it", () => {
  const typed = { minutes: "15", outcome: "Called.", note: "x", assignee: "" };
  assert.deepEqual(m.alerts.body("take", typed), { step: "take" });
  assert.deepEqual(m.alerts.body("snooze", typed), { step: "snooze", minutes: 15 });
  assert.deepEqual(m.alerts.body("resolve", typed), { step: "resolve", outcome: "Called." });
  assert.deepEqual(m.alerts.body("resolve", {}), { step: "resolve", outcome: "" });
  assert.deepEqual(m.alerts.body("assign", typed), { step: "assign", assignee: null });
});

test("a rule's thresholds are numbers, its route is what is ticked and what could not be seen", () => {
  const fields = [
    field("enabled", "on", true),
    field("severity", "high"),
    field("t.minutes", "30"),
    field("t.severity", "medium"),
    field("for_min", "5"),
    field("clear_min", "0"),
    field("role.election_manager", "on", true),
    field("role.super_admin", "on", false),
    field("email", "on", false),
    field("hook.a", "on", true),
    field("hook.b", "on", false),
    field("kept.c", "1"),
    field("hours", "12"),
  ];
  const made = m.alertrules.rule(fields);
  assert.deepEqual(made.thresholds, { minutes: 30, severity: "medium" });
  assert.deepEqual(made.route, { roles: ["election_manager"], email: false, webhooks: ["a", "c"] });
  assert.deepEqual([made.enabled, made.severity, made.for_min, made.clear_min], [true, "high", 5, 0]);
  const own = m.alertrules.rule(fields, "ke-2027");
  assert.equal(own.election, "ke-2027");
  assert.equal("route" in own, false);
});

test("a threshold that is no number goes to the server as it is, which refuses it", () => {
  assert.deepEqual(m.alertrules.rule([field("t.minutes", "1e3"), field("t.votes", "")]).thresholds, { minutes: "1e3", votes: "" });
});

test("blank quiet hours are none, an unticked kind is left out of mail", () => {
  const made = m.notifications.wanted([
    field("mail_from", ""),
    field("quiet_from", ""),
    field("quiet_until", ""),
    field("digest_min", "30"),
    field("kind.anomaly", "on", false),
    field("kind.late_area", "on", true),
  ]);
  assert.deepEqual(made, { mail_from: null, quiet_from: null, quiet_until: null, digest_min: 30, muted_kinds: ["anomaly"] });
});

test("the bell counts to ninety-nine", () => {
  assert.deepEqual([0, 99, 100].map(m.notifications.shown), ["0", "99", "99+"]);
});
