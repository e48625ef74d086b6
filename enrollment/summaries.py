"""Counts too large to be made while somebody waits: kept with the moment they are of. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

SPOT_PEOPLE = 20_000
"""So many people are counted on the spot; of more, counts are kept."""
RARE_PEOPLE = 10_000
"""Up to so many people under one label are kept by their ids; more are soon met by name."""
NOBODY = "-"
"""Stands in a subject for what is not narrowed."""

T = TypeVar("T")


class SummaryKind(StrEnum):
    """What is counted."""

    MONTHS = "months"
    STANDINGS = "standings"
    VILLAGES = "villages"
    OCCUPATIONS = "occupations"
    LASTING = "lasting"
    FUNNEL = "funnel"


@dataclass(frozen=True)
class Subject:
    """What is counted of what: parts that name a programme, a month, a way of counting."""

    kind: SummaryKind
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it is kept."""
        return "/".join(self.parts)

    @property
    def key(self) -> str:
        """What coalesces equal requests."""
        return f"{self.kind}/{self.text}"


@dataclass(frozen=True)
class Counted:
    """A count as it is kept, and the ids of those under each label that few people are under."""

    content: Any
    people: Mapping[str, Sequence[UUID]]


@dataclass(frozen=True)
class Shown(Generic[T]):
    """A count as a page shows it.

    Attributes:
        value: None while it was never counted.
        is_kept: it is too large to be counted on the spot.
        counted_at: of which moment a kept one is.
        has_moved: something was recorded since that may change it.
        is_working: it is being counted.
    """

    value: T | None
    is_kept: bool = False
    counted_at: datetime | None = None
    has_moved: bool = False
    is_working: bool = False


def few_of(people: Mapping[str, Sequence[UUID]], counts: Mapping[str, int]) -> Counted:
    """Keeps the counts, and the ids of everybody under a label that few are under."""
    return Counted(
        dict(counts),
        {label: ids for label, ids in people.items() if counts[label] <= RARE_PEOPLE},
    )
