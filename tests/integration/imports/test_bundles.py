"""Bundles as archives: previewed and loaded whole, and every hostile archive refused without a trace."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

from sqlalchemy import text

from data.imports.intake import Kept, Origin, add_job
from data.imports.keeping import keep
from data.imports.sniff import recognise
from tests.ingest_bundle import MiniBundle
from tests.integration.imports.workshop import Shop, results_csv


def packed(bundle: MiniBundle, folder: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in bundle.files.items():
            archive.writestr(folder + name, content)
    return out.getvalue()


def test_a_bundle_is_previewed_file_by_file_and_loaded_whole(shop: Shop) -> None:
    uid = shop.add(packed(MiniBundle(), "zm/"), "zm.zip")
    shop.work()
    job = shop.job(uid)
    assert (job.kind, job.status, job.refused, job.election) == ("bundle", "previewed", 0, None)
    assert shop.count("SELECT count(*) FROM elections WHERE code = 'zm-2031'") == 0
    by_file = {one.file: one.added for one in job.files}
    assert (by_file["stations.csv"], by_file["results/president.csv"]) == (16, 12)
    listed = shop.changes(uid)
    assert len(listed) == job.added
    shop.approve(uid)
    shop.work()
    done = shop.job(uid)
    assert (done.status, done.added, done.changed) == ("done", job.added, 0)
    assert shop.count("SELECT count(*) FROM polling_stations WHERE code LIKE 'R%S_'") == 16
    again = shop.add(packed(MiniBundle()), "zm.zip")
    shop.work()
    assert (shop.job(again).added, shop.job(again).changed) == (0, 0)


def test_a_bundle_with_one_fault_is_refused_as_a_whole(shop: Shop) -> None:
    bundle = MiniBundle().append("results/president.csv", "president,NOWHERE,amani-ori,1,34a,,,")
    uid = shop.add(packed(bundle), "zm.zip")
    shop.work()
    assert shop.job(uid).status == "refused"
    assert [one.code for one in shop.refusals(uid)] == ["unknown-station"]
    assert shop.count("SELECT count(*) FROM geographies WHERE code = 'zamboria'") == 0


def hostile() -> dict[str, bytes]:
    made: dict[str, bytes] = {}

    def pack(name: str, *members: tuple[str | zipfile.ZipInfo, bytes]) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members:
                archive.writestr(member, content)
        made[name] = out.getvalue()

    pack("slip", ("../../escaped.csv", b"x"), ("election.toml", b""))
    pack("absolute", ("/tmp/escaped.csv", b"x"), ("election.toml", b""))
    pack("windows", ("..\\escaped.csv", b"x"), ("election.toml", b""))
    link = zipfile.ZipInfo("areas.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    pack("link", (link, b"/etc/passwd"), ("election.toml", b""))
    pack("bomb", ("election.toml", b"\0" * (20 * 1024 * 1024)))
    pack("many", *((f"results/{n}.csv", b"") for n in range(600)))
    pack("empty", ("readme.txt", b"hello"))
    made["cut"] = packed(MiniBundle())[:2000]
    whole = bytearray(packed(MiniBundle()))
    whole[60:90] = b"\xff" * 30
    made["damaged"] = bytes(whole)
    return made


def test_hostile_archives_are_refused_in_words_and_leave_nothing_behind(shop: Shop, tmp_path: Path) -> None:
    uids = {name: shop.add(body, f"{name}.zip") for name, body in hostile().items()}
    shop.work()
    for name, uid in uids.items():
        job = shop.job(uid)
        assert job.status == "refused", (name, job)
        assert job.fault, name
    assert list(tmp_path.rglob("escaped*")) == []
    assert not Path("/tmp/escaped.csv").exists()
    assert shop.count("SELECT count(*) FROM elections") == 1


def test_hostile_tables_are_refused_by_row_and_field(shop: Shop) -> None:
    head = b"contest,station_code,candidate_code,votes\n"
    good = b"".join(b"president,W-1-1-1-1,%s,1\n" % name for name in (b"asha", b"juma", b"neema"))
    cases = {
        "long": (head + good + b"president,W-1-1-1-2," + b"a" * 10_000_000 + b",1\n", "damaged-file"),
        "latin": (head + good + "president,W-1-1-1-2,Chané,1\n".encode("latin-1"), "encoding"),
        "nul": (head + good + b"president,W-1-1-1-2,as\0ha,1\n", "damaged-file"),
        "width": (head + b"president,W-1-1-1-2,asha\n", "column-count"),
        "twice": (head + good + good.replace(b"1-1,", b"1-2,") + good, "form-scattered"),
        "sql": (head + b"president,'; DELETE FROM users; --,asha,1\n", "unknown-station"),
        "huge": (head + b"president,W-1-1-1-2,asha,99999999999999999999\n", "bad-number"),
    }
    uids = {name: shop.add(body, f"{name}.csv") for name, (body, _) in cases.items()}
    shop.work()
    for name, uid in uids.items():
        codes = [one.code for one in shop.refusals(uid)]
        assert cases[name][1] in codes, (name, codes, shop.job(uid))
    assert shop.count("SELECT count(*) FROM result_forms") == 0


def test_a_kept_file_that_is_damaged_is_never_loaded(shop: Shop) -> None:
    uid = shop.add(results_csv({"W-1-1-1-1": (1, 2, 3)}))
    sha = shop.job(uid).file_sha256
    (shop.files.root / sha[:2] / sha).write_bytes(b"something else")
    shop.work()
    assert (shop.job(uid).status, "not what was stored" in (shop.job(uid).fault or "")) == ("failed", True)


def test_a_job_is_made_once_however_often_it_is_added(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(results_csv({"W-1-1-1-1": (1, 2, 3)}))
    kept = Kept(name="r.csv", sha256=keep(shop.files, path), size=path.stat().st_size, what=recognise(path))
    uid = shop.job(shop.add(results_csv({"W-1-1-1-2": (1, 2, 3)}))).uid
    with shop.engine.begin() as connection:
        add_job(connection, kept, Origin(uid=uid, election_id=shop.mini.election_id))
        rows = connection.execute(text("SELECT count(*) FROM import_jobs")).scalar_one()
    assert rows == 1
