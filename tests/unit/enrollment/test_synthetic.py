"""Invented rosters: repeatable, unique, plausible, and never mistaken for real."""

from datetime import date

import pytest

from enrollment.parsing.batches import read_file
from enrollment.parsing.rows import RosterRules
from enrollment.reference import known_villages, region_codes, villages
from enrollment.synthetic import synthetic_people, synthetic_roster
from tenants.reference.regions import regions

STARTS_ON = date(2025, 3, 1)


@pytest.mark.parametrize(("region_code", "count"), [("35.05", 8125), ("33.16", 1500)])
def test_roster_when_made_passes_every_check(region_code: str, count: int) -> None:
    data = synthetic_roster(region_code, count, seed=1, starts_on=STARTS_ON)
    rules = RosterRules(
        region_code=region_code,
        villages=known_villages(),
        region_names={code: region.name for code, region in regions().items()},
        regions=region_codes(),
        starts_on=STARTS_ON,
        today=date(2025, 4, 14),
    )

    batches = list(read_file([data], rules))

    assert batches[-1].progress.valid_count == count
    assert [problem for batch in batches for problem in batch.problems] == []


def test_people_when_made_have_numbers_of_their_own_that_no_office_issues() -> None:
    people = list(synthetic_people("35.05", 3000, seed=7, starts_on=STARTS_ON))

    assert len({person.nik for person in people}) == 3000
    assert {person.nik[12:15] for person in people} == {"999"}


def test_people_when_made_include_single_word_names_and_every_village_kind() -> None:
    people = list(synthetic_people("33.16", 1500, seed=7, starts_on=STARTS_ON))
    kinds = villages("33.16")

    assert any(" " not in person.name for person in people)
    assert any(" " in person.name for person in people)
    assert {kinds[person.village_code].kind for person in people} == {"desa", "kelurahan"}


def test_people_when_seed_is_equal_are_equal() -> None:
    one = synthetic_roster("35.05", 50, seed=3, starts_on=STARTS_ON)

    assert one == synthetic_roster("35.05", 50, seed=3, starts_on=STARTS_ON)
    assert one != synthetic_roster("35.05", 50, seed=4, starts_on=STARTS_ON)


def test_people_when_villages_are_not_kept_are_refused() -> None:
    with pytest.raises(ValueError, match=r"35\.72"):
        next(synthetic_people("35.72", 1, seed=1, starts_on=STARTS_ON))
