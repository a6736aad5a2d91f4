/**
 * The search box becomes a combobox: arrows choose, Enter opens, Escape closes. Without scripts, or when the
 * answer does not come, it is a plain form that leads to the search page.
 */
(function (m) {
  const WAIT = 140;
  const MOST = 8;

  /**
   * One list out of the API's three, in the order areas, candidates, stations.
   * @returns {{name: string, note: string, href: string}[]}
   */
  function options(found, addresses, lang) {
    const tail = lang && lang !== "en" ? "?lang=" + lang : "";
    const part = encodeURIComponent;
    const where = (hit) => hit.path.filter((a) => a.code !== hit.code).slice(1).map((a) => a.name).join(" › ");
    const contest = (code, area) => `/results/${part(found.election)}/${part(code)}/${part(area)}${tail}`;
    const list = [];
    for (const hit of found.areas || []) {
      list.push({ name: hit.name, note: [where(hit), addresses.levels[hit.level] || hit.level].filter(Boolean).join(" · "), href: contest(addresses.contest, hit.code) });
    }
    for (const hit of found.candidates || []) {
      const area = hit.path.length ? hit.path[hit.path.length - 1] : null;
      const title = addresses.contests[hit.contest] || hit.contest;
      list.push({ name: hit.name, note: [title, area && area.name].filter(Boolean).join(" · "), href: contest(hit.contest, area ? area.code : "") });
    }
    for (const hit of found.stations || []) {
      list.push({ name: hit.name, note: `${hit.code} · ${where(hit)}`, href: `/stations/${part(found.election)}/${part(hit.code)}${tail}` });
    }
    return list.slice(0, MOST);
  }

  function start() {
    const input = document.getElementById("place-search");
    const list = document.getElementById("place-search-list");
    if (!input || !list || !m.boot.search) return;
    const form = input.form;
    let timer = null;
    let stop = null;
    let at = -1;
    let shown = [];

    function close() {
      list.classList.remove("on");
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      at = -1;
    }

    function say(text) {
      shown = [];
      list.innerHTML = `<li class="cap" role="option" aria-disabled="true" aria-selected="false">${m.escape(text)}</li>`;
      open();
    }

    function open() {
      list.classList.add("on");
      input.setAttribute("aria-expanded", "true");
    }

    function draw(found) {
      shown = options(found, m.boot.search, m.boot.lang);
      if (!shown.length) return say(m.say("none"));
      list.innerHTML = shown
        .map((o, i) => `<li role="option" id="place-option-${i}" aria-selected="false"><span>${m.escape(o.name)}</span> <span class="cap">${m.escape(o.note)}</span></li>`)
        .join("");
      at = -1;
      open();
    }

    function choose(next) {
      if (!shown.length) return;
      const items = m.all("[role=option]", list);
      if (items[at]) items[at].setAttribute("aria-selected", "false");
      at = (next + shown.length) % shown.length;
      items[at].setAttribute("aria-selected", "true");
      items[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[at].id);
    }

    async function ask() {
      if (stop) stop.abort();
      const query = input.value.trim();
      if (!query) return close();
      stop = new AbortController();
      try {
        const response = await fetch(`${m.boot.search.url}?q=${encodeURIComponent(query)}&limit=${MOST}${m.boot.lang === "en" ? "" : "&lang=" + m.boot.lang}`, { signal: stop.signal });
        if (!response.ok) throw new Error(String(response.status));
        draw(await response.json());
      } catch (error) {
        if (error.name !== "AbortError") say(m.say("search_failed"));
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      const isOpen = list.classList.contains("on");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!isOpen) ask();
        else choose(at < 0 ? (event.key === "ArrowDown" ? 0 : -1) : at + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Escape" && isOpen) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && isOpen && shown[at]) {
        event.preventDefault();
        location.assign(shown[at].href);
      }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      const option = item && shown[m.all("[role=option]", list).indexOf(item)];
      if (option) location.assign(option.href);
    });
    input.addEventListener("blur", () => setTimeout(close, 120));
    form.addEventListener("submit", (event) => {
      if (!input.value.trim()) event.preventDefault();
    });
  }

  m.search = { start, options };
})((globalThis.matokeo = globalThis.matokeo || {}));
