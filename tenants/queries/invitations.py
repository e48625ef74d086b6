"""Reads about invitations. All run as role identity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from tenants.models.identity import (
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Tenant,
    UserAccount,
)
from tenants.queries.identity import token_digest

LIST_LIMIT = 100
"""Invitations on the page; those before are kept, and stand in the trail."""


class InvitationState(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class InvitationLine:
    """One row of an organisation's list of invitations."""

    id: UUID
    invitee: str
    role: str
    state: InvitationState
    created_at: datetime
    created_by_name: str
    expires_at: datetime
    accepted_at: datetime | None
    accepted_by_name: str | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class OpenInvitation:
    """What the holder of a link that still holds may see of it."""

    organisation: Organisation
    timezone: str | None
    role: str
    expires_at: datetime


def is_open(invitation: Invitation, now: datetime) -> bool:
    """Whether the link still lets somebody in: not used, not revoked, not past its time."""
    return state_of(invitation, now) is InvitationState.OPEN


def state_of(invitation: Invitation, now: datetime) -> InvitationState:
    """What became of an invitation by this moment."""
    if invitation.accepted_at is not None:
        return InvitationState.ACCEPTED
    if invitation.revoked_at is not None:
        return InvitationState.REVOKED
    if now >= invitation.expires_at:
        return InvitationState.EXPIRED
    return InvitationState.OPEN


def find_open_invitation(session: Session, *, token: str, now: datetime) -> OpenInvitation | None:
    """The invitation of a link, while the link holds."""
    row = session.execute(
        select(Invitation, Organisation, Tenant)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .outerjoin(Tenant, Tenant.id == Organisation.tenant_id)
        .where(Invitation.token_hash == token_digest(token))
    ).one_or_none()
    if row is None or not is_open(row[0], now):
        return None
    invitation, organisation, tenant = row
    return OpenInvitation(
        organisation=organisation,
        timezone=tenant.timezone if tenant else None,
        role=invitation.role,
        expires_at=invitation.expires_at,
    )


def list_open_invitees(session: Session, *, organisation_id: UUID, now: datetime) -> Sequence[str]:
    """For whom the links of an organisation are meant that still let somebody in."""
    return session.scalars(
        select(Invitation.invitee).where(
            Invitation.organisation_id == organisation_id, *_are_open(now)
        )
    ).all()


def open_invitations_of(
    *, organisation: Organisation, membership_id: UUID, now: datetime
) -> Select[Invitation]:
    """Links that a member made and that would still let somebody in.

    The operator invites the first people of any organisation, so all of theirs count.
    """
    query = (
        select(Invitation)
        .join(Membership, Membership.user_id == Invitation.created_by_id)
        .where(
            Membership.id == membership_id,
            Membership.organisation_id == organisation.id,
            *_are_open(now),
        )
        .order_by(Invitation.id)
    )
    if organisation.kind == OrganisationKind.OPERATOR:
        return query
    return query.where(Invitation.organisation_id == organisation.id)


def list_invitations(
    session: Session, *, organisation_id: UUID, now: datetime, limit: int = LIST_LIMIT
) -> list[InvitationLine]:
    """Invitations of an organisation, newest first.

    Args:
        session: role identity.
        organisation_id: whose.
        now: the present moment.
        limit: how many at most.
    """
    rows = session.execute(
        select(Invitation, UserAccount.display_name)
        .outerjoin(UserAccount, UserAccount.id == Invitation.accepted_by_id)
        .where(Invitation.organisation_id == organisation_id)
        .order_by(Invitation.created_at.desc(), Invitation.id)
        .limit(limit)
    )
    return [
        InvitationLine(
            id=invitation.id,
            invitee=invitation.invitee,
            role=invitation.role,
            state=state_of(invitation, now),
            created_at=invitation.created_at,
            created_by_name=invitation.created_by_name,
            expires_at=invitation.expires_at,
            accepted_at=invitation.accepted_at,
            accepted_by_name=accepted_by_name,
            revoked_at=invitation.revoked_at,
        )
        for invitation, accepted_by_name in rows
    ]


def _are_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """``is_open`` as the database says it."""
    return (
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now,
    )
