"""Writes the election, its contests, parties, races and candidates.

Called by `run` inside its transaction. What forms depend on (level and counting source of a contest, whether the
election is a test) cannot change once it is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from data.engine import sql
from data.ingest.header import ContestHeader, ElectionHeader
from data.ingest.known import CandidateRow, PartyRow
from data.ingest.load_register import Place
from data.ingest.problems import Refusal
from data.ingest.summary import FileSummary
from data.ingest.transfer import copy_rows


def load_election(place: Place, header: ElectionHeader, summary: FileSummary) -> None:
    """Add the election or update its title, date, zone and published states; fills `place.election_id`.

    The status is set once: from then on it belongs to the election's managers.
    """
    given = _election_values(header)
    row = place.connection.execute(sql("ingest_election"), {"code": header.code}).one_or_none()
    if row is None:
        values = {**given, "code": header.code, "status": header.status, "is_test": header.is_test}
        values["register_id"] = place.register_id
        place.election_id = place.connection.execute(sql("ingest_add_election"), values).scalar_one()
        _set_settings(place, header)
        summary.add(None, header.code, {"title": header.title, "status": header.status})
        return
    place.election_id = row.election_id
    if row.is_test != header.is_test:
        what = f"{header.code} is stored as {'a test' if row.is_test else 'a real election'}"
        value = str(header.is_test).lower()
        place.problems.add(Refusal("register-conflict", summary.file, what, None, "is_test", value))
        return
    if row.status != header.status:
        summary.notes.append(
            f"status {header.status!r} not taken over: the election is {row.status!r} by now"
        )
    chosen = header.chosen()
    stored = {name: getattr(row, name) for name in given} | {name: row.settings.get(name) for name in chosen}
    changed = _differences(stored, {**given, **chosen})
    if not changed[1]:
        summary.unchanged += 1
        return
    place.connection.execute(sql("ingest_set_election"), {**given, "election_id": row.election_id})
    _set_settings(place, header)
    if "publish_states" in changed[1] or "provenance" in changed[1]:
        place.connection.execute(sql("ingest_mark_dirty"), {"election_id": row.election_id})
    _note_change(place, summary, ("election", header.code), changed)


def _set_settings(place: Place, header: ElectionHeader) -> None:
    """Store what the file chooses of entry and provenance beside what others keep in the settings."""
    chosen = header.chosen()
    if chosen:
        given = {"election_id": place.election_id, "chosen": _json(chosen)}
        place.connection.execute(sql("ingest_set_settings"), given)


def _election_values(header: ElectionHeader) -> dict[str, Any]:
    return {
        "title": header.title,
        "election_date": header.date,
        "election_type": header.type,
        "timezone": header.timezone,
        "publish_states": list(header.publish_states),
    }


def _differences(stored: dict[str, Any], given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the entries that differ, as stored and as given."""
    names = [name for name, value in given.items() if stored[name] != value]
    return {name: stored[name] for name in names}, {name: given[name] for name in names}


def _note_change(
    place: Place,
    summary: FileSummary,
    thing: tuple[str, str],
    changed: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    old, new = changed
    place.trail.changed(*thing, old, new, file=summary.file)
    summary.note_change(None, thing[1], old, new)
    summary.change(
        f"{thing[1]}: " + ", ".join(f"{name} {old[name]} -> {value}" for name, value in new.items())
    )


def load_contests(place: Place, header: ElectionHeader, summary: FileSummary) -> None:
    """Add new contests and update changed ones."""
    rows = place.connection.execute(sql("ingest_contests"), {"election_id": place.election_id})
    stored = {row.code: row for row in rows}
    for position, contest in enumerate(header.contest, start=1):
        given = _contest_values(contest, header, position)
        row = stored.get(contest.code)
        if row is None:
            values = {**given, "win_rule": _json(given["win_rule"])}
            values |= {"election_id": place.election_id, "code": contest.code}
            place.connection.execute(sql("ingest_add_contest"), values)
            summary.add(None, contest.code, {"title": contest.title, "level": contest.level})
            continue
        changed = _differences({name: getattr(row, name) for name in given}, given)
        if not changed[1]:
            summary.unchanged += 1
        elif not _contest_conflict(place, contest, row, changed[1], summary):
            values = {**given, "win_rule": _json(given["win_rule"]), "contest_id": row.contest_id}
            place.connection.execute(sql("ingest_set_contest"), values)
            _note_change(place, summary, ("contest", f"{header.code}/{contest.code}"), changed)


def _contest_values(contest: ContestHeader, header: ElectionHeader, position: int) -> dict[str, Any]:
    return {
        "title": contest.title,
        "level": header.level_of(contest),
        "ballot_order": position if contest.ballot_order is None else contest.ballot_order,
        "counting_source": contest.counting_source,
        "win_rule": msgspec.to_builtins(contest.win_rule) | {"kind": contest.win_rule.kind},
        "max_votes_per_station": contest.max_votes_per_station,
    }


def _json(value: dict[str, Any]) -> str:
    return msgspec.json.encode(value).decode()


def _contest_conflict(
    place: Place, contest: ContestHeader, row: Any, changed: dict[str, Any], summary: FileSummary
) -> bool:
    conflicts = {
        "level": row.has_races and f"{contest.code} has candidates on its stored level",
        "counting_source": row.has_forms and f"{contest.code} has forms; {row.counting_source} counts",
    }
    for name, what in conflicts.items():
        if name in changed and what:
            value = contest.level if name == "level" else contest.counting_source
            place.problems.add(
                Refusal("register-conflict", summary.file, what, None, f"contest.{name}", value)
            )
            return True
    return False


def load_parties(place: Place, parties: Sequence[PartyRow], summary: FileSummary) -> None:
    """Add new parties and update changed ones."""
    rows = place.connection.execute(sql("ingest_parties"), {"election_id": place.election_id})
    stored = {row.code: row for row in rows}
    new: list[tuple[Any, ...]] = []
    for party in parties:
        row = stored.get(party.code)
        if row is None:
            new.append((place.election_id, party.code, party.name, party.abbreviation, party.color))
            summary.add(party.row, party.code, {"name": party.name, "abbreviation": party.abbreviation})
            continue
        given = {"name": party.name, "abbreviation": party.abbreviation, "color": party.color}
        changed = _differences({name: getattr(row, name) for name in given}, given)
        if changed[1]:
            place.connection.execute(sql("ingest_set_party"), {**given, "party_id": row.party_id})
            _note_change(place, summary, ("party", party.code), changed)
        else:
            summary.unchanged += 1
    copy_rows(place.connection, "parties", ("election_id", "code", "name", "abbreviation", "color"), new)


def load_candidates(place: Place, candidates: Sequence[CandidateRow], summary: FileSummary) -> None:
    """Add new candidates with their races and update changed ones; nobody is taken off a ballot."""
    _load_races(place, candidates)
    given = {"election_id": place.election_id}
    stored = {
        (row.contest, row.area, row.code): row
        for row in place.connection.execute(sql("ingest_candidates"), given)
    }
    races = {
        (row.contest, row.area): row.race_id for row in place.connection.execute(sql("ingest_races"), given)
    }
    parties = {row.code: row.party_id for row in place.connection.execute(sql("ingest_parties"), given)}
    new: list[tuple[Any, ...]] = []
    for candidate in candidates:
        key = (candidate.contest, candidate.area, candidate.code)
        row = stored.get(key)
        values = _candidate_values(candidate)
        party_id = None if candidate.party is None else parties[candidate.party]
        if row is None:
            race_id = races[candidate.contest, candidate.area]
            new.append(
                (
                    race_id,
                    candidate.code,
                    candidate.name,
                    party_id,
                    candidate.ballot_order,
                    candidate.running_mate,
                )
            )
            summary.add(candidate.row, "/".join(key), values)
            continue
        changed = _differences({name: getattr(row, name) for name in values}, values)
        if changed[1]:
            update = {**values, "party_id": party_id, "candidate_id": row.candidate_id}
            place.connection.execute(sql("ingest_set_candidate"), update)
            _note_change(place, summary, ("candidate", "/".join(key)), changed)
        else:
            summary.unchanged += 1
    columns = ("race_id", "code", "name", "party_id", "ballot_order", "running_mate")
    copy_rows(place.connection, "candidates", columns, new)
    missing = len(stored) - (len(candidates) - len(new))
    if missing > 0:
        summary.notes.append(f"{missing} stored candidates are not in the file: kept")


def _candidate_values(candidate: CandidateRow) -> dict[str, Any]:
    return {
        "name": candidate.name,
        "party": candidate.party,
        "ballot_order": candidate.ballot_order,
        "running_mate": candidate.running_mate,
    }


def _load_races(place: Place, candidates: Sequence[CandidateRow]) -> None:
    given = {"election_id": place.election_id}
    stored = {(row.contest, row.area) for row in place.connection.execute(sql("ingest_races"), given)}
    contests = {row.code: row.contest_id for row in place.connection.execute(sql("ingest_contests"), given)}
    wanted = dict.fromkeys((candidate.contest, candidate.area) for candidate in candidates)
    rows = [
        (contests[contest], place.area_ids[area]) for contest, area in wanted if (contest, area) not in stored
    ]
    copy_rows(place.connection, "races", ("contest_id", "area_id"), rows)
