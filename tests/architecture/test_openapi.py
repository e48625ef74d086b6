"""The OpenAPI document and the routes, compared in both directions."""

import re
from typing import Any

import pytest
from flask import Flask

from tenants.access import ASKED_BY_PROGRAMS, PLACE_OF
from tenants.api.specification import openapi_document
from tenants.models.identity import OrganisationKind
from tenants.services.api_keys import possible_scopes
from tests.architecture.routes import documented_path, routes_of

NOT_DESCRIBED = {("GET", "/api/v1/openapi.json")}  # the document itself


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    """The document of the app under test."""
    with app.app_context():
        return openapi_document()


def described(document: dict[str, Any]) -> set[tuple[str, str]]:
    """Method and address of each operation."""
    return {
        (method.upper(), path)
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters"
    }


def test_document_describes_every_route_of_the_api_and_no_other(
    app: Flask, document: dict[str, Any]
) -> None:
    routes = {
        (method, documented_path(rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert described(document) == routes - NOT_DESCRIBED


def test_every_part_of_an_address_is_a_described_parameter(document: dict[str, Any]) -> None:
    missing = []
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method, operation in item.items():
            if method == "parameters":
                continue
            named = {
                one["name"]
                for one in [*shared, *operation.get("parameters", [])]
                if one["in"] == "path"
            }
            if named != set(re.findall(r"{([a-z_]+)}", path)):
                missing.append((method, path, named))

    assert missing == []


def test_every_operation_has_a_summary_an_answer_and_a_refusal(document: dict[str, Any]) -> None:
    bare = [
        (method, path)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
        and not (
            operation.get("summary")
            and any(status.startswith("2") for status in operation["responses"])
            and "default" in operation["responses"]
        )
    ]

    assert bare == []


def test_every_operation_names_the_permission_its_view_asks_for(
    app: Flask, document: dict[str, Any]
) -> None:
    asked = {
        (route.method, documented_path(rule)): route.access.permission
        for route in routes_of(app)
        for rule in app.url_map.iter_rules(route.endpoint)
    }

    assert {
        (method, path): asked[method.upper(), path]
        for path, item in document["paths"].items()
        for method in item.keys() - {"parameters"}
    } == {
        (method, path): operation["x-permission"]
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_keys_are_offered_what_operations_of_their_kind_ask_for(
    app: Flask, kind: OrganisationKind
) -> None:
    asked = {
        route.access.permission
        for route in routes_of(app)
        if route.is_api and route.place == PLACE_OF[kind].letter
    }

    assert set(possible_scopes(kind)) == asked == ASKED_BY_PROGRAMS[kind]


def test_refusals_are_described_as_problems(document: dict[str, Any]) -> None:
    for response in document["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]


def test_every_operation_asks_for_a_permission(app: Flask) -> None:
    open_to_all = [
        route.rule
        for route in routes_of(app)
        if route.rule.startswith("/api/v1/") and route.access.permission is None
    ]

    assert open_to_all == ["/api/v1/openapi.json"]
