"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const SOURCE = fs.readFileSync(path.join(__dirname, "..", "..", "assets", "js", "loader.js"), "utf-8");
const SITE = "https://results.example";

/** An element with just what the loader touches. */
function element(name, attributes = {}) {
  const held = { ...attributes };
  return {
    nodeName: name,
    src: attributes.src || "",
    children: [],
    get contentWindow() {
      return (this.window = this.window || {});
    },
    getAttribute: (key) => (key in held ? held[key] : null),
    setAttribute: (key, value) => (held[key] = value),
    hasAttribute: (key) => key in held,
    replaceChildren(child) {
      this.children = [child];
    },
  };
}

/** A page of a newsroom: its scripts and boxes, what was put after which script, and a way to post to it. */
function news(scripts, boxes = []) {
  const listeners = [];
  const made = [];
  const parent = { insertBefore: (frame, before) => made.push({ frame, before }) };
  const all = scripts.map((attributes) => Object.assign(element("SCRIPT", attributes), { parentNode: parent, nextSibling: {} }));
  const holders = boxes.map((attributes) => element("DIV", attributes));
  const page = {
    readyState: "complete",
    currentScript: null,
    createElement: (name) => element(name),
    querySelectorAll: (what) => (what.startsWith("body script") ? all.filter((s) => s.hasAttribute("data-matokeo")) : holders),
    addEventListener() {},
  };
  const root = vm.createContext({ document: page, URL, addEventListener: (name, told) => name === "message" && listeners.push(told) });
  const before = Object.keys(root);
  const run = (script) => {
    page.currentScript = script;
    vm.runInContext(SOURCE, root);
  };
  return {
    root,
    made,
    holders,
    all,
    run,
    added: () => Object.keys(root).filter((name) => !before.includes(name)),
    post: (event) => listeners.forEach((told) => told(event)),
  };
}

const script = (embed, more = {}) => ({ src: `${SITE}/embed.js`, "data-matokeo": embed, ...more });

test("a script makes one frame of its own site after itself, with title, lazy loading and the whole width", () => {
  const page = news([script("/embed/e/president/KE?chart=bars", { "data-title": "President, Kenya" })]);
  page.run(page.all[0]);
  assert.equal(page.made.length, 1);
  const { frame, before } = page.made[0];
  assert.equal(frame.src, `${SITE}/embed/e/president/KE?chart=bars`);
  assert.equal(frame.title, "President, Kenya");
  assert.equal(frame.width, "100%");
  assert.equal(frame.loading, "lazy");
  assert.equal(before, page.all[0].nextSibling);
});

test("the same script on a page three times, run three times, makes three frames and one name", () => {
  const page = news([script("/embed/e/a"), script("/embed/e/b"), script("/embed/e/c")], [{ "data-matokeo-embed": "/embed/e/d" }]);
  for (const one of page.all) page.run(one);
  assert.equal(page.made.length, 3);
  assert.equal(page.holders[0].children.length, 1);
  assert.deepEqual(page.added(), ["matokeoEmbed"]);
});

test("addresses that are not embeds of the script's own site make no frame", () => {
  const bad = ["https://evil.example/embed/x", "//evil.example/embed/x", "/results/e/president", "javascript:alert(1)", "/embed/../data/x", "http://[", ""];
  const page = news(bad.map((one) => script(one)));
  page.run(page.all[0]);
  assert.deepEqual(page.made.map((one) => one.frame.src), []);
});

test("only the frame's own window and its own site set its height, and only within bounds", () => {
  const page = news([script("/embed/e/a"), script("/embed/e/b")]);
  page.run(page.all[0]);
  const [first, second] = page.made.map((one) => one.frame);
  const say = (height, event = {}) => page.post({ origin: SITE, source: first.contentWindow, data: { type: "matokeo:height", id: "x", height }, ...event });
  say(333.2);
  assert.equal(first.height, "334");
  assert.equal(second.height, "420");
  say(999, { source: {} });
  say(999, { origin: "https://evil.example" });
  say(999, { data: { type: "other", height: 999 } });
  say(999, { data: null });
  for (const wrong of [NaN, -5, 0, "high", Infinity, null, {}]) say(wrong);
  assert.equal(first.height, "334");
  say(1);
  assert.equal(first.height, "80");
  say(1e9);
  assert.equal(first.height, "6000");
});

test("a height that the newsroom fixed stays", () => {
  const page = news([script("/embed/e/a", { "data-height": "500" })]);
  page.run(page.all[0]);
  const { frame } = page.made[0];
  page.post({ origin: SITE, source: frame.contentWindow, data: { type: "matokeo:height", height: 900 } });
  assert.equal(frame.height, "500");
});

test("two sites on one page keep apart", () => {
  const other = "https://other.example";
  const page = news([script("/embed/e/a"), { src: `${other}/embed.js`, "data-matokeo": "/embed/e/b" }]);
  for (const one of page.all) page.run(one);
  assert.deepEqual(page.made.map((one) => one.frame.src), [`${SITE}/embed/e/a`, `${other}/embed/e/b`]);
  page.post({ origin: other, source: page.made[0].frame.contentWindow, data: { type: "matokeo:height", height: 900 } });
  assert.equal(page.made[0].frame.height, "420");
});
