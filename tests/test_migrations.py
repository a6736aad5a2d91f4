"""The schema goes up, down and up again, and is the same afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text

from data.engine import downgrade, make_engine, migrate
from data.errors import ServiceError
from tests.services import TestServices

# Everything of ours in the schema, in words that do not depend on object ids.
_SHAPE = """
SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || coalesce(column_default, '-')
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT IN
    (SELECT relname FROM pg_class c JOIN pg_depend d ON d.objid = c.oid AND d.deptype = 'e')
UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'
UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND conrelid <> 'spatial_ref_sys'::regclass
UNION ALL SELECT 'policy ' || tablename || ' ' || policyname || ' ' || roles::text || coalesce(qual, '-')
  || coalesce(with_check, '-') FROM pg_policies
UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function ' || p.oid::regprocedure || ' ' || md5(prosrc) || ' ' || prosecdef || ' ' || proowner::regrole
  FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
  WHERE pronamespace = 'public'::regnamespace AND d.objid IS NULL
UNION ALL SELECT 'grant ' || relname || ' ' || coalesce(relacl::text, '-') FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'm', 'p', 'v', 'S') AND relname NOT LIKE '%geometry%'
UNION ALL SELECT 'view ' || matviewname || ' ' || md5(definition) FROM pg_matviews WHERE schemaname = 'public'
ORDER BY 1
"""
_LEFT = """
SELECT c.oid::regclass::text FROM pg_class c LEFT JOIN pg_depend d ON d.objid = c.oid AND d.deptype = 'e'
WHERE relnamespace = 'public'::regnamespace AND d.objid IS NULL AND relname NOT LIKE 'alembic%' AND relkind NOT IN ('c', 'i')
UNION ALL
SELECT p.oid::regprocedure::text FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
WHERE pronamespace = 'public'::regnamespace AND d.objid IS NULL
UNION ALL
SELECT t.oid::regtype::text FROM pg_type t LEFT JOIN pg_depend d ON d.objid = t.oid AND d.deptype = 'e'
WHERE typnamespace = 'public'::regnamespace AND d.objid IS NULL AND typtype = 'e'
"""


@pytest.fixture
def empty_database(services: TestServices, worker_name: str) -> Iterator[Engine]:
    """A database without any schema."""
    services.start_postgres()
    name = f"empty_{worker_name}"
    services.postgres.create_database(name)
    made = make_engine(services.place.database_url(name))
    yield made
    made.dispose()
    services.postgres.drop_database(name)


def _shape(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text(_SHAPE)).scalars())


def test_up_down_up_leaves_the_same_schema_and_down_leaves_nothing(empty_database: Engine) -> None:
    migrate(empty_database)
    first = _shape(empty_database)
    assert len(first) > 200
    downgrade(empty_database)
    with empty_database.connect() as connection:
        assert connection.execute(text(_LEFT)).scalars().all() == []
    migrate(empty_database)
    assert _shape(empty_database) == first


def test_migrating_again_changes_nothing(fresh_database: Engine) -> None:
    before = _shape(fresh_database)
    migrate(fresh_database)
    assert _shape(fresh_database) == before


def test_down_also_works_with_data_in_the_store(fresh_database: Engine) -> None:
    with fresh_database.begin() as connection:
        connection.execute(
            text("INSERT INTO users (username, display_name, role) VALUES ('asha', 'Asha', 'super_admin')")
        )
    downgrade(fresh_database)
    with fresh_database.connect() as connection:
        assert connection.execute(text(_LEFT)).scalars().all() == []


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    engine = make_engine("postgresql://somebody:hunter2@127.0.0.1:1/nothing")
    with pytest.raises(ServiceError, match="does not answer") as raised:
        migrate(engine)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("role", "can_login", "bypasses"),
    [
        ("matokeo_entry", True, False),
        ("matokeo_auth", True, False),
        ("matokeo_worker", True, False),
        ("matokeo_public", True, False),
        ("matokeo_definer", False, True),
    ],
)
def test_no_role_has_more_power_than_its_work_needs(
    db: Connection, role: str, can_login: bool, bypasses: bool
) -> None:
    row = db.execute(
        text(
            "SELECT rolcanlogin, rolbypassrls, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = :r"
        ),
        {"r": role},
    ).one()
    assert tuple(row) == (can_login, bypasses, False, False, False)
    owned = db.execute(
        text("SELECT count(*) FROM pg_class WHERE relowner = CAST(:r AS regrole)"), {"r": role}
    )
    assert owned.scalar_one() == 0
    members = db.execute(
        text("SELECT count(*) FROM pg_auth_members WHERE member = CAST(:r AS regrole)"), {"r": role}
    )
    assert members.scalar_one() == 0


def test_every_materialized_view_can_be_refreshed_without_locking_out_readers(db: Connection) -> None:
    views = (
        db.execute(text("SELECT matviewname FROM pg_matviews WHERE schemaname = 'public'")).scalars().all()
    )
    assert sorted(views) == [
        "baseline_comparison",
        "election_summary",
        "incident_cells",
        "incident_hexagons",
        "ward_profiles",
    ]
    db.execute(text("SELECT refresh_views(), refresh_incident_hexagons()"))
