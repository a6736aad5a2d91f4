/**
 * The nearest area in a direction, for arrow keys: along the axis counts once, across it three times.
 */
(function (m) {
  const axes = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  /**
   * @param {string} key arrow key name
   * @param {string|null} from code of the area that has the selection
   * @param {Object<string, [number, number]>} centres code to centre on the screen (y grows downwards)
   * @returns {string|null} code of the next area; the first one when nothing is selected yet
   */
  function nearest(key, from, centres) {
    const axis = axes[key];
    const codes = Object.keys(centres);
    if (!axis || !codes.length) return null;
    if (from === null || !(from in centres)) return codes[0];
    const [x, y] = centres[from];
    let best = null;
    let least = Infinity;
    for (const code of codes) {
      if (code === from) continue;
      const dx = centres[code][0] - x;
      const dy = centres[code][1] - y;
      const ahead = dx * axis[0] + dy * axis[1];
      if (ahead <= 0) continue;
      const aside = Math.abs(dx * axis[1]) + Math.abs(dy * axis[0]);
      const cost = ahead + 3 * aside;
      if (cost < least) [best, least] = [code, cost];
    }
    return best;
  }

  m.nearest = nearest;
})((globalThis.matokeo = globalThis.matokeo || {}));
