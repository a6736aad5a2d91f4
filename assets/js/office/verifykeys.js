/**
 * Keys and fields of the clerks' pages: how Enter and arrows move, what a letter means, what is typed becomes figures.
 * Plain functions without the page; `verify.js`, `verifydecide.js` and `verifylist.js` use them.
 */
(function (m) {
  const PHOTO = { z: "in", "+": "in", x: "out", "-": "out", r: "turn", f: "fit", n: "next", w: "up", s: "down", a: "left", d: "right" };

  /** Where a key leads from field `at` of `count`: an index, "send" after the last, or null when the key is not ours. */
  function move(key, at, count, shift) {
    if (key === "Enter" && !shift) return at + 1 < count ? at + 1 : "send";
    if (key === "ArrowDown") return Math.min(at + 1, count - 1);
    if (key === "ArrowUp" || (key === "Enter" && shift)) return Math.max(at - 1, 0);
    return null;
  }

  /** What a letter means for the photo, or null. Fields take digits only, so letters are free. */
  const photo = (key) => PHOTO[key.toLowerCase()] || null;

  /** Only the digits of what was typed or pasted: "1,234" is 1234; a minus or a point does not become another number. */
  const digits = (text) => (/^[\d,. \u00a0\u202f]*$/.test(text) && !/[.,]\d{1,2}$/.test(text) ? text.replace(/\D/g, "") : text.replace(/[^\d-]/g, ""));

  /** A field's whole number, null when blank, NaN for anything else. */
  const whole = (text) => (text.trim() === "" ? null : /^\d{1,9}$/.test(text.trim()) ? Number(text) : NaN);

  /**
   * Figures of `[name, text]` pairs (`votes.<code>` or a total), with the names of fields that must be mended:
   * every candidate needs a number, a total may be blank where the paper has none.
   */
  function figures(pairs) {
    const found = { votes: {} };
    const wrong = [];
    for (const [name, text] of pairs) {
      const value = whole(text);
      const vote = name.startsWith("votes.");
      if (Number.isNaN(value) || (vote && value === null)) wrong.push(name);
      else if (vote) found.votes[name.slice(6)] = value;
      else found[name] = value;
    }
    return { figures: found, wrong };
  }

  /** The sum of the candidates' fields, null while one is blank. */
  function sum(pairs) {
    let total = 0;
    for (const [name, text] of pairs) {
      if (!name.startsWith("votes.")) continue;
      const value = whole(text);
      if (value === null || Number.isNaN(value)) return null;
      total += value;
    }
    return total;
  }

  /** Whether a key press is typed text for a field that takes letters, so not a command. */
  function typing(event) {
    const node = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey) return true;
    return !!node && (node.tagName === "TEXTAREA" || node.tagName === "SELECT" || (node.tagName === "INPUT" && node.inputMode !== "numeric" && node.type !== "radio"));
  }

  /** Show or hide the list of keys; true when it was that key. */
  function help(event) {
    if (event.key !== "?" || typing(event)) return false;
    const box = m.one("#vf-keys");
    if (!box) return false;
    box.open = !box.open;
    if (box.open) box.scrollIntoView({ block: "nearest" });
    event.preventDefault();
    return true;
  }

  m.verifykeys = { move, photo, digits, whole, figures, sum, typing, help };
})((globalThis.matokeo = globalThis.matokeo || {}));
