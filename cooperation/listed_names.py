"""How many names stand on the lists of programmes, and what a round of review keeps of that. Pure.

Counts alone, never a name. They are kept beside what a decision is bound to and are no part of it:
people are enrolled every day under an agreement about a number of people, and a decision that any
list undid would hold for nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypeAlias
from uuid import UUID

KeptNames: TypeAlias = dict[str, dict[str, int]]
"""Counts of names by the id of their programme, as a round keeps them."""


@dataclass(frozen=True)
class ListedNames:
    """Persons of one programme, each in one of the counts; who left or died is in none.

    ``recipients`` are determined or were until the programme ended; ``candidates`` are proposed
    and ``reserves`` wait in reserve.
    """

    recipients: int
    candidates: int
    reserves: int

    @property
    def are_candidates(self) -> bool:
        """Nobody is determined yet, so candidates are what there is to compare."""
        return self.recipients == 0

    @property
    def compared(self) -> int:
        """The names that stand against the people of the programme."""
        return self.candidates if self.are_candidates else self.recipients

    def reads_as(self, other: "ListedNames") -> bool:
        """Whether both are the same number of names of the same kind; reserves are not compared."""
        mine, theirs = self.compared, other.compared
        return mine == theirs and (mine == 0 or self.are_candidates == other.are_candidates)


NO_NAMES = ListedNames(0, 0, 0)


@dataclass(frozen=True)
class NamesChange:
    """A programme whose lists hold another number of names than a round kept."""

    commitment_id: UUID
    before: ListedNames
    after: ListedNames


def kept_names(counted: Mapping[UUID, ListedNames]) -> KeptNames:
    """Counts of names as a round keeps them; one of reserves alone is kept as well."""
    return {str(commitment_id): asdict(names) for commitment_id, names in counted.items()}


def names_changes(kept: KeptNames, present: Mapping[UUID, ListedNames]) -> Sequence[NamesChange]:
    """Which programmes have other numbers of names than were kept, in the order of ``present``.

    A programme that is in one of them alone is not compared: what an agreement carries is a claim
    of its own. One name put in the place of another leaves the number as it was.

    Source:
        Names in the roster = people of the programme = people of the agreement.
    """
    then = {UUID(one): ListedNames(**counts) for one, counts in kept.items()}
    return [
        NamesChange(commitment_id, then[commitment_id], now)
        for commitment_id, now in present.items()
        if commitment_id in then and not then[commitment_id].reads_as(now)
    ]
