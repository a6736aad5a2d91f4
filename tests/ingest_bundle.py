"""A small fictional election bundle as text files, to be written, spoilt and imported by tests.

The country is a square of eight wards: two regions of two districts of two wards, each with two stations. Tests
change one file with `replace`, `append` or `set` and say what the import must answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ELECTION = """\
code = "{code}"
title = "General election of Zamboria"
date = 2031-05-04
timezone = "Africa/Nairobi"
status = "active"
is_test = true

[geography]
code = "zamboria"
levels = ["country", "region", "district", "ward"]

[[contest]]
code = "president"
title = "President"
level = "country"
counting_source = "34a"
max_votes_per_station = 700
win_rule = {{ kind = "majority" }}

[[contest]]
code = "governor"
title = "Governor"
level = "region"
counting_source = "declared"
"""

PARTIES = """\
party_code,party_name,abbreviation,color
SUN,Sun Party,SUN,#d08020
RAIN,Rain Alliance,RAIN,#2060A0
WIND,,,
"""

CANDIDATES = """\
contest,area_code,candidate_code,candidate_name,party_code,ballot_order,running_mate
president,ZM,amani-ori,Amani Ori,SUN,1,Bela Tuno
president,ZM,bora-kesi,Bora Kesi,RAIN,2,
president,ZM,chane-lo,Chané Lo,,3,
governor,R1,dira-one,Dira One,SUN,1,
governor,R1,ekon-one,Ekon One,RAIN,2,
governor,R2,fumo-two,Fumo Two,WIND,1,
governor,R2,dira-two,Dira Two,SUN,2,
"""

STANDING = ("amani-ori", "bora-kesi", "chane-lo")


def wards() -> Iterator[tuple[str, str, str]]:
    """Yield the codes of region, district and ward, in register order."""
    for region in (1, 2):
        for district in (1, 2):
            for ward in (1, 2):
                yield f"R{region}", f"R{region}-D{district}", f"R{region}-D{district}-W{ward}"


def stations() -> Iterator[tuple[str, str]]:
    """Yield the codes of each station and its ward."""
    for _, _, ward in wards():
        for number in (1, 2):
            yield f"{ward.replace('-', '')}S{number}", ward


def ward_square(code: str) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a ward: regions side by side, districts stacked, wards side by side."""
    region, district, ward = int(code[1]), int(code[4]), int(code[7])
    west, south = 30.0 + 2 * (region - 1) + (ward - 1), -2.0 + (district - 1)
    return west, south, west + 1, south + 1


def ring(box: tuple[float, float, float, float]) -> list[list[float]]:
    """Return the closed ring of a box, with a point in the middle of each side for neighbours to share."""
    west, south, east, north = box
    x, y = (west + east) / 2, (south + north) / 2
    return [
        [west, south], [x, south], [east, south], [east, y], [east, north],
        [x, north], [west, north], [west, y], [west, south],
    ]  # fmt: skip


def _areas() -> str:
    lines = ["level,code,name,parent_code,registered_voters", "country,ZM,Zamboria,,8000"]
    rows = list(wards())
    lines += [f"region,{code},Region {code[1]},ZM," for code in dict.fromkeys(row[0] for row in rows)]
    lines += [
        f"district,{code},District {code},{code[:2]}," for code in dict.fromkeys(row[1] for row in rows)
    ]
    lines += [f"ward,{code},Ward {code},{district},1000" for _, district, code in rows]
    return "\n".join(lines) + "\n"


def _stations() -> str:
    lines = ["station_code,station_name,area_code,registered_voters,latitude,longitude"]
    for number, (code, ward) in enumerate(stations()):
        west, south, _, _ = ward_square(ward)
        point = f"{south + 0.4},{west + 0.3}" if number % 3 else ","
        lines.append(f"{code},School {code},{ward},500,{point}")
    return "\n".join(lines) + "\n"


def form_lines(station: str, votes: tuple[int, ...], *, time: str = "2031-05-04T18:00:00+03:00") -> list[str]:
    """Return the rows of one president's form."""
    pairs = zip(STANDING, votes, strict=True)
    return [f"president,{station},{code},{count},34a,{time},500,3" for code, count in pairs]


def _president() -> str:
    lines = ["contest,station_code,candidate_code,votes,source,received_at,registered_voters,rejected_votes"]
    for number, (code, _) in enumerate(list(stations())[:12]):
        time = f"2031-05-04T18:{number:02d}:00+03:00"
        lines += form_lines(code, (100 + number, 90, 5), time=time)
    return "\n".join(lines) + "\n"


def _governor() -> str:
    return (
        "contest,area_code,candidate_code,votes,source\n"
        "governor,R1,dira-one,900,declared\ngovernor,R1,ekon-one,800,declared\n"
        "governor,R2,fumo-two,700,declared\ngovernor,R2,dira-two,650,declared\n"
    )


def _layer(boxes: dict[str, tuple[float, float, float, float]], parents: dict[str, str]) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": code, "parent_code": parents[code]},
            "geometry": {"type": "Polygon", "coordinates": [ring(box)]},
        }
        for code, box in boxes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def _boundaries() -> dict[str, str]:
    rows = list(wards())
    ward_boxes = {code: ward_square(code) for _, _, code in rows}
    region_boxes = {f"R{n}": (30.0 + 2 * (n - 1), -2.0, 32.0 + 2 * (n - 1), 0.0) for n in (1, 2)}
    return {
        "boundaries/ward.geojson": _layer(ward_boxes, {code: district for _, district, code in rows}),
        "boundaries/region.geojson": _layer(region_boxes, {"R1": "ZM", "R2": "ZM"}),
    }


@dataclass
class MiniBundle:
    """The files of a bundle by name; bytes or text."""

    code: str = "zm-2031"
    files: dict[str, str | bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.files = {
            "election.toml": ELECTION.format(code=self.code),
            "areas.csv": _areas(),
            "stations.csv": _stations(),
            "parties.csv": PARTIES,
            "candidates.csv": CANDIDATES,
            "results/president.csv": _president(),
            "results/governor.csv": _governor(),
            **_boundaries(),
        }

    def text(self, file: str) -> str:
        """Return the text of a file."""
        content = self.files[file]
        assert isinstance(content, str)
        return content

    def replace(self, file: str, old: str, new: str, *, count: int = 1) -> MiniBundle:
        """Change text that must be there."""
        assert old in self.text(file), f"{old!r} is not in {file}"
        self.files[file] = self.text(file).replace(old, new, count)
        return self

    def append(self, file: str, *lines: str) -> MiniBundle:
        """Add lines at the end of a file."""
        self.files[file] = self.text(file) + "".join(f"{line}\n" for line in lines)
        return self

    def set(self, file: str, content: str | bytes) -> MiniBundle:
        """Put a whole file in place."""
        self.files[file] = content
        return self

    def without(self, *files: str) -> MiniBundle:
        """Leave files out."""
        for file in files:
            del self.files[file]
        return self

    def edit_layer(self, level: str, code: str, **changes: Any) -> MiniBundle:
        """Change keys of one feature of a layer (`geometry`, `properties`)."""
        file = f"boundaries/{level}.geojson"
        layer = json.loads(self.text(file))
        feature = next(item for item in layer["features"] if item["properties"]["code"] == code)
        feature.update(changes)
        self.files[file] = json.dumps(layer)
        return self

    def write(self, directory: Path) -> Path:
        """Write all files below `directory` and return it."""
        for name, content in self.files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return directory


def earlier_bundle() -> MiniBundle:
    """Return an earlier election of the same country: figures per ward only, one candidate the same person."""
    bundle = MiniBundle("zm-2026")
    bundle.without(
        "stations.csv", "boundaries/ward.geojson", "boundaries/region.geojson", "results/governor.csv"
    )
    bundle.replace("election.toml", '"34a"', '"portal"').replace("election.toml", "2031-05-04", "2026-05-03")
    bundle.set(
        "candidates.csv",
        "contest,area_code,candidate_code,candidate_name,party_code\n"
        "president,ZM,ori-amani,Ori Amani,SUN\npresident,ZM,gani-mo,Gani Mo,RAIN\n",
    )
    header = (
        "contest,area_code,candidate_code,votes,source,stations_total,stations_reported,registered_voters"
    )
    lines = [header]
    for _, _, ward in wards():
        lines += [
            f"president,{ward},ori-amani,400,portal,2,2,990",
            f"president,{ward},gani-mo,300,portal,2,2,990",
        ]
    bundle.files["results/president.csv"] = "\n".join(lines) + "\n"
    return bundle
