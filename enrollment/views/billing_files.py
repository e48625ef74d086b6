"""A frozen billing list as the BPJS office wants it, and the columns it leaves in."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.downloads import FileKind, text_file
from enrollment.export_maps import FIELD_LABELS, SHIPPED_MAP, ExportField, formats_of, write_map
from enrollment.models.billing import BillingList
from enrollment.queries.billing import get_billing, is_frozen
from enrollment.queries.programmes import get_programme
from enrollment.schemas.billing import BillingFileIn, ExportMapIn
from enrollment.services.billing_exports import export_part, part_count
from enrollment.services.export_columns import (
    archive_office_map,
    get_export_map,
    list_office_maps,
    save_export_map,
    use_office_map,
)
from enrollment.views.billing import blueprint as billing_blueprint
from enrollment.views.workers import count_here
from tenants.access import Permission, requires
from tenants.kernel.crypto import DecryptionFailed
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    N_,
    FieldError,
    InvalidInput,
    InvalidTransition,
    Unavailable,
)
from tenants.kernel.schemas import load
from tenants.queries.assignments import list_serving_branches
from tenants.request import visit
from tenants.services.exports import note_export
from tenants.shell.downloads import WORKBOOK_MEDIA_TYPE, attachment

FILES_AN_HOUR = 60

blueprint = billing_blueprint


@blueprint.get("/billing-lists/columns")
@requires(Permission.BILLING_EDIT)
def show_columns() -> str:
    """The columns in use, one a line, to be replaced by what the office asks for."""
    return _columns_page(None)


@blueprint.post("/billing-lists/columns")
@requires(Permission.BILLING_EDIT)
def save_columns() -> BaseResponse:
    """Keep other columns."""
    try:
        asked = load(ExportMapIn, request.form)
        with transaction(visit().principal) as session:
            save_export_map(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                columns=asked["columns"],
            )
    except InvalidInput as error:
        return make_response(_columns_page(request.form, error.errors), error.status)
    flash(_("Susunan kolom disimpan. Berkas berikutnya memakai susunan ini."))
    return redirect(url_for("billing.show_columns"), 303)


@blueprint.post("/billing-lists/columns/offices/<uuid:office_map_id>")
@requires(Permission.BILLING_EDIT)
def use_columns(office_map_id: UUID) -> BaseResponse:
    """Take over the columns that an office wants."""
    with transaction(visit().principal) as session:
        use_office_map(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            office_map_id=office_map_id,
        )
    flash(_("Susunan kolom kantor dipakai. Berkas berikutnya memakai susunan ini."))
    return redirect(url_for("billing.show_columns"), 303)


@blueprint.post("/billing-lists/columns/offices/<uuid:office_map_id>/archiving")
@requires(Permission.BILLING_EDIT)
def archive_columns(office_map_id: UUID) -> BaseResponse:
    """Put away the columns of an office that no longer serves the regency."""
    with transaction(visit().principal) as session:
        archive_office_map(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            office_map_id=office_map_id,
            serving=_serving(session),
        )
    flash(_("Susunan kolom kantor diarsipkan."))
    return redirect(url_for("billing.show_columns"), 303)


@blueprint.post("/billing-lists/<uuid:billing_list_id>/file")
@requires(Permission.WORKER_REVEAL)
def download_file(billing_list_id: UUID) -> Response:
    """One part of a list with whole NIK. A form, because the trail grows by it."""
    asked = load(BillingFileIn, request.form)
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        billing = get_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
        _refuse_part(billing, asked["part"])
    count_here("billing-file", FILES_AN_HOUR)
    with transaction(visit().principal) as session:
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=billing.commitment_id)
        columns = get_export_map(session, tenant_id=tenant_id, serving=_serving(session)).columns
        try:
            rows = export_part(
                session, billing, columns, part=asked["part"], programme=programme.title
            )
        except DecryptionFailed as error:
            raise Unavailable(N_("NIK ini tidak terbuka dengan kunci yang ada.")) from error
        note_export(
            session,
            tenant_id=tenant_id,
            actor=visit().actor,
            now=visit().now,
            noun="billing",
            subject_id=billing_list_id,
            row_count=len(rows),
        )
    heads = [column.heading for column in columns]
    return _file(asked["kind"], _filename(billing, asked["part"]), heads, rows)


def _serving(session: Session) -> Collection[UUID]:
    """Ids of the BPJS offices that the regency is assigned to today."""
    regency = visit().regency
    branches = list_serving_branches(
        session, tenant_id=regency.id, now=visit().now, timezone=regency.timezone
    )
    return {branch.id for branch in branches}


def _refuse_part(billing: BillingList, part: int) -> None:
    if not is_frozen(billing):
        raise InvalidTransition(N_("Tutup dahulu daftar tagihan ini; belum ada orang di dalamnya."))
    if part > part_count(billing.people_count or 0):
        detail = N_("Daftar ini tidak mempunyai bagian itu. Muat ulang halaman.")
        raise InvalidInput(errors=[FieldError("/part", detail)])


def _filename(billing: BillingList, part: int) -> str:
    months = f"{billing.first_month_on:%Y%m}-{billing.last_month_on:%Y%m}"
    return f"tagihan-{visit().regency.slug}-{months}-{billing.number}-{part}"


def _file(
    kind: FileKind, name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> Response:
    media_type = "text/csv" if kind is FileKind.CSV else WORKBOOK_MEDIA_TYPE
    content = text_file(kind, heads, rows)
    return attachment(content, filename=f"{name}.{kind}", media_type=media_type)


def column_words() -> dict[str, object]:
    """What columns may hold, and the shipped ones, for a page on which somebody writes them."""
    return {
        "shipped": write_map(SHIPPED_MAP),
        "fields": [
            (field.value, _(FIELD_LABELS[field]), ", ".join(formats_of(field)))
            for field in ExportField
        ],
    }


def _columns_page(values: Mapping[str, Any] | None, errors: Sequence[FieldError] = ()) -> str:
    with transaction(visit().principal) as session:
        serving = _serving(session)
        kept = get_export_map(session, tenant_id=visit().regency.id, serving=serving)
        offices = list_office_maps(session, tenant_id=visit().regency.id, serving=serving)
    return render_template(
        "enrollment/billing/columns.html",
        kept=kept,
        values={"columns": write_map(kept.columns)} if values is None else values,
        errors=errors,
        offices=[(one, write_map(one.columns)) for one in offices if not one.archived_at],
        archived=[(one, write_map(one.columns)) for one in offices if one.archived_at],
        **column_words(),
    )
