"""Reader of `election.toml` and `baseline.toml`.

Called by `bundle`; pure. The structs mirror the files key by key, unknown keys are refused, so that a
misspelt key cannot be lost in silence.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from data.ingest import fields
from data.ingest.problems import BadField, Problems, Refusal
from data.ingest.tables import LANGUAGE, Source
from data.records.settings import (
    AnomalySettings,
    BoardSettings,
    EntrySettings,
    ImportSettings,
    IncidentSettings,
    ProvenanceSettings,
    PublicationSettings,
)

T = TypeVar("T")
Percent = Annotated[float, msgspec.Meta(gt=0, le=100)]
ElectionType = Literal["general_election", "by_election", "referendum", "primary", "runoff", "other"]
Status = Literal["draft", "scheduled", "active", "paused", "completed", "cancelled"]
FormState = Literal["preliminary", "verified", "confirmed"]
_RESERVED = frozenset({"geo"})
_LEVEL = re.compile(r"[a-z][a-z0-9_-]{0,31}")


class WinRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a contest is won; the keys beyond `kind` belong to `majority_with_spread`."""

    kind: Literal["plurality", "majority", "majority_with_spread"] = "plurality"
    share_pct: Percent | None = None
    spread_level: str | None = None
    spread_share_pct: Percent | None = None
    spread_areas: Annotated[int, msgspec.Meta(gt=0)] | None = None


class ContestHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[contest]]`."""

    code: str
    title: str
    level: str
    ballot_order: Annotated[int, msgspec.Meta(ge=0, le=1000)] | None = None
    counting_source: str = "34a"
    max_votes_per_station: Annotated[int, msgspec.Meta(gt=0, le=fields.MAX_STATION_COUNT)] | None = None
    win_rule: WinRule = WinRule()
    titles: dict[str, str] = {}


class GeographyHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[geography]`: its code and the level names from the root down."""

    code: str
    levels: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=9)]


class ElectionHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`election.toml`."""

    code: str
    title: str
    date: date
    geography: GeographyHeader
    contest: Annotated[tuple[ContestHeader, ...], msgspec.Meta(min_length=1, max_length=100)]
    type: ElectionType = "general_election"
    timezone: str = "Africa/Nairobi"
    status: Status = "draft"
    is_test: bool = False
    publish_states: tuple[FormState, ...] = ("verified", "confirmed")
    entry: EntrySettings | None = None
    provenance: ProvenanceSettings | None = None
    board: BoardSettings | None = None
    anomalies: AnomalySettings | None = None
    incidents: IncidentSettings | None = None
    imports: ImportSettings | None = None
    publication: PublicationSettings | None = None
    area_sources: dict[str, str] | None = None
    titles: dict[str, str] = {}

    def chosen(self) -> dict[str, Any]:
        """Return the settings that the file states; what it leaves out keeps its stored value or default."""
        tables = {
            "entry": self.entry,
            "provenance": self.provenance,
            "board": self.board,
            "anomalies": self.anomalies,
            "incidents": self.incidents,
            "imports": self.imports,
            "publication": self.publication,
            "area_sources": self.area_sources,
        }
        return {name: msgspec.to_builtins(table) for name, table in tables.items() if table is not None}

    def level_of(self, contest: ContestHeader) -> int:
        """Return the number of the contest's level, 0 being the root."""
        return self.geography.levels.index(contest.level)


class Compare(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One `[[compare]]`: the earlier election, the contest and the level compared at.

    `crosswalk` maps area codes, `candidates` candidate codes, of this election to those of the earlier one.
    """

    election: str
    contest: str
    level: str
    baseline_contest: str | None = None
    crosswalk: dict[str, str] = {}
    candidates: dict[str, str] = {}


class BaselineHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`baseline.toml`."""

    compare: tuple[Compare, ...] = ()


def read_header(source: Source, problems: Problems) -> ElectionHeader | None:
    """Return `election.toml`, or `None` with its refusals added."""
    header = _read_toml(source, ElectionHeader, problems)
    if header is None:
        return None
    before = problems.count(source.name)
    _check_election(header, source.name, problems)
    for contest in header.contest:
        _check_contest(contest, header, source.name, problems)
    return header if problems.count(source.name) == before else None


def read_baseline(source: Source, header: ElectionHeader, problems: Problems) -> BaselineHeader | None:
    """Return `baseline.toml` checked against the election it belongs to, or `None` with refusals added."""
    baseline = _read_toml(source, BaselineHeader, problems)
    if baseline is None:
        return None
    contests = {contest.code for contest in header.contest}
    for number, compare in enumerate(baseline.compare, start=1):
        where = f"compare[{number}]"
        if compare.contest not in contests:
            what = "the contest is not in election.toml"
            _refuse(problems, source.name, "unknown-contest", (f"{where}.contest", compare.contest), what)
        if compare.level not in header.geography.levels:
            what = "the level is not in election.toml"
            _refuse(problems, source.name, "unknown-level", (f"{where}.level", compare.level), what)
        if compare.election == header.code:
            what = "an election cannot be compared with itself"
            _refuse(problems, source.name, "bad-setting", (f"{where}.election", compare.election), what)
    return baseline if problems.count(source.name) == 0 else None


def _read_toml(source: Source, shape: type[T], problems: Problems) -> T | None:
    if source.too_large(problems):
        return None
    try:
        text = source.path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        return msgspec.convert(tomllib.loads(text), shape)
    except UnicodeDecodeError as error:
        problems.add(Refusal("encoding", source.name, f"byte {error.start + 1} is not UTF-8"))
    except tomllib.TOMLDecodeError as error:
        problems.add(Refusal("not-toml", source.name, f"the file is not TOML: {error}"))
    except msgspec.ValidationError as error:
        rule = "unknown-setting" if "unknown field" in str(error) else "bad-setting"
        problems.add(Refusal(rule, source.name, str(error).rstrip(".")))
    return None


def _refuse(problems: Problems, file: str, rule: str, at: tuple[str, str], what: str) -> None:
    problems.add(Refusal(rule, file, what, field=at[0], value=at[1]))


def _check_slug(value: str, field: str, file: str, problems: Problems) -> None:
    try:
        fields.slug(value)
    except BadField as bad:
        _refuse(problems, file, bad.rule, (field, value), bad.what)


def _check_title(value: str, field: str, file: str, problems: Problems) -> None:
    try:
        fields.name(value)
    except BadField as bad:
        _refuse(problems, file, bad.rule, (field, value), bad.what)


def _check_titles(titles: dict[str, str], field: str, file: str, problems: Problems) -> None:
    """Check titles in other languages; a blank one takes the stored one back."""
    for lang, title in titles.items():
        if not LANGUAGE.fullmatch(lang):
            _refuse(problems, file, "bad-language", (f"{field}.{lang}", title), "this names no language")
        elif title:
            _check_title(title, f"{field}.{lang}", file, problems)


def _check_election(header: ElectionHeader, file: str, problems: Problems) -> None:
    _check_slug(header.code, "code", file, problems)
    _check_slug(header.geography.code, "geography.code", file, problems)
    _check_title(header.title, "title", file, problems)
    _check_titles(header.titles, "titles", file, problems)
    if header.code in _RESERVED:
        _refuse(problems, file, "bad-setting", ("code", header.code), "this code is taken by the site itself")
    try:
        ZoneInfo(header.timezone)
    except (KeyError, ValueError, OSError):
        what = "no such time zone"
        _refuse(problems, file, "bad-setting", ("timezone", header.timezone), what)
    levels = header.geography.levels
    for level in dict.fromkeys(levels):
        if not _LEVEL.fullmatch(level):
            what = "level names are lower-case letters, digits, dashes and underscores"
            _refuse(problems, file, "bad-setting", ("geography.levels", level), what)
        if levels.count(level) > 1:
            _refuse(problems, file, "duplicate", ("geography.levels", level), "the level is named twice")
    for source, level in (header.area_sources or {}).items():
        _check_slug(source, "area_sources", file, problems)
        if level not in levels:
            what = f"the forms {source} are of a level that geography.levels does not have"
            _refuse(problems, file, "unknown-level", (f"area_sources.{source}", level), what)
    if header.entry is not None:
        _check_slug(header.entry.source, "entry.source", file, problems)
    codes = [contest.code for contest in header.contest]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        _refuse(problems, file, "duplicate", ("contest.code", code), "the contest is there twice")


def _check_contest(contest: ContestHeader, header: ElectionHeader, file: str, problems: Problems) -> None:
    _check_slug(contest.code, "contest.code", file, problems)
    _check_slug(contest.counting_source, "contest.counting_source", file, problems)
    _check_title(contest.title, "contest.title", file, problems)
    _check_titles(contest.titles, "contest.titles", file, problems)
    if contest.level not in header.geography.levels:
        what = f"contest {contest.code} names a level that geography.levels does not have"
        _refuse(problems, file, "unknown-level", ("contest.level", contest.level), what)
    rule = contest.win_rule
    spread = (rule.share_pct, rule.spread_level, rule.spread_share_pct, rule.spread_areas)
    if rule.kind == "majority_with_spread" and None in spread:
        what = f"contest {contest.code} needs share_pct, spread_level, spread_share_pct and spread_areas"
        _refuse(problems, file, "bad-setting", ("contest.win_rule", rule.kind), what)
    if rule.spread_level is not None and rule.spread_level not in header.geography.levels:
        what = f"contest {contest.code} spreads over a level that geography.levels does not have"
        _refuse(problems, file, "unknown-level", ("contest.win_rule.spread_level", rule.spread_level), what)
