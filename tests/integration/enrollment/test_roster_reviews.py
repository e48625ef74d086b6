"""Review of rosters: one decision for each round, and the walls between regency and branch."""

from collections.abc import Callable
from threading import Thread
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from cooperation.review_rules import ReviewDecision
from cooperation.services.reviews import Office
from enrollment.kinds import CoverStatus
from enrollment.models.reviews import RosterReview
from enrollment.models.rosters import Roster
from enrollment.models.workers import Worker
from enrollment.parsing.rows import Severity
from enrollment.queries.desk import count_queue
from enrollment.queries.listed_names import count_listed_names
from enrollment.queries.roster_reviews import (
    count_problem_kinds,
    get_submitted_roster,
    list_returned_rosters,
    list_waiting_rosters,
)
from enrollment.services.roster_decisions import confirm_roster
from enrollment.services.roster_reviews import (
    Verdict,
    decide_roster,
    submit_roster,
    withdraw_submission,
)
from scoring.services.scorecards import RECOMPUTE_JOB, RECOMPUTE_KEY
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import Conflict, InvalidInput, InvalidTransition, NotFound
from tenants.kernel.jobs import find_run
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import ACTOR, NOW, TODAY, Regency
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    roster_file,
    run_due,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")

TIMEZONE = "Asia/Jakarta"
ACCEPT = Verdict(ReviewDecision.ACCEPTED)
RETURN = Verdict(ReviewDecision.RETURNED, "Jumlah orang berbeda dari Pasal 3 perjanjian.")


@pytest.fixture
def branch(make_organisation: Callable[..., Organisation], regency: Regency) -> Organisation:
    """An office that serves the regency."""
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


def stored_roster(regency: Regency) -> UUID:
    """Ten people stored, one row without a name left out."""
    rows = [*(person(serial) for serial in range(1, 11)), person(11, name="")]
    roster = upload(regency, add_commitment(regency), roster_file(rows)).roster
    run_due(regency)
    with transaction(regency.principal()) as session:
        confirm_roster(session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id)
    run_due(regency)
    return roster.id


def submit(regency: Regency, roster_id: UUID) -> RosterReview:
    with transaction(regency.principal()) as session:
        return submit_roster(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=roster_id,
            timezone=TIMEZONE,
        )


def withdraw(regency: Regency, review: RosterReview) -> None:
    with transaction(regency.principal()) as session:
        withdraw_submission(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=review.roster_id,
            review_id=review.id,
        )


def of_branch(branch: Organisation, regency: Regency) -> Principal:
    return Principal(DatabaseRole.BRANCH, regency.id, branch.id)


def decide(
    branch: Organisation, regency: Regency, review: RosterReview, verdict: Verdict
) -> RosterReview:
    with transaction(of_branch(branch, regency)) as session:
        return decide_roster(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=review.roster_id,
            review_id=review.id,
            office=Office(branch.id, branch.name),
            verdict=verdict,
        )


def as_stored(regency: Regency) -> list[tuple[int, str | None, bool]]:
    with transaction(regency.principal()) as session:
        rounds = session.scalars(select(RosterReview).order_by(RosterReview.round)).all()
    return [(one.round, one.decision, one.withdrawn_at is not None) for one in rounds]


@pytest.mark.usefixtures("branch")
def test_office_compares_the_names_that_the_regency_compared_when_it_submitted(
    regency: Regency,
) -> None:
    roster_id = stored_roster(regency)
    with transaction(regency.principal()) as session:
        commitment_id = session.get_one(Roster, (regency.id, roster_id)).commitment_id
    waiting = roster_file([person(serial) for serial in (12, 13)])
    upload(regency, commitment_id, waiting, status=CoverStatus.RESERVE)
    run_due(regency)

    submit(regency, roster_id)

    with transaction(regency.principal()) as session:
        of_regency = count_listed_names(session, tenant_id=regency.id, commitment_id=commitment_id)
    with transaction(Principal(DatabaseRole.BRANCH, regency.id)) as session:
        seen = get_submitted_roster(session, tenant_id=regency.id, roster_id=roster_id).latest.names
    assert seen == of_regency
    assert (seen.compared, seen.reserves) == (10, 2)


def test_queue_when_a_roster_is_submitted_counts_its_people_and_its_oldest_day(
    regency: Regency, branch: Organisation
) -> None:
    roster_id = stored_roster(regency)
    submit(regency, roster_id)

    with transaction(of_branch(branch, regency)) as session:
        queue = count_queue(session, tenant_id=regency.id, today=TODAY)
        (waiting,) = list_waiting_rosters(session, tenant_id=regency.id)
        kinds = count_problem_kinds(session, tenant_id=regency.id, roster_id=roster_id)

    assert (queue.rosters.count, queue.rosters.people_count) == (1, 10)
    assert queue.oldest_submitted_at == NOW
    assert waiting.roster.id == roster_id
    assert [(one.code, one.rows) for one in kinds if one.severity is Severity.ERROR] == [
        ("name-empty", 1)
    ]


def test_decision_when_made_asks_for_a_new_scorecard(
    regency: Regency, branch: Organisation
) -> None:
    review = submit(regency, stored_roster(regency))

    decide(branch, regency, review, ACCEPT)

    with transaction(regency.principal()) as session:
        run = find_run(session, tenant_id=regency.id, kind=RECOMPUTE_JOB, key=RECOMPUTE_KEY)
    assert run is not None


def test_decision_when_made_twice_is_refused_the_second_time(
    regency: Regency, branch: Organisation
) -> None:
    review = submit(regency, stored_roster(regency))
    decide(branch, regency, review, RETURN)

    with pytest.raises(InvalidTransition):
        decide(branch, regency, review, ACCEPT)

    assert as_stored(regency) == [(1, "returned", False)]


def test_decision_when_two_decide_at_once_is_made_once(
    app: Flask, regency: Regency, branch: Organisation
) -> None:
    review = submit(regency, stored_roster(regency))
    refused: list[Exception] = []

    def decide_too() -> None:
        with app.app_context():
            try:
                decide(branch, regency, review, ACCEPT)
            except InvalidTransition as error:
                refused.append(error)

    other = Thread(target=decide_too)
    with transaction(of_branch(branch, regency)) as session:
        decide_roster(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=review.roster_id,
            review_id=review.id,
            office=Office(branch.id, branch.name),
            verdict=RETURN,
        )
        other.start()
        other.join(timeout=0.3)
        assert other.is_alive()  # it waits for the lock
    other.join()

    assert len(refused) == 1
    assert as_stored(regency) == [(1, "returned", False)]


def test_return_without_a_reason_changes_nothing(regency: Regency, branch: Organisation) -> None:
    review = submit(regency, stored_roster(regency))

    with pytest.raises(InvalidInput):
        decide(branch, regency, review, Verdict(ReviewDecision.RETURNED, "Salah."))

    assert as_stored(regency) == [(1, None, False)]


@pytest.mark.parametrize("reason", [None, "Salah."])
def test_database_when_a_return_has_no_reason_refuses_it(
    regency: Regency, branch: Organisation, reason: str | None
) -> None:
    review = submit(regency, stored_roster(regency))
    statement = text(
        "UPDATE roster_review SET decision = 'returned', decided_at = now(),"
        " decided_by_name = 'x', branch_id = :branch, reason = :reason WHERE id = :review"
    )

    with (
        pytest.raises(IntegrityError, match="returned_with_reason"),
        transaction(of_branch(branch, regency)) as session,
    ):
        session.execute(statement, {"branch": branch.id, "reason": reason, "review": review.id})


def test_round_when_withdrawn_cannot_be_decided_and_another_begins(
    regency: Regency, branch: Organisation
) -> None:
    roster_id = stored_roster(regency)
    review = submit(regency, roster_id)
    withdraw(regency, review)

    with pytest.raises(InvalidTransition):
        decide(branch, regency, review, ACCEPT)
    submit(regency, roster_id)

    assert as_stored(regency) == [(1, None, True), (2, None, False)]


def test_round_when_decided_cannot_be_withdrawn(regency: Regency, branch: Organisation) -> None:
    review = submit(regency, stored_roster(regency))
    decide(branch, regency, review, ACCEPT)

    with pytest.raises(InvalidTransition):
        withdraw(regency, review)


def test_roster_when_it_waits_or_was_accepted_is_not_submitted_again(
    regency: Regency, branch: Organisation
) -> None:
    roster_id = stored_roster(regency)
    review = submit(regency, roster_id)
    with pytest.raises(InvalidTransition):
        submit(regency, roster_id)
    decide(branch, regency, review, ACCEPT)

    with pytest.raises(InvalidTransition):
        submit(regency, roster_id)

    assert as_stored(regency) == [(1, "accepted", False)]


def test_roster_when_not_stored_yet_is_not_submitted(
    regency: Regency, branch: Organisation
) -> None:
    assert branch
    roster = upload(regency, add_commitment(regency), roster_file([person(1)])).roster

    with pytest.raises(InvalidTransition):
        submit(regency, roster.id)


def test_roster_when_no_office_serves_the_regency_is_not_submitted(regency: Regency) -> None:
    roster_id = stored_roster(regency)

    with pytest.raises(Conflict):
        submit(regency, roster_id)

    assert as_stored(regency) == []


def test_returned_roster_when_submitted_again_is_no_longer_returned(
    regency: Regency, branch: Organisation
) -> None:
    roster_id = stored_roster(regency)
    decide(branch, regency, submit(regency, roster_id), RETURN)
    with transaction(regency.principal()) as session:
        returned = list_returned_rosters(session, tenant_id=regency.id)
    submit(regency, roster_id)

    with transaction(regency.principal()) as session:
        assert list_returned_rosters(session, tenant_id=regency.id) == []
    assert [one.roster.id for one in returned] == [roster_id]


def test_returned_roster_when_a_corrected_list_is_submitted_is_answered_by_it(
    regency: Regency, branch: Organisation
) -> None:
    returned = stored_roster(regency)
    others = [person(serial) for serial in range(21, 31)]
    elsewhere = upload(regency, add_commitment(regency), roster_file(others)).roster.id
    run_due(regency)
    decide(branch, regency, submit(regency, returned), RETURN)
    decide(branch, regency, submit(regency, elsewhere), RETURN)
    with transaction(regency.principal()) as session:
        commitment_id = session.get_one(Roster, (regency.id, returned)).commitment_id
    rows = [person(serial) for serial in range(1, 12)]
    corrected = upload(regency, commitment_id, roster_file(rows)).roster.id
    run_due(regency)

    assert returned_rosters(regency) == {returned, elsewhere}
    first = submit(regency, corrected)
    assert returned_rosters(regency) == {elsewhere}
    withdraw(regency, first)
    assert returned_rosters(regency) == {returned, elsewhere}
    decide(branch, regency, submit(regency, corrected), RETURN)
    assert returned_rosters(regency) == {corrected, elsewhere}


def returned_rosters(regency: Regency) -> set[UUID]:
    with transaction(regency.principal()) as session:
        return {one.roster.id for one in list_returned_rosters(session, tenant_id=regency.id)}


def test_roster_that_was_never_submitted_does_not_exist_for_the_branch(
    regency: Regency, branch: Organisation
) -> None:
    roster_id = stored_roster(regency)

    with pytest.raises(NotFound), transaction(of_branch(branch, regency)) as session:
        get_submitted_roster(session, tenant_id=regency.id, roster_id=roster_id)


def test_branch_that_has_opened_one_regency_reaches_no_round_of_another(
    regency: Regency,
    other_regency: Regency,
    make_organisation: Callable[..., Organisation],
) -> None:
    branch = make_organisation(OrganisationKind.BRANCH, serves=[regency, other_regency])
    review = submit(other_regency, stored_roster(other_regency))

    with transaction(of_branch(branch, regency)) as session:
        seen = session.scalars(select(RosterReview)).all()
        queue = count_queue(session, tenant_id=other_regency.id, today=TODAY)
        with pytest.raises(NotFound):
            decide_roster(
                session,
                tenant_id=other_regency.id,
                actor=ACTOR,
                now=NOW,
                roster_id=review.roster_id,
                review_id=review.id,
                office=Office(branch.id, branch.name),
                verdict=ACCEPT,
            )

    assert seen == []
    assert queue.rosters.count == 0
    assert as_stored(other_regency) == [(1, None, False)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT cell FROM roster_row_error",
        "SELECT params FROM roster_row_error",
        "SELECT row_number FROM roster_row_error",
        "SELECT * FROM roster_staging",
        "INSERT INTO roster_review DEFAULT VALUES",
        "DELETE FROM roster_review",
        "UPDATE roster_review SET withdrawn_at = now()",
        "UPDATE roster_review SET note = 'x'",
        "UPDATE roster SET valid_count = 1",
        "UPDATE participation_statement SET numerator_count = 1",
        "INSERT INTO coverage_target DEFAULT VALUES",
    ],
)
def test_branch_role_when_reaching_past_counts_and_decisions_is_refused(
    regency: Regency, branch: Organisation, statement: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(of_branch(branch, regency)) as session,
    ):
        session.execute(text(statement))


@pytest.mark.parametrize("column", ["decision", "reason", "decided_at", "branch_id"])
def test_regency_role_when_deciding_in_place_of_the_branch_is_refused(
    regency: Regency, column: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(regency.principal()) as session,
    ):
        session.execute(text(f"UPDATE roster_review SET {column} = NULL"))


def test_branch_role_reads_no_worker_although_it_reads_the_roster(
    regency: Regency, branch: Organisation
) -> None:
    submit(regency, stored_roster(regency))

    with transaction(of_branch(branch, regency)) as session:
        assert len(list_waiting_rosters(session, tenant_id=regency.id)) == 1
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(of_branch(branch, regency)) as session,
    ):
        session.execute(select(Worker.id))
