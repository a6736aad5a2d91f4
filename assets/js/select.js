/**
 * The selected area: one code, shown in the map, in the table and in the card beside them, whichever of them
 * it was chosen in. The card's words come from the server, all cards of a version in one file.
 */
(function (m) {
  let chosen = null;
  let own = false;
  let cards = null;
  let loading = null;

  const row = (code) => document.querySelector(`tr[data-c="${CSS.escape(code)}"]`);

  function mark(code) {
    for (const node of m.all("tr.on")) node.classList.remove("on");
    const now = code && row(code);
    if (now) now.classList.add("on");
    if (m.map) m.map.highlight(code);
  }

  /** Cards of the version that shows; asked for once, when somebody first looks at an area. */
  function load() {
    const version = m.boot.version;
    if (!m.boot.panels) return Promise.resolve({});
    if (cards && cards.v === version) return Promise.resolve(cards.panels);
    if (loading && loading.version === version) return loading.promise;
    const promise = fetch(m.boot.panels.replace("{version}", version))
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
      .then((found) => {
        cards = found;
        return found.panels;
      })
      .catch(() => ({}))
      .finally(() => (loading = null));
    loading = { version, promise };
    return promise;
  }

  /** @param {string} code @param {boolean} [aloud] whether the card's sentence is to be heard */
  async function card(code, aloud) {
    const panel = document.getElementById("area-panel");
    const found = panel && code ? await load() : {};
    if (code !== chosen) return;
    if (found[code]) {
      panel.removeAttribute("data-keep");
      m.morph(panel, found[code]);
      panel.dataset.c = code;
    }
    if (!aloud || !m.map) return;
    const sentence = found[code] && m.one(".say", panel);
    m.map.tell(code, sentence ? sentence.textContent : "");
  }

  /**
   * The card is no live region: a whole card at every step, and at every version, is more than anybody hears out.
   * @param {string} code @param {{quiet?: boolean}} [how] quiet: not read aloud (pointer passing over)
   */
  function choose(code, how) {
    if (!code || code === chosen) return;
    chosen = code;
    own = true;
    mark(code);
    const quiet = Boolean(how && how.quiet);
    card(code, !quiet);
    if (!quiet) m.address({ at: code });
  }

  /** Before a morph: a card the reader chose is not replaced by the default one while its own is on the way. */
  function hold() {
    const panel = document.getElementById("area-panel");
    if (panel && own) panel.setAttribute("data-keep", "");
  }

  /** After a morph: the server's default selection gives way to the reader's. */
  function restore() {
    const panel = document.getElementById("area-panel");
    if (!own && panel) chosen = panel.dataset.c || null;
    mark(chosen);
    if (own && panel) card(chosen);
  }

  const codes = () => m.all("tr[data-c]:not(.nr)").map((r) => r.dataset.c);

  function start() {
    const panel = document.getElementById("area-panel");
    chosen = (panel && panel.dataset.c) || null;
    own = new URLSearchParams(location.search).has("at") && chosen !== null;
    const hover = matchMedia("(hover: hover)").matches;
    document.addEventListener("mouseover", (event) => {
      const target = hover && event.target.closest && event.target.closest("tr[data-c],.area[data-c]");
      if (target) choose(target.dataset.c, { quiet: true });
    });
    document.addEventListener("focusin", (event) => {
      const target = event.target.closest("tr[data-c]");
      if (target) choose(target.dataset.c, { quiet: true });
    });
    if (chosen) mark(chosen);
  }

  /** Where an area leads: its link in the picture, else its row's. */
  function href(code) {
    const drawn = document.querySelector(`.mapslot a:has([data-c="${CSS.escape(code)}"])`);
    const link = drawn ? drawn.getAttribute("href") : (row(code) && m.one("td a", row(code)) || {}).href;
    return link || null;
  }

  m.select = { start, choose, hold, restore, codes, href, current: () => chosen };
})((globalThis.matokeo = globalThis.matokeo || {}));
