"""Quarters of a year, as reports and reconciliations count them. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cooperation.months import Month, months_from

_MONTHS: Final = 3
_WRITTEN: Final = re.compile(r"([12][0-9]{3})-([1-4])")
_ROMAN: Final = ("I", "II", "III", "IV")


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter; ``number`` is 1..4."""

    year: int
    number: int

    @classmethod
    def of(cls, month: Month) -> "Quarter":
        """The quarter a month lies in."""
        return cls(month.year, (month.number - 1) // _MONTHS + 1)

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read ``2026-2``.

        Raises:
            ValueError: the text is no quarter in this form.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            msg = "a quarter is written YYYY-N"
            raise ValueError(msg)
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def months(self) -> Sequence[Month]:
        """Its three months."""
        return months_from(Month(self.year, (self.number - 1) * _MONTHS + 1), _MONTHS)

    @property
    def roman(self) -> str:
        """``II``, as official papers number quarters."""
        return _ROMAN[self.number - 1]


def quarters_of(months: Iterable[Month]) -> Sequence[Quarter]:
    """The quarters some months lie in, latest first."""
    return sorted({Quarter.of(month) for month in months}, reverse=True)
