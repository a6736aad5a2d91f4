"""Where the votes are that are not counted yet: registered voters of the stations that are still out, area by area.

Counts voters, never votes: how many of them voted, and how, nobody knows. What is an estimate is drawn dashed and says why.
"""

from __future__ import annotations

from dataclasses import dataclass

from components.contest.words import baseline_name
from components.counts import is_counted
from components.format import UNKNOWN, clean, number, points
from components.graphics.chart import SMALL, Chart, Key, Rows
from components.graphics.draw import (
    RULE_2,
    bar,
    dashes_pattern,
    fitted,
    label,
    picture,
    rule,
    void_pattern,
    wide_of,
    with_counted,
)
from components.i18n import level_title
from components.paint import leading
from components.svg import Raw, el
from components.view import LEVEL_WITHIN_PP, ContestView
from data.records import ChildTotal

SHOWN = 12


@dataclass(frozen=True)
class Out:
    """An area with stations that are not counted: voters there (`None`: the register does not say), exact or an estimate."""

    row: ChildTotal
    stations: int
    voters: int | None
    exact: bool


def uncounted_fits(view: ContestView) -> bool:
    """Whether stations of some sub-area are not counted yet, as far as stations are known."""
    return not view.document.by_area and bool(outstanding(view))


def outstanding(view: ContestView) -> list[Out]:
    """Areas with stations not counted, most voters first; those whose register is unknown come last.

    Voters not counted: the whole register of an area with nothing counted; else register x stations not counted / stations,
    which is an estimate.
    """
    found = []
    for row in view.document.children:
        total, counted = row.stations.total, row.stations.counted
        if total is None or counted is None or counted >= total:
            continue
        missing = total - counted
        if row.registered is None:
            found.append(Out(row, missing, None, exact=False))
        elif not counted:
            found.append(Out(row, missing, row.registered, exact=True))
        else:
            found.append(Out(row, missing, round(row.registered * missing / total), exact=False))
    return sorted(found, key=lambda out: (out.voters is None, -(out.voters or 0), -out.stations))


def uncounted(view: ContestView, _rows: Rows, width: int) -> Chart | None:
    """Draw a bar an area; absent where nothing is out, or nobody knows by stations what is."""
    if view.document.by_area:
        return None
    outs = outstanding(view)
    if not outs:
        return None
    small = width <= SMALL
    shown, rest = outs[:SHOWN], outs[SHOWN:]
    step, top = (44, 4) if small else (38, 4)
    height = top + step * len(shown) + (22 if rest else 4)
    sentence = _sentence(view, outs)
    parts = [*_patterns(width), *_bars(view, shown, width, step)]
    if rest:
        parts.append(label(0, height - 6, _rest(view, rest)))
    return Chart(
        svg=picture(width, height, parts, sentence),
        sentence=sentence,
        width=width,
        height=height,
        head=_head(view),
        rows=tuple(_row(view, out) for out in outs),
        legend=_legend(view, outs),
        note=_note(view, outs),
    )


def _patterns(width: int) -> list[Raw]:
    return [el("defs", void_pattern(f"un-v{width}"), dashes_pattern(f"un-e{width}"))]


def _bars(view: ContestView, shown: list[Out], width: int, step: int) -> list[Raw]:
    most = max((out.voters or 0 for out in shown), default=0)
    parts: list[Raw] = []
    for place, out in enumerate(shown):
        y = 4 + step * place
        lead = lead_there(view, out.row)
        value = voters_words(view, out)
        room = width - wide_of(value) - 14
        parts.append(label(0, y + 12, fitted(clean(out.row.name), room), strong=True))
        parts.append(label(width, y + 12, value, anchor="end", strong=True))
        reach = width * (0.5 if width <= SMALL else 0.6)
        if out.voters is not None and most:
            fill = f"url(#un-{'v' if out.exact else 'e'}{width})"
            size = max(reach * out.voters / most, 2)
            parts.append(bar((0, y + 18, size, 12), party=None, fill=fill, stroke=RULE_2))
        parts.append(label(width, y + 29, fitted(lead, width - reach - 8), anchor="end"))
        if place:
            parts.append(rule((0, y - 4, width, y - 4)))
    return parts


def voters_words(view: ContestView, out: Out) -> str:
    """Write how many voters are out; an estimate has its sign, an unknown register says so."""
    if out.voters is None:
        return view.t("register not stated")
    return number(out.voters) if out.exact else f"≈ {number(out.voters)}"


def lead_there(view: ContestView, row: ChildTotal) -> str:
    """Say who leads there in what is counted, else who was ahead at the earlier election, else that neither is known."""
    t = view.t
    if is_counted(row) and row.votes:
        lead = leading(view, row)
        if lead is None or (row.margin_pp is not None and row.margin_pp < LEVEL_WITHIN_PP):
            return t("level now")
        pp = points(row.margin_pp) if row.margin_pp is not None else ""
        return t("now {name} +{pp}", name=lead.name, pp=pp) if pp else t("now {name}", name=lead.name)
    if row.baseline and view.document.baseline is not None:
        code = max(row.baseline, key=lambda c: row.baseline[c])
        return t("{year}: {name}", year=view.document.baseline.date[:4], name=baseline_name(view, code))
    return ""  # fmt: skip


def _sentence(view: ContestView, outs: list[Out]) -> str:
    t = view.t
    stations = sum(out.stations for out in outs)
    known = [out for out in outs if out.voters is not None]
    first = t.n("{n} station is not counted yet", "{n} stations are not counted yet", stations)
    if not known:
        words = t("{stations}; how many voters they have is not stated", stations=first)
        return with_counted(view, words)
    total = number(sum(out.voters or 0 for out in known))
    total = total if all(out.exact for out in known) else f"≈ {total}"
    top = ", ".join(f"{clean(out.row.name)} {voters_words(view, out)}" for out in known[:3])
    words = t("{stations}, with {n} registered voters: {top}", stations=first, n=total, top=top)
    return with_counted(view, words)


def _rest(view: ContestView, rest: list[Out]) -> str:
    known = [out for out in rest if out.voters is not None]
    if not known:
        return view.t.n("{n} more area", "{n} more areas", len(rest))
    total = number(sum(out.voters or 0 for out in known))
    total = total if all(out.exact for out in known) else f"≈ {total}"
    return view.t.n("{n} more area: {voters}", "{n} more areas: {voters}", len(rest), voters=total)


def _head(view: ContestView) -> tuple[str, ...]:
    t = view.t
    return (
        level_title(t, view.document.child_level or ""),
        t("Registered voters not counted"),
        t("Stations not counted"),
        t("Ahead there"),
    )


def _row(view: ContestView, out: Out) -> tuple[str, ...]:
    lead = lead_there(view, out.row) or UNKNOWN
    stations = view.t(
        "{counted} of {total}", counted=number(out.stations), total=number(out.row.stations.total)
    )
    return (clean(out.row.name), voters_words(view, out), stations, lead)


def _legend(view: ContestView, outs: list[Out]) -> tuple[Key, ...]:
    t = view.t
    keys = []
    if any(out.exact for out in outs):
        keys.append(Key(t("nothing counted there: all its voters"), pattern="void"))
    if any(not out.exact and out.voters is not None for out in outs):
        keys.append(Key(t("≈ an estimate"), pattern="dashes"))
    return tuple(keys)


def _note(view: ContestView, outs: list[Out]) -> str:
    t = view.t
    said = [
        t(
            "These are voters, not votes: how many of them voted, and for whom, is known when their forms are counted."
        )
    ]
    if any(not out.exact and out.voters is not None for out in outs):
        said.append(
            t("Estimate (≈): the registered voters of the area times the part of its stations not counted.")
        )
    if any(out.voters is None for out in outs):
        said.append(t("Where the register is not stated there is no bar."))
    return " ".join(said)  # fmt: skip
