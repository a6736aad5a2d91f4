/**
 * The bell in the masthead, on every page that has one, and the page of notifications: what is read, how mails are wanted.
 * `wanted` is a plain function of the fields; the bell follows the pulse and asks once where the page brought no number.
 */
(function (m) {
  const MOST = 99;
  const JSON_TYPE = { "Content-Type": "application/json" };
  const shown = (count) => (count > MOST ? MOST + "+" : String(count));

  /** Preferences from the fields of the form. */
  function wanted(fields) {
    const muted = [];
    const found = {};
    for (const { name, value, checked } of fields) {
      if (name.startsWith("kind.")) {
        if (!checked) muted.push(name.slice(5));
      } else found[name] = value;
    }
    return {
      mail_from: found.mail_from || null,
      quiet_from: found.quiet_from || null,
      quiet_until: found.quiet_until || null,
      digest_min: Number(found.digest_min || 0),
      muted_kinds: muted,
    };
  }

  function ring(count) {
    for (const bell of m.all("[data-bell]")) {
      bell.dataset.bell = String(count);
      m.one("b", bell).textContent = shown(count);
      bell.setAttribute("aria-label", count ? m.say("nt_some", { n: shown(count) }) : m.say("nt_none"));
    }
  }

  async function ask() {
    try {
      const response = await fetch("/api/v1/notifications/unread", { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (response.ok) ring((await response.json()).unread);
    } catch (error) {
      // no line: the number stays as it is, and the pulse says so
    }
  }

  function say(where, words, bad) {
    where.textContent = words;
    where.classList.toggle("bad", Boolean(bad));
  }

  function fault(answer) {
    if (answer.status === 0) return m.say("nt_offline");
    return answer.json && answer.json.message ? m.say(answer.json.message) : m.say("nt_failed", { status: answer.status });
  }

  async function read(body) {
    const answer = await m.send.post("/api/v1/notifications/read", JSON.stringify(body), JSON_TYPE);
    if (answer.status !== 200) return say(m.one("#nt-said"), fault(answer), true);
    ring(answer.json.unread);
    await refresh();
  }

  async function refresh() {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      if (!response.ok) return;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("nt-live");
      if (fresh) m.one("#nt-live").replaceChildren(...Array.from(fresh.childNodes).map((node) => document.adoptNode(node)));
    } catch (error) {
      // the next change brings it
    }
  }

  /** Opening what a notification tells marks it read; the page is left meanwhile, so the request outlives it. */
  function opened(id) {
    fetch("/api/v1/notifications/read", {
      method: "POST",
      keepalive: true,
      body: JSON.stringify({ ids: [Number(id)] }),
      headers: { ...JSON_TYPE, "X-CSRF-Token": m.boot.csrf },
    }).catch(() => undefined);
  }

  async function save(form) {
    const fields = m.all("input[name],select[name]", form).map(({ name, value, checked }) => ({ name, value, checked }));
    const answer = await m.send.post("/api/v1/notifications/preferences", JSON.stringify(wanted(fields)), JSON_TYPE);
    say(m.one(".said", form), answer.status === 200 ? m.say("nt_saved") : fault(answer), answer.status !== 200);
  }

  async function trial(form) {
    const answer = await m.send.post("/api/v1/notifications/test-mail", "", {});
    say(m.one(".said", form), answer.status === 202 ? m.say("nt_mail") : fault(answer), answer.status !== 202);
  }

  function clicked(event) {
    const link = event.target.closest("[data-read-id]");
    if (link) opened(link.dataset.readId);
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.read) read({ ids: [Number(button.dataset.read)] });
    else if (button.dataset.readUntil) {
      button.hidden = true;
      read({ until: Number(button.dataset.readUntil) });
    } else if (button.dataset.tryMail !== undefined) trial(button.form);
  }

  function start() {
    const bell = m.one("[data-bell]");
    const page = (m.boot.page || {}).notifications;
    if (bell && !bell.dataset.asked) ask();
    if (m.pulse && (bell || page)) {
      m.pulse.on("notifications", () => {
        if (bell) ask();
        if (page) refresh();
      });
    }
    if (!page) return;
    document.addEventListener("click", clicked);
    m.one("#nt-form").addEventListener("submit", (event) => {
      event.preventDefault();
      save(event.target);
    });
  }

  m.notifications = { start, wanted, shown };
})((globalThis.matokeo = globalThis.matokeo || {}));
