"""The worker's watch: refreshes the materialized views, and compares each tally with its forms every few minutes.

Both read more than what changed, so neither may stand in the way of tally and publication. The alarm of a
difference is an open gate finding of the election (managers see it) and a log line. Called by
`data.publish.service`.
"""

from __future__ import annotations

import logging
import time

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from data.engine import make_engine, sql
from data.publish.options import WorkerOptions
from data.tally.reconcile import Difference, reconcile

log = logging.getLogger("matokeo.watch")

KIND = "tally_differs"


class Watch:
    """Compares when it is time; errors of the database are logged and the next time is waited for."""

    def __init__(self, options: WorkerOptions) -> None:
        self._engine: Engine = make_engine(options.database_url, role="matokeo_worker", pool_size=1)
        self._every_s = options.reconcile_s
        self._next = time.monotonic() + options.reconcile_s
        self._views_every_s = options.views_s
        self._views_at = 0.0
        self._views_seq = -1

    def refresh_views(self) -> None:
        """Bring the views up to the tallies if it is time and something was tallied."""
        if time.monotonic() < self._views_at:
            return
        self._views_at = time.monotonic() + self._views_every_s
        try:
            with self._engine.begin() as connection:
                seq = connection.execute(
                    text("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM tally_seq")
                ).scalar_one()
                if seq != self._views_seq:
                    connection.execute(text("SELECT refresh_views()"))
                    self._views_seq = seq
        except DBAPIError as error:
            log.warning("views: %s; trying again", error.orig)

    def look(self) -> list[Difference]:
        """Compare if it is time; return what differs."""
        self.refresh_views()
        if time.monotonic() < self._next:
            return []
        self._next = time.monotonic() + self._every_s
        try:
            return self.compare()
        except DBAPIError as error:
            log.warning("reconcile: %s; trying again in %.0f s", error.orig, self._every_s)
            return []

    def compare(self) -> list[Difference]:
        """Compare now; record what differs as findings, close those that no longer do."""
        with self._engine.connect() as connection:
            found = reconcile(connection)
            with connection.begin():
                connection.execute(
                    text(
                        "UPDATE gate_findings SET resolved_at_utc = now() WHERE kind = :k AND resolved_at_utc IS NULL"
                    ),
                    {"k": KIND},
                )
                for cell in found:
                    log.error("tally differs from its forms: %s", cell)
                    election = connection.execute(
                        text(
                            "SELECT election_id FROM races JOIN contests USING (contest_id) WHERE race_id = :r"
                        ),
                        {"r": cell.race_id},
                    ).scalar_one()
                    where = f"race {cell.race_id}, area {cell.leaf_area_id}"
                    detail = f"{where}: {cell.forms_tallied} forms tallied, {cell.forms_found} found"
                    connection.execute(
                        sql("gate_record"), {"election_id": election, "kind": KIND, "details": [detail]}
                    )
        return found
