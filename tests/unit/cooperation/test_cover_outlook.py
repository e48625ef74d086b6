"""Months to come once a step of a budget has passed: parted, or planned and whole."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask_babel import Babel

from cooperation.calendar import Term
from cooperation.checks.periods import planning_horizon
from cooperation.cover_gaps import GapKind, Link
from cooperation.cover_outlook import Outlook, look_out
from cooperation.gap_words import need_words
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.months import Month
from cooperation.pricing import Insured
from cooperation.tariff_files import current_tariffs

pytestmark = pytest.mark.usefixtures("words")

NOVEMBER, DECEMBER = date(2026, 11, 30), date(2026, 12, 1)
OCTOBER_AFTER = date(2027, 10, 1)
RATE = 16_800


@pytest.fixture(scope="module")
def words() -> Any:
    """An application that puts texts into words, in the language of record."""
    app = Flask(__name__)
    Babel(app, default_locale="id")
    with app.test_request_context():
        yield


def outlook_on(
    today: date, first: Month, last: Month, *, source: FundingSource = FundingSource.APBD
) -> Outlook:
    """A programme that ends with 2026 and a plan of the same people after it."""
    insured = Insured(Segment.BPU, frozenset({Programme.JKK, Programme.JKM}), source)
    ending = Term(Month(2026, 1), Month(2026, 12), 100, is_committed=True)
    plan = Term(first, last, 100, is_committed=False)
    chain = [Link(UUID(int=1), ending, insured), Link(UUID(int=2), plan, insured)]
    horizon = planning_horizon(today)
    return look_out(
        current_tariffs(), [chain], horizon, 42, past_from=horizon.current, until=Month(2027, 12)
    )


def planned(outlook: Outlook) -> list[tuple[Month, Month, int | None]]:
    return [
        (one.priced.gap.first, one.priced.gap.last, one.priced.amount_idr)
        for one in outlook.coming
        if one.priced.gap.kind is GapKind.PLANNED
    ]


@pytest.mark.parametrize("today", [date(2026, 8, 20), NOVEMBER, DECEMBER, date(2027, 1, 15)])
def test_plan_when_the_steps_of_its_budget_have_passed_stays_a_need(today: date) -> None:
    outlook = outlook_on(today, Month(2027, 2), Month(2027, 12))

    assert planned(outlook) == [(Month(2027, 2), Month(2027, 12), 100 * 11 * RATE)]
    assert all(one.gap.of.commitment_id == UUID(int=1) for one in outlook.unpayable)
    assert outlook.needed.amount_idr == 100 * 11 * RATE


def test_what_nobody_planned_is_unpayable_once_its_step_has_passed() -> None:
    outlook = outlook_on(DECEMBER, Month(2027, 10), Month(2027, 12))

    (empty,) = outlook.unpayable
    assert (empty.gap.first, empty.gap.last) == (Month(2027, 1), Month(2027, 9))
    assert planned(outlook) == [(Month(2027, 10), Month(2027, 12), 100 * 3 * RATE)]


@pytest.mark.parametrize(
    ("today", "first", "told"),
    [
        (NOVEMBER, Month(2027, 2), "APBD 2027: RAPBD, sampai 30\u00a0November 2026"),
        (
            DECEMBER,
            Month(2027, 2),
            (
                "APBD Perubahan 2027, sampai 30\u00a0September 2027; pastikan sudah termuat dalam"
                " APBD 2027: Februari\u2013September 2027"
            ),
        ),
        (
            NOVEMBER,
            Month(2027, 1),
            (
                "APBD 2027: RAPBD, sampai 30\u00a0November 2026; pastikan sudah termuat dalam"
                " APBD 2027: Januari 2027"
            ),
        ),
        (
            OCTOBER_AFTER,
            Month(2027, 11),
            "pastikan sudah termuat dalam APBD 2027: November\u2013Desember 2027",
        ),
    ],
)
def test_plan_when_no_step_is_left_is_to_be_found_in_the_budget(
    today: date, first: Month, told: str
) -> None:
    outlook = outlook_on(today, first, Month(2027, 12))

    (need,) = (one for one in outlook.coming if one.priced.gap.kind is GapKind.PLANNED)
    assert need_words(need) == told


def test_plan_paid_from_other_money_is_asked_of_no_budget() -> None:
    outlook = outlook_on(DECEMBER, Month(2027, 1), Month(2027, 12), source=FundingSource.CSR)

    (need,) = outlook.coming
    assert (need.unentered, need_words(need)) == ((), "di luar APBD")
