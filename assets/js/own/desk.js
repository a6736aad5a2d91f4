/**
 * The embed desk with scripts: a choice shows at once, codes are copied with a spoken word, an area is found while typing.
 * The server draws everything; this script only asks it for the same page with another choice and puts it in place.
 */
(function (m) {
  const WAIT = 140;
  const MOST = 8;
  const LEAST_PX = 80;
  const MOST_PX = 6000;
  const state = { stop: null, timer: null };

  /** Address of the desk with what a form says now; what is empty or as it comes by itself is left out. */
  function address(form, path) {
    const found = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value === "" || name === "find" || (name === "look" && value === "auto")) continue;
      found.set(name, value);
    }
    return path + "?" + found;
  }

  /** Areas of an answer of the search as options. */
  function options(found, levels) {
    return (found.areas || []).slice(0, MOST).map((hit) => ({
      code: hit.code,
      name: hit.name,
      note: [hit.path.filter((a) => a.code !== hit.code).slice(1).map((a) => a.name).join(" › "), levels(hit.level)].filter(Boolean).join(" · "),
    }));
  }

  /** A height that a frame may have; null for anything else. */
  function height(said) {
    const number = Math.ceil(Number(said));
    return Number.isFinite(number) && number > 0 ? Math.min(MOST_PX, Math.max(LEAST_PX, number)) : null;
  }

  m.desk = { address, options, height };
  if (typeof document === "undefined") return;
  const form = document.getElementById("desk-form");
  if (!form) return;

  const said = document.getElementById("desk-said");

  /** Say something once, also when it was said before. */
  function say(words) {
    said.textContent = "";
    setTimeout(() => (said.textContent = words), 50);
  }

  /** What the server chose is what is shown as chosen, also where the reader wanted something else. */
  function settle() {
    for (const radio of m.all("input[type=radio]", form)) radio.checked = radio.hasAttribute("checked");
    for (const select of m.all("select", form)) {
      const chosen = m.one("option[selected]", select);
      if (chosen) select.value = chosen.value;
    }
  }

  async function show(url) {
    if (state.stop) state.stop.abort();
    const stop = (state.stop = new AbortController());
    const out = document.getElementById("desk-out");
    out.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { signal: stop.signal });
      if (!response.ok) throw new Error(String(response.status));
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      if (stop !== state.stop) return;
      for (const id of ["desk-set-where", "desk-set-charts", "desk-set-look", "desk-out"]) {
        const found = fresh.getElementById(id);
        if (!found) throw new Error(id);
        m.morph(document.getElementById(id), found.innerHTML);
      }
      settle();
      history.replaceState(history.state, "", url);
      document.title = fresh.title;
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    } finally {
      if (stop === state.stop) out.removeAttribute("aria-busy");
    }
  }

  const update = () => show(address(form, form.getAttribute("action")));

  form.addEventListener("change", (event) => {
    if (event.target.name === "find") return;
    // Another election or contest has areas and charts of its own; the server keeps what it can.
    update();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update();
  });

  document.addEventListener("click", (event) => {
    const width = event.target.closest("#desk-out a[data-width]");
    if (width) {
      event.preventDefault();
      const full = width.dataset.width === "full";
      let hidden = form.elements.namedItem("width");
      if (!hidden) {
        hidden = document.createElement("input");
        hidden.type = "hidden";
        hidden.name = "width";
        form.append(hidden);
      }
      hidden.value = full ? "" : width.dataset.width;
      update();
      return;
    }
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });

  async function copy(button) {
    const box = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(box.value);
      say(button.dataset.done);
      const words = button.textContent;
      button.textContent = "✓ " + words;
      setTimeout(() => (button.textContent = words), 1500);
    } catch (error) {
      // Not every browser lets a page write: then the text is at least ready to be taken.
      box.focus();
      box.select();
      say(button.dataset.failed);
    }
  }

  addEventListener("message", (event) => {
    const frame = document.getElementById("desk-frame");
    const told = event.data;
    if (!frame || event.source !== frame.contentWindow || event.origin !== location.origin) return;
    if (!told || told.type !== "matokeo:height" || frame.hasAttribute("data-fixed")) return;
    const wanted = height(told.height);
    if (wanted) frame.height = String(wanted);
  });

  /* Finding an area: a combobox over the public search. */
  const list = document.getElementById("desk-find-list");
  let shown = [];
  let at = -1;

  const input = () => document.getElementById("desk-find");
  const levels = (level) => input().closest(".desk-find").getAttribute("data-level-" + level) || level;

  function close() {
    list.classList.remove("on");
    input().setAttribute("aria-expanded", "false");
    input().removeAttribute("aria-activedescendant");
    at = -1;
  }

  function draw(items, words) {
    shown = items;
    at = -1;
    list.innerHTML = items.length
      ? items.map((o, i) => `<li role="option" id="desk-option-${i}" aria-selected="false"><span>${m.escape(o.name)}</span> <span class="cap">${m.escape(o.note)}</span></li>`).join("")
      : `<li class="cap" role="option" aria-disabled="true" aria-selected="false">${m.escape(words)}</li>`;
    list.classList.add("on");
    input().setAttribute("aria-expanded", "true");
  }

  async function find() {
    const entry = input();
    const query = entry.value.trim();
    if (!query) return close();
    try {
      const response = await fetch(`${entry.dataset.search}?q=${encodeURIComponent(query)}&limit=${MOST}`);
      if (!response.ok) throw new Error(String(response.status));
      const found = await response.json();
      if (entry.value.trim() === query) draw(options(found, levels), entry.dataset.none);
    } catch (error) {
      draw([], entry.dataset.failed);
    }
  }

  function mark(next) {
    const items = m.all("[role=option]", list);
    if (!shown.length) return;
    if (items[at]) items[at].setAttribute("aria-selected", "false");
    at = (next + shown.length) % shown.length;
    items[at].setAttribute("aria-selected", "true");
    items[at].scrollIntoView({ block: "nearest" });
    input().setAttribute("aria-activedescendant", items[at].id);
  }

  function take(option) {
    if (!option) return;
    input().value = "";
    close();
    const url = new URLSearchParams(address(form, "").slice(1));
    url.set("area", option.code);
    show(form.getAttribute("action") + "?" + url);
    say(option.name);
  }

  form.addEventListener("input", (event) => {
    if (event.target.id !== "desk-find") return;
    clearTimeout(state.timer);
    state.timer = setTimeout(find, WAIT);
  });
  form.addEventListener("keydown", (event) => {
    if (event.target.id !== "desk-find") return;
    const isOpen = list.classList.contains("on");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) find();
      else mark(at < 0 ? (event.key === "ArrowDown" ? 0 : -1) : at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(shown[Math.max(0, at)]);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    take(item && shown[m.all("[role=option]", list).indexOf(item)]);
  });
  form.addEventListener("focusout", (event) => {
    if (event.target.id === "desk-find") setTimeout(close, 120);
  });

  document.getElementById("desk-go").hidden = true;
})((globalThis.matokeo = globalThis.matokeo || {}));
