/**
 * What a form's fields say, as plain functions: reading figures, the running sum, the checks that need no server, the
 * body that is sent. No DOM here: the page, the tests and an outbox use the same functions.
 *
 * `values` maps a field (`votes.<code>`, `valid`, `rejected`, `cast`, `registered`) to the text typed into it.
 */
(function (m) {
  const TOTALS = ["valid", "rejected", "cast", "registered"];
  const STATION_LIMIT = 99999;
  const AREA_LIMIT = 999999999;
  const SLIP = 10;

  /**
   * Read one field. A blank is not a zero; spaces and thousands separators are not figures; any script's digits count.
   * @param {string} text @returns {{blank: boolean, wrong: boolean, value: number|null}}
   */
  function read(text) {
    const plain = String(text ?? "")
      .normalize("NFKC")
      .replace(/[\u0660-\u0669]/g, (c) => String(c.charCodeAt(0) - 0x660))
      .replace(/[\u06f0-\u06f9]/g, (c) => String(c.charCodeAt(0) - 0x6f0))
      .trim();
    if (plain === "") return { blank: true, wrong: false, value: null };
    const digits = /^\d{1,3}([,.' \u2019]\d{3})+$/.test(plain) ? plain.replace(/\D/g, "") : plain;
    if (!/^\d{1,12}$/.test(digits)) return { blank: false, wrong: true, value: null };
    return { blank: false, wrong: false, value: Number(digits) };
  }

  /** Sum of the candidates, how many are still blank, how many fields hold no figure. */
  function sum(values, ballot) {
    let total = 0;
    let blank = 0;
    let wrong = 0;
    for (const line of ballot) {
      const cell = read(values["votes." + line.code]);
      total += cell.value || 0;
      blank += cell.blank ? 1 : 0;
      wrong += cell.wrong ? 1 : 0;
    }
    return { total, blank, wrong };
  }

  /** The figures of the form: candidates that are blank or no number are left out, totals are null. */
  function figures(values, ballot) {
    const out = { votes: {} };
    for (const line of ballot) {
      const cell = read(values["votes." + line.code]);
      if (cell.value !== null) out.votes[line.code] = cell.value;
    }
    for (const name of TOTALS) out[name] = read(values[name]).value;
    return out;
  }

  /**
   * What can be said without the server, in the order of the page. Codes and fields are the server's own, so that its
   * answer takes the place of these.
   * @param {Object<string, string>} values
   * @param {{ballot: {code: string, name: string}[], registered?: number|null, max_votes?: number|null, area?: boolean}} known
   * @param {boolean} whole whether blank candidates are an error already (the person wants to send)
   */
  function findings(values, known, whole) {
    const found = [];
    const add = (code, field, more) => found.push({ code, field, values: more || {} });
    const limit = known.area ? AREA_LIMIT : STATION_LIMIT;
    const likely = Math.max(known.max_votes || 0, known.registered || 0);
    const rows = known.ballot.map((line) => ["votes." + line.code, line.name]);
    for (const [field, name] of [...rows, ...TOTALS.map((total) => [total, total])]) {
      const cell = read(values[field]);
      if (cell.blank && whole && field.startsWith("votes.")) add("F101", field, { name });
      else if (cell.wrong) add("F102", field, { name, value: String(values[field]).trim().slice(0, 20) });
      else if (cell.value > limit) add("F104", field, { name, value: cell.value, limit });
      else if (likely && cell.value > SLIP * likely) add("F302", field, { name, value: cell.value, limit: likely });
    }
    if (found.some((finding) => finding.code !== "F101")) return found;
    return found.concat(arithmetic(values, known));
  }

  /** The paper's own arithmetic; silent while something is still to be typed, so that nobody is warned too early. */
  function arithmetic(values, known) {
    const found = [];
    const run = sum(values, known.ballot);
    const total = figures(values, known.ballot);
    if (run.blank) return found;
    if (total.valid !== null && total.valid !== run.total)
      found.push({ code: "W201", field: "valid", values: { sum: run.total, valid: total.valid } });
    const valid = total.valid === null ? run.total : total.valid;
    if (total.cast !== null && total.rejected !== null && valid + total.rejected !== total.cast)
      found.push({ code: "W202", field: "cast", values: { sum: valid + total.rejected, cast: total.cast } });
    const ballots = total.cast === null ? valid + (total.rejected || 0) : total.cast;
    const registered = total.registered === null ? known.registered : total.registered;
    if (registered !== null && registered !== undefined && ballots > registered)
      found.push({ code: "W301", field: "cast", values: { ballots, registered } });
    return found;
  }

  /** Codes that `findings` knows by itself: the server's word on them is only news when it is the newest. */
  const LOCAL = new Set(["F101", "F102", "F104", "F302", "W201", "W202", "W301"]);

  /**
   * Put the server's findings and the local ones together: one of each code and field, errors first.
   * @param {object[]} local @param {object[]} server those of the very figures on the page
   */
  function together(local, server) {
    const seen = new Set(local.map((finding) => finding.code + finding.field));
    const all = local.concat(server.filter((finding) => !LOCAL.has(finding.code) && !seen.has(finding.code + finding.field)));
    return all.sort((a, b) => (a.code[0] === b.code[0] ? 0 : a.code[0] === "F" ? -1 : 1));
  }

  /** Whether these findings let a form go: nothing to mend, every warning accepted. */
  function mayGo(all, accepted) {
    return all.every((finding) => finding.code[0] === "W" && accepted.includes(finding.code));
  }

  /**
   * The body of `POST /api/v1/forms`. Only warnings that are there are accepted; blank notes are not sent.
   * @param {object} form what the page is of: election, contest, station or area, source, corrects
   * @param {object} typed values, accepted, note, reason, attachments, point, captured_at
   */
  function payload(form, typed, ballot) {
    const body = { election: form.election, contest: form.contest, source: form.source, figures: figures(typed.values, ballot) };
    if (form.area) body.area = form.area;
    else body.station = form.station;
    const accepted = (typed.accepted || []).slice().sort();
    if (accepted.length) body.accepted_warnings = accepted;
    if ((typed.attachments || []).length) body.attachments = typed.attachments;
    if (typed.point) body.device_point = typed.point;
    if (typed.captured_at) body.captured_at = typed.captured_at;
    if (form.corrects) body.corrects = form.corrects;
    if ((typed.reason || "").trim()) body.reason = typed.reason.trim();
    if ((typed.note || "").trim()) body.note = typed.note.trim();
    return body;
  }

  /** Whether anything at all was typed. */
  const empty = (typed) =>
    !Object.values(typed.values || {}).some((text) => String(text).trim() !== "") &&
    !(typed.photos || []).length && !(typed.note || "").trim() && !(typed.reason || "").trim();

  m.sums = { read, sum, figures, findings, together, mayGo, payload, empty, TOTALS, LOCAL };
})((globalThis.matokeo = globalThis.matokeo || {}));
