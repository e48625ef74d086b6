"""A stored list is taken out again; a later one corrects people; a doubtful one waits."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cooperation.review_rules import ReviewDecision
from cooperation.services.reviews import Office
from enrollment.kinds import CoverStatus, RosterState
from enrollment.models.reviews import RosterReview
from enrollment.models.rosters import Roster
from enrollment.models.workers import Cover, CoverYear, Worker
from enrollment.queries.listed_names import count_listed_names
from enrollment.services.roster_reviews import Verdict, decide_roster, submit_roster
from enrollment.services.withdrawals import request_withdrawal, withdraw_roster
from tenants.kernel.audit import AuditEntry
from tenants.kernel.config import Settings
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import InvalidInput, InvalidTransition
from tenants.kernel.events import FactsChanged, subscribe
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.rosters import (
    abandon_leases,
    add_commitment,
    counts,
    held_by_programme,
    person,
    reading,
    roster_file,
    roster_of,
    run_due,
    run_in_child,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")

WHY = "Lima orang tidak memenuhi syarat."
RETURNED = Verdict(ReviewDecision.RETURNED, "Lima orang tidak memenuhi syarat.")
ACCEPTED = Verdict(ReviewDecision.ACCEPTED)


def stored(
    regency: Regency,
    commitment_id: UUID,
    *rows: str,
    status: CoverStatus = CoverStatus.DETERMINED,
) -> Roster:
    received = upload(regency, commitment_id, roster_file(rows), status=status)
    run_due(regency)
    return roster_of(regency, received.roster.id)


def people(*serials: int) -> list[str]:
    """One row for each, told apart by their occupation."""
    return [person(serial, pekerjaan=f"Buruh tani {serial}") for serial in serials]


def ask(regency: Regency, roster_id: UUID, reason: str = WHY) -> None:
    with transaction(regency.principal()) as session:
        request_withdrawal(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=roster_id,
            reason=reason,
        )


def take_out(regency: Regency, roster_id: UUID) -> Roster:
    ask(regency, roster_id)
    run_due(regency)
    return roster_of(regency, roster_id)


def covers(regency: Regency) -> list[tuple[UUID, str]]:
    """Which list holds whom, and how far they have come."""
    with reading(regency) as session:
        found = session.execute(
            select(Cover.roster_id, Cover.status)
            .join(Worker, Worker.id == Cover.worker_id)
            .order_by(Worker.occupation)
        )
        return [(row.roster_id, row.status) for row in found]


def held(regency: Regency) -> set[tuple[str, int, int]]:
    with reading(regency) as session:
        found = held_by_programme(session.scalars(select(CoverYear)))
        return {(programme, year, months) for (programme, year), months in found.items()}


def submit(regency: Regency, roster_id: UUID) -> RosterReview:
    with transaction(regency.principal()) as session:
        return submit_roster(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=roster_id,
            timezone="Asia/Jakarta",
        )


def decide(branch: Organisation, regency: Regency, review: RosterReview, said: Verdict) -> None:
    with transaction(Principal(DatabaseRole.BRANCH, regency.id, branch.id)) as session:
        decide_roster(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=review.roster_id,
            review_id=review.id,
            office=Office(branch.id, branch.name),
            verdict=said,
        )


@pytest.fixture
def branch(make_organisation: Callable[..., Organisation], regency: Regency) -> Organisation:
    """An office that serves the regency."""
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


def test_withdrawal_when_a_list_was_returned_lets_the_corrected_one_come(
    regency: Regency, branch: Organisation
) -> None:
    programme = add_commitment(regency)
    first = stored(regency, programme, *people(1, 2, 3, 4))
    decide(branch, regency, submit(regency, first.id), RETURNED)

    gone = take_out(regency, first.id)
    corrected = stored(regency, programme, person(1, "Suminah"), *people(2, 3))

    assert (gone.state, gone.released_count) == (RosterState.DISCARDED, 4)
    assert (gone.withdrawn_by_name, gone.withdrawal_reason) == (ACTOR.name, WHY)
    assert corrected.state == RosterState.APPLIED
    assert (corrected.new_cover_count, corrected.new_worker_count) == (3, 3)
    assert counts(regency) == {"worker": 3, "cover": 3, "cover_year": 3, "roster_staging": 0}
    with reading(regency) as session:
        listed = count_listed_names(session, tenant_id=regency.id, commitment_id=programme)
        names = set(session.scalars(select(Worker.name)).all())
    assert listed.compared == 3
    assert names == {"Suminah", "Sumini"}


def test_withdrawal_when_done_frees_exactly_the_months_of_the_list(regency: Regency) -> None:
    other = add_commitment(regency, title="Lain", first_month=date(2025, 1, 1), month_count=2)
    wrong = add_commitment(regency, first_month=date(2025, 3, 1), month_count=12)
    staying = stored(regency, other, *people(1))
    roster = stored(regency, wrong, *people(1))

    take_out(regency, roster.id)

    assert held(regency) == {("jkk", 2025, 0b11), ("jkm", 2025, 0b11)}
    assert covers(regency) == [(staying.id, CoverStatus.DETERMINED)]


def test_withdrawal_when_the_very_same_file_comes_again_stores_it(regency: Regency) -> None:
    programme = add_commitment(regency)
    rows = people(1, 2)
    take_out(regency, stored(regency, programme, *rows).id)

    again = stored(regency, programme, *rows)

    assert (again.state, again.new_cover_count) == (RosterState.APPLIED, 2)


def test_withdrawal_of_a_later_list_gives_people_back_to_the_earlier_one(
    regency: Regency,
) -> None:
    programme = add_commitment(regency)
    proposed = stored(regency, programme, *people(1, 2), status=CoverStatus.PROPOSED)
    determined = stored(regency, programme, *people(1, 3))
    registered = stored(regency, programme, *people(1), status=CoverStatus.REGISTERED)

    take_out(regency, registered.id)
    assert covers(regency) == [
        (determined.id, "determined"),
        (proposed.id, "proposed"),
        (determined.id, "determined"),
    ]
    take_out(regency, determined.id)

    assert covers(regency) == [(proposed.id, "proposed"), (proposed.id, "proposed")]
    assert held(regency) == set()


def test_withdrawal_of_an_earlier_list_keeps_whom_a_later_one_names(regency: Regency) -> None:
    programme = add_commitment(regency)
    proposed = stored(regency, programme, *people(1, 2), status=CoverStatus.PROPOSED)
    determined = stored(regency, programme, *people(1))
    months = held(regency)

    take_out(regency, proposed.id)

    assert covers(regency) == [(determined.id, "determined")]
    assert held(regency) == months
    with reading(regency) as session:
        listed = count_listed_names(session, tenant_id=regency.id, commitment_id=programme)
    assert listed.compared == 1


def test_withdrawal_when_bpjs_posted_somebody_since_leaves_that_person(regency: Regency) -> None:
    roster = stored(regency, add_commitment(regency), *people(1, 2))
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.scalars(select(Cover).limit(1)).one().status = CoverStatus.ACTIVE

    gone = take_out(regency, roster.id)

    assert gone.released_count == 1
    assert [status for _, status in covers(regency)] == ["active"]


def test_withdrawal_when_performed_twice_changes_and_tells_once(regency: Regency) -> None:
    heard: list[FactsChanged] = []
    subscribe(FactsChanged, lambda _session, event: heard.append(event))
    programme = add_commitment(regency)
    roster = stored(regency, programme, *people(1))
    take_out(regency, roster.id)
    stored(regency, programme, *people(1, 2))

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        again = withdraw_roster(session, tenant_id=regency.id, roster_id=roster.id, now=NOW)

    causes = [event.cause for event in heard if event.tenant_id == regency.id]
    assert again == 0
    assert causes.count("roster:release") == 1
    assert counts(regency)["cover"] == 2


def test_withdrawal_when_the_worker_is_killed_is_done_by_the_next(
    regency: Regency, settings: Settings
) -> None:
    roster = stored(regency, add_commitment(regency), *people(1, 2))
    ask(regency, roster.id)

    died = run_in_child(regency, settings, "withdraw-before-commit")
    between = (roster_of(regency, roster.id).state, counts(regency)["cover"])
    abandon_leases(regency)
    run_due(regency)

    assert died == -9
    assert between == (RosterState.APPLIED, 2)
    assert roster_of(regency, roster.id).state == RosterState.DISCARDED
    assert counts(regency)["cover"] == 0


def test_withdrawal_is_audited_with_its_reason_and_its_count(regency: Regency) -> None:
    roster = stored(regency, add_commitment(regency), *people(1, 2))

    take_out(regency, roster.id)

    with reading(regency) as session:
        entries = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject_id == str(roster.id))
            .order_by(AuditEntry.seq)
        ).all()
    told = {entry.action: entry.detail for entry in entries}
    assert told["roster:retract"] == {"reason": WHY}
    assert told["roster:release"]["released"] == 2


@pytest.mark.parametrize(
    "reason", ["", "salah", "1234567890", "Orang dengan NIK 3505010101700001 keliru"]
)
def test_withdrawal_without_a_usable_reason_changes_nothing(regency: Regency, reason: str) -> None:
    roster = stored(regency, add_commitment(regency), *people(1))

    with pytest.raises(InvalidInput):
        ask(regency, roster.id, reason)

    assert roster_of(regency, roster.id).withdrawn_at is None


def test_withdrawal_when_the_branch_reviews_or_accepted_is_refused(
    regency: Regency, branch: Organisation
) -> None:
    roster = stored(regency, add_commitment(regency), *people(1))
    review = submit(regency, roster.id)

    with pytest.raises(InvalidTransition):
        ask(regency, roster.id)
    decide(branch, regency, review, ACCEPTED)
    with pytest.raises(InvalidTransition):
        ask(regency, roster.id)

    assert roster_of(regency, roster.id).withdrawn_at is None


@pytest.mark.usefixtures("branch")
def test_withdrawal_while_one_runs_allows_neither_another_nor_a_submission(
    regency: Regency,
) -> None:
    roster = stored(regency, add_commitment(regency), *people(1))
    ask(regency, roster.id)

    with pytest.raises(InvalidTransition):
        ask(regency, roster.id)
    with pytest.raises(InvalidTransition):
        submit(regency, roster.id)


def test_withdrawal_without_a_reason_is_refused_by_the_database(regency: Regency) -> None:
    roster = stored(regency, add_commitment(regency), *people(1))

    with pytest.raises(IntegrityError), transaction(regency.principal()) as session:
        session.get_one(Roster, (regency.id, roster.id)).withdrawn_at = NOW


def test_import_when_it_only_corrects_people_is_stored_and_counted(regency: Regency) -> None:
    programme = add_commitment(regency)
    stored(regency, programme, *people(1, 2, 3))

    later = stored(regency, programme, person(1, "Suminah", pekerjaan="Nelayan"), *people(2, 3))

    assert later.state == RosterState.APPLIED
    assert (later.new_cover_count, later.updated_worker_count) == (0, 1)
    with reading(regency) as session:
        found = session.execute(
            select(Worker.name, Worker.name_key, Worker.occupation).where(Worker.name == "Suminah")
        ).one()
    assert tuple(found) == ("Suminah", "SUMINAH", "Nelayan")
