"""Reads about the people of one organisation. All run as role identity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from tenants.access import Permission, Role, grants_of
from tenants.kernel.errors import N_, NotFound
from tenants.models.identity import OrganisationKind
from tenants.queries.identity import Member, list_members


@dataclass(frozen=True)
class Colleague:
    """Somebody of the organisation who may be named for a task; ``id`` is the account's."""

    membership_id: UUID
    id: UUID
    name: str
    role: Role


def list_colleagues(
    session: Session,
    *,
    organisation_id: UUID,
    kind: OrganisationKind,
    permission: Permission,
    today: date,
) -> Sequence[Colleague]:
    """Who belongs to the organisation today with a role that grants a permission, by name."""
    return [
        Colleague(one.membership_id, one.user_id, one.display_name, Role(one.role))
        for one in list_members(session, organisation_id=organisation_id)
        if one.is_active
        and one.starts_on <= today
        and not one.has_ended(today)
        and permission in grants_of(kind, Role(one.role))
    ]


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
