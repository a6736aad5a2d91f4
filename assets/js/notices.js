/**
 * Puts what managers tell the public (the pointer's `notices`) into its place above the figures, without a new page. Text is
 * text: it never becomes markup.
 */
(function (m) {
  /** Control and direction characters that the server takes out as well. */
  const UNSEEN = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g;

  /**
   * The words to show, in the page's language.
   * @param {Array<{en: string, sw: string}>|undefined} told @param {string} lang @returns {string[]}
   */
  function words(told, lang) {
    return (told || []).map((one) => String((lang === "sw" ? one.sw : one.en) || one.en).replace(UNSEEN, " ").trim());
  }

  function line(text, label) {
    const banner = document.createElement("div");
    const wrap = document.createElement("div");
    const head = document.createElement("b");
    banner.className = "banner notice";
    wrap.className = "wrap";
    head.textContent = "▪ " + label;
    wrap.append(head, " ", text);
    banner.append(wrap);
    return banner;
  }

  /** @param {Array<{en: string, sw: string}>|undefined} told what the pointer names */
  function show(told) {
    const place = document.getElementById("notices");
    if (!place) return;
    const wanted = words(told, m.boot.lang);
    const label = m.say("notice");
    const shown = Array.from(place.children, (node) => node.textContent);
    if (shown.join("\n") === wanted.map((text) => `▪ ${label} ${text}`).join("\n")) return;
    place.replaceChildren(...wanted.map((text) => line(text, label)));
  }

  m.notices = { show, words };
})((globalThis.matokeo = globalThis.matokeo || {}));
