"""A period of a programme is frozen once, billed, paid; nobody is billed twice for a month."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text

from cooperation.commitment_states import CommitmentStatus
from cooperation.models.bills import BillPayment
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from enrollment.billing import (
    BILLING_PROBLEM_TEXTS,
    BillingProblem,
    BillingState,
    list_digest,
)
from enrollment.kinds import CoverStatus
from enrollment.models.billing import BilledYear, BillingLine, BillingList
from enrollment.models.workers import Cover
from enrollment.queries.billing import billed_count, iterate_lines, period_of, shares_of
from enrollment.queries.closing import foresee_closing
from enrollment.services import withdrawals
from enrollment.services.billing import drop_billing, request_reopening
from enrollment.services.payments import take_back
from enrollment.services.withdrawals import request_withdrawal
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import DuplicateRecord, InvalidInput, InvalidTransition
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.at_once import at_once, done
from tests.integration.enrollment.billings import (
    MARCH,
    ask_to_close,
    bill,
    billing_of,
    closed,
    opened,
    pay,
    stored,
)
from tests.integration.enrollment.rosters import add_commitment, reading, run_due

pytestmark = pytest.mark.usefixtures("app_context")

WHY = "Tiga orang meninggal sebelum ditagihkan."
RATE_IDR = 16_800


def give_up(regency: Regency, commitment_id: UUID) -> None:
    """The programme is cancelled; its people are not let go yet."""
    with transaction(regency.principal()) as session:
        session.get_one(Commitment, (regency.id, commitment_id)).status = CommitmentStatus.CANCELLED


def reopen(regency: Regency, billing_list_id: UUID, reason: str = WHY) -> None:
    with transaction(regency.principal()) as session:
        request_reopening(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing_list_id,
            reason=reason,
        )
    run_due(regency)


def statuses(regency: Regency) -> list[str]:
    with reading(regency) as session:
        return sorted(session.scalars(select(Cover.status)))


def months_billed(regency: Regency) -> set[tuple[str, int, int]]:
    with reading(regency) as session:
        rows = session.scalars(select(BilledYear)).all()
        return {(row.programme, row.year, row.months) for row in rows}


def test_closing_freezes_who_is_determined_with_amount_and_hash(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1, 2, 3)
    stored(regency, commitment_id, 4, status=CoverStatus.PROPOSED)

    billing = closed(regency, commitment_id, MARCH, 3)

    assert billing.state == BillingState.CLOSED
    assert (billing.people_count, billing.month_count) == (3, 9)
    assert billing.amount_idr == 3 * 3 * RATE_IDR
    (share,) = shares_of(billing)
    assert (share.people_count, share.rates_idr) == (3, (RATE_IDR,) * 3)
    with reading(regency) as session:
        lines = iterate_lines(session, tenant_id=regency.id, billing_list_id=billing.id)
        digest = list_digest(regency.id, commitment_id, period_of(billing), lines)
        actions = set(session.scalars(select(AuditEntry.action)))
    assert digest == billing.sha256
    assert {"billing:create", "billing:request-closing", "billing:freeze"} <= actions
    assert months_billed(regency) == {("jkk", 2025, 0b11100), ("jkm", 2025, 0b11100)}


def test_whoever_joins_later_stands_on_the_next_list_alone(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1, 2)
    closed(regency, commitment_id, MARCH, 2)
    stored(regency, commitment_id, 3)

    supplement = closed(regency, commitment_id, MARCH, 2)
    following = closed(regency, commitment_id, Month(2025, 5), 1)

    assert (supplement.number, supplement.people_count, supplement.month_count) == (2, 1, 2)
    assert (following.number, following.people_count) == (3, 3)


def test_list_that_finds_nobody_stays_open_and_says_so(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1)
    closed(regency, commitment_id)

    again = closed(regency, commitment_id)

    assert (again.state, again.problem) == (BillingState.OPEN, BillingProblem.NOBODY)
    assert again.closed_at is None


def test_programme_without_a_price_a_person_stays_open(regency: Regency) -> None:
    commitment_id = add_commitment(regency, segment="jakon")
    stored(regency, commitment_id, 1)

    billing = closed(regency, commitment_id)

    assert (billing.state, billing.problem) == (BillingState.OPEN, BillingProblem.NO_PRICE)


def test_list_of_a_programme_that_was_given_up_is_not_closed(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1)
    billing = opened(regency, commitment_id)
    give_up(regency, commitment_id)

    with pytest.raises(InvalidTransition) as refused:
        ask_to_close(regency, billing.id)

    assert refused.value.detail == BILLING_PROBLEM_TEXTS[BillingProblem.CANCELLED]
    assert billing_of(regency, billing.id).state == BillingState.OPEN


def test_programme_that_is_given_up_before_its_list_is_frozen_leaves_the_list_open(
    regency: Regency,
) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1)
    billing = opened(regency, commitment_id)
    ask_to_close(regency, billing.id)
    give_up(regency, commitment_id)

    run_due(regency)

    left = billing_of(regency, billing.id)
    assert (left.state, left.problem) == (BillingState.OPEN, BillingProblem.CANCELLED)
    assert months_billed(regency) == set()
    with reading(regency) as session:
        foreseen = foresee_closing(session, left)
    assert foreseen is not None
    assert (foreseen.people_count, foreseen.problem) == (0, BillingProblem.CANCELLED)


def test_reopened_list_lets_its_months_go_and_is_closed_anew(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1, 2)
    first = closed(regency, commitment_id)
    stored(regency, commitment_id, 3)

    reopen(regency, first.id)
    open_again = billing_of(regency, first.id)
    free = months_billed(regency)
    ask_to_close(regency, first.id)
    run_due(regency)
    second = billing_of(regency, first.id)

    assert (open_again.state, open_again.people_count) == (BillingState.OPEN, None)
    assert free == set()
    assert (second.state, second.people_count) == (BillingState.CLOSED, 3)
    assert second.sha256 != first.sha256


def test_list_is_not_reopened_without_a_reason_nor_once_billed(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1)
    billing = closed(regency, commitment_id)

    with pytest.raises(InvalidInput):
        reopen(regency, billing.id, "salah")
    bill(regency, billing.id)
    with pytest.raises(InvalidTransition):
        reopen(regency, billing.id)


def test_paid_people_are_paid_and_taken_back_they_are_what_lists_say(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1, 2)
    stored(regency, commitment_id, 2, status=CoverStatus.REGISTERED)
    billing = closed(regency, commitment_id)
    bill(regency, billing.id)
    pay(regency, billing.id, billing.amount_idr or 0)
    paid = statuses(regency)

    with transaction(regency.principal()) as session:
        take_back(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing.id,
            reason="SP2D milik program lain, salah catat.",
            bill_payment_id=session.scalars(select(BillPayment.id)).one(),
        )
    run_due(regency)

    assert paid == ["paid", "paid"]
    assert statuses(regency) == ["determined", "registered"]
    assert billing_of(regency, billing.id).state == BillingState.BILLED


def test_roster_knows_how_many_of_its_people_are_billed(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    first = stored(regency, commitment_id, 1, 2)
    billing = closed(regency, commitment_id)
    later = stored(regency, commitment_id, 2, 3, status=CoverStatus.REGISTERED)

    with reading(regency) as session:
        counts = [
            billed_count(session, tenant_id=regency.id, roster_id=roster.id, limit=9)
            for roster in (first, later)
        ]
    reopen(regency, billing.id)
    with reading(regency) as session:
        after = billed_count(session, tenant_id=regency.id, roster_id=first.id, limit=9)

    assert counts == [2, 1]
    assert after == 0


def test_programme_has_one_list_being_drawn_up(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    billing = opened(regency, commitment_id)

    with pytest.raises(DuplicateRecord):
        opened(regency, commitment_id, Month(2025, 4))
    with transaction(regency.principal()) as session:
        drop_billing(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, billing_list_id=billing.id
        )
    assert opened(regency, commitment_id, Month(2025, 4)).number == 1


def test_two_officers_draw_up_the_same_months_at_once_and_one_list_is_kept(
    app: Flask, regency: Regency
) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1)

    drawn = at_once(app, *[lambda: opened(regency, commitment_id)] * 5)
    with reading(regency) as session:
        (billing,) = session.scalars(select(BillingList)).all()
    asked = at_once(app, *[lambda: ask_to_close(regency, billing.id)] * 5)
    run_due(regency)

    assert done(drawn) == done(asked) == 1
    assert {type(one) for one in drawn if one} == {DuplicateRecord}
    assert {type(one) for one in asked if one} == {InvalidTransition}
    assert billing_of(regency, billing.id).people_count == 1


def test_two_connections_never_hold_one_month_of_a_person_twice(
    app: Flask, regency: Regency
) -> None:
    """The key decides, even without the lock: the second waits and gets nothing."""
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1)
    with reading(regency) as session:
        worker_id = session.scalars(select(Cover.worker_id)).one()
    hold = text(
        "INSERT INTO billed_year (tenant_id, worker_id, segment, programme, year, months)"
        " VALUES (:tenant_id, :worker_id, 'bpu', 'jkk', 2025, :months)"
        " ON CONFLICT (tenant_id, worker_id, segment, programme, year)"
        " DO UPDATE SET months = billed_year.months | excluded.months"
        " WHERE billed_year.months & excluded.months = 0 RETURNING months"
    )

    def take(months: int) -> int:
        values = {"tenant_id": regency.id, "worker_id": worker_id, "months": months}
        with app.app_context(), transaction(regency.principal(DatabaseRole.JOB)) as session:
            return len(session.execute(hold, values).all())

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, [0b100, 0b100, 0b1100, 0b10000]))

    assert sum(taken[:2]) + taken[2] == 1
    assert taken[3] == 1


def test_lines_of_another_regency_are_not_seen(regency: Regency, other_regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1)
    closed(regency, commitment_id)

    with reading(other_regency) as session:
        assert session.scalars(select(BillingLine)).all() == []


def test_list_with_billed_people_is_not_taken_out_and_many_of_them_are_not_counted(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    commitment_id = add_commitment(regency)
    roster = stored(regency, commitment_id, 1, 2)
    closed(regency, commitment_id)

    def refusal() -> str:
        with (
            pytest.raises(InvalidTransition) as refused,
            transaction(regency.principal()) as session,
        ):
            request_withdrawal(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=NOW,
                roster_id=roster.id,
                reason=WHY,
            )
        return str(refused.value.detail) % refused.value.params

    few = refusal()
    monkeypatch.setattr(withdrawals, "BILLED_COUNTED", 1)
    many = refusal()

    assert few.startswith("2 orang pada daftar ini sudah masuk daftar tagihan")
    assert many.startswith("Lebih dari 1 orang pada daftar ini sudah masuk daftar tagihan")
