"""How many names stand on the lists of what an agreement carries.

This package keeps no people. Whichever package above keeps the lists says how they are counted.
"""

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.listed_names import NO_NAMES, ListedNames
from cooperation.models.agreements import Agreement
from cooperation.queries.agreement_parts import list_carried


class CountNames(Protocol):
    """Counts the names of some programmes; one without names may be left out."""

    def __call__(
        self, session: Session, *, tenant_id: int, commitment_ids: Collection[UUID]
    ) -> Mapping[UUID, ListedNames]:
        """By programme."""


_counters: list[CountNames] = []


def register_counter(count: CountNames) -> None:
    """Let a package above count the names on its lists. The latest one counts."""
    _counters[:] = [count]


def count_names_of(session: Session, agreement: Agreement) -> Mapping[UUID, ListedNames]:
    """Names of each programme an agreement carries, its first before its parts.

    Nothing where nobody keeps lists.
    """
    carried = list_carried(session, tenant_id=agreement.tenant_id, agreements=[agreement])
    ids = [one.id for one in carried.get(agreement.id, ())]
    if not _counters or not ids:
        return {}
    (count,) = _counters
    counted = count(session, tenant_id=agreement.tenant_id, commitment_ids=ids)
    return {one: counted.get(one, NO_NAMES) for one in ids}
