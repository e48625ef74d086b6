"""Reads about organisations, people and sessions. All but the first two run as role identity."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tenants.kernel.clock import local_day
from tenants.kernel.errors import N_, NotFound
from tenants.models.identity import Membership, Organisation, Tenant, UserAccount, UserSession
from tenants.queries.notices import unread_of_session
from tenants.queries.tenants import OrganisationRef, described, regencies

IDLE_LIMIT = timedelta(minutes=20)
ABSOLUTE_LIMIT = timedelta(hours=8)


@dataclass(frozen=True, kw_only=True)
class ActiveMembership(OrganisationRef):
    """A membership valid today, with its organisation."""

    id: UUID
    role: str


@dataclass(frozen=True)
class SignedIn:
    """A live session and its person."""

    session_id: UUID
    last_seen_at: datetime
    user_id: UUID
    username: str
    display_name: str
    language: str | None
    has_given_password: bool
    organisation_id: UUID | None
    """The organisation in use, as the session says; the person may have left it since."""
    memberships: list[ActiveMembership]
    unread_count: int
    """Unread notices in the organisation in use, counted up to a limit."""


@dataclass(frozen=True)
class Member:
    """One row of an organisation's list of people."""

    membership_id: UUID
    user_id: UUID
    username: str
    display_name: str
    role: str
    starts_on: date
    ends_on: date | None
    is_active: bool
    last_signed_in_at: datetime | None

    def has_ended(self, today: date) -> bool:
        """Whether the last day has passed."""
        return self.ends_on is not None and self.ends_on < today


@dataclass(frozen=True)
class MemberFilter:
    """Whom a list of people is narrowed to; every word of ``search`` must occur in the names."""

    search: str | None = None
    role: str | None = None


_EVERYONE = MemberFilter()


def get_organisation(session: Session, *, slug: str) -> Organisation:
    """The organisation of a slug.

    Raises:
        NotFound: there is none.
    """
    found = session.scalars(select(Organisation).where(Organisation.slug == slug)).one_or_none()
    if found is None:
        raise NotFound(N_("Organisasi %(slug)s belum terdaftar."), slug=slug)
    return found


def list_tenants(session: Session) -> list[Tenant]:
    """Every regency, by id; the platform's own chain (0) is not one."""
    return list(session.scalars(regencies().order_by(Tenant.id)))


def token_digest(token: str) -> bytes:
    """What the table holds of a session token."""
    return sha256(token.encode()).digest()


def find_signed_in(session: Session, *, token: str, now: datetime) -> SignedIn | None:
    """The live session of a token: not revoked, not idle for 20 minutes, not older than 8 hours.

    Memberships are those valid today on their regency's clock, by organisation name.
    """
    row = session.execute(
        select(UserSession, UserAccount, unread_of_session(now))
        .join(UserAccount, UserAccount.id == UserSession.user_id)
        .where(
            UserSession.token_hash == token_digest(token),
            UserSession.revoked_at.is_(None),
            UserSession.last_seen_at > now - IDLE_LIMIT,
            UserSession.created_at > now - ABSOLUTE_LIMIT,
            UserAccount.is_active,
        )
    ).one_or_none()
    if row is None:
        return None
    live, account, unread_count = row
    return SignedIn(
        session_id=live.id,
        last_seen_at=live.last_seen_at,
        user_id=account.id,
        username=account.username,
        display_name=account.display_name,
        language=account.language,
        has_given_password=account.has_given_password,
        organisation_id=live.organisation_id,
        memberships=list_active_memberships(session, user_id=account.id, now=now),
        unread_count=unread_count,
    )


def find_ended_session(session: Session, *, token: str, seen_after: datetime) -> UserSession | None:
    """The session a token stood for, ended or not, of an account in use; None if long unused."""
    return session.scalars(
        select(UserSession)
        .join(UserAccount, UserAccount.id == UserSession.user_id)
        .where(
            UserSession.token_hash == token_digest(token),
            UserSession.last_seen_at > seen_after,
            UserAccount.is_active,
        )
    ).one_or_none()


def list_active_memberships(
    session: Session, *, user_id: UUID, now: datetime
) -> list[ActiveMembership]:
    """Memberships of a person valid on the day it is at each organisation, by its name."""
    rows = session.execute(
        select(Membership, Organisation, Tenant)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(Tenant, Tenant.id == Organisation.tenant_id)
        .where(
            Membership.user_id == user_id,
        )
        .order_by(Organisation.name, Membership.id)
    )
    return [
        ActiveMembership(id=membership.id, role=membership.role, **described(organisation, tenant))
        for membership, organisation, tenant in rows
        if _is_valid(membership, local_day(now, tenant.timezone if tenant else None))
    ]


def _is_valid(membership: Membership, today: date) -> bool:
    return membership.starts_on <= today and (
        membership.ends_on is None or membership.ends_on >= today
    )


def list_members(
    session: Session, *, organisation_id: UUID, narrowed: MemberFilter = _EVERYONE
) -> list[Member]:
    """Who belongs or belonged to the organisation: current first, then by name."""
    names = func.concat_ws(" ", UserAccount.display_name, UserAccount.username)
    query = (
        select(Membership, UserAccount)
        .join(UserAccount, UserAccount.id == Membership.user_id)
        .where(Membership.organisation_id == organisation_id)
        .where(*(names.icontains(w, autoescape=True) for w in (narrowed.search or "").split()))
        .order_by(Membership.ends_on.desc().nulls_first(), UserAccount.display_name, Membership.id)
    )
    if narrowed.role is not None:
        query = query.where(Membership.role == narrowed.role)
    rows = session.execute(query)
    return [
        Member(
            membership_id=membership.id,
            user_id=account.id,
            username=account.username,
            display_name=account.display_name,
            role=membership.role,
            starts_on=membership.starts_on,
            ends_on=membership.ends_on,
            is_active=account.is_active,
            last_signed_in_at=account.last_signed_in_at,
        )
        for membership, account in rows
    ]


def list_sessions(session: Session, *, user_id: UUID, now: datetime) -> list[UserSession]:
    """A person's live sessions, last used first."""
    return list(
        session.scalars(
            select(UserSession)
            .where(
                UserSession.user_id == user_id,
                UserSession.revoked_at.is_(None),
                UserSession.last_seen_at > now - IDLE_LIMIT,
                UserSession.created_at > now - ABSOLUTE_LIMIT,
            )
            .order_by(UserSession.last_seen_at.desc(), UserSession.id)
        )
    )
