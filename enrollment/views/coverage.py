"""Coverage: what is stated with its base, what is only quoted, targets, and group by group."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from enrollment.kinds import (
    BASIS_LABELS,
    DENOMINATOR_LABELS,
    GROUP_LABELS,
    SEGMENT_LABELS,
    STAGE_LABELS,
)
from enrollment.queries.coverage import (
    FigureKind,
    get_papered_figure,
    list_quotations,
    list_recipient_counts,
    list_statements,
    list_targets,
)
from enrollment.schemas.figures import (
    QuotationIn,
    RecipientIn,
    StatementIn,
    TargetIn,
    quotation_details,
    recipient_details,
    statement_details,
    target_details,
)
from enrollment.services.figures import (
    add_quotation,
    add_recipient_count,
    add_statement,
    add_target,
    attach_paper,
    remove_figure,
)
from enrollment.views.coverage_summary import (
    group_lines,
    named_groups,
    recorded_lines,
    series_of,
    summarise,
    vulnerable_lines,
    vulnerable_steps,
)
from enrollment.views.vocabulary import coverage_findings, options, vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.document_types import DOCUMENT_LIMIT_BYTES
from tenants.forms import sent_paper
from tenants.kernel.db import transaction
from tenants.kernel.document_fields import EvidenceFileIn
from tenants.kernel.errors import (
    N_,
    AppError,
    Conflict,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    TooLarge,
    UnsupportedFormat,
)
from tenants.kernel.schemas import load
from tenants.kernel.sources import SourceStatus
from tenants.request import visit

_KINDS = "any(statement, quotation, target, recipient)"
_PAPERED_KINDS = "any(statement, target, recipient)"

blueprint = tenant_blueprint("coverage", __name__)
blueprint.context_processor(vocabulary)


@dataclass(frozen=True)
class Form:
    """One of the four forms: what it may send, what it makes of it, who records it."""

    title: str
    schema: type[Any]
    details: Callable[[Mapping[str, Any]], Any]
    service: Callable[..., Any]


FORMS: Mapping[FigureKind, Form] = {
    FigureKind.STATEMENT: Form(
        N_("Pernyataan kepesertaan"), StatementIn, statement_details, add_statement
    ),
    FigureKind.QUOTATION: Form(N_("Angka kutipan"), QuotationIn, quotation_details, add_quotation),
    FigureKind.TARGET: Form(N_("Sasaran cakupan"), TargetIn, target_details, add_target),
    FigureKind.RECIPIENT: Form(
        N_("Jumlah orang per kelompok"), RecipientIn, recipient_details, add_recipient_count
    ),
}


LACKING_PAPERS: Mapping[FigureKind, str] = {
    FigureKind.STATEMENT: N_(
        "Lampirkan surat kantor BPJS Ketenagakerjaan yang memuat angka ini, atau minta kantor itu"
        " menyatakannya sendiri di sini."
    ),
    FigureKind.TARGET: N_("Lampirkan dokumen yang menetapkan sasaran ini, misalnya RPJMD."),
    FigureKind.RECIPIENT: N_(
        "Lampirkan keputusan, berita acara, atau surat yang memuat jumlah ini."
    ),
}


@blueprint.get("/coverage")
@requires(Permission.COVERAGE_READ)
def show_coverage() -> str:
    """Level against target, every figure with its source, bases kept apart."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        statements = list_statements(session, tenant_id=tenant_id)
        quotations = list_quotations(session, tenant_id=tenant_id)
        targets = list_targets(session, tenant_id=tenant_id)
        counts = list_recipient_counts(session, tenant_id=tenant_id)
    return render_template(
        "enrollment/coverage.html",
        summary=summarise(statements, quotations, targets),
        series=series_of(statements),
        quotations=quotations,
        targets=targets,
        groups=group_lines(counts),
        named=named_groups(counts),
        recorded=recorded_lines(counts),
        steps=vulnerable_steps(counts),
        vulnerable=vulnerable_lines(counts),
        findings=coverage_findings,
        lacking_papers=LACKING_PAPERS,
    )


@blueprint.get(f"/coverage/<{_KINDS}:kind>/new")
@requires(Permission.COVERAGE_EDIT)
def new_figure(kind: str) -> str:
    """The form of one kind of figure."""
    return _form_page(FigureKind(kind), request.args)


@blueprint.post(f"/coverage/<{_KINDS}:kind>")
@requires(Permission.COVERAGE_EDIT)
def add_figure(kind: str) -> BaseResponse:
    """Record a figure."""
    chosen = FigureKind(kind)
    form = FORMS[chosen]
    try:
        details = form.details(load(form.schema, request.form))
        with transaction(visit().principal) as session:
            figure = form.service(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                details=details,
            )
    except (InvalidInput, DuplicateRecord) as error:
        page = _form_page(chosen, request.form, _errors_of(error))
        return make_response(page, error.status)
    flash(_("%(title)s dicatat.", title=_(form.title)))
    if chosen in LACKING_PAPERS and details.source_status is SourceStatus.OFFICIAL:
        return redirect(url_for("coverage.new_paper", kind=kind, figure_id=figure.id), 303)
    return redirect(url_for("coverage.show_coverage"), 303)


@blueprint.get(f"/coverage/<{_PAPERED_KINDS}:kind>/<uuid:figure_id>/paper")
@requires(Permission.COVERAGE_EDIT)
def new_paper(kind: str, figure_id: UUID) -> str:
    """What is to be attached to a figure, and the form for it."""
    return _paper_page(FigureKind(kind), figure_id)


@blueprint.post(f"/coverage/<{_PAPERED_KINDS}:kind>/<uuid:figure_id>/paper")
@requires(Permission.COVERAGE_EDIT, file_limit_bytes=DOCUMENT_LIMIT_BYTES)
def attach(kind: str, figure_id: UUID) -> BaseResponse:
    """Keep the official paper a figure rests on."""
    try:
        data = load(EvidenceFileIn, request.form)
        with transaction(visit().principal) as session:
            attach_paper(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                kind=FigureKind(kind),
                figure_id=figure_id,
                file=sent_paper(contains_personal_data=data["contains_personal_data"]),
            )
    except (InvalidInput, TooLarge, UnsupportedFormat, Conflict) as error:
        page = _paper_page(FigureKind(kind), figure_id, request.form, _errors_of(error, "/file"))
        return make_response(page, error.status)
    flash(_("Dokumen dilampirkan. Rapor sedang dihitung ulang."))
    return redirect(url_for("coverage.show_coverage"), 303)


@blueprint.post(f"/coverage/<{_KINDS}:kind>/<uuid:figure_id>/removal")
@requires(Permission.COVERAGE_EDIT)
def remove(kind: str, figure_id: UUID) -> BaseResponse:
    """Withdraw a figure; the audit trail keeps it."""
    with transaction(visit().principal) as session:
        remove_figure(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            kind=FigureKind(kind),
            figure_id=figure_id,
        )
    flash(_("Angka dihapus. Jejak audit menyimpan isinya."))
    return redirect(url_for("coverage.show_coverage"), 303)


def _errors_of(error: AppError, pointer: str = "/") -> Sequence[FieldError]:
    if isinstance(error, InvalidInput) and error.errors:
        return error.errors
    return (FieldError(pointer, error.detail, error.params),)


def _paper_page(
    kind: FigureKind,
    figure_id: UUID,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
) -> str:
    with transaction(visit().principal) as session:
        figure = get_papered_figure(
            session, tenant_id=visit().regency.id, kind=kind, figure_id=figure_id
        )
    return render_template(
        "enrollment/figure_paper.html",
        kind=kind,
        title=_(FORMS[kind].title),
        figure=figure,
        lacks=_(LACKING_PAPERS[kind]),
        values=values or {},
        errors=errors,
    )


def _form_page(
    kind: FigureKind, values: Mapping[str, Any], errors: Sequence[FieldError] = ()
) -> str:
    choose = _("pilih")
    return render_template(
        "enrollment/figure_new.html",
        kind=kind,
        title=_(FORMS[kind].title),
        values=values,
        errors=errors,
        segments=options(SEGMENT_LABELS),
        bases=options(BASIS_LABELS, first=choose),
        denominators=options(DENOMINATOR_LABELS, first=choose),
        groups=options(GROUP_LABELS, first=choose),
        stages=options(STAGE_LABELS, first=choose),
    )
