"""People whom nobody has explained, counted over all months at once, are those of each month."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.answers import AnswerKind
from enrollment.kinds import CoverStatus
from enrollment.models.billing import BillingList
from enrollment.models.workers import Cover, Worker
from enrollment.queries import unexplained
from enrollment.queries.cover_tallies import count_by_programme
from enrollment.queries.programme_months import months_subject
from enrollment.queries.reconciliation import MonthOfProgramme, count_standings
from enrollment.queries.unexplained import (
    PageMonths,
    count_months,
    count_unexplained,
    list_unexplained,
)
from enrollment.reconciliation import Cause, CauseKind, Place, cause_of, kind_of
from enrollment.selection import TieRule
from enrollment.selection_rules import RuleDetails
from enrollment.services.selection_rules import save_rule
from tenants.kernel.db import DatabaseRole, transaction
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.billings import MARCH, bill, closed, pay, stored
from tests.integration.enrollment.candidates import know
from tests.integration.enrollment.postings import confirm, csv_of, nik, posted, read
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    reading,
    roster_file,
    run_due,
    upload,
)
from tests.integration.enrollment.summaries import many_people, recount

pytestmark = pytest.mark.usefixtures("app_context")

APRIL = Month(2025, 4)
RULE = RuleDetails(
    quota_people=10,
    village_quotas={},
    min_age=0,
    under_age=56,
    max_desil=None,
    desil_on=None,
    occupations=(),
    villages=(),
    needs_verification=False,
    needs_matching=False,
    needs_membership_check=False,
    ranking=(),
    tie=TieRule.DIGEST,
)
YEAR = [Month(2025, number) for number in range(1, 13)]


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    return add_commitment(regency)


def month_by_month(regency: Regency, commitment_id: UUID) -> dict[Month, dict[Cause, int]]:
    found: dict[Month, dict[Cause, int]] = {}
    with reading(regency) as session:
        for month in YEAR:
            of = MonthOfProgramme(regency.id, commitment_id, month)
            for standing, people in count_standings(session, of).items():
                cause = cause_of(standing)
                if cause is not None and kind_of(cause) is CauseKind.UNEXPLAINED:
                    causes = found.setdefault(month, {})
                    causes[cause] = causes.get(cause, 0) + people
    return found


def at_once(regency: Regency, commitment_id: UUID) -> dict[Month, dict[Cause, int]]:
    with reading(regency) as session:
        found = count_unexplained(session, tenant_id=regency.id, commitment_ids=[commitment_id])
        return {
            month: dict(one.causes)
            for month, one in found.get(commitment_id, {}).items()
            if one.causes
        }


def left_out(regency: Regency, commitment_id: UUID) -> None:
    """Two are on the list of March; two more were determined before it closed, and one after."""
    stored(regency, commitment_id, 1, 2)
    closed(regency, commitment_id, MARCH, 2)
    stored(regency, commitment_id, 3, 4)
    closed_later(regency)


def closed_later(regency: Regency) -> None:
    """As if the lists had been closed after everybody was determined."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(
            update(BillingList)
            .where(BillingList.tenant_id == regency.id)
            .values(closed_at=BillingList.closed_at + timedelta(days=9999))
        )


def change(regency: Regency, serial: int, **values: Any) -> None:
    """Another state of the months of one person."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        of_person = Worker.occupation == f"Buruh tani {serial}"
        ids = session.query(Worker.id).where(Worker.tenant_id == regency.id, of_person)
        session.execute(
            update(Cover)
            .where(Cover.tenant_id == regency.id, Cover.worker_id.in_(ids))
            .values(**values)
        )


def paid_and_answered(regency: Regency, commitment_id: UUID) -> None:
    """Paid for two months: one posted, one rejected, one with a hindrance, one nobody explains."""
    stored(regency, commitment_id, 1, 2, 3, 4)
    billing = closed(regency, commitment_id, MARCH, 2)
    bill(regency, billing.id)
    rows = csv_of("NIK;Hasil;Alasan", f"{nik(2)};ditolak;usia", f"{nik(1)};ok;")
    confirm(regency, read(regency, billing, rows, kind=AnswerKind.MEMBERSHIP))
    pay(regency, billing.id)
    posted(regency, billing, f"{nik(1)};2025-03", f"{nik(1)};2025-04", f"{nik(4)};2025-03")


def paid_and_hindered(regency: Regency, commitment_id: UUID) -> None:
    """Unmatched, a wage earner from April on, one too old from April on, and one."""
    stored(regency, commitment_id, 1, 2, 3)
    older = person(4, born="1969-04-01", nik="3505010104690004", pekerjaan="Buruh tani 4")
    upload(regency, commitment_id, roster_file([older]), status=CoverStatus.DETERMINED)
    run_due(regency)
    wages = add_commitment(regency, title="Upah", segment="pu", first_month=date(2025, 4, 1))
    stored(regency, wages, 2)
    billing = closed(regency, commitment_id, MARCH, 2)
    bill(regency, billing.id)
    pay(regency, billing.id)
    by_occupation = {}
    with reading(regency) as session:
        for cover, worker in session.execute(
            select(Cover, Worker).join(Worker, Worker.id == Cover.worker_id)
        ):
            if cover.commitment_id == commitment_id:
                by_occupation[worker.occupation] = cover
    know(
        regency,
        by_occupation["Buruh tani 1"],
        identity="unmatched",
        identity_on=date(2025, 1, 15),
    )
    with transaction(regency.principal()) as session:
        save_rule(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            today=NOW.date(),
            commitment_id=commitment_id,
            expected_version=0,
            details=RULE,
        )


def listed_by_another(regency: Regency, commitment_id: UUID) -> None:
    """Two stand on the list of another programme, which is no omission of this one."""
    other = add_commitment(regency, title="Tembakau")
    stored(regency, commitment_id, 3)
    stored(regency, commitment_id, 1, 2, status=CoverStatus.PROPOSED)
    stored(regency, other, 1, 2)
    closed(regency, other, MARCH, 1)
    closed(regency, commitment_id, MARCH, 2)
    for serial in (1, 2):
        change(regency, serial, status=CoverStatus.DETERMINED)
    closed_later(regency)


def posted_unpaid(regency: Regency, commitment_id: UUID) -> None:
    """Posted before the payment is recorded, one of them for a month on no list."""
    stored(regency, commitment_id, 1, 2, 3)
    billing = closed(regency, commitment_id, MARCH, 1)
    bill(regency, billing.id)
    posted(regency, billing, f"{nik(1)};2025-03", f"{nik(2)};2025-03")


def posted_without_a_place(regency: Regency, commitment_id: UUID) -> None:
    """One is posted and died, one keeps the month before, one is listed for months not theirs."""
    stored(regency, commitment_id, 1, 2, 3, 4)
    billing = closed(regency, commitment_id, MARCH, 2)
    bill(regency, billing.id)
    pay(regency, billing.id)
    posted(regency, billing, *(f"{nik(serial)};2025-03" for serial in (1, 2, 3)))
    change(regency, 1, status=CoverStatus.DECEASED)
    change(
        regency, 2, status=CoverStatus.REPLACED, keeps_months=True, last_month_on=date(2025, 3, 1)
    )
    change(regency, 4, first_month_on=date(2025, 6, 1))


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        (left_out, {MARCH: {Cause.LEFT_OUT: 2}, APRIL: {Cause.LEFT_OUT: 2}}),
        (paid_and_answered, {MARCH: {Cause.NOT_POSTED: 1}, APRIL: {Cause.NOT_POSTED: 2}}),
        (
            paid_and_hindered,
            {MARCH: {Cause.NOT_POSTED: 3}, APRIL: {Cause.NOT_POSTED: 1}},
        ),
        (listed_by_another, {APRIL: {Cause.LEFT_OUT: 2}}),
        (posted_unpaid, {MARCH: {Cause.POSTED_UNPAID: 2}}),
        (
            posted_without_a_place,
            {
                MARCH: {Cause.POSTED_OUTSIDE: 1, Cause.NO_LONGER_PLANNED: 1},
                APRIL: {Cause.NOT_POSTED: 1, Cause.NO_LONGER_PLANNED: 2},
            },
        ),
    ],
)
def test_unexplained_people_of_all_months_are_those_of_each(
    regency: Regency,
    commitment_id: UUID,
    scene: Callable[[Regency, UUID], None],
    expected: Mapping[Month, Mapping[Cause, int]],
) -> None:
    scene(regency, commitment_id)

    found = at_once(regency, commitment_id)

    assert found == month_by_month(regency, commitment_id)
    assert found == expected


def test_months_of_two_programmes_are_told_apart_by_as_many_queries_as_of_one(
    regency: Regency,
) -> None:
    first, second = add_commitment(regency), add_commitment(regency, title="Tembakau")
    left_out(regency, first)
    with reading(regency) as session:
        alone = statements_of(session, regency, [first])
        both = statements_of(session, regency, [first, second])
        page = list_unexplained(session, tenant_id=regency.id, commitment_ids=[first, second])
        found = page.months

    assert found[first][MARCH].causes == {Cause.LEFT_OUT: 2}
    assert not any(one.causes for one in found.get(second, {}).values())
    assert both == alone


def test_large_programme_tells_what_was_kept_and_nothing_before(
    regency: Regency, commitment_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid_and_answered(regency, commitment_id)
    stored(regency, commitment_id, 5)
    closed_later(regency)
    monkeypatch.setattr(unexplained, "SPOT_PEOPLE", 0)

    def told() -> Mapping[Month, Mapping[Cause, int]]:
        with reading(regency) as session:
            page = list_unexplained(session, tenant_id=regency.id, commitment_ids=[commitment_id])
            assert page.uncounted == frozenset({commitment_id} - page.months.keys())
            return {
                month: one.causes
                for month, one in page.months.get(commitment_id, {}).items()
                if one.causes
            }

    before = told()
    with many_people():
        recount(regency, months_subject(commitment_id))

    assert before == {}
    assert told() == {MARCH: {Cause.LEFT_OUT: 1}, APRIL: {Cause.LEFT_OUT: 1}}


def test_page_counts_people_up_to_the_limit_the_smallest_programmes_first(
    regency: Regency, commitment_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    smaller, nobody = add_commitment(regency), add_commitment(regency)
    left_out(regency, commitment_id)
    stored(regency, smaller, 7)
    with reading(regency) as session:
        counts = count_by_programme(session, tenant_id=regency.id)
    people = counts[commitment_id].people
    assert people > counts[smaller].people == 1

    def page(limit: int) -> PageMonths:
        monkeypatch.setattr(unexplained, "SPOT_PEOPLE", limit)
        ids = [commitment_id, smaller, nobody]
        with reading(regency) as session:
            return list_unexplained(session, tenant_id=regency.id, commitment_ids=ids)

    assert page(people + 1).uncounted == frozenset()
    assert page(people + 1).months[commitment_id][MARCH].causes == {Cause.LEFT_OUT: 2}
    assert page(people).uncounted == {commitment_id}
    assert page(people).months.keys() == {smaller}
    assert page(0).uncounted == {commitment_id, smaller}


def statements_of(session: Session, regency: Regency, ids: list[UUID]) -> int:
    seen: list[str] = []
    engine = session.connection().engine

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        list_unexplained(session, tenant_id=regency.id, commitment_ids=ids)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_people_who_hold_a_place_are_counted_by_month_like_those_of_each(
    regency: Regency, commitment_id: UUID
) -> None:
    posted_without_a_place(regency, commitment_id)

    with reading(regency) as session:
        lines = count_months(session, tenant_id=regency.id, commitment_id=commitment_id)
        found = count_unexplained(session, tenant_id=regency.id, commitment_ids=[commitment_id])
        months = found[commitment_id]
        placed = {
            month: sum(
                people
                for one, people in count_standings(
                    session, MonthOfProgramme(regency.id, commitment_id, month)
                ).items()
                if one.place is Place.DETERMINED
            )
            for month in YEAR
        }

    assert {month: one.determined for month, one in months.items() if one.determined} == {
        month: people for month, people in placed.items() if people
    }
    assert {one.month: one.determined for one in lines if one.determined} == {
        month: people for month, people in placed.items() if people
    }
