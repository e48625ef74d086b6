"""One result for everybody whom a filter means: recorded of all of them at once, or of nobody."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from enrollment.candidate_facts import Answer, Statement
from enrollment.models.selection import Candidate
from enrollment.models.wide_results import WideResult, WideResultLine
from enrollment.queries.outlooks import judging_of
from enrollment.queries.programmes import get_programme
from enrollment.queries.selection import find_rule
from enrollment.queries.selection_people import PeopleFilter, list_people
from enrollment.queries.wide_results import RECORD_WIDELY_JOB, get_wide_result, is_stopped
from enrollment.selection import Reason
from enrollment.selection_funnel import Stage
from enrollment.services import wide_recording
from enrollment.services.wide_recording import look_further
from enrollment.services.wide_results import (
    WideAsked,
    cancel_wide_result,
    request_wide_result,
    retry_wide_result,
)
from enrollment.wide_results import WideRefusal, WideState
from tenants.kernel.audit import AuditEntry
from tenants.kernel.config import Settings
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import Conflict, InvalidInput, InvalidTransition
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.candidates import VILLAGES, know_at_random, propose
from tests.integration.enrollment.rosters import (
    abandon_leases,
    add_commitment,
    give_up,
    reading,
    run_due,
    run_in_child,
)
from tests.integration.enrollment.test_determinations import QUOTA, state_rules

pytestmark = pytest.mark.usefixtures("app_context")

PEOPLE = 20
TODAY = NOW.date()
NOTE = "Berita acara 12/2025"
EVERYBODY = PeopleFilter()


@pytest.fixture
def commitment_id(regency: Regency, monkeypatch: pytest.MonkeyPatch) -> UUID:
    monkeypatch.setattr(wide_recording, "LOOKED_AT_ONCE", 3)
    monkeypatch.setattr(wide_recording, "RECORDED_AT_ONCE", 2)
    commitment_id = add_commitment(regency)
    propose(regency, commitment_id, PEOPLE)
    know_at_random(regency, commitment_id, seed=5)
    state_rules(regency, commitment_id)
    return commitment_id


def ask(regency: Regency, commitment_id: UUID, chosen: PeopleFilter = EVERYBODY) -> UUID:
    statement = Statement(Answer.EXCLUDE, note=NOTE)
    with transaction(regency.principal()) as session:
        return request_wide_result(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            today=TODAY,
            asked=WideAsked(commitment_id, chosen, statement),
        ).id


def by(regency: Regency, wide_id: UUID) -> dict[str, Any]:
    return {"tenant_id": regency.id, "actor": ACTOR, "now": NOW, "wide_result_id": wide_id}


def wide_of(regency: Regency, wide_id: UUID) -> WideResult:
    with reading(regency) as session:
        return get_wide_result(session, tenant_id=regency.id, wide_result_id=wide_id)


def excluded(regency: Regency) -> set[UUID]:
    """Of whom the result is known."""
    with reading(regency) as session:
        return set(
            session.scalars(select(Candidate.worker_id).where(Candidate.excluded_because == NOTE))
        )


def lines(regency: Regency) -> int:
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return session.scalar(select(func.count()).select_from(WideResultLine)) or 0


def waiting_of(regency: Regency, commitment_id: UUID, chosen: PeopleFilter) -> set[UUID]:
    """Whom the list of people shows as waiting."""
    with reading(regency) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment_id)
        rule = find_rule(session, tenant_id=regency.id, commitment_id=commitment_id)
        judging = judging_of(programme, rule, today=TODAY)
        page = list_people(session, judging, tenant_id=regency.id, chosen=chosen, size=100)
        return {one.worker.id for one in page.items if one.waits}


FILTERS = {
    "everybody": EVERYBODY,
    "a stage": PeopleFilter(Stage.MATCHED),
    "a rule": PeopleFilter(reason=Reason.TOO_OLD),
    "a stage of a village": PeopleFilter(Stage.PROPOSED, VILLAGES[0]),
}


@pytest.mark.parametrize("chosen", FILTERS.values(), ids=FILTERS)
def test_result_is_known_of_exactly_those_whom_the_list_shows(
    regency: Regency, commitment_id: UUID, chosen: PeopleFilter
) -> None:
    meant = waiting_of(regency, commitment_id, chosen)
    wide_id = ask(regency, commitment_id, chosen)
    run_due(regency)
    wide = wide_of(regency, wide_id)
    with reading(regency) as session:
        trail = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "selection:record")
        ).all()

    assert meant
    assert excluded(regency) == meant
    assert (wide.state, wide.refusal) == (WideState.RECORDED, None)
    assert (wide.looked_count, wide.meant_count) == (PEOPLE, len(meant))
    assert wide.recorded_count == len(meant)
    assert [entry.detail["people_count"] for entry in trail] == [len(meant)]
    assert lines(regency) == 0


@pytest.mark.parametrize("failpoint", ["record-widely-after-part", "record-widely-before-commit"])
def test_worker_that_dies_leaves_nothing_recorded_and_the_next_one_goes_on(
    regency: Regency, commitment_id: UUID, settings: Settings, failpoint: str
) -> None:
    meant = waiting_of(regency, commitment_id, EVERYBODY)
    wide_id = ask(regency, commitment_id)
    died = run_in_child(regency, settings, failpoint)
    between = excluded(regency)
    abandon_leases(regency)
    run_due(regency)
    wide = wide_of(regency, wide_id)

    assert died == -9
    assert between == set()
    assert excluded(regency) == meant
    assert (wide.looked_count, wide.recorded_count) == (PEOPLE, len(meant))


def test_work_that_was_given_up_goes_on_where_it_stopped(
    regency: Regency, commitment_id: UUID
) -> None:
    wide_id = ask(regency, commitment_id)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        look_further(session, tenant_id=regency.id, wide_result_id=wide_id)
    give_up(regency, RECORD_WIDELY_JOB)
    with reading(regency) as session:
        stopped = is_stopped(session, wide_of(regency, wide_id))
    before = wide_of(regency, wide_id).looked_count
    with transaction(regency.principal()) as session:
        retry_wide_result(session, **by(regency, wide_id))
    run_due(regency)
    wide = wide_of(regency, wide_id)

    assert stopped
    assert before == 3
    assert (wide.state, wide.looked_count) == (WideState.RECORDED, PEOPLE)
    with pytest.raises(InvalidTransition), transaction(regency.principal()) as session:
        retry_wide_result(session, **by(regency, wide_id))


def test_cancelled_result_is_recorded_of_nobody_and_another_may_be_asked_for(
    regency: Regency, commitment_id: UUID
) -> None:
    wide_id = ask(regency, commitment_id)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        look_further(session, tenant_id=regency.id, wide_result_id=wide_id)
    kept = lines(regency)
    with pytest.raises(Conflict):
        ask(regency, commitment_id)
    with transaction(regency.principal()) as session:
        cancel_wide_result(session, **by(regency, wide_id))
    run_due(regency)

    assert kept > 0
    assert lines(regency) == 0
    assert wide_of(regency, wide_id).state == WideState.CANCELLED
    assert excluded(regency) == set()
    ask(regency, commitment_id)
    run_due(regency)
    assert excluded(regency)


def test_result_is_not_cancelled_once_it_is_recorded(regency: Regency, commitment_id: UUID) -> None:
    wide_id = ask(regency, commitment_id)
    run_due(regency)

    with pytest.raises(InvalidTransition), transaction(regency.principal()) as session:
        cancel_wide_result(session, **by(regency, wide_id))


def test_result_is_recorded_of_nobody_when_the_rules_change_under_its_filter(
    regency: Regency, commitment_id: UUID
) -> None:
    wide_id = ask(regency, commitment_id, PeopleFilter(reason=Reason.TOO_OLD))
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        look_further(session, tenant_id=regency.id, wide_result_id=wide_id)
    state_rules(regency, commitment_id, version=1, quota=QUOTA + 1)
    run_due(regency)
    wide = wide_of(regency, wide_id)

    assert (wide.state, wide.refusal) == (WideState.REFUSED, WideRefusal.RULES_CHANGED)
    assert excluded(regency) == set()
    assert lines(regency) == 0


def test_result_that_concerns_nobody_says_so(regency: Regency, commitment_id: UUID) -> None:
    wide_id = ask(regency, commitment_id, PeopleFilter(Stage.ACTIVE))
    run_due(regency)
    wide = wide_of(regency, wide_id)

    assert (wide.state, wide.refusal) == (WideState.REFUSED, WideRefusal.NOBODY)


def test_result_without_its_day_is_not_asked_for(regency: Regency, commitment_id: UUID) -> None:
    statement = Statement(Answer.MATCHED)
    asked = WideAsked(commitment_id, EVERYBODY, statement)
    with pytest.raises(InvalidInput), transaction(regency.principal()) as session:
        request_wide_result(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, today=TODAY, asked=asked
        )
