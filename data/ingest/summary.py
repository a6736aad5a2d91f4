"""What an import did, file by file: added, changed, unchanged and refused rows with their reasons.

Made by `run`, printed by `dashboard.cli.import_commands`. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

_SAMPLES = 20


class Effect(NamedTuple):
    """What an import does to one thing of a file: `before` is `None` where it is added."""

    row: int | None
    thing: str
    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass
class FileSummary:
    """Counts of one file; `kind` says what is counted (areas, stations, forms, ...)."""

    file: str
    kind: str
    sha256: str = ""
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    notes: list[str] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    def add(self, row: int | None, thing: str, after: dict[str, Any]) -> None:
        """Count one added row; forms are counted in the staging tables instead."""
        self.added += 1
        self.effects.append(Effect(row, thing, None, after))

    def note_change(self, row: int | None, thing: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Keep what changes in a row that `change` counts."""
        self.effects.append(Effect(row, thing, before, after))

    def change(self, what: str) -> None:
        """Count one changed row and keep the first few in words."""
        self.changed += 1
        if len(self.samples) < _SAMPLES:
            self.samples.append(what)

    def counts(self) -> dict[str, int]:
        """Return the four counts by name."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused,
        }


@dataclass
class Summary:
    """The whole import; `refusals` are sentences, `stored` is false after a dry run."""

    election: str
    files: list[FileSummary] = field(default_factory=list)
    refusals: tuple[str, ...] = ()
    stored: bool = False
    seconds: float = 0.0

    @property
    def refused(self) -> int:
        """How many rows, forms or features were refused in all files together."""
        return sum(file.refused for file in self.files)

    @property
    def touched(self) -> int:
        """How many rows were added or changed in all files together."""
        return sum(file.added + file.changed for file in self.files)
