"""An invitation lets exactly one person in, also when several come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tenants.access import Role
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import DuplicateRecord, InvalidInput, InvalidTransition, NotFound
from tenants.models.identity import Invitation
from tenants.queries.identity import list_members
from tenants.services import invitations
from tests.conftest import NOW, Regency, add_member
from tests.engines import Engines

WEEK = timedelta(days=7)

pytestmark = pytest.mark.usefixtures("app_context")


def invite(regency: Regency, role: Role = Role.OFFICER) -> str:
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        return invite_in(session, regency, role)


def invite_in(
    session: Session, regency: Regency, role: Role = Role.OFFICER, now: datetime = NOW
) -> str:
    return invitations.invite(
        session,
        organisation=regency.organisation,
        role=role,
        invitee="Sri",
        expires_in=WEEK,
        actor=SYSTEM,
        now=now,
    )


def strangers(other: Regency, count: int) -> list[Actor]:
    with transaction(other.principal(DatabaseRole.IDENTITY)) as session:
        accounts = [add_member(session, other, Role.VIEWER) for _ in range(count)]
        return [Actor(account.id, account.display_name) for account in accounts]


def members_of(regency: Regency) -> list[str]:
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        found = list_members(session, organisation_id=regency.organisation.id)
        return [one.display_name for one in found]


def is_anybody_waiting(engines: Engines, database: str) -> bool:
    """Whether a transaction waits for the lock of another."""
    found = engines.execute(
        database,
        "SELECT 1 FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    return bool(found)


def test_link_when_two_accept_at_once_lets_one_in(
    app: Flask, engines: Engines, database: str, regency: Regency, other_regency: Regency
) -> None:
    token = invite(regency)
    first, second = strangers(other_regency, 2)

    def come_second() -> str:
        with app.app_context(), transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
            try:
                invitations.accept(session, token=token, actor=second, now=NOW)
            except NotFound:
                return "refused"
            return "joined"

    with ThreadPoolExecutor(1) as pool:
        with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
            invitations.accept(session, token=token, actor=first, now=NOW)
            outcome = pool.submit(come_second)
            while not outcome.done() and not is_anybody_waiting(engines, database):
                sleep(0.01)
        late = outcome.result(timeout=30)

    assert late == "refused"
    assert len(members_of(regency)) == 1


def test_person_when_invited_by_two_at_once_gets_one_link(
    app: Flask, engines: Engines, database: str, regency: Regency
) -> None:
    def come_second() -> str:
        with app.app_context():
            try:
                invite(regency)
            except InvalidInput as error:
                return error.errors[0].pointer
            return "invited"

    with ThreadPoolExecutor(1) as pool:
        with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
            invite_in(session, regency)
            outcome = pool.submit(come_second)
            while not outcome.done() and not is_anybody_waiting(engines, database):
                sleep(0.01)
        late = outcome.result(timeout=30)

    assert late == "/invitee"


def test_person_is_invited_again_once_the_first_link_is_past_its_moment(regency: Regency) -> None:
    invite(regency)

    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        again = invite_in(session, regency, now=NOW + WEEK)

    assert again


def test_member_who_accepts_leaves_the_link_open(regency: Regency, other_regency: Regency) -> None:
    token = invite(regency)
    (newcomer,) = strangers(other_regency, 1)
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        member = add_member(session, regency, Role.VIEWER)
    with (
        pytest.raises(DuplicateRecord),
        transaction(regency.principal(DatabaseRole.IDENTITY)) as session,
    ):
        invitations.accept(session, token=token, actor=Actor(member.id, "Uji"), now=NOW)

    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        membership = invitations.accept(session, token=token, actor=newcomer, now=NOW)

    assert membership.role == Role.OFFICER


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=1)])
def test_link_past_its_moment_lets_nobody_in(
    regency: Regency, other_regency: Regency, late: timedelta
) -> None:
    token = invite(regency)
    (newcomer,) = strangers(other_regency, 1)

    with (
        pytest.raises(NotFound),
        transaction(regency.principal(DatabaseRole.IDENTITY)) as session,
    ):
        invitations.accept(session, token=token, actor=newcomer, now=NOW + WEEK + late)

    assert members_of(regency) == []


def test_link_that_was_used_lets_nobody_else_in(regency: Regency, other_regency: Regency) -> None:
    token = invite(regency)
    first, second = strangers(other_regency, 2)
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        invitations.accept(session, token=token, actor=first, now=NOW)

    with (
        pytest.raises(NotFound),
        transaction(regency.principal(DatabaseRole.IDENTITY)) as session,
    ):
        invitations.accept(session, token=token, actor=second, now=NOW)

    assert len(members_of(regency)) == 1


def test_link_that_was_used_cannot_be_revoked(regency: Regency, other_regency: Regency) -> None:
    (newcomer,) = strangers(other_regency, 1)
    token = invite(regency)
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        invitations.accept(session, token=token, actor=newcomer, now=NOW)
        used = session.scalars(
            select(Invitation.id).where(Invitation.organisation_id == regency.organisation.id)
        ).one()

    with (
        pytest.raises(InvalidTransition),
        transaction(regency.principal(DatabaseRole.IDENTITY)) as session,
    ):
        invitations.revoke(
            session,
            organisation=regency.organisation,
            invitation_id=used,
            actor=SYSTEM,
            now=NOW,
        )


@pytest.mark.parametrize("role", [Role.HEAD, Role.ANALYST, Role.OPERATOR])
def test_invitation_into_a_role_of_another_kind_is_refused(regency: Regency, role: Role) -> None:
    with pytest.raises(InvalidInput) as refused:
        invite(regency, role)

    assert [error.pointer for error in refused.value.errors] == ["/role"]


def test_token_is_kept_as_its_digest_only(regency: Regency) -> None:
    token = invite(regency)

    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        stored = session.scalars(text("SELECT i::text FROM invitation i")).all()
        trail = session.scalars(text("SELECT e::text FROM audit_entry e")).all()

    assert len(token) >= 43
    assert not any(token in row for row in [*stored, *trail])
