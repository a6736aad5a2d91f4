/**
 * A file of assignments: looked at as soon as it is chosen, stored when somebody says so. Nothing is stored in part.
 */
(function (m) {
  const TYPE = "text/csv";

  function table(problems) {
    const cell = (tag, words) => Object.assign(document.createElement(tag), { textContent: words });
    const table = Object.assign(document.createElement("table"), { className: "t" });
    const head = table.createTHead().insertRow();
    for (const key of ["csv_row", "csv_field", "csv_value", "csv_what"]) {
      const th = document.createElement("th");
      th.scope = "col";
      th.append(cell("span", m.say(key)));
      head.append(th);
    }
    const body = table.createTBody();
    for (const one of problems) {
      const row = body.insertRow();
      row.append(cell("td", one.row), cell("td", one.field), cell("td", one.value), cell("td", `${one.message} ${one.remedy}`));
    }
    return table;
  }

  function start() {
    const box = m.one("#csv");
    if (!box) return;
    const file = m.one("#csv-file", box);
    const button = m.one("#csv-store", box);
    const found = m.one("#csv-found", box);

    async function send(store) {
      const chosen = file.files[0];
      found.replaceChildren();
      button.disabled = true;
      if (!chosen) return m.people.say(box, "");
      m.people.say(box, m.say("adm_working"));
      const answer = await m.people.ask("POST", `${box.dataset.api}${store ? "&store=true" : ""}`, chosen, TYPE);
      const told = answer.json;
      if (!told || told.rows === undefined) return m.people.say(box, m.people.fault(answer), true);
      if (told.stored) {
        m.people.say(box, m.say("csv_stored", { added: told.added }));
        return location.reload();
      }
      m.people.say(box, m.say("csv_look", { ...told, problems: told.problem_count }), told.problem_count > 0);
      if (told.problem_count > told.problems.length) found.append(m.say("csv_more", { n: told.problems.length }));
      if (told.problems.length) found.append(table(told.problems));
      button.disabled = told.problem_count > 0 || told.added === 0;
    }

    file.addEventListener("change", () => send(false));
    button.addEventListener("click", () => send(true));
  }

  m.peoplefile = { start };
})((globalThis.matokeo = globalThis.matokeo || {}));
