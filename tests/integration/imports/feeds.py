"""Election reports of NIST SP 1500-100 for tests, in JSON and XML from one description of the small country's results."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "http://itl.nist.gov/ns/voting/1500-100/v2"
NAMES = {"asha": "Asha", "juma": "Juma", "neema": "Neema"}
Votes = dict[str, tuple[int, int, int]]
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def _text(words: str) -> dict[str, Any]:
    return {
        "@type": "ElectionResults.InternationalizedText",
        "Text": [{"@type": "ElectionResults.LanguageString", "Content": words, "Language": "en"}],
    }


def _code(value: str) -> dict[str, Any]:
    return {"@type": "ElectionResults.ExternalIdentifier", "Type": "local-level", "Value": value}


def report(
    votes: Votes,
    *,
    over: dict[str, int] | None = None,
    rejected: dict[str, int] | None = None,
    status: dict[str, str] | None = None,
    codes: bool = True,
) -> dict[str, Any]:
    """Return a report: the president's votes by station, with a total of the country beside them."""
    stations = list(votes)
    units = [_unit(code, "polling-place", status=(status or {}).get(code), codes=codes) for code in stations]
    units.append(
        {
            "@id": "gp-country",
            "@type": "ElectionResults.ReportingUnit",
            "Type": "country",
            "ExternalIdentifier": [_code("W")],
        }
    )
    selections = []
    for place, name in enumerate(NAMES):
        counts = [_count(f"gp-{code}", votes[code][place]) for code in stations]
        counts.append(_count("gp-country", sum(votes[code][place] for code in stations)))
        selections.append(
            {
                "@id": f"cs-{name}",
                "@type": "ElectionResults.CandidateSelection",
                "CandidateIds": [f"ca-{name}"],
                "VoteCounts": counts,
            }
        )
    contest: dict[str, Any] = {
        "@id": "co-president", "@type": "ElectionResults.CandidateContest", "ElectionDistrictId": "gp-country",
        "Name": "President", "VotesAllowed": 1, "ContestSelection": selections,
    }  # fmt: skip
    if over is not None:
        contest["OtherCounts"] = [
            {"@type": "ElectionResults.OtherCounts", "GpUnitId": f"gp-{code}", "Overvotes": count}
            for code, count in over.items()
        ]
    election: dict[str, Any] = {
        "@type": "ElectionResults.Election", "ElectionScopeId": "gp-country", "StartDate": "2031-05-04", "EndDate": "2031-05-04",
        "Name": _text("General election"), "Type": "general", "Contest": [contest],
        "Candidate": [
            {"@id": f"ca-{code}", "@type": "ElectionResults.Candidate", "BallotName": _text(name)} for code, name in NAMES.items()
        ],
    }  # fmt: skip
    if rejected is not None:
        election["BallotCounts"] = [
            {
                "@type": "ElectionResults.BallotCounts",
                "GpUnitId": f"gp-{code}",
                "Type": "total",
                "BallotsRejected": count,
            }
            for code, count in rejected.items()
        ]
    return {
        "@type": "ElectionResults.ElectionReport", "Format": "precinct-level", "GeneratedDate": "2031-05-04T20:00:00Z",
        "Issuer": "Commission of Wendera", "IssuerAbbreviation": "CW", "SequenceStart": 1, "SequenceEnd": 1,
        "Status": "unofficial-partial", "VendorApplicationId": "tests", "Election": [election], "GpUnit": units,
    }  # fmt: skip


def _unit(code: str, kind: str, *, status: str | None, codes: bool) -> dict[str, Any]:
    unit: dict[str, Any] = {
        "@id": f"gp-{code}", "@type": "ElectionResults.ReportingUnit", "Type": kind, "Name": _text(f"School {code}"),
        "VotersRegistered": 500,
    }  # fmt: skip
    if codes:
        unit["ExternalIdentifier"] = [_code(code)]
    if status is not None:
        unit["CountStatus"] = [{"@type": "ElectionResults.CountStatus", "Status": status, "Type": "total"}]
    return unit


def _count(unit: str, count: int) -> dict[str, Any]:
    return {"@type": "ElectionResults.VoteCounts", "Count": count, "GpUnitId": unit, "Type": "total"}


def as_json(made: dict[str, Any]) -> bytes:
    """Write a report as JSON."""
    return json.dumps(made).encode()


def as_xml(made: dict[str, Any]) -> bytes:
    """Write the same report as XML."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_element("ElectionReport", made, root=True)}'.encode()


def _element(tag: str, value: Any, *, root: bool = False) -> str:
    if isinstance(value, list):
        if value and isinstance(value[0], str):
            return f"<{tag}>{' '.join(value)}</{tag}>"
        return "".join(_element(tag, one) for one in value)
    if not isinstance(value, dict):
        return f"<{tag}>{escape(str(value))}</{tag}>"
    if "Content" in value:
        return f"<{tag} Language={quoteattr(value['Language'])}>{escape(value['Content'])}</{tag}>"
    attributes = f' xmlns="{NAMESPACE}" xmlns:xsi="{_XSI}"' if root else ""
    if "@id" in value:
        attributes += f" ObjectId={quoteattr(value['@id'])}"
    kind = str(value.get("@type", "")).rpartition(".")[2]
    if tag in ("GpUnit", "Contest", "ContestSelection"):
        attributes += f' xsi:type="{kind}"'
    children = "".join(_element(name, value[name]) for name in value if not name.startswith("@"))
    return f"<{tag}{attributes}>{children}</{tag}>"
