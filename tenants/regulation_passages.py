"""A passage of a text with the words that were looked for, apart from how it is shown. Pure."""

from collections.abc import Iterator

HIT_BEGINS, HIT_ENDS = "\x02", "\x03"
"""Control characters, which no stored text holds."""


def pieces(passage: str) -> Iterator[tuple[str, bool]]:
    """The parts of a passage in order, each with whether it is a hit; no part is empty."""
    for place, part in enumerate(passage.split(HIT_BEGINS)):
        hit, mark, rest = part.partition(HIT_ENDS)
        if place == 0 or not mark:
            yield from [(part, False)] if part else []
            continue
        yield from [(hit, True)] if hit else []
        yield from [(rest, False)] if rest else []
