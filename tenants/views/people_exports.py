"""The people of an organisation and its keys as Excel files; what a program sends is in neither."""

from collections.abc import Callable

from flask import Response, request
from flask_babel import gettext as _

from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.schemas import load
from tenants.models.identity import ApiKey
from tenants.queries.api_keys import list_keys
from tenants.queries.identity import Member, list_members
from tenants.request import visit
from tenants.schemas.members import MemberFilterIn, member_filter
from tenants.services.exports import note_export
from tenants.shell.downloads import everything_of, moments, workbook_attachment
from tenants.shell.workbooks import Cell, Column, Told, table_of
from tenants.views.api_keys import is_live, scopes_of
from tenants.views.users import chain_of_place, identity_of_place
from tenants.views.words import role_label

blueprint = organisation_blueprint("people_exports", __name__, "rbpmo")


@blueprint.post("/users/export")
@requires(Permission.USER_READ, pool=DatabaseRole.IDENTITY)
def export_users() -> Response:
    """Whom the filter leaves, former members last. A form, because the trail grows by it."""
    narrowed, place = member_filter(load(MemberFilterIn, request.form)), visit().organisation
    with transaction(identity_of_place()) as session:
        people = everything_of(
            list_members(session, organisation_id=place.organisation_id, narrowed=narrowed)
        )
        note_export(
            session,
            tenant_id=chain_of_place(),
            actor=visit().actor,
            now=visit().now,
            noun="user",
            subject_id=place.organisation_id,
            row_count=len(people),
        )
    table = table_of(_("Pengguna"), people, _told_of_people())
    return workbook_attachment(f"pengguna-{place.slug}.xlsx", table)


@blueprint.get("/keys/export")
@requires(Permission.KEY_MANAGE, pool=DatabaseRole.IDENTITY)
def export_keys() -> Response:
    """Every key the organisation ever made, the newest first."""
    place = visit().organisation
    with transaction(identity_of_place()) as session:
        keys = everything_of(list_keys(session, organisation_id=place.organisation_id))
    table = table_of(_("Kunci API"), keys, _told_of_keys())
    return workbook_attachment(f"kunci-api-{place.slug}.xlsx", table)


def _told_of_people() -> list[Told[Member]]:
    return [
        (Column(_("Nama")), lambda one: one.display_name),
        (Column(_("Nama pengguna")), _of_current(lambda one: one.username)),
        (Column(_("Peran")), lambda one: role_label(one.role)),
        (Column(_("Keadaan")), _standing),
        (Column(_("Sejak")), lambda one: one.starts_on),
        (Column(_("Sampai")), lambda one: one.ends_on),
        moments(
            _("Terakhir masuk"),
            lambda one: None if one.has_ended(visit().today) else one.last_signed_in_at,
        ),
    ]


def _of_current(tell: Callable[[Member], Cell]) -> Callable[[Member], Cell]:
    """What the page shows of those who belong here, and of nobody who left."""
    return lambda one: None if one.has_ended(visit().today) else tell(one)


def _standing(one: Member) -> str:
    if one.has_ended(visit().today):
        return str(_("berakhir"))
    return str(_("berlaku") if one.is_active else _("akun nonaktif"))


def _told_of_keys() -> list[Told[ApiKey]]:
    return [
        (Column(_("Kunci")), lambda key: key.label),
        (Column(_("Keadaan")), lambda key: _("berlaku") if is_live(key) else _("berakhir")),
        (Column(_("Boleh")), lambda key: "; ".join(scopes_of(key)) or None),
        moments(_("Dibuat"), lambda key: key.created_at),
        (Column(_("Dibuat oleh")), lambda key: key.created_by_name),
        moments(_("Berlaku sampai"), lambda key: key.expires_at),
        moments(_("Terakhir dipakai"), lambda key: key.last_used_at),
        moments(_("Dicabut"), lambda key: key.revoked_at),
    ]
