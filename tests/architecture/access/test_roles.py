"""Every address asked for by everyone: strangers learn nothing, roles reach what is theirs."""

from collections.abc import Callable

import pytest
from flask import Flask

from tenants.access import GRANTS, Role
from tests.architecture.access.places import (
    HTML,
    JSON,
    REGENCY_ROLES,
    Places,
    fingerprint,
    role_that_may,
    told,
)
from tests.architecture.routes import routes_of
from tests.architecture.rows import Rows
from tests.conftest import Browser, Regency

NOWHERE = "kab-tidak-ada"

SignIn = Callable[[Regency, Role], Browser]


@pytest.mark.parametrize("role", REGENCY_ROLES)
def test_role_is_refused_exactly_where_its_grants_end(
    app: Flask, rows: Rows, regency: Regency, browser_of: SignIn, role: Role
) -> None:
    own = Places(rows, regency)
    browser = browser_of(own.regency, role)
    wrong = []
    for route in routes_of(app):
        granted = route.access.permission is None or route.access.permission in GRANTS[role]
        visitor = browser if route.is_safe else browser_of(own.regency, role)
        status = visitor.open(own.address(route, {}), method=route.method).status_code
        is_right = status not in {401, 403} and status < 500 if granted else status == 403
        if not is_right:
            wrong.append((route.method, route.rule, status))

    assert wrong == []


@pytest.mark.parametrize("accept", [HTML, JSON])
def test_nobody_enters_without_signing_in(
    app: Flask, own: Places, browser_of: SignIn, browser: Browser, accept: dict[str, str]
) -> None:
    browser_of(own.regency, Role.ADMIN)
    says_sign_in = '"/problems/not-signed-in"' if accept == JSON else 'action="/sign-in"'
    wrong = []
    for route in routes_of(app):
        if route.access.public_because is None:
            address = own.address(route, own.ids(route))
            answer = browser.open(address, method=route.method, headers=accept)
            if answer.status_code != 401 or says_sign_in not in answer.get_data(as_text=True):
                wrong.append((route.method, route.rule, answer.status_code))

    assert wrong == []


@pytest.mark.parametrize("accept", [HTML, JSON])
def test_anothers_regency_reads_like_one_that_does_not_exist(
    app: Flask, own: Places, others: Places, browser_of: SignIn, accept: dict[str, str]
) -> None:
    stranger = browser_of(own.regency, Role.ADMIN)
    different = []
    for route in routes_of(app):
        if not route.belongs_to_a_regency:
            continue
        foreign, missing = (
            told(
                stranger.open(
                    others.address(route, others.ids(route), slug),
                    method=route.method,
                    headers=accept,
                )
            )
            for slug in (others.regency.slug, NOWHERE)
        )
        if foreign != missing or foreign[0] != 404:
            different.append((route.method, route.rule, foreign[0], missing[0]))

    assert different == []


def test_reading_changes_nothing_but_the_trail(
    app: Flask, rows: Rows, own: Places, browser_of: SignIn
) -> None:
    browsers = {role: browser_of(own.regency, role) for role in REGENCY_ROLES}
    before = fingerprint(rows)
    for route in routes_of(app):
        if route.is_safe:
            browser = browsers[role_that_may(route.access.permission)]
            browser.open(own.address(route, own.ids(route)), method=route.method)

    after = fingerprint(rows)
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= {"audit_entry", "audit_head"}
