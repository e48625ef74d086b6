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
from enrollment.queries.active_counts import latest_active, read_active
from enrollment.queries.coverage import (
    FigureKind,
    get_papered_figure,
    list_quotations,
    list_recipient_counts,
    list_statements,
    list_targets,
)
from enrollment.queries.withdrawn_statements import list_withdrawn
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
from enrollment.services.figures import add_quotation, add_recipient_count, add_target, attach_paper
from enrollment.services.statements import add_statement
from enrollment.views.coverage_summary import (
    group_lines,
    named_groups,
    recorded_lines,
    series_of,
    summarise,
    vulnerable_lines,
    vulnerable_steps,
)
from enrollment.views.vocabulary import coverage_findings, options, vocabulary, warn_of_rosters
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, DuplicateRecord, FieldError, InvalidInput
from tenants.kernel.schemas import load
from tenants.kernel.sources import SourceStatus
from tenants.papers import WantedPaper, paper_pages
from tenants.request import visit

KINDS = "any(statement, quotation, target, recipient)"
PAPERED_KINDS = "any(statement, target, recipient)"

blueprint = tenant_blueprint("coverage", __name__)
blueprint.context_processor(vocabulary)


@blueprint.url_value_preprocessor
def read_kind(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Let views and services be handed the kind that an address names, not its word."""
    if values and "kind" in values:
        values["kind"] = FigureKind(values["kind"])


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
        active = read_active(session, tenant_id=tenant_id)
        withdrawn = list_withdrawn(session, tenant_id=tenant_id)
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
        rosters=latest_active(active),
        withdrawn=withdrawn,
    )


@blueprint.get(f"/coverage/<{KINDS}:kind>/new")
@requires(Permission.COVERAGE_EDIT)
def new_figure(kind: FigureKind) -> str:
    """The form of one kind of figure."""
    return _form_page(kind, request.args)


@blueprint.post(f"/coverage/<{KINDS}:kind>")
@requires(Permission.COVERAGE_EDIT)
def add_figure(kind: FigureKind) -> BaseResponse:
    """Record a figure."""
    form = FORMS[kind]
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
            active = read_active(session, tenant_id=visit().regency.id)
    except (InvalidInput, DuplicateRecord) as error:
        errors = error.errors if isinstance(error, InvalidInput) else ()
        errors = errors or (FieldError("/", error.detail, error.params),)
        return make_response(_form_page(kind, request.form, errors), error.status)
    flash(_("%(title)s dicatat.", title=_(form.title)))
    if kind is FigureKind.STATEMENT:
        warn_of_rosters(figure, active)
    if kind in LACKING_PAPERS and details.source_status is SourceStatus.OFFICIAL:
        return redirect(url_for("coverage.ask_paper", kind=kind, figure_id=figure.id), 303)
    return redirect(url_for("coverage.show_coverage"), 303)


@paper_pages(
    blueprint,
    f"/coverage/<{PAPERED_KINDS}:kind>/<uuid:figure_id>",
    Permission.COVERAGE_EDIT,
    attach_paper,
)
def wanted_paper(kind: FigureKind, figure_id: UUID) -> WantedPaper:
    """The official paper a figure rests on."""
    with transaction(visit().principal) as session:
        figure = get_papered_figure(
            session, tenant_id=visit().regency.id, kind=kind, figure_id=figure_id
        )
    return WantedPaper(
        record=figure,
        title=_(FORMS[kind].title),
        which=_(LACKING_PAPERS[kind]),
        page_url=url_for("coverage.show_coverage"),
    )


def _form_page(
    kind: FigureKind, values: Mapping[str, Any], errors: Sequence[FieldError] = ()
) -> str:
    choose = _("pilih")
    with transaction(visit().principal) as session:
        active = read_active(session, tenant_id=visit().regency.id)
    return render_template(
        "enrollment/figure_new.html",
        kind=kind,
        title=_(FORMS[kind].title),
        values=values,
        errors=errors,
        rosters=latest_active(active),
        segments=options(SEGMENT_LABELS),
        bases=options(BASIS_LABELS, first=choose),
        denominators=options(DENOMINATOR_LABELS, first=choose),
        groups=options(GROUP_LABELS, first=choose),
        stages=options(STAGE_LABELS, first=choose),
    )
