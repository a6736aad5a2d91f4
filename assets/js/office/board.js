/**
 * The station board: filters without a reload, live figures, and the list as a grid where there is room for one.
 *
 * The address is the state: every choice becomes a query parameter, and the page's own HTML for that address brings head,
 * facets and chips (`data-part`). Rows of the grid come from the API. Without a script all of it is links and forms.
 */
(function (m) {
  const WIDE = "(min-width: 900px)";
  const SORTS = { code: "asc", received: "desc", late: "desc" };
  const PATIENCE = 4000;
  let board, api, rows, asked, timer, last, busy, changes;

  const list = () => m.one("#bd-list");
  const wide = () => matchMedia(WIDE).matches;
  const gridded = () => !!api && list().dataset.grid === "on" && wide();
  const order = () => new URLSearchParams(location.search).get("order") || "attention";

  function say(text, anew) {
    const node = m.one("#bd-said");
    if (!node) return;
    node.textContent = text || "";
    if (anew !== undefined) m.one("#bd-anew").hidden = !anew;
  }

  // -- one page for one address ---------------------------------------------------------------------

  /** The parts of the page at an address, by name. */
  async function parts(address, live) {
    const url = new URL(address, location.href);
    if (live) url.searchParams.set("part", "live");
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    if (response.redirected && !response.url.includes("/manage")) throw new Error("signed out");
    if (!response.ok && response.status !== 400) throw new Error("board: " + response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return new Map(m.all("[data-part]", page).map((node) => [node.dataset.part, node]));
  }

  /** Put newer parts into the page; what has the focus keeps it. */
  function show(found, only) {
    for (const node of m.all("[data-part]")) {
      const fresh = found.get(node.dataset.part);
      if (!fresh || (only && !only.includes(node.dataset.part))) continue;
      m.morph(node, fresh.innerHTML);
      for (const box of m.all("input[type=checkbox][data-f]", node)) box.checked = box.hasAttribute("checked");
    }
  }

  /** Go to another address of the list without leaving the page. */
  async function go(address, keep) {
    const url = new URL(address, location.href);
    if (!keep) history.pushState(null, "", url);
    const turn = (asked = {});
    try {
      const found = await parts(url, gridded());
      if (turn !== asked) return;
      show(found, gridded() ? ["head", "facets", "chips", "order"] : null);
      const box = m.one("#bd-q");
      if (document.activeElement !== box) box.value = url.searchParams.get("q") || "";
      hidden(url);
      for (const choice of m.all(".bd-pick select")) choice.value = url.searchParams.get(choice.name) || (choice.name === "order" ? "attention" : "");
      say("", false);
      if (gridded()) renew();
    } catch (error) {
      location.reload();
    }
  }

  /** The forms beside the parts carry the address too. */
  function hidden(url) {
    for (const form of m.all("#bd-search, .bd-bar .bd-pick")) {
      const own = Array.from(form.elements).filter((field) => field.type !== "hidden").map((field) => field.name);
      for (const field of m.all("input[type=hidden]", form)) field.remove();
      for (const [name, value] of url.searchParams) {
        if (own.includes(name) || name === "after" || name === "prev") continue;
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name, value });
        form.prepend(field);
      }
    }
  }

  /** The address with one choice changed; null takes a parameter out. */
  function changed(name, value) {
    const url = new URL(location.href);
    for (const place of ["after", "prev", "part"]) url.searchParams.delete(place);
    if (value === null || value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    return plain(url);
  }

  /** Commas stay commas: a link is for people too. */
  function plain(url) {
    url.search = url.search.replace(/%2C/g, ",");
    return url;
  }

  // -- choices ----------------------------------------------------------------------------------------

  /** A box of the facets: states add up, of every other kind one is chosen. */
  function boxed(box) {
    if (box.name.startsWith("state_")) {
      const states = m.all("input[data-f^=state_]:checked").map((one) => one.name.slice(6));
      const url = changed("state", states.join(","));
      // Late ones are among those not reported: with other states only, nothing would be left.
      if (states.length && !states.includes("not_reported")) url.searchParams.delete("late");
      return go(plain(url));
    }
    if (box.checked) for (const other of m.all(`input[data-f="${box.name}"]`)) other.checked = other === box;
    const url = changed(box.name, box.checked ? box.value : null);
    if (box.name === "late" && box.checked) url.searchParams.delete("state");
    return go(plain(url));
  }

  function chosen(event) {
    const field = event.target;
    if (field.matches("input[data-f]")) boxed(field);
    else if (field.matches(".bd-pick select")) {
      if (board.view === "list") go(changed(field.name, field.name === "order" && field.value === "attention" ? null : field.value));
      else location.assign(changed(field.name, field.value));
    }
  }

  function clicked(event) {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || board.view !== "list") return;
    if (link.matches("[data-more]") && !wide()) {
      event.preventDefault();
      return more(link);
    }
    const url = new URL(link.href);
    if (url.pathname !== location.pathname || url.searchParams.get("view") || !link.closest("[data-part], .bd-chips")) return;
    event.preventDefault();
    go(url);
  }

  /** On a phone the next rows come under those that are there. */
  async function more(link) {
    if (busy) return;
    busy = true;
    try {
      const fresh = (await parts(link.href)).get("rows");
      const into = m.one("#bd-table tbody");
      const before = new Set(m.all("tr", into).map((row) => row.dataset.key));
      const come = m.all("tbody tr", fresh).filter((row) => !before.has(row.dataset.key));
      into.append(...come);
      const foot = m.one(".bd-foot [data-more]", fresh);
      if (foot) link.href = foot.href;
      else link.remove();
      if (come.length) m.one("a", come[0]).focus();
    } catch (error) {
      say(m.say("bd_failed"));
    }
    busy = false;
  }

  // -- the grid ---------------------------------------------------------------------------------------

  async function page(after, wide) {
    const query = new URLSearchParams({ election: board.election, limit: board.block * (wide ? 2 : 1) });
    for (const [name, value] of new URLSearchParams(location.search)) if (board.filters.includes(name)) query.set(name, value);
    if (order() !== "attention") query.set("order", order());
    if (after) query.set("after", after);
    const response = await fetch(`/api/v1/board?${query}`, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error("rows: " + response.status);
    return response.json();
  }

  const datasource = () => {
    const mine = rows;
    return {
      getRows(params) {
        mine.block(params.startRow, params.endRow).then(
          (found) => {
            if (mine !== rows) return params.failCallback();
            params.successCallback(found.rows, found.last);
            if (!mine.size()) api.showNoRowsOverlay();
            document.dispatchEvent(new CustomEvent("matokeo:rows", { detail: mine.size() }));
          },
          () => {
            params.failCallback();
            say(m.say("bd_failed"), true);
          }
        );
      },
    };
  };

  /** Begin the list anew: other filters, another order, or the present order of things. */
  function renew() {
    rows = m.boardsource.source(page, m.boardrow.id);
    changes = new Set();
    const by = SORTS[order()] ? order() : null;
    const state = by ? [{ colId: by, sort: SORTS[by] }] : [];
    api.applyColumnState({ state, defaultState: { sort: null } });
    api.deselectAll();
    api.setGridOption("datasource", datasource());
    api.ensureIndexVisible(0, "top");
  }

  /** A head of a column was pressed: the order goes into the address, and the list comes in it. */
  function sorted(event) {
    if (event.source !== "uiColumnSorted") return;
    const by = api.getColumnState().find((column) => column.sort);
    go(changed("order", by ? by.colId : null));
  }

  function counted() {
    const nodes = api.getSelectedNodes();
    m.one("#bd-sel").hidden = !nodes.length;
    m.one("#bd-count").textContent = m.say("bd_chosen", { n: nodes.length });
  }

  async function grid() {
    if (!board || board.view !== "list" || api || !wide() || list().dataset.grid !== "off") return;
    if (!m.one("#bd-table") && !m.one(".bd-none")) return;
    const slot = m.one(".bd-gridbox");
    slot.hidden = false;
    list().dataset.grid = "wait";
    try {
      const made = await m.boardgrid.mount(board.grid);
      rows = m.boardsource.source(page, m.boardrow.id);
      await rows.block(0, board.block);
      api = made;
      renewed(made);
    } catch (error) {
      // The table stays: it is the same list.
      console.warn("matokeo.board", error);
      slot.hidden = true;
      list().dataset.grid = "off";
    }
  }

  function renewed(made) {
    changes = new Set();
    made.setGridOption("datasource", datasource());
    const by = SORTS[order()] ? order() : null;
    if (by) made.applyColumnState({ state: [{ colId: by, sort: SORTS[by] }], defaultState: { sort: null } });
    made.addEventListener("sortChanged", sorted);
    made.addEventListener("selectionChanged", counted);
    list().dataset.grid = "on";
    setInterval(() => api.refreshCells({ columns: ["late"], force: true }), 30000);
    document.dispatchEvent(new CustomEvent("matokeo:grid"));
  }

  // -- live -------------------------------------------------------------------------------------------

  /** What moved is shown where it stands; the order stays until the reader asks for it. */
  function moved() {
    if (timer) return;
    timer = setTimeout(async () => {
      timer = null;
      last = Date.now();
      try {
        await follow();
      } catch (error) {
        console.warn("matokeo.board", error);
      }
    }, Math.max(50, (last || 0) + PATIENCE - Date.now()));
  }

  async function follow() {
    const address = location.href;
    const found = await parts(address, gridded());
    if (address !== location.href) return;
    show(found, ["head", "facets", "matrix", "map"]);
    if (board.view !== "list") return;
    if (gridded()) await freshen();
    else paper(found.get("rows"));
  }

  async function freshen() {
    const mine = rows;
    const from = api.getFirstDisplayedRowIndex();
    const to = api.getLastDisplayedRowIndex();
    if (from < 0 || !mine.size()) return;
    const found = await mine.again(from, to);
    if (mine !== rows) return;
    for (const row of found.changed) put(row);
    for (const row of found.gone) put(await elsewhere(row));
    tell(found.come > 0 || found.gone.length > 0);
  }

  /** A row that left its page: what became of it, said where it stood. */
  async function elsewhere(row) {
    const address = `/api/v1/board/stations/${encodeURIComponent(board.election)}/${encodeURIComponent(row.station)}`;
    const response = changes.size < 40 ? await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null) : null;
    const now = response && response.ok ? (await response.json()).rows.find((one) => m.boardrow.id(one) === row.id) : null;
    return { ...row, ...(now || {}), id: row.id, page: row.page, gone: true };
  }

  function put(row) {
    changes.add(row.id);
    rows.put(row);
    const node = api.getRowNode(row.id);
    if (node) node.setData(row);
  }

  function tell(anew) {
    if (!changes.size && !anew) return;
    say([changes.size ? m.say("bd_changed", { n: changes.size }) : "", anew ? m.say("bd_new") : ""].filter(Boolean).join(" "), anew || changes.size > 0);
  }

  /** The table of a phone: rows that are there get their new cells, in their place. */
  function paper(fresh) {
    if (!fresh) return;
    const now = new Map(m.all("tbody tr", fresh).map((row) => [row.dataset.key, row]));
    const here = m.all("#bd-table tbody tr");
    if (!here.length) return m.morph(m.one("[data-part=rows]"), fresh.innerHTML);
    let n = 0;
    const known = new Set();
    for (const row of here) {
      known.add(row.dataset.key);
      const other = now.get(row.dataset.key);
      if (!other || other.isEqualNode(row)) continue;
      if (other.dataset.state !== row.dataset.state) n += 1;
      row.dataset.state = other.dataset.state;
      m.morph(row, other.innerHTML);
    }
    const come = [...now.keys()].some((key) => !known.has(key));
    if (n || come) say([n ? m.say("bd_changed", { n }) : "", come ? m.say("bd_new") : ""].filter(Boolean).join(" "), true);
  }

  /** A contact was written down: each row of the station says so at once. */
  function contacted(code, said) {
    for (let place = 0; place < rows.size(); place++) {
      const row = rows.at(place);
      if (row.station !== code) continue;
      const now = { ...row, contact: { by: "", ...said } };
      rows.put(now);
      const node = api.getRowNode(row.id);
      if (node) node.setData(now);
    }
    say(m.say("bd_saved"));
  }

  function start() {
    board = (m.boot.page || {}).board;
    if (!board || !m.one(".bd")) return;
    m.one(".bd").addEventListener("change", chosen);
    m.one(".bd").addEventListener("click", clicked);
    m.pulse.on("board", moved);
    if (board.view !== "list") return;
    const facets = m.one("#bd-facets details");
    if (facets && !wide()) facets.open = false;
    addEventListener("popstate", () => go(location.href, true));
    m.one("#bd-search").addEventListener("submit", (event) => {
      event.preventDefault();
      go(changed("q", m.one("#bd-q").value.trim()));
    });
    m.one("#bd-anew").addEventListener("click", () => go(location.href, true));
    matchMedia(WIDE).addEventListener("change", grid);
    // After the first paint: the table is there already.
    setTimeout(grid, 0);
  }

  m.board = { start, moved, say, contacted, grid: () => (gridded() ? api : null), rows: () => rows };
})((globalThis.matokeo = globalThis.matokeo || {}));
