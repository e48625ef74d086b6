"""The selection asked of the database is the one the pure rules make."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.models import selection as tables
from enrollment.models.workers import Cover, Worker
from enrollment.queries.programmes import get_programme
from enrollment.queries.selection_choice import count_outcomes, list_outcomes
from enrollment.queries.selection_judging import Judging
from enrollment.selection import (
    Candidate,
    Identity,
    Membership,
    Mismatch,
    Outcome,
    RankBy,
    Reason,
    Rules,
    TieRule,
    choose,
)
from enrollment.verification import Finding
from tests.conftest import Regency
from tests.integration.enrollment.candidates import VILLAGES, know_at_random, propose
from tests.integration.enrollment.rosters import add_commitment, reading

pytestmark = pytest.mark.usefixtures("app_context")

PEOPLE = 80
RULES: list[dict[str, Any]] = [
    {},
    {"quota_people": 500},
    {"ranking": (RankBy.DESIL, RankBy.OLDEST), "max_desil": 4, "desil_on": date(2025, 1, 1)},
    {"ranking": (RankBy.VILLAGE, RankBy.YOUNGEST), "village_quotas": {VILLAGES[0]: 3}},
    {"ranking": (RankBy.RECORDED,), "village_quotas": dict.fromkeys(VILLAGES, 4)},
    {"tie": TieRule.RECORDED, "needs_verification": True, "needs_matching": True},
    {"occupations": frozenset({"Buruh tani"}), "villages": frozenset(VILLAGES[:2])},
    {"needs_membership_check": True, "quota_people": 1, "village_quotas": {VILLAGES[0]: 0}},
]


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    return add_commitment(regency)


@pytest.mark.parametrize("number", range(len(RULES)))
def test_database_and_pure_rules_choose_the_same_people(
    regency: Regency, other_regency: Regency, commitment_id: UUID, number: int
) -> None:
    elsewhere = add_commitment(regency, title="Program lain", first_month=date(2025, 12, 1))
    stranger = add_commitment(other_regency)
    propose(other_regency, stranger, 5)
    propose(regency, commitment_id, PEOPLE, seed=number)
    propose(regency, elsewhere, 6, seed=number, status=CoverStatus.DETERMINED)
    propose(regency, commitment_id, 4, seed=number + 100, status=CoverStatus.DETERMINED)
    know_at_random(regency, commitment_id, seed=number)

    stated = Rules(
        **{
            "commitment_id": commitment_id,
            "first_day": date(2025, 3, 1),
            "quota_people": 20,
            **RULES[number],
        }
    )
    candidates, taken = people_of(regency, commitment_id)
    with reading(regency) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment_id)
        judging = Judging(programme, stated)
        asked = list_outcomes(session, judging, tenant_id=regency.id)
        counts = count_outcomes(session, judging, tenant_id=regency.id)

    expected = choose(candidates, stated, taken=taken)
    assert tuple(asked) == expected
    assert len(expected) == len(candidates) > PEOPLE / 2
    assert (counts.chosen, counts.reserve, counts.unfit, counts.taken) == (
        *(sum(one.outcome is outcome for one in expected) for outcome in Outcome),
        sum(taken.values()),
    )


def test_person_whose_months_another_programme_holds_is_not_chosen(
    regency: Regency, commitment_id: UUID
) -> None:
    elsewhere = add_commitment(regency, title="Program lain", first_month=date(2025, 12, 1))
    propose(regency, commitment_id, 3)
    propose(regency, elsewhere, 2, status=CoverStatus.DETERMINED)

    with reading(regency) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment_id)
        rules = Rules(commitment_id, date(2025, 3, 1), 10, min_age=0, under_age=150)
        made = list_outcomes(session, Judging(programme, rules), tenant_id=regency.id)

    held = [one for one in made if one.outcome is Outcome.UNFIT]
    assert [one.reasons for one in held] == [(Reason.MONTHS_HELD,)] * 2
    assert len(made) == 3


def people_of(regency: Regency, commitment_id: UUID) -> tuple[Sequence[Candidate], dict[str, int]]:
    """Who waits, and who holds a place by village, read one by one."""
    waiting, taken = [], dict[str, int]()
    with reading(regency) as session:
        known = {one.worker_id: one for one in session.scalars(select(tables.Candidate))}
        others = set(
            session.scalars(
                select(Cover.worker_id).where(
                    Cover.commitment_id != commitment_id, Cover.status == CoverStatus.DETERMINED
                )
            )
        )
        rows = session.execute(
            select(Cover, Worker)
            .join(Worker, Worker.id == Cover.worker_id)
            .where(Cover.commitment_id == commitment_id)
        ).all()
    for cover, worker in rows:
        if cover.status in OCCUPYING_STATUSES:
            taken[worker.village_code] = taken.get(worker.village_code, 0) + 1
        else:
            facts = known.get(worker.id, tables.Candidate())
            waiting.append(candidate_of(cover, worker, facts, is_held=worker.id in others))
    return waiting, taken


def candidate_of(
    cover: Cover, worker: Worker, facts: tables.Candidate, *, is_held: bool
) -> Candidate:
    return Candidate(
        worker_id=worker.id,
        nik_index=worker.nik_index,
        village_code=worker.village_code,
        birth_on=worker.birth_on,
        recorded_at=cover.created_at,
        occupation=worker.occupation,
        desil=facts.desil,
        desil_on=facts.desil_on,
        is_verified=facts.is_verified,
        finding=Finding(facts.village_finding) if facts.village_finding else None,
        identity=Identity(facts.identity) if facts.identity else None,
        mismatch=Mismatch(facts.mismatch) if facts.mismatch else None,
        membership=Membership(facts.membership) if facts.membership else None,
        is_overridden=facts.override_reason is not None,
        is_excluded=facts.excluded_because is not None,
        has_held_months=is_held,
    )
