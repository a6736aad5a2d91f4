"""Names of the sources of figures, and the sentences about who did what to a form.

Used wherever a source, a step or a check of a form is said in words. Unknown codes stand as they are.
"""

from __future__ import annotations

from components.format import clean
from components.i18n import N_, Translator
from data.records import FormStep

_SOURCES = {
    "declared": N_("Declared totals"),
    "34a": N_("Station forms (34A)"),
    "34b": N_("Constituency forms (34B)"),
    "34c": N_("National form (34C)"),
    "observer": N_("Observers' copies"),
    "agent": N_("Party agents' copies"),
    "transmitted": N_("Transmitted figures"),
}
_ONE = {
    "declared": N_("Declared total"),
    "34a": N_("Form 34A"),
    "34b": N_("Form 34B"),
    "34c": N_("Form 34C"),
    "observer": N_("Observer's copy"),
    "agent": N_("Party agent's copy"),
    "transmitted": N_("Transmitted figure"),
}
_ROLES = {
    "super_admin": N_("an administrator"),
    "election_manager": N_("a manager"),
    "field_observer": N_("an observer"),
    "rule": N_("the plausibility rules"),
    "system": N_("the system"),
}
_STEPS = {
    "entered": N_("Entered by {who}"),
    "agreed": N_("Entered a second time by {who}, who had not seen the first entry: both agree"),
    "differed": N_("Entered a second time by {who}, who had not seen the first entry: they differ"),
    "verified": N_("Verified by {who}"),
    "confirmed": N_("Confirmed by {who}"),
    "held": N_("Held out of the totals by {who}"),
    "disputed": N_("Disputed by {who}"),
    "released": N_("Let count again by {who}"),
    "superseded": N_("Replaced by a later revision, by {who}"),
}
_CHECKS = {
    "F101": N_("every field is filled in"),
    "F102": N_("every figure is a whole number"),
    "F103": N_("every candidate is on this ballot"),
    "F104": N_("no figure is larger than any station can have"),
    "F105": N_("a photograph of the form is there"),
    "F302": N_("no figure is ten times too large"),
    "W201": N_("the candidates' votes add up to the valid votes"),
    "W202": N_("valid and rejected votes add up to the votes cast"),
    "W203": N_("not every figure is zero"),
    "W301": N_("no more ballots than registered voters"),
    "W302": N_("no more ballots than a station may have"),
    "W303": N_("few ballots are rejected"),
    "W304": N_("turnout is near that of the ward's other forms"),
    "W305": N_("the registered voters are those of the register"),
    "W401": N_("no other station has the same figures"),
    "W402": N_("the device was at the station"),
}


def source_name(t: Translator, source: str) -> str:
    """Name a source of many forms."""
    return t(_SOURCES[source]) if source in _SOURCES else clean(source)


def form_name(t: Translator, source: str) -> str:
    """Name one form of a source."""
    return t(_ONE[source]) if source in _ONE else clean(source)


def step_words(t: Translator, step: FormStep) -> str:
    """Say what was done to a form and by which role; never by whom."""
    if step.role == "import":
        return t("Imported with the election's data")
    who = t(_ROLES[step.role]) if step.role in _ROLES else clean(step.role)
    return t(_STEPS[step.step], who=who) if step.step in _STEPS else f"{clean(step.step)} ({who})"


def check_words(t: Translator, code: str) -> str:
    """Say what a check of the entry looks at."""
    return t(_CHECKS[code]) if code in _CHECKS else clean(code)
