/**
 * Administration: forms that go to the API as JSON, links shown once, personal data on request, the search for places,
 * the move of an observer. The server decides everything; this sends and says what came back.
 */
(function (m) {
  const OFFLINE = { status: 0, json: null };

  /** Ask the API. @returns {Promise<{status: number, json: any}>} status 0: no answer */
  async function ask(method, path, body, type) {
    const headers = { Accept: "application/json", "X-CSRF-Token": m.boot.csrf };
    if (body !== undefined) headers["Content-Type"] = type || "application/json";
    const sent = body === undefined || type ? body : JSON.stringify(body);
    try {
      const response = await fetch(path, { method, headers, body: sent, credentials: "same-origin", redirect: "error" });
      return { status: response.status, json: await response.json().catch(() => null) };
    } catch (error) {
      return OFFLINE;
    }
  }

  const ok = (answer) => answer.status >= 200 && answer.status < 300;

  /** What went wrong, in the server's words where it has some. */
  function fault(answer) {
    if (answer.status === 0) return m.say("office_offline");
    return (answer.json && answer.json.message) || m.say("adm_failed", { status: answer.status });
  }

  /** Say something beside what was pressed. */
  function say(where, words, bad) {
    const line = m.one(".said", where);
    line.textContent = words;
    line.classList.toggle("bad", Boolean(bad));
  }

  /** Fields of a form or a part of one, as an object. */
  function values(where) {
    const found = {};
    for (const field of m.all("input[name],select[name]", where)) found[field.name] = field.value.trim();
    return found;
  }

  /** Ask once more, in place, before something is taken away. @returns {Promise<boolean>} */
  function sure(form, question) {
    const row = m.one(".row", form);
    const before = Array.from(row.children);
    return new Promise((resolve) => {
      const words = Object.assign(document.createElement("span"), { textContent: question });
      const yes = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-bad", textContent: m.say("adm_yes") });
      const no = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: m.say("adm_no") });
      const done = (answer) => {
        row.replaceChildren(...before);
        before[0].focus();
        resolve(answer);
      };
      yes.addEventListener("click", () => done(true));
      no.addEventListener("click", () => done(false));
      row.replaceChildren(words, yes, no);
      no.focus();
    });
  }

  async function submit(form) {
    const { api, method, done, ask: question } = form.dataset;
    if (question && !(await sure(form, question))) return;
    const given = values(form);
    if (method === "PUT") for (const name of Object.keys(given)) if (!given[name]) given[name] = null;
    const button = m.one("button[type=submit]", form);
    button.disabled = true;
    say(form, m.say("adm_working"));
    const empty = method === "DELETE" && Object.keys(given).length === 0;
    const answer = await ask(method, api, empty ? undefined : given);
    button.disabled = false;
    if (!ok(answer)) return say(form, fault(answer), true);
    if (done === "link") return show(form, answer.json.link);
    say(form, m.say("adm_done"));
    location.reload();
  }

  /** Show a link; it is nowhere else and gone with the page. */
  function show(form, link) {
    say(form, m.say("adm_done"));
    const box = m.one(".once", form);
    m.one("[data-link]", box).textContent = link;
    box.hidden = false;
    m.one("[data-copy]", box).focus();
  }

  async function copy(button) {
    const box = button.closest(".once");
    const code = m.one("[data-link]", box);
    try {
      await navigator.clipboard.writeText(code.textContent);
      say(box.closest("form"), m.say("adm_copied"));
    } catch (error) {
      // No right to the clipboard: the link is selected, so that one key copies it.
      getSelection().selectAllChildren(code);
    }
  }

  async function reveal(button) {
    button.disabled = true;
    const answer = await ask("GET", button.dataset.show);
    button.disabled = false;
    if (!ok(answer)) {
      button.after(Object.assign(document.createElement("span"), { className: "bad", textContent: ` ${fault(answer)}` }));
      return;
    }
    for (const cell of m.all("[data-personal]")) {
      const value = answer.json[cell.dataset.personal];
      if (value) cell.textContent = value;
    }
    button.hidden = true;
  }

  /** A box that searches places while somebody types, and sends the one that is chosen. */
  function places(box) {
    const input = m.one("input[name=place]", box);
    const hits = m.one(".hits", box);
    let timer = 0;
    let asked = 0;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(find, 250);
    });
    async function find() {
      const number = ++asked;
      hits.replaceChildren();
      if (input.value.trim().length < 2) return say(box, "");
      const query = new URLSearchParams({ election: values(box).election, q: input.value.trim(), kind: box.dataset.places });
      const answer = await ask("GET", `/api/v1/assignments/places?${query}`);
      if (number !== asked) return;
      if (!ok(answer)) return say(box, fault(answer), true);
      say(box, answer.json.places.length ? "" : m.say("adm_none"));
      hits.replaceChildren(...answer.json.places.map((place) => hit(box, place)));
    }
  }

  function hit(box, place) {
    const button = document.createElement("button");
    button.type = "button";
    const name = Object.assign(document.createElement("b"), { textContent: place.name });
    const where = Object.assign(document.createElement("small"), { textContent: [...place.path, place.code].join(" › ") });
    button.append(name, where);
    button.addEventListener("click", () => choose(box, place.code));
    return button;
  }

  async function choose(box, code) {
    const given = values(box);
    delete given.place;
    given[box.dataset.sends] = code;
    if ("instead_of" in given) given.instead_of = given.instead_of ? Number(given.instead_of) : null;
    say(box, m.say("adm_working"));
    const answer = await ask("POST", box.dataset.api, given);
    if (!ok(answer)) return say(box, fault(answer), true);
    say(box, m.say("adm_done"));
    location.reload();
  }

  /** An observer moves: the form below begins the new assignment and ends this one. */
  function move(button) {
    const box = m.one("#begin");
    m.one("input[name=instead_of]", box).value = button.dataset.move;
    m.one("input[name=username]", box).value = button.dataset.username;
    const words = m.one("#moving", box);
    words.textContent = m.say("moving", { username: button.dataset.username });
    words.hidden = false;
    m.one("input[name=place]", box).focus();
  }

  function start() {
    for (const form of m.all("form[data-api]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        submit(form);
      });
    }
    m.all("[data-copy]").forEach((button) => button.addEventListener("click", () => copy(button)));
    m.all("[data-show]").forEach((button) => button.addEventListener("click", () => reveal(button)));
    m.all("[data-move]").forEach((button) => button.addEventListener("click", () => move(button)));
    m.all("[data-places]").forEach(places);
  }

  m.people = { start, ask, ok, fault, say };
})((globalThis.matokeo = globalThis.matokeo || {}));
