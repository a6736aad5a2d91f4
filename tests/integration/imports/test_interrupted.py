"""Cancelled, resumed, killed: whatever happens to a load, either all of it is in the store or nothing, and it ends the same."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from data.imports.folder import FolderChore
from data.imports.lease import Cancelled, take
from data.imports.loading import Workshop, load
from data.imports.steps import again, cancel
from tests.integration.imports.workshop import Shop, acting, actor, forms, results_csv

ROOT = Path(__file__).resolve().parents[3]
VOTES = {"W-1-1-1-1": (100, 90, 5), "W-1-1-1-2": (80, 70, 1), "W-2-1-1-1": (10, 20, 30)}


def approved(shop: Shop, body: bytes) -> str:
    uid = shop.add(body)
    shop.work()
    shop.approve(uid)
    return str(uid)


def keeper(shop: Shop, where: str) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "tests.integration.imports.killed",
        shop.url,
        str(shop.files.root),
        where,
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("where", ["reading", "written"])
def test_a_keeper_killed_in_the_middle_leaves_nothing_half_written_and_the_next_one_ends_the_same(
    shop: Shop, where: str
) -> None:
    uid = approved(shop, results_csv(VOTES))
    process = keeper(shop, where)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "here\n"
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert shop.count("SELECT count(*) FROM result_forms") == 0
    assert shop.count("SELECT count(*) FROM import_jobs WHERE status = 'loading'") == 1
    deadline = time.monotonic() + 30
    while (
        shop.count("SELECT count(*) FROM import_jobs WHERE status = 'loading'")
        and time.monotonic() < deadline
    ):
        shop.work()
        time.sleep(0.1)
    job = shop.job(uid)  # type: ignore[arg-type]
    assert (job.status, job.added, job.attempts) == ("done", 3, 2)
    with shop.engine.begin() as connection:
        assert len(forms(connection)) == 3
    assert shop.count("SELECT count(*) FROM audit_log WHERE action = 'import.load'") == 1


def test_a_load_that_is_cancelled_on_its_way_writes_nothing_and_may_be_resumed(shop: Shop) -> None:
    uid = approved(shop, results_csv(VOTES))
    worker = shop.worker
    turn = take(worker)
    assert turn is not None
    with acting(shop.url, shop.admin) as connection:
        told = cancel(connection, actor(shop.admin), turn.job.uid)
    assert (told.status, told.cancel_asked) == ("loading", True)
    shop_ = Workshop(owner=shop.engine, files=shop.files, max_bytes=2**24)
    with pytest.raises(Cancelled):
        load(turn, shop_)
    assert shop.count("SELECT count(*) FROM result_forms") == 0
    with shop.engine.begin() as connection:
        connection.execute(text("UPDATE import_jobs SET lease_until_utc = now() - interval '1 s'"))
    shop.work()
    assert shop.job(turn.job.uid).status == "cancelled"
    with acting(shop.url, shop.admin) as connection:
        again(connection, actor(shop.admin), turn.job.uid)
    shop.work()
    assert (shop.job(turn.job.uid).status, shop.job(turn.job.uid).added) == ("previewed", 3)
    assert str(turn.job.uid) == uid
    worker.dispose()


def test_a_worker_whose_lease_was_taken_over_commits_nothing(shop: Shop) -> None:
    approved(shop, results_csv(VOTES))
    worker = shop.worker
    late = take(worker, lease_s=0.01)
    time.sleep(0.05)
    other = take(worker)
    assert late is not None
    assert other is not None
    workshop = Workshop(owner=shop.engine, files=shop.files, max_bytes=2**24)
    with pytest.raises(Exception, match="taken the import over"):
        load(late, workshop)
    assert shop.count("SELECT count(*) FROM result_forms") == 0
    load(other, workshop)
    assert shop.job(other.job.uid).status == "done"
    assert take(worker) is None
    worker.dispose()


def test_a_file_that_stops_the_worker_again_and_again_is_given_up(shop: Shop) -> None:
    uid = shop.add(results_csv(VOTES))
    with shop.engine.begin() as connection:
        connection.execute(text("UPDATE import_jobs SET attempts = 5"))
    shop.work()
    assert (shop.job(uid).status, "stopped each time" in (shop.job(uid).fault or "")) == ("failed", True)


def test_counts_of_a_preview_are_counts_of_its_load_whatever_the_file(shop: Shop) -> None:
    chance = random.Random(20310504)
    stations = list(shop.mini.stations)[:10]
    before = 0
    for _ in range(6):
        chosen = chance.sample(stations, chance.randint(1, 10))
        votes = {
            code: (chance.choice((0, 40)), chance.choice((5, 6)), chance.randint(0, 1)) for code in chosen
        }
        junk = chance.sample(
            [
                "president,NOWHERE,asha,1,1,0",
                f"president,{stations[0]},asha,-1,500,2",
                "mayor,X,asha,1,1,0",
                "president",
            ],
            chance.randint(0, 3),
        )
        body = results_csv(votes, rejected=chance.choice((2, 2, 3)), more=tuple(junk))
        uid = shop.add(body)
        shop.work()
        seen = shop.job(uid)
        if seen.status == "refused":
            continue
        listed = [change.verdict for change in shop.changes(uid)]
        assert (listed.count("added"), listed.count("changed")) == (seen.added, seen.changed)
        assert len(shop.refusals(uid)) == seen.refused
        shop.approve(uid)
        shop.work()
        done = shop.job(uid)
        assert done.status == "done"
        assert (done.added, done.changed, done.unchanged, done.refused) == (
            seen.added,
            seen.changed,
            seen.unchanged,
            seen.refused,
        )
        total = shop.count("SELECT count(*) FROM result_forms")
        assert total - before == seen.added + seen.changed
        before = total
    assert before > 5


def test_the_watched_folder_takes_a_file_once_and_only_when_it_is_still(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    (folder / "wendera-2031").mkdir(parents=True)
    chore = FolderChore(folder, shop.files, 2**20, still_s=0.2)
    worker = shop.worker
    growing = folder / "wendera-2031" / "night one.csv"
    body = results_csv(VOTES)
    growing.write_bytes(body[:40])
    (folder / ".hidden.csv").write_bytes(body)
    (folder / "link.csv").symlink_to("/etc/hostname")
    chore.work(worker)
    time.sleep(0.25)
    growing.write_bytes(body)
    chore.work(worker)
    assert shop.count("SELECT count(*) FROM import_jobs") == 0
    (folder / "noise.bin").write_bytes(b"\x00\x01")
    chore.work(worker)
    time.sleep(0.25)
    for _ in range(3):
        chore.work(worker)
    assert sorted(path.name for path in folder.iterdir()) == [
        ".hidden.csv",
        "link.csv",
        "taken",
        "wendera-2031",
    ]
    with shop.engine.begin() as connection:
        rows = connection.execute(
            text("SELECT file_name, origin, status::text, election_id FROM import_jobs ORDER BY file_name")
        ).all()
    assert [tuple(row) for row in rows] == [
        ("night one.csv", "folder", "uploaded", shop.mini.election_id),
        ("noise.bin", "folder", "refused", shop.mini.election_id),
    ]
    worker.dispose()


def test_a_taken_file_whose_worker_died_becomes_one_job(shop: Shop, tmp_path: Path) -> None:
    taken = tmp_path / "watched" / "taken"
    taken.mkdir(parents=True)
    uid = "2f0f5c7e-9a64-4f0c-8f7a-0d6b5e0a1c11"
    (taken / f"{uid}.taking.wendera-2031~r.csv").write_bytes(results_csv(VOTES))
    worker = shop.worker
    FolderChore(tmp_path / "watched", shop.files, 2**20).work(worker)
    (taken / f"{uid}.r.csv").rename(
        taken / f"{uid}.taking.wendera-2031~r.csv"
    )  # it died before the last rename
    FolderChore(tmp_path / "watched", shop.files, 2**20).work(worker)
    assert shop.count("SELECT count(*) FROM import_jobs") == 1
    assert str(shop.job(uid).uid) == uid  # type: ignore[arg-type]
    worker.dispose()
