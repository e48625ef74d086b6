"""People with passwords, and what a reader finds on a page; for the stories about accounts."""

import html
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from flask import Flask
from werkzeug.test import TestResponse

from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import Organisation, UserAccount
from tenants.queries.identity import list_active_memberships
from tenants.services import organisations, passwords, sessions
from tests.conftest import ACTOR, NOW, Browser, Regency, organisation_of

PASSWORD = "tujuh gajah menari pelan"


@cache
def _hash_of_password() -> str:
    return passwords.hash_password(PASSWORD)


@dataclass(frozen=True)
class Credentials:
    """Somebody who can sign in."""

    username: str
    password: str = PASSWORD


def register(
    app: Flask, *places: tuple[Regency | Organisation, Role], has_given_password: bool = False
) -> Credentials:
    """A person with the given roles and a password that works."""
    username = f"orang.{secrets.token_hex(6)}"
    with app.app_context():
        with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
            account = UserAccount(
                username=username,
                display_name="Orang Uji",
                password_hash=_hash_of_password(),
                is_active=True,
                created_at=NOW,
                password_changed_at=NOW,
                last_signed_in_at=None,
                has_given_password=has_given_password,
            )
            session.add(account)
        for place, role in places:
            organisation = organisation_of(place)
            bound = Principal(DatabaseRole.IDENTITY, organisation.tenant_id or 0)
            with transaction(bound) as session:
                organisations.grant_membership(
                    session,
                    organisation=organisation,
                    user_id=account.id,
                    role=role,
                    starts_on=NOW.date(),
                    actor=ACTOR,
                    now=NOW,
                )
    return Credentials(username)


def fresh_browser(app: Flask) -> Browser:
    """A browser at a network address of its own, so that tests do not share a throttle."""
    browser: Browser = app.test_client()  # type: ignore[assignment]  # the class set by the app fixture
    browser.environ_base["REMOTE_ADDR"] = f"2001:db8::{secrets.token_hex(2)}:{secrets.token_hex(2)}"
    return browser


def submit_sign_in(
    browser: Browser, username: str, password: str, destination: str = ""
) -> TestResponse:
    """Open the form and send it as a browser does."""
    return browser.post(
        "/sign-in",
        data={
            "csrf_token": field_value(browser.get("/sign-in"), "csrf_token"),
            "username": username,
            "password": password,
            "destination": destination,
        },
    )


def enter(app: Flask, who: Credentials, at: Regency | Organisation | None = None) -> Browser:
    """A browser in which this person is signed in, without the form and its slow hash.

    It uses the only organisation of the person, or the one given.
    """
    clock: Callable[[], datetime] = app.extensions["siap-clock"]
    with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        account = organisations.find_user(session, username=who.username)
        assert account is not None
        mine = list_active_memberships(session, user_id=account.id, now=clock())
        only = mine[0].organisation_id if len(mine) == 1 else None
        token = sessions.open_session(
            session,
            account=account,
            user_agent="uji",
            now=clock(),
            organisation_id=organisation_of(at).id if at else only,
        )
    browser = fresh_browser(app)
    browser.set_cookie(sessions.COOKIE_NAME, token, domain="localhost", secure=True, httponly=True)
    browser.token = token
    return browser


def use(browser: Browser, place: Regency | Organisation, destination: str = "") -> TestResponse:
    """Switch to another organisation; the browser goes on with the new session."""
    answer = browser.post(
        f"/organisations/{organisation_of(place).id}/use", data={"destination": destination}
    )
    browser.token = session_cookie(browser)
    return answer


def session_cookie(browser: Browser) -> str:
    """The token in the browser's session cookie, empty without one."""
    cookie = browser.get_cookie("__Host-siap")
    return cookie.value if cookie else ""


def field_value(response: TestResponse, name: str) -> str:
    """What a hidden or text field of the page holds."""
    tag = re.search(rf'<input[^>]* name="{name}"[^>]*>', response.text)
    assert tag is not None, f"no field {name}"
    held = re.search(r' value="([^"]*)"', tag.group())
    assert held is not None, f"field {name} holds nothing"
    return html.unescape(held.group(1))


def text_of(response: TestResponse) -> str:
    """The words of a page as read: no tags, ordinary spaces."""
    words = html.unescape(re.sub(r"<[^>]+>", " ", response.text))
    return " ".join(words.split())
