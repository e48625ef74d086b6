"""Every place of a month that BPJS has not posted has a cause, and the causes add up."""

from collections.abc import Mapping
from random import Random

import pytest

from enrollment.month_difference import explain
from enrollment.reconciliation import (
    CAUSE_LABELS,
    PLACE_CAUSES,
    Answer,
    Cause,
    CauseKind,
    Hindrance,
    Listing,
    Place,
    Standing,
    Step,
    causes_of,
    kind_of,
)

EVEN = Standing(Place.DETERMINED, Step.PAID, is_posted=True)
UNPOSTED = Standing(Place.DETERMINED, Step.PAID, is_posted=False)
PROPOSED = Standing(Place.PROPOSED, Step.NONE, is_posted=False)
LISTED_DEAD = Standing(Place.DECEASED, Step.PAID, is_posted=False)
POSTED_DEAD = Standing(Place.DECEASED, Step.PAID, is_posted=True)


@pytest.mark.parametrize(
    ("planned", "counts", "vacated", "lines"),
    [
        (10, {EVEN: 10}, 0, {}),
        (10, {EVEN: 8}, 2, {Cause.AWAITING_REPLACEMENT: 2}),
        (10, {EVEN: 8}, 0, {Cause.QUOTA_OPEN: 2}),
        (10, {EVEN: 6}, 1, {Cause.AWAITING_REPLACEMENT: 1, Cause.QUOTA_OPEN: 3}),
        (10, {EVEN: 10}, 3, {}),
        (10, {EVEN: 7, UNPOSTED: 3}, 1, {Cause.NOT_POSTED: 3}),
        (10, {EVEN: 6, PROPOSED: 3}, 2, {Cause.NOT_DETERMINED: 2, Cause.AWAITING_REPLACEMENT: 2}),
        (10, {EVEN: 9, PROPOSED: 3}, 0, {Cause.NOT_DETERMINED: 1}),
        (10, {EVEN: 12}, 0, {Cause.OVER_QUOTA: -2}),
        (10, {EVEN: 9, LISTED_DEAD: 1}, 1, {Cause.AWAITING_REPLACEMENT: 1}),
        (
            10,
            {EVEN: 9, POSTED_DEAD: 1},
            1,
            {Cause.AWAITING_REPLACEMENT: 1, Cause.POSTED_OUTSIDE: -1},
        ),
        (8_130, {EVEN: 45, UNPOSTED: 5}, 0, {Cause.NOT_POSTED: 5, Cause.QUOTA_OPEN: 8_080}),
    ],
)
def test_places_that_are_not_posted_carry_their_cause(
    planned: int, counts: Mapping[Standing, int], vacated: int, lines: Mapping[Cause, int]
) -> None:
    found = explain(planned, counts, vacated)

    assert dict(found.lines) == lines
    assert sum(lines.values()) == found.difference == planned - found.posted


def test_people_who_move_no_place_are_told_beside_the_difference() -> None:
    unpaid = Standing(Place.DETERMINED, Step.BILLED, is_posted=True)
    found = explain(10, {EVEN: 7, unpaid: 1, LISTED_DEAD: 1, PROPOSED: 4}, 1)

    assert dict(found.lines) == {Cause.NOT_DETERMINED: 1, Cause.AWAITING_REPLACEMENT: 1}
    assert dict(found.others) == {
        Cause.POSTED_UNPAID: 1,
        Cause.DECEASED: 1,
        Cause.NOT_DETERMINED: 3,
    }
    assert found.unexplained == [(Cause.POSTED_UNPAID, 1)]


@pytest.mark.parametrize("place", [one for one in Place if one is not Place.DETERMINED])
@pytest.mark.parametrize("step", list(Step))
def test_whoever_is_posted_without_a_place_is_one_finding_in_minutes_and_page(
    place: Place, step: Step
) -> None:
    outside = Standing(place, step, is_posted=True)

    found = explain(10, {EVEN: 9, outside: 1}, 1)

    assert found.unexplained == [(Cause.POSTED_OUTSIDE, -1)]
    assert found.others == []
    (told,) = causes_of({EVEN: 9, outside: 1})
    assert (kind_of(told[0]), told[1]) == (CauseKind.UNEXPLAINED, 1)


def test_more_people_than_the_programme_has_are_a_finding_and_a_waiting_place_is_none() -> None:
    assert explain(1, {EVEN: 2}, 0).unexplained == [(Cause.OVER_QUOTA, -1)]
    assert explain(1, {POSTED_DEAD: 1}, 1).unexplained == [(Cause.POSTED_OUTSIDE, -1)]
    assert explain(5, {EVEN: 2}, 1).unexplained == []
    assert {kind_of(one) for one in (Cause.AWAITING_REPLACEMENT, Cause.QUOTA_OPEN)} == {
        CauseKind.WAITING
    }
    assert all(CAUSE_LABELS[one] for one in PLACE_CAUSES)


def test_causes_of_any_month_add_up_to_its_difference_and_nobody_is_lost() -> None:
    random = Random(20260331)
    for _ in range(2_000):
        counts: dict[Standing, int] = {}
        for _ in range(random.randint(0, 12)):
            standing = Standing(
                random.choice(list(Place)),
                random.choice(list(Step)),
                random.random() < 0.5,
                random.choice(list(Answer)),
                random.choice(list(Hindrance)),
                random.choice([one for one in Listing if one is not Listing.LISTED]),
            )
            counts[standing] = random.randint(0, 40)
        planned, vacated = random.randint(0, 200), random.randint(0, 30)

        found = explain(planned, counts, vacated)

        posted = sum(people for one, people in counts.items() if one.is_posted)
        assert (found.planned, found.posted) == (planned, posted)
        assert sum(people for _cause, people in found.lines) == planned - posted
        persons = [*found.lines, *found.others]
        assert sum(abs(n) for cause, n in persons if cause not in PLACE_CAUSES) == sum(
            n for _cause, n in causes_of(counts)
        )
        over_quota = sum(n for cause, n in found.unexplained if cause is Cause.OVER_QUOTA)
        assert sum(abs(n) for _cause, n in found.unexplained) + over_quota == sum(
            n for cause, n in causes_of(counts) if kind_of(cause) is CauseKind.UNEXPLAINED
        )
