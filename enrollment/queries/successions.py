"""Who of a programme goes on in the next one: counted for several pairs of programmes at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.kinds import OCCUPYING_STATUSES
from enrollment.queries.cover_tallies import count_by_programme
from enrollment.summaries import SPOT_PEOPLE

# Each pair by itself, so that both programmes are found by their index and hashed: joined as one
# set, the person is looked up anew for every name.
_STAYING = text(
    """
    SELECT p.before_id, both_of.people
    FROM unnest(CAST(:before_ids AS uuid[]), CAST(:after_ids AS uuid[])) AS p(before_id, after_id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS people
        FROM (
            SELECT worker_id FROM cover
            WHERE tenant_id = :tenant_id AND commitment_id = p.before_id
                AND status = ANY(:occupying)
            INTERSECT ALL
            SELECT worker_id FROM cover
            WHERE tenant_id = :tenant_id AND commitment_id = p.after_id
                AND status = ANY(:occupying)
        ) AS staying
    ) AS both_of
    """
)


@dataclass(frozen=True)
class Succession:
    """People who hold a place in a programme, in the next one, and in both.

    ``after`` is None where nothing comes next, or it names nobody yet; ``staying`` is None then,
    and where there were too many people to be counted on the spot.
    """

    before: int
    after: int | None = None
    staying: int | None = None

    @property
    def is_counted(self) -> bool:
        """False where only the list of people tells who stays."""
        return self.after is None or self.staying is not None

    @property
    def leaving(self) -> int:
        """How many hold no place any more."""
        return self.before - (self.staying or 0)

    @property
    def joining(self) -> int | None:
        """How many are new."""
        if self.after is None or self.staying is None:
            return None
        return self.after - self.staying


def count_successions(
    session: Session, *, tenant_id: int, pairs: Sequence[tuple[UUID, UUID | None]]
) -> Mapping[UUID, Succession]:
    """Who goes on from each programme to the next; one without names is left out.

    Args:
        session: of a regency.
        tenant_id: whose programmes.
        pairs: a programme and what comes next for its people, each first one once. People are
            compared in this order until ``SPOT_PEOPLE`` are; of later pairs nothing is compared.
    """
    ids = {one for pair in pairs for one in pair if one is not None}
    held = {
        key: counts.determined
        for key, counts in count_by_programme(
            session, tenant_id=tenant_id, commitment_ids=ids
        ).items()
    }
    named = [(before, after) for before, after in pairs if held.get(before) and after in held]
    sums = accumulate(held[before] for before, _after in named)
    staying = _count_staying(
        session,
        tenant_id,
        [pair for pair, people in zip(named, sums, strict=True) if people <= SPOT_PEOPLE],
    )
    after_of = dict(named)
    return {
        before: Succession(
            before=held[before],
            after=held[after] if (after := after_of.get(before)) is not None else None,
            staying=staying.get(before),
        )
        for before, _after in pairs
        if held.get(before)
    }


def _count_staying(
    session: Session, tenant_id: int, pairs: Sequence[tuple[UUID, UUID | None]]
) -> Mapping[UUID, int]:
    if not pairs:
        return {}
    values: dict[str, Any] = {
        "tenant_id": tenant_id,
        "before_ids": [before for before, _after in pairs],
        "after_ids": [after for _before, after in pairs],
        "occupying": [status.value for status in OCCUPYING_STATUSES],
    }
    return {row.before_id: row.people for row in session.execute(_STAYING, values)}
