/**
 * Keys and actions of the station board's list: J and K move, X chooses, Enter opens, C writes down a contact, / searches;
 * and what can be done with the rows that are chosen. The same in the grid and in the table.
 */
(function (m) {
  let board;

  const typing = (node) => !!node.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]");

  /** The row that the keys act on: its place and its data, of the grid or of the table. */
  function current() {
    const api = m.board.grid();
    if (api) {
      const cell = api.getFocusedCell();
      const node = cell ? api.getDisplayedRowAtIndex(cell.rowIndex) : null;
      return { api, at: cell ? cell.rowIndex : -1, node, row: node && node.data };
    }
    const all = m.all("#bd-table tbody tr");
    return { at: all.findIndex((row) => row.contains(document.activeElement)), all };
  }

  function step(by) {
    const { api, at, all } = current();
    if (all) {
      const row = all[Math.max(0, Math.min(all.length - 1, at + by))];
      if (row) m.one("a", row).focus();
      return;
    }
    const to = Math.max(0, Math.min(api.getDisplayedRowCount() - 1, at + by));
    api.ensureIndexVisible(to);
    api.setFocusedCell(to, "name");
  }

  function choose() {
    const { node, all, at } = current();
    if (node) node.setSelected(!node.isSelected());
    else if (all && all[at]) m.one("input[type=checkbox]", all[at]).click();
  }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const name = event.key.toLowerCase();
    const { row } = current();
    if (name === "/") m.one("#bd-q").focus();
    else if (name === "j") step(1);
    else if (name === "k") step(-1);
    else if (name === "x") choose();
    else if (name === "c" && row) contact([row]);
    else if (event.key === "Enter" && row && !event.target.closest("a, button")) location.assign(m.boardrow.href(row, board));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function contact(given) {
    const asked = new Map(given.map((row) => [row.station, { code: row.station, name: row.station_name }]));
    m.boardcontact.open([...asked.values()], (code, said) => m.board.contacted(code, said));
  }

  function act(event) {
    const what = event.target.closest("[data-act]");
    const api = m.board.grid();
    if (!what || !api) return;
    const picked = api.getSelectedRows().filter(Boolean);
    const codes = [...new Set(picked.map((row) => row.station))];
    const kind = what.dataset.act;
    if (kind === "none") api.deselectAll();
    else if (kind === "contact") contact(picked);
    else if (kind === "open" && codes.length === 1) location.assign(m.boardrow.href(picked[0], board));
    else if (kind === "open") for (const row of picked.slice(0, 8)) open(m.boardrow.href(row, board), "_blank", "noopener");
    else if (kind === "copy") navigator.clipboard.writeText(codes.join("\n")).then(() => m.board.say(m.say("bd_copied")));
    else if (kind === "assign") what.href = `/manage/assignments?${new URLSearchParams({ election: board.election, q: codes.length === 1 ? codes[0] : "" })}`;
  }

  /** A "Call" of the list opens the dialog where there is one; without a script it leads to the dossier's form. */
  function called(event) {
    const link = event.target.closest("a[href$='#contact']");
    const api = m.board.grid();
    const line = link && api && link.closest("[row-id]");
    const node = line && api.getRowNode(line.getAttribute("row-id"));
    if (!node || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    contact([node.data]);
  }

  function start() {
    board = (m.boot.page || {}).board;
    if (!board || board.view !== "list" || !m.one("#bd-list")) return;
    // Before the grid's own keys: letters are ours wherever the focus is.
    addEventListener("keydown", key, true);
    m.one("#bd-sel").addEventListener("click", act);
    m.one("#bd-list").addEventListener("click", called);
  }

  m.boardkeys = { start };
})((globalThis.matokeo = globalThis.matokeo || {}));
