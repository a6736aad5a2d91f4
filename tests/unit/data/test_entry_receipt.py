"""Receipts and hashes: the same for the same, another for anything else, readable by people."""

from __future__ import annotations

import re
from uuid import UUID

import msgspec

from data.entry.receipt import figures_sha256, form_receipt, receipt_code, request_sha256
from data.records import Figures, FormSubmission

UID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
FIGURES = Figures(votes={"asha": 210, "juma": 120}, valid=330)


def _receipt(uid: UUID = UID, figures: Figures = FIGURES, revision: int = 1) -> str:
    return form_receipt(uid, "X1", "president", source="34a", revision=revision, figures=figures)


def test_a_receipt_has_eight_letters_that_nobody_confuses() -> None:
    for number in range(300):
        assert re.fullmatch(
            r"[0-9A-HJKMNP-TV-Z]{2}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}", receipt_code([number])
        )


def test_a_receipt_changes_with_every_figure_key_and_revision() -> None:
    other = Figures(votes={"asha": 211, "juma": 120}, valid=330)
    receipts = {_receipt(), _receipt(figures=other), _receipt(uid=UUID(int=1)), _receipt(revision=2)}
    assert len(receipts) == 4


def test_a_receipt_does_not_depend_on_the_order_of_the_votes() -> None:
    turned = Figures(votes={"juma": 120, "asha": 210}, valid=330)
    assert _receipt() == _receipt(figures=turned)


def test_a_receipt_stays_what_it_was() -> None:
    """Observers keep receipts for years: a change of this line breaks all that were ever given."""
    assert _receipt() == "GS-KW70-EB"


def test_a_request_is_the_same_whatever_the_order_of_its_keys_and_warnings() -> None:
    one = FormSubmission(election="e", contest="c", figures=FIGURES, accepted_warnings=("W202", "W201"))
    body = msgspec.json.encode(
        msgspec.structs.replace(one, accepted_warnings=("W201", "W202")), order="sorted"
    )
    two = msgspec.json.decode(body, type=FormSubmission)
    assert request_sha256(one) == request_sha256(two)
    assert request_sha256(one) != request_sha256(msgspec.structs.replace(one, note="x"))


def test_unknown_and_zero_are_two_requests() -> None:
    blank = FormSubmission(election="e", contest="c", figures=Figures(votes={}, rejected=None))
    zero = FormSubmission(election="e", contest="c", figures=Figures(votes={}, rejected=0))
    assert request_sha256(blank) != request_sha256(zero)


def test_figures_are_compared_in_ballot_order() -> None:
    assert figures_sha256([1, 23]) != figures_sha256([12, 3])
    assert figures_sha256([1, 2]) != figures_sha256([2, 1])
