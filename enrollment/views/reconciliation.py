"""Reconciliation of a programme: every month in counts, and one month with its differences."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from cooperation.months import Month
from enrollment.quarters import quarters_of
from enrollment.queries.programme_months import (
    MonthCounts,
    count_by_month,
    months_as_kept,
    months_subject,
)
from enrollment.queries.programmes import get_programme
from enrollment.queries.reconciliation import (
    MonthOfProgramme,
    count_standings,
    standings_as_kept,
)
from enrollment.queries.summaries import counted, shown
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
from tenants.shell.workbooks import PEOPLE, Column, Told, table_of

KIND_MARKS: Mapping[CauseKind, str] = {CauseKind.WAITING: "act", CauseKind.UNEXPLAINED: "bad"}
SHOWN_STEPS = tuple(REACHED_LABELS)

blueprint = tenant_blueprint("reconciliation", __name__)


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
    """Every month of a programme; counts, no people."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
        counts = months_shown(session, commitment_id)
    return render_template(
        "enrollment/reconciliation/months.html",
        programme=programme,
        counts=counts,
        months=counts.value or (),
        quarters=quarters_of(one.month for one in counts.value or ()),
    )


@blueprint.get("/reconciliations/<uuid:commitment_id>/export")
@requires(Permission.BILLING_READ)
def export_months(commitment_id: UUID) -> Response:
    """The same counts as an Excel file."""
    regency = visit().regency
    with transaction(visit().principal) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment_id)
        months = counted(months_shown(session, commitment_id))
    table = table_of(_("Rekonsiliasi per bulan"), months, _told(), [programme.title])
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
    return render_template(
        "enrollment/reconciliation/month.html",
        programme=programme,
        month=month,
        counts=found,
        steps=[(step, _(REACHED_LABELS[step]), _so_far(counts, step)) for step in SHOWN_STEPS],
        people=sum(counts.values()),
        even=sum(people for one, people in counts.items() if cause_of(one) is None),
        causes=causes_of(counts),
        kinds=_kinds(counts),
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


def months_shown(session: Session, commitment_id: UUID) -> Shown[Sequence[MonthCounts]]:
    """The months of a programme, as its pages show them."""
    tenant_id = visit().regency.id
    return shown(
        session,
        months_subject(commitment_id),
        tenant_id=tenant_id,
        commitment_id=commitment_id,
        load=months_as_kept,
        count=lambda: count_by_month(session, tenant_id=tenant_id, commitment_id=commitment_id),
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


def _kinds(counts: Mapping[Standing, int]) -> Mapping[CauseKind, int]:
    found = dict.fromkeys(CauseKind, 0)
    for cause, people in causes_of(counts):
        found[kind_of(cause)] += people
    return found


def _told() -> Sequence[Told[MonthCounts]]:
    return [
        (Column(_("Bulan")), lambda one: formats.month_id(one.month.first_day)),
        (Column(_("Diusulkan"), PEOPLE), lambda one: one.proposed),
        (Column(_("Sudah ditetapkan"), PEOPLE), lambda one: one.determined),
        (Column(_("Pada daftar tagihan"), PEOPLE), lambda one: one.listed),
        (Column(_("Ditagihkan"), PEOPLE), lambda one: one.billed),
        (Column(_("Dibayar"), PEOPLE), lambda one: one.paid),
        (Column(_("Dibukukan BPJS"), PEOPLE), lambda one: one.active),
    ]
