/**
 * Makes one piece of the page equal to freshly rendered HTML by changing only what differs, so that focus,
 * scroll, selection and open details stay. Fed only with this server's own escaped fragments.
 *
 * Marks: `data-keep` (left alone), `data-inside` (only its attributes: the box of the map), `data-key`/`data-c`/`id` (same thing in old and new),
 * `data-order="reader"` (children keep the order the reader chose; new ones go last).
 */
(function (m) {
  /** Attributes that hold the reader's state, not the server's. */
  const READER = new Set(["open", "data-order", "data-live"]);

  const keyOf = (node) =>
    node.nodeType === 1 ? node.getAttribute("data-key") || node.getAttribute("data-c") || node.id || null : null;

  const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

  function attributes(old, fresh) {
    for (const { name, value } of Array.from(fresh.attributes)) {
      if (!READER.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of Array.from(old.attributes)) {
      if (!READER.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
    }
  }

  /** @param {Element} old changed in place @param {Element} fresh consumed @param {(n: Node) => void} changed */
  function element(old, fresh, changed) {
    if (old.hasAttribute("data-keep") || old.isEqualNode(fresh)) return;
    attributes(old, fresh);
    if (fresh.hasAttribute("data-inside")) return;
    if (old.nodeName === "INPUT") return;
    const value = old.nodeName === "SELECT" ? old.value : null;
    children(old, fresh, changed);
    if (value !== null && old.value !== value) old.value = value;
  }

  function pair(node, fresh, changed) {
    if (node.nodeType === 1) element(node, fresh, changed);
    else if (node.nodeValue !== fresh.nodeValue) {
      node.nodeValue = fresh.nodeValue;
      if (changed) changed(node);
    }
  }

  /** Children by key first, then by position; what has no partner is put in or taken out. */
  function children(old, fresh, changed) {
    const keyed = new Map();
    for (const node of old.childNodes) if (keyOf(node)) keyed.set(keyOf(node), node);
    const reader = old.getAttribute("data-order") === "reader";
    const done = new Set();
    let at = old.firstChild;
    for (const wanted of Array.from(fresh.childNodes)) {
      while (at && done.has(at)) at = at.nextSibling;
      const key = keyOf(wanted);
      let found = key ? keyed.get(key) : null;
      if (found && !alike(found, wanted)) found = null;
      if (!found && !key && at && !keyOf(at) && alike(at, wanted)) found = at;
      if (!found) {
        found = wanted;
        old.insertBefore(found, reader ? null : at);
      } else {
        if (found === at) at = at.nextSibling;
        else if (!reader) old.insertBefore(found, at);
        pair(found, wanted, changed);
      }
      done.add(found);
    }
    for (const node of Array.from(old.childNodes)) if (!done.has(node)) node.remove();
  }

  /**
   * @param {Element} target changed in place
   * @param {string} html its new content
   * @param {(text: Node) => void} [changed] told about every text that changed
   */
  function morph(target, html, changed) {
    const scratch = document.createElement("template");
    scratch.innerHTML = html;
    children(target, scratch.content, changed);
  }

  m.morph = morph;
})((globalThis.matokeo = globalThis.matokeo || {}));
