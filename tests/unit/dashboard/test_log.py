"""Logging: one form for all loggers, a correlation id, no secrets."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterator

import pytest
import structlog

from dashboard.log import configure, correlation


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = before, level
    structlog.reset_defaults()


def _last(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    last: dict[str, str] = json.loads(capsys.readouterr().err.strip().splitlines()[-1])
    return last


def test_structlog_and_the_standard_library_come_out_alike(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", "info")
    structlog.get_logger("matokeo.x").info("published", version=7)
    ours = _last(capsys)
    logging.getLogger("some.library").warning("%d retries", 3)
    theirs = _last(capsys)
    assert (ours["event"], ours["version"], ours["level"]) == ("published", 7, "info")
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("3 retries", "some.library", "warning")
    assert ours["timestamp"].endswith("Z")
    assert set(ours) - {"version"} == set(theirs)


def test_all_lines_of_one_request_share_an_id_and_none_outside_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("json", "info")
    log = structlog.get_logger("x")
    given = str(uuid.uuid4())
    with correlation(given) as name:
        logging.getLogger("library").info("inside")
        assert _last(capsys)["correlation_id"] == given == name
    log.info("outside")
    assert "correlation_id" not in _last(capsys)


@pytest.mark.parametrize("forged", ["x\nfake line", "'; DROP", "", "1234"])
def test_an_id_that_is_no_uuid_is_replaced_not_logged(forged: str) -> None:
    with correlation(forged) as name:
        assert str(uuid.UUID(name)) == name != forged


def test_secrets_and_passwords_in_urls_are_masked(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", "info")
    structlog.get_logger("x").error(
        "lost", url="postgresql://owner:hunter2@db/x", csrf_token="hunter2", Password="hunter2", host="db"
    )
    assert "hunter2" not in json.dumps(entry := _last(capsys))
    assert entry["url"] == "postgresql://owner:***@db/x"
    assert entry["host"] == "db"


def test_an_exception_is_logged_with_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", "info")
    try:
        raise ValueError("bad form")
    except ValueError:
        structlog.get_logger("x").exception("failed")
    assert "ValueError: bad form" in _last(capsys)["exception"]
