"""Invitations by link: one person, one role, until a moment; the token is shown once."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.access import Role
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.clock import local_day
from tenants.kernel.errors import (
    N_,
    FieldError,
    InvalidInput,
    InvalidTransition,
    NotFound,
    RateLimited,
)
from tenants.models.identity import Invitation, Membership, Organisation, Tenant
from tenants.queries.identity import token_digest
from tenants.queries.invitations import is_open, list_open_invitees
from tenants.services import organisations, throttle

VALID_DAYS = (1, 3, 7, 14)
USUAL_DAYS = 7
TRIES_PER_ADDRESS = 30
TRY_WINDOW = timedelta(minutes=10)
NOT_VALID = N_("Undangan ini tidak berlaku.")
_INVITED_ALREADY = N_(
    "Masih ada undangan terbuka dengan sebutan ini. Undangan itu dapat dicabut pada daftar Undangan"
    " organisasi ini. Untuk orang lain, tulis sebutan yang berbeda."
)


def invite(
    session: Session,
    *,
    organisation: Organisation,
    role: Role,
    invitee: str,
    expires_in: timedelta,
    actor: Actor,
    now: datetime,
) -> str:
    """Make a link by which one person joins an organisation; nobody has two that hold.

    Args:
        session: role identity, bound to the organisation's tenant, or to the platform's (0) where
            it has none.
        organisation: which the person joins.
        role: one of the organisation's kind.
        invitee: whom it is meant for, as the inviter calls them.
        expires_in: how long the link holds.
        actor: who invites.
        now: the present moment.

    Returns:
        the token of the link; only its digest is stored.

    Raises:
        InvalidInput: the role belongs to another kind of organisation, or a link meant for the
            same person still holds.

    Effects:
        Locks the organisation's members, so that of two who invite the same person only one does.
    """
    organisations.check_role(organisation, role)
    organisations.lock_members(session, organisation.id)
    waiting = list_open_invitees(session, organisation_id=organisation.id, now=now)
    if _plain(invitee) in {_plain(other) for other in waiting}:
        raise InvalidInput(errors=[FieldError("/invitee", _INVITED_ALREADY)])
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        organisation_id=organisation.id,
        role=role,
        invitee=invitee,
        token_hash=token_digest(token),
        created_at=now,
        created_by_id=actor.id,
        created_by_name=actor.name,
        expires_at=now + expires_in,
        accepted_at=None,
        accepted_by_id=None,
        revoked_at=None,
    )
    session.add(invitation)
    session.flush()
    _record(session, organisation, invitation, actor, now, "invitation:create")
    return token


def revoke(
    session: Session,
    *,
    organisation: Organisation,
    invitation_id: UUID,
    actor: Actor,
    now: datetime,
) -> None:
    """Take an invitation back; its link is worth nothing from now on.

    Raises:
        NotFound: not an invitation of this organisation.
        InvalidTransition: it was accepted, revoked or expired already.
    """
    invitation = session.scalars(
        select(Invitation)
        .where(Invitation.id == invitation_id, Invitation.organisation_id == organisation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if invitation is None:
        raise NotFound(N_("Undangan ini bukan milik organisasi Anda."))
    if not is_open(invitation, now):
        raise InvalidTransition(N_("Undangan ini sudah dipakai, dicabut, atau lewat waktunya."))
    invitation.revoked_at = now
    session.flush()
    _record(session, organisation, invitation, actor, now, "invitation:revoke")


def accept(session: Session, *, token: str, actor: Actor, now: datetime) -> Membership:
    """Give the person the role they were invited to; the link is used up.

    Args:
        session: role identity, bound as for ``invite``.
        token: of the link.
        actor: who accepts, with an account.
        now: the present moment.

    Raises:
        NotFound: unknown, used, revoked or expired; the same words for all.
        DuplicateRecord: the person has a role there already; the link stays open.

    Effects:
        Locks the invitation, so that of two who accept at once only one joins.
    """
    invitation = session.scalars(
        select(Invitation)
        .where(Invitation.token_hash == token_digest(token))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if invitation is None or actor.id is None or not is_open(invitation, now):
        raise NotFound(NOT_VALID)
    organisation = session.get_one(Organisation, invitation.organisation_id)
    tenant = session.get(Tenant, organisation.tenant_id) if organisation.tenant_id else None
    membership = organisations.grant_membership(
        session,
        organisation=organisation,
        user_id=actor.id,
        role=Role(invitation.role),
        starts_on=local_day(now, tenant.timezone if tenant else None),
        actor=actor,
        now=now,
    )
    invitation.accepted_at = now
    invitation.accepted_by_id = actor.id
    session.flush()
    _record(session, organisation, invitation, actor, now, "invitation:accept")
    return membership


def count_try(session: Session, *, address: str, now: datetime) -> RateLimited | None:
    """Count one try from a network address to join by a link.

    Returns:
        the refusal, to be raised after this transaction is committed; None while within the limit.
    """
    return throttle.count_attempt(
        session,
        scope="invitation-address",
        key=address,
        limit=TRIES_PER_ADDRESS,
        window=TRY_WINDOW,
        now=now,
    )


def _plain(invitee: str) -> str:
    """A name without what two ways of typing it may differ in."""
    return " ".join(invitee.split()).casefold()


def _record(
    session: Session,
    organisation: Organisation,
    invitation: Invitation,
    actor: Actor,
    now: datetime,
    action: str,
) -> None:
    audit.record(
        session,
        tenant_id=organisation.tenant_id or audit.PLATFORM_TENANT,
        actor=actor,
        now=now,
        action=action,
        subject="invitation",
        subject_id=invitation.id,
        detail={"role": invitation.role},
    )
