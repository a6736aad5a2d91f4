"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const m = require("./load.cjs")("clock", "stale", "announce", "measure", "live", "display", "wall");

test("a newer version is shown when it is about this contest", () => {
  const shown = { version: 7 };
  assert.ok(m.live.wanted({ version: 8, contests: ["president"] }, shown, "president"));
  assert.ok(!m.live.wanted({ version: 8, contests: ["governor"] }, shown, "president"));
  assert.ok(m.live.wanted({ version: 8, contests: [] }, shown, "president"));
  assert.ok(m.live.wanted({ version: 8, contests: ["governor"] }, shown, null));
});

test("a lower version is followed: the publisher rolled back", () => {
  assert.ok(m.live.wanted({ version: 6, contests: ["governor"] }, { version: 7 }, "president"));
});

test("the same version, nonsense and silence change nothing", () => {
  for (const told of [{ version: 7 }, { version: "8" }, { version: NaN }, {}, null]) {
    assert.ok(!m.live.wanted(told, { version: 7 }, "president"), JSON.stringify(told));
  }
});

test("retries slow down, spread and never wait above two minutes", () => {
  assert.ok(m.live.backoff(0, 0) < m.live.backoff(3, 0));
  assert.ok(m.live.backoff(1, 0) < m.live.backoff(1, 0.9));
  assert.ok(m.live.backoff(50, 1) <= 120_000);
});

test("readers spread over the time the server asks for, within ten seconds", () => {
  assert.equal(m.live.jitter({ spread_ms: 2000 }, 0.5), 1000);
  assert.equal(m.live.jitter({ spread_ms: 1e9 }, 1), 10_000);
  assert.equal(m.live.jitter({ spread_ms: -5 }, 1), 0);
  assert.ok(m.live.jitter({}, 1) <= 100);
});

const NOW = Date.parse("2031-08-09T20:00:00Z");
const at = (s) => new Date(NOW - s * 1000).toISOString();

test("figures are old when no new version came for too long, whether the publisher lives or not", () => {
  const dead = m.stale.judge({ published_at: at(900), checked_at: at(301), stale_after_s: 300 }, NOW);
  assert.deepEqual([dead.stale, dead.dead], [true, true]);
  const quiet = m.stale.judge({ published_at: at(900), checked_at: at(299), stale_after_s: 300 }, NOW);
  assert.deepEqual([quiet.stale, quiet.dead], [true, false]);
  const fresh = m.stale.judge({ published_at: at(299), checked_at: at(3), stale_after_s: 300 }, NOW);
  assert.deepEqual([fresh.stale, fresh.dead, fresh.age], [false, false, 299_000]);
});

test("the figures of an election that is over do not grow old", () => {
  assert.ok(!m.stale.judge({ published_at: at(1e6), checked_at: at(3), stale_after_s: 0 }, NOW).stale);
});

test("certified results do not grow stale", () => {
  assert.ok(!m.stale.judge({ published_at: at(1e6), checked_at: at(1e6), status: "certified" }, NOW).stale);
});

test("announcements come at once, then at most once a minute with the newest only", () => {
  const said = [];
  let clock = 0;
  let timer = null;
  const announce = m.announcer((t) => said.push([clock, t]), () => clock, (fn, ms) => (timer = { fn, at: clock + ms }));
  const run = (t) => {
    clock = t;
    while (timer && timer.at <= clock) {
      const due = timer;
      timer = null;
      clock = due.at;
      due.fn();
      clock = t;
    }
  };
  announce("one");
  run(1);
  announce("two");
  run(2000);
  announce("three");
  announce("");
  run(59_999);
  assert.deepEqual(said.map((s) => s[1]), ["one"]);
  run(70_000);
  assert.deepEqual(said.map((s) => s[1]), ["one", "three"]);
});

test("the address of a fragment names the measure only when it is not the usual one", () => {
  m.boot.fragment = "/fragment/e/v{version}/president/KE{measure}.en.json";
  m.boot.measure = "leader";
  assert.equal(m.fragmentUrl(8), "/fragment/e/v8/president/KE.en.json");
  m.boot.measure = "share:a b";
  assert.equal(m.fragmentUrl(8), "/fragment/e/v8/president/KE.measure-share%3Aa%20b.en.json");
});

test("themes go around and an unknown one starts at light", () => {
  assert.deepEqual(["light", "dark", "contrast", "x"].map(m.display.next), ["dark", "contrast", "light", "light"]);
});

test("the wall walks around all areas and survives an empty country", () => {
  assert.equal(m.wall.turn(["a", "b"], "a"), "b");
  assert.equal(m.wall.turn(["a", "b"], "b"), "a");
  assert.equal(m.wall.turn(["a", "b"], "gone"), "a");
  assert.equal(m.wall.turn([], "a"), null);
});
