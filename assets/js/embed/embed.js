/*
 * Keeps an embed fresh and tells its height. Asks for the pointer about every ten seconds while somebody looks, fetches this very
 * address again when the public version, a hold or a notice changed, and puts the new figures in place. When nothing answers the
 * last figures stay, with the time since when. No cookie, nothing sent but GET.
 */
(() => {
  const POLL = 10000;
  const FIRST = 1500;
  const PATIENCE = 15000;
  const AGAIN = 1500;
  const TRIES = 20;
  const SAID = 60000;
  const d = document;
  const all = (what) => [...d.querySelectorAll(what)];
  const main = () => d.querySelector("main");
  const part = (name) => d.querySelector("[data-" + name + "]");
  const id = decodeURIComponent(location.hash.slice(1)) || window.name || location.pathname + location.search;
  const state = { timer: 0, busy: false, fails: 0, ok: Date.now(), skew: 0, known: false, after: null, want: "", tries: 0, said: 0 };

  function tell() {
    if (parent === window) return;
    const height = Math.ceil(d.documentElement.getBoundingClientRect().height);
    parent.postMessage({ type: "matokeo:height", id, height }, "*");
  }

  async function get(url) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const sent = Date.now();
      const answer = await fetch(url, { cache: "no-cache", credentials: "omit", signal: stop.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const date = Date.parse(answer.headers.get("Date"));
      const text = await answer.text();
      if (date) Object.assign(state, { skew: date - (sent + Date.now()) / 2, known: true });
      return text;
    } finally {
      clearTimeout(late);
    }
  }

  /** What must show anew when it changes; the server writes the same into data-mark. */
  function mark(told) {
    const since = (told.notices || []).map((notice) => notice.since);
    return [told.version, told.manifest_sha256.slice(0, 8), told.hold.mode, told.hold.since || "", ...since].join("|");
  }

  async function renew(want) {
    if (want !== state.want) Object.assign(state, { want, tries: 0 });
    // A cache on the way may still hold the older answer: it is asked again, but not for ever.
    for (let round = 0; round < 2 && state.tries < TRIES; round++) {
      if (round) await new Promise((done) => setTimeout(done, AGAIN));
      state.tries++;
      const fresh = new DOMParser().parseFromString(await get(location.href.split("#")[0]), "text/html");
      const found = fresh.querySelector("main[data-mark]");
      if (!found) throw new Error("no figures");
      if (found.dataset.mark !== main().dataset.mark) put(fresh, found);
      if (found.dataset.mark === want) return;
    }
  }

  /** Put new figures in place; what the reader opened, scrolled and focused stays. */
  function put(fresh, found) {
    const kept = "a[href],summary,[tabindex]";
    const focus = all(kept).indexOf(d.activeElement);
    const open = all("details").map((node) => node.open);
    const rolled = all(".scroll").map((node) => [node.scrollLeft, node.scrollTop]);
    const at = [scrollX, scrollY];
    const title = d.title;
    const style = fresh.getElementById("parties");
    if (style) d.getElementById("parties").textContent = style.textContent;
    d.title = fresh.title;
    found.classList.add("new");
    main().replaceWith(d.adoptNode(found));
    all("details").forEach((node, place) => (node.open = open[place] ?? node.open));
    all(".scroll").forEach((node, place) => rolled[place] && node.scrollTo(...rolled[place]));
    if (focus >= 0 && all(kept)[focus]) all(kept)[focus].focus({ preventScroll: true });
    scrollTo(...at);
    if (title !== d.title && Date.now() - state.said > SAID) {
      state.said = Date.now();
      d.getElementById("said").textContent = main().querySelector("h1").textContent;
    }
  }

  function time(moment) {
    const how = { hour: "2-digit", minute: "2-digit", hour12: false };
    try {
      return new Date(moment).toLocaleTimeString("en-GB", { ...how, timeZone: main().dataset.zone });
    } catch (unknown) {
      return new Date(moment).toLocaleTimeString("en-GB", how);
    }
  }

  /** Say that figures are old, or that nothing answers, whichever is true now. */
  function show() {
    const stale = part("after");
    const lost = part("lost");
    if (!stale || !lost) return;
    const limit = 1000 * (state.after ?? Number(stale.dataset.after)) || Infinity;
    const old = !main().dataset.final && Date.now() + state.skew - Date.parse(main().dataset.at) > limit;
    // A clock that the server never confirmed may call figures old, but not take back what the server said.
    if (old || state.known) stale.hidden = !old;
    const away = state.fails > 1 || (state.fails > 0 && navigator.onLine === false);
    const words = lost.dataset.lost.replace("{time}", () => time(state.ok));
    if (away && lost.lastChild.textContent !== words) lost.lastChild.textContent = words;
    if (lost.hidden === away) lost.hidden = !away;
  }

  async function look() {
    if (state.busy || !main().dataset.mark) return;
    state.busy = true;
    clearTimeout(state.timer);
    try {
      const told = JSON.parse(await get(main().dataset.pointer));
      state.after = told.stale_after_s;
      if (mark(told) !== main().dataset.mark) await renew(mark(told));
      state.fails = 0;
      state.ok = Date.now();
    } catch (error) {
      state.fails++;
    }
    state.busy = false;
    show();
    tell();
    plan();
  }

  function plan(first) {
    clearTimeout(state.timer);
    if (d.hidden) return;
    // The first look comes soon: a cache on the way may have kept this document for an hour.
    const wait = first || POLL * Math.min(6, 2 ** Math.max(0, state.fails - 1));
    state.timer = setTimeout(look, wait * (0.8 + 0.4 * Math.random()));
  }

  d.addEventListener("visibilitychange", () => (d.hidden ? clearTimeout(state.timer) : look()));
  addEventListener("online", look);
  addEventListener("offline", look);
  addEventListener("resize", tell);
  addEventListener("load", tell);
  addEventListener("message", (event) => event.data && event.data.type === "matokeo:ask" && tell());
  d.addEventListener("toggle", tell, true);
  if (globalThis.ResizeObserver) new ResizeObserver(tell).observe(d.documentElement);
  // What is not published yet may be in a minute.
  const again = Number(main().dataset.again);
  if (again) setTimeout(() => location.reload(), again * 1000 * (0.8 + 0.4 * Math.random()));
  tell();
  plan(FIRST);
})();
