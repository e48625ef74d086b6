"""Row 8: people of many regencies ask at once, through errors, timeouts and cut connections."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from flask import Flask

from tenants.access import PLACES
from tenants.kernel.crypto import web_signature
from tenants.services.api_keys import possible_scopes
from tests.architecture.access.places import (
    HTML,
    JSON,
    MADE_FOR_EACH_USE,
    OF_PEOPLE,
    Places,
    role_that_may,
    table_of,
)
from tests.architecture.catalog import Catalog
from tests.architecture.routes import Route, routes_of
from tests.conftest import ROOT
from tests.torture.disturber import Disturber
from tests.torture.findings import Finding
from tests.torture.visitors import Tally, Visit, visit_all
from tests.torture.webserver import running_webserver
from tests.torture.world import World, around, make_key, make_regencies, session_cookie, sign_in
from tests.walls.test_removals import edited_copy

RESPONSES = 500_000
REGENCIES = 24
VISITORS = 32
CONTROL_RESPONSES = 4_000
_POOL = "4"  # of each role in each process, so that every connection serves every regency
_FOUND, _REFUSED, _NOT_FOUND = frozenset({200, 303}), frozenset({401}), frozenset({404})
_LIMITED = frozenset({429})  # programs may ask so often and no more
SEES_MANY = {"p", "m", "o"}  # what they see of every regency is published; no canary tells it apart

# The context named once for a connection instead of for each transaction, and a query that leans
# on row security alone.
CONTROL = [
    {
        "file": "tenants/kernel/db.py",
        "old": 'principal: Principal = session.info["principal"]',
        "new": "principal: Principal = connection.info.setdefault(\n"
        '        "principal", session.info["principal"]\n    )',
    },
    {
        "file": "tenants/queries/regulations.py",
        "old": "select(Regulation).where(Regulation.tenant_id == tenant_id,"
        " Regulation.id == regulation_id)",
        "new": "select(Regulation).where(Regulation.id == regulation_id)",
    },
]


def hunt(world: World, *, responses: int = RESPONSES, seed: int = 0) -> Finding:
    """Let people of many regencies read pages, and count bodies with another's canary in them."""
    tally, disturbed = _visit(world, "leaks", responses, seed=seed)
    passed = (
        tally.foreign == 0
        and tally.unexpected == 0
        and tally.responses >= responses
        and tally.own_canaries * 2 > tally.kinds["own"]  # else the canaries prove nothing
    )
    return Finding(
        row=8,
        name="concurrent responses",
        figure={
            "responses": tally.responses,
            "foreign": tally.foreign,
            "unexpected": tally.unexpected,
            "with_own_canary": tally.own_canaries,
            "unavailable": tally.statuses[503],
            "abandoned": tally.abandoned,
            "cut": tally.cut,
            **{f"kind: {kind}": count for kind, count in sorted(tally.kinds.items())},
            **{f"disturbed: {kind}": count for kind, count in sorted(disturbed.items())},
        },
        target=f"0 foreign of >= {responses} responses, nothing unexpected",
        passed=passed,
        notes=tally.examples,
    )


def control(world: World, *, seed: int = 0) -> Finding:
    """The same visitors on sources whose context outlives its transaction: they must notice."""
    tree = edited_copy(CONTROL, world.folder / "leaky")
    tally, _ = _visit(
        world, "leaky", CONTROL_RESPONSES, seed=seed, tree=tree, about="/regulations/"
    )
    return Finding(
        row=8,
        name="control: context of the connection",
        figure={"responses": tally.responses, "foreign": tally.foreign},
        target=f">= 1 foreign within {CONTROL_RESPONSES} responses",
        passed=tally.foreign > 0,
        notes=tally.examples[:1],
    )


def _visit(
    world: World, name: str, responses: int, *, seed: int, tree: Path = ROOT, about: str = ""
) -> tuple[Tally, dict[str, int]]:
    with world.database(name) as database:
        catalog = Catalog(world.engines, database)
        with world.app(database) as app:
            visits = [one for one in _visits(app, catalog) if about in one.address]
        catalog.close()
        disturber = Disturber(world.engines, database, ("regulation", "commitment", "worker"))
        environment = world.environment(database, SIAP_POOL_SIZE=_POOL)
        log = world.folder / f"{name}.log"
        with running_webserver(environment, log, tree) as port, disturber:
            tally = visit_all(
                port,
                visits,
                responses=responses,
                visitors=VISITORS,
                seed=seed,
                stop_at_leak=tree != ROOT,
            )
    return tally, dict(disturber.done)


def _visits(app: Flask, catalog: Catalog) -> Iterator[Visit]:
    """Every page of every regency and of those around it by their own people; and the others'."""
    rows, regencies = make_regencies(app, catalog, REGENCIES)
    routes = [route for route in routes_of(app) if route.is_safe and not is_unfit(route)]
    places = [Places(rows, one, {"r": one.organisation, **around(one)}) for one in regencies]
    for own, other in zip(places, places[1:] + places[:1], strict=True):
        credentials = Credentials(own)
        for route in routes:
            if route.place not in SEES_MANY:
                yield from _visits_of(own, other, route, credentials)


def is_unfit(route: Route) -> bool:
    """Whether it shows a person or an invitation, of which there is none to ask for again."""
    unfit = {*OF_PEOPLE, *MADE_FOR_EACH_USE}
    names_one = any(table_of(name, route.choice) in unfit for name in route.ids())
    return names_one or "token" in dict(route.arguments)


class Credentials:
    """Sessions and keys of one regency and its branch, made once."""

    def __init__(self, own: Places) -> None:
        self.own = own
        self.known: dict[tuple[str, str], str] = {}

    def of(self, route: Route) -> dict[str, str]:
        """The header that opens a route."""
        if not route.place and route.is_api:
            return {}
        acting, kind = self.own.organisation(route), PLACES[route.place or "r"].kind
        role = role_that_may(route.access.permission, route.place)
        name = (route.place, "key" if route.is_api else role.value)
        if name not in self.known:
            tenant = self.own.regency.id
            self.known[name] = (
                make_key(acting, possible_scopes(kind))
                if route.is_api
                else sign_in(acting, role, tenant)
            )
        token = self.known[name]
        return {"Authorization": f"Bearer {token}"} if route.is_api else session_cookie(token)

    def of_own_page(self, route: Route) -> dict[str, str]:
        """The headers of a program, or of a script on one of our pages. Call it in a context."""
        who = self.of(route)
        if "Cookie" not in who:
            return {**JSON, **who}
        token = web_signature("csrf", who["Cookie"].partition("=")[2])
        return {**JSON, **who, "Sec-Fetch-Site": "same-origin", "X-CSRF-Token": token}


def _visits_of(
    own: Places, other: Places, route: Route, credentials: Credentials
) -> Iterator[Visit]:
    tenant, html, json = own.regency.id, HTML["Accept"], JSON["Accept"]
    address, who = own.address(route, own.ids(route)), credentials.of(route)
    found = _FOUND | _LIMITED if route.is_api else _FOUND
    unknown = _NOT_FOUND | _LIMITED if route.is_api else _NOT_FOUND
    yield Visit("own", tenant, address, who, html, found)
    if route.access.public_because is None:
        yield Visit("nobody", tenant, address, {}, json, _REFUSED | _LIMITED)
    if route.place:
        slugs = other.regency.slug, other.organisation(route).slug
        foreign = own.address(route, other.ids(route), *slugs)
        yield Visit("foreign address", tenant, foreign, who, json, unknown)
    if route.ids():
        mixed = own.address(route, other.ids(route))
        yield Visit("foreign id", tenant, mixed, who, json, unknown)
        missing = own.address(route, {name: str(uuid4()) for name in route.ids()})
        yield Visit("missing id", tenant, missing, who, html, unknown)
