"""The office's API is described whole, validly, and answers nothing with a 500 whatever is sent as described."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate

from dashboard.office_api.openapi import described_paths
from tests.integration.entry.conftest import People
from tests.integration.entry.entering import Entering, form_body
from tests.office import Office

# Ends the session that asks, or takes minutes by intent.
_LEFT_OUT = re.compile(r"/api/v1/auth/|/sessions|password|factor|/api/v1/account|logout|export")


def test_the_description_is_valid_and_open_to_everybody(office: Office) -> None:
    answer = office.stranger().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    validate(answer.get_json())


def test_every_route_is_described_and_every_description_is_a_route(office: Office) -> None:
    document = office.stranger().get("/api/v1/openapi.json").get_json()
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in office.server.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and "<path:" not in rule.rule
    }
    assert set(document["paths"]) == routes
    assert set(described_paths()) - routes == set()


def test_forms_incidents_and_photos_are_described_by_their_records(office: Office) -> None:
    document = office.stranger().get("/api/v1/openapi.json").get_json()
    post = document["paths"]["/api/v1/forms"]["post"]
    assert post["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/FormSubmission")
    assert [p["name"] for p in post["parameters"]] == ["Idempotency-Key"]
    assert document["components"]["schemas"]["Figures"]["properties"]["votes"]["maxProperties"] == 500
    assert "x-access" in post


@pytest.fixture
def everything(entering: Entering, office: Office, people: People) -> dict[str, Any]:
    """A form and an incident in the store, and the ids that addresses may name."""
    form = entering.send(form_body()).get_json()["form"]
    return {"uid": form, "election": "wendera-2031", "code": "W-1-1-1-1"}


@pytest.mark.parametrize("level", ["observer", "admin"])
def test_no_request_that_fits_the_description_is_answered_with_a_500(
    office: Office, people: People, everything: dict[str, Any], level: str
) -> None:
    signed_in = office.sign_in(getattr(people, level))
    cookie = signed_in.client.get_cookie("matokeo_office")
    assert cookie is not None
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", office.server)
    broken: list[str] = []
    statuses: Counter[int] = Counter()
    operations = [result.ok() for result in schema.get_all_operations()]
    operations = [op for op in operations if not _LEFT_OUT.search(op.path)]
    assert len(operations) >= 10

    for operation in operations:

        @settings(
            max_examples=5, derandomize=True, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.path_parameters = {n: everything.get(n, v) for n, v in (case.path_parameters or {}).items()}
            # Half of the generated requests bring made-up credentials, which answer 401 and nothing more.
            case.headers = {n: v for n, v in (case.headers or {}).items() if n != "Authorization"}
            case.cookies = {}
            response = case.call(headers=signed_in.headers, cookies={"matokeo_office": cookie.value})
            statuses[response.status_code] += 1
            if response.status_code >= 500 and response.status_code != 503:
                broken.append(f"{case.method} {case.formatted_path} {case.body!r}: {response.status_code}")

        ask()
    assert broken == []
    assert statuses[200] > 20, statuses
    assert statuses[401] == 0, "the session ended on the way"
