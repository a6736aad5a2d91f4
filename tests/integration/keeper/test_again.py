"""`matokeo watch rebuild`: what the keeper derives comes back from the forms, and no row slips past a watcher."""

from __future__ import annotations

import threading

from click.testing import CliRunner
from sqlalchemy import Engine, text

from dashboard.cli import main
from data.anomalies.chore import chores as anomaly_chores
from data.board.chore import chores as board_chores
from data.engine import make_engine
from data.keeper.again import mark_all
from data.publish.options import WorkerOptions
from data.tally.worker import drain
from tests.election_factory import Mini, add_form, make_election


def _keep(engine: Engine, options: WorkerOptions) -> None:
    for chore in (*anomaly_chores(options), *board_chores(options)):
        while chore.work(engine):
            pass


def _derived(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT 'board', b.station_code, b.state::text, b.findings FROM station_board b UNION ALL"
                " SELECT 'finding', rule, form_id::text, round(score::numeric, 3)::real FROM anomaly_findings"
                " WHERE gone_at_utc IS NULL"
                " ORDER BY 1, 2, 3"
            )
        )
        return [tuple(row) for row in rows]


def _night(engine: Engine) -> Mini:
    with engine.begin() as connection:
        mini = make_election(connection)
        for number, station in enumerate(sorted(mini.stations)):
            votes = {"asha": 200 + 7 * number % 23, "juma": 150 + 11 * number % 19, "neema": 5}
            add_form(
                connection, mini, station, "president", {**votes, "neema": 180} if number == 3 else votes
            )
    with engine.connect() as connection:
        drain(connection)
    return mini


def test_the_board_and_the_findings_come_back_from_the_forms(
    fresh_database: Engine, fresh_database_url: str
) -> None:
    _night(fresh_database)
    worker = make_engine(fresh_database_url, role="matokeo_worker")
    options = WorkerOptions(fresh_database_url, None, None, None)  # type: ignore[arg-type]
    _keep(worker, options)
    before = _derived(fresh_database)
    assert any(row[0] == "finding" for row in before)
    with fresh_database.begin() as connection:
        connection.execute(
            text("UPDATE station_board SET state = 'confirmed', findings = 0 WHERE state = 'verified'")
        )
        connection.execute(text("UPDATE anomaly_findings SET gone_at_utc = now()"))
    assert _derived(fresh_database) != before
    done = CliRunner().invoke(main, ["watch", "rebuild"], env={"DATABASE_URL": fresh_database_url})
    assert (done.exit_code, "8 cells marked" in done.stdout) == (0, True), done.output
    _keep(worker, options)
    worker.dispose()
    assert _derived(fresh_database) == before


def test_the_tally_waits_so_that_rows_commit_in_the_order_of_their_numbers(fresh_database: Engine) -> None:
    _night(fresh_database)
    written = threading.Event()

    def tally() -> None:
        with fresh_database.begin() as other:
            other.execute(
                text("INSERT INTO changed_cells (race_id, leaf_area_id, is_counting) VALUES (1, 1, true)")
            )
        written.set()

    with fresh_database.begin() as connection:
        mark_all(connection)
        thread = threading.Thread(target=tally)
        thread.start()
        assert not written.wait(0.3)
    assert written.wait(10)
    thread.join()
