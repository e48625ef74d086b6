"""Every person of a month is even or differs by one cause, and the counts add up."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from cooperation.months import Month
from enrollment.answers import AnswerKind
from enrollment.kinds import CoverStatus
from enrollment.models.billing import BillingList
from enrollment.models.workers import Cover
from enrollment.queries.reconciliation import (
    MonthOfProgramme,
    PeopleSought,
    count_standings,
    list_standing,
)
from enrollment.reconciliation import Cause, cause_of
from tenants.kernel.db import DatabaseRole, transaction
from tests.conftest import Regency
from tests.integration.enrollment.billings import MARCH, bill, closed, opened, pay, stored
from tests.integration.enrollment.postings import confirm, csv_of, nik, posted, read
from tests.integration.enrollment.rosters import (
    add_commitment,
    reading,
)

pytestmark = pytest.mark.usefixtures("app_context")


def causes(
    regency: Regency, commitment_id: UUID, month: Month = MARCH
) -> Mapping[Cause | None, int]:
    found: dict[Cause | None, int] = {}
    with reading(regency) as session:
        of = MonthOfProgramme(regency.id, commitment_id, month)
        for standing, count in count_standings(session, of).items():
            cause = cause_of(standing)
            found[cause] = found.get(cause, 0) + count
    return found


def listed(
    regency: Regency, commitment_id: UUID, cause: Cause | None
) -> list[tuple[str | None, str | None]]:
    """Whom the list of a cause names, by occupation, and what BPJS said."""
    of = MonthOfProgramme(regency.id, commitment_id, MARCH)
    with reading(regency) as session:
        wanted = [one for one in count_standings(session, of) if cause_of(one) is cause]
        page = list_standing(session, of, PeopleSought(wanted))
        return sorted((one.worker.occupation, one.said) for one in page.items)


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    return add_commitment(regency)


@pytest.fixture
def billing(regency: Regency, commitment_id: UUID) -> BillingList:
    """Three people frozen for March 2025."""
    stored(regency, commitment_id, 1, 2, 3)
    return closed(regency, commitment_id, MARCH, 1)


def test_causes_follow_the_bill_until_the_month_is_paid_and_posted(
    regency: Regency, commitment_id: UUID, billing: BillingList
) -> None:
    frozen = causes(regency, commitment_id)
    bill(regency, billing.id)
    billed = causes(regency, commitment_id)
    posted(regency, billing, f"{nik(1)};2025-03")
    early = causes(regency, commitment_id)
    pay(regency, billing.id)

    assert frozen == {Cause.NOT_BILLED: 3}
    assert billed == {Cause.NOT_PAID: 3}
    assert early == {Cause.NOT_PAID: 2, Cause.POSTED_UNPAID: 1}
    assert causes(regency, commitment_id) == {None: 1, Cause.NOT_POSTED: 2}
    assert causes(regency, commitment_id, Month(2025, 4)) == {Cause.NO_LIST: 3}
    assert causes(regency, commitment_id, Month(2026, 3)) == {}


def test_answer_of_bpjs_is_the_cause_with_its_reason(
    regency: Regency, commitment_id: UUID, billing: BillingList
) -> None:
    rows = [f"{nik(1)};ditolak;usia lebih dari 65", f"{nik(2)};sudah terdaftar;", f"{nik(3)};ok;"]
    content = csv_of("NIK;Hasil;Alasan", *rows)
    confirm(regency, read(regency, billing, content, kind=AnswerKind.MEMBERSHIP))

    assert causes(regency, commitment_id) == {
        Cause.REJECTED: 1,
        Cause.ELSEWHERE: 1,
        Cause.NOT_BILLED: 1,
    }
    assert listed(regency, commitment_id, Cause.REJECTED) == [
        ("Buruh tani 1", "usia lebih dari 65")
    ]


def test_people_on_no_list_are_told_apart(regency: Regency, commitment_id: UUID) -> None:
    stored(regency, commitment_id, 1, 2)
    stored(regency, commitment_id, 3, status=CoverStatus.PROPOSED)
    stored(regency, commitment_id, 4, status=CoverStatus.RESERVE)
    before = causes(regency, commitment_id)
    opened(regency, commitment_id, MARCH, 1)

    assert before == {Cause.NO_LIST: 2, Cause.NOT_DETERMINED: 1}
    assert causes(regency, commitment_id) == {Cause.LIST_OPEN: 2, Cause.NOT_DETERMINED: 1}


def test_who_joins_after_the_close_is_told_from_who_was_left_out(
    regency: Regency, commitment_id: UUID, billing: BillingList
) -> None:
    stored(regency, commitment_id, 4)
    late = causes(regency, commitment_id)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(
            update(BillingList)
            .where(BillingList.tenant_id == regency.id, BillingList.id == billing.id)
            .values(closed_at=BillingList.closed_at + timedelta(days=9999))
        )

    assert late == {Cause.NOT_BILLED: 3, Cause.JOINED_LATE: 1}
    assert causes(regency, commitment_id) == {Cause.NOT_BILLED: 3, Cause.LEFT_OUT: 1}


def test_person_who_left_counts_only_where_they_were_billed(
    regency: Regency, commitment_id: UUID
) -> None:
    stored(regency, commitment_id, 1, 2, 3)
    closed(regency, commitment_id, MARCH, 1)
    stored(regency, commitment_id, 4)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(
            update(Cover).where(Cover.tenant_id == regency.id).values(status=CoverStatus.REPLACED)
        )

    assert causes(regency, commitment_id) == {Cause.REPLACED: 3}


def test_month_on_the_list_of_another_programme_is_named_so(regency: Regency) -> None:
    first, second = add_commitment(regency), add_commitment(regency, title="Tembakau")
    proposed = stored(regency, second, 1, status=CoverStatus.PROPOSED)
    stored(regency, first, 1)
    closed(regency, first, MARCH, 1)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(
            update(Cover)
            .where(Cover.tenant_id == regency.id, Cover.roster_id == proposed.id)
            .values(status=CoverStatus.DETERMINED)
        )

    assert causes(regency, second) == {Cause.OTHER_PROGRAMME: 1}


def test_list_goes_on_page_by_page_and_by_the_beginning_of_a_name(
    regency: Regency, commitment_id: UUID
) -> None:
    stored(regency, commitment_id, 1, 2, 3)
    of = MonthOfProgramme(regency.id, commitment_id, MARCH)
    with reading(regency) as session:
        everybody = list(count_standings(session, of))
        first = list_standing(session, of, PeopleSought(everybody), size=2)
        rest = list_standing(session, of, PeopleSought(everybody), cursor=first.next_cursor, size=2)
        nobody = list_standing(session, of, PeopleSought(everybody, "Zul"))
        named = list_standing(session, of, PeopleSought(everybody, "sum"))

    assert [len(first.items), len(rest.items), len(nobody.items)] == [2, 1, 0]
    assert {one.worker.id for one in (*first.items, *rest.items)} == {
        one.worker.id for one in named.items
    }
    assert rest.next_cursor is None
