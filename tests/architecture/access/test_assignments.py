"""Row 17: a branch reaches a regency on the days it is assigned; asked anew on each request.

The same holds for keys of programs and for memberships: what ends is over at the next request.
"""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask

from tenants.access import PLACES, Permission, Role
from tenants.models.identity import Organisation, OrganisationKind
from tenants.services import api_keys
from tenants.services.api_keys import possible_scopes
from tests.architecture.access.asker import MakeKey, SignIn
from tests.architecture.access.places import HTML, JSON, Places, told
from tests.architecture.routes import Route, routes_of
from tests.architecture.rows import Rows
from tests.conftest import TODAY, Regency

DAY = timedelta(days=1)
NOWHERE = "kab-tidak-ada"
_addresses = count(1)
MakeOrganisation = Callable[..., Organisation]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "status"),
    [
        (TODAY, None, 200),
        (TODAY, TODAY, 200),
        (TODAY - DAY, TODAY, 200),
        (TODAY + DAY, None, 404),
        (TODAY - 2 * DAY, TODAY - DAY, 404),
    ],
)
def test_branch_enters_from_the_first_day_to_the_last(
    make_organisation: MakeOrganisation,
    make_regency: Callable[[], Regency],
    browser_of: SignIn,
    key_of: MakeKey,
    app: Flask,
    starts_on: date,
    ends_on: date | None,
    status: int,
) -> None:
    regency = make_regency()
    branch = make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=starts_on, ends_on=ends_on
    )
    key = key_of(branch, possible_scopes(OrganisationKind.BRANCH))

    page = browser_of(branch, Role.REVIEWER).get(f"/b/{branch.slug}/r/{regency.slug}/")
    program = app.test_client().get(
        f"/api/v1/b/{branch.slug}/r/{regency.slug}/agreements",
        headers={"Authorization": f"Bearer {key}"},
    )

    assert (page.status_code, program.status_code) == (status, status)


ENDINGS = {
    "assignment": "UPDATE branch_assignment SET ends_on = '{day}'"
    " WHERE organisation_id = '{branch}'",
    "membership": "UPDATE membership SET ends_on = '{day}' WHERE organisation_id = '{branch}'",
    "account": "UPDATE user_account SET is_active = false WHERE id IN"
    " (SELECT user_id FROM membership WHERE organisation_id = '{branch}')",
    "session": "UPDATE user_session SET revoked_at = now() WHERE organisation_id = '{branch}'",
}


@pytest.mark.parametrize(
    ("what", "statuses"),
    [
        ("assignment", {404}),
        ("membership", {303, 404}),
        ("account", {401}),
        ("session", {401}),
    ],
)
def test_what_is_taken_away_is_gone_at_the_next_request(
    app: Flask,
    own: Places,
    rows: Rows,
    browser_of: SignIn,
    what: str,
    statuses: set[int],
) -> None:
    """In the middle of a session, on every address of the branch that opens the regency."""
    branch = own.organisations["b"]
    browser = browser_of(branch, Role.HEAD)
    routes = served(app)
    before = [ask(browser, own, route).status_code for route in routes if route.is_safe]
    yesterday = TODAY - DAY
    if what in {"assignment", "membership"}:
        moved = {"assignment": "branch_assignment", "membership": "membership"}[what]
        rows.catalog.query(
            f"UPDATE {moved} SET starts_on = '{yesterday - DAY}'"
            f" WHERE organisation_id = '{branch.id}'"
        )
    rows.catalog.query(ENDINGS[what].format(day=yesterday, branch=branch.id))

    after = {ask(browser, own, route).status_code for route in routes}

    assert set(before) <= {200, 404}
    assert 200 in before
    assert after <= statuses


def test_regency_that_was_taken_away_reads_like_one_that_does_not_exist(
    app: Flask, own: Places, rows: Rows, browser_of: SignIn
) -> None:
    branch = own.organisations["b"]
    browser = browser_of(branch, Role.HEAD)
    rows.catalog.query(f"DELETE FROM branch_assignment WHERE organisation_id = '{branch.id}'")

    different = []
    for route in served(app):
        for accept in (HTML, JSON):
            here, nowhere = (
                told(ask(browser, own, route, slug=slug, headers=accept))
                for slug in (own.regency.slug, NOWHERE)
            )
            if here != nowhere or here[0] != 404:
                different.append((route.method, route.rule, here[0], nowhere[0]))

    assert different == []


@pytest.mark.parametrize("place", [one for one in PLACES if possible_scopes(PLACES[one].kind)])
@pytest.mark.parametrize("ending", ["revoked_at = now()", "expires_at = '2026-11-20T01:59:59Z'"])
def test_key_that_ended_opens_nothing_at_the_next_request(
    app: Flask, own: Places, rows: Rows, key_of: MakeKey, place: str, ending: str
) -> None:
    acting = own.organisations[place]
    header = {"Authorization": f"Bearer {key_of(acting, possible_scopes(PLACES[place].kind))}"}
    routes = [route for route in routes_of(app) if route.is_api and route.place == place]
    before = {ask(app.test_client(), own, route, headers=header).status_code for route in routes}
    rows.catalog.query(f"UPDATE api_key SET {ending} WHERE organisation_id = '{acting.id}'")

    after = {ask(app.test_client(), own, route, headers=header).status_code for route in routes}

    assert before
    assert 401 not in before
    assert after == {401}


def test_key_opens_what_its_scopes_name_and_nothing_else(
    app: Flask, own: Places, key_of: MakeKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made when a key could still be given whatever somebody of its organisation may do."""
    wrong = []
    for route in routes_of(app):
        if not route.is_api or not route.place:
            continue
        acting = own.organisation(route)
        others = [scope for scope in Permission if scope is not route.access.permission]
        with monkeypatch.context() as patch:
            patch.setattr(api_keys, "possible_scopes", lambda _kind: list(Permission))
            header = {"Authorization": f"Bearer {key_of(acting, others)}"}
        status = ask(app.test_client(), own, route, headers=header).status_code
        if status != 403:
            wrong.append((route.method, route.rule, status))

    assert wrong == []


def served(app: Flask) -> list[Route]:
    """Addresses under which a branch opens a regency, those of programs aside."""
    return [
        route
        for route in routes_of(app)
        if route.place == "b" and route.opens_regency and not route.is_api
    ]


def ask(browser: Any, own: Places, route: Route, slug: str | None = None, **kwargs: Any) -> Any:
    """Ask for one's own rows, from an address of one's own: failed tries are counted by address."""
    kwargs.setdefault("environ_overrides", {"REMOTE_ADDR": f"2001:db8::{next(_addresses):x}"})
    address = own.address(route, own.ids(route), slug)
    return browser.open(address, method=route.method, **kwargs)
