/**
 * Writing down that somebody was called: the dialog of the board, and the form of a station's dossier. What is typed stays
 * until the server has it.
 */
(function (m) {
  let stations = [];
  let done = null;
  const keys = new Map();

  /** What a form says, as the API takes it. */
  function submission(form, zone, now) {
    const value = (name) => (form.elements[name] ? form.elements[name].value.trim() : "");
    const said = { kind: value("kind") };
    if (value("note")) said.note = value("note");
    if (said.kind === "promised" && value("promised")) said.promised_at = m.boardrow.promised(value("promised"), zone, now);
    if (value("contest")) said.contest = value("contest");
    return said;
  }

  /** One request of one note: tried again with the same words, it is the same request. */
  async function send(body) {
    const text = JSON.stringify(body);
    if (!keys.has(text)) keys.set(text, m.send.uuid());
    const headers = { "Content-Type": "application/json", "Idempotency-Key": keys.get(text) };
    const answer = await m.send.post("/api/v1/board/contacts", text, headers);
    const ok = answer.status === 200 || answer.status === 201;
    if (ok) keys.delete(text);
    return { ...answer, ok };
  }

  function bad(node, answer) {
    node.textContent = answer.status === 401 ? m.say("bd_signed_out") : (answer.json && answer.json.message) || m.say("bd_not_saved");
    node.hidden = false;
  }

  /**
   * Ask what happened with these stations.
   * @param {{code: string, name: string}[]} asked @param {(code: string, said: object) => void} then for each written down
   */
  function open(asked, then) {
    const dialog = m.one("#bd-dialog");
    if (!dialog || !asked.length) return;
    stations = asked;
    done = then;
    m.one("#bd-who").textContent = asked.map((one) => `${one.name} (${one.code})`).slice(0, 5).join(", ") + (asked.length > 5 ? ` +${asked.length - 5}` : "");
    m.one("#bd-bad").hidden = true;
    dialog.showModal();
  }

  async function written(event) {
    event.preventDefault();
    const form = event.target;
    const board = m.boot.page.board;
    const button = m.one("[type=submit]", form);
    button.disabled = true;
    while (stations.length) {
      const body = { election: board.election, station: stations[0].code, ...submission(form, board.zone, Date.now()) };
      const answer = await send(body);
      if (!answer.ok) {
        button.disabled = false;
        return bad(m.one("#bd-bad"), answer);
      }
      // Each is taken off when it is written: trying again writes none twice.
      done(stations.shift().code, { at: new Date().toISOString(), ...body, ...answer.json });
    }
    button.disabled = false;
    form.reset();
    m.one("#bd-dialog").close();
  }

  /** The form of a dossier: one station, and the page comes anew with the new line. */
  async function dossier(event) {
    event.preventDefault();
    const form = event.target;
    const { election, station, zone } = m.boot.page.dossier;
    const button = m.one("[type=submit]", form);
    button.disabled = true;
    const answer = await send({ election, station, ...submission(form, zone, Date.now()) });
    if (answer.ok) {
      form.reset();
      return location.reload();
    }
    button.disabled = false;
    bad(m.one("#ds-bad"), answer);
  }

  function start() {
    const form = m.one("#bd-contactform");
    if (form) {
      form.addEventListener("submit", written);
      m.one("[data-act=cancel]", form).addEventListener("click", () => m.one("#bd-dialog").close());
    }
    const own = m.one("#ds-contactform");
    if (own) own.addEventListener("submit", dossier);
  }

  m.boardcontact = { start, open, submission };
})((globalThis.matokeo = globalThis.matokeo || {}));
