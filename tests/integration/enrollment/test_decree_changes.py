"""A decree is changed whole or not at all; its frozen lines stay, and no month is held twice."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from cooperation.months import Month
from enrollment.decree_changes import ChangeRefusal, ChangeState, LeaveReason, Movement
from enrollment.kinds import CoverStatus
from enrollment.models.decree_changes import DecreeChange
from enrollment.models.determinations import DeterminationLine
from enrollment.models.workers import Cover, CoverYear
from enrollment.month_difference import explain
from enrollment.queries.decree_changes import list_changed
from enrollment.queries.listed_names import count_listed_names
from enrollment.queries.programme_months import count_by_month
from enrollment.queries.reconciliation import MonthOfProgramme, count_standings
from enrollment.queries.vacancies import find_vacancies
from enrollment.reconciliation import Cause, Place
from enrollment.selection import Outcome
from enrollment.services.decree_changes import (
    CHANGE_JOB,
    ChangeAsked,
    draft_change,
    request_change,
    retry_change,
    take_out,
)
from enrollment.services.decree_changing import apply_change
from tenants.kernel.config import Settings
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import Conflict, InvalidInput, InvalidTransition, RuleViolation
from tests.conftest import ACTOR, NOW, TODAY, Regency
from tests.integration.enrollment.billings import closed
from tests.integration.enrollment.candidates import covers_of, know, propose
from tests.integration.enrollment.rosters import (
    abandon_leases,
    add_commitment,
    give_up,
    held_by_programme,
    reading,
    run_due,
    run_in_child,
)
from tests.integration.enrollment.test_determinations import PEOPLE, QUOTA, ask, see, state_rules

pytestmark = pytest.mark.usefixtures("app_context")

FIRST, LATER = date(2026, 3, 1), date(2026, 12, 1)
WHOLE, BEFORE, FROM = 0b111111111100, 0b011111111100, 0b100000000000


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    commitment_id = add_commitment(regency, budget_year=2026, first_month=FIRST)
    propose(regency, commitment_id, 12)
    state_rules(regency, commitment_id)
    return commitment_id


@pytest.fixture
def decree_id(regency: Regency, commitment_id: UUID) -> UUID:
    seen, _choices, _basis = see(regency, commitment_id)
    decree_id = ask(regency, commitment_id, seen)
    run_due(regency)
    return decree_id


def lines_of(regency: Regency, decree_id: UUID, outcome: Outcome) -> list[UUID]:
    with reading(regency) as session:
        rows = session.scalars(
            select(DeterminationLine)
            .where(
                DeterminationLine.determination_id == decree_id,
                DeterminationLine.outcome == outcome,
            )
            .order_by(DeterminationLine.rank)
        )
        return [row.worker_id for row in rows]


def draft(regency: Regency, decree_id: UUID, month: date = LATER) -> UUID:
    with transaction(regency.principal()) as session:
        return draft_change(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            today=TODAY,
            determination_id=decree_id,
            from_month=month,
        ).id


def leave(
    regency: Regency, change_id: UUID, *workers: UUID, reason: LeaveReason = LeaveReason.MOVED
) -> int:
    with transaction(regency.principal()) as session:
        return take_out(
            session,
            tenant_id=regency.id,
            decree_change_id=change_id,
            worker_ids=workers,
            reason=reason,
            note=None,
        )


def request(regency: Regency, change_id: UUID) -> None:
    with transaction(regency.principal()) as session:
        request_change(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            today=TODAY,
            decree_change_id=change_id,
            asked=ChangeAsked("Bupati Uji", None, None),
        )


def entered(regency: Regency, change_id: UUID) -> list[UUID]:
    with reading(regency) as session:
        change = session.get_one(DecreeChange, (regency.id, change_id))
        return [one.worker.id for one in list_changed(session, change, Movement.IN)]


def state_of(regency: Regency, change_id: UUID) -> tuple[str, int, str | None]:
    with reading(regency) as session:
        change = session.get_one(DecreeChange, (regency.id, change_id))
        return change.state, change.sequence, change.refusal


def cover_of(regency: Regency, worker_id: UUID) -> Cover:
    with reading(regency) as session:
        return session.scalars(select(Cover).where(Cover.worker_id == worker_id)).one()


def months_of(regency: Regency, worker_id: UUID) -> set[int]:
    with reading(regency) as session:
        years = session.scalars(select(CoverYear).where(CoverYear.worker_id == worker_id))
        return set(held_by_programme(years).values())


def test_change_hands_the_months_from_its_first_one_on_to_the_next_in_reserve(
    regency: Regency, commitment_id: UUID, decree_id: UUID
) -> None:
    chosen = lines_of(regency, decree_id, Outcome.CHOSEN)
    reserve = lines_of(regency, decree_id, Outcome.RESERVE)
    change_id = draft(regency, decree_id)
    leave(regency, change_id, chosen[0], reason=LeaveReason.DECEASED)
    leave(regency, change_id, chosen[1])
    request(regency, change_id)
    run_due(regency)

    assert state_of(regency, change_id) == (ChangeState.APPLIED, 1, None)
    assert entered(regency, change_id) == reserve[:2]
    died, moved = (cover_of(regency, one) for one in chosen[:2])
    assert (died.status, moved.status) == (CoverStatus.DECEASED, CoverStatus.REPLACED)
    assert died.last_month_on == date(2026, 11, 1)
    assert months_of(regency, chosen[0]) == {BEFORE}
    for one in reserve[:2]:
        cover = cover_of(regency, one)
        assert (cover.status, cover.first_month_on) == (CoverStatus.DETERMINED, LATER)
        assert months_of(regency, one) == {FROM}
    assert months_of(regency, chosen[2]) == {WHOLE}
    assert lines_of(regency, decree_id, Outcome.CHOSEN) == chosen
    with reading(regency) as session:
        held = session.scalars(
            select(Cover).where(
                Cover.commitment_id == commitment_id, Cover.status == CoverStatus.DETERMINED
            )
        ).all()
    assert len(held) == QUOTA


def test_months_that_a_leaver_keeps_are_billed_and_reconciled(
    regency: Regency, commitment_id: UUID, decree_id: UUID
) -> None:
    chosen = lines_of(regency, decree_id, Outcome.CHOSEN)
    entering = lines_of(regency, decree_id, Outcome.RESERVE)[0]
    for leaver, reason in ((chosen[0], LeaveReason.DECEASED), (entering, LeaveReason.MOVED)):
        change_id = draft(regency, decree_id)
        leave(regency, change_id, leaver, reason=reason)
        request(regency, change_id)
        run_due(regency)

    billing = closed(regency, commitment_id, Month(2026, 3), 10)

    assert (billing.people_count, billing.month_count) == (QUOTA + 1, 10 * QUOTA)
    with reading(regency) as session:
        counted = count_by_month(session, tenant_id=regency.id, commitment_id=commitment_id)
        july = count_standings(session, MonthOfProgramme(regency.id, commitment_id, Month(2026, 7)))
        names = count_listed_names(session, tenant_id=regency.id, commitment_id=commitment_id)
    assert {one.determined for one in counted} == {QUOTA}
    assert {one.listed for one in counted} == {QUOTA}
    assert sum(n for one, n in july.items() if one.place is Place.DETERMINED) == QUOTA
    assert names.recipients == QUOTA


def test_place_waits_for_a_replacement_only_where_no_reserve_has_taken_it_over(
    regency: Regency, commitment_id: UUID, decree_id: UUID
) -> None:
    def lines(month: Month) -> dict[Cause, int]:
        of = MonthOfProgramme(regency.id, commitment_id, month)
        with reading(regency) as session:
            vacancies = find_vacancies(session, tenant_id=regency.id, commitment_id=commitment_id)
            return dict(explain(10, count_standings(session, of), vacancies.in_month(month)).lines)

    chosen = lines_of(regency, decree_id, Outcome.CHOSEN)
    reserve = lines_of(regency, decree_id, Outcome.RESERVE)
    assert (len(chosen), len(reserve)) == (QUOTA, QUOTA)
    proposed = PEOPLE - 2 * QUOTA
    first = draft(regency, decree_id)
    leave(regency, first, *chosen, reason=LeaveReason.DECEASED)
    request(regency, first)
    run_due(regency)
    taken_over = lines(Month(2026, 12))
    second = draft(regency, decree_id)
    leave(regency, second, *reserve[:2])
    request(regency, second)
    run_due(regency)

    whole = {
        Cause.NO_LIST: QUOTA,
        Cause.NOT_DETERMINED: proposed,
        Cause.QUOTA_OPEN: 10 - QUOTA - proposed,
    }
    assert taken_over == whole
    assert lines(Month(2026, 11)) == whole
    assert lines(Month(2026, 12)) == {
        Cause.NO_LIST: QUOTA - 2,
        Cause.NOT_DETERMINED: proposed,
        Cause.AWAITING_REPLACEMENT: 2,
        Cause.QUOTA_OPEN: 10 - QUOTA - proposed,
    }


def test_second_change_goes_on_where_the_reserve_was_left(
    regency: Regency, decree_id: UUID
) -> None:
    chosen = lines_of(regency, decree_id, Outcome.CHOSEN)
    reserve = lines_of(regency, decree_id, Outcome.RESERVE)
    for worker_id in (chosen[0], reserve[0]):
        change_id = draft(regency, decree_id)
        leave(regency, change_id, worker_id)
        request(regency, change_id)
        run_due(regency)

    assert state_of(regency, change_id) == (ChangeState.APPLIED, 2, None)
    assert entered(regency, change_id) == [reserve[1]]
    assert months_of(regency, reserve[0]) == set()


def test_reserve_who_is_stopped_by_now_is_passed_over(
    regency: Regency, commitment_id: UUID, decree_id: UUID
) -> None:
    chosen = lines_of(regency, decree_id, Outcome.CHOSEN)
    reserve = lines_of(regency, decree_id, Outcome.RESERVE)
    gone = next(c for c in covers_of(regency, commitment_id) if c.worker_id == reserve[0])
    know(regency, gone, is_verified=False, village_finding="deceased", verified_on=date(2025, 2, 1))
    change_id = draft(regency, decree_id)
    leave(regency, change_id, chosen[0])
    request(regency, change_id)
    run_due(regency)

    assert entered(regency, change_id) == [reserve[1]]


def test_change_is_not_carried_out_when_its_replacement_is_another_by_then(
    regency: Regency, commitment_id: UUID, decree_id: UUID
) -> None:
    chosen = lines_of(regency, decree_id, Outcome.CHOSEN)
    reserve = lines_of(regency, decree_id, Outcome.RESERVE)
    change_id = draft(regency, decree_id)
    leave(regency, change_id, chosen[0])
    request(regency, change_id)
    gone = next(c for c in covers_of(regency, commitment_id) if c.worker_id == reserve[0])
    know(regency, gone, excluded_because="Mengundurkan diri")
    run_due(regency)

    assert state_of(regency, change_id) == (ChangeState.DRAFT, 0, ChangeRefusal.CHANGED)
    assert entered(regency, change_id) == []
    assert months_of(regency, chosen[0]) == {WHOLE}
    request(regency, change_id)
    run_due(regency)
    assert entered(regency, change_id) == [reserve[1]]


def test_change_is_carried_out_once_although_its_worker_died(
    regency: Regency, decree_id: UUID, settings: Settings
) -> None:
    chosen = lines_of(regency, decree_id, Outcome.CHOSEN)
    change_id = draft(regency, decree_id)
    leave(regency, change_id, chosen[0])
    request(regency, change_id)

    died = run_in_child(regency, settings, "change-decree-before-commit")
    before = months_of(regency, chosen[0])
    abandon_leases(regency)
    run_due(regency)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        apply_change(session, tenant_id=regency.id, decree_change_id=change_id, now=NOW)

    assert died != 0
    assert before == {WHOLE}
    assert months_of(regency, chosen[0]) == {BEFORE}
    assert state_of(regency, change_id) == (ChangeState.APPLIED, 1, None)


def test_recipient_who_is_billed_for_the_month_stays(
    regency: Regency, commitment_id: UUID, decree_id: UUID
) -> None:
    chosen = lines_of(regency, decree_id, Outcome.CHOSEN)
    closed(regency, commitment_id, Month(2026, 3), 10)
    change_id = draft(regency, decree_id)
    leave(regency, change_id, chosen[0])

    with pytest.raises(RuleViolation):
        request(regency, change_id)
    assert months_of(regency, chosen[0]) == {WHOLE}


def test_reserve_whose_month_another_programme_holds_is_passed_over(
    regency: Regency, decree_id: UUID
) -> None:
    chosen = lines_of(regency, decree_id, Outcome.CHOSEN)
    reserve = lines_of(regency, decree_id, Outcome.RESERVE)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.add(
            CoverYear(
                tenant_id=regency.id,
                worker_id=reserve[0],
                segment="bpu",
                year=2026,
                held=FROM,
            )
        )
    change_id = draft(regency, decree_id)
    leave(regency, change_id, chosen[0])
    request(regency, change_id)
    run_due(regency)

    assert entered(regency, change_id) == [reserve[1]]
    assert months_of(regency, reserve[0]) == {FROM}


def test_what_cannot_be_meant_is_refused(regency: Regency, decree_id: UUID) -> None:
    reserve = lines_of(regency, decree_id, Outcome.RESERVE)
    with pytest.raises(InvalidInput):
        draft(regency, decree_id, date(2026, 3, 1))
    change_id = draft(regency, decree_id)

    with pytest.raises(Conflict):
        draft(regency, decree_id)
    with pytest.raises(RuleViolation):
        request(regency, change_id)
    with pytest.raises(InvalidInput):
        leave(regency, change_id, reserve[0])
    assert state_of(regency, change_id) == (ChangeState.DRAFT, 0, None)


def test_change_whose_work_was_given_up_is_tried_again(regency: Regency, decree_id: UUID) -> None:
    (leaver, *_rest) = lines_of(regency, decree_id, Outcome.CHOSEN)
    change_id = draft(regency, decree_id)
    leave(regency, change_id, leaver)
    request(regency, change_id)
    with pytest.raises(InvalidTransition):
        retry(regency, change_id)

    give_up(regency, CHANGE_JOB)
    stopped = state_of(regency, change_id)[0]
    retry(regency, change_id)
    run_due(regency)

    assert stopped == ChangeState.REQUESTED
    assert state_of(regency, change_id)[0] == ChangeState.APPLIED
    with pytest.raises(InvalidTransition):
        retry(regency, change_id)


def retry(regency: Regency, change_id: UUID) -> None:
    with transaction(regency.principal()) as session:
        retry_change(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, decree_change_id=change_id
        )
