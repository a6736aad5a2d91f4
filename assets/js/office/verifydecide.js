/**
 * The decision about one form: choose by key, say why, send. A refused correction shows what the checks found and asks
 * for a tick. Nothing is lost when the line breaks: it says so and stays.
 */
(function (m) {
  let data, photo, form, ship, sending;

  const at = (id) => m.one(`#vf-${id}`);
  const boxes = () => m.all("td.vf-paper input");
  const chosen = () => (m.one("input[name=choice]:checked", form) || {}).value;

  function bad(text) {
    at("bad").textContent = text || "";
    at("bad").hidden = !text;
  }

  function choose() {
    const correct = chosen() === "correction";
    for (const node of m.all(".vf-paper")) node.hidden = !correct;
    if (correct) boxes()[0].focus();
    else at("reason").focus();
  }

  /** Address and body of what was chosen; a string is what is missing. */
  function request() {
    const choice = chosen();
    const reason = at("reason").value.trim();
    if (!choice) return m.say("vf_choose");
    if (choice === "confirm") return ["confirm", {}];
    if (!reason) return m.say("Say why: a reason is required.");
    if (choice === "dispute") return ["dispute", { reason }];
    if (choice === "release") return ["release-hold", { reason }];
    const body = { choice, reason };
    if (choice === "correction") {
      const typed = m.verifykeys.figures(boxes().map((box) => [box.name, box.value]));
      for (const box of boxes()) box.setAttribute("aria-invalid", String(typed.wrong.includes(box.name)));
      if (typed.wrong.length) return m.say("A correction needs the figures of the paper.");
      body.figures = typed.figures;
      body.accepted_warnings = m.all("#vf-warn input:checked").map((box) => box.value);
    }
    return ["resolve", body];
  }

  async function send() {
    const asked = request();
    if (sending || typeof asked === "string") return typeof asked === "string" ? bad(asked) : undefined;
    sending = true;
    const body = JSON.stringify(asked[1]);
    ship = m.send.prepare(ship, body, Date.now());
    const answer = await m.send.post(`/api/v1/verify/${data.form}/${asked[0]}`, body, {
      "Content-Type": "application/json",
      "Idempotency-Key": ship.key,
    });
    ship = m.send.after(ship, answer);
    sending = false;
    if (ship.state === "arrived") {
      bad("");
      location.assign(data.back);
    } else if (ship.findings.length) warn(ship.findings);
    else if (answer.status === 401) bad(m.say("vf_signed_out"));
    else bad(ship.message ? m.say(ship.message) : m.say("office_offline"));
  }

  /** What the checks found in a correction: errors to mend, warnings to accept with a tick. */
  function warn(findings) {
    at("warn").replaceChildren(
      ...findings.map((found) => {
        const line = document.createElement("label");
        line.className = "vf-option";
        const words = document.createElement("span");
        words.textContent = `${found.code} ${m.say(found.message, found.values)}`;
        if (found.code.startsWith("W")) {
          const box = document.createElement("input");
          Object.assign(box, { type: "checkbox", value: found.code });
          const accept = document.createElement("small");
          accept.textContent = m.say("vf_accept", { code: found.code });
          words.append(accept);
          line.append(box);
        }
        line.append(words);
        return line;
      })
    );
    bad("");
    (m.one("#vf-warn input") || boxes()[0]).focus();
  }

  function keys(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return send();
    }
    if (m.verifykeys.help(event) || m.verifykeys.typing(event)) return;
    const inBox = boxes().indexOf(event.target);
    if (inBox >= 0) {
      const to = m.verifykeys.move(event.key, inBox, boxes().length, event.shiftKey);
      if (to === "send") at("reason").focus();
      else if (to !== null) boxes()[to].focus();
      if (to !== null) return event.preventDefault();
      if (/\d/.test(event.key)) return;
    }
    const option = form && m.one(`input[data-key="${CSS.escape(event.key.toLowerCase())}"]`, form);
    // D moves the photo too: a choice on the page comes first.
    if (option) {
      option.checked = true;
      choose();
    } else if (!photo.act(m.verifykeys.photo(event.key))) return;
    event.preventDefault();
  }

  function start() {
    data = (m.boot.page || {}).decide;
    if (!data) return;
    photo = m.verifyphoto.viewer(m.one(".vf-photo"));
    form = at("decide");
    addEventListener("keydown", keys);
    if (!form) return;
    ship = m.send.fresh();
    form.addEventListener("submit", (event) => (event.preventDefault(), send()));
    form.addEventListener("change", (event) => event.target.name === "choice" && choose());
    for (const box of boxes()) box.addEventListener("input", () => (box.value = m.verifykeys.digits(box.value)));
    // While somebody reads both, nobody else resolves it.
    if (data.differs) m.send.post(`/api/v1/verify/${data.form}/claim`, "", {}).then((answer) => answer.status === 409 && bad(m.say(answer.json.message)));
    addEventListener("pagehide", () => {
      if (data.differs) fetch(`/api/v1/verify/${data.form}/release`, { method: "POST", keepalive: true, headers: { "X-CSRF-Token": m.boot.csrf } });
    });
  }

  m.verifydecide = { start };
})((globalThis.matokeo = globalThis.matokeo || {}));
