/**
 * TopoJSON to GeoJSON: the one object "areas" of a geometry file. About what topojson-client does, in 60 lines.
 */
(function (m) {
  /** Arcs as absolute coordinates. */
  function arcsOf(topology) {
    const t = topology.transform;
    return topology.arcs.map((arc) => {
      let x = 0;
      let y = 0;
      return arc.map((point) => {
        if (!t) return point;
        x += point[0];
        y += point[1];
        return [x * t.scale[0] + t.translate[0], y * t.scale[1] + t.translate[1]];
      });
    });
  }

  /** A ring is a list of arc numbers; a negative one (~n) runs backwards. Shared points appear once. */
  function ring(numbers, arcs) {
    const points = [];
    for (const number of numbers) {
      const arc = number < 0 ? arcs[~number].slice().reverse() : arcs[number];
      points.push(...(points.length ? arc.slice(1) : arc));
    }
    return points;
  }

  /** @returns {{type: string, features: object[]}} features with the properties `code` and `name` */
  function decode(topology) {
    const arcs = arcsOf(topology);
    const features = [];
    for (const g of topology.objects.areas.geometries) {
      const polygons = g.type === "Polygon" ? [g.arcs] : g.type === "MultiPolygon" ? g.arcs : [];
      if (!polygons.length) continue;
      const coordinates = polygons.map((rings) => rings.map((numbers) => ring(numbers, arcs)));
      features.push({ type: "Feature", properties: g.properties, geometry: { type: "MultiPolygon", coordinates } });
    }
    return { type: "FeatureCollection", features };
  }

  /** [[south, west], [north, east]] of features, as Leaflet wants it. */
  function bounds(features) {
    const box = [[Infinity, Infinity], [-Infinity, -Infinity]];
    for (const f of features) {
      for (const polygon of f.geometry.coordinates) {
        for (const [x, y] of polygon[0]) {
          if (y < box[0][0]) box[0][0] = y;
          if (x < box[0][1]) box[0][1] = x;
          if (y > box[1][0]) box[1][0] = y;
          if (x > box[1][1]) box[1][1] = x;
        }
      }
    }
    return box;
  }

  m.geometry = { decode, bounds };
})((globalThis.matokeo = globalThis.matokeo || {}));
