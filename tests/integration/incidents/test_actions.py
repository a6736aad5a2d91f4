"""What managers do to incidents, and what nobody else may: assign, judge, merge, moderate; each leaves its rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.integration.incidents.conftest import Cases

FAR = "W-2-1-1-1"


def bodies(cases: Cases, other: UUID) -> dict[str, dict[str, Any]]:
    """A body of each change of one incident that a manager of its area may make."""
    return {
        "severity": {"severity": "critical", "note": "Shots were heard."},
        "merge": {"into": str(other)},
        "moderate": {"visibility": "public", "text": "Voting stopped for an hour."},
        "unmerge": {},
    }


def test_an_incident_is_given_to_a_person_of_its_area_and_taken_back(cases: Cases) -> None:
    uid = cases.add()
    ask = {"incidents": [str(uid)], "user": cases.uid_of("m1b"), "note": "You are near."}
    assert cases.as_("m1").post("/api/v1/incidents/assign", ask).get_json() == {"changed": 1}
    assert cases.row(uid).assigned_to == cases.ids["m1b"]
    assert cases.as_("m1").post("/api/v1/incidents/assign", {**ask, "user": None}).get_json() == {
        "changed": 1
    }
    assert cases.row(uid).assigned_to is None
    assert cases.all("SELECT kind FROM incident_events ORDER BY incident_event_id") == [
        "reported",
        "assigned",
        "assigned",
    ]
    assert len(cases.audited("incident.assign")) == 2


def test_a_person_who_does_not_work_there_is_given_nothing(cases: Cases) -> None:
    uid = cases.add()
    for person in (cases.uid_of("m2"), cases.uid_of("obs"), str(uuid4())):
        ask = {"incidents": [str(uid)], "user": person}
        assert cases.as_("admin").post("/api/v1/incidents/assign", ask).status_code == 403
    assert cases.row(uid).assigned_to is None


def test_many_are_given_at_once_or_none(cases: Cases) -> None:
    near, far = cases.add(), cases.add(FAR)
    ask = {"incidents": [str(near), str(far)], "user": cases.uid_of("m1")}
    assert cases.as_("m1").post("/api/v1/incidents/assign", ask).status_code == 404
    assert cases.one("SELECT count(*) FROM incidents WHERE assigned_to IS NOT NULL") == 0


def test_nobody_outside_the_county_sees_or_changes_an_incident(cases: Cases) -> None:
    uid, other = cases.add(), cases.add()
    for what, body in bodies(cases, other).items():
        assert cases.post("m2", uid, what, body).status_code == 404, what
        assert cases.post("obs", uid, what, body).status_code == 403, what
        assert (
            cases.office.stranger().post(f"/api/v1/incidents/{uid}/{what}", json=body).status_code == 401
        ), what
        unsigned = cases.as_("m1").client.post(f"/api/v1/incidents/{uid}/{what}", json=body)
        assert unsigned.status_code == 403, f"{what} without a CSRF token"
    ask = {"incidents": [str(uid)], "user": None}
    assert cases.as_("m2").post("/api/v1/incidents/assign", ask).status_code == 404
    assert cases.as_("obs").post("/api/v1/incidents/assign", ask).status_code == 403
    assert cases.as_("m2").get(f"/api/v1/incidents/{uid}/case").status_code == 404
    assert cases.as_("obs").get(f"/api/v1/incidents/{uid}/case").status_code == 403
    assert cases.one("SELECT count(*) FROM incident_events WHERE kind <> 'reported'") == 0


def test_a_severity_needs_a_reason_and_leaves_its_rows(cases: Cases) -> None:
    uid = cases.add()
    assert cases.post("m1", uid, "severity", {"severity": "high", "note": ""}).status_code == 400
    assert cases.post("m1", uid, "severity", {"severity": "high", "note": " "}).status_code == 409
    assert cases.post("m1", uid, "severity", {"severity": "medium", "note": "as it is"}).status_code == 409
    found = cases.post("m1", uid, "severity", {"severity": "high", "note": "Two are hurt."})
    assert found.get_json()["record"]["severity"] == "high"
    event = found.get_json()["record"]["events"][-1]
    assert (event["kind"], event["old"], event["new"], event["note"]) == (
        "severity",
        "medium",
        "high",
        "Two are hurt.",
    )
    assert cases.audited("incident.severity", "reason") == ["Two are hurt."]


def test_a_merged_incident_is_dismissed_seen_from_the_other_and_comes_back_as_it_was(cases: Cases) -> None:
    first, second = cases.add(description="First seen."), cases.add(description="Seen again.")
    cases.post("m1", second, "events", {"status": "investigating", "note": "on the way"})
    assert (
        cases.post("m1", second, "merge", {"into": str(first), "note": "the same fight"}).status_code == 200
    )
    assert cases.row(second).status == "dismissed"
    case = cases.as_("m1").get(f"/api/v1/incidents/{first}/case").get_json()
    assert [one["incident"] for one in case["merged"]] == [str(second)]
    assert {event["of"] for event in case["record"]["events"]} == {None, cases.row(second).receipt}
    assert cases.post("m1", second, "events", {"status": "investigating", "note": "again"}).status_code == 409
    assert cases.post("m1", second, "unmerge", {"note": "another one"}).status_code == 200
    assert (cases.row(second).status, cases.row(second).merged_into) == ("investigating", None)
    assert cases.post("m1", second, "unmerge", {}).status_code == 409


def test_cycles_chains_and_mergers_across_counties_are_refused(cases: Cases) -> None:
    a, b, c, far = cases.add(), cases.add(), cases.add(), cases.add(FAR)
    assert cases.post("m1", a, "merge", {"into": str(a)}).status_code == 409
    assert cases.post("m1", a, "merge", {"into": str(far)}).status_code == 404
    assert cases.post("m1", a, "merge", {"into": str(uuid4())}).status_code == 404
    assert cases.post("m1", a, "merge", {"into": str(b)}).status_code == 200
    assert cases.post("m1", b, "merge", {"into": str(a)}).status_code == 409, "a cycle"
    assert cases.post("m1", b, "merge", {"into": str(c)}).status_code == 409, "a chain from below"
    assert cases.post("m1", c, "merge", {"into": str(a)}).status_code == 409, "a chain from above"
    assert cases.one("SELECT count(*) FROM incidents WHERE merged_into IS NOT NULL") == 1


def test_likely_duplicates_are_those_of_the_category_near_in_place_and_time(cases: Cases) -> None:
    uid, twin = cases.add(), cases.add()
    cases.add(category="bribery")
    near = cases.add(None, longitude=36.0503, latitude=0.0501)
    cases.run("UPDATE incidents SET spot = ST_SetSRID(ST_MakePoint(36.05, 0.05), 4326) WHERE uid = :u", u=uid)
    case = cases.as_("m1").get(f"/api/v1/incidents/{uid}/case").get_json()
    assert [one["incident"] for one in case["alike"]] == [str(twin), str(near)]
    cases.run(
        "UPDATE incidents SET happened_at_utc = happened_at_utc - interval '1 day' WHERE uid = :u", u=twin
    )
    case = cases.as_("m1").get(f"/api/v1/incidents/{uid}/case").get_json()
    assert [one["incident"] for one in case["alike"]] == [str(near)]
    assert cases.one("SELECT count(*) FROM incident_alike(1, 10)") == 0, "nobody asks: nothing is like it"


def test_a_moderator_publishes_own_words_never_the_reporters(cases: Cases) -> None:
    told = "Asha Otieno of Ward 3 hit the clerk with a chair and ran away."
    uid = cases.add(description=told)
    for words in ("", "  ", told, f"It is said: {told.upper()}"):
        assert cases.post("m1", uid, "moderate", {"visibility": "public", "text": words}).status_code == 409
    shown = cases.post("m1", uid, "moderate", {"visibility": "public", "text": "A quarrel delayed voting."})
    assert (shown.get_json()["visibility"], shown.get_json()["moderated_by"]) == ("public", "M1")
    back = cases.post("m1", uid, "moderate", {"visibility": "internal", "note": "not sure"})
    assert (back.get_json()["visibility"], back.get_json()["public_text"]) == (
        "internal",
        "A quarrel delayed voting.",
    )
    assert len(cases.audited("incident.moderate")) == 2


def test_what_the_office_does_is_not_the_reporters_to_read(cases: Cases) -> None:
    uid = cases.add()
    cases.as_("m1").post("/api/v1/incidents/assign", {"incidents": [str(uid)], "user": cases.uid_of("m1b")})
    cases.post("m1", uid, "moderate", {"visibility": "public", "text": "A quarrel delayed voting."})
    record = cases.as_("obs").get(f"/api/v1/incidents/{uid}").get_json()
    assert [event["kind"] for event in record["events"]] == ["reported"]
    assert "quarrel" not in str(record)


def test_the_queue_is_ordered_filtered_counted_and_continued(cases: Cases) -> None:
    low, critical = cases.add(severity="low"), cases.add(severity="critical")
    cases.add(FAR, severity="high")
    asked = cases.as_("m1").get("/api/v1/incidents/queue").get_json()
    assert [one["incident"] for one in asked["incidents"]] == [str(critical), str(low)]
    assert asked["total"] == 2
    facets = {part["name"]: part["counts"] for part in asked["facets"]}
    assert facets["severity"] == {"critical": 1, "low": 1}
    assert facets["assigned"] == {"nobody": 2}
    only = cases.as_("m1").get("/api/v1/incidents/queue?severity=low").get_json()
    assert ([one["severity"] for one in only["incidents"]], only["total"]) == (["low"], 1)
    assert {part["name"]: part["counts"] for part in only["facets"]}["severity"] == {"critical": 1, "low": 1}
    page = cases.as_("admin").get("/api/v1/incidents/queue?limit=2").get_json()
    rest = cases.as_("admin").get(f"/api/v1/incidents/queue?limit=2&after={page['next']}").get_json()
    assert [one["severity"] for one in page["incidents"] + rest["incidents"]] == ["critical", "high", "low"]
    assert rest["next"] is None


FOUND = {
    "area=W-1-1": 1, "area=W-2": 0, "area=nowhere": 0, "category=violence": 1, "category=bribery,violence": 1,
    "status=resolved": 0, "status=all": 1, "assigned=me": 0, "assigned=nobody": 1, "visibility=internal": 1,
    "visibility=waiting": 0, "source=observer": 1, "source=public": 0, "q=FIGHT": 1, "q=W-1-1-1-1": 1,
    "q='; DROP": 0, "q=%25": 0,
}  # fmt: skip
REFUSED = (
    "severity=worst", "status=' OR 1=1", "assigned=everybody", "visibility=secret", "source=me",
    "category=A;B", "limit=0", "after=x",
)  # fmt: skip


def test_every_filter_holds_and_what_means_nothing_is_refused(cases: Cases) -> None:
    cases.add()
    for query, found in FOUND.items():
        asked = cases.as_("m1").get(f"/api/v1/incidents/queue?{query}").get_json()
        assert (query, len(asked["incidents"]), asked["total"]) == (query, found, found)
    for query in REFUSED:
        assert cases.as_("m1").get(f"/api/v1/incidents/queue?{query}").status_code == 400, query


def test_categories_are_the_managers_to_change_and_rules_the_administrators(cases: Cases) -> None:
    path = "/api/v1/incidents/rules"
    category = {"category": "weather", "title": "Flood or storm", "order": 20}
    rule = {
        "rule": "low_untouched",
        "severity": "low",
        "status": "reported",
        "minutes": 600,
        "raise_to": "medium",
    }
    assert cases.as_("obs").post(f"{path}/categories", category).status_code == 403
    assert cases.as_("m1").post(f"{path}/categories", category).status_code == 200
    retired = cases.as_("m1").post(f"{path}/categories", {**category, "active": False}).get_json()
    assert {"category": "weather", "title": "Flood or storm", "order": 20, "active": False} in retired[
        "categories"
    ]
    assert cases.as_("m1").post(path, rule).status_code == 403
    assert cases.as_("admin").post(path, rule).status_code == 200
    assert cases.as_("admin").post(path, {**rule, "raise_to": "low"}).status_code == 409
    assert cases.as_("admin").post(path, {**rule, "minutes": 0}).status_code == 400
    assert cases.audited("incident.%", "action") == [
        "incident.category",
        "incident.category",
        "incident.rule",
    ]
