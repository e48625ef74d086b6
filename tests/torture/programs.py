"""Row 49: programs of every kind of organisation send what the API's document allows, and what not.

Cases are made from the OpenAPI document. Most of them name the program's own regency and rows, so
that they get past the gate.
"""

import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.result import Err
from schemathesis.generation import GenerationMode

from tenants.access import PLACES
from tenants.models.identity import Organisation
from tenants.services.api_keys import REQUESTS_PER_MINUTE, possible_scopes
from tests.architecture.access.places import Places
from tests.architecture.catalog import Catalog
from tests.architecture.routes import Route, routes_of
from tests.torture.findings import Finding
from tests.torture.world import World, apart, around, make_key, make_organisation, make_regencies

CASES = 200  # for each operation, by a program of its own kind of organisation
STRANGERS = 10  # of so many cases one, by a program of each other kind
DOCUMENT = "/api/v1/openapi.json"
_PROBLEM = "application/problem+json"


@dataclass
class Keys:
    """Keys of every kind of organisation, changed before they have asked too often."""

    organisations: dict[str, Organisation]
    asked: Counter[str] = field(default_factory=Counter)
    tokens: dict[str, str] = field(default_factory=dict)

    def header(self, place: str) -> dict[str, str]:
        """The header of a program with everything its organisation's programs may do."""
        if self.asked[place] % (REQUESTS_PER_MINUTE // 2) == 0:
            scopes = possible_scopes(PLACES[place].kind)
            self.tokens[place] = make_key(self.organisations[place], scopes)
        self.asked[place] += 1
        return {"Authorization": f"Bearer {self.tokens[place]}"}


@dataclass
class Outcome:
    """What came of the cases."""

    cases: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    unlike_problems: list[str] = field(default_factory=list)

    def note(self, operation: str, case: Any, response: Any) -> None:
        """Count an answer and remember what is wrong with it."""
        status = int(response.status_code)
        self.cases[operation] += 1
        self.statuses[status] += 1
        told = f"{operation}: {status} {case.path_parameters} {case.query} {case.body!r}"[:400]
        if status >= 500:
            self.errors.append(told)
        elif status >= 400 and _PROBLEM not in str(response.headers.get("content-type")):
            self.unlike_problems.append(told)


def hunt(world: World, *, cases: int = CASES, seed_number: int = 0) -> Finding:
    """Send so many cases to each operation, by a program of each kind of organisation."""
    with world.database("programs") as database, world.app(database) as app:
        catalog = Catalog(world.engines, database)
        rows, (regency,) = make_regencies(app, catalog, 1)
        made = {letter: make_organisation(PLACES[letter].kind) for letter in "pmo"}
        places = Places(rows, regency, {"r": regency.organisation, **around(regency), **made})
        keys, outcome = Keys(dict(places.organisations)), Outcome()
        for operation in operations(app):
            for place in filter(has_programs, PLACES):
                at_home = place in operation.path.split("/") or "{place}" in operation.path
                wanted = cases if at_home else max(2, cases // STRANGERS)
                probe(operation, places, keys, place, wanted, outcome, seed_number)
        catalog.close()
    return Finding(
        row=49,
        name="odd requests of programs",
        figure={
            "cases": outcome.cases.total(),
            "operations": len(outcome.cases),
            "server_errors": len(outcome.errors),
            "not_as_problems": len(outcome.unlike_problems),
            **{f"status: {status}": count for status, count in sorted(outcome.statuses.items())},
        },
        target=f"0 of 5xx; >= {cases} cases per operation",
        passed=not outcome.errors
        and not outcome.unlike_problems
        and min(outcome.cases.values(), default=0) >= cases,
        notes=(outcome.errors + outcome.unlike_problems)[:10],
    )


def has_programs(place: str) -> bool:
    """Whether organisations of the place's kind can make a key at all."""
    return bool(possible_scopes(PLACES[place].kind))


def operations(app: Flask) -> Iterator[Any]:
    """Every operation of the document that needs a key."""
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    for found in schema.get_all_operations():
        if isinstance(found, Err):
            raise found.err()
        operation = found.ok()
        if "{" in operation.path:
            yield operation


def probe(
    operation: Any,
    places: Places,
    keys: Keys,
    place: str,
    cases: int,
    outcome: Outcome,
    seed_number: int,
) -> None:
    """Send cases to one operation, well-formed and malformed by turns."""
    app: Flask = operation.app
    own = own_parameters(app, places, operation, place)
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @seed(seed_number)
        @settings(
            max_examples=max(1, cases // 2),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy_of(operation, mode), at_home=st.integers(0, 4))
        def send(case: Any, at_home: bool) -> None:
            if at_home:
                case.path_parameters = dict(own)
            case.headers = {**(case.headers or {}), **keys.header(place)}
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                response = apart(case.call)
            outcome.note(operation.label, case, response)

        send()


def strategy_of(operation: Any, mode: GenerationMode) -> Any:
    """Cases of one mode; where nothing can be malformed, well-formed ones."""
    return operation.as_strategy(generation_mode=mode)


def own_parameters(app: Flask, places: Places, operation: Any, place: str) -> dict[str, str]:
    """The parts of the address that name the program's own regency and rows."""
    method, path = operation.method.upper(), operation.path
    fitting = [
        route
        for route in routes_of(app)
        if route.method == method and document_path(route) == path.replace("{place}", route.place)
    ]
    route = next((one for one in fitting if one.place == place), fitting[0])
    own = {
        "place": route.place,
        "regency": places.regency.slug,
        "organisation": places.organisation(route).slug,
        **places.ids(route),
        **{
            name: "2026" if converter == "int" else "D1"
            for name, converter in route.arguments
            if converter != "uuid"
        },
    }
    return {name: value for name, value in own.items() if f"{{{name}}}" in path}


def document_path(route: Route) -> str:
    """An address as the document writes it."""
    parts = [
        "{" + part.strip("<>").rpartition(":")[2] + "}" if part.startswith("<") else part
        for part in route.rule.split("/")
    ]
    return "/".join(parts)
