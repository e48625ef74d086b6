"""Row 57: what is too long is refused at once: the median of two hundred refusals on every route.

Measured where the request enters the application; how long the network takes is not its affair.
"""

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from statistics import median
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from marshmallow import Schema, fields

from tenants.access import PLACES
from tenants.api.schemas import PAGE_LIMIT
from tests.architecture.access.forms import plausible, schemas_of
from tests.architecture.access.places import Places
from tests.architecture.catalog import Catalog
from tests.architecture.routes import Route, routes_of
from tests.torture.findings import Finding
from tests.torture.leaks import Credentials
from tests.torture.world import World, apart, around, make_organisation, make_regencies

TIMES = 200
LONGEST_SECONDS = 0.05
_MANY = 1_000
_FORM = "application/x-www-form-urlencoded"
_WARM_UP = 3
_REFUSED = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}


@dataclass(frozen=True)
class Excess:
    """One request that holds too much.

    Attributes:
        kind: of what: ``body``, ``page`` or ``list``.
        route: where it is sent.
        sent: what is sent, for the test client.
    """

    kind: str
    route: Route
    sent: dict[str, Any]


def hunt(world: World, *, times: int = TIMES) -> Finding:
    """Send one too many of everything that is bounded, and time the refusals."""
    with world.database("refusals") as database, world.app(database) as app:
        catalog = Catalog(world.engines, database)
        rows, (regency,) = make_regencies(app, catalog, 1)
        made = {letter: make_organisation(PLACES[letter].kind) for letter in "pmo"}
        own = Places(rows, regency, {"r": regency.organisation, **around(regency), **made})
        excesses = list(_excesses(app, own))
        medians, accepted = {}, []
        for one in excesses:
            name = f"{one.kind}: {one.route.method} {one.route.rule}"
            seconds, statuses = _time(app, own, one, times)
            medians[name] = median(seconds)
            if not statuses <= _REFUSED:
                accepted.append(f"{name}: [{sorted(statuses)}]")
        catalog.close()
    slow = [
        f"{name}: {1000 * one:.1f} ms" for name, one in medians.items() if one > LONGEST_SECONDS
    ]
    kinds = [one.kind for one in excesses]
    return Finding(
        row=57,
        name="time of refusing what is too long",
        figure={
            "requests": times * len(excesses),
            "bodies": kinds.count("body"),
            "pages": kinds.count("page"),
            "lists": kinds.count("list"),
            "slowest_median_ms": round(1000 * max(medians.values(), default=0), 1),
            "slow": len(slow),
            "accepted": len(accepted),
        },
        target=f"413 or 422, median <= {1000 * LONGEST_SECONDS:.0f} ms on every route",
        passed={"body", "page", "list"} <= {*kinds} and not slow and not accepted,
        notes=(accepted + slow)[:10],
    )


def _excesses(app: Flask, own: Places) -> Iterator[Excess]:
    """A body, a page and a list one too long, wherever there is one."""
    credentials = Credentials(own)
    routes = routes_of(app)
    learnt = schemas_of(routes, lambda route: _ask(app, own, credentials, route, {}))
    own.rows.reset(own.regency.id)
    for route, schemas in learnt.items():
        # A program's call that takes no form is not held up by a body; it is not read either.
        if not route.is_safe and (schemas or not route.is_api):
            yield Excess("body", route, {})
        if route.is_safe and any("limit" in schema().fields for schema in schemas):
            yield Excess("page", route, {"query_string": {"limit": PAGE_LIMIT + 1}})
        lists = _lists_of(schemas)
        if lists and not route.is_safe and not route.is_api and not route.ids():
            yield Excess(
                "list", route, {"data": urlencode(lists, doseq=True), "content_type": _FORM}
            )


def _lists_of(schemas: list[type[Schema]]) -> dict[str, list[Any]]:
    """The lists a form takes, longer than anything that is meant."""
    return {
        name: [plausible(field.inner)] * _MANY
        for schema in schemas
        for name, field in schema().load_fields.items()
        if isinstance(field, fields.List)
    }


def _ask(
    app: Flask, own: Places, credentials: Credentials, route: Route, sent: dict[str, Any]
) -> int:
    client, headers = app.test_client(use_cookies=False), credentials.of_own_page(route)
    if "input_stream" in sent:  # whoever looks for the token in the form must not read this much
        headers.pop("X-CSRF-Token", None)
    address = own.address(route, {})
    ask = partial(client.open, address, method=route.method, headers=headers, **sent)
    return apart(ask).status_code


def _time(app: Flask, own: Places, excess: Excess, times: int) -> tuple[list[float], set[int]]:
    """Seconds of the refusals, and their statuses."""
    credentials = Credentials(own)  # a key may ask so often and no more
    seconds, statuses = [], set()
    for turn in range(_WARM_UP + times):
        sent = excess.sent or _long_body(excess.route)
        started = time.perf_counter()
        status = _ask(app, own, credentials, excess.route, sent)
        taken = time.perf_counter() - started
        if turn >= _WARM_UP:
            seconds.append(taken)
            statuses.add(status)
    return seconds, statuses


def _long_body(route: Route) -> dict[str, Any]:
    """A body that says it is a byte too long."""
    return {
        "input_stream": io.BytesIO(),
        "environ_overrides": {
            "CONTENT_LENGTH": str(route.access.body_limit_bytes + 1),
            "CONTENT_TYPE": _FORM,
        },
    }
