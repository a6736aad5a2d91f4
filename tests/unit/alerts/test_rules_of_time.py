"""Pure rules: when alerts open, when mails may go, which addresses may be called, how tries are spread."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data.alerts.detectors import DETECTORS
from data.alerts.dryrun import would_open
from data.alerts.rules import checked_thresholds
from data.alerts.spans import Span
from data.errors import NotThere, PersonRefused
from data.notify.deliver import MOST_ATTEMPTS, delay
from data.notify.language import speaker, spoken_numbers
from data.notify.preferences import after_quiet, due_at, wants_mail
from data.notify.webhook import checked_url, signature
from data.records.alerts import KINDS, RuleField
from data.records.notify import Preferences

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
NAIROBI = "Africa/Nairobi"


def span(began: datetime, ended: datetime | None = None, **numbers: object) -> Span:
    return Span(key="k", area_id=1, place_id=1, began=began, ended=ended, numbers=dict(numbers))


def test_every_kind_has_a_detector_and_every_detector_a_kind() -> None:
    assert set(DETECTORS) == set(KINDS)


@pytest.mark.parametrize(("minutes", "open_"), [(29, False), (30, True), (31, True)])
def test_a_form_opens_an_alert_after_its_minutes(minutes: int, open_: bool) -> None:
    detector = DETECTORS["disputed_form"]
    held = span(NOON - timedelta(minutes=minutes))
    assert detector.opens(held, {"minutes": 30}, NOON) is open_


@pytest.mark.parametrize(
    ("late", "all_", "open_"), [(9, 10, False), (10, 40, True), (10, 41, False), (250, 1000, True)]
)
def test_an_area_is_late_by_number_and_share(late: int, all_: int, open_: bool) -> None:
    detector = DETECTORS["late_area"]
    found = span(NOON, late=late, all=all_)
    assert detector.opens(found, {"share_pct": 25, "stations": 10}, NOON) is open_


def test_the_past_is_judged_by_when_it_would_have_opened() -> None:
    detector = DETECTORS["disputed_form"]
    hour = timedelta(hours=1)
    spans = [
        span(NOON - 3 * hour, NOON - 2 * hour),  # an hour: opened
        span(NOON - 3 * hour, NOON - 3 * hour + timedelta(minutes=10)),  # too short
        span(NOON - 30 * hour, NOON - 29 * hour),  # before the window
        span(NOON - hour),  # open now
        span(NOON - timedelta(minutes=5)),  # not yet
    ]
    found = would_open(detector, spans, {"minutes": 30}, (NOON - 12 * hour, NOON), hold=timedelta())
    assert [one for _, one in found] == [spans[0], spans[3]]
    assert found[0][0] == NOON - 3 * hour + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("at", "waits_until"),
    [
        ("2031-05-04T18:59", None),  # 21:59 in Nairobi
        ("2031-05-04T19:00", "2031-05-05T03:00"),  # 22:00: until 06:00 of the next day
        ("2031-05-04T23:30", "2031-05-05T03:00"),  # 02:30, already the next day
        ("2031-05-05T02:59", "2031-05-05T03:00"),
        ("2031-05-05T03:00", None),
    ],
)
def test_quiet_hours_go_over_midnight_in_the_zone_of_the_election(at: str, waits_until: str | None) -> None:
    wanted = Preferences(quiet_from="22:00", quiet_until="06:00")
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    expected = moment if waits_until is None else datetime.fromisoformat(waits_until).replace(tzinfo=UTC)
    assert after_quiet(wanted, moment, NAIROBI) == expected
    assert due_at(wanted, "high", moment, NAIROBI) == expected
    assert due_at(wanted, "critical", moment, NAIROBI) == moment


def test_quiet_hours_within_a_day_and_a_digest_that_would_end_in_them() -> None:
    wanted = Preferences(quiet_from="12:00", quiet_until="13:00", digest_min=30)
    before = datetime(2031, 5, 4, 8, 45, tzinfo=UTC)  # 11:45: the digest would be due at 12:15
    assert due_at(wanted, "high", before, NAIROBI) == datetime(2031, 5, 4, 10, 0, tzinfo=UTC)
    assert due_at(wanted, "high", NOON, NAIROBI) == NOON + timedelta(minutes=30)


def test_no_quiet_hours_where_beginning_and_end_are_the_same() -> None:
    assert after_quiet(Preferences(quiet_from="22:00", quiet_until="22:00"), NOON, NAIROBI) == NOON
    assert after_quiet(Preferences(), NOON, "No/Zone") == NOON


def test_mail_is_wanted_from_a_severity_on_and_never_of_what_is_left_out() -> None:
    wanted = Preferences(mail_from="high", muted_kinds=("anomaly",))
    assert [wants_mail(wanted, "late_area", s) for s in ("low", "medium", "high", "critical")] == [
        False,
        False,
        True,
        True,
    ]
    assert not wants_mail(wanted, "anomaly", "critical")
    assert not wants_mail(Preferences(mail_from=None), "late_area", "critical")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1/", "javascript:alert(1)", "example.org", "", "https://",
        "http://example.org/", "http://10.0.0.1/", "http://localhost.example.org/", "http://127.0.0.1.example.org/",
        "https://user:secret@example.org/", "https://example.org/#x", "https://example.org:99999/", "https://exa mple.org/",
        "https://169.254.169.254/latest", "https://0.0.0.0/", "https://[fe80::1]/", "https://example.org/\r\nHost: x", "https://ex\u0430mple.org/",
        "https://example.org/" + "a" * 2000,
    ],
)  # fmt: skip
def test_an_address_that_may_not_be_called_is_refused(url: str) -> None:
    with pytest.raises(PersonRefused):
        checked_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/in?a=b",
        "https://example.org:8443",
        "http://127.0.0.1:9000/x",
        "http://localhost/",
        "http://[::1]:80/",
    ],
)
def test_https_anywhere_and_http_on_this_machine_may_be_called(url: str) -> None:
    assert checked_url(url) == url


def test_a_signature_depends_on_secret_time_and_body() -> None:
    made = {signature(s, t, b) for s in ("a", "b") for t in ("1", "2") for b in (b"x", b"y")}
    assert len(made) == 8
    assert signature("key", "1", b"x") == signature("key", "1", b"x")


def test_tries_come_ever_more_rarely_and_are_spread() -> None:
    waits = [delay(n, roll=lambda: 0.5) for n in range(1, MOST_ATTEMPTS + 1)]
    assert waits == [30, 60, 120, 240, 480, 960, 1800, 1800]
    assert delay(1, roll=lambda: 0.0) == 24
    assert round(delay(1, roll=lambda: 1.0)) == 36


def _sample(field: RuleField) -> int | str:
    return "high" if field.is_severity else field.least


def test_thresholds_are_complete_whole_and_within_limits() -> None:
    for kind, words in KINDS.items():
        good = {field.name: _sample(field) for field in words.fields}
        assert checked_thresholds(kind, good) == good
        for field in words.fields:
            bad = (
                ["worst", 1] if field.is_severity else [field.least - 1, field.most + 1, 1.5, True, "3", None]
            )
            for value in bad:
                with pytest.raises(PersonRefused):
                    checked_thresholds(kind, {**good, field.name: value})
            with pytest.raises(PersonRefused):
                checked_thresholds(kind, {name: value for name, value in good.items() if name != field.name})
        with pytest.raises(PersonRefused):
            checked_thresholds(kind, {**good, "more": 1})
    with pytest.raises(NotThere):
        checked_thresholds("no_kind", {})


def test_a_mail_speaks_the_readers_language_and_the_elections_time() -> None:
    say = speaker("sw")
    numbers = {
        "station": "Shule\r\nBcc: x",
        "contest": "Rais",
        "since_at": "2031-05-04T19:30:00+00:00",
        "n": 1234,
    }
    fields = spoken_numbers(numbers, NAIROBI, say)
    assert fields["since_at"] == "2031-05-04 22:30 EAT"
    assert fields["n"] == "1,234"
    said = say(KINDS["disputed_form"].sentence, **fields)
    assert said.startswith("Shule Bcc: x, Rais: imezuiwa")
    assert "\n" not in said
    assert speaker("../../etc")("Severity") == "Severity"
