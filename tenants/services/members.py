"""Bring people into an organisation: new ones with a first password, known ones by user name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tenants.access import Role
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, FieldError, InvalidInput
from tenants.models.identity import Membership, Organisation
from tenants.services import organisations, passwords


@dataclass(frozen=True)
class NewPerson:
    """An account just made; the password is known to nobody else and stored nowhere."""

    username: str
    display_name: str
    initial_password: str


def add_person(
    session: Session,
    *,
    organisation: Organisation,
    username: str,
    display_name: str,
    role: Role,
    actor: Actor,
    now: datetime,
) -> NewPerson:
    """Make an account with a random first password and give it a role from today.

    Raises:
        InvalidInput: the user name is taken or malformed.

    Effects:
        Flushes account and membership; audits both in the organisation's chain.
    """
    password = passwords.generate_password()
    account = organisations.create_user(
        session, username=username, display_name=display_name, password=password, now=now
    )
    audit.record(
        session,
        tenant_id=organisation.tenant_id or audit.PLATFORM_TENANT,
        actor=actor,
        now=now,
        action="user:create",
        subject="user",
        subject_id=account.id,
        detail={"username": account.username},
    )
    organisations.grant_membership(
        session,
        organisation=organisation,
        user_id=account.id,
        role=role,
        starts_on=now.date(),
        actor=actor,
        now=now,
    )
    return NewPerson(account.username, account.display_name, password)


def attach_person(
    session: Session,
    *,
    organisation: Organisation,
    username: str,
    role: Role,
    actor: Actor,
    now: datetime,
) -> Membership:
    """Give a role from today to a person who already signs in elsewhere.

    Raises:
        InvalidInput: no active account has this user name.
        DuplicateRecord: the person already has a role here.
    """
    account = organisations.find_user(session, username=username)
    if account is None or not account.is_active:
        raise InvalidInput(
            errors=[FieldError("/username", N_("Tidak ada akun dengan nama pengguna ini."))]
        )
    return organisations.grant_membership(
        session,
        organisation=organisation,
        user_id=account.id,
        role=role,
        starts_on=now.date(),
        actor=actor,
        now=now,
    )
