"""Whole numbers and rupiah in words, as official papers and receipts write them. Pure.

Words are the second writing of an amount: a slip of three noughts, which passes the eye among
dots, does not pass the ear. They are in the language that ``formats`` writes: papers, which are
written in Indonesian, say Indonesian words to everybody.
"""

from typing import Final

from tenants.kernel import formats
from tenants.kernel.english_numbers import english_words

LARGEST: Final = 10**18 - 1
"""The largest number with a name here; every rupiah amount that is stored is smaller."""

_UNITS: Final = (
    "",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
_SCALES: Final = (
    (10**15, "kuadriliun"),
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
    (10**3, "ribu"),
)


def in_words(number: int) -> str:
    """A whole number in words: ``302400000`` reads ``tiga ratus dua juta empat ratus ribu``.

    Args:
        number: from ``-LARGEST`` to ``LARGEST``.

    Raises:
        TypeError: ``number`` is not an integer.
        ValueError: ``number`` is beyond ``LARGEST``.

    Source:
        KBBI: sepuluh, sebelas, seratus and seribu are one word, multiples are written apart, and
        a million is ``satu juta``.
    """
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(number)
    if abs(number) > LARGEST:
        raise ValueError(number)
    spoken = english_words if formats.language() == "en" else _indonesian
    words = spoken(abs(number))
    return words if number >= 0 else f"minus {words}"


def rupiah_in_words(amount_idr: int) -> str:
    """Rupiah in words, with a capital as a paper begins them: ``Seratus ribu rupiah``.

    Args:
        amount_idr: rupiah, from ``-LARGEST`` to ``LARGEST``.

    Raises:
        TypeError: ``amount_idr`` is not an integer.
        ValueError: ``amount_idr`` is beyond ``LARGEST``.

    Source:
        Receipts of public treasurers (kuitansi, SPP, SP2D) carry their amount as *terbilang*.
    """
    return f"{in_words(amount_idr)} rupiah".capitalize()


def _indonesian(number: int) -> str:
    return " ".join(_positive(number)) if number else "nol"


def _positive(number: int) -> list[str]:
    words = []
    for scale, name in _SCALES:
        count, number = divmod(number, scale)
        if count == 1 and scale == 10**3:
            words.append("seribu")
        elif count:
            words += [*_below_thousand(count), name]
    return words + _below_thousand(number)


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    if hundreds == 1:
        return ["seratus", *_below_hundred(rest)]
    if hundreds:
        return [_UNITS[hundreds], "ratus", *_below_hundred(rest)]
    return _below_hundred(rest)


def _below_hundred(number: int) -> list[str]:
    if number < len(_UNITS):
        return [_UNITS[number]] if number else []
    tens, unit = divmod(number, 10)
    if tens == 1:
        return [_UNITS[unit], "belas"]
    return [_UNITS[tens], "puluh", *_below_hundred(unit)]
