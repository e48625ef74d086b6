"""How long a signed-in browser stays signed in, and what ends it at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import Membership, UserAccount, UserSession
from tenants.queries.identity import IDLE_LIMIT, token_digest
from tenants.services import organisations, sessions
from tests.conftest import ACTOR, NOW, Browser, Regency
from tests.functional.people import (
    PASSWORD,
    enter,
    fresh_browser,
    register,
    session_cookie,
    submit_sign_in,
)

SetClock: TypeAlias = Callable[[datetime], None]
SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.usefixtures("clock")
PLATFORM = Principal(DatabaseRole.IDENTITY, 0)


@dataclass(frozen=True)
class Visitor:
    """A signed-in browser, with its session's row and its person's account."""

    app: Flask
    browser: Browser
    regency: Regency
    session_id: UUID
    account: UserAccount

    def is_in(self) -> bool:
        """Whether the cookie still opens a page; asking counts as use."""
        return self.browser.get("/profile").status_code == 200

    @contextmanager
    def identity(self, *, in_regency: bool = False) -> Iterator[Session]:
        """A transaction on the tables of people, beside any request."""
        place = self.regency.principal(DatabaseRole.IDENTITY) if in_regency else PLATFORM
        with self.app.app_context(), transaction(place) as session:
            yield session


@pytest.fixture
def visitor(
    app: Flask, regency: Regency, browser_of: Callable[[Regency, Role], Browser]
) -> Visitor:
    browser = browser_of(regency, Role.VIEWER)
    with app.app_context(), transaction(PLATFORM) as session:
        live, account = session.execute(
            select(UserSession, UserAccount)
            .join(UserAccount, UserAccount.id == UserSession.user_id)
            .where(UserSession.token_hash == token_digest(browser.token))
        ).one()
    return Visitor(app, browser, regency, live.id, account)


# Time


def test_session_idle_for_the_limit_is_over_and_not_before(
    visitor: Visitor, clock: SetClock
) -> None:
    clock(NOW + IDLE_LIMIT - SECOND)
    assert visitor.is_in()

    clock(NOW + 2 * IDLE_LIMIT)
    assert not visitor.is_in()


@pytest.mark.parametrize("late", [timedelta(0), SECOND])
def test_session_unused_for_twenty_minutes_is_refused(
    visitor: Visitor, clock: SetClock, late: timedelta
) -> None:
    clock(NOW + timedelta(minutes=20) + late)

    assert not visitor.is_in()


def test_session_in_use_all_day_ends_after_eight_hours(visitor: Visitor, clock: SetClock) -> None:
    moment = NOW
    while moment < NOW + timedelta(hours=8) - timedelta(minutes=10):
        moment += timedelta(minutes=10)
        clock(min(moment, NOW + timedelta(hours=8) - SECOND))
        assert visitor.is_in()

    clock(NOW + timedelta(hours=8) + SECOND)

    assert not visitor.is_in()


def test_session_that_was_refused_does_not_come_back(visitor: Visitor, clock: SetClock) -> None:
    clock(NOW + IDLE_LIMIT + SECOND)
    assert not visitor.is_in()

    clock(NOW + IDLE_LIMIT + 2 * SECOND)
    assert not visitor.is_in()


# Ends


def sign_out(visitor: Visitor) -> None:
    with visitor.identity() as session:
        sessions.revoke_session(
            session,
            user_id=visitor.account.id,
            session_id=visitor.session_id,
            actor=ACTOR,
            now=NOW,
        )


def revoke_all(visitor: Visitor) -> None:
    with visitor.identity() as session:
        sessions.revoke_all_sessions(session, user_id=visitor.account.id, actor=ACTOR, now=NOW)


def switch_off(visitor: Visitor) -> None:
    with visitor.identity() as session:
        session.execute(
            update(UserAccount).where(UserAccount.id == visitor.account.id).values(is_active=False)
        )


def end_membership(visitor: Visitor) -> None:
    with visitor.identity(in_regency=True) as session:
        membership = session.scalars(
            select(Membership.id).where(Membership.user_id == visitor.account.id)
        ).one()
        organisations.end_membership(
            session,
            organisation=visitor.regency.organisation,
            membership_id=membership,
            actor=ACTOR,
            now=NOW,
            today=NOW.date(),
        )


@pytest.mark.parametrize("end", [sign_out, revoke_all, switch_off, end_membership])
def test_cookie_played_again_after_the_end_is_refused(
    visitor: Visitor, end: Callable[[Visitor], None]
) -> None:
    assert visitor.is_in()

    end(visitor)

    assert not visitor.is_in()


def test_cookie_of_another_browser_after_a_new_password_is_refused(
    app: Flask, regency: Regency
) -> None:
    who = register(app, (regency, Role.OFFICER))
    here, elsewhere = enter(app, who), enter(app, who)

    with app.app_context(), transaction(PLATFORM) as session:
        account = session.scalars(
            select(UserAccount).where(UserAccount.username == who.username)
        ).one()
        kept = session.scalars(
            select(UserSession.id).where(
                UserSession.token_hash == token_digest(str(session_cookie(here)))
            )
        ).one()
        sessions.change_password(
            session,
            user_id=account.id,
            checked_hash=account.password_hash,
            new_hash=sessions.check_new_password(
                account, current=PASSWORD, new="delapan kuda berlari kencang"
            ),
            actor=ACTOR,
            now=NOW,
            keep=kept,
        )

    assert here.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 401


@pytest.mark.parametrize("change", ["last_seen_at", "revoked_at"])
def test_session_that_ended_is_never_marked_as_used(visitor: Visitor, change: str) -> None:
    sign_out(visitor)
    visitor.is_in()

    with visitor.identity() as session:
        row = session.get_one(UserSession, visitor.session_id)
        assert getattr(row, change) == NOW


# Signing in


def test_each_sign_in_gives_another_session(app: Flask, regency: Regency) -> None:
    who = register(app, (regency, Role.OFFICER))
    browser = fresh_browser(app)
    submit_sign_in(browser, who.username, PASSWORD)
    first = session_cookie(browser)

    browser.delete_cookie(sessions.COOKIE_NAME, domain="localhost")
    submit_sign_in(browser, who.username, PASSWORD)
    second = session_cookie(browser)

    assert first
    assert second
    assert first != second


def test_token_planted_before_signing_in_is_not_taken_over(app: Flask, regency: Regency) -> None:
    who = register(app, (regency, Role.OFFICER))
    browser = fresh_browser(app)
    planted = "x" * 43
    browser.set_cookie(sessions.COOKIE_NAME, planted, domain="localhost", secure=True)

    submit_sign_in(browser, who.username, PASSWORD)

    assert session_cookie(browser) not in {"", planted}
    stranger = fresh_browser(app)
    stranger.set_cookie(sessions.COOKIE_NAME, planted, domain="localhost", secure=True)
    assert stranger.get("/profile").status_code == 401


def test_token_is_long_and_only_its_digest_is_stored(visitor: Visitor) -> None:
    with visitor.identity() as session:
        stored = session.scalars(text("SELECT s::text FROM user_session s")).all()

    assert len(visitor.browser.token) >= 43  # 256 bits in base64
    assert not any(visitor.browser.token in row for row in stored)


@pytest.mark.parametrize("forged", ["", "x", "0" * 43, "'; --", "\x00", "é" * 40, "a" * 5000])
def test_token_that_was_never_given_is_refused(app: Flask, forged: str) -> None:
    browser = fresh_browser(app)

    answer = browser.get("/profile", headers={"Cookie": f"{sessions.COOKIE_NAME}={forged}"})

    assert answer.status_code == 401


def test_role_that_changes_holds_from_the_next_request(visitor: Visitor) -> None:
    page = f"/r/{visitor.regency.slug}/audit"
    assert visitor.browser.get(page).status_code == 403

    with visitor.identity(in_regency=True) as session:
        session.execute(
            update(Membership)
            .where(Membership.user_id == visitor.account.id)
            .values(role=Role.CERTIFIER.value)
        )

    assert visitor.browser.get(page).status_code == 200
