"""Readers of parties.csv and candidates.csv: who stands for what, where.

Called by `bundle` and `run`; pure.
"""

from __future__ import annotations

from dataclasses import replace

from data.ingest import fields
from data.ingest.known import CandidateRow, Known, PartyRow
from data.ingest.problems import BadField, Problems
from data.ingest.rows import Cells, each_row, names_in, note_ignored, refuse_row
from data.ingest.tables import Source, Table

PARTY_COLUMNS = ("party_code", "party_name")
CANDIDATE_COLUMNS = ("contest", "area_code", "candidate_code", "candidate_name")


def read_parties(source: Source, problems: Problems, notes: list[str]) -> list[PartyRow]:
    """Return the parties; rows of one code that differ in colour only are one party without a colour.

    Registers list independents once per candidate, each with a colour of their own: no colour is the party's.
    """
    table = Table(source, problems, PARTY_COLUMNS, ("abbreviation", "color"), named="party_name")
    parties: dict[str, PartyRow] = {}
    for cells in each_row(table):
        try:
            party = replace(_party(cells), names=names_in(cells, table))
            first = parties.get(party.code)
            parties[party.code] = party if first is None else _same_party(first, party, cells, notes)
        except BadField as bad:
            refuse_row(problems, source.name, cells, bad)
    note_ignored(table, notes)
    return list(parties.values())


def _party(cells: Cells) -> PartyRow:
    code = fields.code(cells["party_code"])
    name = fields.optional_name(cells["party_name"]) or code
    abbreviation = fields.optional_name(cells["abbreviation"], maximum=32) or code
    return PartyRow(cells.number, code, name, abbreviation, fields.color(cells["color"]))


def _same_party(first: PartyRow, again: PartyRow, cells: Cells, notes: list[str]) -> PartyRow:
    if (first.name, first.abbreviation) != (again.name, again.abbreviation):
        cells["party_code"]
        raise BadField("duplicate", f"the code is in row {first.row} already, with another name")
    if first.color == again.color:
        return first
    notes.append(
        f"row {again.row}: {again.code} has another colour than in row {first.row}: stored without one"
    )
    return replace(first, color=None)


def read_candidates(source: Source, known: Known, problems: Problems, notes: list[str]) -> list[CandidateRow]:
    """Return the candidates in file order; each stands in an area of its contest's level."""
    optional = ("party_code", "ballot_order", "running_mate")
    table = Table(source, problems, CANDIDATE_COLUMNS, optional, named="candidate_name")
    candidates: dict[tuple[str, str, str], CandidateRow] = {}
    for cells in each_row(table):
        try:
            candidate = replace(_candidate(cells, known), names=names_in(cells, table))
            key = (candidate.contest, candidate.area, candidate.code)
            if key in candidates:
                cells["candidate_code"]
                what = f"the candidate is in row {candidates[key].row} already"
                raise BadField("duplicate", what)
            candidates[key] = candidate
        except BadField as bad:
            refuse_row(problems, source.name, cells, bad)
    note_ignored(table, notes)
    return list(candidates.values())


def _candidate(cells: Cells, known: Known) -> CandidateRow:
    contest = known.contests.get(fields.required(cells["contest"]))
    if contest is None:
        raise BadField("unknown-contest", "the election has no such contest")
    code = fields.code(cells["candidate_code"])
    name = fields.name(cells["candidate_name"])
    ballot_order = fields.optional_count(cells["ballot_order"], maximum=10_000) or 0
    running_mate = fields.optional_name(cells["running_mate"])
    party = cells["party_code"].strip(" ") or None
    if party is not None and party not in known.parties:
        raise BadField("unknown-party", "no party has this code")
    area = fields.required(cells["area_code"])
    level = known.area_levels.get(area)
    if level is None:
        raise BadField("unknown-area", "no area has this code")
    if level != contest.level:
        what = f"{contest.code} is contested per {known.level_name(contest.level)}, not per {known.level_name(level)}"
        raise BadField("wrong-race", what)
    return CandidateRow(cells.number, contest.code, area, code, name, party, ballot_order, running_mate)
