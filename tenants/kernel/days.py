"""Which days can be meant. A mistyped year is refused before anything is counted with it."""

from collections.abc import Iterator, Mapping
from datetime import date

from tenants.kernel.errors import N_, FieldError

FIRST_DAY = date(1945, 8, 17)
LAST_DAY = date(2100, 12, 31)
OUT_OF_BOUNDS = N_(
    "Tahun pada tanggal ini tampaknya salah ketik. Isi tanggal antara 17 Agustus 1945 dan"
    " 31 Desember 2100, misalnya 2025-04-14."
)


def is_plausible(day: date) -> bool:
    """Whether a day can be meant: from the first day of the republic to the end of 2100.

    Source:
        Convention of this product.
    """
    return FIRST_DAY <= day <= LAST_DAY


def day_errors(stated: Mapping[str, date | None]) -> Iterator[FieldError]:
    """One entry for every stated day that cannot be meant, by the name of its field.

    Source:
        Convention of this product.
    """
    for name, day in stated.items():
        if day is not None and not is_plausible(day):
            yield FieldError(f"/{name}", OUT_OF_BOUNDS)
