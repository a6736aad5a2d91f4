/**
 * Where a label fits in an area: the middle of the widest chord that also has height (the same rule as the
 * server's picture), and the room there, so that labels appear when zooming makes room for them.
 */
(function (m) {
  const LINE = 12;
  const CHAR = 6.5;
  /** How much of the room a label may take; the same in `components.mapsvg`. */
  const FILL = 0.85;

  const area = (ring) => {
    let sum = 0;
    for (let i = 0; i < ring.length; i++) {
      const [x1, y1] = ring[i];
      const [x2, y2] = ring[(i + 1) % ring.length];
      sum += x1 * y2 - x2 * y1;
    }
    return sum / 2;
  };

  function chords(ring, y, flip) {
    const a = flip ? 1 : 0;
    const cuts = [];
    for (let i = 0; i < ring.length; i++) {
      const p = ring[i];
      const q = ring[(i + 1) % ring.length];
      if (p[1 - a] > y !== q[1 - a] > y) cuts.push(p[a] + ((y - p[1 - a]) * (q[a] - p[a])) / (q[1 - a] - p[1 - a]));
    }
    cuts.sort((u, v) => u - v);
    const out = [];
    for (let i = 0; i + 1 < cuts.length; i += 2) out.push([cuts[i], cuts[i + 1]]);
    return out;
  }

  /**
   * @param {number[][][][]} polygons MultiPolygon coordinates
   * @returns {{at: [number, number], room: [number, number]}} in the units of the coordinates
   */
  function spot(polygons) {
    const ring = polygons.map((p) => p[0]).reduce((a, b) => (Math.abs(area(b)) > Math.abs(area(a)) ? b : a));
    const ys = ring.map((p) => p[1]);
    const top = Math.min(...ys);
    const bottom = Math.max(...ys);
    let best = { score: -1, at: ring[0], room: [0, 0] };
    for (let slot = 15; slot > 0; slot--) {
      const y = top + ((bottom - top) * slot) / 16;
      for (const [x1, x2] of chords(ring, y, false)) {
        const x = (x1 + x2) / 2;
        const tall = chords(ring, x, true).find(([a, b]) => a <= y && y <= b) || [y, y];
        const room = [x2 - x1, 2 * Math.min(y - tall[0], tall[1] - y)];
        const score = Math.min(room[0], room[1] * 1.8);
        if (score > best.score) best = { score, at: [x, y], room };
      }
    }
    return { at: best.at, room: best.room };
  }

  /** Break a name into short lines, as the picture does. */
  function wrapped(name) {
    const lines = [""];
    for (const word of name.split(/\s+/)) {
      const last = lines[lines.length - 1];
      if (last && last.length + word.length > 9) lines.push(word);
      else lines[lines.length - 1] = (last + " " + word).trim();
    }
    return lines.length <= 3 ? lines : [name];
  }

  /** Whether lines of 12 px text fit into `room` (pixels). */
  const fits = (lines, room) =>
    Math.max(...lines.map((l) => l.length)) * CHAR <= room[0] * FILL && lines.length * LINE <= room[1] * FILL;

  m.labels = { spot, wrapped, fits };
})((globalThis.matokeo = globalThis.matokeo || {}));
