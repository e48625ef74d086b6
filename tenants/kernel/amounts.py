"""Money as people write it, read without guessing. Pure.

Letters, contracts and budgets write ``Rp50.400.000,00`` or ``Rp50.400.000,-``; a spreadsheet gives
``50400000``. All of that is one amount. What could be two is refused, and the refusal says what it
was read as, so that nobody has to find out why.

A page in English shows ``Rp50,400,000`` and reads it back. It reads the form of the papers as well
wherever that form can mean nothing else, because the papers are in Indonesian whatever the page is.
"""

import re
from collections.abc import Mapping

from tenants.kernel import formats
from tenants.kernel.errors import N_

EXAMPLE = 50_400_000

_UNIT = re.compile(r"(?i:rp\.?|idr)\s*")
_LARGEST_DIGITS = 20

UNREADABLE = N_("Isi dengan rupiah bulat, misalnya %(example)s.")
UNCLEAR = N_(
    "%(typed)s tidak jelas: tanda pemisahnya dapat berarti ribuan atau desimal. Bila maksudnya"
    " %(meant)s, tulislah demikian."
)
WITH_SEN = N_(
    "%(typed)s terbaca %(meant)s dengan %(sen)s di belakang tanda desimal. Sen tidak dicatat: tulis"
    " rupiah bulat, dengan tiga angka di belakang tiap tanda ribuan, misalnya %(example)s."
)


class UnclearAmount(ValueError):
    """Text that is no amount, or could be two; ``sentence`` and ``params`` say which."""

    def __init__(self, sentence: str, params: Mapping[str, str]) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.params = params


def read_rupiah(typed: str) -> int:
    """An amount in whole rupiah.

    Args:
        typed: as a person writes it, in the reader's language or as the papers do.

    Returns:
        rupiah, >= 0.

    Raises:
        UnclearAmount: it is no amount, has sen, or could be read in two ways.

    Source:
        Ejaan Yang Disempurnakan edisi V: dots part thousands, a comma the sen.
    """
    text = _UNIT.sub("", typed.strip().replace(formats.NBSP, " "), count=1).strip()
    for group, decimal in _signs():
        found = _grouped(text, group, decimal)
        if found is not None:
            return found
    raise _refusal(typed, text)


def _signs() -> list[tuple[str, str]]:
    """Pairs of signs to try: those of the reader, then those of the papers."""
    papers = formats.STYLES[formats.LANGUAGE_OF_RECORD]
    pairs = [(one.group_sign, one.decimal_sign) for one in (formats.style(), papers)]
    return list(dict.fromkeys(pairs))


def _grouped(text: str, group: str, decimal: str) -> int | None:
    whole = re.sub(rf"{re.escape(decimal)}(?:-+|00)\Z", "", text)
    if re.fullmatch(rf"[0-9]{{1,{_LARGEST_DIGITS}}}", whole):
        return int(whole)
    pattern = rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}}){{1,6}}"
    if not re.fullmatch(pattern, whole):
        return None
    has_one_sign = whole == text and whole.count(group) == 1
    if has_one_sign and group != formats.style().group_sign:
        return None  # 50.400 on an English page may be fifty and four tenths
    return int(whole.replace(group, ""))


def _refusal(typed: str, text: str) -> UnclearAmount:
    example = formats.rupiah(EXAMPLE)
    if not re.fullmatch(rf"(?:[0-9][.,]?){{1,{_LARGEST_DIGITS}}}", text):
        return UnclearAmount(UNREADABLE, {"example": example})
    fraction = re.fullmatch(r"(.+)[.,]([0-9]{1,2})", text)
    if fraction is None or fraction.group(2) == "00":
        whole = text if fraction is None else fraction.group(1)
        return UnclearAmount(UNCLEAR, {"typed": typed, "meant": _joined(whole)})
    meant, sen = _joined(fraction.group(1)), fraction.group(2)
    params = {"typed": typed, "meant": meant, "sen": sen, "example": example}
    return UnclearAmount(WITH_SEN, params)


def _joined(text: str) -> str:
    return formats.rupiah(int(re.sub(r"[.,]", "", text)))
