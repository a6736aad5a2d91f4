"""The corpus of the evaluation of anomalies: real forms, which of them are known to be bad, and faults put into others.

Called by `benchmarks.anomalies`. Everything is drawn by a seed; no form or figure of the bundle leaves this module.
"""

from __future__ import annotations

import csv
import dataclasses
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from data.anomalies.facts import FormFacts, Twin, centre_of

BUNDLE = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "ke-2022"
LIMIT, MINOR_SHARE, MINOR_VOTES, COPIED = 700, 0.05, 60, "copied form"
Votes = tuple[int, ...]
Wards = dict[str, list[FormFacts]]


@dataclasses.dataclass
class Corpus:
    """Forms by ward, with what is wrong with them by station: `known` as they came, `faults` as put in.

    `originals` are the forms that were copied: of two equal forms nobody can say which is the copy, so they are neither
    clean nor faulty.
    """

    wards: Wards
    known: dict[str, str]
    faults: dict[str, str]
    originals: frozenset[str] = frozenset()


def read_corpus(folder: Path) -> Corpus:
    """Read the station forms of the president's race. Raises `FileNotFoundError` where the bundle is absent."""
    places = {r["station_code"]: (r["area_code"], r["station_name"]) for r in rows(folder / "stations.csv")}
    ballot = {
        r["candidate_code"]: int(r["ballot_order"])
        for r in rows(folder / "candidates.csv")
        if r["contest"] == "president"
    }
    votes: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows(folder / "results" / "president-34a.csv"):
        votes[row["station_code"]][row["candidate_code"]] = int(row["votes"])
    codes = sorted(ballot, key=lambda code: (ballot[code], code))
    totals = [sum(given.get(code, 0) for given in votes.values()) for code in codes]
    minor = [total < MINOR_SHARE * sum(totals) for total in totals]
    corpus = Corpus(defaultdict(list), {}, {})
    for number, station in enumerate(sorted(votes)):
        ward, name = places[station]
        form = _form(
            number, station, centre_of(name), tuple(votes[station].get(code, 0) for code in codes), minor
        )
        corpus.wards[ward].append(form)
        if fault := known_fault(form.votes, minor):
            corpus.known[station] = fault
    return corpus


def known_fault(votes: Votes, minor: Sequence[bool]) -> str | None:
    """Name the class of a known bad transcription: `None` for what is not one."""
    if not sum(votes):
        return "known: all zero"
    if any(is_minor and count > MINOR_VOTES for count, is_minor in zip(votes, minor, strict=True)):
        return "known: minor candidate"
    return "known: over 700" if sum(votes) > LIMIT else None


def _form(number: int, station: str, centre: str, votes: Votes, minor: Sequence[bool]) -> FormFacts:
    # What the gate of the tally holds is nobody's peer: here as there.
    return FormFacts(
        form_id=number, votes=votes, valid=sum(votes), valid_stated=False, limit=LIMIT, station=station,
        centre=centre, is_peer=known_fault(votes, minor) is None,
    )  # fmt: skip


def half_of(corpus: Corpus, half: str, seed: int) -> Corpus:
    """Return the wards of one half of the counties, the same for one seed."""
    counties = sorted({ward.split("-")[0] for ward in corpus.wards})
    random.Random(seed).shuffle(counties)
    chosen = set(counties[: len(counties) // 2] if half == "train" else counties[len(counties) // 2 :])
    wards = {ward: forms for ward, forms in corpus.wards.items() if ward.split("-")[0] in chosen}
    stations = {form.station for forms in wards.values() for form in forms}
    known = {station: fault for station, fault in corpus.known.items() if station in stations}
    return Corpus(wards, known, {})


# Faults ---------------------------------------------------------------------------------------------


def _one_row(change: Callable[[str, random.Random], str]) -> Callable[[Votes, random.Random], Votes | None]:
    """Return a fault that rewrites one figure of at least two digits, any candidate's."""

    def put(votes: Votes, dice: random.Random) -> Votes | None:
        rows = [place for place, count in enumerate(votes) if count >= 10]
        if not rows:
            return None
        place = dice.choice(rows)
        changed = [*votes]
        changed[place] = int(change(str(votes[place]), dice))
        return tuple(changed)

    return put


def dropped(words: str, dice: random.Random) -> str:
    """Return a figure without one of its digits."""
    at = dice.randrange(len(words))
    return words[:at] + words[at + 1 :]


def _transposed(words: str, dice: random.Random) -> str:
    at = dice.randrange(len(words) - 1)
    return words[:at] + words[at + 1] + words[at] + words[at + 2 :]


def _swapped(votes: Votes, dice: random.Random) -> Votes:
    first = max(range(len(votes)), key=votes.__getitem__)
    second = dice.choice([place for place in range(len(votes)) if place != first])
    changed = [*votes]
    changed[first], changed[second] = changed[second], changed[first]
    return tuple(changed)


def _over(votes: Votes, dice: random.Random) -> Votes:
    first = max(range(len(votes)), key=votes.__getitem__)
    return plus(votes, first, LIMIT - sum(votes) + dice.randint(1, 300))


def _padded(votes: Votes, dice: random.Random) -> Votes:
    first = max(range(len(votes)), key=votes.__getitem__)
    return plus(votes, first, max(1, min(votes[first] // 2, LIMIT - sum(votes))))


def plus(votes: Votes, place: int, more: int) -> Votes:
    """Return the votes with more for one candidate."""
    return tuple(count + more * (at == place) for at, count in enumerate(votes))


FAULTS: dict[str, Callable[[Votes, random.Random], Votes | None]] = {
    "times ten": _one_row(lambda words, _: words + "0"),
    "dropped digit": _one_row(dropped),
    "transposed digits": _one_row(_transposed),
    "swapped candidates": _swapped,
    "shifted rows": lambda votes, dice: (*votes[1:], votes[0]),
    "over the limit": _over,
    "half as many again": _padded,
    COPIED: lambda votes, dice: None,
}


def put_faults(corpus: Corpus, rate: float, seed: int) -> Corpus:
    """Return the corpus with a part of its clean forms altered, the kinds in turn; an alteration always changes figures."""
    dice = random.Random(seed * 1009)
    clean = [
        form
        for ward in sorted(corpus.wards)
        for form in corpus.wards[ward]
        if form.station not in corpus.known
    ]
    chosen = dice.sample(clean, round(rate * len(clean)))
    altered: dict[int, Votes] = {}
    faults: dict[str, str] = {}
    originals: set[str] = set()
    ward_of = {form.form_id: ward for ward, forms in corpus.wards.items() for form in forms}
    for turn, form in enumerate(chosen):
        kind = list(FAULTS)[turn % len(FAULTS)]
        original = dice.choice(corpus.wards[ward_of[form.form_id]])
        votes = original.votes if kind == COPIED else FAULTS[kind](form.votes, dice)
        if votes is not None and votes != form.votes and any(votes):
            altered[form.form_id] = votes
            faults[form.station or ""] = kind
            originals |= {original.station or ""} if kind == COPIED else set()
    wards = {ward: [altered_form(form, altered) for form in forms] for ward, forms in corpus.wards.items()}
    return Corpus(_with_twins(wards), corpus.known, faults, frozenset(originals))


def altered_form(form: FormFacts, altered: dict[int, Votes]) -> FormFacts:
    """Return the form with other votes, if it is to have any."""
    votes = altered.get(form.form_id)
    if votes is None:
        return form
    peer = form.is_peer and sum(votes) <= LIMIT
    return dataclasses.replace(form, votes=votes, valid=sum(votes), is_peer=peer)


def _with_twins(wards: Wards) -> Wards:
    """Name to each form the stations with the same votes, those of the ward first, as the store's index finds them."""
    by_votes: dict[Votes, list[tuple[int, str, str]]] = defaultdict(list)
    for ward, forms in wards.items():
        for form in forms:
            if any(form.votes):
                by_votes[form.votes].append((form.form_id, form.station or "", ward))
    return {
        ward: [
            dataclasses.replace(
                form,
                twins=tuple(
                    Twin(form_id=number, station=s, area=w, near=w == ward)
                    for number, s, w in by_votes[form.votes]
                    if s != form.station
                ),
            )
            for form in forms
        ]
        for ward, forms in wards.items()
    }


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
