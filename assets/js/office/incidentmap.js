/**
 * The heatmap of incidents: hexagons whose size follows the zoom, at high zoom the incidents themselves in clusters that
 * open; the night as a slider; the ranking of areas follows the hours. Leaflet is dash-leaflet's, without tiles.
 *
 * `steps`, `step`, `clusters`, `windowOf` and `queryOf` are plain functions.
 */
(function (m) {
  const FEW = 400;
  const NEAR = 9;
  const GAP = 44;
  const PLAY = 700;
  const state = { map: null, base: [], features: [], hours: [], at: null, only: false, asked: 0, markers: null, whole: 0, stale: true, unplaced: 0, timer: null, playing: null };

  // Plain functions ----------------------------------------------------------------------------------------------

  /** Lower bounds of the five steps: quarters on a scale of factors, whole numbers, none twice where it can be helped. */
  function steps(most) {
    const bounds = [1];
    for (let n = 1; n < 5; n += 1) bounds.push(Math.max(bounds[n - 1] + 1, Math.ceil(Math.max(most, 1) ** (n / 5))));
    return bounds;
  }

  /** The step (1 to 5) of a count. */
  function step(count, bounds) {
    let found = 1;
    bounds.forEach((bound, n) => {
      if (count >= bound) found = n + 1;
    });
    return found;
  }

  /** Points that lie in one square of `gap` pixels, together. @param {{x: number, y: number}[]} points */
  function clusters(points, gap) {
    const cells = new Map();
    for (const point of points) {
      const key = Math.floor(point.x / gap) + ":" + Math.floor(point.y / gap);
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(point);
    }
    return Array.from(cells.values());
  }

  /** What the slider asks for: nothing at its end, else hours up to it or it alone. */
  function windowOf(hours, at, only) {
    if (at === null || at >= hours.length) return {};
    return only ? { from: hours[at][0], to: hours[at][0] } : { to: hours[at][0] };
  }

  /** The query of a request: the page's filters, the hours, the box. */
  function queryOf(filters, hours, box, zoom) {
    const query = new URLSearchParams();
    for (const name of ["election", "category", "severity", "status"]) if (filters[name]) query.set(name, filters[name]);
    for (const [name, value] of Object.entries(hours)) query.set(name, value);
    if (box) query.set("box", box.map((part) => part.toFixed(4)).join(","));
    if (zoom !== null && zoom !== undefined) query.set("zoom", Math.max(0, Math.round(zoom)));
    return query;
  }

  // What dash-leaflet asks for -----------------------------------------------------------------------------------

  const ground = () => ({ className: "im-ground", fill: true, fillOpacity: 1, weight: 1 });

  function grounded(feature, layer) {
    layer.on("add", () => attach(layer._map));
  }

  const look = (feature) => ({ className: "hex s" + feature.properties.step + (feature.properties.urgent ? " urgent" : ""), fill: true, fillOpacity: 1, weight: 1 });

  function each(feature, layer) {
    layer.on({
      add: () => attach(layer._map),
      click: () => state.map.fitBounds(layer.getBounds(), { maxZoom: state.map.getZoom() + 2, animate: false }),
    });
    const p = feature.properties;
    layer.bindTooltip(String(p.n) + (p.urgent ? " · ▲ " + p.urgent : ""), { sticky: true, className: "im-tip" });
  }

  /** The first layer brings the map itself. */
  function attach(map) {
    if (!map || state.map === map) return;
    state.map = map;
    const box = map.getContainer();
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", m.say("im_map"));
    map.on("moveend", () => later(150));
    state.markers = globalThis.L.layerGroup().addTo(map);
    all();
    later(0);
  }

  // Asking and drawing -------------------------------------------------------------------------------------------

  const asked = () => m.boot.page.incidents.query;

  function later(wait) {
    clearTimeout(state.timer);
    state.timer = setTimeout(draw, wait);
  }

  async function ask(path, query) {
    const response = await fetch("/api/v1/incidents/" + path + "?" + query, { headers: { Accept: "application/json" } }).catch(() => null);
    return response && response.ok ? response.json() : null;
  }

  function boxOf() {
    const bounds = state.map.getBounds().pad(0.1);
    const clip = (value, least, most) => Math.min(most, Math.max(least, value));
    return [clip(bounds.getWest(), -360, 360), clip(bounds.getSouth(), -90, 90), clip(bounds.getEast(), -360, 360), clip(bounds.getNorth(), -90, 90)];
  }

  async function draw() {
    if (!state.map) return;
    const number = (state.asked += 1);
    const hours = windowOf(state.hours, state.at, state.only);
    const zoom = state.map.getZoom();
    const query = queryOf(asked(), hours, boxOf(), zoom);
    // The hours hang on the filters only: they are asked for once, and again when incidents moved.
    if (!state.stale) query.set("hours", "0");
    const heat = await ask("heat", query);
    if (number !== state.asked) return;
    if (!heat) return say(m.say("im_lost"));
    if (state.stale) {
      state.stale = false;
      state.unplaced = heat.unplaced;
      night(heat.hours);
    } else shown();
    heat.unplaced = state.unplaced;
    if (zoom >= Math.max(NEAR, state.whole + 1.5) && heat.total <= FEW && !heat.cut) {
      const found = await ask("points", queryOf(asked(), hours, boxOf()));
      if (number !== state.asked) return;
      if (found && found.next === null) return near(found.points, heat.unplaced);
    }
    hexagons(heat);
  }

  function say(words) {
    m.tell.put(m.one("#im-said"), words);
  }

  function hexagons(heat) {
    state.markers.clearLayers();
    list([]);
    const bounds = steps(Math.max(0, ...heat.cells.map((cell) => cell[1])));
    legend(bounds);
    const features = heat.cells.map(([cell, n, urgent, corners]) => ({
      type: "Feature",
      properties: { cell, n, urgent, step: step(n, bounds) },
      geometry: { type: "Polygon", coordinates: [[...corners, corners[0]]] },
    }));
    dash_clientside.set_props("im-hexes", { data: { type: "FeatureCollection", features } });
    const words = heat.cells.length ? [m.say("im_hexes", { n: heat.total.toLocaleString("en"), cells: heat.cells.length.toLocaleString("en") })] : [m.say("im_none")];
    if (heat.cut) words.push(m.say("im_cut"));
    if (heat.unplaced) words.push(m.say("im_unplaced", { n: heat.unplaced.toLocaleString("en") }));
    say(words.join(" "));
    settle();
  }

  function legend(bounds) {
    bounds.forEach((bound, n) => {
      const last = n + 1 < bounds.length ? bounds[n + 1] - 1 : null;
      m.tell.put(m.one(`[data-step="${n + 1}"]`), last === null ? bound + "+" : last === bound ? String(bound) : bound + "–" + last);
    });
  }

  /** Each incident at its place; those that would cover each other as a number that opens. */
  function near(points, unplaced) {
    const L = globalThis.L;
    dash_clientside.set_props("im-hexes", { data: { type: "FeatureCollection", features: [] } });
    state.markers.clearLayers();
    const placed = points.map((point) => ({ ...point, ...pixel(point) }));
    for (const group of clusters(placed, GAP)) state.markers.addLayer(group.length > 1 ? many(L, group) : single(L, group[0]));
    list(points);
    say([m.say("im_points", { n: points.length }), unplaced ? m.say("im_unplaced", { n: unplaced }) : ""].join(" ").trim());
    settle();
  }

  const pixel = (point) => {
    const at = state.map.project([point.latitude, point.longitude]);
    return { x: at.x, y: at.y };
  };
  const urgent = (point) => point.severity === "high" || point.severity === "critical";

  function icon(L, cls, text) {
    const node = m.tell.make("span", "", text);
    return L.divIcon({ className: cls, html: node, iconSize: [GAP, GAP] });
  }

  function many(L, group) {
    const latitude = group.reduce((sum, one) => sum + one.latitude, 0) / group.length;
    const longitude = group.reduce((sum, one) => sum + one.longitude, 0) / group.length;
    const words = m.say("im_cluster", { n: group.length });
    const marker = L.marker([latitude, longitude], { icon: icon(L, "im-many" + (group.some(urgent) ? " urgent" : ""), String(group.length)), title: words, alt: words });
    marker.on("click", () => {
      const box = L.latLngBounds(group.map((one) => [one.latitude, one.longitude]));
      const tight = box.getNorthEast().equals(box.getSouthWest(), 1e-5) || state.map.getZoom() >= state.map.getMaxZoom();
      if (tight) marker.bindPopup(papers(group)).openPopup();
      else state.map.fitBounds(box.pad(0.3), { animate: false, maxZoom: state.map.getMaxZoom() });
    });
    return marker;
  }

  function single(L, point) {
    const words = title(point);
    const marker = L.marker([point.latitude, point.longitude], { icon: icon(L, "im-one" + (urgent(point) ? " urgent" : "") + (point.precise ? "" : " about"), urgent(point) ? "▲" : "●"), title: words, alt: words });
    return marker.bindPopup(papers([point]));
  }

  function title(point) {
    const titles = m.boot.page.incidents.titles;
    return [titles.category[point.category] || point.category, titles.severity[point.severity], clock(point.happened_at)].join(", ");
  }

  const clock = (moment) => new Intl.DateTimeFormat("en-GB", { timeZone: m.boot.page.incidents.timezone, hour: "2-digit", minute: "2-digit", day: "numeric", month: "short" }).format(new Date(moment));

  function links(points) {
    return points.map((point) => {
      const item = m.tell.make("li");
      const link = m.tell.make("a", "", (urgent(point) ? "▲ " : "") + title(point));
      link.href = "/incidents/" + point.incident;
      item.append(link);
      if (!point.precise) item.append(m.tell.make("span", "cap", " " + m.say("im_about")));
      return item;
    });
  }

  function papers(points) {
    const box = m.tell.make("ul", "im-paper");
    box.append(...links(points));
    return box;
  }

  /** The same points as a list, for who cannot use the map. */
  function list(points) {
    const box = m.one("#im-points");
    box.hidden = !points.length;
    box.replaceChildren(...links(points));
  }

  function settle() {
    document.body.dataset.ready = "incidentmap";
    document.body.dataset.drawn = String(state.asked);
  }

  // The night ----------------------------------------------------------------------------------------------------

  /** The hours that are there, as the slider's steps; its end is all of them. */
  function night(hours) {
    const same = hours.length === state.hours.length && hours.every((hour, n) => hour[0] === state.hours[n][0]);
    const atEnd = state.at === null || state.at >= state.hours.length;
    state.hours = hours;
    const most = Math.max(1, ...hours.map((hour) => hour[1]));
    if (!same) {
      const slider = m.one("#im-hour");
      slider.max = String(hours.length);
      slider.disabled = m.one("#im-play").disabled = hours.length < 2;
      if (atEnd) slider.value = slider.max;
    }
    m.one("#im-bars").replaceChildren(
      ...hours.map((hour) => {
        const bar = m.tell.make("i");
        bar.style.height = Math.max(4, Math.round((100 * hour[1]) / most)) + "%";
        return bar;
      })
    );
    shown();
    said();
  }

  /** Mark the hour of the slider among the bars. */
  function shown() {
    m.all("#im-bars i").forEach((bar, n) => bar.classList.toggle("on", n === state.at));
  }

  function said() {
    const at = state.at;
    const end = at === null || at >= state.hours.length;
    const words = end ? m.say("im_all") : m.say(state.only ? "im_only" : "im_until", { time: clock(state.hours[at][0]) });
    m.tell.put(m.one("#im-when"), words);
    m.one("#im-hour").setAttribute("aria-valuetext", words);
  }

  function to(at) {
    state.at = at;
    m.one("#im-hour").value = String(at);
    said();
    later(60);
    rank();
  }

  function play() {
    const button = m.one("#im-play");
    if (state.playing) {
      clearInterval(state.playing);
      state.playing = null;
    } else {
      if (state.at === null || state.at >= state.hours.length) to(0);
      state.playing = setInterval(() => {
        if (document.hidden) return;
        if (state.at >= state.hours.length) return play();
        to(state.at + 1);
      }, PLAY);
    }
    button.setAttribute("aria-pressed", String(Boolean(state.playing)));
    m.tell.put(button, m.say(state.playing ? "im_pause" : "im_play"));
  }

  // The ranking --------------------------------------------------------------------------------------------------

  let ranking;
  /** The ranking of these hours; while the night plays it waits for the end. */
  function rank() {
    clearTimeout(ranking);
    if (state.playing) return;
    ranking = setTimeout(async () => {
      const query = queryOf(asked(), windowOf(state.hours, state.at, state.only));
      query.set("level", asked().level);
      const found = await ask("hotspots", query);
      const body = m.one("#im-rows");
      if (found && body) body.replaceChildren(...found.hotspots.map(row));
    }, 400);
  }

  function row(spot) {
    const line = m.tell.make("tr");
    const name = m.tell.make("th");
    name.scope = "row";
    const link = m.tell.make("a", "", spot.area.name);
    const query = queryOf(asked(), {});
    query.set("area", spot.area.code);
    link.href = "/manage/incidents?" + query;
    name.append(link);
    const cells = [spot.incidents.toLocaleString("en"), spot.stations.toLocaleString("en"), "× " + spot.times.toFixed(1), chance(spot.surprise)];
    line.append(name, ...cells.map((words) => m.tell.make("td", "n", words)));
    if (spot.urgent) line.children[1].append(m.tell.make("span", "cap iq-sig", " ▲ " + spot.urgent));
    return line;
  }

  /** How often so many would come by chance, as the page writes it. */
  function chance(surprise) {
    if (surprise < 1) return m.say("im_common");
    if (surprise >= 6) return m.say("im_rare");
    const places = surprise >= 2 ? 10 ** (Math.floor(surprise) - 1) : 1;
    return m.say("im_one_in", { n: (Math.round(10 ** surprise / places) * places).toLocaleString("en") });
  }

  // Beginning ----------------------------------------------------------------------------------------------------

  function all() {
    const bounds = state.base.length ? m.geometry.bounds(state.base) : null;
    if (bounds) state.map.fitBounds(bounds, { animate: false, padding: [12, 12] });
    state.whole = state.map.getZoom();
  }

  const mounted = () => globalThis.dash_clientside && dash_clientside.set_props && m.one(".im-map .leaflet-pane");

  /** Dash draws in its own time. */
  function ready() {
    return new Promise((resolve) => {
      if (mounted()) return resolve();
      const watch = new MutationObserver(() => {
        if (!mounted()) return;
        watch.disconnect();
        resolve();
      });
      watch.observe(document.getElementById("react-entry-point"), { childList: true, subtree: true });
    });
  }

  /** Outlines of the areas; where there are none, one invisible spot brings the map all the same. */
  async function outlines() {
    const topology = await ask("outlines", queryOf({ election: asked().election }, {}));
    const data = topology ? m.geometry.decode(topology) : { type: "FeatureCollection", features: [] };
    state.base = data.features;
    if (data.features.length) return data;
    const spot = { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [[[37, 0], [37, 0.0001], [37.0001, 0], [37, 0]]] } };
    return { type: "FeatureCollection", features: [spot] };
  }

  async function start() {
    if (!(m.boot.page && m.boot.page.incidents) || !m.one("#im-said")) return;
    const [data] = await Promise.all([outlines(), ready()]);
    dash_clientside.set_props("im-base", { data });
    m.one("#im-hour").addEventListener("input", (event) => to(Number(event.target.value)));
    m.one("#im-play").addEventListener("click", play);
    m.one("#im-mode").addEventListener("change", (event) => {
      state.only = event.target.value === "only";
      said();
      later(0);
      rank();
    });
    for (const button of m.all("[data-zoom]")) {
      button.addEventListener("click", () => {
        if (!state.map) return;
        if (button.dataset.zoom === "all") all();
        else state.map.setZoom(state.map.getZoom() + (button.dataset.zoom === "in" ? 1 : -1), { animate: false });
      });
    }
    if (m.pulse) m.pulse.on("incidents", () => {
      state.stale = true;
      if (!document.hidden) later(6000);
    });
  }

  m.incidentmap = { start, ground, grounded, look, each, steps, step, clusters, windowOf, queryOf };
})((globalThis.matokeo = globalThis.matokeo || {}));
