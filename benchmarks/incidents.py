"""Incidents at size: the heatmap's query over 100,000 incidents, from the view and, beside it in the same run, on the fly.

    python -m benchmarks.incidents prepare [--incidents 100000] [--stations 46229]
    python -m benchmarks.incidents run [--seconds 20] [--area CODE]

`prepare` fills the database of DATABASE_URL (migrated, best one of its own) with a country of squares and incidents by SQL.
`run` prints the median and 95th percentile in milliseconds of each question as a manager and as an administrator ask it,
and the ratio of the view to the join made on the fly: the ratio says the same on a busy machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import Connection, Engine, text

from data.acting import act_as
from data.elections import OfficeElection, office_election
from data.engine import make_engine, migrate
from data.incidents.heat import Window, heat, hotspots, points
from data.incidents.places import cells_of
from data.incidents.queue import Filters
from data.records.incidents import Heat

CODE = "bench-incidents"
_EVERY = Filters(statuses=None)
_ON_THE_FLY = text("""
  SELECT cell, count(*), count(*) FILTER (WHERE severity >= 'high') FROM (
    SELECT CASE :resolution WHEN 4 THEN cell_4 WHEN 5 THEN cell_5 WHEN 6 THEN cell_6 ELSE cell_7 END AS cell, severity
    FROM incidents i
    JOIN areas a USING (area_id)
    WHERE i.election_id = :election AND i.merged_into IS NULL AND i.cell_7 IS NOT NULL) x
  GROUP BY cell ORDER BY 2 DESC LIMIT 3001""")
_COUNTRY = """
  INSERT INTO geographies (code, level_names) VALUES ('{code}', '{{country,county,constituency,ward}}');
  INSERT INTO areas (geography_id, level, code, name, path_ids, label_point)
    SELECT geography_id, 0, 'B', 'Bench', '{{}}', ST_SetSRID(ST_MakePoint(37, 0), 4326) FROM geographies WHERE code = '{code}';
  INSERT INTO areas (geography_id, level, code, name, parent_id, path_ids)
    SELECT p.geography_id, 1, 'B' || n, 'County ' || n, p.area_id, '{{}}'
    FROM areas p, generate_series(1, 47) n WHERE p.code = 'B';
  INSERT INTO areas (geography_id, level, code, name, parent_id, path_ids)
    SELECT p.geography_id, 2, p.code || '-' || n, 'Constituency ' || p.code || '-' || n, p.area_id, '{{}}'
    FROM areas p, generate_series(1, 6) n WHERE p.level = 1 AND p.code LIKE 'B%';
  INSERT INTO areas (geography_id, level, code, name, parent_id, path_ids)
    SELECT p.geography_id, 3, p.code || '-' || n, 'Ward ' || p.code || '-' || n, p.area_id, '{{}}'
    FROM areas p, generate_series(1, 5) n WHERE p.level = 2 AND p.code LIKE 'B%';
  WITH RECURSIVE t AS (
    SELECT area_id, ARRAY[area_id] AS path FROM areas WHERE code = 'B'
    UNION ALL SELECT a.area_id, t.path || a.area_id FROM areas a JOIN t ON a.parent_id = t.area_id)
  UPDATE areas a SET path_ids = t.path FROM t WHERE t.area_id = a.area_id;
  INSERT INTO registers (geography_id, code) SELECT geography_id, '{code}' FROM geographies WHERE code = '{code}';
  INSERT INTO register_areas SELECT r.register_id, a.area_id, NULL FROM registers r JOIN areas a USING (geography_id)
    WHERE r.code = '{code}';
  INSERT INTO elections (code, title, election_date, status, is_test, register_id)
    SELECT '{code}', 'Incidents at size', '2031-05-04', 'active', true, register_id FROM registers WHERE code = '{code}';
  INSERT INTO polling_stations (register_id, area_id, code, name, point)
    SELECT r.register_id, w.area_id, 'S' || n, 'School ' || n, ST_SetSRID(ST_MakePoint(34 + (w.k % 38) * 0.2 + random() * 0.2,
      -4 + (w.k / 38) * 0.24 + random() * 0.24), 4326)::geography
    FROM registers r, generate_series(1, {stations}) n
    JOIN (SELECT area_id, row_number() OVER (ORDER BY area_id) - 1 AS k, count(*) OVER () AS c FROM areas
          WHERE level = 3 AND code LIKE 'B%') w
      ON w.k = n % w.c
    WHERE r.code = '{code}';
  INSERT INTO users (username, display_name, role) VALUES ('bench-admin', 'Admin', 'super_admin'),
    ('bench-manager', 'Manager', 'election_manager');
  INSERT INTO user_scopes SELECT u.user_id, a.area_id FROM users u, areas a WHERE u.username = 'bench-manager' AND a.code = 'B1';
"""
_INCIDENTS = text("""
  INSERT INTO incidents (uid, election_id, category, severity, status, area_id, station_id, description, happened_at_utc,
    reported_at_utc, reported_by, receipt, request_sha256)
  SELECT gen_random_uuid(), e.election_id, k.category, (enum_range(NULL::incident_severity))[1 + floor(random() ^ 2 * 4)::int],
    (enum_range(NULL::incident_status))[1 + floor(random() * 4)::int], s.area_id, s.station_id, 'As told.',
    now() - random() * interval '14 hours', now() - random() * interval '12 hours', u.user_id, 'X', 'x'
  FROM elections e
  CROSS JOIN LATERAL (SELECT count(*) AS c FROM polling_stations WHERE register_id = e.register_id) t
  CROSS JOIN LATERAL (SELECT n, 1 + (n * 7919) % t.c AS k FROM generate_series(1, :incidents) n) g
  JOIN (SELECT station_id, area_id, register_id, row_number() OVER (PARTITION BY register_id ORDER BY station_id) AS k
        FROM polling_stations) s ON s.register_id = e.register_id AND s.k = g.k
  JOIN (SELECT category, row_number() OVER (ORDER BY category) AS k, count(*) OVER () AS c FROM incident_categories) k
    ON k.k = 1 + g.n % k.c
  JOIN users u ON u.username = 'bench-admin'
  WHERE e.code = :code""")
_PLACED = text("""
  UPDATE incidents i SET cell_4 = x.cell_4, cell_5 = x.cell_5, cell_6 = x.cell_6, cell_7 = x.cell_7
  FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x (station_id integer, cell_4 bigint, cell_5 bigint, cell_6 bigint,
    cell_7 bigint)
  WHERE i.station_id = x.station_id""")


def prepare(engine: Engine, incidents: int, stations: int) -> None:
    """Fill the database; raises when it was filled before."""
    migrate(engine)
    with engine.begin() as connection:
        for statement in _COUNTRY.format(code=CODE, stations=stations).split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement.replace("%", "%%"))
        connection.execute(_INCIDENTS, {"incidents": incidents, "code": CODE})
        spots = connection.execute(
            text(
                "SELECT station_id, ST_X(point::geometry) AS x, ST_Y(point::geometry) AS y FROM polling_stations"
            )
        )
        rows = [{"station_id": spot.station_id, **cells_of(spot.x, spot.y)} for spot in spots]
        connection.execute(_PLACED, {"rows": msgspec.json.encode(rows).decode()})
        connection.execute(text("UPDATE incident_hexagons_seen SET placed = true"))
        connection.execute(text("SELECT refresh_incident_hexagons()"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    print(f"{incidents} incidents at {stations} stations")


def run(engine: Engine, seconds: float) -> None:
    """Ask every question for `seconds` each and print what it took."""
    web = make_engine(str(engine.url.render_as_string(hide_password=False)), role="matokeo_entry")
    with engine.connect() as connection:
        people = dict(
            connection.execute(
                text("SELECT username, user_id FROM users WHERE username LIKE 'bench-%'")
            ).all()
        )  # type: ignore[arg-type]
        election = office_election(connection, CODE)
        fly = {
            resolution: _time(lambda r=resolution: _flying(connection, election, r), seconds)
            for resolution in (4, 7)
        }  # type: ignore[misc]
    for name in ("bench-admin", "bench-manager"):
        with web.begin() as connection:
            act_as(connection, people[name])
            took = {what: _time(ask, seconds) for what, ask in _questions(connection, election).items()}
        for what, (middle, most) in took.items():
            print(f"{name:14} {what:22} median {middle:7.1f} ms   p95 {most:7.1f} ms")
        if name == "bench-admin":
            for resolution in (4, 7):
                ratio = took[f"heat {resolution}, all"][0] / fly[resolution][0]
                print(
                    f"{'':14} heat {resolution}: {ratio:.2f} of the join on the fly ({fly[resolution][0]:.1f} ms)"
                )
    web.dispose()


def _questions(connection: Connection, election: OfficeElection) -> dict[str, Callable[[], object]]:
    now = datetime.now(UTC)
    box, hours = (36.0, -1.0, 37.0, 0.0), Window(hour_from=now - timedelta(hours=6), hour_to=now)
    urgent = Filters(statuses=None, severities=("high", "critical"))

    def asked(resolution: int, filters: Filters, window: Window) -> Heat:
        """As a map asks that is moved or filtered: the hours it has already."""
        return heat(connection, election, resolution, filters=filters, window=window, with_hours=False)

    return {
        "heat 4 with hours": lambda: heat(connection, election, 4, filters=_EVERY, window=Window()),
        "heat 4, all": lambda: asked(4, _EVERY, Window()),
        "heat 5, urgent": lambda: asked(5, urgent, Window()),
        "heat 6, six hours": lambda: asked(6, _EVERY, hours),
        "heat 7, a box": lambda: asked(7, _EVERY, Window(box=box)),
        "heat 7, all": lambda: asked(7, _EVERY, Window()),
        "points in a box": lambda: points(connection, election, filters=_EVERY, window=Window(box=box)),
        "hotspots by ward": lambda: hotspots(connection, election, 3, filters=_EVERY, window=Window()),
    }


def _flying(connection: Connection, election: OfficeElection, resolution: int) -> object:
    return connection.execute(_ON_THE_FLY, {"election": election.election_id, "resolution": resolution}).all()


def _time(ask: Callable[[], object], seconds: float) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds, after one round to warm up."""
    ask()
    took: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(took) < 5:
        begin = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - begin))
    took.sort()
    return statistics.median(took), took[min(len(took) - 1, int(0.95 * len(took)))]


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("prepare", "run"))
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--stations", type=int, default=46_229)
    parser.add_argument("--seconds", type=float, default=5.0)
    asked = parser.parse_args()
    engine = make_engine(os.environ["DATABASE_URL"])
    if asked.what == "prepare":
        prepare(engine, asked.incidents, asked.stations)
    else:
        run(engine, asked.seconds)
    engine.dispose()


if __name__ == "__main__":
    main()
