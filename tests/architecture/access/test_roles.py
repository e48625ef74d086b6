"""Every address asked for by everyone: strangers learn nothing, roles reach what is theirs."""

import pytest
from flask import Flask

from tenants.access import GRANTS, PLACE_OF, PLACES, ROLES_OF, Role
from tests.architecture.access.asker import Asker, SignIn, may_sign_out
from tests.architecture.access.places import HTML, JSON, Places, fingerprint, told
from tests.architecture.routes import Route, routes_of
from tests.architecture.rows import Rows
from tests.conftest import Browser

NOWHERE = "kab-tidak-ada"
EVERYBODY = [(PLACE_OF[kind].letter, role) for kind, roles in ROLES_OF.items() for role in roles]


def expected_of(route: Route, place: str, role: Role) -> str:
    """``in``, ``refused``, ``unknown`` or ``unnamed``, for somebody who comes with a cookie."""
    if route.access.public_because is not None:
        return "in"
    if route.is_api:
        return "unnamed"
    if route.place and route.place != place:
        return "unknown"
    granted = route.access.permission is None or route.access.permission in GRANTS[role]
    return "in" if granted else "refused"


def is_as(expected: str, status: int) -> bool:
    """Whether the status fits. Ids are random here, so whoever is in may well find nothing."""
    statuses = {"refused": 403, "unknown": 404, "unnamed": 401}
    if expected in statuses:
        return status == statuses[expected]
    return status not in {401, 403} and status < 500


@pytest.mark.parametrize(("place", "role"), EVERYBODY)
def test_role_is_refused_exactly_where_its_grants_end(
    app: Flask, own: Places, browser_of: SignIn, place: str, role: Role
) -> None:
    acting = own.organisations[place]
    browser = browser_of(acting, role)
    wrong = []
    for route in routes_of(app):
        visitor = browser_of(acting, role) if may_sign_out(route) else browser
        status = visitor.open(own.address(route, {}), method=route.method).status_code
        expected = expected_of(route, place, role)
        if not is_as(expected, status):
            wrong.append((route.method, route.rule, expected, status))

    assert wrong == []


@pytest.mark.parametrize("accept", [HTML, JSON])
def test_nobody_enters_without_signing_in(
    app: Flask, own: Places, asker: Asker, browser: Browser, accept: dict[str, str]
) -> None:
    for route in routes_of(app):
        if not route.is_api:
            asker.browser_for(route)
    wrong = []
    for route in routes_of(app):
        if route.access.public_because is None:
            address = own.address(route, own.ids(route))
            answer = browser.open(address, method=route.method, headers=accept)
            is_problem = accept == JSON or route.is_api
            says = '"/problems/not-signed-in"' if is_problem else 'action="/sign-in"'
            if answer.status_code != 401 or says not in answer.get_data(as_text=True):
                wrong.append((route.method, route.rule, answer.status_code))

    assert wrong == []


@pytest.mark.parametrize("accept", [HTML, JSON])
def test_anothers_address_reads_like_one_that_does_not_exist(
    app: Flask, own: Places, others: Places, asker: Asker, accept: dict[str, str]
) -> None:
    """Another organisation's, another regency's under one's own, and both at once."""
    different = []
    for route in routes_of(app):
        if not route.place:
            continue
        visitor = asker.browser_for(route)
        pairs = {
            "organisation": ((None, others.organisation(route).slug), (None, NOWHERE)),
            "regency": ((others.regency.slug, None), (NOWHERE, None)),
            "both": (
                (others.regency.slug, others.organisation(route).slug),
                (others.regency.slug, NOWHERE),
            ),
        }
        for what, (foreign, missing) in pairs.items():
            named = "<regency>" if what == "regency" else f"<{what}>"
            if what != "both" and named not in route.rule:
                continue
            if what == "both" and (route.place == "r" or not route.opens_regency):
                continue
            if what == "regency" and route.place in {"m", "o"}:
                continue  # they oversee every regency
            answers = [
                told(
                    visitor.open(
                        own.address(route, others.ids(route), slug, organisation),
                        method=route.method,
                        headers=accept | asker.key_for(route),
                    )
                )
                for slug, organisation in (foreign, missing)
            ]
            if answers[0] != answers[1] or answers[0][0] != 404:
                different.append((what, route.method, route.rule, answers[0][0], answers[1][0]))

    assert different == []


def test_reading_changes_nothing_but_the_trail(
    app: Flask, own: Places, rows: Rows, asker: Asker
) -> None:
    """Row 47, for everybody who may: only the trail, when a key was last used and how often.

    Of what an office reviews it is kept that a person opened it.
    """
    readers = {
        (place, role): asker.sign_in(own.organisations[place], role) for place, role in EVERYBODY
    }
    visits = [
        (route, readers[place, role], own.address(route, own.ids(route)), asker.key_for(route))
        for route in routes_of(app)
        for place, role in EVERYBODY
        if route.is_safe and route.place in {place, ""} and is_read_by(route, role)
    ]
    before = fingerprint(rows)
    answers = [
        (app.test_client() if route.is_api else reader).get(address, headers=headers).status_code
        for route, reader, address, headers in visits
    ]

    after = fingerprint(rows)
    changed = {table for table in before if before[table] != after[table]}
    assert max(answers) < 500
    assert answers.count(200) > len(answers) / 2
    looks = {"agreement_look", "roster_look"}
    assert changed <= {"audit_entry", "audit_head", "api_key", "throttle"} | looks


def is_read_by(route: Route, role: Role) -> bool:
    """Whether the role opens a page; a program's address is asked once."""
    permission = route.access.permission
    if route.is_api and route.place:
        return role is ROLES_OF[PLACES[route.place].kind][0]
    return permission is None or permission in GRANTS[role]
