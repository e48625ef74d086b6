"""Reads about the people of one organisation. All run as role identity."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel.errors import N_, NotFound
from tenants.models.identity import UserAccount
from tenants.queries.identity import Member, list_members


def get_member(session: Session, *, organisation_id: UUID, membership_id: UUID) -> Member:
    """One person's membership of the organisation, ended or not.

    Raises:
        NotFound: no such membership here.
    """
    members = list_members(session, organisation_id=organisation_id)
    found = next((one for one in members if one.membership_id == membership_id), None)
    if found is None:
        raise NotFound(N_("Orang ini bukan anggota organisasi Anda."))
    return found


def has_given_password(session: Session, *, user_id: UUID) -> bool:
    """Whether a person still uses a password that somebody else was shown."""
    return bool(
        session.scalar(select(UserAccount.has_given_password).where(UserAccount.id == user_id))
    )
