/**
 * The wall screen: no interaction, the selection walks through the areas, the page reloads itself once in a
 * while so that a screen that hangs for days stays fresh, and the pointer hides.
 */
(function (m) {
  const STEP = 8000;
  const RELOAD = 6 * 3600 * 1000;

  /** The next code to show: in order, only reported areas, around and around. */
  function turn(codes, current) {
    if (!codes.length) return null;
    return codes[(codes.indexOf(current) + 1) % codes.length];
  }

  function start() {
    if (!m.boot.wall) return;
    document.documentElement.classList.add("wall");
    setInterval(() => {
      if (!m.select) return;
      const next = turn(m.select.codes(), m.select.current());
      if (next) m.select.choose(next, { quiet: true });
    }, STEP);
    setInterval(() => {
      if (navigator.onLine) location.reload();
    }, RELOAD);
  }

  m.wall = { start, turn };
})((globalThis.matokeo = globalThis.matokeo || {}));
