"""Reference tables of this package: region codes of six editions, villages, occupations. Pure."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

CURRENT_EDITION = 2025


@dataclass(frozen=True)
class RegionCode:
    """A province, regency or district code (2, 4 or 6 digits) and the editions that carry it.

    Editions are those of 2016, 2018, 2020, 2022, 2023 and 2025.
    """

    code: str
    first_edition: int
    last_edition: int

    @property
    def is_current(self) -> bool:
        """Whether the newest edition still carries the code."""
        return self.last_edition == CURRENT_EDITION


@dataclass(frozen=True)
class Village:
    """A desa or kelurahan; ``code`` is dotted, such as ``35.05.01.2001``."""

    code: str
    name: str
    district: str
    kind: str


@cache
def region_codes() -> Mapping[str, RegionCode]:
    """Every known code by its digits.

    Source:
        Region codes of the Minister of Home Affairs, editions 2016 to 2025
        (newest: Kepmendagri 300.2.2-2138/2025).
    """
    return {
        row["code"]: RegionCode(row["code"], int(row["first_edition"]), int(row["last_edition"]))
        for row in _rows("region_codes.csv")
    }


@cache
def known_villages() -> Mapping[str, Village]:
    """Every village whose list is kept here, by dotted code."""
    return {
        row["code"]: Village(row["code"], row["name"], row["district"], row["kind"])
        for row in _rows("villages.csv")
    }


@cache
def villages(region_code: str) -> Mapping[str, Village]:
    """The villages of a regency by dotted code; empty where the list is not kept here yet.

    Args:
        region_code: dotted code of the regency, such as ``35.05``.
    """
    return {
        code: village
        for code, village in known_villages().items()
        if code.startswith(region_code + ".")
    }


@cache
def occupations() -> tuple[str, ...]:
    """Occupations of vulnerable workers that regencies name, in their usual spelling."""
    return tuple(row["name"] for row in _rows("occupations.csv"))


@cache
def synthetic_names(kind: str) -> tuple[str, ...]:
    """Names for invented people: given names of a sex (``L``, ``P``), or ``family`` names."""
    return tuple(row["name"] for row in _rows("synthetic_names.csv") if row["kind"] == kind)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with files(__package__).joinpath(name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)
