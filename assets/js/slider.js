/**
 * The slider over past versions: swaps the panel below it by the server's own fragments of each version. Without this
 * script it is a plain form. A reader who has not touched it stays at the newest version.
 */
(function (m) {
  const WAIT = 120;
  const state = { touched: false, timer: null, stop: null };

  /** Address of the panel of a version. */
  const address = (pattern, version) => pattern.replace("{version}", String(version));

  function say(range, words) {
    const said = m.one("#past-said");
    if (said) said.textContent = words;
    range.setAttribute("aria-valuetext", words);
  }

  async function load(range, panel) {
    if (state.stop) state.stop.abort();
    const stop = (state.stop = new AbortController());
    const version = range.value;
    try {
      const response = await fetch(address(range.dataset.fragment, version), { signal: stop.signal });
      if (!response.ok) throw new Error("fragment: " + response.status);
      const fragment = await response.json();
      if (stop !== state.stop) return;
      m.morph(panel, fragment.html);
      if (fragment.parties && m.one("#parties")) m.one("#parties").textContent = fragment.parties;
      const title = m.one("h3", panel);
      range.setAttribute("aria-valuetext", title ? title.textContent : version);
      m.address({ at: Number(version) < Number(range.max) ? version : null });
    } catch (error) {
      if (stop === state.stop) say(range, range.dataset.failed);
    }
  }

  function start() {
    const range = m.one("#past-at");
    const panel = m.one("#past");
    if (!range || !panel) return;
    state.touched = Number(range.value) < Number(range.max);
    range.addEventListener("input", () => {
      state.touched = Number(range.value) < Number(range.max);
      say(range, range.value);
      clearTimeout(state.timer);
      state.timer = setTimeout(() => load(range, panel), WAIT);
    });
    document.addEventListener("matokeo:version", (event) => {
      range.max = String(event.detail.version);
      if (state.touched) return;
      range.value = range.max;
      say(range, range.value);
      load(range, panel);
    });
  }

  m.slider = { start, address };
})((globalThis.matokeo = globalThis.matokeo || {}));
