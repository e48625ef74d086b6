"""What follows for the people of a chain once an agreement about them ends."""

from datetime import date
from uuid import UUID

import pytest

from cooperation.checks.periods import planning_horizon
from cooperation.cover_gaps import Link
from cooperation.cover_lapses import AftermathKind, look_after
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.months import Month
from cooperation.pricing import Insured
from tests.unit.cooperation.test_cover_gaps import link, shape

HORIZON = planning_horizon(date(2026, 11, 20))
ENDS_ON = date(2026, 12, 31)
JAKON = Insured(Segment.JAKON, frozenset({Programme.JKK}), FundingSource.APBD)
OF_2026 = link(Month(2026, 3), Month(2026, 12), 1_000)
PLAN = link(Month(2027, 1), Month(2027, 3), 900, is_committed=False, number=2)


def later(first: Month, last: Month) -> Link:
    return link(first, last, 800, number=3)


@pytest.mark.parametrize(
    ("links", "kind", "told"),
    [
        ([OF_2026], "naked", [("coming", "2027-01", "2027-12")]),
        (
            [OF_2026, PLAN],
            "naked",
            [("planned", "2027-01", "2027-03"), ("coming", "2027-04", "2027-12")],
        ),
        (
            [OF_2026, PLAN, later(Month(2027, 5), Month(2027, 6))],
            "naked",
            [("planned", "2027-01", "2027-03"), ("coming", "2027-04", "2027-04")],
        ),
        ([OF_2026, later(Month(2027, 1), Month(2027, 2))], "continued", []),
        ([link(Month(2026, 3), Month(2028, 2))], "continued", []),
        ([link(Month(2026, 3), Month(2026, 12), insured=JAKON)], "construction", []),
        ([PLAN], "unknown", []),
    ],
)
def test_months_after_an_end_are_naked_until_a_commitment_covers_them(
    links: list[Link], kind: str, told: list[tuple[str, str, str]]
) -> None:
    found = look_after(links, {UUID(int=1)}, ENDS_ON, HORIZON, is_whole=True)

    assert (found.kind, shape(tuple(found.gaps))) == (kind, told)


def test_agreement_that_ends_before_its_programme_leaves_the_months_after_the_programme() -> None:
    found = look_after([OF_2026], {UUID(int=1)}, date(2026, 11, 30), HORIZON, is_whole=True)

    assert shape(tuple(found.gaps)) == [("coming", "2027-01", "2027-12")]


def test_months_that_have_begun_since_an_end_are_naked_and_told_apart_from_those_to_come() -> None:
    ended = link(Month(2026, 3), Month(2026, 9), 1_000)
    follows = later(Month(2026, 12), Month(2027, 12))

    left = look_after([ended], {UUID(int=1)}, date(2026, 9, 30), HORIZON, is_whole=True)
    begun = look_after([ended, follows], {UUID(int=1)}, date(2026, 9, 30), HORIZON, is_whole=True)

    assert shape(tuple(left.begun)) == [("past", "2026-10", "2026-11")]
    assert shape(tuple(left.gaps)) == [
        ("coming", "2026-12", "2026-12"),
        ("coming", "2027-01", "2027-12"),
    ]
    assert (begun.kind, shape(tuple(begun.begun))) == (
        AftermathKind.NAKED,
        [("past", "2026-10", "2026-11")],
    )
    assert shape(tuple(begun.gaps)) == []


def test_months_that_are_not_stated_leave_what_follows_unknown_unless_it_is_covered() -> None:
    follows = later(Month(2027, 1), Month(2027, 2))

    naked = look_after([OF_2026], {UUID(int=1)}, ENDS_ON, HORIZON, is_whole=False)
    covered = look_after([OF_2026, follows], {UUID(int=1)}, ENDS_ON, HORIZON, is_whole=False)

    assert naked.kind is AftermathKind.UNKNOWN
    assert covered.kind is AftermathKind.CONTINUED
