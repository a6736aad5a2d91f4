"""Why a form is held out of the totals, in words: the rule codes of the plausibility gate.

Used by the ward table, the station page and the list of held forms. An unknown code is shown as it is.
"""

from __future__ import annotations

from components.i18n import N_, Translator

RULES = {
    "parts_not_whole": N_("The candidates' votes do not add up to the valid votes"),
    "cast_not_sum": N_("Valid and rejected votes do not add up to the votes cast"),
    "all_zero": N_("Every figure is zero"),
    "over_registered": N_("More votes than registered voters"),
    "over_station_maximum": N_("More votes than a station may have"),
    "minor_candidate": N_("A minor candidate out of all proportion"),
}


def hold_words(t: Translator, rule: str | None) -> str:
    """Say in words why a form is held out."""
    if rule is None:
        return t("Waits for a person to decide")
    return t(RULES[rule]) if rule in RULES else rule.replace("_", " ")
