"""Why a form is held out of the totals, in words: the rule codes of the plausibility gate.

Used by the ward table, the station page and the list of held forms. An unknown code is shown as it is.
"""

from __future__ import annotations

from components.i18n import N_, Translator
from components.retell import retell

RULES = {
    "parts_not_whole": N_("The candidates' votes do not add up to the valid votes"),
    "cast_not_sum": N_("Valid and rejected votes do not add up to the votes cast"),
    "all_zero": N_("Every figure is zero"),
    "over_registered": N_("More votes than registered voters"),
    "over_station_maximum": N_("More votes than a station may have"),
    "minor_candidate": N_("A minor candidate out of all proportion"),
}

#: What a rule compared, as `data.tally.plausibility` writes it into the store.
FINDINGS = (
    N_("The candidates have {total} votes together, the form states {stated} valid votes."),
    N_("Valid and rejected votes are {total} together, the form states {stated} cast."),
    N_("The form gives every candidate 0 votes."),
    N_("{votes} votes are more than the {registered} registered voters."),
    N_("{votes} votes are more than the {limit} voters that a station may have."),
    N_("A candidate with {share} of the votes elsewhere has {votes} of {valid} here."),
)


def finding_words(t: Translator, detail: str) -> str:
    """Say what a rule compared; a manager's own reason stays as it was written."""
    return retell(t, FINDINGS, detail)


def hold_words(t: Translator, rule: str | None) -> str:
    """Say in words why a form is held out."""
    if rule is None:
        return t("Waits for a person to decide")
    return t(RULES[rule]) if rule in RULES else rule.replace("_", " ")
