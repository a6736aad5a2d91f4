"""Settings of one election: what its entry asks for and what its provenance shows (`elections.settings`).

Written by imports from the tables `[entry]`, `[provenance]`, `[board]`, `[anomalies]`, `[incidents]`, `[imports]`,
`[publication]` and `[area_sources]` of `election.toml`; read by entry, verification, the managers' room and publication through
`ElectionSettings.of`. Every key has a default.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec


class EntrySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What observers enter and when the checks warn."""

    source: str = "34a"
    photo: Literal["required", "optional"] = "optional"
    rejected_warn_pct: Annotated[float, msgspec.Meta(ge=0, le=100)] = 5.0
    distance_warn_m: Annotated[int, msgspec.Meta(ge=10, le=1_000_000)] = 1000


class ProvenanceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the public may open behind a figure."""

    photos: bool = False


class IncidentSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whether strangers may report incidents, and how late and how coarse the public sees those that are shown."""

    public_reports: bool = False
    public_delay_min: Annotated[int, msgspec.Meta(ge=0, le=525_600)] = 60
    public_grain: str = "constituency"


class ImportSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What imports may do without a person: `auto` loads results of the watched folder that nothing speaks against."""

    auto: bool = False


class PublicationSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who decides what the public sees: with `two_person_rollback`, one person asks and another approves."""

    two_person_rollback: bool = False


class BoardSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """When the station board calls a form late, and from how many other forms it learns that.

    `late_min_share_pct`: this share of the other stations (of the centre, ward, constituency, county) must be in.
    """

    late_after_min: Annotated[int, msgspec.Meta(ge=1, le=2880)] = 45
    late_min_share_pct: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class AnomalySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """When the polls close, in the zone of the election: no form can have been counted before."""

    polls_close: Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "17:00"


class ElectionSettings(msgspec.Struct, frozen=True):
    """The parts of `elections.settings` that people choose; other keys belong to imports and simulations.

    `area_sources` maps a source of area forms to the level it is of.
    """

    entry: EntrySettings = EntrySettings()
    provenance: ProvenanceSettings = ProvenanceSettings()
    board: BoardSettings = BoardSettings()
    anomalies: AnomalySettings = AnomalySettings()
    incidents: IncidentSettings = IncidentSettings()
    imports: ImportSettings = ImportSettings()
    publication: PublicationSettings = PublicationSettings()
    area_sources: dict[str, str] = msgspec.field(
        default_factory=lambda: {"34b": "constituency", "34c": "country"}
    )

    @classmethod
    def of(cls, settings: dict[str, Any]) -> ElectionSettings:
        """Read the stored settings. Raises `msgspec.ValidationError` for values that no import would store."""
        return msgspec.convert(settings, cls)
