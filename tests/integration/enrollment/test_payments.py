"""Bills are paid in parts or too much; credit goes on; two officers never record one SP2D twice."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from cooperation.agreement_rules import AgreementDetails
from cooperation.bills import BillState, Slip, due_date
from cooperation.doubts import AmountDoubt, DoubtfulEntry, YearDoubt
from cooperation.kinds import AgreementKind, FundingSource
from cooperation.models.bills import Bill, BillPayment
from cooperation.months import Month
from cooperation.paper_particulars import Particulars
from cooperation.payment_papers import LineDoubt, TransferDoubt
from cooperation.queries.bills import get_account, list_particulars, list_written
from cooperation.services.agreement_parts import add_part
from cooperation.services.agreements import register_agreement
from cooperation.services.bill_payments import PaymentDetails
from enrollment.billing import BillingState, Period
from enrollment.models.billing import BillingList
from enrollment.models.workers import Cover
from enrollment.services.billing import open_billing
from enrollment.services.payments import record_bill, record_payment, record_proof, take_back
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import (
    AppError,
    DuplicateRecord,
    InvalidInput,
    InvalidTransition,
    NotFound,
    StaleVersion,
)
from tenants.kernel.ids import uuid7
from tenants.kernel.sources import SourceStatus
from tenants.services.documents import IncomingFile
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.at_once import at_once, done, start
from tests.integration.cooperation.records import keep_agreement, sign
from tests.integration.enrollment.billings import (
    MARCH,
    PAID_ON,
    ask_to_close,
    bill,
    billing_of,
    closed,
    opened,
    stored,
)
from tests.integration.enrollment.rosters import add_commitment, reading, run_due

pytestmark = pytest.mark.usefixtures("app_context")

WHY = "SP2D milik program lain, salah catat."
RATE_IDR = 16_800
DUE = due_date(MARCH, 15)


def billed(regency: Regency, commitment_id: UUID, first: Month = MARCH) -> BillingList:
    """A closed and billed list of one month."""
    billing = closed(regency, commitment_id, first)
    bill(regency, billing.id)
    return billing_of(regency, billing.id)


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    """Two people for the months of a programme: each month costs Rp33.600."""
    commitment_id = add_commitment(regency, budget_line="5.1.02.02", funding_source="dbhcht")
    stored(regency, commitment_id, 1, 2)
    return commitment_id


def record(
    regency: Regency,
    billing: BillingList,
    amount_idr: int,
    *,
    confirmed: Sequence[str] = (),
    **papers: object,
) -> BillPayment:
    stated: dict[str, object] = {"sp2d_number": "SP2D/7/2025", "sp2d_on": PAID_ON} | papers
    with transaction(regency.principal()) as session:
        return record_payment(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing.id,
            payment=PaymentDetails(amount_idr=amount_idr, **stated),  # type: ignore[arg-type]
            confirmed=confirmed,
        )


def add_people(regency: Regency, *serials: int) -> UUID:
    """Another programme of the same budget line, and its people."""
    commitment_id = add_commitment(regency, budget_line="5.1.02.02")
    stored(regency, commitment_id, *serials)
    return commitment_id


def papers(regency: Regency, billing: BillingList) -> list[Particulars]:
    """What is known of the papers that pay a list."""
    assert billing.bill_id is not None
    with transaction(regency.principal()) as session:
        found = list_particulars(session, tenant_id=regency.id, bill_id=billing.bill_id)
    return list(found.values())


def undo(regency: Regency, billing: BillingList, bill_payment_id: UUID | None = None) -> None:
    with transaction(regency.principal()) as session:
        take_back(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing.id,
            reason=WHY,
            bill_payment_id=bill_payment_id,
        )
    run_due(regency)


def states(regency: Regency, *lists: BillingList) -> list[str]:
    return [billing_of(regency, one.id).state for one in lists]


def statuses(regency: Regency) -> set[str]:
    with reading(regency) as session:
        return set(session.scalars(select(Cover.status)))


def test_bill_carries_what_was_frozen_and_is_due_on_a_working_day(
    regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)

    with reading(regency) as session:
        issued = session.get_one(Bill, (regency.id, billing.bill_id))
    assert (issued.commitment_id, issued.number) == (commitment_id, billing.number)
    assert (issued.people_count, issued.month_count) == (2, 2)
    assert issued.amount_idr == billing.amount_idr == 2 * RATE_IDR
    assert (issued.code, issued.due_on) == ("250300001", date(2025, 3, 17))


def test_bill_is_paid_in_parts_and_people_are_paid_with_the_last(
    regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)

    record(regency, billing, RATE_IDR)
    run_due(regency)
    part = (states(regency, billing), statuses(regency))
    record(regency, billing, RATE_IDR, sp2d_number="SP2D/8/2025", sp2d_on=DUE + timedelta(days=4))
    run_due(regency)

    assert part == (["billed"], {"determined"})
    assert states(regency, billing) == ["paid"]
    assert statuses(regency) == {"paid"}
    with reading(regency) as session:
        account = get_account(session, tenant_id=regency.id, commitment_id=commitment_id)
        actions = list(session.scalars(select(AuditEntry.action)))
    standing = account.of(billing.bill_id or UUID(int=0))
    assert (standing.state_on(NOW.date()), standing.days_late(NOW.date())) == (BillState.PAID, 4)
    assert actions.count("bill:pay") == 2


def test_what_is_too_much_pays_the_next_bill_and_taken_back_it_is_open_again(
    regency: Regency, commitment_id: UUID
) -> None:
    march = billed(regency, commitment_id)
    april = billed(regency, commitment_id, Month(2025, 4))
    too_much = record(regency, march, 5 * RATE_IDR, confirmed=[str(5 * RATE_IDR)])

    may = billed(regency, commitment_id, Month(2025, 5))
    carried = states(regency, march, april, may)
    with reading(regency) as session:
        account = get_account(session, tenant_id=regency.id, commitment_id=commitment_id)
    undo(regency, march, too_much.id)

    assert carried == ["paid", "paid", "billed"]
    assert [one.open_idr for one in account.standings] == [0, 0, RATE_IDR]
    assert states(regency, march, april, may) == ["billed"] * 3
    assert statuses(regency) == {"determined"}


def test_bill_settled_by_credit_is_paid_once_it_is_issued(
    regency: Regency, commitment_id: UUID
) -> None:
    march = billed(regency, commitment_id)
    record(regency, march, 4 * RATE_IDR, confirmed=[str(4 * RATE_IDR)])

    april = billed(regency, commitment_id, Month(2025, 4))
    undone = states(regency, april)
    undo(regency, april)

    assert undone == ["paid"]
    assert states(regency, march, april) == ["paid", "closed"]
    assert billing_of(regency, april.id).bill_id is None


def test_code_of_an_earlier_list_that_comes_later_leaves_what_credit_has_settled(
    regency: Regency, commitment_id: UUID
) -> None:
    march = billed(regency, commitment_id)
    april = closed(regency, commitment_id, Month(2025, 4))
    may = billed(regency, commitment_id, Month(2025, 5))
    record(regency, march, 4 * RATE_IDR, confirmed=[str(4 * RATE_IDR)])
    before = states(regency, march, may)

    bill(regency, april.id)
    with reading(regency) as session:
        account = get_account(session, tenant_id=regency.id, commitment_id=commitment_id)

    assert before == ["paid", "paid"]
    assert states(regency, march, april, may) == ["paid", "billed", "paid"]
    assert [one.open_idr for one in account.standings] == [0, 0, 2 * RATE_IDR]


def test_credit_that_waits_pays_the_list_that_is_billed_next(
    regency: Regency, commitment_id: UUID
) -> None:
    march = closed(regency, commitment_id)
    april = billed(regency, commitment_id, Month(2025, 4))
    record(regency, april, 4 * RATE_IDR, confirmed=[str(4 * RATE_IDR)])

    bill(regency, march.id)

    assert states(regency, march, april) == ["paid", "paid"]


def test_bill_with_payments_goes_only_after_them_and_each_can_be_taken_back_alone(
    regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)
    wrong = record(regency, billing, RATE_IDR)
    right = record(regency, billing, RATE_IDR, sp2d_number="SP2D/8/2025")
    other = add_commitment(regency)
    stored(regency, other, 3)
    foreign = record(regency, billed(regency, other), RATE_IDR, sp2d_number="SP2D/9/2025")

    with pytest.raises(NotFound):
        undo(regency, billing, foreign.id)
    undo(regency, billing, wrong.id)
    after_one = states(regency, billing)
    with pytest.raises(InvalidTransition):
        undo(regency, billing)
    undo(regency, billing, right.id)
    undo(regency, billing)

    assert after_one == ["billed"]
    assert states(regency, billing) == ["closed"]
    with reading(regency) as session:
        assert session.scalars(select(BillPayment.sp2d_number)).all() == ["SP2D/9/2025"]


@pytest.mark.parametrize(
    ("amount_idr", "slip"),
    [(33_600_000, Slip.THOUSANDFOLD), (33, Slip.THOUSANDTH), (67_200, Slip.FAR_OVER)],
)
def test_amount_that_looks_mistyped_is_not_kept_until_it_is_meant(
    regency: Regency, commitment_id: UUID, amount_idr: int, slip: Slip
) -> None:
    billing = billed(regency, commitment_id)

    with pytest.raises(DoubtfulEntry) as first:
        record(regency, billing, amount_idr)
    with pytest.raises(DoubtfulEntry):
        record(regency, billing, amount_idr, confirmed=[str(amount_idr + 1)])
    with reading(regency) as session:
        kept = session.scalars(select(BillPayment)).all()
    record(regency, billing, amount_idr, confirmed=[str(amount_idr)])

    assert first.value.doubts == [AmountDoubt(slip, amount_idr, 33_600)]
    assert kept == []


def test_two_officers_record_one_payment_at_once_and_it_is_kept_once(
    app: Flask, regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)

    def try_it(_: int) -> AppError | None:
        with app.app_context():
            try:
                record(regency, billing, RATE_IDR, sp2d_number="sp2d/7/2025")
            except AppError as refused:
                return refused
        return None

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(try_it, range(4)))

    assert [one for one in answers if one is None] == [None]
    assert all(isinstance(one, DuplicateRecord) for one in answers if one is not None)
    with reading(regency) as session:
        assert len(session.scalars(select(BillPayment)).all()) == 1


def test_two_officers_pay_the_rest_at_once_and_nothing_is_paid_twice(
    app: Flask, regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)

    def try_it(number: int) -> AppError | None:
        with app.app_context():
            try:
                record(regency, billing, 2 * RATE_IDR, sp2d_number=f"SP2D/{number}")
            except AppError as refused:
                return refused
        return None

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(try_it, range(6)))

    refused = [one for one in answers if one is not None]
    assert [type(one) for one in refused] == [InvalidTransition] * 5


def test_bill_is_paid_or_given_up_when_both_come_at_once(
    app: Flask, regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)

    def give_up() -> None:
        with transaction(regency.principal()) as session:
            take_back(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=NOW,
                billing_list_id=billing.id,
                reason=WHY,
            )

    ends = at_once(app, lambda: record(regency, billing, RATE_IDR), give_up)

    assert done(ends) == 1
    assert {type(one) for one in ends if one} == {InvalidTransition}
    with reading(regency) as session:
        payments = session.scalars(select(BillPayment)).all()
        bills = session.scalars(select(Bill)).all()
    assert (len(bills), len(payments)) == ((1, 1) if ends[0] is None else (0, 0))


def test_payment_that_comes_while_its_bill_is_given_up_is_refused(
    app: Flask, regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)

    with transaction(regency.principal()) as session:
        take_back(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing.id,
            reason=WHY,
        )
        late = start(app, lambda: record(regency, billing, RATE_IDR))

    assert isinstance(late(), InvalidTransition)
    assert states(regency, billing) == ["closed"]


def test_code_recorded_at_once_by_two_is_the_first_and_the_second_is_told(
    app: Flask, regency: Regency, commitment_id: UUID
) -> None:
    billing = closed(regency, commitment_id)

    ends = at_once(app, *[partial(bill, regency, billing.id, f"25030000{n}") for n in range(3)])
    twice = at_once(app, *[partial(bill, regency, billing.id, _code(regency, billing))] * 2)
    with transaction(regency.principal()) as session:
        record_bill(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing.id,
            billing_code="999",
            billed_on=date(2025, 3, 6),
            seen_code=_code(regency, billing),
        )

    assert done(ends) == 1
    assert {type(one) for one in ends if one} == {StaleVersion}
    assert done(twice) == 2
    assert _code(regency, billing) == "999"
    with reading(regency) as session:
        actions = list(session.scalars(select(AuditEntry.action)))
    assert (actions.count("bill:issue"), actions.count("bill:edit")) == (1, 1)


def _code(regency: Regency, billing: BillingList) -> str:
    with reading(regency) as session:
        bill_id = session.get_one(BillingList, (regency.id, billing.id)).bill_id
        return session.get_one(Bill, (regency.id, bill_id)).code


def test_code_that_reads_as_a_nik_is_asked_about_once_and_kept_when_meant(
    regency: Regency, commitment_id: UUID
) -> None:
    billing = closed(regency, commitment_id)

    with pytest.raises(DoubtfulEntry) as asked:
        bill(regency, billing.id, "3505015708900001")
    with pytest.raises(DoubtfulEntry):
        bill(regency, billing.id, "3505015708900002", confirmed=asked.value.marks.split())
    bill(regency, billing.id, "3505015708900001", confirmed=asked.value.marks.split())

    assert "3505015708900001" not in f"{asked.value} {asked.value!r}"
    assert _code(regency, billing) == "3505015708900001"


def test_list_is_closed_whole_while_an_addendum_is_signed(
    app: Flask, regency: Regency, commitment_id: UUID
) -> None:
    """The list holds who was stored; what the addendum changes is the programme's figures."""
    pks = keep_agreement(regency, commitment_id=commitment_id)
    sign(regency, pks, date(2025, 3, 1))
    addendum = keep_agreement(
        regency,
        title="Adendum",
        kind=AgreementKind.ADENDUM,
        commitment_id=commitment_id,
        amends_id=pks.id,
        changes_from=Month(2025, 4),
        new_people_count=3,
    )
    billing = opened(regency, commitment_id)
    ask_to_close(regency, billing.id)

    ends = at_once(
        app,
        lambda: sign(regency, addendum, date(2025, 3, 20)),
        lambda: run_due(regency),
        lambda: run_due(regency),
    )

    run_due(regency)
    assert ends == [None, None, None]
    kept = billing_of(regency, billing.id)
    assert (kept.state, kept.people_count, kept.amount_idr) == ("closed", 2, 2 * RATE_IDR)


def test_one_sp2d_pays_several_bills_of_one_budget_line_and_none_of_another(
    regency: Regency, commitment_id: UUID
) -> None:
    march = billed(regency, commitment_id)
    april = billed(regency, commitment_id, Month(2025, 4))
    same = add_commitment(regency, budget_line="5.1.02.02", segment="bpu")
    stored(regency, same, 5)
    elsewhere = add_commitment(regency, budget_line="5.1.05.05")
    stored(regency, elsewhere, 6)
    record(regency, march, 2 * RATE_IDR, paper_idr=5 * RATE_IDR)

    record(regency, april, 2 * RATE_IDR)
    record(regency, billed(regency, same), RATE_IDR, paper_idr=5 * RATE_IDR)
    foreign = billed(regency, elsewhere)
    with pytest.raises(InvalidInput) as refused:
        record(regency, foreign, RATE_IDR)
    with pytest.raises(InvalidInput) as dated:
        record(
            regency,
            billed(regency, commitment_id, Month(2025, 5)),
            2 * RATE_IDR,
            sp2d_on=PAID_ON + timedelta(days=1),
        )

    assert [one.pointer for one in refused.value.errors] == ["/sp2d_number"]
    assert [one.pointer for one in dated.value.errors] == ["/sp2d_on"]


def test_sp2d_is_never_spent_beyond_its_worth_to_the_rupiah(
    regency: Regency, commitment_id: UUID
) -> None:
    march = billed(regency, commitment_id)
    april = billed(regency, commitment_id, Month(2025, 4))
    record(regency, march, 2 * RATE_IDR)
    worth = 3 * RATE_IDR

    with pytest.raises(InvalidInput) as unstated:
        record(regency, april, RATE_IDR)
    with pytest.raises(InvalidInput) as twice:
        record(regency, april, RATE_IDR, paper_idr=2 * RATE_IDR)
    with pytest.raises(InvalidInput) as one_over:
        record(regency, april, RATE_IDR + 1, paper_idr=worth)
    record(regency, april, RATE_IDR, paper_idr=worth)
    with pytest.raises(InvalidInput) as other_worth:
        record(regency, billed(regency, commitment_id, Month(2025, 5)), 1, paper_idr=worth + 1)
    with pytest.raises(InvalidInput) as spent:
        record(regency, billed(regency, add_people(regency, 7)), 1, confirmed=["1"])

    assert [one.pointer for one in unstated.value.errors] == ["/paper_idr"]
    assert unstated.value.errors[0].params == {"recorded": "Rp33.600"}
    (beyond,) = twice.value.errors
    assert (beyond.pointer, beyond.params["rest"]) == ("/sp2d_idr", "Rp0")
    (beyond,) = one_over.value.errors
    assert beyond.params == {"worth": "Rp50.400", "recorded": "Rp33.600", "rest": "Rp16.800"}
    assert [one.pointer for one in other_worth.value.errors] == ["/paper_idr"]
    assert [one.pointer for one in spent.value.errors] == ["/sp2d_idr"]


def test_paper_of_several_bills_bears_one_spp_and_spm_and_is_told_alike_on_each(
    regency: Regency, commitment_id: UUID
) -> None:
    march = billed(regency, commitment_id)
    april = billed(regency, commitment_id, Month(2025, 4))
    may = billed(regency, commitment_id, Month(2025, 5))
    asked_on = PAID_ON - timedelta(days=2)
    record(
        regency,
        march,
        2 * RATE_IDR,
        paper_idr=4 * RATE_IDR,
        spp_number="SPP/3",
        spp_on=asked_on,
        budget_account="5.1.02.02",
    )
    record(regency, may, RATE_IDR, sp2d_number="SP2D/8", spp_number="SPP/4")

    with pytest.raises(InvalidInput) as refused:
        record(regency, april, RATE_IDR, spp_number="SPP/4", spm_on=asked_on - timedelta(days=1))
    record(regency, april, RATE_IDR, sp2d_number="sp2d/7/2025", spm_number="SPM/3")

    assert [one.pointer for one in refused.value.errors] == ["/spp_number", "/spm_on"]
    assert refused.value.errors[0].params == {"number": "SPP/3"}
    paper = Particulars(
        paper_idr=4 * RATE_IDR,
        spp_number="SPP/3",
        spp_on=asked_on,
        spm_number="SPM/3",
        budget_account="5.1.02.02",
    )
    assert papers(regency, march) == papers(regency, april) == [paper]
    assert papers(regency, may) == [Particulars(spp_number="SPP/4")]


def test_paper_of_the_same_number_in_another_year_is_told_apart(
    regency: Regency, commitment_id: UUID
) -> None:
    march = billed(regency, commitment_id)
    april = billed(regency, commitment_id, Month(2025, 4))
    record(regency, march, RATE_IDR, spp_number="SPP/3")
    next_year = date(2026, 1, 20)

    meant = [f"year:{next_year.year}"]
    record(regency, april, RATE_IDR, sp2d_on=next_year, spp_number="SPP/9", confirmed=meant)

    assert papers(regency, march) == [Particulars(spp_number="SPP/3")]
    assert papers(regency, april) == [Particulars(spp_number="SPP/9")]


def test_sp2d_is_recorded_once_for_a_bill_and_one_of_a_later_year_is_another(
    regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)
    record(regency, billing, RATE_IDR)
    late = date(2026, 1, 5)

    with pytest.raises(DuplicateRecord):
        record(regency, billing, RATE_IDR, funding_source=FundingSource.APBD)
    with pytest.raises(DuplicateRecord):
        record(regency, billing, RATE_IDR, sp2d_on=PAID_ON + timedelta(days=1))
    record(regency, billing, RATE_IDR, sp2d_on=late, confirmed=["year:2026"])

    assert states(regency, billing) == [BillingState.PAID]


def test_one_sp2d_pays_the_debt_of_last_year_with_the_bill_of_this_year_once_it_is_meant(
    regency: Regency, commitment_id: UUID
) -> None:
    debt = billed(regency, commitment_id)
    now_paid = add_commitment(
        regency,
        title="Pekerja rentan 2026",
        budget_year=2026,
        budget_line="5.1.02.99",
        first_month=date(2026, 1, 1),
        month_count=10,
    )
    stored(regency, now_paid, 5)
    january = billed(regency, now_paid, Month(2026, 1))
    papers: dict[str, Any] = {"sp2d_on": date(2026, 1, 20), "paper_idr": 3 * RATE_IDR}
    record(regency, january, RATE_IDR, **papers)

    with pytest.raises(DoubtfulEntry) as asked:
        record(regency, debt, 2 * RATE_IDR, **papers)
    record(regency, debt, 2 * RATE_IDR, confirmed=asked.value.marks.split(), **papers)

    assert [type(one) for one in asked.value.doubts] == [YearDoubt, LineDoubt]
    assert asked.value.doubts[1].asked[0].params == {"titles": "Pekerja rentan 2026"}
    assert states(regency, debt, january) == [BillingState.PAID] * 2


def test_one_sp2d_with_two_stated_accounts_is_asked_about_once_and_kept_when_meant(
    regency: Regency, commitment_id: UUID
) -> None:
    march, other = billed(regency, commitment_id), billed(regency, add_people(regency, 5))
    papers: dict[str, Any] = {"paper_idr": 3 * RATE_IDR, "sub_activity": "Pekerja rentan"}
    record(regency, march, 2 * RATE_IDR, budget_account="5.1.02.02", **papers)
    papers["budget_account"] = "5.1.02.99"

    with pytest.raises(DoubtfulEntry) as asked:
        record(regency, other, RATE_IDR, **papers)
    record(regency, other, RATE_IDR, confirmed=asked.value.marks.split(), **papers)

    assert [type(one) for one in asked.value.doubts] == [LineDoubt]
    assert states(regency, march, other) == [BillingState.PAID] * 2


def test_one_transfer_outside_public_budgets_pays_several_programmes_without_a_question(
    regency: Regency,
) -> None:
    first = add_commitment(regency, title="TJSL petani", funding_source="csr")
    second = add_commitment(regency, title="TJSL nelayan", funding_source="csr", budget_line="X")
    stored(regency, first, 1, 2)
    stored(regency, second, 3)
    one, other = billed(regency, first), billed(regency, second)
    record(regency, one, 2 * RATE_IDR, paper_idr=3 * RATE_IDR)

    with pytest.raises(InvalidInput) as beyond:
        record(regency, other, RATE_IDR + 1, paper_idr=3 * RATE_IDR)
    record(regency, other, RATE_IDR)

    assert [error.pointer for error in beyond.value.errors] == ["/sp2d_idr"]
    assert states(regency, one, other) == [BillingState.PAID] * 2


@pytest.mark.parametrize(
    ("source", "noun"),
    [
        (FundingSource.APBD, "SP2D ini"),
        (FundingSource.NOT_STATED, "SP2D ini"),
        (FundingSource.CSR, "Bukti transfer ini"),
    ],
)
def test_paper_that_is_refused_or_asked_about_is_called_what_it_is(
    regency: Regency, source: FundingSource, noun: str
) -> None:
    commitment_id = add_commitment(regency, funding_source=source)
    stored(regency, commitment_id, 1, 2)
    billing = billed(regency, commitment_id)
    record(regency, billing, RATE_IDR)

    with pytest.raises(DuplicateRecord) as again:
        record(regency, billing, RATE_IDR)
    with pytest.raises(DoubtfulEntry) as early:
        record(
            regency,
            billing,
            RATE_IDR,
            sp2d_number="SP2D/1/2025",
            sp2d_on=PAID_ON - timedelta(days=60),
        )

    (asked,) = [told for doubt in early.value.doubts for told in doubt.asked]
    assert again.value.detail == f"{noun} sudah dicatat untuk tagihan ini. Muat ulang halaman."
    assert asked.text.startswith(f"{noun} bertanggal %(day)s, sebelum tagihannya dibuat")


def test_transfers_of_one_number_pay_one_bill_on_two_days_and_beside_an_sp2d_of_that_number(
    regency: Regency,
) -> None:
    commitment_id = add_commitment(regency, funding_source="csr")
    stored(regency, commitment_id, 1, 2, 3)
    billing = billed(regency, commitment_id)
    later = PAID_ON + timedelta(days=28)
    record(regency, billing, RATE_IDR, sp2d_number="1")

    with pytest.raises(DuplicateRecord):
        record(regency, billing, RATE_IDR, sp2d_number="1")
    with pytest.raises(DoubtfulEntry) as asked:
        record(regency, billing, RATE_IDR, sp2d_number="1", sp2d_on=later)
    meant = asked.value.marks.split()
    record(regency, billing, RATE_IDR, sp2d_number="1", sp2d_on=later, confirmed=meant)
    record(regency, billing, RATE_IDR, sp2d_number="1", funding_source=FundingSource.APBD)

    assert asked.value.doubts == [TransferDoubt(later, (PAID_ON,))]
    assert states(regency, billing) == [BillingState.PAID]


@pytest.mark.parametrize(("source", "is_kept"), [("csr", True), ("apbd", False)])
def test_database_keeps_transfers_of_two_days_and_no_sp2d_twice_in_a_year(
    regency: Regency, source: str, is_kept: bool
) -> None:
    commitment_id = add_commitment(regency, funding_source=source)
    stored(regency, commitment_id, 1, 2)
    first = record(regency, billed(regency, commitment_id), RATE_IDR)

    def keep(sp2d_on: date) -> None:
        with transaction(regency.principal()) as session:
            session.add(
                BillPayment(
                    tenant_id=regency.id,
                    id=uuid7(),
                    bill_id=first.bill_id,
                    sp2d_number=first.sp2d_number.lower(),
                    sp2d_on=sp2d_on,
                    amount_idr=RATE_IDR,
                    funding_source=source,
                    recorded_at=NOW,
                    recorded_by_name=ACTOR.name,
                )
            )

    with pytest.raises(IntegrityError):
        keep(PAID_ON)
    with nullcontext() if is_kept else pytest.raises(IntegrityError):
        keep(PAID_ON + timedelta(days=1))


def test_papers_out_of_order_are_refused_at_their_field(
    regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)

    with pytest.raises(InvalidInput) as refused:
        record(
            regency,
            billing,
            RATE_IDR,
            spp_on=PAID_ON + timedelta(days=1),
            deposited_on=NOW.date() + timedelta(days=9),
        )

    assert [one.pointer for one in refused.value.errors] == ["/sp2d_on", "/deposited_on"]


@pytest.mark.parametrize(
    ("day", "told"),
    [(date(2025, 1, 8), "8\u00a0Januari 2025"), (date(2025, 3, 4), "4\u00a0Maret 2025")],
)
def test_sp2d_older_than_its_bill_is_asked_about_with_the_days_and_kept_when_meant(
    regency: Regency, commitment_id: UUID, day: date, told: str
) -> None:
    billing = billed(regency, commitment_id)

    with pytest.raises(DoubtfulEntry) as asked:
        record(regency, billing, 2 * RATE_IDR, sp2d_on=day)
    meant = asked.value.marks.split()
    with pytest.raises(DoubtfulEntry):
        record(regency, billing, 2 * RATE_IDR, sp2d_on=day - timedelta(days=1), confirmed=meant)
    record(regency, billing, 2 * RATE_IDR, sp2d_on=day, confirmed=meant)

    (doubt,) = asked.value.doubts
    assert doubt.asked[0].params == {"day": told, "billed": "5\u00a0Maret 2025"}
    assert states(regency, billing) == [BillingState.PAID]


@pytest.mark.parametrize(("sp2d_on", "is_asked"), [(10, False), (3, False), (2, True)])
def test_sp2d_between_the_list_and_a_replaced_code_is_in_order(
    regency: Regency, commitment_id: UUID, sp2d_on: int, is_asked: bool
) -> None:
    """The list was closed on 3 March, 00.30 in Jakarta: 2 March in UTC."""
    billing = billed(regency, commitment_id)
    with transaction(regency.principal()) as session:
        session.execute(
            update(BillingList).values(closed_at=datetime(2025, 3, 2, 17, 30, tzinfo=UTC))
        )
        record_bill(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing.id,
            billing_code="250300002",
            billed_on=date(2025, 3, 12),
            seen_code="250300001",
        )

    if is_asked:
        with pytest.raises(DoubtfulEntry):
            record(regency, billing, 2 * RATE_IDR, sp2d_on=date(2025, 3, sp2d_on))
    else:
        record(regency, billing, 2 * RATE_IDR, sp2d_on=date(2025, 3, sp2d_on))
    assert states(regency, billing) == ["billed" if is_asked else "paid"]


def test_code_replaced_after_a_part_was_paid_leaves_the_part_and_takes_the_rest(
    regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)
    record(regency, billing, RATE_IDR)

    with transaction(regency.principal()) as session:
        record_bill(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing.id,
            billing_code="250300002",
            billed_on=PAID_ON + timedelta(days=9),
            seen_code="250300001",
        )
    record(
        regency,
        billing,
        RATE_IDR,
        sp2d_number="SP2D/8/2025",
        sp2d_on=PAID_ON + timedelta(days=9),
    )

    assert states(regency, billing) == [BillingState.PAID]


def test_debt_of_last_year_is_asked_about_once_with_the_amount_and_then_kept(
    regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)
    late, tenfold = date(2026, 1, 5), 20 * RATE_IDR

    with pytest.raises(DoubtfulEntry) as both:
        record(regency, billing, tenfold, sp2d_on=late)
    with pytest.raises(DoubtfulEntry) as again:
        record(regency, billing, 2 * RATE_IDR, sp2d_on=late, confirmed=[str(tenfold)])
    with pytest.raises(DoubtfulEntry):
        record(regency, billing, tenfold, sp2d_on=late, confirmed=again.value.marks.split())
    record(regency, billing, 2 * RATE_IDR, sp2d_on=late, confirmed=again.value.marks.split())

    year = YearDoubt(late, (2025,))
    assert both.value.doubts == [AmountDoubt(Slip.FAR_OVER, tenfold, 2 * RATE_IDR), year]
    assert again.value.doubts == [year]
    assert year.asked[0].params == {
        "day": "5\u00a0Januari 2026",
        "year": "2025",
        "paid_year": "2026",
    }
    assert states(regency, billing) == [BillingState.PAID]


@pytest.mark.parametrize("source", ["zakat", "csr", "self", "not_stated"])
def test_money_outside_public_budgets_knows_no_budget_year(regency: Regency, source: str) -> None:
    commitment_id = add_commitment(regency, funding_source=source)
    stored(regency, commitment_id, 1, 2)
    billing = billed(regency, commitment_id)
    late, public = date(2026, 1, 5), FundingSource.APBD

    with pytest.raises(DoubtfulEntry):
        record(regency, billing, 2 * RATE_IDR, sp2d_on=late, funding_source=public)
    record(regency, billing, 2 * RATE_IDR, sp2d_on=late)

    assert states(regency, billing) == [BillingState.PAID]


def test_source_of_the_payment_outweighs_that_of_the_programme(
    regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)
    late, given = date(2026, 1, 5), FundingSource.ZAKAT

    record(regency, billing, 2 * RATE_IDR, sp2d_on=late, funding_source=given)

    assert states(regency, billing) == [BillingState.PAID]


def test_bill_of_next_year_may_be_paid_from_the_budget_of_either_year(regency: Regency) -> None:
    commitment_id = add_commitment(regency, month_count=12)
    stored(regency, commitment_id, 1, 2)
    january = billed(regency, commitment_id, Month(2026, 1))

    record(regency, january, RATE_IDR, sp2d_on=date(2025, 12, 20))
    record(regency, january, RATE_IDR, sp2d_number="SP2D/8/2026", sp2d_on=date(2026, 1, 5))

    assert states(regency, january) == [BillingState.PAID]


def test_source_and_account_are_kept_and_offered_again(
    regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)
    plain = record(regency, billing, RATE_IDR)
    told = record(
        regency,
        billing,
        RATE_IDR,
        sp2d_number="SP2D/8/2025",
        funding_source="apbd_p",
        sub_activity="Perlindungan pekerja rentan",
        budget_account="5.1.02.02.01",
    )

    with reading(regency) as session:
        written = list_written(session, tenant_id=regency.id)
    assert (plain.funding_source, told.funding_source) == ("dbhcht", "apbd_p")
    assert written.sub_activities == ["Perlindungan pekerja rentan"]
    assert written.budget_accounts == ["5.1.02.02.01"]


def test_bukti_setor_may_come_later_with_the_day_that_counts(
    regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)
    payment = record(regency, billing, 2 * RATE_IDR)
    late_on = DUE + timedelta(days=3)

    def complete(day: date | None, proof: IncomingFile | None) -> None:
        with transaction(regency.principal()) as session:
            record_proof(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=NOW,
                billing_list_id=billing.id,
                bill_payment_id=payment.id,
                deposited_on=day,
                proof=proof,
            )

    with pytest.raises(InvalidInput):
        complete(None, None)
    with pytest.raises(InvalidInput):
        complete(PAID_ON - timedelta(days=1), None)
    complete(late_on, IncomingFile("setor.pdf", b"%PDF-1.7\nbukti", contains_personal_data=True))

    with reading(regency) as session:
        kept = session.get_one(BillPayment, (regency.id, payment.id))
        account = get_account(session, tenant_id=regency.id, commitment_id=commitment_id)
    assert kept.document_id is not None
    assert account.standings[0].settled_on == late_on
    assert account.standings[0].days_late(NOW.date()) == 3


def test_list_is_billed_by_the_agreement_that_carries_its_programme_as_a_part(
    regency: Regency, commitment_id: UUID
) -> None:
    with transaction(regency.principal()) as session:
        agreement = register_agreement(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=AgreementDetails(
                title="PKS beberapa sumber dana",
                kind=AgreementKind.PKS,
                commitment_id=add_commitment(regency, title="Program pertama"),
                due_day=20,
                source_name="Uji",
                source_status=SourceStatus.OFFICIAL,
            ),
        )

    def drawn_up() -> BillingList:
        with transaction(regency.principal()) as session:
            return open_billing(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=NOW,
                commitment_id=commitment_id,
                period=Period(MARCH, 1),
                agreement_id=agreement.id,
            )

    with pytest.raises(InvalidInput):
        drawn_up()
    with transaction(regency.principal()) as session:
        add_part(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            agreement_id=agreement.id,
            expected_version=agreement.version,
            commitment_id=commitment_id,
        )
    sign(regency, agreement, date(2025, 3, 1))

    assert drawn_up().due_day == 20


def test_list_is_not_paid_before_it_is_billed(regency: Regency, commitment_id: UUID) -> None:
    billing = closed(regency, commitment_id)

    with pytest.raises(InvalidTransition):
        record(regency, billing, RATE_IDR)
    assert billing_of(regency, billing.id).state == BillingState.CLOSED


def test_bills_of_another_regency_are_not_seen(
    regency: Regency, other_regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)
    record(regency, billing, RATE_IDR)

    with reading(other_regency) as session:
        assert session.scalars(select(Bill)).all() == []
        assert session.scalars(select(BillPayment)).all() == []
    with pytest.raises(NotFound):
        record(other_regency, billing, RATE_IDR)


def test_office_reads_amounts_and_days_of_payments_and_no_paper(
    regency: Regency, commitment_id: UUID
) -> None:
    billing = billed(regency, commitment_id)
    record(regency, billing, RATE_IDR)

    with transaction(regency.principal(DatabaseRole.BRANCH)) as session:
        account = get_account(session, tenant_id=regency.id, commitment_id=commitment_id)
        assert account.standings[0].open_idr == RATE_IDR
    for column in ("sp2d_number", "paper_idr", "budget_account", "document_id"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction(regency.principal(DatabaseRole.BRANCH)) as session,
        ):
            session.execute(text(f"SELECT {column} FROM bill_payment"))


def test_list_takes_its_due_day_from_the_agreement_and_lies_in_its_term(
    regency: Regency, commitment_id: UUID
) -> None:
    with transaction(regency.principal()) as session:
        agreement = register_agreement(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=AgreementDetails(
                title="PKS",
                kind=AgreementKind.PKS,
                source_name="Berkas uji",
                source_status=SourceStatus.OFFICIAL,
                commitment_id=commitment_id,
                starts_on=date(2025, 4, 1),
                ends_on=date(2025, 11, 30),
                due_day=20,
            ),
        )
    sign(regency, agreement, date(2025, 3, 20))

    def open_it(first: Month, months: int = 1) -> BillingList:
        with transaction(regency.principal()) as session:
            return open_billing(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=NOW,
                commitment_id=commitment_id,
                agreement_id=agreement.id,
                period=Period(first, months),
            )

    with pytest.raises(InvalidInput) as early:
        open_it(MARCH)
    with pytest.raises(InvalidInput) as late:
        open_it(Month(2025, 11), 2)

    assert [one.pointer for one in early.value.errors] == ["/first_month"]
    assert [one.pointer for one in late.value.errors] == ["/month_count"]
    assert open_it(Month(2025, 4), 8).due_day == 20
