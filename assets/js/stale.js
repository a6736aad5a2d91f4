/**
 * The page says by itself how old its figures are: the age ticks, and when no new version came for too long the
 * banner appears, also on a page that came from a cache hours ago. A quiet hour and a dead publisher differ in the
 * line beside it: the one stays live.
 */
(function (m) {
  /** States after which no new version is expected, so silence is not news. */
  const FINAL = new Set(["certified", "pre-election"]);

  /**
   * @param {{published_at: string, checked_at?: string, stale_after_s?: number, status?: string}} pointer
   * @param {number} now milliseconds by the server's clock
   * @returns {{stale: boolean, dead: boolean, age: number}} whether the figures are old (no new version for too long), whether
   *   the publisher itself is silent, and milliseconds since the version
   */
  function judge(pointer, now) {
    const published = Date.parse(pointer.published_at);
    const checked = Date.parse(pointer.checked_at || pointer.published_at);
    const silent = now - Math.max(published, checked);
    const age = now - published;
    // 0: the election is over and its figures do not grow old.
    const limit = 1000 * (pointer.stale_after_s ?? 300) || Infinity;
    const final = FINAL.has(pointer.status);
    return { stale: !final && age > limit, dead: !final && silent > limit, age };
  }

  /** @param {object} pointer what is known of it @param {boolean} online whether versions reach this page */
  function show(pointer, online) {
    if (!pointer.published_at) return;
    const state = judge(pointer, m.clock.now());
    document.body.classList.toggle("stale-on", state.stale);
    const banner = document.getElementById("stale-banner");
    if (banner) {
      const words = m.one("[data-age]", banner);
      if (state.stale && words) set(words, m.say("old", { age: m.clock.span(state.age) }));
      if (banner.hidden === state.stale) banner.hidden = !state.stale;
    }
    const text = document.getElementById("live-text");
    const live = online && !state.dead;
    if (text) set(text, m.say(live ? "live" : "late", { age: m.clock.ago(state.age) }));
  }

  function set(node, words) {
    if (node.textContent !== words) node.textContent = words;
  }

  m.stale = { judge, show };
})((globalThis.matokeo = globalThis.matokeo || {}));
