"""The content security policy of the office: no inline script at all, nothing from elsewhere, no frame."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from sqlalchemy import Engine

from tests.office import Office, add_user, open_office

RUNS = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>")
HANDLER = re.compile(r"<[^>]+\son\w+\s*=", re.IGNORECASE)


@pytest.fixture
def office(fresh_database_url: str, tmp_path: Path) -> Iterator[Office]:
    made = open_office(fresh_database_url, tmp_path)
    yield made
    made.desk.dispose()


def test_pages_hold_no_inline_script_and_their_policy_allows_none(
    office: Office, fresh_database: Engine
) -> None:
    admin = office.sign_in(add_user(fresh_database, "chief", "admin"))
    seen = 0
    for path in ("/login", "/account", "/observe", "/incidents", "/incidents/new", "/manage/verify",
                 "/manage/discrepancies", "/admin/users", "/admin/audit", "/nowhere"):  # fmt: skip
        answer = admin.get(path)
        page = answer.text
        if answer.mimetype != "text/html" or answer.status_code in (302, 303):
            continue
        seen += 1
        assert not RUNS.search(page), path
        assert not HANDLER.search(page), path
        rules = dict(
            rule.strip().partition(" ")[::2] for rule in answer.headers["Content-Security-Policy"].split(";")
        )
        assert rules["script-src"] == "'self'", path
        assert rules["default-src"] == "'none'", path
        assert rules["frame-ancestors"] == "'none'", path
        assert rules["form-action"] == "'self'", path
        for source in re.findall(r'<script[^>]*\bsrc="([^"]+)"', page):
            assert source.startswith("/assets/"), path
            assert admin.get(source).status_code == 200, source
    assert seen >= 8


def test_a_page_comes_in_the_encoding_that_was_asked_for_and_says_the_same(office: Office) -> None:
    stranger = office.stranger()
    plain = stranger.get("/login?lang=sw", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    for name, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = stranger.get("/login?lang=sw", headers={"Accept-Encoding": f"{name}, x;q=0.1"})
        assert packed.headers["Content-Encoding"] == name
        assert len(packed.data) < len(plain.data) / 2
        assert unpack(packed.data) == plain.data
        assert packed.headers["Cache-Control"] == "no-store"
