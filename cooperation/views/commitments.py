"""Commitments: the list, what it looks like in Excel, and one with everything computed from it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from cooperation.calendar import Term, chain_strip, term_strip, year_window
from cooperation.checks.periods import planning_horizon
from cooperation.commitment_states import COMMITMENT_TRANSITIONS, CommitmentAction, CommitmentStatus
from cooperation.findings import Severity
from cooperation.labels import (
    AGREEMENT_KINDS,
    AGREEMENT_STATES,
    COMMITMENT_PHASES,
    COMMITMENT_STATUSES,
    FUNDING_SOURCES,
    OCCUPATION_GROUPS,
    PARAMETERS,
    PAYERS,
    PROGRAMMES,
    RISK_CLASSES,
    SEGMENTS,
)
from cooperation.months import Month, months_from
from cooperation.opened_prices import contract_views, run_views
from cooperation.queries.agreements import list_umbrella_agreements, state_on
from cooperation.queries.commitment_register import (
    CommitmentOrder,
    count_commitments,
    list_budget_years,
    list_commitment_page,
)
from cooperation.queries.commitment_terms import calendar_term
from cooperation.queries.commitments import CommitmentRecord, get_commitment_record
from cooperation.queries.continuations import has_coming_gap
from cooperation.queries.paid_months import with_paid
from cooperation.schemas.commitments import (
    FIRST_YEAR,
    LAST_YEAR,
    CalendarIn,
    CommitmentFilterIn,
    commitment_filter,
)
from cooperation.sentences import programme_names
from cooperation.tariffs import NoTariffInEffect
from cooperation.views.comparison import comparison_rows
from cooperation.views.finding_forms import forms_of
from cooperation.views.presentation import (
    calendar_row,
    commitment_choices,
    dated_title,
    finding_views,
    local_today,
    options,
    rates_text,
)
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, FieldError
from tenants.kernel.formats import month_id, month_range
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.queries.departments import list_departments
from tenants.regulation_choices import regulation_options
from tenants.request import visit
from tenants.shell import panels
from tenants.shell.charts import CalendarRow

CALENDAR_STEP_MONTHS = 6

blueprint = tenant_blueprint("commitments", __name__)


def refusal_words(refusal: AppError) -> str:
    """Why contributions cannot be computed; a parameter that is missing by its name, and when."""
    params = dict(refusal.params)
    if isinstance(refusal, NoTariffInEffect):
        params["key"] = _(PARAMETERS[str(params["key"])])
        params["month"] = month_id(Month.parse(str(params["month"])).first_day)
    return sentence(refusal.detail, params)


@blueprint.context_processor
def vocabulary() -> dict[str, object]:
    """The words of commitments, for the pages of this blueprint."""
    return {
        "agreement_kind_labels": AGREEMENT_KINDS,
        "agreement_state_labels": AGREEMENT_STATES,
        "phase_labels": COMMITMENT_PHASES,
        "status_labels": COMMITMENT_STATUSES,
        "funding_source_labels": FUNDING_SOURCES,
        "payer_labels": PAYERS,
        "occupation_group_labels": OCCUPATION_GROUPS,
        "programme_labels": PROGRAMMES,
        "risk_class_labels": RISK_CLASSES,
        "segment_labels": SEGMENTS,
        "options": options,
        "sentence": sentence,
        "refusal_words": refusal_words,
        "pairs": lambda values: [(value, value) for value in values],
        "named": lambda departments: [(one.id, one.name) for one in departments],
        "commitment_choices": commitment_choices,
        "regulation_choices": regulation_options,
        "period_of": period_of,
        "state_of": lambda agreement: state_on(agreement, local_today()),
    }


@blueprint.get("/commitments")
@requires(Permission.AGREEMENT_READ)
def list_commitments() -> str:
    """One page of the list, and the agreements that carry no single commitment."""
    asked = load(CommitmentFilterIn, request.args)
    narrowed, today = commitment_filter(asked), local_today()
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        page = list_commitment_page(
            session, tenant_id=tenant_id, narrowed=narrowed, today=today, cursor=asked["cursor"]
        )
        total = count_commitments(session, tenant_id=tenant_id, narrowed=narrowed, today=today)
        years = list_budget_years(session, tenant_id=tenant_id)
        departments = list_departments(session, tenant_id=tenant_id)
        umbrellas = list_umbrella_agreements(session, tenant_id=tenant_id)
        fed = panels.render("commitments", session, visit())
    kept = {name: value for name, value in asked.items() if value and name != "cursor"}
    return render_template(
        "cooperation/commitments.html",
        page=page,
        total=total,
        years=years,
        departments=departments,
        umbrellas=umbrellas,
        panels=fed,
        asked=asked,
        kept=kept,
        is_narrowed=bool(kept.keys() - {"order"}),
        order_labels={
            CommitmentOrder.NEWEST: _("terbaru lebih dahulu"),
            CommitmentOrder.OLDEST: _("terlama lebih dahulu"),
            CommitmentOrder.TITLE: _("nama A–Z"),
            CommitmentOrder.PEOPLE: _("pekerja terbanyak"),
        },
    )


@blueprint.get("/commitments/<uuid:commitment_id>")
@requires(Permission.AGREEMENT_READ)
def show_commitment(commitment_id: UUID) -> str:
    """One commitment: figures, findings, arithmetic, calendar, agreements."""
    return commitment_page(commitment_id)


def commitment_page(
    commitment_id: UUID,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
    values: Mapping[str, Any] | None = None,
) -> str:
    """The page of one commitment, with the step that was refused and what was typed into it.

    Raises:
        NotFound: no such commitment in this regency.
    """
    asked = load(CalendarIn, {"calendar": request.args.get("calendar", "")})
    today = local_today()
    with transaction(visit().principal) as session:
        record = get_commitment_record(
            session, tenant_id=visit().regency.id, commitment_id=commitment_id, today=today
        )
        terms = _terms(session, record, today)
        fed = panels.render("commitment", session, visit(), commitment_id=commitment_id)
    window = year_window(record.terms.first_month)
    if asked["calendar"] is not None:
        window = months_from(asked["calendar"], len(window))
    examination = record.examination
    return render_template(
        "cooperation/commitment.html",
        record=record,
        commitment=record.commitment,
        computation=examination.computation if examination else None,
        pressing=finding_views(record.pressing, forms_of(record)),
        notes=finding_views(one for one in record.findings if one.severity is Severity.NOTE),
        assumptions=finding_views(
            one for one in record.findings if one.severity is Severity.ASSUMPTION
        ),
        rates=rates_text(examination.computation.rates_idr) if examination else None,
        programmes_text=programme_names(record.terms.insured.programmes),
        comparison=comparison_rows(record),
        runs=run_views(examination.computation.runs) if examination else [],
        contract=contract_views(examination.computation) if examination else [],
        calendar=_calendar(record, terms, window, today),
        is_on_calendar=commitment_id in terms,
        can_take_memo=has_coming_gap(record, today),
        window=window,
        earlier=_shown_month(window[0].plus(-CALENDAR_STEP_MONTHS)),
        later=_shown_month(window[0].plus(CALENDAR_STEP_MONTHS)),
        actions=_actions(record),
        panels=fed,
        errors=errors,
        refusal=refusal,
        values=values or {},
    )


def address_of(commitment_id: UUID) -> str:
    """The address of one commitment."""
    return url_for("commitments.show_commitment", commitment_id=commitment_id)


def period_of(record: CommitmentRecord) -> str:
    """The protected months as shown, empty where they are not known."""
    computation = record.examination.computation if record.examination else None
    if computation is None or not computation.months:
        return ""
    first, last = computation.months[0], computation.months[-1]
    return month_range(first.first_day, last.first_day)


def _actions(record: CommitmentRecord) -> list[CommitmentAction]:
    status = CommitmentStatus(record.commitment.status)
    return [action for action in CommitmentAction if (status, action) in COMMITMENT_TRANSITIONS]


def _shown_month(month: Month) -> Month | None:
    """A month that the calendar may begin with; None beyond the years of budgets."""
    return month if FIRST_YEAR <= month.year <= LAST_YEAR else None


def _terms(session: Session, record: CommitmentRecord, today: date) -> Mapping[UUID, Term]:
    """The months of its chain by programme, of those that state them."""
    pairs = zip(record.chain, record.chain_terms, strict=True)
    stated = {one.id: term for one, terms in pairs if (term := calendar_term(one, terms))}
    return with_paid(session, tenant_id=visit().regency.id, terms=stated, today=today)


def _calendar(
    record: CommitmentRecord, terms: Mapping[UUID, Term], window: Sequence[Month], today: date
) -> list[CalendarRow]:
    rows = []
    for one, stated in zip(record.chain, record.chain_terms, strict=True):
        if one.id in terms:
            url = "" if one is record.commitment else address_of(one.id)
            strip = term_strip(terms[one.id], window, today)
            rows.append(calendar_row(dated_title(one, stated), strip, url))
    if not terms or record.commitment.status == CommitmentStatus.CANCELLED:
        return rows
    strip = chain_strip(list(terms.values()), window, planning_horizon(today))
    return [*rows, calendar_row(_("Perlindungan"), strip)]
