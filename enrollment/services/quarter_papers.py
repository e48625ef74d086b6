"""Papers of a programme's quarter: minutes of reconciliation and the report of realisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from cooperation.kinds import FundingSource
from cooperation.labels import FUNDING_SOURCES
from cooperation.models.agreements import Agreement
from cooperation.models.bills import Bill, BillPayment
from cooperation.months import Month
from cooperation.queries.commitments import CommitmentRecord, get_commitment_record
from enrollment.billing import FROZEN_STATES
from enrollment.models.billing import BillingList
from enrollment.quarters import Quarter
from enrollment.queries.programme_months import (
    MonthCounts,
    count_by_month,
    months_as_kept,
    months_subject,
)
from enrollment.queries.reconciliation import (
    MonthOfProgramme,
    count_standings,
    standings_as_kept,
)
from enrollment.queries.summaries import counted_now, shown
from enrollment.reconciliation import (
    CAUSE_LABELS,
    KIND_LABELS,
    CauseKind,
    Standing,
    causes_of,
    kind_of,
)
from tenants.issued_papers import PaperKind
from tenants.kernel.actor import Actor
from tenants.kernel.clock import local_day
from tenants.kernel.formats import (
    count,
    date_id,
    month_id,
    month_range,
    percent,
    rupiah,
    written_in,
)
from tenants.kernel.terbilang import rupiah_in_words
from tenants.models.identity import Tenant
from tenants.queries.assignments import list_serving_branches
from tenants.services.issued_papers import PaperContent, issue_paper, mark_of
from tenants.typesetting import typeset

_PAPERS: Final = Path(str(files("enrollment"))) / "papers"
_TEMPLATES: Final[Mapping[PaperKind, Path]] = {
    PaperKind.RECONCILIATION: _PAPERS / "reconciliation.typ",
    PaperKind.QUARTERLY_REPORT: _PAPERS / "quarterly_report.typ",
}
_STEMS: Final[Mapping[PaperKind, str]] = {
    PaperKind.RECONCILIATION: "berita-acara-rekonsiliasi",
    PaperKind.QUARTERLY_REPORT: "laporan-realisasi",
}
_NOTHING: Final = "–"


@written_in("id")
def quarter_paper(
    session: Session,
    kind: PaperKind,
    *,
    tenant_id: int,
    commitment_id: UUID,
    quarter: Quarter,
    now: datetime,
    made_on: date,
) -> PaperContent:
    """What a paper of a quarter is set from, in counts and always in Indonesian. Role regency.

    Args:
        session: a transaction of the regency.
        kind: ``RECONCILIATION`` or ``QUARTERLY_REPORT``.
        tenant_id: whose programme.
        commitment_id: the programme.
        quarter: of which year and months.
        now: decides which BPJS office serves the regency.
        made_on: the day the paper bears.

    Raises:
        NotFound: no such programme in this regency.
        Conflict: a large programme whose people were never counted for these months.
    """
    regency = session.get_one(Tenant, tenant_id)
    today = local_day(now, regency.timezone)
    carried = get_commitment_record(
        session, tenant_id=tenant_id, commitment_id=commitment_id, today=today
    )
    lists = _lists(session, tenant_id, commitment_id, quarter.year)
    content = {
        **_frame(session, carried, regency, now=now, made_on=made_on),
        "quarter": _(
            "Triwulan %(number)s %(year)s (%(months)s)",
            number=quarter.roman,
            year=quarter.year,
            months=month_range(quarter.months[0].first_day, quarter.months[-1].first_day),
        ),
        "month_rows": _month_rows(session, carried, quarter),
        **_causes(session, tenant_id, commitment_id, quarter),
        **_money(carried, lists, quarter),
    }
    return PaperContent(
        kind=kind,
        subject_id=commitment_id,
        subject_version=carried.commitment.version,
        made_on=made_on,
        content=content,
        parameters={"quarter": str(quarter)},
    )


def issue_quarter_paper(
    session: Session,
    kind: PaperKind,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    commitment_id: UUID,
    quarter: Quarter,
    made_on: date,
    check_page: str,
) -> tuple[str, bytes]:
    """Such a paper as PDF, with its file name.

    Raises:
        NotFound, Conflict: as ``quarter_paper``.
        Unavailable: it could not be set.

    Effects:
        Inserts ``issued_paper`` and audits, the first time.
    """
    paper = quarter_paper(
        session,
        kind,
        tenant_id=tenant_id,
        commitment_id=commitment_id,
        quarter=quarter,
        now=now,
        made_on=made_on,
    )
    issue_paper(session, tenant_id=tenant_id, actor=actor, now=now, paper=paper)
    data = {**paper.content, "mark": mark_of(paper, check_page=check_page)}
    return f"{_STEMS[kind]}-{quarter}.pdf", typeset(_TEMPLATES[kind], data, moment=now)


def _frame(
    session: Session,
    carried: CommitmentRecord,
    regency: Tenant,
    *,
    now: datetime,
    made_on: date,
) -> dict[str, Any]:
    government = _("Pemerintah %(regency)s", regency=regency.name)
    department = carried.department.name if carried.department else None
    offices = list_serving_branches(
        session, tenant_id=regency.id, now=now, timezone=regency.timezone
    )
    source = FundingSource(carried.commitment.funding_source)
    budget = carried.commitment.budget_idr
    return {
        "regency": regency.name,
        "letterhead": [government, *([department] if department else [])],
        "department": department or government,
        "office": offices[0].name if len(offices) == 1 else "BPJS Ketenagakerjaan",
        "programme": carried.commitment.title,
        "agreement": "; ".join(_cited(one) for one in carried.agreements if one.signed_on),
        "funding": "" if source is FundingSource.NOT_STATED else _(FUNDING_SOURCES[source]),
        "budget": rupiah(budget) if budget else "",
        "made_on": date_id(made_on),
    }


def _cited(agreement: Agreement) -> str:
    numbers = [one for one in (agreement.number_regency, agreement.number_bpjs) if one]
    return " ".join([agreement.title, *([f"({' / '.join(numbers)})"] if numbers else [])])


def _month_rows(
    session: Session, carried: CommitmentRecord, quarter: Quarter
) -> Sequence[Sequence[str]]:
    """Month, people of the programme, determined, listed, billed, paid, posted, difference."""
    commitment = carried.commitment
    tenant_id, commitment_id = commitment.tenant_id, commitment.id
    found = counted_now(
        shown(
            session,
            months_subject(commitment_id),
            tenant_id=tenant_id,
            commitment_id=commitment_id,
            load=months_as_kept,
            count=lambda: count_by_month(session, tenant_id=tenant_id, commitment_id=commitment_id),
        ),
    )
    by_month = {one.month: one for one in found}
    computed = carried.examination.computation if carried.examination else None
    runs = computed.runs if computed else ()
    planned = {month: run.people_count for run in runs for month in run.months}
    return [
        _month_row(month, by_month.get(month), planned.get(month, 0) if runs else None)
        for month in quarter.months
    ]


def _month_row(month: Month, counts: MonthCounts | None, planned: int | None) -> Sequence[str]:
    reached = (
        (counts.determined, counts.listed, counts.billed, counts.paid, counts.active)
        if counts
        else (0, 0, 0, 0, 0)
    )
    return [
        month_id(month.first_day),
        _NOTHING if planned is None else count(planned),
        *(count(one) for one in reached),
        _NOTHING if planned is None else count(planned - reached[-1]),
    ]


def _causes(
    session: Session, tenant_id: int, commitment_id: UUID, quarter: Quarter
) -> dict[str, Any]:
    rows: list[list[str]] = []
    has_unexplained = False
    for month in quarter.months:
        standings = _standings(session, MonthOfProgramme(tenant_id, commitment_id, month))
        for cause, people in causes_of(standings):
            kind = kind_of(cause)
            has_unexplained = has_unexplained or kind is CauseKind.UNEXPLAINED
            said = [_(CAUSE_LABELS[cause]), _(KIND_LABELS[kind]), count(people)]
            rows.append([month_id(month.first_day), *said])
    return {"causes": rows, "has_unexplained": has_unexplained}


def _standings(session: Session, of: MonthOfProgramme) -> Mapping[Standing, int]:
    return counted_now(
        shown(
            session,
            of.subject,
            tenant_id=of.tenant_id,
            commitment_id=of.commitment_id,
            load=standings_as_kept,
            count=lambda: count_standings(session, of),
        ),
    )


@dataclass(frozen=True)
class _PaidList:
    """A frozen list with the code of its bill and what SP2D paid for it."""

    billing: BillingList
    code: str | None
    sp2d_numbers: Sequence[str]
    paid_idr: int | None


def _lists(session: Session, tenant_id: int, commitment_id: UUID, year: int) -> Sequence[_PaidList]:
    """The frozen lists of a programme in a year, in order."""
    paid = (
        select(
            BillPayment.bill_id,
            func.array_agg(
                aggregate_order_by(BillPayment.sp2d_number, BillPayment.sp2d_on, BillPayment.id)
            ).label("numbers"),
            func.sum(BillPayment.amount_idr).label("amount_idr"),
        )
        .where(BillPayment.tenant_id == tenant_id)
        .group_by(BillPayment.bill_id)
        .subquery()
    )
    rows = session.execute(
        select(BillingList, Bill.code, paid.c.numbers, paid.c.amount_idr)
        .outerjoin(
            Bill, (Bill.tenant_id == BillingList.tenant_id) & (Bill.id == BillingList.bill_id)
        )
        .outerjoin(paid, paid.c.bill_id == Bill.id)
        .where(
            BillingList.tenant_id == tenant_id,
            BillingList.commitment_id == commitment_id,
            BillingList.state.in_(FROZEN_STATES),
            BillingList.first_month_on >= date(year, 1, 1),
            BillingList.first_month_on <= date(year, 12, 31),
        )
        .order_by(BillingList.first_month_on, BillingList.number)
    )
    return [
        _PaidList(row[0], row.code, row.numbers or (), None if row[3] is None else int(row[3]))
        for row in rows
    ]


def _money(
    carried: CommitmentRecord, lists: Sequence[_PaidList], quarter: Quarter
) -> dict[str, Any]:
    """Planned, listed and paid: of the quarter, and since the year began.

    A list belongs to the quarter in which its months begin, so that each is counted once.
    """
    first, last = quarter.months[0].first_day, quarter.months[-1].last_day
    until = [one for one in lists if one.billing.first_month_on <= last]
    within = [one for one in until if one.billing.first_month_on >= first]
    listed = [sum(one.billing.amount_idr or 0 for one in some) for some in (within, until)]
    paid = [sum(one.paid_idr or 0 for one in some) for some in (within, until)]
    computed = carried.examination.computation if carried.examination else None
    due = computed.by_month if computed else {}
    planned = [
        sum(amount for month, amount in due.items() if month in quarter.months),
        sum(
            amount
            for month, amount in due.items()
            if month.year == quarter.year and month <= quarter.months[-1]
        ),
    ]
    return {
        "lists": [_list_row(one) for one in within],
        "listed": rupiah(listed[0]),
        "listed_words": rupiah_in_words(listed[0]).lower(),
        "paid": rupiah(paid[0]),
        "paid_words": rupiah_in_words(paid[0]).lower(),
        "unpaid": rupiah(listed[0] - paid[0]),
        "planned": [rupiah(one) for one in planned],
        "listed_both": [rupiah(one) for one in listed],
        "paid_both": [rupiah(one) for one in paid],
        "paid_year_words": rupiah_in_words(paid[1]).lower(),
        "ratio_both": [
            percent(Decimal(one) / Decimal(due_idr)) if due_idr else _NOTHING
            for one, due_idr in zip(paid, planned, strict=True)
        ],
    }


def _list_row(one: _PaidList) -> Sequence[str]:
    billing = one.billing
    return [
        count(billing.number),
        month_range(billing.first_month_on, billing.last_month_on),
        count(billing.people_count or 0),
        count(billing.month_count or 0),
        rupiah(billing.amount_idr or 0),
        one.code or _NOTHING,
        ", ".join(one.sp2d_numbers) or _NOTHING,
        _NOTHING if one.paid_idr is None else rupiah(one.paid_idr),
    ]
