"""Who is selected: properties of the rules, and each reason by an example."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.selection import (
    MISMATCH_REASONS,
    Candidate,
    Choice,
    Identity,
    Membership,
    Mismatch,
    Outcome,
    RankBy,
    Reason,
    Rules,
    TieRule,
    age_on,
    choose,
    lot,
    reasons_against,
)

PROGRAMME = UUID("01990000-0000-7000-8000-00000000000a")
FIRST = date(2025, 4, 1)
MOMENT = datetime(2025, 1, 2, tzinfo=UTC)
VILLAGES = ("33.16.01.2001", "33.16.01.2002", "33.16.01.2003")


def rules(**changed: Any) -> Rules:
    return replace(Rules(commitment_id=PROGRAMME, first_day=FIRST, quota_people=3), **changed)


def candidate(number: int = 1, **changed: Any) -> Candidate:
    return replace(
        Candidate(
            worker_id=UUID(int=number),
            nik_index=bytes([number % 256]),
            village_code=VILLAGES[0],
            birth_on=date(1980, 1, 1),
            recorded_at=MOMENT,
        ),
        **changed,
    )


people = st.lists(
    st.builds(
        Candidate,
        worker_id=st.integers(1, 10**6).map(lambda number: UUID(int=number)),
        nik_index=st.binary(min_size=2, max_size=2),
        village_code=st.sampled_from(VILLAGES),
        birth_on=st.dates(date(1955, 1, 1), date(2012, 12, 31)),
        recorded_at=st.integers(0, 3).map(lambda days: MOMENT + timedelta(days=days)),
        occupation=st.sampled_from([None, "Buruh tani", "Juru parkir"]),
        desil=st.sampled_from([1, 3, 5]),
        desil_on=st.sampled_from([date(2025, 1, 1), date(2025, 3, 1)]),
        is_verified=st.sampled_from([None, True, False]),
        identity=st.sampled_from([None, *Identity]),
        mismatch=st.sampled_from([None, *Mismatch]),
        membership=st.sampled_from([None, *Membership]),
        is_overridden=st.booleans(),
    ),
    max_size=30,
    unique_by=lambda one: one.worker_id,
)
any_rules = st.builds(
    Rules,
    commitment_id=st.just(PROGRAMME),
    first_day=st.just(FIRST),
    quota_people=st.integers(1, 12),
    village_quotas=st.dictionaries(st.sampled_from(VILLAGES), st.integers(0, 5)),
    max_desil=st.sampled_from([None, 3]),
    desil_on=st.sampled_from([None, date(2025, 2, 1)]),
    occupations=st.sampled_from([frozenset(), frozenset({"Buruh tani"})]),
    villages=st.sampled_from([frozenset(), frozenset(VILLAGES[:2])]),
    needs_verification=st.booleans(),
    needs_matching=st.booleans(),
    needs_membership_check=st.booleans(),
    ranking=st.lists(st.sampled_from(list(RankBy)), unique=True).map(tuple),
    tie=st.sampled_from(list(TieRule)),
)
taken_places = st.dictionaries(st.sampled_from(VILLAGES), st.integers(0, 4))


@given(people, any_rules, taken_places, st.randoms())
def test_order_in_which_people_come_changes_nothing(
    found: list[Candidate], stated: Rules, taken: dict[str, int], dice: Any
) -> None:
    shuffled = list(found)
    dice.shuffle(shuffled)

    assert choose(shuffled, stated, taken=taken) == choose(found, stated, taken=taken)


@given(people, any_rules, taken_places)
def test_nobody_is_lost_and_everybody_not_chosen_has_a_reason(
    found: list[Candidate], stated: Rules, taken: dict[str, int]
) -> None:
    made = choose(found, stated, taken=taken)

    assert sorted(one.worker_id for one in made) == sorted(one.worker_id for one in found)
    assert all((one.outcome is Outcome.CHOSEN) == (not one.reasons) for one in made)
    assert all((one.outcome is Outcome.UNFIT) == (one.rank is None) for one in made)
    ranks = [one.rank for one in made if one.rank is not None]
    assert ranks == list(range(1, len(ranks) + 1))


@given(people, any_rules, taken_places)
def test_no_quota_is_exceeded_and_no_place_is_left_while_somebody_could_take_it(
    found: list[Candidate], stated: Rules, taken: dict[str, int]
) -> None:
    made = choose(found, stated, taken=taken)

    village_of = {one.worker_id: one.village_code for one in found}
    chosen = Counter(village_of[one.worker_id] for one in made if one.outcome is Outcome.CHOSEN)
    room = max(0, stated.quota_people - sum(taken.values()))
    assert chosen.total() <= room
    for code, limit in stated.village_quotas.items():
        assert chosen[code] <= max(0, limit - taken.get(code, 0))
    if chosen.total() < room:
        reserve = [one for one in made if one.outcome is Outcome.RESERVE]
        assert all(one.reasons == (Reason.VILLAGE_FULL,) for one in reserve)


@given(people, any_rules, st.integers(1, 5))
def test_larger_whole_quota_takes_nobodys_place(
    found: list[Candidate], stated: Rules, more: int
) -> None:
    larger = replace(stated, quota_people=stated.quota_people + more)

    assert chosen_by(found, stated) <= chosen_by(found, larger)


def chosen_by(found: list[Candidate], stated: Rules) -> set[UUID]:
    return {one.worker_id for one in choose(found, stated) if one.outcome is Outcome.CHOSEN}


@pytest.mark.parametrize(
    ("about", "stated", "expected"),
    [
        ({"birth_on": date(2010, 4, 2)}, {}, [Reason.TOO_YOUNG]),
        ({"birth_on": date(2010, 4, 1)}, {}, []),
        ({"birth_on": date(1960, 4, 1)}, {}, [Reason.TOO_OLD]),
        ({"birth_on": date(1960, 4, 2)}, {}, []),
        ({}, {"max_desil": 4}, [Reason.DESIL_UNKNOWN]),
        ({"desil": 5, "desil_on": FIRST}, {"max_desil": 4}, [Reason.DESIL_TOO_HIGH]),
        (
            {"desil": 4, "desil_on": date(2024, 12, 31)},
            {"max_desil": 4, "desil_on": date(2025, 1, 1)},
            [Reason.DESIL_OUTDATED],
        ),
        ({"occupation": None}, {"occupations": frozenset({"X"})}, [Reason.OTHER_OCCUPATION]),
        ({}, {"villages": frozenset({"33.16.02.2001"})}, [Reason.OTHER_VILLAGE]),
        ({}, {"needs_verification": True}, [Reason.NOT_VERIFIED]),
        ({"is_verified": False}, {}, [Reason.VERIFIED_WRONG]),
        ({}, {"needs_matching": True}, [Reason.NOT_MATCHED]),
        ({"identity": Identity.UNMATCHED}, {}, [Reason.MATCH_FAILED]),
        *(
            ({"identity": Identity.UNMATCHED, "mismatch": mismatch}, {}, [reason])
            for mismatch, reason in MISMATCH_REASONS.items()
        ),
        ({"identity": Identity.DECEASED}, {}, [Reason.DECEASED]),
        ({}, {"needs_membership_check": True}, [Reason.MEMBERSHIP_UNCHECKED]),
        ({"membership": Membership.PU}, {}, [Reason.ACTIVE_PU]),
        ({"membership": Membership.PU, "is_overridden": True}, {}, []),
        ({"membership": Membership.BPU}, {}, [Reason.ACTIVE_BPU]),
        ({"membership": Membership.INACTIVE}, {"needs_membership_check": True}, []),
        ({"is_excluded": True}, {}, [Reason.EXCLUDED]),
        ({"has_held_months": True}, {}, [Reason.MONTHS_HELD]),
        (
            {"birth_on": date(1950, 1, 1), "is_verified": False, "is_excluded": True},
            {"max_desil": 4},
            [Reason.TOO_OLD, Reason.DESIL_UNKNOWN, Reason.VERIFIED_WRONG, Reason.EXCLUDED],
        ),
    ],
    ids=lambda value: "-".join(map(str, value)) or "nothing",
)
def test_every_rule_that_is_not_met_is_named(
    about: dict[str, Any], stated: dict[str, Any], expected: list[Reason]
) -> None:
    assert list(reasons_against(candidate(**about), rules(**stated))) == expected


def test_full_village_is_passed_over_and_the_next_village_served() -> None:
    found = [
        candidate(1, desil=1, desil_on=FIRST),
        candidate(2, desil=2, desil_on=FIRST),
        candidate(3, desil=3, desil_on=FIRST, village_code=VILLAGES[1]),
        candidate(4, desil=4, desil_on=FIRST, village_code=VILLAGES[1]),
    ]

    made = choose(
        found,
        rules(quota_people=2, village_quotas={VILLAGES[0]: 1}, ranking=(RankBy.DESIL,)),
    )

    assert made == (
        Choice(UUID(int=1), Outcome.CHOSEN, 1, ()),
        Choice(UUID(int=2), Outcome.RESERVE, 2, (Reason.VILLAGE_FULL,)),
        Choice(UUID(int=3), Outcome.CHOSEN, 3, ()),
        Choice(UUID(int=4), Outcome.RESERVE, 4, (Reason.QUOTA_FULL,)),
    )


def test_places_held_already_count() -> None:
    found = [candidate(1), candidate(2, village_code=VILLAGES[1])]

    made = choose(found, rules(quota_people=3), taken={VILLAGES[2]: 2})

    assert Counter(one.outcome for one in made) == {Outcome.CHOSEN: 1, Outcome.RESERVE: 1}


def test_lot_can_be_drawn_again_by_anybody() -> None:
    assert lot(PROGRAMME, UUID(int=7)).hex() == (
        "eb8aac7b78501a983b272621ee9f9f0e4ca46d237f50b472342548d840699be7"
    )


def test_year_is_complete_on_the_birthday_of_a_leap_day() -> None:
    ages = [
        age_on(date(2004, 2, 29), day)
        for day in (date(2025, 2, 1), date(2025, 3, 1), date(2024, 2, 29))
    ]

    assert ages == [20, 21, 20]
