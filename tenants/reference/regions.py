"""The 38 provinces and 514 regencies of Indonesia, as a pure table with lookup by code only."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

JAKARTA_PROVINCE = "31"

_SHORT_KIND = {"kabupaten": "kab", "kota": "kota"}


class RegionKind(StrEnum):
    """A regency in the wide sense is a kabupaten or a kota."""

    KABUPATEN = "kabupaten"
    KOTA = "kota"


class UnknownRegion(LookupError):
    """No province or region has this code; names are never matched."""


@dataclass(frozen=True)
class Province:
    """A province: two-digit code and the one IANA time zone its governments keep."""

    code: str
    name: str
    timezone: str


@dataclass(frozen=True)
class Region:
    """A kabupaten or kota.

    ``population`` counts persons as the edition's decree prints them; ``tile_col`` and ``tile_row``
    place the region on the tile map, column 0 in the west, row 0 in the north.
    """

    code: str
    kind: RegionKind
    name: str
    province_code: str
    capital: str
    population: int
    tile_col: int
    tile_row: int
    edition: str

    @property
    def tenant_id(self) -> int:
        """The code without its dot: 35.05 is tenant 3505."""
        return int(self.code.replace(".", ""))

    @property
    def slug(self) -> str:
        """``kab-blitar`` or ``kota-blitar``: kind and name, unique over the whole table."""
        bare = self.name.split(" ", 1)[1].lower()
        return f"{_SHORT_KIND[self.kind]}-{re.sub(r'[^a-z0-9]+', '-', bare).strip('-')}"

    @property
    def issues_regulations(self) -> bool:
        """False for the six administrative units of Jakarta: no Perda, no APBD, no elected head."""
        return self.province_code != JAKARTA_PROVINCE


@cache
def provinces() -> Mapping[str, Province]:
    """Every province by its code, in order of code."""
    rows = _rows("provinces.csv")
    return MappingProxyType(
        {row["code"]: Province(row["code"], row["name"], row["timezone"]) for row in rows}
    )


@cache
def regions() -> Mapping[str, Region]:
    """Every kabupaten and kota by its code (``35.05``), in order of code.

    Source:
        Kepmendagri 300.2.2-2138/2025; the column ``edition`` names the decree of each row.
    """
    return MappingProxyType({row["code"]: _region(row) for row in _rows("regions.csv")})


def province_of(code: str) -> Province:
    """The province with this two-digit code.

    Raises:
        UnknownRegion: no such code.
    """
    try:
        return provinces()[code]
    except KeyError:
        raise UnknownRegion(code) from None


def region_of(code: str) -> Region:
    """The region with this dotted code. There is no lookup by name: Blitar is both 35.05 and 35.72.

    Raises:
        UnknownRegion: no such code.
    """
    try:
        return regions()[code]
    except KeyError:
        raise UnknownRegion(code) from None


def _region(row: Mapping[str, str]) -> Region:
    return Region(
        code=row["code"],
        kind=RegionKind(row["kind"]),
        name=row["name"],
        province_code=row["province_code"],
        capital=row["capital"],
        population=int(row["population"]),
        tile_col=int(row["tile_col"]),
        tile_row=int(row["tile_row"]),
        edition=row["edition"],
    )


def _rows(filename: str) -> Iterator[dict[str, str]]:
    table = (files("tenants.reference") / filename).read_text(encoding="utf-8")
    yield from csv.DictReader(table.splitlines())
