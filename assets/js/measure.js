/**
 * The measure of the map (leader, lead in votes, counted, turnout, a candidate's share, swing): a choice kept in
 * the address. Switching fetches the rendered fragment of the version on the page; without scripts it is a link.
 */
(function (m) {
  /** The part of a fragment's address that names a measure; none for the usual one. */
  const tail = (view) => (view && view !== "leader" ? ".measure-" + encodeURIComponent(view) : "");

  /** Address of the fragment of a version in the measure that is shown. */
  m.fragmentUrl = (version) =>
    m.boot.fragment.replace("{version}", version).replace("{measure}", tail(m.boot.measure));

  async function change(view) {
    const before = m.boot.measure;
    m.boot.measure = view;
    try {
      const response = await fetch(m.fragmentUrl(m.boot.version));
      if (!response.ok) throw new Error(String(response.status));
      const fragment = await response.json();
      if (m.boot.measure !== view) return;
      m.address({ measure: view === "leader" ? null : view });
      m.live.apply(Object.assign(fragment, { announce: "" }));
    } catch (error) {
      m.boot.measure = before;
    }
  }

  function start() {
    document.addEventListener("click", (event) => {
      const choice = event.target.closest("a[data-measure]");
      if (!choice || event.ctrlKey || event.metaKey || event.shiftKey || !m.boot.fragment) return;
      event.preventDefault();
      const folded = choice.closest("details");
      if (folded) folded.open = false;
      if (choice.dataset.measure !== m.boot.measure) change(choice.dataset.measure);
    });
  }

  m.measure = { start, tail };
})((globalThis.matokeo = globalThis.matokeo || {}));
