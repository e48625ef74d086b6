"""Whom a page may offer for a task, and whom a form named: people of the organisation in use."""

from collections.abc import Collection, Sequence
from uuid import UUID

from flask_babel import gettext as _

from tenants.access import ROLE_LABELS, Permission
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, FieldError, InvalidInput
from tenants.models.identity import OrganisationKind
from tenants.queries.members import Colleague, list_colleagues
from tenants.request import IDENTITY, visit

_GONE = N_("Orang ini tidak lagi dapat menyetujui. Pilih yang lain.")


def colleagues_with(permission: Permission) -> Sequence[Colleague]:
    """People of the organisation in use whose role grants a permission today, by name.

    Asked of the identity role, which alone reads accounts; nothing but names and roles comes back.
    """
    place = visit().organisation
    with transaction(IDENTITY) as session:
        return list_colleagues(
            session,
            organisation_id=place.organisation_id,
            kind=OrganisationKind(place.kind),
            permission=permission,
            today=visit().today,
        )


def colleague_choices(
    permission: Permission, *, without: Collection[UUID | None]
) -> list[tuple[str, str]]:
    """People with a permission as choices of a field, some accounts left out; the first is none."""
    return [("", _("Pilih nama"))] + [
        (str(one.membership_id), f"{one.name} ({_(ROLE_LABELS[one.role])})")
        for one in colleagues_with(permission)
        if one.id not in without
    ]


def named_colleague(membership_id: UUID, permission: Permission) -> Colleague:
    """Whom the field ``membership_id`` named.

    Raises:
        InvalidInput: they do not belong here today, or their role does not grant the permission.
    """
    for one in colleagues_with(permission):
        if one.membership_id == membership_id:
            return one
    raise InvalidInput(errors=[FieldError("/membership_id", _GONE)])
