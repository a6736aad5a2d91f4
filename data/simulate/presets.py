"""Sizes of fictional countries: how many areas, stations and parties, and how long the night is.

Called by `setup` and the command line; holds numbers only.
"""

from __future__ import annotations

import msgspec

from data.errors import MatokeoError


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """The size of a fictional country.

    `sites` are the points whose cells make up the land: more of them make finer borders, at least twice the
    stations. `span_deg` is the longer side in degrees. `night_hours` is the time from the close of the polls to
    the last form. `copies` is the share (0..1) of forms of which a party agent's copy comes too; with any, finished
    constituencies are declared. `photos`: each form comes with a drawn photograph. `late_hours`: how much later than it
    would most of one county reports. `troubles_per_1000`: incidents for a thousand stations. `observed`: the share of
    places at which an observer stands.
    """

    name: str
    counties: int
    constituencies: int
    wards: int
    stations: int
    sites: int
    parties: int = 10
    span_deg: float = 4.0
    night_hours: float = 15.0
    copies: float = 0.0
    photos: bool = False
    late_hours: float = 0.0
    troubles_per_1000: float = 0.0
    observed: float = 0.0


TINY = Preset(
    name="tiny",
    counties=2,
    constituencies=4,
    wards=8,
    stations=48,
    sites=1_200,
    parties=6,
    span_deg=1.0,
    copies=0.06,
    photos=True,
    late_hours=2.0,
    troubles_per_1000=160.0,
    observed=0.9,
)
SMALL = Preset(
    name="small",
    counties=8,
    constituencies=24,
    wards=72,
    stations=600,
    sites=14_000,
    parties=9,
    copies=0.06,
    photos=True,
    late_hours=4.0,
    troubles_per_1000=160.0,
    observed=0.9,
)
KENYA = Preset(
    name="kenya",
    counties=47,
    constituencies=290,
    wards=1_450,
    stations=46_229,
    sites=85_000,
    parties=14,
    span_deg=9.0,
    night_hours=30.0,
    copies=0.02,
    late_hours=7.0,
    troubles_per_1000=16.0,
    observed=0.9,
)
PRESETS = {preset.name: preset for preset in (TINY, SMALL, KENYA)}


def preset_named(name: str) -> Preset:
    """Return the preset called `name`; raises `MatokeoError` when there is none."""
    try:
        return PRESETS[name]
    except KeyError:
        known = ", ".join(PRESETS)
        raise MatokeoError(f"There is no preset {name!r}.", remedy=f"Choose one of {known}.") from None
