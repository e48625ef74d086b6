"""Benefits paid in one regency: what is kept, what they add up to, what another never sees."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from enrollment.benefit_totals import BenefitKind, BenefitTotal, StatedSum
from enrollment.benefits import BenefitDetails
from enrollment.models.benefits import BenefitPayment
from enrollment.queries.benefit_facts import BenefitFacts, sum_benefits
from enrollment.queries.benefits import (
    BenefitFilter,
    BenefitOrder,
    get_benefit,
    list_benefit_totals,
    list_benefit_years,
    list_benefits,
)
from enrollment.services.benefits import add_benefit, remove_benefit
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidInput, MalformedRequest, NotFound
from tenants.kernel.sources import SourceStatus
from tests.conftest import ACTOR, NOW, Regency

pytestmark = pytest.mark.usefixtures("app_context")

TODAY = NOW.date()
DAY = timedelta(days=1)
WHY = "Tercatat dua kali dari dua berita."
JKK, JKM = BenefitKind.SANTUNAN_JKK, BenefitKind.SANTUNAN_JKM


def by(regency: Regency) -> dict[str, Any]:
    return {"tenant_id": regency.id, "actor": ACTOR, "now": NOW}


def record(regency: Regency, **changes: Any) -> BenefitPayment:
    said = {"kind": JKM, "source_name": "Berita", "source_status": SourceStatus.PRESS, **changes}
    with transaction(regency.principal()) as session:
        return add_benefit(session, **by(regency), details=BenefitDetails(**said))


def found(regency: Regency, **narrowed: Any) -> list[str | None]:
    with transaction(regency.principal()) as session:
        page = list_benefits(session, tenant_id=regency.id, narrowed=BenefitFilter(**narrowed))
    return [payment.description for payment in page.items]


def totals(regency: Regency, **narrowed: Any) -> list[BenefitTotal]:
    with transaction(regency.principal()) as session:
        return list(
            list_benefit_totals(session, tenant_id=regency.id, narrowed=BenefitFilter(**narrowed))
        )


def test_payment_without_figures_stays_without_them(regency: Regency) -> None:
    payment = record(regency, source_on=date(2025, 9, 15))

    with transaction(regency.principal()) as session:
        kept = get_benefit(session, tenant_id=regency.id, payment_id=payment.id)
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "benefit:add")).one()
    assert (kept.paid_on, kept.recipients_count, kept.amount_idr) == (None, None, None)
    assert (kept.kind, kept.source_on, kept.source_status) == (JKM, date(2025, 9, 15), "press")
    assert entry.subject_id == str(payment.id)
    assert totals(regency) == [BenefitTotal(JKM, 1, StatedSum(None, 0), StatedSum(None, 0))]


def test_sums_run_over_what_is_stated(regency: Regency) -> None:
    large = 9_000_000_000_000
    record(regency, kind=JKK, amount_idr=large, recipients_count=2)
    record(regency, kind=JKK, amount_idr=large)
    record(regency, kind=JKK)
    record(regency, kind=JKM, recipients_count=3, paid_on=TODAY)

    assert totals(regency) == [
        BenefitTotal(JKK, 3, StatedSum(2, 1), StatedSum(2 * large, 2)),
        BenefitTotal(JKM, 1, StatedSum(3, 1), StatedSum(None, 0)),
    ]
    assert [total.kind for total in totals(regency, year=TODAY.year)] == [JKM]


def test_impossible_payment_is_refused(regency: Regency) -> None:
    with pytest.raises(InvalidInput) as refusal:
        record(regency, kind=BenefitKind.OTHER, amount_idr=0)

    pointers = [error.pointer for error in refusal.value.errors]
    assert pointers == ["/amount_idr", "/description"]
    assert found(regency) == []


@pytest.mark.parametrize(
    "broken",
    [{"amount_idr": 0}, {"recipients_count": 0}, {"kind": "other"}, {"kind": "hadiah"}],
)
def test_database_refuses_what_the_service_would_not_send(
    regency: Regency, broken: dict[str, Any]
) -> None:
    said = {"kind": "beasiswa", "source_name": "Berita", "created_at": NOW, **broken}

    with pytest.raises(IntegrityError), transaction(regency.principal()) as session:
        session.add(BenefitPayment(tenant_id=regency.id, **said))


def test_withdrawn_payment_lives_on_in_the_trail_alone(regency: Regency) -> None:
    payment = record(regency, amount_idr=42_000_000)

    with transaction(regency.principal()) as session:
        remove_benefit(session, **by(regency), payment_id=payment.id, reason=WHY)

    assert found(regency) == []
    with transaction(regency.principal()) as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "benefit:remove")
        ).one()
    assert (entry.detail["amount_idr"], entry.detail["reason"]) == (42_000_000, WHY)


def test_payment_is_not_withdrawn_without_a_reason(regency: Regency) -> None:
    payment = record(regency)

    with pytest.raises(InvalidInput), transaction(regency.principal()) as session:
        remove_benefit(session, **by(regency), payment_id=payment.id, reason=None)

    assert len(found(regency)) == 1


def test_recorded_payment_cannot_be_rewritten(regency: Regency) -> None:
    record(regency, amount_idr=42_000_000)

    with pytest.raises(ProgrammingError), transaction(regency.principal()) as session:
        session.execute(update(BenefitPayment).values(amount_idr=1))


def test_register_is_narrowed_and_ordered_with_what_is_unknown_last(regency: Regency) -> None:
    record(regency, description="tanpa angka 50%")
    record(regency, description="kecil", paid_on=date(2026, 5, 1), amount_idr=5)
    record(regency, description="besar", paid_on=date(2025, 5, 1), amount_idr=9, kind=JKK)

    assert found(regency) == ["kecil", "besar", "tanpa angka 50%"]
    assert found(regency, order=BenefitOrder.OLDEST) == ["besar", "kecil", "tanpa angka 50%"]
    assert found(regency, order=BenefitOrder.LARGEST) == ["besar", "kecil", "tanpa angka 50%"]
    assert found(regency, kind=JKK) == ["besar"]
    assert found(regency, year=2026) == ["kecil"]
    assert found(regency, search="angka 50%") == ["tanpa angka 50%"]
    assert found(regency, search="5_%") == []
    with transaction(regency.principal()) as session:
        assert list_benefit_years(session, tenant_id=regency.id) == [2026, 2025]


@pytest.mark.parametrize("order", list(BenefitOrder))
def test_pages_join_to_the_whole_register(regency: Regency, order: BenefitOrder) -> None:
    for number, paid_on in enumerate((None, TODAY, TODAY, TODAY - DAY, None)):
        record(regency, description=str(number), paid_on=paid_on, amount_idr=number // 2 or None)
    asked: dict[str, Any] = {"tenant_id": regency.id, "narrowed": BenefitFilter(order=order)}

    with transaction(regency.principal()) as session:
        whole = [one.id for one in list_benefits(session, **asked).items]
        joined, cursor = [], None
        while True:
            page = list_benefits(session, **asked, cursor=cursor, size=2)
            joined += [one.id for one in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break

    assert len(whole) == 5
    assert joined == whole


@pytest.mark.parametrize("order", list(BenefitOrder))
def test_cursor_of_another_list_is_refused(regency: Regency, order: BenefitOrder) -> None:
    with pytest.raises(MalformedRequest), transaction(regency.principal()) as session:
        list_benefits(
            session,
            tenant_id=regency.id,
            narrowed=BenefitFilter(order=order),
            cursor="WyJhIiwiYiJd",
        )


def test_other_regency_neither_sees_nor_withdraws(regency: Regency, other_regency: Regency) -> None:
    payment = record(regency, description="milik regency", amount_idr=1)
    record(other_regency, description="milik sendiri", amount_idr=2)

    assert found(other_regency) == ["milik sendiri"]
    assert totals(other_regency)[0].amount_idr == StatedSum(2, 1)
    with pytest.raises(NotFound), transaction(other_regency.principal()) as session:
        remove_benefit(session, **by(other_regency), payment_id=payment.id, reason=WHY)
    assert found(regency) == ["milik regency"]


@pytest.mark.parametrize("role", [DatabaseRole.BRANCH, DatabaseRole.OVERSIGHT])
def test_other_roles_have_no_way_to_the_payments(regency: Regency, role: DatabaseRole) -> None:
    record(regency)

    with pytest.raises(ProgrammingError), transaction(regency.principal(role)) as session:
        session.scalars(select(BenefitPayment)).all()


def sums(regency: Regency, year: int = 2025) -> BenefitFacts:
    """As the job gathers them."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return sum_benefits(session, tenant_id=regency.id, year=year)


def test_sums_of_a_year_run_over_what_is_stated_and_real(
    regency: Regency, other_regency: Regency
) -> None:
    official = {"source_status": SourceStatus.OFFICIAL, "paid_on": date(2025, 3, 1)}
    record(regency, **official, amount_idr=42_000_000, recipients_count=1)
    record(regency, **official | {"paid_on": date(2025, 9, 2)}, amount_idr=174_000_000)
    record(regency, **official | {"paid_on": date(2024, 12, 31)}, amount_idr=5)
    record(regency, **official | {"source_status": SourceStatus.SYNTHETIC}, amount_idr=7)
    record(other_regency, **official, amount_idr=9)

    found = sums(regency)

    assert found.amount is not None
    assert (found.amount.count, found.amount.data_on) == (216_000_000, date(2025, 9, 2))
    assert found.amount.status is SourceStatus.DERIVED
    assert found.recipients is not None
    assert found.recipients.count == 1


def test_sums_with_a_record_of_the_press_are_the_word_of_the_press(regency: Regency) -> None:
    record(regency, paid_on=date(2025, 3, 1), amount_idr=42_000_000)

    found = sums(regency)

    assert found.amount is not None
    assert found.amount.status is SourceStatus.PRESS


def test_sums_where_nothing_is_stated_are_not_known(regency: Regency) -> None:
    record(regency, paid_on=date(2025, 3, 1))

    assert sums(regency) == BenefitFacts(None, None)
