"""Counts of months that are kept are those made on the spot, whatever step came before."""

from collections.abc import Callable, Mapping
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from cooperation.services.bill_payments import PaymentDetails
from enrollment.answers import AnswerKind
from enrollment.kinds import CoverStatus
from enrollment.models.billing import BillingList
from enrollment.month_lines import MonthCounts
from enrollment.queries.programme_months import (
    months_as_kept,
    months_subject,
)
from enrollment.queries.reconciliation import (
    MonthOfProgramme,
    PeopleSought,
    count_standings,
    list_standing,
    standings_as_kept,
)
from enrollment.queries.summaries import find_summary, shown
from enrollment.queries.unexplained import count_months
from enrollment.reconciliation import Standing
from enrollment.services.payments import record_payment
from enrollment.services.summaries import keep_summary
from enrollment.summaries import Shown
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import Conflict
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.billings import MARCH, PAID_ON, bill, closed, stored
from tests.integration.enrollment.postings import confirm, csv_of, nik, posted, read, undo
from tests.integration.enrollment.rosters import add_commitment, reading, run_due
from tests.integration.enrollment.summaries import many_people, recount

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    return add_commitment(regency)


@pytest.fixture
def billing(regency: Regency, commitment_id: UUID) -> BillingList:
    """Five people frozen for March 2025."""
    stored(regency, commitment_id, 1, 2, 3, 4, 5)
    return closed(regency, commitment_id, MARCH, 1)


def months_of(regency: Regency, commitment_id: UUID) -> Shown[list[MonthCounts]]:
    with reading(regency) as session:
        return shown(
            session,
            months_subject(commitment_id),
            tenant_id=regency.id,
            commitment_id=commitment_id,
            load=lambda content: list(months_as_kept(content) or ()),
            count=list,
        )


def march_of(regency: Regency, commitment_id: UUID) -> Shown[Mapping[Standing, int]]:
    of = MonthOfProgramme(regency.id, commitment_id, MARCH)
    with reading(regency) as session:
        return shown(
            session,
            of.subject,
            tenant_id=regency.id,
            commitment_id=commitment_id,
            load=standings_as_kept,
            count=dict,
        )


def counted_now(
    regency: Regency, commitment_id: UUID
) -> tuple[list[MonthCounts], Mapping[Standing, int]]:
    of = MonthOfProgramme(regency.id, commitment_id, MARCH)
    with reading(regency) as session:
        months = count_months(session, tenant_id=regency.id, commitment_id=commitment_id)
        return list(months), count_standings(session, of)


def people_of(session: Session, of: MonthOfProgramme, standing: Standing) -> list[UUID]:
    """Everybody of a standing, page by page."""
    found: list[UUID] = []
    cursor = None
    while True:
        page = list_standing(session, of, PeopleSought([standing]), cursor=cursor, size=1)
        found += [one.worker.id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return found


def recount_both(regency: Regency, commitment_id: UUID) -> None:
    recount(regency, months_subject(commitment_id))
    recount(regency, MonthOfProgramme(regency.id, commitment_id, MARCH).subject)


STEPS: Mapping[str, Callable[[Regency, UUID, BillingList], object]] = {
    "another list is stored": lambda regency, commitment_id, _billing: stored(
        regency, commitment_id, 6, status=CoverStatus.PROPOSED
    ),
    "the list is billed": lambda regency, _commitment_id, billing: bill(regency, billing.id),
    "an office answers": lambda regency, _commitment_id, billing: confirm(
        regency,
        read(
            regency,
            billing,
            csv_of("NIK;Hasil;Alasan", f"{nik(1)};ditolak;usia", f"{nik(2)};ok;"),
            kind=AnswerKind.MEMBERSHIP,
        ),
    ),
    "months are posted": lambda regency, _commitment_id, billing: posted(
        regency, billing, f"{nik(3)};2025-03", f"{nik(4)};2025-03"
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_kept_counts_say_that_a_step_came_after_them_and_follow_it_once_counted(
    regency: Regency, commitment_id: UUID, billing: BillingList, step: str
) -> None:
    with many_people():
        recount_both(regency, commitment_id)
        before = march_of(regency, commitment_id)
        STEPS[step](regency, commitment_id, billing)
        moved = march_of(regency, commitment_id)
        recount_both(regency, commitment_id)
        after = march_of(regency, commitment_id)
        months = months_of(regency, commitment_id)

    assert (before.has_moved, moved.has_moved, after.has_moved) == (False, True, False)
    assert moved.value == before.value
    assert (months.value, after.value) == counted_now(regency, commitment_id)


def test_kept_counts_follow_what_is_taken_back(
    regency: Regency, commitment_id: UUID, billing: BillingList
) -> None:
    with many_people():
        recount_both(regency, commitment_id)
        before = march_of(regency, commitment_id).value
        file = posted(regency, billing, f"{nik(3)};2025-03")
        recount_both(regency, commitment_id)
        between = march_of(regency, commitment_id).value
        undo(regency, file)
        recount_both(regency, commitment_id)

        assert between != before
        assert march_of(regency, commitment_id).value == before
        assert months_of(regency, commitment_id).value == counted_now(regency, commitment_id)[0]


def test_statuses_brought_up_in_the_background_are_a_step_too(
    regency: Regency, commitment_id: UUID, billing: BillingList
) -> None:
    bill(regency, billing.id)
    with many_people():
        with transaction(regency.principal()) as session:
            record_payment(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=NOW,
                billing_list_id=billing.id,
                payment=PaymentDetails(
                    sp2d_number="SP2D/12/2025", sp2d_on=PAID_ON, amount_idr=billing.amount_idr or 0
                ),
            )
        with transaction(regency.principal(DatabaseRole.JOB)) as session:
            keep_summary(
                session,
                months_subject(commitment_id),
                tenant_id=regency.id,
                now=NOW,
                today=NOW.date(),
            )
        before = months_of(regency, commitment_id)
        run_due(regency)

        assert not before.has_moved
        assert months_of(regency, commitment_id).has_moved


@pytest.mark.parametrize("rare", [0, 10])
def test_list_walks_past_many_people_and_names_few_at_once(
    regency: Regency, commitment_id: UUID, billing: BillingList, rare: int
) -> None:
    STEPS["an office answers"](regency, commitment_id, billing)
    of = MonthOfProgramme(regency.id, commitment_id, MARCH)
    with reading(regency) as session:
        standings = list(count_standings(session, of))
        on_the_spot = {one: people_of(session, of, one) for one in standings}
    with many_people(rare=rare):
        recount_both(regency, commitment_id)
        with reading(regency) as session:
            walked = {one: people_of(session, of, one) for one in standings}

    assert len(standings) == 3
    assert walked == on_the_spot


def test_list_of_many_people_waits_for_its_first_count(
    regency: Regency, commitment_id: UUID, billing: BillingList
) -> None:
    of = MonthOfProgramme(regency.id, billing.commitment_id, MARCH)
    with many_people(), reading(regency) as session:
        standings = list(count_standings(session, of))
        with pytest.raises(Conflict):
            list_standing(session, of, PeopleSought(standings))

    assert commitment_id == of.commitment_id


def test_regency_sees_no_kept_count_of_another(
    regency: Regency, other_regency: Regency, commitment_id: UUID, billing: BillingList
) -> None:
    with many_people():
        recount_both(regency, billing.commitment_id)
        with transaction(other_regency.principal()) as session:
            found = find_summary(session, months_subject(commitment_id), tenant_id=regency.id)

    assert found is None
