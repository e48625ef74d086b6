"""What a BPJS office states about participation in a regency it serves."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from enrollment.kinds import BASIS_LABELS, DENOMINATOR_LABELS, SEGMENT_LABELS
from enrollment.queries.active_counts import latest_active, read_active
from enrollment.queries.desk import read_levels
from enrollment.queries.withdrawn_statements import list_withdrawn
from enrollment.schemas.figures import OfficeStatementIn, statement_details
from enrollment.services.statements import add_statement
from enrollment.views.coverage_summary import level_of, series_of
from enrollment.views.vocabulary import coverage_findings, options, vocabulary, warn_of_rosters
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import DuplicateRecord, FieldError, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit

blueprint = organisation_blueprint("served_coverage", __name__, "b", opens_regency=True)
blueprint.context_processor(vocabulary)


@blueprint.get("/coverage")
@requires(Permission.COVERAGE_READ, pool=DatabaseRole.BRANCH)
def show_statements() -> str:
    """Every figure about coverage of the regency, with its source and who stated it."""
    with transaction(visit().principal) as session:
        levels = read_levels(session, tenant_id=visit().regency.id)
        active = read_active(session, tenant_id=visit().regency.id)
        withdrawn = list_withdrawn(session, tenant_id=visit().regency.id)
    return render_template(
        "enrollment/branch/coverage.html",
        levels=levels,
        summary=level_of(levels),
        series=series_of(levels.statements),
        findings=coverage_findings,
        rosters=latest_active(active),
        withdrawn=withdrawn,
        office_id=visit().organisation.organisation_id,
    )


@blueprint.get("/coverage/new")
@requires(Permission.COVERAGE_EDIT, pool=DatabaseRole.BRANCH)
def new_statement() -> str:
    """The form; the office itself is the source unless it names a letter."""
    return _form_page({"source_name": visit().organisation.name})


@blueprint.post("/coverage")
@requires(Permission.COVERAGE_EDIT, pool=DatabaseRole.BRANCH)
def state() -> BaseResponse:
    """Record a statement in the name of the office."""
    try:
        details = statement_details(load(OfficeStatementIn, request.form))
        with transaction(visit().principal) as session:
            statement = add_statement(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                details=details,
                branch_id=visit().organisation.organisation_id,
            )
            active = read_active(session, tenant_id=visit().regency.id)
    except (InvalidInput, DuplicateRecord) as error:
        errors = error.errors if isinstance(error, InvalidInput) else ()
        errors = errors or (FieldError("/", error.detail, error.params),)
        return make_response(_form_page(request.form, errors), error.status)
    flash(_("Angka kepesertaan dinyatakan. Kabupaten/kota melihatnya beserta nama kantor Anda."))
    warn_of_rosters(statement, active)
    return redirect(url_for("served_coverage.show_statements"), 303)


def _form_page(values: Mapping[str, Any], errors: Sequence[FieldError] = ()) -> str:
    choose = _("pilih")
    with transaction(visit().principal) as session:
        active = read_active(session, tenant_id=visit().regency.id)
    return render_template(
        "enrollment/branch/statement.html",
        values=values,
        errors=errors,
        rosters=latest_active(active),
        segments=options(SEGMENT_LABELS),
        bases=options(BASIS_LABELS, first=choose),
        denominators=options(DENOMINATOR_LABELS, first=choose),
    )
