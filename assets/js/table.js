/**
 * Tables: sort by header or select, show all rows on a phone. The reader's order survives new versions: figures
 * change in place and rows move only at the next sort.
 */
(function (m) {
  /** Per table (by its position on the page): column, direction, whether all rows are shown. */
  const chosen = new Map();

  /**
   * Compare two cells; what is missing comes last in both directions.
   * @param {string|null} a @param {string|null} b @param {1|-1} direction
   */
  function compare(a, b, direction) {
    const none = (v) => v === null || v === undefined || v === "";
    if (none(a) || none(b)) return none(a) === none(b) ? 0 : none(a) ? 1 : -1;
    const x = Number(a);
    const y = Number(b);
    const order = Number.isNaN(x) || Number.isNaN(y) ? String(a).localeCompare(String(b), m.boot.lang) : x - y;
    return order * direction;
  }

  /** A figure as it is printed (`1,184`, `45.0%`, `▲ +5.0`, `−3.1`) as a number's text; other text as it is, a dash as nothing. */
  function plain(text) {
    const bare = text.trim().replace(/^[▲▼=]\s*/, "").replace(/,/g, "").replace("\u2212", "-").replace(/%$/, "");
    if (bare === "–" || bare === "") return "";
    return /^[+-]?\d+(\.\d+)?$/.test(bare) ? String(Number(bare)) : text.trim();
  }

  const value = (row, column) => {
    const cell = row.cells[column];
    if (!cell) return null;
    return cell.dataset.v !== undefined ? cell.dataset.v : plain(cell.textContent);
  };

  function sort(table, column, direction) {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    const last = (row) => (row.classList.contains("nr") ? 1 : 0);
    rows.sort((a, b) => last(a) - last(b) || compare(value(a, column), value(b, column), direction));
    body.append(...rows);
    head(table, column, direction);
    remember(table, { column, direction });
  }

  function head(table, column, direction) {
    Array.from(table.tHead.rows[0].cells).forEach((cell, at) => {
      if (at === column) cell.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else if (cell.querySelector("button")) cell.setAttribute("aria-sort", "none");
    });
  }

  const remember = (table, change) => chosen.set(keyOf(table), Object.assign(chosen.get(keyOf(table)) || {}, change));
  const keyOf = (table) => m.all("table.t").indexOf(table);

  function onClick(event) {
    const button = event.target.closest("table.t thead button");
    if (button) {
      const cell = button.closest("th");
      const first = cell.cellIndex === 0 ? 1 : -1;
      const now = cell.getAttribute("aria-sort");
      const direction = now === "descending" ? 1 : now === "ascending" ? -1 : first;
      choose(button.closest("table"), cell.cellIndex, direction);
      return;
    }
    const more = event.target.closest(".more");
    if (more && more.previousElementSibling && more.previousElementSibling.classList.contains("tw")) {
      event.preventDefault();
      const wrap = more.previousElementSibling;
      wrap.classList.add("all");
      more.hidden = true;
      const table = m.one("table", wrap);
      remember(table, { all: true });
      const row = table.tBodies[0].rows[10];
      if (row && m.one("a", row)) m.one("a", row).focus({ preventScroll: true });
    }
  }

  function onChange(event) {
    const select = event.target.closest("[data-sortsel]");
    if (!select) return;
    const [column, direction] = select.value.split(",").map(Number);
    const table = m.one("table.t", select.closest("section") || document);
    if (table) choose(table, column, direction < 0 ? -1 : 1);
  }

  /** Sort, and say so in the address: whoever gets it sees the same order. */
  function choose(table, column, direction) {
    sort(table, column, direction);
    m.address({ order: [keyOf(table), column, direction].join(".") });
  }

  /** `0.3.-1` of an address: which table, which column, which way; null for anything else. */
  function order(text) {
    const found = /^(\d{1,2})\.(\d{1,2})\.(-?1)$/.exec(text || "");
    return found && { table: Number(found[1]), column: Number(found[2]), direction: Number(found[3]) };
  }

  function asked() {
    const wanted = order(new URLSearchParams(location.search).get("order"));
    const table = wanted && m.all("table.t")[wanted.table];
    const cell = table && table.tHead && table.tHead.rows[0].cells[wanted.column];
    if (cell && cell.querySelector("button")) sort(table, wanted.column, wanted.direction);
  }

  /** After a morph: the server's marks give way to the reader's choice again. Rows have kept their order. */
  function restore() {
    m.all("table.t").forEach((table, at) => {
      if (table.tBodies[0]) table.tBodies[0].setAttribute("data-order", "reader");
      const mine = chosen.get(at);
      if (!mine) return;
      if (mine.column !== undefined) head(table, mine.column, mine.direction);
      if (!mine.all) return;
      const wrap = table.closest(".tw");
      wrap.classList.add("all");
      if (wrap.nextElementSibling && wrap.nextElementSibling.classList.contains("more")) wrap.nextElementSibling.hidden = true;
    });
  }

  function start() {
    document.addEventListener("click", onClick);
    document.addEventListener("change", onChange);
    asked();
    restore();
  }

  m.table = { start, restore, sort, order, compare, plain };
})((globalThis.matokeo = globalThis.matokeo || {}));
