"""Whole numbers in English words, for readers of the English pages. Pure."""

from typing import Final

_UNITS: Final = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS: Final = (
    *("", "", "twenty", "thirty", "forty", "fifty"),
    *("sixty", "seventy", "eighty", "ninety"),
)
_SCALES: Final = (
    (10**15, "quadrillion"),
    (10**12, "trillion"),
    (10**9, "billion"),
    (10**6, "million"),
    (10**3, "thousand"),
)
_HUNDRED: Final = 100


def english_words(number: int) -> str:
    """A whole number in words: ``2400005`` reads ``two million four hundred thousand and five``.

    Args:
        number: 0 <= number < 10**18.

    Source:
        Oxford style: "and" after the hundreds, a hyphen between ten and unit; a billion is 10**9.
    """
    if number == 0:
        return "zero"
    words = []
    rest = number
    for scale, name in _SCALES:
        count, rest = divmod(rest, scale)
        if count:
            words += [_below_thousand(count), name]
    if words and 0 < rest < _HUNDRED:
        words.append("and")
    return " ".join([*words, _below_thousand(rest)] if rest else words)


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, _HUNDRED)
    words = [f"{_UNITS[hundreds]} hundred"] if hundreds else []
    if hundreds and rest:
        words.append("and")
    if rest:
        words.append(_below_hundred(rest))
    return " ".join(words)


def _below_hundred(number: int) -> str:
    if number < len(_UNITS):
        return _UNITS[number]
    tens, unit = divmod(number, 10)
    return f"{_TENS[tens]}-{_UNITS[unit]}" if unit else _TENS[tens]
