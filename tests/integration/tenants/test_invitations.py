"""An invitation lets exactly one person in, also when several come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, text

from tenants.access import Role
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import DuplicateRecord, InvalidInput, InvalidTransition, NotFound
from tenants.models.identity import Invitation
from tenants.queries.identity import list_members
from tenants.services import invitations
from tests.conftest import NOW, Regency, add_member

WEEK = timedelta(days=7)

pytestmark = pytest.mark.usefixtures("app_context")


def invite(regency: Regency, role: Role = Role.OFFICER) -> str:
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        return invitations.invite(
            session,
            organisation=regency.organisation,
            role=role,
            invitee="Sri",
            expires_in=WEEK,
            actor=SYSTEM,
            now=NOW,
        )


def strangers(other: Regency, count: int) -> list[Actor]:
    with transaction(other.principal(DatabaseRole.IDENTITY)) as session:
        accounts = [add_member(session, other, Role.VIEWER) for _ in range(count)]
        return [Actor(account.id, account.display_name) for account in accounts]


def members_of(regency: Regency) -> list[str]:
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        found = list_members(session, organisation_id=regency.organisation.id)
        return [one.display_name for one in found]


def test_link_when_many_accept_at_once_lets_one_in(
    app: Flask, regency: Regency, other_regency: Regency
) -> None:
    token = invite(regency)
    people = strangers(other_regency, 4)
    start = Barrier(len(people))

    def accept(person: Actor) -> bool:
        with app.app_context():
            start.wait()
            try:
                with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
                    invitations.accept(session, token=token, actor=person, now=NOW)
            except NotFound:
                return False
            return True

    with ThreadPoolExecutor(len(people)) as pool:
        outcomes = list(pool.map(accept, people))

    assert sorted(outcomes) == [False, False, False, True]
    assert len(members_of(regency)) == 1


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


def test_link_that_is_revoked_or_used_cannot_be_revoked_again(
    regency: Regency, other_regency: Regency
) -> None:
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
