/**
 * Imports: follows the work (parts of the page are drawn anew by the server when it moved), and sends files that are dropped or
 * chosen with how far they are. Without it the page is a form and a link.
 */
(function (m) {
  const PAUSE = 700;
  let due = 0;
  let asking = false;

  /** Put the parts of `page` that are other than before in place; what somebody is typing in stays. */
  function swap(page) {
    for (const old of m.all("[data-imp-live]")) {
      const made = page.getElementById(old.id);
      if (!made || made.dataset.impLive === old.dataset.impLive) continue;
      const typing = document.activeElement && document.activeElement.matches("input,textarea,select") && old.contains(document.activeElement);
      if (typing) continue;
      const open = m.all("details", old).map((one) => one.open);
      const typed = m.all("input:not([type=hidden]),textarea", old).filter((field) => field.value);
      old.replaceWith(document.adoptNode(made));
      for (const field of typed) {
        const again = m.one(`[name="${CSS.escape(field.name)}"]`, made);
        if (again && !again.value) again.value = field.value;
      }
      m.all("details", made).forEach((one, place) => (one.open = open[place] || one.open));
    }
  }

  async function look() {
    due = 0;
    if (asking) return later();
    asking = true;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (error) {
      // The next mark of the stream asks again.
    }
    asking = false;
  }

  function later() {
    if (!due) due = setTimeout(look, PAUSE);
  }

  function say(words, bad) {
    const line = m.one("#imp-said");
    line.textContent = words;
    line.classList.toggle("bad", Boolean(bad));
  }

  /** @param {XMLHttpRequest} answer */
  function ended(answer, button) {
    button.disabled = false;
    let json = null;
    try {
      json = JSON.parse(answer.responseText);
    } catch (error) {
      // An answer that is no JSON has no words for us.
    }
    if (answer.status === 201 && json) return location.assign(`/manage/imports/${json.uid}`);
    if (answer.status === 0) return say(m.say("office_offline"), true);
    if (answer.status === 413) return say(m.say("imp_large"), true);
    say((json && json.message) || m.say("imp_failed", { status: answer.status }), true);
  }

  function send(form) {
    const button = m.one("button[type=submit]", form);
    const request = new XMLHttpRequest();
    button.disabled = true;
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", m.boot.csrf);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) say(m.say("imp_sending", { n: Math.floor((100 * event.loaded) / event.total) }));
    });
    request.upload.addEventListener("load", () => say(m.say("imp_keeping")));
    request.addEventListener("loadend", () => ended(request, button));
    request.send(new FormData(form));
  }

  function box(form) {
    const field = m.one("input[type=file]", form);
    m.one("#imp-drop-words").hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
    for (const name of ["dragenter", "dragover"]) {
      form.addEventListener(name, (event) => {
        event.preventDefault();
        form.classList.add("over");
      });
    }
    form.addEventListener("dragleave", (event) => {
      if (!form.contains(event.relatedTarget)) form.classList.remove("over");
    });
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("over");
      if (event.dataTransfer.files.length !== 1) return;
      field.files = event.dataTransfer.files;
      send(form);
    });
  }

  function start() {
    const form = m.one("#imp-box");
    if (form) box(form);
    if (m.one("[data-imp-live]")) m.pulse.on("imports", later);
  }

  m.imports = { start, swap };
})((globalThis.matokeo = globalThis.matokeo || {}));
