"""How well the rules of `data.anomalies` find known faults: precision, recall and findings per 1,000 clean forms.

`python -m benchmarks.anomalies [--data ../shared/data/ke-2022] [--rate 0.05] [--seed 7] [--half test]`. Positives are the
bundle's known bad transcriptions (nothing but zeros; a minor candidate above 60 votes; more votes than a station may have)
and faults put into other forms, seeded and balanced over the kinds. Counties are split in two halves by the seed: thresholds
were chosen on `train`, what is published is of `test`. A clean form is one that nobody altered and that is not known to be
bad: many flagged ones among them are real faults that nobody has listed, so precision is a lower bound. Prints sums only.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from benchmarks.anomaly_corpus import (
    BUNDLE,
    Corpus,
    Votes,
    Wards,
    altered_form,
    dropped,
    half_of,
    plus,
    put_faults,
    read_corpus,
    rows,
)
from data.anomalies.area_rules import AreaFacts, facts_of, judge_area, together
from data.anomalies.facts import FormFacts, Found, Settings
from data.anomalies.judge import combined, judge_ward
from data.anomalies.thresholds import DEFAULT, Thresholds

# Measures -------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Measured:
    """What was found: findings by station and rule, with the sizes of both classes."""

    found: dict[str, list[Found]]
    wrong: dict[str, str]
    originals: frozenset[str]
    at: float

    def flagged(self, station: str) -> bool:
        """Tell whether the form's score reaches the threshold."""
        return combined(found.score for found in self.found[station]) >= self.at

    def told(self, stations: Iterable[str], rule: str | None) -> int:
        """Count the stations that a rule (`None`: the score) names."""
        if rule is None:
            return sum(self.flagged(station) for station in stations)
        return sum(any(found.rule == rule for found in self.found[station]) for station in stations)


def measure(corpus: Corpus, limits: Thresholds = DEFAULT) -> Measured:
    """Judge every ward."""
    found = {}
    for forms in corpus.wards.values():
        verdicts = judge_ward(forms, Settings(), limits=limits)
        found.update({form.station or "": verdicts[form.form_id] for form in forms})
    return Measured(found, corpus.known | corpus.faults, corpus.originals, limits.flagged)


def report(measured: Measured) -> list[str]:
    """Return the tables as Markdown."""
    clean = [s for s in measured.found if s not in measured.wrong and s not in measured.originals]
    wrong = list(measured.wrong)
    rules = sorted({found.rule for founds in measured.found.values() for found in founds})
    lines = [f"{len(clean)} clean forms, {len(wrong)} with a fault.", ""]
    lines += ["| rule | precision | recall | named per 1,000 clean |", "| --- | ---: | ---: | ---: |"]
    for rule in [*rules, None]:
        right, false = measured.told(wrong, rule), measured.told(clean, rule)
        precision = f"{right / (right + false):.3f}" if right + false else "none named"
        name = f"`{rule}`" if rule else f"**form score from {measured.at}**"
        lines.append(f"| {name} | {precision} | {right / len(wrong):.3f} | {1000 * false / len(clean):.1f} |")
    lines += [
        "",
        "| fault | forms | found by the score | rules that name it |",
        "| --- | ---: | ---: | --- |",
    ]
    kinds = defaultdict(list)
    for station, kind in measured.wrong.items():
        kinds[kind].append(station)
    for kind, stations in sorted(kinds.items()):
        named = Counter(found for station in stations for found in {f.rule for f in measured.found[station]})
        words = ", ".join(
            f"`{rule}` {count / len(stations):.2f}"
            for rule, count in named.most_common(4)
            if count > 0.02 * len(stations)
        )
        lines.append(
            f"| {kind} | {len(stations)} | {measured.told(stations, None) / len(stations):.3f} | {words} |"
        )
    return lines


# Turnout ----------------------------------------------------------------------------------------------


def turnout(portal: Path, seed: int) -> list[str]:
    """Return how `turnout_outlier` does where registered voters are known: wards of 2017 among those of their county."""
    counties = _portal_wards(portal)
    lines = [
        "| turnout, wards of 2017 | forms | `turnout_outlier` | any rule |",
        "| --- | ---: | ---: | ---: |",
    ]
    plain = [found for forms in counties.values() for found in judge_ward(forms, Settings()).values()]
    lines.append(_turnout_line("as they are", plain))
    for kind in ("dropped digit", "times ten", "half as many again"):
        dice = random.Random(seed)
        founds = []
        for forms in counties.values():
            for form in dice.sample(forms, min(5, len(forms))):
                votes = _turnout_fault(kind, form.votes, dice)
                changed = dataclasses.replace(form, votes=votes, valid=sum(votes), cast=None)
                again = [changed if one is form else one for one in forms]
                founds.append(judge_ward(again, Settings())[form.form_id])
        lines.append(_turnout_line(f"{kind}, the leader's votes", founds))
    return lines


def _turnout_line(words: str, founds: Sequence[Sequence[Found]]) -> str:
    turnouts = sum(any(one.rule == "turnout_outlier" for one in found) for found in founds)
    return f"| {words} | {len(founds)} | {turnouts / len(founds):.3f} | {sum(map(bool, founds)) / len(founds):.3f} |"


def _turnout_fault(kind: str, votes: Votes, dice: random.Random) -> Votes:
    first = max(range(len(votes)), key=votes.__getitem__)
    count = votes[first]
    now = count + count // 2
    if kind == "dropped digit":
        now = int(dropped(str(count), dice))
    elif kind == "times ten":
        now = 10 * count
    return plus(votes, first, now - count)


def _portal_wards(portal: Path) -> Wards:
    totals: dict[str, dict[str, str]] = {}
    votes: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows(portal):
        totals[row["area_code"]] = row
        votes[row["area_code"]][row["candidate_code"]] = int(row["votes"])
    codes = sorted({code for given in votes.values() for code in given})
    counties: Wards = defaultdict(list)
    for number, area in enumerate(sorted(votes)):
        told, figures = totals[area], tuple(votes[area].get(code, 0) for code in codes)
        if sum(figures) >= 10 and told["registered_voters"] and told["rejected_votes"]:
            form = FormFacts(
                form_id=number, votes=figures, valid=sum(figures), valid_stated=False, station=area,
                rejected=int(told["rejected_votes"]), registered=int(told["registered_voters"]),
            )  # fmt: skip
            counties[area.split("-")[0]].append(form)
    return counties


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.anomalies", description=__doc__)
    parser.add_argument("--data", type=Path, default=BUNDLE)
    parser.add_argument("--rate", type=float, default=0.05, help="part of the clean forms that get a fault")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--half", choices=("train", "test"), default="test")
    given = parser.parse_args()
    if not (given.data / "results" / "president-34a.csv").exists():
        print(f"Not measured: the real election bundle is not part of the product and not at {given.data}.")
        return 0
    corpus = half_of(read_corpus(given.data), given.half, given.seed)
    measured = measure(put_faults(corpus, given.rate, given.seed))
    lines = [*report(measured), "", *by_score(measured), "", *areas(corpus, given.data, given.seed)]
    portal = given.data.parent / "ke-2017" / "results" / "president-by-ward.csv"
    print("\n".join([*lines, "", *(turnout(portal, given.seed) if portal.exists() else ())]))
    return 0


def by_score(measured: Measured) -> list[str]:
    """Return how the whole does at other thresholds of the score."""
    clean = [s for s in measured.found if s not in measured.wrong and s not in measured.originals]
    lines = ["| score from | precision | recall | named per 1,000 clean |", "| ---: | ---: | ---: | ---: |"]
    for at in (0.5, 0.6, 0.7, 0.8, 0.9):
        again = dataclasses.replace(measured, at=at)
        right, false = again.told(measured.wrong, None), again.told(clean, None)
        part = f"{right / max(right + false, 1):.3f} | {right / len(measured.wrong):.3f}"
        lines.append(f"| {at} | {part} | {1000 * false / len(clean):.1f} |")
    return lines


def areas(corpus: Corpus, folder: Path, seed: int) -> list[str]:
    """Return how often the rules over areas speak: of areas as they are, and of wards with eight changed arrivals in a row."""
    times = {
        row["station_code"]: datetime.fromisoformat(row["received_at"])
        for row in rows(folder / "results" / "president-34a.csv")
    }
    wards = {
        ward: [dataclasses.replace(form, received_at=times[form.station or ""]) for form in forms]
        for ward, forms in corpus.wards.items()
    }
    facts = {ward: facts_of(forms, 0) for ward, forms in wards.items()}
    by_level: dict[int, dict[str, list[AreaFacts]]] = {depth: defaultdict(list) for depth in (3, 2, 1)}
    for ward, of_ward in facts.items():
        for depth, groups in by_level.items():
            groups["-".join(ward.split("-")[:depth])].append(of_ward)
    lines = ["| rule over areas | wards named | constituencies | counties |", "| --- | ---: | ---: | ---: |"]
    counts: dict[int, Counter[str]] = {}
    for depth, groups in by_level.items():
        judged = [parts[0] if depth == 3 else together(parts) for parts in groups.values()]
        counts[depth] = Counter(one.rule for area in judged for one in judge_area(area, DEFAULT))
    for rule in ("last_digit", "round_numbers", "spike_in_time"):
        told = " | ".join(f"{counts[depth][rule]} of {len(by_level[depth])}" for depth in (3, 2, 1))
        lines.append(f"| `{rule}` | {told} |")
    dice = random.Random(seed)
    large = [ward for ward in sorted(wards) if sum(form.is_peer for form in wards[ward]) >= 16]
    for part in (0.3, 0.6):
        named = sum(_batch_named(wards[ward], part, dice) for ward in large)
        words = f"Eight arrivals in a row lose {part:.0%} of the leader's votes to the second"
        lines += ["", f"{words}: `spike_in_time` names {named} of {len(large)} wards."]
    return lines


def _batch_named(forms: list[FormFacts], part: float, dice: random.Random) -> bool:
    """Move votes in eight forms that arrived one after the other; tell whether the ward is named for it."""
    order = sorted(
        (f for f in forms if f.is_peer and f.received_at), key=lambda f: (f.received_at, f.form_id)
    )
    totals = [sum(column) for column in zip(*(form.votes for form in order), strict=True)]
    first, second = sorted(range(len(totals)), key=lambda place: -totals[place])[:2]
    begin = dice.randrange(len(order) - 7)
    changed: dict[int, Votes] = {}
    for form in order[begin : begin + 8]:
        moved = int(part * form.votes[first])
        changed[form.form_id] = plus(plus(form.votes, first, -moved), second, moved)
    again = [altered_form(form, changed) for form in forms]
    return any(one.rule == "spike_in_time" for one in judge_area(facts_of(again, 0), DEFAULT))


if __name__ == "__main__":
    sys.exit(main())
