"""Reads about the people of one organisation. All run as role identity."""

from uuid import UUID

from sqlalchemy.orm import Session

from tenants.kernel.errors import N_, NotFound
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
