"""Sentences that the clerks' scripts say: their own, the refusals of the store, the words of checks, in the reader's language.

Called by `pages.office.verify` and `pages.office.resolve` for `OfficeBody.words`. Fields in braces are filled in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from components.i18n import N_, Translator

BENCH = {
    "vf_agrees": N_("{name}: both readings agree. Verified."),
    "vf_agrees_held": N_("{name}: both readings agree. A rule holds the form: a manager decides."),
    "vf_differs": N_("{name}: the readings differ. It goes to a third person."),
    "vf_given_back": N_("{name}: given back."),
    "vf_blank": N_("{name}: the field is blank."),
    "vf_sum": N_("The candidates have {n} votes together."),
    "vf_sum_off": N_(
        "The candidates have {n} votes together, valid votes say {valid}. Compare with the paper."
    ),
    "vf_optional": N_("blank: not on the paper"),
    "vf_held": N_("A rule holds this form out of the totals. Type what the paper says."),
    "vf_revision": N_("Correction: revision {n}"),
    "vf_register": N_("Register: {n} voters"),
    "vf_waiting": N_("Sending again. Nothing is lost."),
    "vf_signed_out": N_("You are signed out. Sign in in another tab, then send again."),
    "vf_photo": N_("Photo {n} of the form"),
}
DECIDE = {
    "vf_choose": N_("Choose first what you decide."),
    "vf_accept": N_("The paper says so: {code}"),
    "vf_signed_out": BENCH["vf_signed_out"],
}
_FIELD = re.compile(r"\{(\w+)\}")


def clerk_words(t: Translator, said: dict[str, str], sentences: Iterable[str]) -> dict[str, str]:
    """Translate what scripts say by key, and whole `sentences` by themselves, their fields left for the browser."""
    return {key: _kept(t, words) for key, words in [*said.items(), *((words, words) for words in sentences)]}


def _kept(t: Translator, words: str) -> str:
    return t(words, **{name: "{" + name + "}" for name in _FIELD.findall(words)})
