/**
 * The live map: Leaflet by dash-leaflet inside the picture's box, same projection and fit, so that the swap
 * cannot be seen. Colours come as `hideout` (the server's paint of each area), shapes once as TopoJSON.
 *
 * Fallback: while Leaflet is not there (or never comes), the picture itself takes new paints and selections.
 */
(function (m) {
  const PAD = 10 / 760;
  const SVG = "http://www.w3.org/2000/svg";
  const state = { map: null, layers: new Map(), features: [], paints: {}, ready: false, on: null, base: 0, extra: null, labels: true };

  const ours = (fill) => fill.replace("url(#pv)", "url(#mv)");

  /** dash-leaflet's `style`: the look of one feature from the hideout. */
  function style(feature, context) {
    const hideout = (context && context.hideout) || {};
    const paint = (hideout.paints || state.paints)[feature.properties.code];
    return { className: "area", fill: true, fillOpacity: 1, fillColor: paint ? ours(paint.f) : "url(#mv)", weight: 1 };
  }

  /** dash-leaflet's `onEachFeature`: remember the layer and listen to it. */
  function each(feature, layer) {
    const code = feature.properties.code;
    state.layers.set(code, layer);
    layer.on({
      add: () => seen(layer),
      mouseover: () => m.select.choose(code, { quiet: true }),
      click: (event) => clicked(code, event.originalEvent),
    });
  }

  /** A tap chooses first and opens second; with a mouse the area under it is chosen already. */
  function clicked(code, event) {
    const touch = event && (event.pointerType === "touch" || (event.sourceCapabilities && event.sourceCapabilities.firesTouchEvents));
    if (touch && state.tapped !== code) {
      state.tapped = code;
      m.select.choose(code);
      return;
    }
    open(code);
  }

  function open(code) {
    const href = m.select.href(code);
    if (href) location.assign(href);
  }

  let pending = false;
  function seen(layer) {
    state.map = layer._map;
    if (pending) return;
    pending = true;
    queueMicrotask(() => {
      pending = false;
      settle();
    });
  }

  /** All features are on the map: patterns, fit, labels, then show it in place of the picture. */
  function settle() {
    const map = state.map;
    if (!map || !state.layers.size) return;
    patterns();
    fit();
    dress();
    if (state.ready) return;
    state.ready = true;
    keyboard(map);
    map.on("zoomend", () => {
      if (map.getZoom() > state.base + 0.05) map.dragging.enable();
      else map.dragging.disable();
      dress();
    });
    map.on("resize", () => {
      fit();
      dress();
    });
    requestAnimationFrame(() => requestAnimationFrame(swap));
  }

  function swap() {
    const slot = m.one(".mapslot");
    if (!slot) return;
    slot.setAttribute("data-live", "");
    performance.mark("matokeo:map");
    document.dispatchEvent(new CustomEvent("matokeo:map"));
  }

  function patterns() {
    const root = m.one(".mapslot .leaflet-overlay-pane svg");
    if (!root || root.querySelector("#mv")) return;
    const defs = document.createElementNS(SVG, "defs");
    defs.innerHTML =
      '<pattern id="mv" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="var(--void)"/><circle cx="3" cy="3" r="1" fill="var(--void-dot)"/></pattern>' +
      '<pattern id="mh" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2.6" height="7" fill="var(--paper)"/></pattern>';
    root.prepend(defs);
  }

  /** Show all areas with the picture's own margins. */
  function fit() {
    const map = state.map;
    const size = map.getSize();
    if (!size.x || !size.y) return;
    const picture = m.one(".mapslot svg[viewBox]");
    const box = picture ? picture.viewBox.baseVal : { width: 760, height: 760 };
    const pad = Math.min(size.x / box.width, size.y / box.height) * 760 * PAD;
    map.setMinZoom(0);
    map.fitBounds(m.geometry.bounds(state.features), { padding: [pad, pad], animate: false });
    state.base = map.getZoom();
    map.setMinZoom(state.base);
    map.dragging.disable();
  }

  /** What lies over the areas: stripes of thin counts, circles of leads in votes, labels where they fit. */
  function dress() {
    const L = globalThis.L;
    const map = state.map;
    if (!L || !map) return;
    if (state.extra) state.extra.remove();
    state.extra = L.layerGroup().addTo(map);
    const bubbles = Object.values(state.paints).map((p) => (p.b ? p.b.n : 0));
    const largest = Math.max(0, ...bubbles);
    const scale = Math.min(map.getSize().x, 760) * 0.042 * 2 ** ((map.getZoom() - state.base) / 2);
    for (const feature of state.features) {
      const code = feature.properties.code;
      const paint = state.paints[code];
      if (!paint) continue;
      if (paint.h) stripes(L, feature);
      if (paint.b && largest) bubble(L, feature, paint.b, scale * Math.sqrt(paint.b.n / largest));
      else if (paint.l && state.labels) label(L, feature, paint);
    }
    highlight(state.on);
  }

  function stripes(L, feature) {
    const options = { className: "hat ov", fill: true, fillColor: "url(#mh)", fillOpacity: 1, stroke: false, interactive: false };
    state.extra.addLayer(L.geoJSON(feature, { style: options, interactive: false }));
  }

  function bubble(L, feature, b, radius) {
    const at = place(feature);
    const options = { className: `bubble p-${b.k}`, radius: Math.max(radius, 1.5), interactive: false, fillOpacity: 1 };
    state.extra.addLayer(L.circleMarker(at, options));
    if (radius >= 9) state.extra.addLayer(text(L, at, `<b style="--up:-7px" class="bl p-${m.escape(b.k)}">${m.escape(b.l)}</b>`));
  }

  function label(L, feature, paint) {
    const lines = [...m.labels.wrapped(feature.properties.name), paint.l];
    const found = spotOf(feature);
    const unit = pixels(found.at);
    if (!m.labels.fits(lines, [found.room[0] * unit[0], found.room[1] * unit[1]])) return;
    const up = (-lines.length * 12) / 2;
    const html = lines.map((line, i) => `<span style="--up:${up}px" class="mlab ${m.escape(paint.c)}${i === lines.length - 1 ? " k" : ""}">${m.escape(line)}</span>`).join("");
    state.extra.addLayer(text(L, place(feature), html));
  }

  const text = (L, at, html) =>
    L.marker(at, { icon: L.divIcon({ className: "maplabel", html, iconSize: [0, 0] }), interactive: false, keyboard: false });

  const spotOf = (feature) => feature._spot || (feature._spot = m.labels.spot(feature.geometry.coordinates));
  const place = (feature) => [spotOf(feature).at[1], spotOf(feature).at[0]];

  /** Pixels of one degree at a place. */
  function pixels([x, y]) {
    const a = state.map.latLngToContainerPoint([y, x]);
    const b = state.map.latLngToContainerPoint([y + 0.1, x + 0.1]);
    return [Math.abs(b.x - a.x) * 10, Math.abs(b.y - a.y) * 10];
  }

  /** Mark one area, in the map or in the picture. */
  function highlight(code) {
    state.on = code;
    for (const node of m.all(".mapslot .area.on")) node.classList.remove("on");
    const layer = state.layers.get(code);
    const node = layer && layer.getElement && layer.getElement();
    if (node) {
      node.classList.add("on");
      layer.bringToFront();
    }
    const drawn = code && m.one(`.mapslot svg .area[data-c="${CSS.escape(code)}"]`);
    if (drawn) drawn.classList.add("on");
  }

  /** The region for an area's sentence: outside the figures, so that a new version neither says nor removes it. */
  function ear() {
    const there = document.getElementById("map-said");
    const beside = document.getElementById("announce");
    if (there || !beside) return there;
    const made = document.createElement("p");
    made.id = "map-said";
    made.className = "vh";
    made.setAttribute("role", "status");
    beside.after(made);
    return made;
  }

  /** Say one area in a sentence, by its card where there is one, else as its label has it, to who cannot see the map. */
  function tell(code, sentence) {
    const said = ear();
    const look = state.paints[code];
    if (!said || !look) return;
    const feature = state.features.find((f) => f.properties.code === code);
    const label = look.v ? m.say("not_reported") : look.l || (look.b ? look.b.l : "");
    said.textContent = [feature ? feature.properties.name : "", sentence || label].filter(Boolean).join(": ");
  }

  /** One tab stop: arrows walk over the areas, Enter opens, plus and minus zoom, Escape shows all again. */
  function keyboard(map) {
    const box = map.getContainer();
    ear();
    box.tabIndex = 0;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", m.say("map_keys"));
    box.addEventListener("keydown", (event) => {
      const key = event.key;
      if (key.startsWith("Arrow")) {
        event.preventDefault();
        m.select.choose(m.nearest(key, state.on, centres()));
      } else if (key === "Enter" && state.on) open(state.on);
      else if (key === "+" || key === "=") map.zoomIn(1);
      else if (key === "-") map.zoomOut(1);
      else if (key === "Escape") {
        fit();
        dress();
      }
    });
    box.addEventListener("wheel", (event) => {
      // Pinching on a touchpad comes as a wheel with Ctrl; a plain wheel scrolls the page.
      if (!event.ctrlKey) return;
      event.preventDefault();
      const zoom = Math.max(state.base, map.getZoom() - event.deltaY / 100);
      map.setZoomAround(map.mouseEventToContainerPoint(event), zoom, { animate: false });
    }, { passive: false });
  }

  function centres() {
    const found = {};
    for (const feature of state.features) {
      const point = state.map.latLngToContainerPoint(place(feature));
      found[feature.properties.code] = [point.x, point.y];
    }
    return found;
  }

  /** New paints for the same shapes: the live map through its hideout, the picture directly. */
  function paint(paints) {
    if (!paints) return;
    state.paints = paints;
    if (state.ready) {
      dash_clientside.set_props("geo", { hideout: { paints } });
      for (const [code, layer] of state.layers) {
        if (paints[code]) layer.setStyle({ fillColor: ours(paints[code].f) });
      }
      dress();
      return;
    }
    for (const node of m.all(".mapslot>svg .lab,.mapslot>svg .hat,.mapslot>svg .bub")) node.remove();
    for (const node of m.all(".mapslot>svg .area[data-c]")) {
      const look = paints[node.dataset.c];
      if (!look) continue;
      node.setAttribute("class", "area");
      node.style.fill = look.f;
    }
  }

  async function start() {
    if (!m.boot.geometry || !document.getElementById("react-entry-point")) return;
    state.paints = m.boot.map || {};
    // A picture without labels (overview, wall) is a map without labels.
    state.labels = m.boot.labels !== false;
    const topology = await (await fetch(m.boot.geometry)).json();
    const data = m.geometry.decode(topology);
    state.features = data.features;
    await mounted();
    dash_clientside.set_props("geo", { data, hideout: { paints: state.paints } });
  }

  /** Dash draws in its own time; the map's box appears when its bundles are there. */
  function mounted() {
    return new Promise((resolve) => {
      const ready = () => globalThis.dash_clientside && dash_clientside.set_props && m.one(".mapslot .leaflet-pane");
      if (ready()) return resolve();
      const watch = new MutationObserver(() => {
        if (!ready()) return;
        watch.disconnect();
        resolve();
      });
      watch.observe(document.getElementById("react-entry-point"), { childList: true, subtree: true });
    });
  }

  m.map = { style, each, start, paint, highlight, tell, ready: () => state.ready };
})((globalThis.matokeo = globalThis.matokeo || {}));
