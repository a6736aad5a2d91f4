/**
 * The office's frame: the language links keep what else stands in the address, so that a form half filled stays the
 * same form in the other language.
 */
(function (m) {
  function start() {
    for (const link of m.all("[data-speak]")) {
      link.addEventListener("click", () => {
        const url = new URL(location.href);
        url.searchParams.set("lang", link.dataset.speak);
        link.href = url.pathname + url.search + url.hash;
      });
    }
  }

  m.frame = { start };
})((globalThis.matokeo = globalThis.matokeo || {}));
