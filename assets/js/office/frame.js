/**
 * The office's frame: the language links keep what else stands in the address, so that a form half filled stays the
 * same form in the other language; and the bar at the foot of a form never covers what has the focus.
 */
(function (m) {
  function start() {
    document.addEventListener("focusin", uncover);
    for (const link of m.all("[data-speak]")) {
      link.addEventListener("click", () => {
        const url = new URL(location.href);
        url.searchParams.set("lang", link.dataset.speak);
        link.href = url.pathname + url.search + url.hash;
      });
    }
  }

  /** Bring a field out from under the bar, whoever put the focus there: finger, Tab or script. */
  function uncover(event) {
    const bar = m.one(".sendbar");
    if (!bar || bar.contains(event.target) || getComputedStyle(bar).position !== "sticky") return;
    const field = event.target.getBoundingClientRect();
    if (field.bottom > bar.getBoundingClientRect().top - 8 && field.height) event.target.scrollIntoView({ block: "center" });
  }

  m.frame = { start };
})((globalThis.matokeo = globalThis.matokeo || {}));
