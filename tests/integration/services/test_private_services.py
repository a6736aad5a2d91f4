"""Private PostgreSQL and Redis really started: sockets only, idempotent, never somebody else's process."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from dashboard.config import Settings
from dashboard.services.binaries import Binaries, choose_binaries
from dashboard.services.packages import missing_services
from dashboard.services.place import Account, find_place, reachable
from dashboard.services.postgres import PrivatePostgres
from dashboard.services.private import PrivateServices
from data.errors import ServiceError


@pytest.fixture
def base() -> Iterator[Path]:
    """A checkout's `.local`, outside pytest's own directories, which the service account may not enter."""
    path = Path(tempfile.mkdtemp(prefix="matokeo-private-"))
    path.chmod(0o755)
    yield path
    PrivateServices(Settings.from_env({"MATOKEO_LOCAL": str(path)}), _silent).stop()
    place = find_place(path)
    for directory in (path, place.state.parent, place.sockets.parent):
        shutil.rmtree(directory, ignore_errors=True)


def _silent(words: str) -> None:
    """Say nothing."""


def _services(base: Path, **given: str) -> PrivateServices:
    return PrivateServices(Settings.from_env({"MATOKEO_LOCAL": str(base), **given}), _silent)


def _postgres_pid(services: PrivateServices) -> int:
    pid = services.status()[0].pid
    assert pid is not None
    return pid


def _runs(pid: int | None) -> bool:
    """Whether a process lives; one that only waits to be collected by its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


def test_start_and_stop_are_idempotent_and_nothing_listens_on_the_network(base: Path) -> None:
    services = _services(base)
    assert services.start() == ["postgres", "redis"]
    assert services.start() == []
    pids = [state.pid for state in services.status()]
    assert None not in pids
    listening = subprocess.run(["ss", "-ltnp"], capture_output=True, text=True, check=False).stdout
    assert not any(f"pid={pid}," in listening for pid in pids)
    settings = Settings.from_env({"MATOKEO_LOCAL": str(base)})
    with psycopg.connect(settings.database_url) as connection:
        assert connection.execute("SELECT current_user, current_setting('fsync')").fetchone() == (
            "matokeo_owner",
            "on",
        )
        assert connection.execute("CREATE EXTENSION postgis").statusmessage == "CREATE EXTENSION"
    assert settings.redis_url is not None
    with redis.Redis.from_url(settings.redis_url) as client:
        assert client.config_get("save") == {"save": ""}
    assert services.stop() == ["redis", "postgres"]
    assert services.stop() == []
    assert not any(_runs(pid) for pid in pids)


def test_data_survive_a_stop_and_a_kill(base: Path) -> None:
    services = _services(base)
    services.start()
    url = Settings.from_env({"MATOKEO_LOCAL": str(base)}).database_url
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (42)")
    killed = _postgres_pid(services)
    os.kill(killed, 9)
    deadline = time.monotonic() + 10
    while _runs(killed) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert services.status()[0].pid is None
    for _ in range(50):  # the children of the killed server let go of its memory a moment later
        try:
            assert services.start() == ["postgres"]
            break
        except ServiceError:
            time.sleep(0.2)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (42,)


def test_a_stale_pid_file_that_names_a_stranger_ends_no_stranger(base: Path) -> None:
    postgres = PrivatePostgres(find_place(base), durable=False)
    postgres.start()
    pid_file = postgres.data / "postmaster.pid"
    words = pid_file.read_text(encoding="utf-8").splitlines()
    postgres.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *words[1:]]) + "\n", encoding="utf-8")
        assert postgres.pid() is None
        assert postgres.stop() is False
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
        pid_file.unlink()


def test_a_service_whose_url_is_set_is_left_alone(base: Path) -> None:
    services = _services(base, DATABASE_URL="postgresql://elsewhere/x", REDIS_URL="off")
    assert services.start() == []
    assert [(s.private, s.pid) for s in services.status()] == [(False, None), (False, None)]
    assert not find_place(base).state.exists()


def test_what_a_block_started_is_stopped_after_it_even_on_an_error(base: Path) -> None:
    services = _services(base)
    with pytest.raises(ZeroDivisionError), services.running():
        _postgres_pid(services) / 0
    assert [state.pid for state in services.status()] == [None, None]
    services.start()
    with services.running():
        pass
    assert _postgres_pid(services), "it ran before the block: it stays"


def test_the_directories_are_closed_to_others(base: Path) -> None:
    services = _services(base)
    services.start()
    place = find_place(base)
    for directory in (place.state, place.sockets):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    if place.account is not None:
        assert place.state.stat().st_uid == place.account.uid
        refused = subprocess.run(
            ["psql", "-h", str(place.sockets), "-U", "matokeo_owner", "matokeo", "-c", "SELECT 1"],
            user=65534, extra_groups=[], cwd="/", capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert refused.returncode != 0
        assert "Permission denied" in refused.stderr


def test_a_directory_of_somebody_else_is_refused(base: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a directory of somebody else")
    place = find_place(base)
    place.state.mkdir()
    os.chown(place.state, 65534, 65534)
    if place.account is not None and place.account.uid == 65534:
        pytest.skip("the services run as nobody here")
    with pytest.raises(ServiceError, match="belongs to another user"):
        place.prepare()


def test_a_symbolic_link_in_place_of_a_directory_is_refused(base: Path) -> None:
    place = find_place(base)
    place.sockets.symlink_to("/tmp")
    with pytest.raises(ServiceError, match="symbolic link"):
        place.prepare()


def test_a_long_checkout_path_still_gets_a_socket_that_works(base: Path) -> None:
    deep = base / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    place = find_place(deep)
    address = str(place.sockets / ".s.PGSQL.5432")
    assert len(address) <= 107
    place.prepare()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
    shutil.rmtree(place.sockets.parent)
    assert find_place(base / "d").sockets != find_place(base / "e").sockets


def test_a_checkout_that_the_account_cannot_reach_keeps_its_services_elsewhere(base: Path) -> None:
    account = Account("nobody", 65534, 65534)
    assert reachable(base, account)
    base.chmod(0o700)
    assert not reachable(base / "deeper" / "not made yet", account)
    if os.geteuid() == 0:
        place = find_place(base)
        assert not place.state.is_relative_to(base)
        assert reachable(place.state.parent, account)


def test_the_newest_postgresql_that_has_postgis_is_chosen_and_the_one_that_made_the_data_later() -> None:
    old, new, bare = (
        Binaries(Path("/14"), 14, True),
        Binaries(Path("/16"), 16, True),
        Binaries(Path("/17"), 17, False),
    )
    data = Path("/data")
    assert choose_binaries([bare, new, old], made_by=None, data=data) is new
    assert choose_binaries([bare, new, old], made_by=14, data=data) is old
    with pytest.raises(ServiceError, match="made by PostgreSQL 13"):
        choose_binaries([bare, new, old], made_by=13, data=data)
    with pytest.raises(ServiceError, match=r"PostGIS for it is not installed.*docker compose"):
        choose_binaries([bare], made_by=None, data=data)
    with pytest.raises(ServiceError, match="PostgreSQL with PostGIS is not installed"):
        choose_binaries([], made_by=None, data=data)


def test_this_machine_lacks_nothing_by_now() -> None:
    assert missing_services() == []
