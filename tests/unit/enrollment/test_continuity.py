"""Posted months as a line: runs, lapses, the waiting time, and what is said of them on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.months import Month, months_between, months_from
from cooperation.tariff_files import current_tariffs
from enrollment.continuity import (
    Counting,
    Lasting,
    WaitingRule,
    continuity_of,
    ends_on,
    lasting_of,
    waiting_rule,
)

RULE = WaitingRule(Month(2025, 2), 3)
TOTAL = WaitingRule(Month(2025, 2), 3, Counting.TOTAL)
BROKEN = [Month(2025, 3), Month(2025, 4), *months_from(Month(2025, 6), 4)]
months = st.builds(Month, st.integers(2024, 2026), st.integers(1, 12))


def test_lapse_begins_the_waiting_time_anew_only_where_months_must_be_consecutive() -> None:
    one, other = continuity_of(BROKEN, RULE), continuity_of(BROKEN, TOTAL)

    assert one.lapses == other.lapses == [(Month(2025, 5), Month(2025, 5))]
    assert one.continuous_months == 4
    assert one.full_months == (Month(2025, 9),)
    assert other.full_months == tuple(months_between(Month(2025, 7), Month(2025, 9)))
    assert one.last_month == Month(2025, 9)


def test_package_of_three_months_never_gives_the_full_benefit() -> None:
    three = continuity_of(months_from(Month(2025, 6), 3), RULE)

    assert three.reduced_months == list(three.months)
    assert lasting_of(three, None, date(2025, 8, 31)) == {
        Lasting.COVERED,
        Lasting.WAITING,
        Lasting.ENDING,
        Lasting.NEVER_FULL,
    }


def test_months_before_the_rule_give_it_at_once_and_count_towards_the_wait() -> None:
    early = continuity_of(months_between(Month(2024, 12), Month(2025, 3)), RULE)

    assert early.reduced_months == [Month(2025, 2)]


@pytest.mark.parametrize(
    ("held_until", "today", "groups"),
    [
        (Month(2025, 12), date(2025, 9, 2), {Lasting.COVERED}),
        (Month(2025, 12), date(2025, 10, 1), set()),
        (Month(2025, 12), date(2025, 10, 2), {Lasting.ENDING}),
        (None, date(2025, 9, 30), {Lasting.COVERED, Lasting.ENDING}),
        (None, date(2025, 10, 1), {Lasting.LAPSED}),
        (Month(2025, 1), date(2025, 10, 1), {Lasting.LAPSED}),
    ],
)
def test_groups_on_a_day(held_until: Month | None, today: date, groups: set[Lasting]) -> None:
    assert lasting_of(continuity_of(BROKEN, RULE), held_until, today) == groups


def test_rule_is_read_from_the_parameters() -> None:
    assert waiting_rule(current_tariffs(), Counting.CONSECUTIVE) == RULE


def test_nobody_known_is_in_no_group() -> None:
    empty = continuity_of([], RULE)

    assert ends_on(empty, None) is None
    assert lasting_of(empty, None, date(2025, 9, 1)) == set()
    assert (empty.continuous_months, empty.last_month) == (0, None)


@given(st.lists(months, max_size=30), st.sampled_from([RULE, TOTAL]))
def test_runs_lapses_and_benefits_share_out_the_months(
    posted: list[Month], rule: WaitingRule
) -> None:
    found = continuity_of(posted, rule)
    covered = [month for first, last in found.runs for month in months_between(first, last)]
    between = [month for first, last in found.lapses for month in months_between(first, last)]

    assert covered == list(found.months) == sorted(set(posted))
    assert sorted([*found.full_months, *found.reduced_months]) == covered
    if covered:
        assert sorted([*covered, *between]) == list(months_between(covered[0], covered[-1]))


@given(st.lists(months, max_size=30))
def test_total_is_never_less_generous_than_consecutive(posted: list[Month]) -> None:
    strict, generous = continuity_of(posted, RULE), continuity_of(posted, TOTAL)

    assert set(strict.full_months) <= set(generous.full_months)
