"""Row 49: programs of every kind of organisation send what the API's document allows, and what not.

Cases are made from the OpenAPI document. Most of them name the program's own regency and rows, so
that they get past the gate; the first of each operation must be answered well, or the trial has
tried nothing but the gate.
"""

import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.result import Err
from schemathesis.generation import GenerationMode

from enrollment.models.rosters import Roster
from enrollment.parsing.columns import Column
from enrollment.parsing.mapping import ShownTable
from enrollment.services.headings import ask_for_columns
from tenants.access import PLACES, Permission
from tenants.kernel.clock import utcnow
from tenants.kernel.db import DatabaseRole, transaction
from tenants.models.identity import Organisation
from tenants.services.api_keys import REQUESTS_PER_MINUTE, possible_scopes
from tests.architecture.access.places import Places, table_of
from tests.architecture.catalog import Catalog
from tests.architecture.routes import Route, routes_of
from tests.integration.enrollment.rosters import person, roster_file
from tests.torture.findings import Finding
from tests.torture.world import World, apart, around, make_key, make_organisation, make_regencies

CASES = 200  # for each operation, by a program of its own kind of organisation
STRANGERS = 10  # of so many cases one, by a program of each other kind
CONTROL_CASES = 2
DOCUMENT = "/api/v1/openapi.json"
_PROBLEM = "application/problem+json"

# What an operation needs that no rule of the catalog tells: a question's required part, and rows in
# the state from which the step may be taken.
ASKED = {"year": "2026", "profile": "seimbang"}
ROSTER_STATE = {"withdrawal": "applied"}
READY = """
    UPDATE roster SET state = '{state}' WHERE tenant_id = {tenant};
    UPDATE commitment SET status = 'committed', first_month = '2025-03-01', month_count = 10
    WHERE tenant_id = {tenant}
"""

MakeKey = Callable[[Organisation, Collection[Permission]], str]


@dataclass
class Keys:
    """Keys of every kind of organisation, changed before they have asked too often."""

    organisations: dict[str, Organisation]
    make: MakeKey = make_key
    asked: Counter[str] = field(default_factory=Counter)
    tokens: dict[str, str] = field(default_factory=dict)

    def header(self, place: str) -> dict[str, str]:
        """The header of a program with everything its organisation's programs may do."""
        if self.asked[place] % (REQUESTS_PER_MINUTE // 2) == 0:
            scopes = possible_scopes(PLACES[place].kind)
            self.tokens[place] = self.make(self.organisations[place], scopes)
        self.asked[place] += 1
        return {"Authorization": f"Bearer {self.tokens[place]}"}


def make_dead_key(organisation: Organisation, scopes: Collection[Permission]) -> str:
    """The token of a key with one letter too many: it opens nothing."""
    return f"{make_key(organisation, scopes)}x"


@dataclass
class Outcome:
    """What came of the cases.

    Attributes:
        opened: whether a case has got past the gate, by operation and who is at home there.
    """

    cases: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    opened: dict[str, bool] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    unlike_problems: list[str] = field(default_factory=list)

    @property
    def unopened(self) -> list[str]:
        """Operations of which nothing but the gate was tried."""
        return [f"{operation}: never got in" for operation, ok in self.opened.items() if not ok]

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be."""
        return self.unopened + self.errors + self.unlike_problems

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

    def note_opened(self, operation: str, place: str, status: int) -> None:
        """Remember whether an answer to somebody at home comes from behind the gate."""
        self.opened[f"{operation} by {place}"] = 200 <= status < 300


def hunt(world: World, *, cases: int = CASES, seed_number: int = 0) -> Finding:
    """Send so many cases to each operation, by a program of each kind of organisation."""
    outcome = _send_all(world, "programs", make_key, cases, seed_number)
    return Finding(
        row=49,
        name="odd requests of programs",
        figure={
            "cases": outcome.cases.total(),
            "operations": len(outcome.cases),
            "opened": sum(outcome.opened.values()),
            "unopened": len(outcome.unopened),
            "server_errors": len(outcome.errors),
            "not_as_problems": len(outcome.unlike_problems),
            **{f"status: {status}": count for status, count in sorted(outcome.statuses.items())},
        },
        target=f"0 of 5xx; >= {cases} cases per operation, each opened by its own program",
        passed=not outcome.wrong
        and bool(outcome.opened)
        and min(outcome.cases.values(), default=0) >= cases,
        notes=outcome.wrong[:10],
    )


def has_programs(place: str) -> bool:
    """Whether organisations of the place's kind can make a key at all."""
    return bool(possible_scopes(PLACES[place].kind))


def control(world: World) -> Finding:
    """The same with keys that open nothing: no operation may count as tried."""
    outcome = _send_all(world, "dead_keys", make_dead_key, CONTROL_CASES, 0)
    return Finding(
        row=49,
        name="control: keys that open nothing",
        figure={"cases": outcome.cases.total(), "unopened": len(outcome.unopened)},
        target="every operation counts as never opened",
        passed=bool(outcome.opened) and not any(outcome.opened.values()),
        notes=[name for name, opened in outcome.opened.items() if opened][:10],
    )


def _send_all(world: World, name: str, make: MakeKey, cases: int, seed_number: int) -> Outcome:
    with world.database(name) as database, world.app(database) as app:
        catalog = Catalog(world.engines, database)
        rows, (regency,) = make_regencies(app, catalog, 1)
        made = {letter: make_organisation(PLACES[letter].kind) for letter in "pmo"}
        places = Places(rows, regency, {"r": regency.organisation, **around(regency), **made})
        keys, outcome = Keys(dict(places.organisations), make), Outcome()
        for operation in operations(app):
            for place in filter(has_programs, PLACES):
                if is_at_home(operation, place):
                    begin(operation, places, keys, place, outcome)
                    probe(operation, places, keys, place, cases, outcome, seed_number)
                else:
                    strangers = max(2, cases // STRANGERS)
                    probe(operation, places, keys, place, strangers, outcome, seed_number)
        catalog.close()
    return outcome


def operations(app: Flask) -> Iterator[Any]:
    """Every operation of the document that needs a key."""
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    for found in schema.get_all_operations():
        if isinstance(found, Err):
            raise found.err()
        operation = found.ok()
        if "{" in operation.path:
            yield operation


def begin(operation: Any, places: Places, keys: Keys, place: str, outcome: Outcome) -> None:
    """Ask once as a program does that knows what it wants: its own rows, every field right."""
    step, tenant = operation.path.rpartition("/")[2], places.regency.id
    places.restore()
    if place == "r":  # a list that is before the office may not be changed
        places.rows.remove("roster_review", tenant)
    state = ROSTER_STATE.get(step, "ready")
    places.rows.catalog.query(READY.format(state=state, tenant=tenant))
    if step == "columns":
        ask_for_its_columns(places)
    asked: dict[str, Any] = {}
    if operation.query:
        asked = {"query": {one.name: ASKED[one.name] for one in operation.query if one.is_required}}
    if "requestBody" in operation.definition.raw:
        asked |= {"body": right_form(step, places), "media_type": "multipart/form-data"}
    case = operation.Case(
        path_parameters=own_parameters(places, operation, place),
        headers=keys.header(place),
        **asked,
    )
    response = _answer(case)
    outcome.note(operation.label, case, response)
    outcome.note_opened(operation.label, place, response.status_code)


def right_form(step: str, places: Places) -> dict[str, Any]:
    """What the form of an operation expects, by the last word of its address."""
    forms: dict[str, dict[str, Any]] = {
        "rosters": {
            "commitment_id": places.id_of("commitment_id"),
            "cover_status": "determined",
            "file": roster_file([person(1, "Sumini")]),
        },
        "confirmation": {"on_errors": "valid_rows"},
        "withdrawal": {"reason": "Daftar yang keliru."},
        "columns": {"header_row": 1, **{name: at for at, name in enumerate(Column)}},
    }
    return forms[step]


def ask_for_its_columns(places: Places) -> None:
    """Let the roster wait for a person or program to say which column is which."""
    key = (places.regency.id, UUID(places.id_of("roster_id")))
    with transaction(places.regency.principal(DatabaseRole.JOB)) as session:
        table = ShownTable(None, 1, {}, [(1, list(Column))])
        ask_for_columns(session, session.get_one(Roster, key), [table], now=utcnow())


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
    own = own_parameters(places, operation, place)
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
                name_own_rows(case, places)
            case.headers = {**(case.headers or {}), **keys.header(place)}
            outcome.note(operation.label, case, _answer(case))

        send()


def name_own_rows(case: Any, places: Places) -> None:
    """Put one's own ids where a query or a form names a row."""
    for part in (case.query, case.body):
        if isinstance(part, dict):
            part.update({name: places.id_of(name) for name in part if table_of(name)})


def _answer(case: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return apart(case.call)


def strategy_of(operation: Any, mode: GenerationMode) -> Any:
    """Cases of one mode; where nothing can be malformed, well-formed ones."""
    return operation.as_strategy(generation_mode=mode)


def is_at_home(operation: Any, place: str) -> bool:
    """Whether the operation is for programs of this kind of organisation."""
    return any(route.place == place for route in routes_behind(operation))


def routes_behind(operation: Any) -> list[Route]:
    """The routes of an operation, one for each place where several share it."""
    method, path = operation.method.upper(), operation.path
    return [
        route
        for route in routes_of(operation.app)
        if route.method == method and document_path(route) == path.replace("{place}", route.place)
    ]


def own_parameters(places: Places, operation: Any, place: str) -> dict[str, str]:
    """The parts of the address that name the program's own regency and rows."""
    fitting = routes_behind(operation)
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
    return {name: value for name, value in own.items() if f"{{{name}}}" in operation.path}


def document_path(route: Route) -> str:
    """An address as the document writes it."""
    parts = [
        "{" + part.strip("<>").rpartition(":")[2] + "}" if part.startswith("<") else part
        for part in route.rule.split("/")
    ]
    return "/".join(parts)
