/**
 * Namespace `window.matokeo` and the few things every other file needs: the page's boot data, lookups, words.
 * Loaded first. No file reads another's internals; all state of a page is in the DOM, the address or here.
 */
(function (root) {
  const m = (root.matokeo = root.matokeo || {});

  /** @param {string} id @returns {any} parsed JSON of an inline data block, or null */
  m.block = function (id) {
    const node = typeof document === "undefined" ? null : document.getElementById(id);
    return node ? JSON.parse(node.textContent) : null;
  };

  m.boot = m.block("matokeo-boot") || { t: {} };

  /** First element that matches. */
  m.one = (selector, from) => (from || document).querySelector(selector);

  /** All elements that match, as an array. */
  m.all = (selector, from) => Array.from((from || document).querySelectorAll(selector));

  /**
   * Words of the page's language with `{fields}` filled; the server sends them in the boot data.
   * @param {string} key @param {Object<string, string|number>} [values]
   */
  m.say = function (key, values) {
    const text = (m.boot.t || {})[key] || key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? String(values[name]) : whole));
  };

  /** Change query parameters of the address without a new history entry; null removes one. */
  m.address = function (changes) {
    const url = new URL(root.location.href);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    root.history.replaceState(root.history.state, "", url);
  };

  /** Escape text for HTML. */
  m.escape = (text) =>
    String(text).replace(/[&<>"']/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c]);
})(globalThis);
