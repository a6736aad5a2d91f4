/**
 * The grid of the station board: brings ag-Grid's bundles to the page when there is room for it, and gives the grid its rows.
 *
 * The page's first paint is a table without them. `mount` asks the server for the part that is Dash, puts its data blocks and
 * scripts into this page, and lets Dash draw; nothing is ever posted. Cells are drawn by `boardrow.js`.
 */
(function (m) {
  const ID = "board-grid";
  const BUNDLE = "/_dash-component-suites/";
  const PATIENCE = 30000;

  function block(found) {
    const node = document.createElement("script");
    node.id = found.id;
    node.type = "application/json";
    node.textContent = found.textContent;
    document.body.append(node);
  }

  /** Load a classic script; they run in the order in which they are put in. */
  function script(src) {
    return new Promise((resolve, reject) => {
      const node = document.createElement("script");
      node.async = false;
      node.src = src;
      node.onload = resolve;
      node.onerror = () => reject(new Error("not loaded: " + src));
      document.body.append(node);
    });
  }

  /** Wait until `find` finds something, looking at each frame. */
  function until(find) {
    const end = Date.now() + PATIENCE;
    return new Promise((resolve, reject) => {
      (function look() {
        const found = find();
        if (found) resolve(found);
        else if (Date.now() > end) reject(new Error("the grid did not come"));
        else setTimeout(look, 30);
      })();
    });
  }

  /**
   * Bring the grid into `#react-entry-point`.
   * @param {string} address of the page's part that is Dash
   * @returns {Promise<object>} the grid's interface
   */
  async function mount(address) {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error("grid: " + response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const id of ["_dash-config", "matokeo-layout", "matokeo-dependencies"]) block(page.getElementById(id));
    const sources = Array.from(page.querySelectorAll("script[src]"), (node) => node.getAttribute("src"));
    component();
    await Promise.all(sources.filter((src) => src.startsWith(BUNDLE)).map(script));
    new DashRenderer();
    const grid = await until(() => globalThis.dash_ag_grid);
    return grid.getApiAsync(ID);
  }

  /** The one cell of all columns, for React: what `boardrow.cell` says, escaped there. */
  function component() {
    const known = (globalThis.dashAgGridComponentFunctions = globalThis.dashAgGridComponentFunctions || {});
    known.boardCell = (props) => {
      const html = props.data ? m.boardrow.cell(props.column.colId, props.data) : props.column.colId === "name" ? "…" : "";
      return React.createElement("span", { className: "two", dangerouslySetInnerHTML: { __html: html } });
    };
  }

  m.boardgrid = { mount, ID };
})((globalThis.matokeo = globalThis.matokeo || {}));
