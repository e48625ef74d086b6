"""National texts: the page of all, and which of them a regulation implements."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.errors import Conflict, InvalidInput, RuleViolation
from tenants.kernel.schemas import load
from tenants.queries.national_texts import list_implementing, list_national_texts
from tenants.reference.national_texts import (
    NATIONAL_KIND_LABELS,
    NATIONAL_STATUS_LABELS,
    TEXT_GRADE_LABELS,
    NationalStatus,
    TextGrade,
)
from tenants.request import visit
from tenants.schemas.national_texts import BasisIn, NationalTextsIn
from tenants.services.regulation_bases import implement_national_text
from tenants.shell.downloads import workbook_attachment
from tenants.shell.workbooks import YEAR, Column, Table
from tenants.views.regulations import address_of, blueprint, refused_page


@blueprint.context_processor
def national_vocabulary() -> dict[str, object]:
    """The words of national texts, for the pages of this blueprint."""
    return {
        "national_kind_labels": NATIONAL_KIND_LABELS,
        "national_status_labels": NATIONAL_STATUS_LABELS,
        "text_grade_labels": TEXT_GRADE_LABELS,
    }


@blueprint.get("/regulations/national-texts")
@requires(Permission.REGULATION_READ)
def show_national_texts() -> str:
    """National texts, with what each governs here and which regulations implement it."""
    asked = load(NationalTextsIn, request.args)
    with transaction(visit().principal) as session:
        texts = list_national_texts(session, **asked)
        implementing = list_implementing(session, tenant_id=visit().regency.id)
    return render_template(
        "tenants/regulations/national_texts.html",
        texts=texts,
        implementing=implementing,
        asked=asked,
        kept={name: value for name, value in asked.items() if value},
    )


@blueprint.get("/regulations/national-texts/export")
@requires(Permission.REGULATION_READ)
def export_national_texts() -> Response:
    """Everything the filter leaves, as an Excel file."""
    asked = load(NationalTextsIn, request.args)
    regency = visit().regency
    with transaction(visit().principal) as session:
        texts = list_national_texts(session, **asked)
        implementing = list_implementing(session, tenant_id=regency.id)
    columns = (
        Column(_("Peraturan")),
        Column(_("Tahun"), YEAR),
        Column(_("Judul")),
        Column(_("Yang diatur di sini")),
        Column(_("Mulai berlaku")),
        Column(_("Status")),
        Column(_("Keterangan diperoleh dari")),
        Column(_("Dilaksanakan dengan")),
    )
    rows = [
        (
            one.citation,
            one.year,
            one.title,
            _(one.governs),
            one.effective_on,
            _(NATIONAL_STATUS_LABELS[NationalStatus(one.status)]),
            _(TEXT_GRADE_LABELS[TextGrade(one.grade)]),
            "; ".join(own.citation for own in implementing.get(one.code, ())) or None,
        )
        for one in texts
    ]
    table = Table(title=_("Peraturan nasional"), columns=columns, rows=rows)
    return workbook_attachment(f"peraturan-nasional-{regency.slug}.xlsx", table)


@blueprint.post("/regulations/<uuid:regulation_id>/bases")
@requires(Permission.REGULATION_EDIT)
def add_basis(regulation_id: UUID) -> BaseResponse:
    """State that the regulation implements a national text."""
    try:
        data = load(BasisIn, request.form)
        with transaction(visit().principal) as session:
            implement_national_text(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                regulation_id=regulation_id,
                code=data["code"],
            )
    except (InvalidInput, Conflict, RuleViolation) as error:
        return refused_page(regulation_id, error, "code")
    flash(_("Kaitan regulasi disimpan."))
    return redirect(f"{address_of(regulation_id)}#chain", 303)
