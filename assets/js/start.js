/**
 * Sets the parts going, once the page is there. Each part finds its own elements and does nothing without them.
 */
(function (m) {
  if (typeof document === "undefined") return;
  function begin() {
    for (const name of ["display", "table", "search", "select", "measure", "map", "wall", "slider", "live", "frame", "account", "observe", "entry", "incident", "incidentqueue", "incidentcase", "incidentmap", "people", "peoplefile", "verify", "verifylist", "verifydecide", "publish", "anomalies", "board", "boardcontact", "boardkeys", "alerts", "alertrules", "notifications", "imports", "pulse"]) {
      try {
        if (m[name] && m[name].start) m[name].start();
      } catch (error) {
        // One broken part must not take the live figures with it.
        console.error("matokeo." + name, error);
      }
    }
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})((globalThis.matokeo = globalThis.matokeo || {}));
