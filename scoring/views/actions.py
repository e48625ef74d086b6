"""What needs action, from the ledger: the things still possible, most points first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scoring.ledger import Lack
from scoring.views.ledger_view import AspectView, LackView, LineView


@dataclass(frozen=True)
class Action:
    """One thing to do; ``lines`` are the indicators it brings points on.

    ``more_count`` further things of the same kind belong to it.
    """

    text: str
    word: str
    owner: str
    points: Decimal
    more_count: int
    url: str
    lines: tuple[LineView, ...]


def actions_of(aspects: Sequence[AspectView], limit: int) -> list[Action]:
    """The most valuable actions.

    Gaps that begin with the same fact are one action: a statement of participation serves three
    indicators at once.

    Args:
        aspects: the ledger as shown.
        limit: how many at most.

    Returns:
        By points, descending; equal points in the order of the rubric.
    """
    found: dict[tuple[Lack, str], Action] = {}
    for aspect in aspects:
        for line in aspect.lines:
            for group in line.missing:
                if not group.is_past:
                    key = (group.lack, group.items[0].key)
                    found[key] = _joined(found.get(key), line, group)
    return sorted(found.values(), key=lambda action: -action.points)[:limit]


def _joined(action: Action | None, line: LineView, group: LackView) -> Action:
    first = group.items[0]
    begun = action or Action(first.text, group.word, line.owner, Decimal(0), 0, first.url, ())
    return replace(
        begun,
        points=begun.points + group.points,
        more_count=begun.more_count + len(group.items) - 1,
        lines=(*begun.lines, line),
    )
