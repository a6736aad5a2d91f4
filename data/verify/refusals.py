"""Why a step of verification may not be, in sentences; refusals of the store turned into them.

Called by every module of `data.verify`; pages translate the sentences (`REASONS`). Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from data.errors import NotAllowed, StepRefused
from data.records.words import N_

OWN_ENTRY = N_("You entered this form yourself. Somebody else must check it.")
OWN_SECOND = N_("You typed this form a second time. A third person must decide.")
OWN_CHECK = N_("You verified this form yourself. Another manager confirms it.")
NOT_WAITING = N_("This form does not wait for a second entry any more.")
NOT_CLAIMED = N_("You do not hold this form any more: ten minutes passed, or somebody else has it.")
SOMEBODY_HAS_IT = N_("Somebody else works on this form now.")
TOO_MANY_CLAIMS = N_("You hold three forms already. Finish or release one first.")
NOT_CURRENT = N_("This form was corrected meanwhile. Open its newest revision.")
NO_DIFFERENCE = N_("This form has no difference to resolve.")
NOT_VERIFIED = N_("Only a verified form can be confirmed.")
IS_DISPUTED = N_("This form is disputed already.")
NOT_DISPUTED = N_("This form is not disputed.")
NEEDS_REASON = N_("Say why: a reason is required.")
NEEDS_FIGURES = N_("A correction needs the figures of the paper.")
CLOSED = N_("Verification of this election is closed.")
NOT_NOW = N_("The form changed meanwhile. Load it again.")
REASONS = (
    *(
        OWN_ENTRY,
        OWN_SECOND,
        OWN_CHECK,
        NOT_WAITING,
        NOT_CLAIMED,
        SOMEBODY_HAS_IT,
        TOO_MANY_CLAIMS,
        NOT_CURRENT,
    ),
    *(NO_DIFFERENCE, NOT_VERIFIED, IS_DISPUTED, NOT_DISPUTED, NEEDS_REASON, NEEDS_FIGURES, CLOSED, NOT_NOW),
)

# What the store answers when a rule refuses: check, wrong state, unique key, append-only, no privilege (row security).
_REFUSED = {"23514", "55000", "23505", "23000", "P0002"}
_FORBIDDEN = {"42501"}


@contextmanager
def refusing(words: str = NOT_NOW) -> Iterator[None]:
    """Turn a refusal of the store into `StepRefused` with `words`, one of its rights into `NotAllowed`."""
    try:
        yield
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state in _REFUSED:
            raise StepRefused(words) from error
        if state in _FORBIDDEN:
            raise NotAllowed(OWN_ENTRY) from error
        raise


def needs_reason(reason: str) -> str:
    """Return the reason without blanks around it; raises `StepRefused` when nothing is left."""
    kept = reason.strip()
    if not kept:
        raise StepRefused(NEEDS_REASON)
    return kept
