"""Invented rosters for demonstrations and measurements: real villages, impossible serials. Pure.

Every number carries a serial from 9990 to 9999, which no office issues, so that an invented person
can never be mistaken for, or collide with, a real one.
"""

import csv
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import TypeVar

from enrollment.nik import FEMALE_DAY_OFFSET, Sex
from enrollment.parsing.columns import TEMPLATE_COLUMNS
from enrollment.reference import Village, occupations, synthetic_names, villages

_T = TypeVar("_T")

SERIALS = range(9990, 10000)
YOUNGEST, OLDEST = 18, 64
ONE_WORD_SHARE = 0.25


@dataclass(frozen=True)
class SyntheticPerson:
    """One row of an invented roster, in the order of the template's columns."""

    nik: str
    name: str
    birth_on: str
    sex: str
    village_code: str
    address: str
    occupation: str
    phone: str


def synthetic_people(
    region_code: str, count: int, *, seed: int, starts_on: date
) -> Iterator[SyntheticPerson]:
    """Invented people of working age, each with a number of its own; equal arguments, equal people.

    Args:
        region_code: dotted code of a regency whose villages are kept here.
        count: persons wanted, >= 0.
        seed: of the generator.
        starts_on: the day at which everybody is ``YOUNGEST`` to ``OLDEST`` years old.

    Raises:
        ValueError: the villages of the regency are not kept here.

    Source:
        Convention for invented NIK: serials 9990 to 9999.
    """
    places = sorted(villages(region_code).values(), key=lambda village: village.code)
    if not places:
        raise ValueError(f"no villages are kept for {region_code}")
    chance = random.Random(seed)  # noqa: S311  repeatable people are wanted, not secret ones
    given: set[str] = set()
    while len(given) < count:
        person = _invent(chance, places, starts_on)
        if person.nik not in given:
            given.add(person.nik)
            yield person


def synthetic_roster(region_code: str, count: int, *, seed: int, starts_on: date) -> bytes:
    """The same people as a roster file of the stated format, in UTF-8.

    Args:
        region_code: see ``synthetic_people``.
        count: persons wanted.
        seed: of the generator.
        starts_on: see ``synthetic_people``.

    Source:
        Stated format of the upload page.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.value for column in TEMPLATE_COLUMNS])
    for person in synthetic_people(region_code, count, seed=seed, starts_on=starts_on):
        writer.writerow(astuple(person))
    return text.getvalue().encode()


def _invent(chance: random.Random, places: Sequence[Village], starts_on: date) -> SyntheticPerson:
    village = _pick(chance, places)
    sex = Sex.MALE if chance.random() < 0.5 else Sex.FEMALE  # noqa: PLR2004  as many women as men
    birth_on = _birth_date(chance, starts_on)
    day = birth_on.day + (FEMALE_DAY_OFFSET if sex is Sex.FEMALE else 0)
    district = village.code.replace(".", "")[:6]
    serial = _pick(chance, SERIALS)
    return SyntheticPerson(
        nik=f"{district}{day:02}{birth_on:%m%y}{serial}",
        name=_name(chance, sex),
        birth_on=birth_on.isoformat(),
        sex=sex.value,
        village_code=village.code,
        address=f"RT {chance.randrange(1, 9):02} RW {chance.randrange(1, 7):02}",
        occupation=_pick(chance, occupations()),
        phone="",
    )


def _birth_date(chance: random.Random, starts_on: date) -> date:
    """Between the 65th birthday still ahead and the 18th just passed, with a year's margin."""
    latest = date(starts_on.year - YOUNGEST - 1, 12, 28)
    earliest = date(starts_on.year - OLDEST, 1, 2)
    return earliest + timedelta(days=chance.randrange((latest - earliest).days))


def _name(chance: random.Random, sex: Sex) -> str:
    first = _pick(chance, synthetic_names(sex))
    if chance.random() < ONE_WORD_SHARE:
        return first
    return f"{first} {_pick(chance, synthetic_names('family'))}"


def _pick(chance: random.Random, choices: Sequence[_T]) -> _T:
    return choices[chance.randrange(len(choices))]
