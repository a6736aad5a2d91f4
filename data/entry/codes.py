"""The entry checks by code: what each says and how it is mended; docs/checks.md shows the same table.

Read by `data.entry.checks` and by pages that say a finding in another language. F must be mended, W may be accepted
with a tick when the paper says so. Nothing here looks at a form.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.records.words import N_


@dataclass(frozen=True, slots=True)
class CheckCode:
    """One check: its code, the sentence about what was found with `{fields}`, and what to do about it."""

    code: str
    message: str
    remedy: str

    @property
    def must_be_mended(self) -> bool:
        """Tell an error from a warning."""
        return self.code.startswith("F")


_MEND = N_("Compare the field with the paper and correct it.")
_PAPER = N_("Compare with the paper. If the paper says so, accept the warning.")

_TABLE = (
    CheckCode(
        "F101", N_("{name}: the field is blank."), N_("Type the figure. If the paper shows a dash, type 0.")
    ),
    CheckCode("F102", N_("{name}: {value} is not a whole number from 0."), _MEND),
    CheckCode(
        "F103",
        N_("{name} is not on the ballot of this place."),
        N_("Load the station again and enter the candidates of its ballot."),
    ),
    CheckCode("F104", N_("{name}: {value} is more than any station can have ({limit})."), _MEND),
    CheckCode(
        "F105",
        N_("A photo of the form is required."),
        N_("Take a photo of the whole form and send it with the figures."),
    ),
    CheckCode("F106", N_("A photo was not received."), N_("Send the photo again, then the form.")),
    CheckCode("F107", N_("A correction has no reason."), N_("Say what was wrong before.")),
    CheckCode(
        "F108",
        N_("The file is no photo, or damaged."),
        N_("Send a JPEG, PNG or WebP picture."),
    ),
    CheckCode("F109", N_("The photo has more than {limit}."), N_("Take it again with a smaller size.")),
    CheckCode("F110", N_("This time cannot be."), N_("Give the day and the hour when it happened.")),
    CheckCode("F111", N_("There is no category {name}."), N_("Choose one of the list.")),
    CheckCode("F112", N_("The report says no place."), N_("Choose a station, or let the phone give its place.")),
    CheckCode(
        "F302",
        N_("{name}: {value} is more than ten times what this station can have ({limit})."),
        N_("A digit was probably typed twice. Compare with the paper and correct it."),
    ),
    CheckCode(
        "W201",
        N_("The candidates have {sum} votes together, the form states {valid} valid votes."),
        _PAPER,
    ),
    CheckCode(
        "W202",
        N_("Valid and rejected votes are {sum} together, the form states {cast} votes cast."),
        _PAPER,
    ),
    CheckCode("W203", N_("Every figure is zero."), _PAPER),
    CheckCode(
        "W301", N_("{ballots} ballots are more than the {registered} registered voters of the station."), _PAPER
    ),
    CheckCode("W302", N_("{ballots} ballots are more than the {limit} voters that a station may have."), _PAPER),
    CheckCode("W303", N_("{share} % of the ballots are rejected; more than {limit} % is rare."), _PAPER),
    CheckCode(
        "W304",
        N_("Turnout is {turnout} %; the {forms} other forms of this ward are around {median} %."),
        _PAPER,
    ),
    CheckCode(
        "W305",
        N_("The form states {stated} registered voters, the register {registered}."),
        _PAPER,
    ),
    CheckCode(
        "W401",
        N_("Station {station} has exactly the same figures."),
        N_("Check that this is the form of this station. If it is, accept the warning."),
    ),
    CheckCode(
        "W402",
        N_("Your device is {distance} m from the station; more than {limit} m is far."),
        N_("Check that you chose the right station. If you did, accept the warning."),
    ),
)  # fmt: skip

#: Every check by its code, errors first.
CODES: dict[str, CheckCode] = {entry.code: entry for entry in _TABLE}
