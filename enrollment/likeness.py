"""Whether two names may be one name, written twice. Pure."""

from enrollment.parsing.columns import distance

_BEFORE = frozenset(("H", "HJ", "HAJI", "HAJJAH", "KH", "NY", "TN", "BPK", "IBU", "DRS", "DRA"))
_BEHIND = frozenset(("ALM", "ALMH", "SH", "SE", "ST", "MM"))
_SHORT = 8
"""Below so many letters two slips already make another name."""


def name_slips(one: str, other: str) -> int | None:
    """In how many letters two names differ, or None where they are two names.

    Titles, the order of the words and the blanks between them are no difference. A word may be
    shortened to its first letter, which counts as one slip.

    Args:
        one: as ``names.search_key`` gives it.
        other: likewise.

    Source:
        Own rule: lists of villages shorten names and mistype them, so up to two letters may differ,
        in a name of fewer than eight letters one.
    """
    first, second = _words(one), _words(other)
    if sorted(first) == sorted(second) or "".join(first) == "".join(second):
        return 0
    if _is_shortened(first, second):
        return 1
    short, long = sorted(("".join(sorted(first)), "".join(sorted(second))), key=len)
    limit = 1 if len(short) < _SHORT else 2
    if len(long) - len(short) > limit:
        return None
    slips = min(distance("".join(first), "".join(second)), distance(short, long))
    return slips if slips <= limit else None


def _words(name: str) -> list[str]:
    words = name.split()
    while len(words) > 1 and words[0] in _BEFORE:
        words = words[1:]
    while len(words) > 1 and words[-1] in _BEHIND:
        words = words[:-1]
    return words


def _is_shortened(first: list[str], second: list[str]) -> bool:
    """``SITI N`` and ``SITI NURHALIZA``: word by word equal, or the first letter of the other."""
    if len(first) != len(second) or not any(len(word) > 1 for word in {*first} & {*second}):
        return False
    return all(
        a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])
        for a, b in zip(first, second, strict=True)
    )
