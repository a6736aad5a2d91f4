"""How many forms an hour the clerk's page allows, and how long the queue takes with a night's whole backlog waiting.

`python -m benchmarks.verify_clerk [--preset kenya] [--forms 40] [--calls 200]`. A scripted clerk in Chromium types form
after form by keyboard alone, with no pause between keys: what is left is the page, the server and the store, so the
number is a ceiling, not a person's pace. The queue: `next_sheet` (claim, sheet) for the whole country and for two
counties, against asking for the oldest form in one ordered query without the queue's indexes' help.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import Connection, Engine, text
from werkzeug.serving import make_server

from benchmarks.store_harness import FULL, TENTH, make_country, percentile, private_postgres, stamp
from dashboard.auth.identity import COOKIE
from dashboard.services.packages import find_browser
from data.acting import Actor, Desk
from data.engine import make_engine
from data.records import ClaimAsk
from data.verify.claims import drop_claim
from data.verify.listing import queue_counts
from data.verify.queue import next_sheet
from tests.conftest import CHROMIUM_FLAGS
from tests.office import Office, add_user, open_office

# A naive queue: every waiting form of the person's areas, sorted, the first one taken.
_NAIVE = text(
    "SELECT f.form_id FROM result_forms f JOIN areas a ON a.area_id = f.leaf_area_id"
    " WHERE f.is_current AND f.state = 'preliminary' AND f.entered_by IS DISTINCT FROM app_user_id()"
    " AND NOT EXISTS (SELECT 1 FROM second_entries s WHERE s.form_id = f.form_id)"
    " AND NOT EXISTS (SELECT 1 FROM form_claims k WHERE k.form_id = f.form_id AND k.expires_at_utc >= now())"
    " ORDER BY f.is_counting DESC, f.received_at_utc LIMIT 1"
)
_WAITING = text(
    "INSERT INTO result_forms (race_id, leaf_area_id, station_id, source, is_counting, state, registered_voters,"
    " valid_votes, rejected_votes, votes_cast, received_at_utc, entered_by, checked_at_utc)"
    " SELECT r.race_id, s.area_id, s.station_id, c.counting_source, true, 'preliminary', 600, n.votes, 3, n.votes + 3,"
    "  now() - random() * interval '6 hours', :entered_by, now()"
    " FROM elections e JOIN polling_stations s USING (register_id) JOIN areas a USING (area_id)"
    " JOIN contests c USING (election_id) JOIN races r ON r.contest_id = c.contest_id AND r.area_id = ANY (a.path_ids)"
    " CROSS JOIN LATERAL (SELECT count(*) * 20 AS votes FROM candidates d WHERE d.race_id = r.race_id) n"
    " WHERE e.status <> 'completed'"
    " ON CONFLICT DO NOTHING"
)
_VOTES = text(
    "INSERT INTO form_votes SELECT f.form_id, d.candidate_id, 20 FROM result_forms f JOIN candidates d USING (race_id)"
    " WHERE f.state = 'preliminary' ON CONFLICT DO NOTHING"
)


def fill(engine: Engine, entered_by: int) -> int:
    """Let every station of the open election wait with all its forms; return how many."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE elections SET status = 'active' WHERE status NOT IN ('completed')"))
        connection.execute(_WAITING, {"entered_by": entered_by})
        connection.execute(_VOTES)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        counted = connection.execute(text("SELECT count(*) FROM result_forms WHERE state = 'preliminary'"))
        return int(counted.scalar_one())


def two_counties(engine: Engine) -> list[int]:
    """Return the two counties with the most stations."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT a.path_ids[2] FROM polling_stations s JOIN areas a USING (area_id)"
                " GROUP BY 1 ORDER BY count(*) DESC LIMIT 2"
            )
        )
        return list(rows.scalars())


def actor_of(user_id: int, role: str) -> Actor:
    """Return a person as a request would have found it."""
    return Actor(user_id=user_id, uid=uuid4(), username=f"clerk-{user_id}", display_name="Clerk", role=role)


def timed(desk: Desk, actor: Actor, calls: int, act: Callable[..., object]) -> list[float]:
    """Milliseconds of `calls` transactions of `act`, after a few to warm up."""
    found = []
    for number in range(calls + 5):
        started = time.perf_counter()
        with desk.acting(actor) as connection:
            act(connection)
        if number >= 5:
            found.append((time.perf_counter() - started) * 1000)
    return found


def claim_next(connection: Connection, actor: Actor) -> None:
    """Claim the next form as a clerk does who gives none back: the claims pile up in front of the queue."""
    sheet = next_sheet(connection, actor, ClaimAsk())
    assert sheet is not None
    # Typed: the claim stays as a mark that this form is passed, in somebody else's name.
    connection.execute(
        text(
            "UPDATE form_claims SET expires_at_utc = now() + interval '1 hour', purpose = 'resolve'"
            " WHERE purpose = 'second_entry'"
        )
    )


def line(name: str, times: list[float]) -> None:
    """Print one measure."""
    print(
        f"{name:<44} median {statistics.median(times):8.1f} ms   p95 {percentile(times, 0.95):8.1f} ms"
        f"   worst {max(times):8.1f} ms"
    )


def measure_queue(desk: Desk, people: dict[str, Actor], calls: int) -> None:
    """Measure the queue's two questions for both people, and the naive one."""
    for name, actor in people.items():
        naive = timed(desk, actor, max(3, calls // 40), lambda c: c.execute(_NAIVE).scalar())
        line(f"{name}: one ordered query (baseline)", naive)
        ours = timed(desk, actor, calls, lambda c, a=actor: claim_next(c, a))
        line(f"{name}: next()", ours)
        print(f"{'':<44} ratio {statistics.median(ours) / statistics.median(naive):.3f} of the baseline")
        line(f"{name}: counts of the queues", timed(desk, actor, max(3, calls // 10), queue_counts))
        with desk.acting(actor) as connection:
            held = connection.execute(
                text("SELECT form_id FROM form_claims WHERE claimed_by = :u"), {"u": actor.user_id}
            )
            for form_id in held.scalars().all():
                drop_claim(connection, actor, form_id)


@contextmanager
def served(office: Office) -> Iterator[str]:
    """Serve the office on the loopback while the block runs."""
    server = make_server("127.0.0.1", 0, office.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)


def type_forms(page: Page, forms: int) -> list[float]:
    """Type forms one after the other by keyboard; return the seconds of each, first key to the next form."""
    taken = []
    for _ in range(forms):
        page.wait_for_function("document.activeElement && document.activeElement.name.startsWith('votes.')")
        names = page.eval_on_selector_all("#vf-fields input", "nodes => nodes.map(node => node.name)")
        votes = sum(name.startswith("votes.") for name in names)
        values = ["20"] * votes + [str(votes * 20), "3", str(votes * 20 + 3), "600"]
        place = page.locator("#vf-said").inner_text()
        started = time.perf_counter()
        for value in values:
            page.keyboard.type(value)
            page.keyboard.press("Enter")
        page.wait_for_function("was => document.querySelector('#vf-said').textContent !== was", arg=place)
        taken.append(time.perf_counter() - started)
    return taken


def measure_clerk(office: Office, user_id: int, forms: int) -> None:
    """Let a scripted clerk type `forms` forms in Chromium and print forms an hour."""
    signed = office.sign_in(user_id)
    cookie = signed.client.get_cookie(COOKIE)
    assert cookie is not None
    with served(office) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM_FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": base}])
        page = context.new_page()
        page.goto(f"{base}/manage/verify")
        taken = type_forms(page, forms)
        browser.close()
    per_form = statistics.median(taken)
    print(
        f"{'a form by keyboard, no pause between keys':<44} median {per_form:.2f} s, p95 {percentile(taken, 0.95):.2f} s"
    )
    print(f"{'the page allows':<44} {3600 / per_form:,.0f} forms an hour")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", choices=("tenth", "kenya"), default="kenya")
    parser.add_argument("--forms", type=int, default=40)
    parser.add_argument("--calls", type=int, default=200)
    arguments = parser.parse_args()
    print(stamp())
    preset = TENTH if arguments.preset == "tenth" else FULL
    with private_postgres() as postgres, tempfile.TemporaryDirectory(prefix="matokeo-clerk-") as folder:
        url = make_country(postgres, preset, in_already=0.0)
        engine = make_engine(url)
        observer = add_user(engine, "bench-observer", "observer")
        print(f"{fill(engine, observer):,} forms wait for a second entry")
        chief = add_user(engine, "bench-chief", "admin")
        clerk = add_user(engine, "bench-clerk", "manager", scope=two_counties(engine))
        office = open_office(url, Path(folder), RATE_LIMIT_SCALE="0")
        people = {
            "whole country": actor_of(chief, "super_admin"),
            "two counties": actor_of(clerk, "election_manager"),
        }
        measure_queue(office.desk, people, arguments.calls)
        measure_clerk(office, clerk, arguments.forms)
        office.desk.dispose()
        engine.dispose()


if __name__ == "__main__":
    main()
