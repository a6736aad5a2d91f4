/**
 * Display: light, dark, contrast. The choice stays in this browser; a theme in the address wins and is changed
 * there too. The language is a link: another address, the same figures.
 */
(function (m) {
  const THEMES = ["light", "dark", "contrast"];

  /** The theme that shows now, also when the system decides. */
  function current(root) {
    if (THEMES.includes(root.dataset.theme)) return root.dataset.theme;
    if (matchMedia("(prefers-color-scheme: dark)").matches) return "dark";
    return matchMedia("(prefers-contrast: more)").matches ? "contrast" : "light";
  }

  const next = (theme) => THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];

  function label(theme) {
    const button = document.getElementById("theme");
    const text = document.getElementById("theme-text");
    if (text) text.textContent = m.say(theme);
    if (button) button.setAttribute("aria-label", m.say("display", { name: m.say(theme) }));
  }

  function apply(theme) {
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem("matokeo-theme", theme);
    } catch (error) {
      // Private windows may refuse storage; the choice then holds for this page only.
    }
    if (new URLSearchParams(location.search).has("theme")) m.address({ theme });
    label(theme);
  }

  function start() {
    const button = document.getElementById("theme");
    label(current(document.documentElement));
    if (button) button.addEventListener("click", () => apply(next(current(document.documentElement))));
    // The language link leads to this very address, with what the reader chose on the way.
    for (const link of m.all("[data-lang]")) {
      link.addEventListener("click", () => {
        const url = new URL(location.href);
        if (link.dataset.lang === "en") url.searchParams.delete("lang");
        else url.searchParams.set("lang", link.dataset.lang);
        link.href = url.pathname + url.search + url.hash;
      });
    }
  }

  m.display = { start, next };
})((globalThis.matokeo = globalThis.matokeo || {}));
