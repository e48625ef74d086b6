"""The columns in which a BPJS office wants the billing lists of a regency it serves."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from enrollment.export_maps import SHIPPED_MAP, write_map
from enrollment.schemas.billing import ExportMapIn
from enrollment.services.export_columns import list_office_maps, save_office_map
from enrollment.views.billing_files import column_words
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import FieldError, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit

blueprint = organisation_blueprint("served_columns", __name__, "b", opens_regency=True)


@blueprint.get("/billing-columns")
@requires(Permission.REVIEW_DECIDE, pool=DatabaseRole.BRANCH)
def show_columns() -> str:
    """The office's columns, one a line; the shipped guess where it stored none."""
    return _page(None)


@blueprint.post("/billing-columns")
@requires(Permission.REVIEW_DECIDE, pool=DatabaseRole.BRANCH)
def save_columns() -> BaseResponse:
    """Keep other columns."""
    try:
        asked = load(ExportMapIn, request.form)
        with transaction(visit().principal) as session:
            save_office_map(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                branch_id=visit().organisation.organisation_id,
                columns=asked["columns"],
            )
    except InvalidInput as error:
        return make_response(_page(request.form, error.errors), error.status)
    flash(_("Susunan kolom kantor disimpan. Kabupaten/kota melihatnya beserta nama kantor Anda."))
    return redirect(url_for("served_columns.show_columns"), 303)


def _page(values: Mapping[str, Any] | None, errors: Sequence[FieldError] = ()) -> str:
    office_id = visit().organisation.organisation_id
    with transaction(visit().principal) as session:
        wanted = list_office_maps(session, tenant_id=visit().regency.id, serving=(office_id,))
    kept = next((one for one in wanted if one.branch_id == office_id), None)
    columns = write_map(kept.columns if kept else SHIPPED_MAP)
    return render_template(
        "enrollment/branch/columns.html",
        kept=kept,
        values={"columns": columns} if values is None else values,
        errors=errors,
        **column_words(),
    )
