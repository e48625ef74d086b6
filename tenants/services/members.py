"""Bring people into an organisation: new ones with a first password, former members again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.access import Role
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, FieldError, InvalidInput, RateLimited, RuleViolation
from tenants.models.identity import Membership, Organisation, UserAccount
from tenants.services import organisations, passwords, sessions, throttle

ADDITIONS_PER_HOUR = 30


@dataclass(frozen=True)
class NewPerson:
    """An account just made; the password is known to nobody else and stored nowhere."""

    username: str
    display_name: str
    initial_password: str


def count_addition(session: Session, *, actor: Actor, now: datetime) -> RateLimited | None:
    """Count one try of an admin to add somebody; user names are not to be found out by guessing.

    Returns:
        the refusal, to be raised after this transaction is committed; None while within the limit.
    """
    return throttle.count_attempt(
        session,
        scope="person-addition",
        key=str(actor.id),
        limit=ADDITIONS_PER_HOUR,
        window=timedelta(hours=1),
        now=now,
    )


def add_person(
    session: Session,
    *,
    organisation: Organisation,
    username: str,
    display_name: str,
    role: Role,
    actor: Actor,
    now: datetime,
    today: date,
) -> NewPerson:
    """Make an account with a random first password and give it a role from today.

    Raises:
        InvalidInput: the user name is taken or malformed.

    Effects:
        Flushes account and membership; audits both in the organisation's chain.
    """
    password = passwords.generate_password()
    account = organisations.create_user(
        session,
        username=username,
        display_name=display_name,
        password=password,
        now=now,
        is_given=True,
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
        starts_on=today,
        actor=actor,
        now=now,
    )
    return NewPerson(account.username, account.display_name, password)


def readmit_person(
    session: Session,
    *,
    organisation: Organisation,
    username: str,
    role: Role,
    actor: Actor,
    now: datetime,
    today: date,
) -> Membership:
    """Give a role from today to somebody who belonged to this organisation before.

    Nobody is taken into an organisation unasked: whoever never belonged here, or belongs elsewhere
    by now, is refused in the same words as somebody who does not exist.

    Raises:
        InvalidInput: no active account of a former member has this user name.
        DuplicateRecord: the person has a role here.
    """
    account = organisations.find_user(session, username=username)
    if (
        account is None
        or not account.is_active
        or not _has_belonged(session, organisation.id, account.id)
        or organisations.is_member_elsewhere(
            session, user_id=account.id, organisation_id=organisation.id, today=today
        )
    ):
        detail = N_("Tidak ada mantan anggota yang dapat ditambahkan dengan nama pengguna ini.")
        raise InvalidInput(errors=[FieldError("/username", detail)])
    return organisations.grant_membership(
        session,
        organisation=organisation,
        user_id=account.id,
        role=role,
        starts_on=today,
        actor=actor,
        now=now,
    )


def refuse_reset(
    session: Session, *, organisation: Organisation, user_id: UUID, actor: Actor, today: date
) -> RuleViolation | None:
    """Why somebody who keeps an organisation may not reset a member's password.

    Nobody resets their own, nor that of somebody who belongs elsewhere as well: an admin of one
    organisation would enter another by it.

    Returns:
        the refusal; None where it may be reset.
    """
    if user_id == actor.id:
        return RuleViolation(N_("Ganti kata sandi Anda sendiri pada halaman Profil."))
    if organisations.is_member_elsewhere(
        session, user_id=user_id, organisation_id=organisation.id, today=today
    ):
        return RuleViolation(
            N_(
                "Kata sandi orang ini hanya dapat disetel ulang oleh pengelola sistem, melalui"
                " baris perintah, atas permintaan orang itu sendiri."
            )
        )
    return None


def reset_password(
    session: Session,
    *,
    organisation: Organisation,
    membership_id: UUID,
    actor: Actor,
    now: datetime,
    today: date,
) -> NewPerson:
    """Give a member a new random password, to be changed first; ends all their sessions.

    Raises:
        NotFound: not a current member.
        RuleViolation: what ``refuse_reset`` says.
    """
    membership = organisations.current_member(session, organisation.id, membership_id, today)
    refusal = refuse_reset(
        session, organisation=organisation, user_id=membership.user_id, actor=actor, today=today
    )
    if refusal is not None:
        raise refusal
    account = session.get_one(UserAccount, membership.user_id)
    password = passwords.generate_password()
    sessions.reset_password(
        session, account=account, new=password, actor=actor, now=now, is_given=True
    )
    return NewPerson(account.username, account.display_name, password)


def _has_belonged(session: Session, organisation_id: UUID, user_id: UUID) -> bool:
    membership = session.scalars(
        select(Membership.id).where(
            Membership.organisation_id == organisation_id, Membership.user_id == user_id
        )
    ).first()
    return membership is not None
