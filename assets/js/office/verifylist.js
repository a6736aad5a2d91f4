/** Lists of the clerks: J and K move the marked row, Enter opens it, `?` shows the keys. Links work without it. */
(function (m) {
  function start() {
    const rows = m.all("[data-rows=open] tbody tr");
    if (!rows.length && !m.one("#vf-keys")) return;
    let at = -1;

    function mark(to) {
      at = Math.max(0, Math.min(rows.length - 1, to));
      rows.forEach((row, place) => row.classList.toggle("on", place === at));
      const link = m.one("a", rows[at]);
      link.focus({ preventScroll: true });
      rows[at].scrollIntoView({ block: "nearest" });
    }

    addEventListener("keydown", (event) => {
      if (m.one("#vf-bench") || m.one("#vf-decide") || m.verifykeys.help(event) || m.verifykeys.typing(event) || !rows.length) return;
      const key = event.key.toLowerCase();
      if (key === "j") mark(at + 1);
      else if (key === "k") mark(at - 1);
      else if (event.key === "Enter" && at >= 0 && !event.target.closest("a, button")) m.one("a", rows[at]).click();
      else return;
      event.preventDefault();
    });
  }

  m.verifylist = { start };
})((globalThis.matokeo = globalThis.matokeo || {}));
