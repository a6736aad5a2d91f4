"""Fixtures of all tests: a private PostgreSQL and Redis for the run, databases, connections, a browser.

The cluster is started by the first test that asks for it and shared by all workers of the run; each worker has
its own database, copied from a migrated template. Nothing is mocked.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import structlog
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Connection, Engine, text

from dashboard.services.packages import find_browser
from dashboard.services.postgres import PrivatePostgres
from data.engine import make_engine
from tests.services import (
    PARENT,
    TEMPLATE,
    TestServices,
    choose_parent,
    end_orphans,
    run_directory,
    temporary_files,
)

_LEADER = "MATOKEO_TEST_LEADER"
_CHECKOUT = Path(__file__).resolve().parents[1]
_counter = itertools.count(1)

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    """Name the run by its leader; xdist's workers inherit the name."""
    # What a thread of an earlier test still says must not stand in the output of a command under test.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.__stderr__))
    if not hasattr(config, "workerinput"):
        end_orphans()
        os.environ[_LEADER] = str(os.getpid())
        os.environ[PARENT] = str(choose_parent())
        # What tests and their browsers write lies beside the services and goes with them.
        os.environ["TMPDIR"] = str(temporary_files(os.getpid()))
        tempfile.tempdir = None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files of many short tests last, so that no worker is left alone with a long one at the end."""
    order = {"integration": 0, "deploy": 0, "browser": 1}
    items.sort(key=lambda item: order.get(item.path.relative_to(_CHECKOUT / "tests").parts[0], 2))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the run's services, however it ended."""
    base = run_directory(os.getpid())
    if not hasattr(config, "workerinput") and base.exists():
        TestServices(base).end()


@pytest.fixture(scope="session")
def services() -> TestServices:
    """The services of this run, not yet started."""
    return TestServices(run_directory(int(os.environ[_LEADER])))


@pytest.fixture(scope="session")
def database_url(services: TestServices, worker_name: str) -> Iterator[str]:
    """URL of this worker's own migrated database, as its owner."""
    services.start_postgres()
    name = f"test_{worker_name}"
    services.postgres.create_database(name, template=TEMPLATE)
    yield services.place.database_url(name)
    services.postgres.drop_database(name)


@pytest.fixture(scope="session")
def worker_name() -> str:
    """Name of this xdist worker, `main` without xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """Engine of this worker's database; what is committed in it stays: use `db` or `fresh_database`."""
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that is rolled back at the end."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def fresh_database_url(services: TestServices, worker_name: str) -> Iterator[str]:
    """URL of a migrated database of this test alone, dropped after it."""
    services.start_postgres()
    name = f"fresh_{worker_name}_{next(_counter)}"
    services.postgres.create_database(name, template=TEMPLATE)
    yield services.place.database_url(name)
    services.postgres.drop_database(name)


@pytest.fixture
def fresh_database(fresh_database_url: str) -> Iterator[Engine]:
    """Engine (owner) of a migrated database of this test alone: for tests that must commit."""
    made = make_engine(fresh_database_url)
    yield made
    made.dispose()


@pytest.fixture
def own_postgres(services: TestServices, worker_name: str) -> Iterator[PrivatePostgres]:
    """A running cluster of this test alone, for tests that stop it."""
    made = services.own_postgres(f"own-{worker_name}-{next(_counter)}")
    made.start()
    yield made
    made.stop()


RoleConnection = Callable[..., AbstractContextManager[Connection]]


@pytest.fixture
def role_connection(fresh_database_url: str) -> RoleConnection:
    """Open a session of `fresh_database` as a database role: `with role_connection("matokeo_entry", user_id=3) as c`.

    It is a login of its own, not a SET ROLE that the SQL under test could take back. Rolled back at the end.
    """

    @contextmanager
    def connect(role: str, *, user_id: int | None = None) -> Iterator[Connection]:
        made = make_engine(fresh_database_url, role=role)
        try:
            with made.connect() as connection, connection.begin() as transaction:
                if user_id is not None:
                    connection.execute(
                        text("SELECT set_config('app.user_id', :id, true)"), {"id": str(user_id)}
                    )
                yield connection
                if transaction.is_active:
                    transaction.rollback()
        finally:
            made.dispose()

    return connect


@pytest.fixture(scope="session")
def redis_url(services: TestServices, worker_name: str) -> str:
    """URL of this worker's database of the run's Redis."""
    services.start_redis()
    number = int(worker_name[2:]) % 15 + 1 if worker_name.startswith("gw") else 0
    return f"{services.place.redis_url()}?db={number}"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An empty directory for published files."""
    path = tmp_path / "store"
    path.mkdir()
    return path


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real election bundles beside the checkout; tests that need them skip where they are absent."""
    path = _CHECKOUT.parent / "shared" / "data"
    if not (path / "ke-2022" / "election.toml").exists():
        pytest.skip(f"the real election bundles are not part of the product and not at {path}")
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium; a machine without it fails, as `make test` installs it."""
    path = find_browser()
    if path is not None:
        return path
    pytest.fail("Chromium is not installed: run `make test`, or install the package chromium.")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Headless Chromium driven by Playwright; each test opens its own context."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, headless=True, args=CHROMIUM_FLAGS)
        yield made
        made.close()
