"""One programme over two years: realisation, months and quarterly report tell the same money."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from cooperation.kinds import FundingSource
from cooperation.months import Month
from cooperation.queries.commitments import get_commitment_record
from cooperation.services.bill_payments import PaymentDetails
from cooperation.spending import group_by_source
from enrollment.models.billing import BillingList
from enrollment.month_lines import MonthLine, Worth, total_of
from enrollment.quarters import Quarter
from enrollment.queries.billing import find_bill
from enrollment.queries.month_lines import list_month_lines
from enrollment.queries.programme_months import count_by_month
from enrollment.queries.realisation import ProgrammeMoney, list_money
from enrollment.services.payments import record_payment
from enrollment.services.quarter_papers import quarter_paper
from tenants.issued_papers import PaperKind
from tenants.kernel.db import transaction
from tests.conftest import ACTOR, NOW, TODAY, Regency
from tests.integration.enrollment.billings import bill, billing_of, closed, stored
from tests.integration.enrollment.postings import nik, posted
from tests.integration.enrollment.rosters import add_commitment, reading, run_due

RATE = 16_800
BUDGET = 18 * 2 * RATE
JULY = Month(2025, 7)

pytestmark = pytest.mark.usefixtures("app_context")


def settle(regency: Regency, billing: BillingList, amount_idr: int) -> None:
    """A part of an SP2D of Rp100.800."""
    with transaction(regency.principal()) as session:
        record_payment(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing.id,
            payment=PaymentDetails(
                sp2d_number="SP2D-001",
                sp2d_on=date(2025, 9, 12),
                amount_idr=amount_idr,
                paper_idr=6 * RATE,
            ),
        )
    run_due(regency)


@pytest.fixture
def lists(regency: Regency) -> list[BillingList]:
    """Two lists paid by one SP2D, of the first too much; the third, of the next year, is late."""
    commitment_id = add_commitment(
        regency,
        title="Nelayan",
        people_count=2,
        first_month=JULY.first_day,
        month_count=18,
        budget_idr=BUDGET,
    )
    stored(regency, commitment_id, 1, 2)
    made = [
        closed(regency, commitment_id, first, months)
        for first, months in ((JULY, 2), (JULY.plus(2), 1), (JULY.plus(6), 1))
    ]
    for one in made:
        bill(regency, one.id, f"K-{one.number}")
    settle(regency, made[0], 5 * RATE)
    settle(regency, made[1], RATE)
    posted(regency, made[0], f"{nik(1)};2025-07", f"{nik(2)};2025-07")
    posted(regency, made[2], f"{nik(1)};2026-01")
    return [billing_of(regency, one.id) for one in made]


def programme(regency: Regency) -> ProgrammeMoney:
    with reading(regency) as session:
        (found,) = list_money(session, tenant_id=regency.id, year=2025, today=TODAY)
    return found


def months(regency: Regency, commitment_id: UUID) -> MonthLine:
    with reading(regency) as session:
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=commitment_id, today=TODAY
        )
        counts = count_by_month(session, tenant_id=regency.id, commitment_id=commitment_id)
        return total_of(list_month_lines(session, record, counts))


def quarterly(regency: Regency, commitment_id: UUID, quarter: Quarter) -> dict[str, object]:
    with reading(regency) as session:
        paper = quarter_paper(
            session,
            PaperKind.QUARTERLY_REPORT,
            tenant_id=regency.id,
            commitment_id=commitment_id,
            quarter=quarter,
            now=NOW,
            made_on=TODAY,
        )
    return dict(paper.content)


def test_realisation_tells_what_its_months_and_bills_tell(
    regency: Regency, lists: list[BillingList]
) -> None:
    money = programme(regency).money
    total = months(regency, lists[0].commitment_id)
    with reading(regency) as session:
        standings = [found for one in lists if (found := find_bill(session, one)[1])]
    _groups, told = group_by_source([money])

    assert (told.budget_idr, told.committed_idr) == (BUDGET, BUDGET)
    assert total.planned == Worth(36, BUDGET)
    assert told.billed_idr == 8 * RATE == sum(one.bill.amount_idr for one in standings)
    assert total.billed == Worth(8, 8 * RATE)
    assert told.paid_idr == 6 * RATE == sum(one.received_idr for one in standings)
    assert total.paid == Worth(6, 6 * RATE)
    assert [one.credit_idr for one in standings] == [0, RATE, 0]
    assert money.open_idr == 2 * RATE == sum(one.open_idr for one in standings)
    assert [one.open_idr for one in standings] == [0, 0, 2 * RATE]
    assert (money.credit_idr, money.paid_idr) == (0, {FundingSource.APBD: 6 * RATE})
    assert told.rest_idr == BUDGET - 6 * RATE
    assert round(told.paid_ratio or Decimal(0), 6) == round(Decimal(6 * RATE) / BUDGET, 6)


def test_months_posted_after_the_budget_year_are_told_like_those_within(
    regency: Regency, lists: list[BillingList]
) -> None:
    money = programme(regency).money

    assert money.posted == {JULY: 2, JULY.plus(6): 1}
    assert months(regency, lists[0].commitment_id).posted == Worth(3, money.posted_idr)
    assert money.posted_idr == 3 * RATE


def test_quarterly_report_tells_the_lists_of_its_months_and_what_paid_them(
    regency: Regency, lists: list[BillingList]
) -> None:
    third = quarterly(regency, lists[0].commitment_id, Quarter(2025, 3))
    first = quarterly(regency, lists[0].commitment_id, Quarter(2026, 1))

    assert third["lists"] == [
        [
            "1",
            "Juli\u2013Agustus 2025",
            "2",
            "4",
            "Rp67.200",
            "Rp67.200",
            "K-1",
            "SP2D-001",
            "Rp67.200",
        ],
        ["2", "September 2025", "2", "2", "Rp33.600", "Rp33.600", "K-2", "SP2D-001", "Rp33.600"],
    ]
    assert third["paid_both"] == third["listed_both"] == ["Rp100.800", "Rp100.800"]
    assert (third["settled"], third["unsettled"], third["credits"]) == ("Rp100.800", "Rp0", [])
    assert first["lists"] == [
        ["3", "Januari 2026", "2", "2", "Rp33.600", "Rp33.600", "K-3", "–", "–"]
    ]
    assert first["paid_both"] == ["Rp0", "Rp0"]
    assert first["unsettled"] == "Rp33.600"
