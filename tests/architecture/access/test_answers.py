"""What the API says and what its document promises: every answer fits its schema, refusals too."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from jsonschema_rs import Draft202012Validator
from werkzeug.test import TestResponse

from tenants.access import Permission
from tenants.api.specification import openapi_document
from tenants.services import api_keys
from tests.architecture.access.asker import Asker, MakeKey
from tests.architecture.access.places import Places
from tests.architecture.routes import Route, documented_path, routes_of
from tests.conftest import Browser

RESULT = {"year": "2026", "profile": "seimbang"}  # the one that each regency here has
COMPUTED = {"findings", "tables", "unknown_days"}  # what is worked out of a row may come to nothing


class Promises:
    """The document of an app, to hold answers against."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self.document = openapi_document()
        self.paths = {rule.endpoint: documented_path(rule) for rule in app.url_map.iter_rules()}
        self.routes = [
            route
            for route in routes_of(app)
            if self.paths[route.endpoint] in self.document["paths"]
        ]

    def query(self, route: Route) -> Mapping[str, bool]:
        """What the operation reads beside its address, and whether it must be given."""
        parameters = self._operation(route).get("parameters", [])
        return {one["name"]: one.get("required", False) for one in parameters}

    def faults(self, route: Route, answer: TestResponse) -> list[str]:
        """Where an answer departs from what is promised."""
        said = f"{route.method} {route.rule}: {answer.status_code}"
        responses = self._operation(route)["responses"]
        response = responses.get(str(answer.status_code), responses["default"])
        if "$ref" in response:
            name = response["$ref"].rsplit("/", 1)[1]
            response = self.document["components"]["responses"][name]
        if answer.mimetype not in response["content"]:
            return [f"{said} as {answer.mimetype}"]
        schema = response["content"][answer.mimetype]["schema"]
        validator = Draft202012Validator(
            {**schema, "components": self.document["components"]}, validate_formats=True
        )
        return [
            f"{said} at {error.instance_path}: {error.message}"
            for error in validator.iter_errors(answer.get_json())
        ]

    def _operation(self, route: Route) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.document["paths"][self.paths[route.endpoint]]
        operation: Mapping[str, Any] = found[route.method.lower()]
        return operation


@pytest.fixture(scope="module")
def promises(app: Flask) -> Promises:
    """The document of the app under test."""
    return Promises(app)


def empty_lists(answer: TestResponse) -> list[str]:
    """The lists of an answer in which nothing stands."""
    body: dict[str, Any] = answer.get_json()
    return [name for name, value in body.items() if value == [] and name not in COMPUTED]


def test_answers_of_every_reading_operation_are_what_is_promised(
    asker: Asker, promises: Promises
) -> None:
    """Over a row of every table, so that no list is empty."""
    wrong, empty, read = [], [], 0
    for route in promises.routes:
        if not route.is_safe:
            continue
        asked = {name: RESULT[name] for name, needed in promises.query(route).items() if needed}
        answer = asker.ask(route, form=asked)
        read += answer.status_code == 200
        wrong += promises.faults(route, answer)
        empty += [f"{route.rule}: {name}" for name in empty_lists(answer)]

    assert wrong == []
    assert empty == []
    assert read == sum(route.is_safe for route in promises.routes)


def test_refusals_of_every_operation_are_the_promised_problem(
    app: Flask,
    own: Places,
    asker: Asker,
    key_of: MakeKey,
    promises: Promises,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong, statuses = [], set()
    for route in promises.routes:
        visitor: Browser = app.test_client()  # type: ignore[assignment]  # the class of the app
        here, elsewhere = own.address(route, {}), own.address(route, {}, "tidak-ada", "tidak-ada")
        with monkeypatch.context() as patch:
            patch.setattr(api_keys, "possible_scopes", lambda _kind: list(Permission))
            powerless = key_of(own.organisation(route), {Permission.USER_READ})
        asked = [
            (here, {}),
            (here, {"Authorization": f"Bearer {powerless}"}),
            (elsewhere, asker.key_for(route)),
        ]
        if promises.query(route):
            asked.append((f"{here}?tidak-ada=1", asker.key_for(route)))
        for address, headers in asked:
            answer = visitor.open(address, method=route.method, headers=headers)
            wrong += promises.faults(route, answer)
            statuses.add(answer.status_code)

    assert wrong == []
    assert statuses == {401, 403, 404, 422}


def test_refusal_of_too_many_requests_is_the_promised_problem(
    asker: Asker, promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_keys, "REQUESTS_PER_MINUTE", 0)

    answers = {route: asker.ask(route, form={}) for route in promises.routes}

    assert {answer.status_code for answer in answers.values()} == {429}
    assert [
        one for route, answer in answers.items() for one in promises.faults(route, answer)
    ] == []
