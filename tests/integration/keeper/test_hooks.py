"""Version hooks: told once of each state of the pointer, signed; what fails is tried again, and given up after a day."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from dashboard.cli import main
from data.accounts.vault import Vault
from data.engine import make_engine
from data.errors import MatokeoError
from data.hooks.keep import VersionHook, add_hook, hooks, renew_hooks, switch_hook
from data.hooks.tell import HookChore
from tests.integration.alerts.outside import Receiver, web_server
from tests.store_factory import StoreFactory


class Line:
    """A store, the keeper's chore over it, and one hook at `receiver`."""

    def __init__(self, owner: Engine, url: str, folder: Path) -> None:
        self.owner = owner
        self.worker = make_engine(url, role="matokeo_worker")
        self.store = StoreFactory(folder / "store", shape=(1, 1, 1, 1))
        self.vault = Vault.open(folder / "keys.json", make=True)
        self.chore = HookChore(folder / "store", folder / "keys.json")

    def add(self, url: str, election: str | None = None) -> tuple[UUID, str]:
        with self.owner.begin() as connection:
            return add_hook(connection, self.vault, title="Desk", url=url, election=election, actor="test")

    def round(self) -> None:
        self.chore.work(self.worker)
        self.chore.settle()

    def hurry(self) -> None:
        """Let what waits be due."""
        with self.owner.begin() as connection:
            connection.execute(text("UPDATE version_hook_states SET next_try_at_utc = now()"))

    def state(self) -> VersionHook:
        with self.owner.begin() as connection:
            return hooks(connection)[0]


@pytest.fixture
def line(fresh_database: Engine, fresh_database_url: str, tmp_path: Path) -> Line:
    return Line(fresh_database, fresh_database_url, tmp_path)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with web_server() as kept:
        yield kept


def test_a_hook_is_told_once_of_each_version_and_can_check_who_calls(line: Line, receiver: Receiver) -> None:
    line.store.publish()
    _, secret = line.add(receiver.url + "/new")
    for _ in range(3):
        line.round()
        line.hurry()
    assert len(receiver.requests) == 1
    one = receiver.requests[0]
    told = json.loads(one.body)
    assert (one.path, told["type"], told["version"]) == ("/new", "version", 1)
    assert told["is_test"] is line.store.is_test
    signed = one.headers["Matokeo-Timestamp"].encode() + b"." + one.body
    made = hmac.new(secret.encode(), signed, "sha256").hexdigest()
    assert one.headers["Matokeo-Signature"] == f"v1={made}"
    line.store.publish()
    line.round()
    assert json.loads(receiver.requests[1].body)["version"] == 2
    assert line.state().told_version == 2


def test_a_telling_that_failed_comes_again_later_with_the_same_id(line: Line, receiver: Receiver) -> None:
    line.store.publish()
    line.add(receiver.url)
    receiver.answers = [500]
    line.round()
    line.round()  # not due yet
    assert len(receiver.requests) == 1
    assert line.state().failing_since_utc is not None
    line.hurry()
    line.round()
    first, second = receiver.requests
    assert first.headers["Matokeo-Delivery"] == second.headers["Matokeo-Delivery"]
    assert second.headers["Matokeo-Attempt"] == "2"
    assert (line.state().failing_since_utc, line.state().last_error) == (None, None)


def test_versions_that_passed_while_a_hook_was_away_are_told_as_the_newest(
    line: Line, receiver: Receiver
) -> None:
    line.add(receiver.url)
    receiver.answers = [503]
    line.store.publish()
    line.round()
    for _ in range(3):
        line.store.publish()
    line.hurry()
    line.round()
    assert [json.loads(one.body)["version"] for one in receiver.requests] == [1, 4]


def test_a_hook_that_does_not_answer_for_a_day_is_switched_off_until_somebody_switches_it_on(
    line: Line, receiver: Receiver
) -> None:
    line.store.publish()
    uid, _ = line.add(receiver.url)
    receiver.answers = [500, 500]
    line.round()
    with line.owner.begin() as connection:
        connection.execute(
            text("UPDATE version_hook_states SET failing_since_utc = now() - interval '25 hours'")
        )
    line.hurry()
    line.round()
    assert not line.state().active
    line.hurry()
    line.round()
    assert len(receiver.requests) == 2
    with line.owner.begin() as connection:
        switch_hook(connection, uid, active=True, actor="test")
    line.round()
    assert len(receiver.requests) == 3


def test_a_hook_of_one_election_hears_of_no_other_and_a_slow_one_holds_no_other_up(
    line: Line, receiver: Receiver
) -> None:
    line.store.publish()
    line.add(receiver.url + "/other", election="another-election")
    with web_server() as slow:
        slow.wait_s = 1.5
        line.add(slow.url)
        line.add(receiver.url + "/mine")
        line.chore.work(line.worker)
        for _ in range(100):
            if receiver.requests:
                break
            line.chore._calling[next(reversed(line.chore._calling))].result()
        assert [one.path for one in receiver.requests] == ["/mine"]
        line.chore.settle()
        assert len(slow.requests) == 1


def test_addresses_that_may_not_be_called_are_refused_and_nothing_is_kept(line: Line) -> None:
    for url in (
        "http://192.0.2.7/x",
        "https://169.254.169.254/",
        "ftp://127.0.0.1/",
        "https://a b/",
        "//x",
        "https://name:word@example.org/",
    ):
        with pytest.raises(MatokeoError):
            line.add(url)
    with line.owner.begin() as connection:
        assert hooks(connection) == []


def test_the_database_holds_neither_address_nor_secret_and_a_new_key_keeps_them(
    line: Line, receiver: Receiver
) -> None:
    line.store.publish()
    _, secret = line.add(receiver.url + "/very-secret-path")
    with line.owner.begin() as connection:
        kept = bytes(connection.execute(text("SELECT sealed FROM version_hooks")).scalar_one())
        assert b"very-secret-path" not in kept
        assert secret.encode() not in kept
        assert renew_hooks(connection, line.vault) == 1
    line.round()
    assert receiver.requests[0].path == "/very-secret-path"


def test_operators_add_list_and_switch_hooks_by_command(
    fresh_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("MATOKEO_LOCAL", str(tmp_path))
    run = CliRunner().invoke
    made = run(main, ["hook", "add", "https://news.example.org/hook", "--title", "News"])
    assert made.exit_code == 0, made.output
    uid = made.output.split()[1]
    listed = run(main, ["hook", "list"]).output
    assert "news.example.org" in listed
    assert "/hook" not in listed
    assert run(main, ["hook", "switch", uid, "off", "--reason", "Moved"]).exit_code == 0
    assert "off (Moved)" in run(main, ["hook", "list"]).output
    assert run(main, ["hook", "add", "http://news.example.org/", "--title", "News"]).exit_code == 1
