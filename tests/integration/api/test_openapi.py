"""The description is valid, complete and true: every route is in it, every example answers as it says."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from dashboard.api.openapi import OPERATIONS, PARAMETERS, QUERY, Operation, describe
from tests.store_factory import StoreFactory
from tests.store_forms import photograph

FILE_ROUTE = "/data/{election}/{version}/{name}"


def test_the_description_is_valid_openapi_3_1(client: FlaskClient) -> None:
    body = client.get("/api/v1/openapi.json").get_json()
    assert list(OpenAPIV31SpecValidator(body).iter_errors()) == []
    assert body["openapi"].startswith("3.1")


def test_every_route_of_the_data_and_the_api_is_described(server: Flask) -> None:
    described = {re.sub(r"\.?\{form\}|\.json$", "", o.path) for o in OPERATIONS}
    for rule in server.url_map.iter_rules():
        if not rule.rule.startswith(("/data", "/api")) or "<path:" in rule.rule:
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        if path == FILE_ROUTE:
            continue
        path = path.replace("/export/{name}", "/export/{contest}").removesuffix(".json")
        assert path in described, f"{rule.rule} is not in the description"


def test_every_file_of_a_version_is_described(factory: StoreFactory) -> None:
    files = {path.name for path in (factory.root / "fx-2026" / "v1").glob("*.json")}
    described = {
        o.path.rsplit("/", 1)[1] for o in OPERATIONS if o.path.startswith("/data/{election}/{version}/")
    }
    assert files <= described


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.answer != "events"], ids=lambda o: o.name)
def test_the_example_request_answers_as_described(
    client: FlaskClient, factory: StoreFactory, operation: Operation
) -> None:
    answer = client.get(_example(operation, factory))
    assert answer.status_code == 200
    assert answer.mimetype == operation.media
    assert ("immutable" in answer.headers["Cache-Control"]) is operation.immutable
    if operation.media == "application/json":
        _validate(answer.get_json(), _schema(operation))


def test_the_stream_example_answers_as_described(client: FlaskClient) -> None:
    operation = next(o for o in OPERATIONS if o.answer == "events")
    answer = client.get("/api/v1/stream?election=fx-2026", buffered=False)
    assert answer.mimetype == operation.media
    answer.close()


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if 404 in o.errors], ids=lambda o: o.name)
def test_errors_have_the_described_shape(client: FlaskClient, operation: Operation) -> None:
    path = operation.path
    for name in operation.parameters:
        path = path.replace("{" + name + "}", "csv" if name == "form" else "nothing-here")
    query = "?election=nothing-here" if "stream_election" in operation.query else ""
    answer = client.get(path + query)
    assert answer.status_code == 404
    _validate(answer.get_json(), {"$ref": "#/components/schemas/Problem"})


def test_every_parameter_that_an_address_holds_is_declared() -> None:
    for operation in OPERATIONS:
        assert set(re.findall(r"\{(\w+)\}", operation.path)) == set(operation.parameters)
        assert set(operation.parameters) <= set(PARAMETERS)
        assert set(operation.query) <= set(QUERY)


def test_schemas_explain_themselves() -> None:
    for name, schema in describe()["components"]["schemas"].items():
        assert schema.get("description"), f"{name} has no description"


def _example(operation: Operation, factory: StoreFactory) -> str:
    path = operation.path
    for name in operation.parameters:
        example = PARAMETERS[name]["example"]
        if name == "sha":
            example = factory.country.geometry["FX"]
        if name == "photo":
            example = photograph()[0]
        path = path.replace("{" + name + "}", str(example))
    query = [
        f"{QUERY[name].get('name', name)}={QUERY[name]['example']}"
        for name in operation.query
        if "example" in QUERY[name]
    ]
    return path + ("?" + "&".join(query) if query else "")


def _schema(operation: Operation) -> dict[str, Any]:
    described = describe()["paths"][operation.path]["get"]["responses"]["200"]
    schema: dict[str, Any] = described["content"][operation.media]["schema"]
    return schema


def _validate(body: object, schema: dict[str, Any]) -> None:
    components = {"components": describe()["components"]}
    jsonschema.Draft202012Validator({**components, **schema}).validate(body)
