"""What needs action, from the ledger: most points first, then the fewest days left."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.ledger import Lack
from scoring.views.ledger_view import AspectView, LineView, MissingView


@dataclass(frozen=True)
class Action:
    """One thing to do for one indicator; ``more_count`` further things of the same kind follow."""

    text: str
    word: str
    lack: Lack
    indicator: str
    name: str
    owner: str
    points: Decimal
    more_count: int
    url: str


def actions_of(aspects: Sequence[AspectView], limit: int) -> list[Action]:
    """The most valuable actions that are still possible.

    Args:
        aspects: the ledger as shown.
        limit: how many at most.

    Returns:
        By points, descending; equal points in the order of the rubric.
    """
    found = [
        action for aspect in aspects for line in aspect.lines for action in _actions_of_line(line)
    ]
    return sorted(found, key=lambda action: -action.points)[:limit]


def _actions_of_line(line: LineView) -> list[Action]:
    by_lack: defaultdict[Lack, list[MissingView]] = defaultdict(list)
    for missing in line.missing:
        if not missing.is_past:
            by_lack[missing.lack].append(missing)
    return [_action(line, group) for group in by_lack.values()]


def _action(line: LineView, group: Sequence[MissingView]) -> Action:
    first = max(group, key=lambda missing: missing.points)
    return Action(
        text=first.text,
        word=first.word,
        lack=first.lack,
        indicator=line.code,
        name=line.name,
        owner=line.owner,
        points=sum((missing.points for missing in group), Decimal(0)),
        more_count=len(group) - 1,
        url=first.url,
    )
