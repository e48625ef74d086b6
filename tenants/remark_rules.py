"""Remarks that the audit trail keeps for good: what a reason owes, and what may not stand in one.

Pure.
"""

import re
from collections.abc import Sequence

from tenants.kernel.errors import N_, FieldError

_NIK_LIKE = re.compile(
    r"(?<!\d)(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .-])\d{6}\2\d{4})(?!\d)"
)
"""Sixteen digits in one piece, in fours, or as region, birth date and serial number."""

REASON_LETTERS = 10
"""A reason must tell something; fewer letters tell nothing."""
REASON_SHORT = N_("Tuliskan alasannya, paling sedikit %(count)s huruf.")


def long_numbers(text: str | None) -> Sequence[str]:
    """The numbers in a text that are as long as a NIK, their digits alone.

    Source:
        A NIK has sixteen digits, written in one piece or in groups.
    """
    return [re.sub(r"\D", "", found[0]) for found in _NIK_LIKE.finditer(text or "")]


def number_errors(pointer: str, text: str | None) -> Sequence[FieldError]:
    """Why a remark that others read cannot stand: it holds a number as long as a NIK.

    Args:
        pointer: of the field.
        text: as typed; sums, dates and clauses are no such numbers.

    Source:
        Personal identifiers stay out of remarks, because the trail keeps them for good.
    """
    if not long_numbers(text):
        return []
    detail = N_("Jangan menuliskan NIK. Sebut nomor baris atau jumlah orangnya saja.")
    return [FieldError(pointer, detail)]


def is_telling(reason: str | None) -> bool:
    """Whether a reason has letters enough to tell something."""
    return sum(letter.isalpha() for letter in reason or "") >= REASON_LETTERS


def reason_errors(reason: str | None, *, too_short: str = REASON_SHORT) -> Sequence[FieldError]:
    """Why a compulsory reason cannot stand: too few letters, or a NIK in it.

    Args:
        reason: as typed.
        too_short: what is said then; ``%(count)s`` is the number of letters wanted.

    Source:
        Whoever reads the trail later must be able to tell why something was done.
    """
    named = number_errors("/reason", reason)
    if not named and not is_telling(reason):
        return [FieldError("/reason", too_short, {"count": REASON_LETTERS})]
    return named
