"""Date questions of regulations, on known and unknown dates."""

from datetime import date

import pytest

from tenants.regulation_periods import (
    RegulationDates,
    binding_from,
    is_recent,
)
from tenants.regulation_types import RegulationStatus

IN_FORCE, AMENDED = RegulationStatus.IN_FORCE, RegulationStatus.AMENDED
DRAFT = RegulationStatus.DRAFT


def test_binding_from_prefers_effect_over_promulgation_over_enactment() -> None:
    enacted = RegulationDates(IN_FORCE, 2021, enacted_on=date(2021, 6, 23))
    promulgated = RegulationDates(IN_FORCE, 2021, date(2021, 6, 23), date(2021, 6, 25))
    stated = RegulationDates(IN_FORCE, 2021, date(2021, 6, 23), date(2021, 6, 25), date(2022, 1, 1))

    assert binding_from(enacted) == date(2021, 6, 23)
    assert binding_from(promulgated) == date(2021, 6, 25)
    assert binding_from(stated) == date(2022, 1, 1)
    assert binding_from(RegulationDates(IN_FORCE, 2021)) is None


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (RegulationDates(IN_FORCE, 2020, date(2020, 12, 30)), False),
        (RegulationDates(IN_FORCE, 2020, date(2020, 12, 31)), True),
        (RegulationDates(IN_FORCE, 2025, date(2025, 12, 31)), True),
        (RegulationDates(IN_FORCE, 2026, date(2026, 1, 1)), False),
        (RegulationDates(IN_FORCE, 2019), False),
        (RegulationDates(IN_FORCE, 2020), None),
        (RegulationDates(IN_FORCE, 2021), True),
        (RegulationDates(IN_FORCE, 2026), False),
        (RegulationDates(IN_FORCE, 2021, promulgated_on=date(2021, 1, 5)), True),
    ],
)
def test_recent_in_2025_without_amendments(dates: RegulationDates, expected: bool | None) -> None:
    assert is_recent(dates, (), 2025) is expected


def test_recent_when_amended_recently_counts_the_amendment() -> None:
    old = RegulationDates(AMENDED, 2014, date(2014, 1, 1))
    amendment = RegulationDates(IN_FORCE, 2024, date(2024, 3, 1))

    assert is_recent(old, (amendment,), 2025) is True


def test_recent_when_only_a_draft_amends_is_refused() -> None:
    old = RegulationDates(IN_FORCE, 2014, date(2014, 1, 1))

    assert is_recent(old, (RegulationDates(DRAFT, 2025, date(2025, 3, 1)),), 2025) is False


def test_recent_when_amendment_date_decides_and_is_unknown_stays_open() -> None:
    old = RegulationDates(AMENDED, 2014, date(2014, 1, 1))

    assert is_recent(old, (RegulationDates(IN_FORCE, 2020),), 2025) is None
