"""A decree is frozen whole, from exactly what was seen, or not at all."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from cooperation.commitment_states import CommitmentAction
from cooperation.services.commitment_steps import change_commitment_status
from enrollment.determination import DeterminationState, Refusal, fingerprint
from enrollment.kinds import CoverStatus
from enrollment.models.determinations import Determination, DeterminationLine
from enrollment.models.workers import Cover, CoverYear
from enrollment.queries.determinations import (
    fingerprint_lines,
    fingerprint_outcomes,
    frame_of,
    list_elsewhere,
)
from enrollment.queries.programmes import get_programme
from enrollment.queries.selection_choice import list_outcomes
from enrollment.selection import Choice, Outcome, RankBy, Reason, TieRule
from enrollment.selection_rules import RuleDetails
from enrollment.services.determinations import (
    Basis,
    Decree,
    SelectionChanged,
    basis_of,
    freeze_determination,
    number_decree,
    request_determination,
)
from enrollment.services.selection_rules import save_rule
from enrollment.services.withdrawals import request_withdrawal
from tenants.kernel.config import Settings
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import Conflict, InvalidInput, InvalidTransition
from tests.conftest import ACTOR, NOW, TODAY, Regency
from tests.integration.enrollment.candidates import covers_of, know, propose
from tests.integration.enrollment.rosters import (
    abandon_leases,
    add_commitment,
    reading,
    run_due,
    run_in_child,
)

pytestmark = pytest.mark.usefixtures("app_context")

QUOTA, PEOPLE = 5, 12


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    commitment_id = add_commitment(regency)
    propose(regency, commitment_id, PEOPLE)
    state_rules(regency, commitment_id)
    return commitment_id


def state_rules(
    regency: Regency, commitment_id: UUID, version: int = 0, quota: int = QUOTA
) -> None:
    details = RuleDetails(
        quota_people=quota,
        village_quotas={},
        min_age=0,
        under_age=60,
        max_desil=None,
        desil_on=None,
        occupations=(),
        villages=(),
        needs_verification=False,
        needs_matching=False,
        needs_membership_check=False,
        ranking=(RankBy.OLDEST,),
        tie=TieRule.DIGEST,
    )
    with transaction(regency.principal()) as session:
        save_rule(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            today=TODAY,
            commitment_id=commitment_id,
            expected_version=version,
            details=details,
        )


def see(regency: Regency, commitment_id: UUID) -> tuple[bytes, list[Choice], Basis]:
    """The preview: its fingerprint and what it shows."""
    with reading(regency) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment_id)
        basis = basis_of(session, programme, tenant_id=regency.id)
        assert basis is not None
        seen = fingerprint_outcomes(session, basis.judging, basis.frame, tenant_id=regency.id)
        choices = list(list_outcomes(session, basis.judging, tenant_id=regency.id))
    return seen, choices, basis


def ask(regency: Regency, commitment_id: UUID, seen: bytes) -> UUID:
    with transaction(regency.principal()) as session:
        return request_determination(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            today=TODAY,
            commitment_id=commitment_id,
            decree=Decree("Kepala Dinas Tenaga Kerja", None, None, seen),
        ).id


def state_of(regency: Regency, determination_id: UUID) -> tuple[str, str | None]:
    with reading(regency) as session:
        kept = session.get_one(Determination, (regency.id, determination_id))
        return kept.state, kept.refusal


def statuses(regency: Regency, commitment_id: UUID) -> dict[UUID, str]:
    return {one.worker_id: one.status for one in covers_of(regency, commitment_id)}


def held(regency: Regency) -> set[UUID]:
    with reading(regency) as session:
        return set(session.scalars(select(CoverYear.worker_id)))


def test_decree_freezes_what_was_seen_with_statuses_and_months(
    regency: Regency, commitment_id: UUID
) -> None:
    seen, choices, basis = see(regency, commitment_id)

    determination_id = ask(regency, commitment_id, seen)
    run_due(regency)

    assert seen == fingerprint(basis.frame, choices)
    assert state_of(regency, determination_id) == (DeterminationState.FROZEN, None)
    expected = {
        Outcome.CHOSEN: CoverStatus.DETERMINED,
        Outcome.RESERVE: CoverStatus.RESERVE,
        Outcome.UNFIT: CoverStatus.PROPOSED,
    }
    assert {one.outcome for one in choices} == set(expected)
    assert statuses(regency, commitment_id) == {
        one.worker_id: expected[one.outcome] for one in choices
    }
    assert held(regency) == {one.worker_id for one in choices if one.outcome is Outcome.CHOSEN}
    with reading(regency) as session:
        kept = session.get_one(Determination, (regency.id, determination_id))
        assert (kept.chosen_count, (kept.reserve_count or 0) + (kept.unfit_count or 0)) == (
            QUOTA,
            PEOPLE - QUOTA,
        )
        assert fingerprint_lines(session, kept, frame_of(kept)) == seen
        lines = session.scalars(select(DeterminationLine)).all()
    assert {(one.worker_id, one.outcome, one.rank, *one.reasons) for one in lines} == {
        (one.worker_id, one.outcome, one.rank, *one.reasons) for one in choices
    }


def test_decree_is_frozen_once_however_often_it_runs(regency: Regency, commitment_id: UUID) -> None:
    determination_id = ask(regency, commitment_id, see(regency, commitment_id)[0])
    run_due(regency)
    before = statuses(regency, commitment_id)

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        freeze_determination(
            session, tenant_id=regency.id, determination_id=determination_id, now=NOW
        )

    assert statuses(regency, commitment_id) == before
    assert state_of(regency, determination_id) == (DeterminationState.FROZEN, None)


def test_decree_when_its_worker_dies_before_the_end_is_frozen_whole_by_the_next(
    regency: Regency, commitment_id: UUID, settings: Settings
) -> None:
    determination_id = ask(regency, commitment_id, see(regency, commitment_id)[0])

    died = run_in_child(regency, settings, "determine-before-commit")
    nothing = (state_of(regency, determination_id), held(regency))
    abandon_leases(regency)
    run_due(regency)

    assert died == -9
    assert nothing == ((DeterminationState.REQUESTED, None), set())
    assert state_of(regency, determination_id) == (DeterminationState.FROZEN, None)
    assert len(held(regency)) == QUOTA


def test_decree_is_refused_when_something_changed_since_the_preview(
    regency: Regency, commitment_id: UUID
) -> None:
    seen, choices, _basis = see(regency, commitment_id)
    first = next(one.worker_id for one in choices if one.outcome is Outcome.CHOSEN)
    cover = next(one for one in covers_of(regency, commitment_id) if one.worker_id == first)

    know(regency, cover, excluded_because="Pindah ke luar daerah")

    with pytest.raises(SelectionChanged):
        ask(regency, commitment_id, seen)


def test_decree_is_refused_when_something_changes_before_its_turn(
    regency: Regency, commitment_id: UUID
) -> None:
    determination_id = ask(regency, commitment_id, see(regency, commitment_id)[0])
    with pytest.raises(Conflict):
        ask(regency, commitment_id, see(regency, commitment_id)[0])
    state_rules(regency, commitment_id, version=1, quota=6)

    run_due(regency)

    assert state_of(regency, determination_id) == (DeterminationState.REFUSED, Refusal.CHANGED)
    assert held(regency) == set()
    assert set(statuses(regency, commitment_id).values()) == {CoverStatus.PROPOSED}


def test_decree_is_refused_when_a_person_changes_before_its_turn(
    regency: Regency, commitment_id: UUID
) -> None:
    seen, choices, _basis = see(regency, commitment_id)
    first = next(one.worker_id for one in choices if one.outcome is Outcome.CHOSEN)
    cover = next(one for one in covers_of(regency, commitment_id) if one.worker_id == first)
    determination_id = ask(regency, commitment_id, seen)
    know(regency, cover, excluded_because="Pindah ke luar daerah")

    run_due(regency)

    assert state_of(regency, determination_id) == (DeterminationState.REFUSED, Refusal.CHANGED)
    assert held(regency) == set()


def test_decree_of_a_programme_cancelled_meanwhile_is_refused(
    regency: Regency, commitment_id: UUID
) -> None:
    determination_id = ask(regency, commitment_id, see(regency, commitment_id)[0])
    with transaction(regency.principal()) as session:
        change_commitment_status(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            commitment_id=commitment_id,
            expected_version=1,
            action=CommitmentAction.CANCEL,
            today=TODAY,
            reason="Anggarannya dialihkan.",
        )

    run_due(regency)

    assert state_of(regency, determination_id) == (DeterminationState.REFUSED, Refusal.CANCELLED)


def test_two_programmes_cannot_determine_the_same_person_for_the_same_months(
    regency: Regency, commitment_id: UUID
) -> None:
    other = add_commitment(regency, title="Program Dinas Sosial", first_month=date(2025, 12, 1))
    propose(regency, other, PEOPLE)
    state_rules(regency, other)
    seen = see(regency, other)[0]
    mine = ask(regency, commitment_id, see(regency, commitment_id)[0])
    theirs = ask(regency, other, seen)

    run_due(regency)

    assert state_of(regency, mine) == (DeterminationState.FROZEN, None)
    assert state_of(regency, theirs) == (DeterminationState.REFUSED, Refusal.CHANGED)
    _seen, choices, basis = see(regency, other)
    doubles = [one for one in choices if Reason.MONTHS_HELD in one.reasons]
    with reading(regency) as session:
        named = list_elsewhere(session, basis.judging, tenant_id=regency.id)
    assert [(one.title, one.people, one.is_double) for one in named] == [
        ("Pekerja rentan 2025", len(doubles), True)
    ]
    assert len(doubles) == QUOTA


def test_next_decree_counts_those_determined_already(regency: Regency, commitment_id: UUID) -> None:
    ask(regency, commitment_id, see(regency, commitment_id)[0])
    run_due(regency)
    state_rules(regency, commitment_id, version=1, quota=QUOTA + 2)

    second = ask(regency, commitment_id, see(regency, commitment_id)[0])
    run_due(regency)

    assert state_of(regency, second) == (DeterminationState.FROZEN, None)
    assert len(held(regency)) == QUOTA + 2
    with reading(regency) as session:
        assert session.get_one(Determination, (regency.id, second)).chosen_count == 2
        months = {one.last_month_on for one in session.scalars(select(Cover))}
    assert months == {date(2025, 12, 1)}


def test_list_whose_people_a_decree_names_stays(regency: Regency, commitment_id: UUID) -> None:
    ask(regency, commitment_id, see(regency, commitment_id)[0])
    run_due(regency)
    roster_id = covers_of(regency, commitment_id)[0].roster_id

    with (
        transaction(regency.principal()) as session,
        pytest.raises(InvalidTransition, match="invalid-transition"),
    ):
        request_withdrawal(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=roster_id,
            reason="Salah unggah daftar",
        )


def test_number_of_a_decree_is_recorded_once(regency: Regency, commitment_id: UUID) -> None:
    determination_id = ask(regency, commitment_id, see(regency, commitment_id)[0])
    run_due(regency)

    def number(signed_on: date) -> None:
        with transaction(regency.principal()) as session:
            number_decree(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=NOW,
                today=TODAY,
                determination_id=determination_id,
                number="188/45/2025",
                signed_on=signed_on,
            )

    with pytest.raises(InvalidInput):
        number(date(2027, 1, 1))
    number(date(2025, 2, 1))
    with pytest.raises(InvalidInput):
        number(date(2025, 2, 2))
