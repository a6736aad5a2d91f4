/**
 * The office's frame: the language links keep what else stands in the address, so that a form half filled stays the
 * same form in the other language; and the bar at the foot of a form never covers what has the focus.
 */
(function (m) {
  function start() {
    document.addEventListener("focusin", uncover);
    document.addEventListener("click", (event) => menus(event.target));
    document.addEventListener("keydown", (event) => event.key === "Escape" && menus(null));
    for (const select of m.all("select[data-submit]")) select.addEventListener("change", () => select.form.submit());
    for (const link of m.all("[data-speak]")) {
      link.addEventListener("click", () => {
        const url = new URL(location.href);
        url.searchParams.set("lang", link.dataset.speak);
        link.href = url.pathname + url.search + url.hash;
      });
    }
  }

  /** Close the open menus but the one that holds `target`; Escape closes all and gives the focus back. */
  function menus(target) {
    for (const menu of m.all("details[data-menu][open]")) {
      if (target && menu.contains(target)) continue;
      if (!target && menu.contains(document.activeElement)) m.one("summary", menu).focus();
      menu.open = false;
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
