"""Sentences that the scripts of entry and incidents say, in the reader's language.

Called by pages of the office for `OfficeBody.words`. Fields in braces are filled in the browser; findings of checks come
with their own words by code.
"""

from __future__ import annotations

from components.i18n import N_, Translator

_SCRIPT = {
    "saved": N_("Saved on this phone ✓"),
    "not_saved": N_("▲ Not saved: this browser keeps nothing"),
    "photo_not_saved": N_("Saved without the photo ✓"),
    "sum_blank": N_("{n} still blank"),
    "sum_wrong": N_("▲ {n} not a figure"),
    "sum_agrees": N_("as the form states"),
    "sum_differs": N_("▲ form says {sum}: differs by {n}"),
    "sum_unstated": N_("the form's own total is blank"),
    "accept": N_("The paper says so. I typed it as it is written."),
    "accept_place": N_("I have checked it. It is so."),
    "mend": N_("{n} to mend"),
    "tick": N_("{n} to accept or mend"),
    "ready": N_("Ready to send."),
    "sending": N_("Sending, try {n} …"),
    "sending_photo": N_("Sending the photo, {size} …"),
    "waiting": N_("Not known whether it arrived. Everything is kept here; the same form is sent again in {n} s."),
    "waiting_line": N_("No connection. Everything is kept here; the same form is sent again when there is one."),
    "waiting_busy": N_("The office is busy. Everything is kept here; the same form is sent again in {n} s."),
    "again": N_("Send again"),
    "check_send": N_("Check and send"),
    "tries": N_("waiting for network, try {n}"),
    "signedout": N_("Your login has ended. Everything is kept here."),
    "signin": N_("Sign in in another tab"),
    "then_send": N_("then send again."),
    "refused": N_("The office did not take the form: nothing is stored. See what it says at the fields, then send again."),
    "refused_plain": N_("The office did not take the form: nothing is stored."),
    "closed": N_("The office does not take this form. What you typed stays on this phone."),
    "conflict": N_("A form of this place is stored already. What you typed stays on this phone."),
    "conflict_own": N_("You sent this form before: {time}, receipt {code}."),
    "conflict_other": N_("Somebody sent it: {time}, receipt {code}."),
    "conflict_open": N_("See what is stored"),
    "conflict_correct": N_("Correct it with these figures"),
    "stored_word": N_("Stored"),
    "here_word": N_("Here"),
    "photo_bad": N_("This file is no picture that the phone can read. Take the photo again."),
    "photo_again": N_("Take again"),
    "photo_alt": N_("The photo you took"),
    "photo_close": N_("Close"),
    "photo_size": N_("Fit or full size"),
    "photo_arrived": N_("✓ arrived"),
    "photo_none": N_("none sent"),
    "photo_kept": N_("The photo sent before stays with it."),
    "here_wait": N_("Asking the phone …"),
    "here_added": N_("Your place is sent with the form (within {n} m)."),
    "here_denied": N_("The phone does not say where it is. You can send without."),
    "other_person": N_("Another person is signed in on this phone."),
    "discard_sure": N_("Discard what you typed here? It cannot be brought back."),
}  # fmt: skip


def script_words(t: Translator) -> dict[str, str]:
    """Return the sentences that the form's script says; fields in braces are filled there."""
    identity = {"n": "{n}", "code": "{code}", "sum": "{sum}", "time": "{time}", "size": "{size}"}
    return {key: t(words, **identity) for key, words in _SCRIPT.items()} | {
        "field_valid": t("Valid votes"),
        "field_rejected": t("Rejected ballots"),
        "field_cast": t("Votes cast"),
        "field_registered": t("Registered voters"),
    }
