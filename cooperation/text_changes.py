"""What two texts differ in, passage by passage, side by side. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST_PASSAGES = 4_000
"""A text of more is not compared: nobody reads so many differences, and it would take long."""
MOST_MEETINGS = 100_000
_BREAK = re.compile(
    r"\n\s*\n|\n(?=\s*(?:Pasal\s+\d|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s))|(?<=[.;:])\s*\n"
)


class PassageChange(StrEnum):
    """What became of a passage."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Passage:
    """A passage with the page it begins on, counted from 1."""

    page: int
    text: str


@dataclass(frozen=True)
class PassagePair:
    """A passage before and after; None where there is none on that side."""

    change: PassageChange
    before: Passage | None
    after: Passage | None


def passages_of(pages: Sequence[str]) -> list[Passage]:
    """The passages of a text: paragraphs, articles and points, without line breaks inside.

    Args:
        pages: text of each page in order.

    Source:
        Agreements are read by article and point.
    """
    return [
        Passage(number, " ".join(part.split()))
        for number, page in enumerate(pages, start=1)
        for part in _BREAK.split(page)
        if part.strip()
    ]


def compare_texts(before: Sequence[str], after: Sequence[str]) -> list[PassagePair] | None:
    """Two texts side by side, every passage of both exactly once, in their order.

    Args:
        before: pages of the earlier text.
        after: pages of the later text.

    Returns:
        the pairs; None where a text has more passages than are compared, or repeats the same ones
        so often that comparing would not end in time.

    Source:
        Review: what was read once is read again only where it changed.
    """
    left, right = passages_of(before), passages_of(after)
    if max(len(left), len(right)) > MOST_PASSAGES or _meetings(left, right) > MOST_MEETINGS:
        return None
    matcher = SequenceMatcher(
        None, [one.text for one in left], [one.text for one in right], autojunk=False
    )
    return [
        pair
        for tag, i, j, k, m in matcher.get_opcodes()
        for pair in _pairs(tag, left[i:j], right[k:m])
    ]


def _meetings(left: Sequence[Passage], right: Sequence[Passage]) -> int:
    """How many passages of one text are the same as one of the other, each pair counted."""
    before, after = (Counter(one.text for one in side) for side in (left, right))
    return sum(number * after[text] for text, number in before.items())


def _pairs(tag: str, left: Sequence[Passage], right: Sequence[Passage]) -> Iterator[PassagePair]:
    shared = min(len(left), len(right))
    change = PassageChange.SAME if tag == "equal" else PassageChange.CHANGED
    for before, after in zip(left[:shared], right[:shared], strict=True):
        yield PassagePair(change, before, after)
    for before in left[shared:]:
        yield PassagePair(PassageChange.REMOVED, before, None)
    for after in right[shared:]:
        yield PassagePair(PassageChange.ADDED, None, after)
