"""Reconciliation of a programme: every month in counts, and one month with its differences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from cooperation.months import Month
from cooperation.opened_prices import RuleView, month_rules
from cooperation.queries.bills import get_account, list_paid_out
from cooperation.queries.commitments import get_commitment_record
from enrollment.month_difference import Explanation, explain
from enrollment.month_lines import MonthCounts, MonthLine, Worth, total_of
from enrollment.quarters import quarters_of
from enrollment.queries.month_lines import list_month_lines
from enrollment.queries.overpayments import Overpaid, find_overpaid
from enrollment.queries.programme_months import (
    count_by_month,
    months_as_kept,
    months_subject,
)
from enrollment.queries.programmes import Programme, get_programme
from enrollment.queries.realisation import costs_of
from enrollment.queries.reconciliation import (
    MonthOfProgramme,
    count_standings,
    standings_as_kept,
)
from enrollment.queries.summaries import counted, shown
from enrollment.queries.unexplained import count_months
from enrollment.queries.vacancies import find_vacancies
from enrollment.reconciliation import (
    CAUSE_LABELS,
    KIND_LABELS,
    REACHED_LABELS,
    Cause,
    CauseKind,
    Reached,
    Standing,
    cause_of,
    causes_of,
    has_reached,
    kind_of,
)
from enrollment.schemas.reconciliation import MonthIn
from enrollment.services.summaries import request_summary
from enrollment.summaries import Shown
from enrollment.views.vocabulary import local_today
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel import formats
from tenants.kernel.db import transaction
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.shell.downloads import workbook_attachment
from tenants.shell.workbooks import PEOPLE, RUPIAH, Column, Told, table_of

KIND_MARKS: Mapping[CauseKind, str] = {CauseKind.WAITING: "act", CauseKind.UNEXPLAINED: "bad"}
SHOWN_STEPS = tuple(REACHED_LABELS)

blueprint = tenant_blueprint("reconciliation", __name__)


@dataclass(frozen=True)
class Compared:
    """The months of a programme with their sum, and what SP2D paid out for its bills in all.

    ``settled_idr`` of it settled bills, ``overpaid`` was too much.
    ``rules`` make the prices of its months, which ``rule_of`` refers to by number.
    """

    lines: Sequence[MonthLine]
    total: MonthLine
    paid_out_idr: int
    settled_idr: int
    overpaid: Overpaid | None
    rules: Sequence[RuleView]
    rule_of: Mapping[Month, int]


@blueprint.context_processor
def words() -> dict[str, object]:
    """The words of differences, for the pages of this blueprint."""
    return {
        "cause_label": cause_label,
        "kind_label": lambda kind: _(KIND_LABELS[CauseKind(kind)]),
        "kind_mark": lambda kind: KIND_MARKS.get(CauseKind(kind), ""),
        "kind_of": kind_of,
    }


@blueprint.get("/reconciliations/<uuid:commitment_id>")
@requires(Permission.BILLING_READ)
def show_months(commitment_id: UUID) -> str:
    """Every month of a programme from the commitment to the posting; no people."""
    with transaction(visit().principal) as session:
        programme = get_programme(
            session, tenant_id=visit().regency.id, commitment_id=commitment_id
        )
        counts = months_shown(session, commitment_id, count=count_months)
        compared = _compared(session, programme, counts.value)
    return render_template(
        "enrollment/reconciliation/months.html",
        programme=programme,
        counts=counts,
        compared=compared,
        quarters=quarters_of(one.month for one in compared.lines if one.month),
    )


@blueprint.get("/reconciliations/<uuid:commitment_id>/export")
@requires(Permission.BILLING_READ)
def export_months(commitment_id: UUID) -> Response:
    """The same months and their sum as an Excel file."""
    regency = visit().regency
    with transaction(visit().principal) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment_id)
        counts = counted(months_shown(session, commitment_id, count=count_months))
        compared = _compared(session, programme, counts)
    rows = [*compared.lines, compared.total]
    table = table_of(_("Rekonsiliasi per bulan"), rows, _told(), [programme.title])
    return workbook_attachment(f"rekonsiliasi-{regency.slug}.xlsx", table)


@blueprint.get("/reconciliations/<uuid:commitment_id>/month")
@requires(Permission.BILLING_READ)
def show_month(commitment_id: UUID) -> str:
    """One month: how many came how far, and what the others wait for; counts, no people."""
    month = asked_month(load(MonthIn, request.args)["month"])
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
        found = standings_shown(session, MonthOfProgramme(tenant_id, commitment_id, month))
        counts = found.value or {}
        explained = _explained(session, commitment_id, month, counts)
    return render_template(
        "enrollment/reconciliation/month.html",
        programme=programme,
        month=month,
        counts=found,
        steps=[(step, _(REACHED_LABELS[step]), _so_far(counts, step)) for step in SHOWN_STEPS],
        people=sum(counts.values()),
        even=sum(people for one, people in counts.items() if cause_of(one) is None),
        causes=causes_of(counts),
        unexplained=_unexplained(counts, explained),
        explained=explained,
    )


@blueprint.post("/reconciliations/<uuid:commitment_id>/recount")
@requires(Permission.BILLING_READ)
def recount(commitment_id: UUID) -> BaseResponse:
    """Count a month anew in the background, or all months where none is named."""
    month = load(MonthIn, request.form)["month"]
    tenant_id = visit().regency.id
    subject = (
        months_subject(commitment_id)
        if month is None
        else MonthOfProgramme(tenant_id, commitment_id, month).subject
    )
    with transaction(visit().principal) as session:
        get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
        request_summary(session, subject, tenant_id=tenant_id, now=visit().now, today=visit().today)
    if month is None:
        return redirect(url_for("reconciliation.show_months", commitment_id=commitment_id), 303)
    address = url_for("reconciliation.show_month", commitment_id=commitment_id, month=str(month))
    return redirect(address, 303)


def _compared(
    session: Session, programme: Programme, counts: Sequence[MonthCounts] | None
) -> Compared:
    """Nothing while nobody has counted the people of a large programme."""
    tenant_id, commitment_id = visit().regency.id, programme.id
    record = get_commitment_record(
        session, tenant_id=tenant_id, commitment_id=commitment_id, today=visit().today
    )
    lines = [] if counts is None else list_month_lines(session, record, counts)
    examination = record.examination
    rules, rule_of = month_rules(examination.computation.runs if examination else [])
    account = get_account(session, tenant_id=tenant_id, commitment_id=commitment_id)
    paid = list_paid_out(session, tenant_id=tenant_id, commitment_ids=[commitment_id])
    return Compared(
        lines=lines,
        total=total_of(lines),
        paid_out_idr=sum(one.amount_idr for one in paid),
        settled_idr=sum(one.settled_idr for one in account.standings),
        overpaid=find_overpaid(
            session,
            tenant_id=tenant_id,
            programme=programme,
            credit_idr=account.credit_idr,
            today=visit().today,
        ),
        rules=rules,
        rule_of=rule_of,
    )


@dataclass(frozen=True)
class PricedExplanation:
    """Why a month differs from the programme.

    ``rate_idr`` is what a person-month of it costs, ``rule`` by which number that is opened.
    """

    explanation: Explanation
    rate_idr: int
    rule: int


def _explained(
    session: Session, commitment_id: UUID, month: Month, counts: Mapping[Standing, int]
) -> PricedExplanation | None:
    """None where the programme has no such month, or nothing can be computed from it."""
    tenant_id = visit().regency.id
    record = get_commitment_record(
        session, tenant_id=tenant_id, commitment_id=commitment_id, today=visit().today
    )
    cost = next((one for one in costs_of(record) if one.month == month), None)
    if cost is None or record.examination is None:
        return None
    _rules, rule_of = month_rules(record.examination.computation.runs)
    vacancies = find_vacancies(session, tenant_id=tenant_id, commitment_id=commitment_id)
    found = explain(cost.people_count, counts, vacancies.in_month(month))
    return PricedExplanation(found, cost.rate_idr, rule_of[month])


def months_shown(
    session: Session,
    commitment_id: UUID,
    *,
    count: Callable[..., Sequence[MonthCounts]] = count_by_month,
) -> Shown[Sequence[MonthCounts]]:
    """The months of a programme, as its pages show them; ``count`` makes them on the spot."""
    tenant_id = visit().regency.id
    return shown(
        session,
        months_subject(commitment_id),
        tenant_id=tenant_id,
        commitment_id=commitment_id,
        load=months_as_kept,
        count=lambda: count(session, tenant_id=tenant_id, commitment_id=commitment_id),
    )


def standings_shown(session: Session, of: MonthOfProgramme) -> Shown[Mapping[Standing, int]]:
    """Who stands where in a month, as its pages show it."""
    return shown(
        session,
        of.subject,
        tenant_id=of.tenant_id,
        commitment_id=of.commitment_id,
        load=standings_as_kept,
        count=lambda: count_standings(session, of),
    )


def asked_month(stated: Month | None) -> Month:
    """The month an address names; the present one where it names none."""
    return stated or Month.of(local_today())


def cause_label(cause: Cause | str) -> str:
    """A cause in the reader's language."""
    return str(_(CAUSE_LABELS[Cause(cause)]))


def _so_far(counts: Mapping[Standing, int], step: Reached) -> int:
    return sum(people for one, people in counts.items() if has_reached(one, step))


def _unexplained(counts: Mapping[Standing, int], explained: PricedExplanation | None) -> int:
    """People of a month whom nobody has explained, those beyond the programme among them."""
    if explained is not None:
        return sum(abs(people) for _cause, people in explained.explanation.unexplained)
    return sum(
        people for cause, people in causes_of(counts) if kind_of(cause) is CauseKind.UNEXPLAINED
    )


def _told() -> Sequence[Told[MonthLine]]:
    def both(
        people: str, idr: str, of: Callable[[MonthLine], Worth | None]
    ) -> list[Told[MonthLine]]:
        return [
            (Column(people, PEOPLE), lambda one: worth.people if (worth := of(one)) else None),
            (Column(idr, RUPIAH), lambda one: worth.amount_idr if (worth := of(one)) else None),
        ]

    return [
        (
            Column(_("Bulan")),
            lambda one: formats.month_id(one.month.first_day) if one.month else _("Orang-bulan"),
        ),
        *both(_("Menurut program"), _("Nilai menurut program"), lambda one: one.planned),
        (Column(_("Diusulkan"), PEOPLE), lambda one: one.proposed),
        *both(_("Sudah ditetapkan"), _("Nilai yang ditetapkan"), lambda one: one.determined),
        *both(_("Pada daftar tagihan"), _("Nilai daftar tagihan"), lambda one: one.listed),
        *both(_("Ditagihkan"), _("Nilai yang ditagihkan"), lambda one: one.billed),
        *both(_("Dibayar"), _("Nilai bulan yang dibayar"), lambda one: one.paid),
        *both(_("Dibukukan BPJS"), _("Nilai yang dibukukan"), lambda one: one.posted),
        *both(
            _("Selisih program dan dibukukan"),
            _("Selisih dalam rupiah"),
            lambda one: one.difference,
        ),
        (Column(_("Perlu penjelasan"), PEOPLE), lambda one: one.unexplained),
    ]
