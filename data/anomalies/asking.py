"""Reads the filters of an address as what the queue is asked; the page and the API read them alike."""

from __future__ import annotations

from collections.abc import Mapping

from data.anomalies.queue import QueueAsk
from data.anomalies.rules import FORM_RULES
from data.anomalies.thresholds import DEFAULT

NAMES = ("contest", "area", "rule", "min_score", "alert", "counting")
_YES = {"1": True, "0": False}


def read_ask(given: Mapping[str, str]) -> tuple[QueueAsk, str | None]:
    """Return what is asked and the first filter that no queue has (ignored then): `min_score` is 0 to 1, flags are 0 or 1."""
    wrong = None
    score = DEFAULT.flagged
    if words := given.get("min_score"):
        try:
            score = float(words)
        except ValueError:
            score = -1.0
        if not 0 <= score <= 1:
            wrong, score = "min_score", DEFAULT.flagged
    rule = given.get("rule")
    if rule is not None and rule not in FORM_RULES:
        wrong, rule = wrong or "rule", None
    for name in ("alert", "counting"):
        if name in given and given[name] not in _YES:
            wrong = wrong or name
    ask = QueueAsk(
        contest=given.get("contest"), area=given.get("area"), rule=rule, min_score=score,
        alert=_YES.get(given.get("alert", "")), counting=_YES.get(given.get("counting", "")),
    )  # fmt: skip
    return ask, wrong
