/**
 * Where the phone is: asked for only when the person wants it. Distances are great circles on a sphere, which is right to
 * half a percent and needs no server.
 */
(function (m) {
  const RADIUS_M = 6371008.8;
  const rad = (degrees) => (degrees * Math.PI) / 180;

  /** Metres between two points `{latitude, longitude}`. */
  function metres(a, b) {
    const h =
      Math.sin(rad(b.latitude - a.latitude) / 2) ** 2 +
      Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(rad(b.longitude - a.longitude) / 2) ** 2;
    return 2 * RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
  }

  /** A distance as people say it: metres to the ten, then kilometres. */
  function spoken(distance) {
    if (distance < 995) return Math.max(10, Math.round(distance / 10) * 10) + " m";
    const km = distance / 1000;
    return (km < 9.95 ? km.toFixed(1) : Math.round(km).toLocaleString("en")) + " km";
  }

  /** Ask the phone. @returns {Promise<{latitude: number, longitude: number, accuracy_m: number}>} */
  function here() {
    return new Promise((resolve, reject) => {
      if (typeof navigator === "undefined" || !navigator.geolocation) return reject(new Error("none"));
      navigator.geolocation.getCurrentPosition(
        (found) =>
          resolve({
            latitude: Number(found.coords.latitude.toFixed(6)),
            longitude: Number(found.coords.longitude.toFixed(6)),
            accuracy_m: Math.round(found.coords.accuracy),
          }),
        (error) => reject(new Error(error.code === 1 ? "denied" : "lost")),
        { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
      );
    });
  }

  m.place = { metres, spoken, here };
})((globalThis.matokeo = globalThis.matokeo || {}));
