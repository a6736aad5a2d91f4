/**
 * Rows of the station board by keyset: pages are asked for in sequence, each with the mark that the one before it gave, and
 * kept as one list in which no row stands twice. What changes later is read page by page with the same marks, so that the
 * list keeps its order under the reader's finger.
 *
 * No page, no grid: `ask(after)` is given (it fetches), so that tests give another.
 */
(function (m) {
  /**
   * @param {(after: string|null, wide?: boolean) => Promise<{rows: object[], next: string|null}>} ask `wide`: two pages in one
   * @param {(row: object) => string} id
   */
  function source(ask, id) {
    const rows = [];
    const known = new Map();
    const pages = [];
    let next = null;
    let done = false;
    let line = Promise.resolve();

    async function grow() {
      const after = next;
      const page = await ask(after);
      pages.push(after);
      for (const row of page.rows) {
        if (known.has(id(row))) continue;
        known.set(id(row), rows.length);
        rows.push({ ...row, id: id(row), page: pages.length - 1 });
      }
      next = page.next;
      done = next === null || next === undefined;
    }

    /** One after the other: a page needs the mark of the one before. */
    function queue(work) {
      const turn = line.then(work);
      line = turn.catch(() => {});
      return turn;
    }

    /** The rows from `start` to before `end`, and the number of all when it is known (else -1). */
    function block(start, end) {
      return queue(async () => {
        while (!done && rows.length < end) await grow();
        return { rows: rows.slice(start, end), last: done && rows.length <= end ? rows.length : -1 };
      });
    }

    /**
     * Read again the pages that rows `from` to `to` came with.
     * @returns {Promise<{changed: object[], gone: object[], come: number}>} rows whose `seq` moved, rows that their page
     *   no longer has, and how many rows are new among those of the list
     */
    function again(from, to) {
      return queue(async () => {
        const here = rows.slice(from, to + 1);
        const wanted = [...new Set(here.map((row) => row.page))];
        const fresh = new Map();
        // Wide: rows that new ones pushed into the next page have not left.
        let come = 0;
        for (const page of wanted) {
          const found = (await ask(pages[page], true)).rows;
          const last = found.findLastIndex((row) => known.has(id(row)));
          come += found.slice(0, last + 1).filter((row) => !known.has(id(row)) && !fresh.has(id(row))).length;
          for (const row of found) fresh.set(id(row), row);
        }
        const changed = [];
        const gone = [];
        rows.forEach((row, at) => {
          const now = fresh.get(row.id);
          if (now && (now.seq !== row.seq || row.gone)) changed.push((rows[at] = { ...now, id: row.id, page: row.page }));
          else if (!now && wanted.includes(row.page) && !row.gone) gone.push(row);
        });
        return { changed, gone, come };
      });
    }

    /** Put a row in the place of the one with the same id. */
    function put(row) {
      const at = known.get(row.id);
      if (at !== undefined) rows[at] = { ...row, page: rows[at].page };
    }

    return { block, again, put, size: () => rows.length, at: (place) => rows[place] };
  }

  m.boardsource = { source };
})((globalThis.matokeo = globalThis.matokeo || {}));
