"""What needs action, from the ledger: the things still possible, most points first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scoring.ledger import Lack
from scoring.views.ledger_view import AspectView, LackView, LineView, MissingView


@dataclass(frozen=True)
class Action:
    """One thing to do; ``lines`` are the indicators it brings points on.

    ``more_count`` further things of the same kind belong to it. Proof brings verified points where
    points are claimed already; everything else brings points that nobody claims yet.
    """

    text: str
    word: str
    owner: str
    points: Decimal
    more_count: int
    url: str
    lines: tuple[LineView, ...]
    is_proof: bool


def actions_of(aspects: Sequence[AspectView], limit: int) -> list[Action]:
    """The most valuable actions.

    Gaps that begin with the same fact are one action: a statement of participation serves three
    indicators at once. So is proof of facts of one record: one paper proves them all. A gap nearly
    always weighs more than a paper, so each has places of its own.

    Args:
        aspects: the ledger as shown.
        limit: how many gaps at most, and how many papers.

    Returns:
        By points, descending; equal points in the order of the rubric.
    """
    found: dict[tuple[Lack, str], Action] = {}
    for aspect in aspects:
        for line in aspect.lines:
            for group in line.missing:
                for what, items in _things(group):
                    key = (group.lack, what)
                    found[key] = _joined(found.get(key), line, group, items)
    ordered = sorted(found.values(), key=lambda action: -action.points)
    gaps = [action for action in ordered if not action.is_proof][:limit]
    proofs = [action for action in ordered if action.is_proof][:limit]
    return [action for action in ordered if action in gaps or action in proofs]


def _things(group: LackView) -> Iterator[tuple[str, Sequence[MissingView]]]:
    """What is to be done about missing things of one kind, each with those it settles."""
    if group.is_past:
        return
    if group.lack is not Lack.VERIFY:
        yield group.items[0].key, group.items
        return
    for what in dict.fromkeys(item.record or item.key for item in group.items):
        yield what, [item for item in group.items if (item.record or item.key) == what]


def _joined(
    action: Action | None, line: LineView, group: LackView, items: Sequence[MissingView]
) -> Action:
    first = items[0]
    begun = action or Action(
        text=first.text,
        word=group.word,
        owner=line.owner,
        points=Decimal(0),
        more_count=0,
        url=first.url,
        lines=(),
        is_proof=group.lack is Lack.VERIFY,
    )
    return replace(
        begun,
        points=begun.points + sum(item.points for item in items),
        more_count=begun.more_count + len(items) - 1,
        lines=(*begun.lines, line),
    )
