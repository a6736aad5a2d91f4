/**
 * The page of charts: fetches the heavy ones when they come into view, and lets readers go through the dots of a scatter with
 * the pointer or a slider. Without it heavy charts are links, and the dots are in the table.
 */
(function (m) {
  const SVG = "http://www.w3.org/2000/svg";

  /** Centres of the dots of a picture, in the order of drawing; the colour of a dot lies on its edge, so each comes once. */
  function places(svg) {
    const found = [];
    let before = "";
    for (const path of m.all("path[stroke-linecap]", svg)) {
      const d = path.getAttribute("d");
      if (d === before) continue;
      before = d;
      for (const part of d.match(/M-?[\d.]+ -?[\d.]+/g) || []) found.push(part.slice(1).split(" ").map(Number));
    }
    return found;
  }

  /** The dot nearest to a point, none further than `reach`. */
  function nearest(dots, x, y, reach) {
    let best = -1;
    let least = reach * reach;
    dots.forEach(([a, b], place) => {
      const far = (a - x) ** 2 + (b - y) ** 2;
      if (far < least) [best, least] = [place, far];
    });
    return best;
  }

  function mark(svg, dot) {
    if (!dot) return;
    let ring = m.one(".gmark", svg);
    if (!ring) {
      ring = document.createElementNS(SVG, "circle");
      ring.setAttribute("class", "gmark");
      ring.setAttribute("r", "8");
      svg.appendChild(ring);
    }
    ring.setAttribute("cx", dot[0]);
    ring.setAttribute("cy", dot[1]);
  }

  const heard = new WeakSet();

  /** Say what a dot is, and ring it in the picture of each width. */
  function show(box, place) {
    const words = box.dataset.dots.split("|");
    const slider = m.one("input", box);
    if (!slider || !words[place]) return;
    slider.value = place + 1;
    slider.setAttribute("aria-valuetext", words[place]);
    m.one("output", box).textContent = words[place];
    for (const svg of m.all(".gfx", box.closest("figure"))) mark(svg, places(svg)[place]);
  }

  /** The dot under the pointer. */
  function hit(event) {
    const svg = event.currentTarget;
    const frame = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width / frame.width;
    const at = [(event.clientX - frame.left) * scale, (event.clientY - frame.top) * scale];
    const found = nearest(places(svg), at[0], at[1], 16);
    if (found >= 0) show(m.one(".gdots", svg.closest("figure")), found);
  }

  /** Put the slider and the words under a figure with dots; again after a new version took them out. */
  function follow(box) {
    if (box.firstChild) return;
    const words = box.dataset.dots.split("|");
    const slider = Object.assign(document.createElement("input"), { type: "range", min: 1, max: words.length, value: 1 });
    slider.setAttribute("aria-label", box.dataset.label);
    slider.setAttribute("aria-valuetext", words[0]);
    slider.addEventListener("input", () => show(box, slider.value - 1));
    box.append(slider, document.createElement("output"));
    for (const svg of m.all(".gfx", box.closest("figure"))) {
      if (heard.has(svg)) continue;
      heard.add(svg);
      svg.addEventListener("pointermove", hit);
      svg.addEventListener("pointerdown", hit);
    }
  }

  async function fetched(address) {
    const response = await fetch(address.replace("{version}", m.boot.version), { signal: AbortSignal.timeout(20000) });
    if (!response.ok) throw new Error("fragment: " + response.status);
    const scratch = document.createElement("template");
    scratch.innerHTML = (await response.json()).html;
    return scratch.content;
  }

  /** Put a heavy chart in the place of its link; a link it stays when that fails. */
  async function fill(box) {
    if (box.dataset.filled === String(m.boot.version)) return;
    const before = box.dataset.filled;
    box.dataset.filled = m.boot.version;
    try {
      const inside = m.one(".gbody, .glater", await fetched(box.dataset.later));
      if (!inside) return;
      const open = m.all("details[open]", box).length > 0;
      box.replaceChildren(...inside.childNodes);
      box.className = inside.className;
      // A new version must not put the link back over the chart.
      box.setAttribute("data-keep", "");
      if (open) m.all("details", box).forEach((one) => (one.open = true));
      m.all(".gdots", box).forEach(follow);
    } catch (error) {
      if (before) box.dataset.filled = before;
      else delete box.dataset.filled;
    }
  }

  function start() {
    m.all(".gdots").forEach(follow);
    const boxes = m.all("[data-later]");
    if (!boxes.length || typeof IntersectionObserver === "undefined") return;
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) fill(entry.target);
    }, { rootMargin: "200px" });
    boxes.forEach((box) => seen.observe(box));
    document.addEventListener("matokeo:version", (event) => {
      m.boot.version = event.detail.version;
      boxes.filter((box) => box.dataset.filled).forEach(fill);
      m.all(".gdots").forEach(follow);
    });
  }

  m.charts = { places, nearest, start };
  if (typeof document === "undefined") return;
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})((globalThis.matokeo = globalThis.matokeo || {}));
