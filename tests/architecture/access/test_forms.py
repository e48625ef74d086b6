"""Forms of another site, forms with more in them than they ask for, and torn forms."""

import re
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import RAISE, fields

from tenants.access import PLACES, ROLES_OF, Role
from tests.architecture.access.asker import Asker, SignIn
from tests.architecture.access.forms import all_schemas, is_answer
from tests.architecture.access.places import Places, role_that_may
from tests.architecture.routes import Route, routes_of
from tests.conftest import Browser

# What a person never states about a row: whose it is, which it is, who made it, what they may do.
NEVER_STATED = {"tenant_id", "id", "created_by", "created_at", "organisation_id", "user_id"}
# Two words mean something to readers too. Each use stands here.
STATED = {
    ("role", "InvitationIn"),
    ("role", "MemberFilterIn"),
    ("role", "MemberIn"),
    ("role", "RoleIn"),
    ("status", "RegulationIn"),
    ("status", "RegulationsIn"),
    ("status", "CommitmentIn"),
    ("status", "WorkersIn"),
}

REFUSED = {400, 404, 409, 413, 415, 422}


def unsafe_routes(app: Flask) -> list[Route]:
    return [route for route in routes_of(app) if not route.is_safe]


# More than a form asks for


@pytest.mark.usefixtures("app")
def test_schemas_refuse_what_they_do_not_know() -> None:
    lenient = [
        schema.__name__
        for schema in all_schemas()
        if schema().unknown != RAISE
        or any(
            isinstance(field, fields.Nested) and field.schema.unknown != RAISE
            for field in schema().fields.values()
        )
    ]

    assert lenient == []


def test_schemas_of_answers_are_never_read_with(asker: Asker) -> None:
    """They may name ids and be lenient, because nothing that comes in passes through them."""
    read = {schema for schemas in asker.schemas.values() for schema in schemas}

    assert [schema.__name__ for schema in read if is_answer(schema)] == []


@pytest.mark.usefixtures("app")
def test_schemas_never_ask_whose_a_row_is() -> None:
    asked = {
        (name, schema.__name__)
        for schema in all_schemas()
        for name in schema().fields
        if name in NEVER_STATED | {"role", "status"}
    }

    assert asked == STATED


def test_form_with_more_than_it_asks_for_is_refused_or_changes_nothing_more(
    app: Flask, own: Places, others: Places, asker: Asker
) -> None:
    """Every route, a form it accepts, and in it the fields that would say whose and whom."""
    planted = str(uuid4())
    injected = {
        "tenant_id": str(others.regency.id),
        "id": planted,
        "created_by": planted,
        "role": "admin",
        "status": planted,
    }
    before = others.stored()
    accepted = []
    for route in unsafe_routes(app):
        own.rows.reset(own.regency.id)
        form = asker.form(route)
        more = {name: value for name, value in injected.items() if name not in form}
        answer = asker.ask(route, form=form | more)
        takes_a_form = bool(asker.schemas[route])
        if answer.status_code >= 500 or (takes_a_form and answer.status_code not in REFUSED):
            accepted.append((route.method, route.rule, answer.status_code))

    assert accepted == []
    assert others.stored() == before
    assert planted not in str(own.stored())


def test_torn_form_is_answered(app: Flask, own: Places, asker: Asker) -> None:
    crashed = []
    for route in unsafe_routes(app):
        for torn in ({}, {"csrf_token": ""}, dict.fromkeys(asker.form(route), "\x00")):
            status = asker.ask(route, form=torn).status_code
            if status < 400:
                own.rows.reset(own.regency.id)
            if status >= 500:
                crashed.append((route.method, route.rule, torn, status))

    assert crashed == []


# From another site


def forgeries(token: str, anothers: str) -> dict[str, dict[str, Any]]:
    """What a browser sends for a page of another site, or what a stranger makes up."""
    from_us = {"Sec-Fetch-Site": "same-origin"}
    return {
        "no token": {"headers": from_us},
        "made-up token": {"headers": from_us, "data": {"csrf_token": "0" * 64}},
        "another's token": {"headers": from_us, "data": {"csrf_token": anothers}},
        "another site": sent(token, {"Sec-Fetch-Site": "cross-site"}),
        "sibling site": sent(token, {"Sec-Fetch-Site": "same-site"}),
        "foreign origin": sent(token, {"Origin": "https://example.net"}),
        "hidden origin": sent(token, {"Origin": "null"}),
        "plain text": {
            "headers": from_us,
            "data": f"csrf_token={token}",
            "content_type": "text/plain",
        },
    }


def sent(token: str, headers: dict[str, str]) -> dict[str, Any]:
    return {"headers": headers, "data": {"csrf_token": token}}


def token_of(browser: Browser) -> str:
    """The token of this browser's forms, from a page it was given."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page_with_a_form(browser))
    assert found
    return found[1]


def page_with_a_form(browser: Browser) -> str:
    return browser.get("/profile" if browser.token else "/sign-in").get_data(as_text=True)


def test_form_that_no_page_of_ours_sent_is_refused(
    app: Flask, own: Places, browser_of: SignIn, asker: Asker
) -> None:
    anothers = token_of(browser_of(own.regency, Role.ADMIN))
    odd = []
    for route in unsafe_routes(app):
        if route.is_api:
            continue
        browser: Browser = app.test_client()  # type: ignore[assignment]  # the class of the app
        if route.access.public_because is None:
            role = role_that_may(route.access.permission, route.place)
            browser = browser_of(own.organisation(route), role)
            asker.sign_in(own.organisation(route), ROLES_OF[PLACES[route.place or "r"].kind][-1])
        token, address = token_of(browser), own.address(route, own.ids(route))
        for kind, forgery in forgeries(token, anothers).items():
            status = FlaskClient.open(browser, address, method=route.method, **forgery).status_code
            if status != 403:
                odd.append((route.method, route.rule, kind, status))
        # The control: the same form from our own page passes this gate.
        ours = sent(token, {"Sec-Fetch-Site": "same-origin"})
        if FlaskClient.open(browser, address, method=route.method, **ours).status_code == 403:
            odd.append((route.method, route.rule, "our own page", 403))

    assert odd == []


def test_cookie_opens_no_address_of_programs(app: Flask, own: Places, asker: Asker) -> None:
    """A program comes with a key; so no other site acts through a browser without a token."""
    opened = []
    for route in routes_of(app):
        if route.is_api and route.place:
            role = role_that_may(route.access.permission, route.place)
            browser = asker.sign_in(own.organisation(route), role)
            address = own.address(route, own.ids(route))
            with_cookie = browser.open(address, method=route.method).status_code
            with_key = asker.ask(route).status_code
            if with_cookie != 401 or with_key in {401, 403}:
                opened.append((route.method, route.rule, with_cookie, with_key))

    assert opened == []
