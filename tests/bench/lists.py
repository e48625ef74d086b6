"""Lists of invented people as files: as large as wanted, made quickly, twelve columns wide."""

import datetime as dt
from collections.abc import Iterator
from functools import cache

from enrollment.reference import Village, occupations, villages

HEADINGS = (
    "no",
    "nik",
    "nama",
    "tanggal_lahir",
    "jenis_kelamin",
    "kode_desa",
    "desa",
    "kecamatan",
    "alamat",
    "pekerjaan",
    "nomor_telepon",
    "keterangan",
)
REGION = "35.05"
# Numbers with these serials are issued to nobody.
_SERIALS = range(9990, 10_000)
_FIRST_DAY = dt.date(1965, 1, 1)
_DAYS = 35 * 365
_FEMALE = 40
_GIVEN = ("Sumini", "Suparmi", "Mukhlis", "Wagiyem", "Slamet", "Kasiyem", "Paijo", "Tumirah")
_FAMILY = ("Wijaya", "Purnomo", "Lestari", "Santoso", "Rahayu", "Hidayat", "Kusuma", "Widodo")


def people(first: int, count: int) -> Iterator[tuple[str, ...]]:
    """Rows of people with numbers of their own, each with the cells of ``HEADINGS``.

    Args:
        first: number of the first person; equal numbers are equal people.
        count: how many.
    """
    places, work = _places(), _work()
    for number in range(first, first + count):
        rest, serial = divmod(number, len(_SERIALS))
        rest, sex = divmod(rest, 2)
        district, day = divmod(rest, _DAYS)
        born = _birthdays()[day]
        place = places[number % len(places)]
        written = born.day + (_FEMALE if sex else 0)
        yield (
            str(number),
            f"3505{1 + district % 22:02}{written:02}{born:%m%y}{_SERIALS[serial]}",
            f"{_GIVEN[number % 8]} {_FAMILY[number // 8 % 8]} {chr(65 + number % 26)}",
            born.isoformat(),
            "LP"[sex],
            place.code,
            place.name,
            place.district,
            f"RT {number % 9 + 1:02} RW {number % 7 + 1:02} Dusun {number % 40 + 1}",
            work[number % len(work)],
            f"0812{number % 100_000_000:08}",
            "",
        )


def csv_list(first: int, count: int) -> bytes:
    """The rows of ``people`` as a file; no cell holds a comma."""
    lines = (",".join(cells) for cells in people(first, count))
    return "\n".join([",".join(HEADINGS), *lines, ""]).encode()


@cache
def _places() -> list[Village]:
    return sorted(villages(REGION).values(), key=lambda village: village.code)


@cache
def _work() -> list[str]:
    return [one.replace(",", " ") for one in occupations()]


@cache
def _birthdays() -> list[dt.date]:
    return [_FIRST_DAY + dt.timedelta(days=day) for day in range(_DAYS)]
