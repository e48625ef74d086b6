"""Who takes the places that become free in a decree, and what a change needs."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.decree_changes import (
    LeaveReason,
    Reserve,
    leave_errors,
    month_errors,
    pick_replacements,
    status_after,
)
from enrollment.kinds import CoverStatus

VILLAGES = ("33.16.01.2001", "33.16.01.2002")
reserves = st.lists(
    st.builds(
        Reserve,
        worker_id=st.integers(1, 10**6).map(lambda number: UUID(int=number)),
        village_code=st.sampled_from(VILLAGES),
        rank=st.integers(1, 10**6),
    ),
    max_size=20,
    unique_by=lambda one: one.rank,
)
counts = st.dictionaries(st.sampled_from(VILLAGES), st.integers(0, 5))


@given(st.integers(0, 10), reserves, counts, counts)
def test_replacements_come_in_order_within_the_places_and_village_quotas(
    leaving: int, waiting: list[Reserve], occupied: dict[str, int], quotas: dict[str, int]
) -> None:
    picked = pick_replacements(leaving, waiting, occupied=occupied, village_quotas=quotas)

    assert len(picked) <= leaving
    assert [one.rank for one in picked] == sorted(one.rank for one in picked)
    for village, limit in quotas.items():
        entered = sum(one.village_code == village for one in picked)
        assert entered == 0 or occupied.get(village, 0) + entered <= limit
    passed = [one for one in waiting if one not in picked]
    if len(picked) < leaving:
        taken = {
            village: occupied.get(village, 0) + sum(one.village_code == village for one in picked)
            for village in VILLAGES
        }
        assert all(
            one.village_code in quotas and taken[one.village_code] >= quotas[one.village_code]
            for one in passed
        )


def test_full_village_is_passed_over_for_the_next_in_order() -> None:
    first, second = (Reserve(UUID(int=number), VILLAGES[number - 1], number) for number in (1, 2))

    picked = pick_replacements(
        1, [second, first], occupied={VILLAGES[0]: 3}, village_quotas={VILLAGES[0]: 3}
    )

    assert picked == (second,)


@pytest.mark.parametrize(
    ("month", "is_refused"),
    [
        (date(2025, 3, 1), True),
        (date(2025, 5, 1), True),
        (date(2025, 6, 1), False),
        (date(2025, 12, 1), False),
        (date(2026, 1, 1), True),
    ],
)
def test_month_of_a_change_lies_ahead_and_within_the_decree(month: date, is_refused: bool) -> None:
    found = month_errors(
        month,
        first_month_on=date(2025, 4, 1),
        last_month_on=date(2025, 12, 1),
        this_month=date(2025, 6, 1),
    )

    assert bool(found) == is_refused


def test_other_reason_needs_its_words_and_no_number() -> None:
    assert leave_errors(LeaveReason.MOVED, None) == []
    assert leave_errors(LeaveReason.OTHER, None) != []
    assert leave_errors(LeaveReason.OTHER, "Data ganda dengan orang lain") == []
    assert leave_errors(LeaveReason.MOVED, "NIK 3316010101010001 yang pindah") != []


def test_deceased_are_called_so() -> None:
    assert status_after(LeaveReason.DECEASED) is CoverStatus.DECEASED
    assert status_after(LeaveReason.MOVED) is CoverStatus.REPLACED
