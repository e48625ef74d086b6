"""What waits for a decision of a BPJS office over all its regencies, in order. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from cooperation.looks import Novelty
from tenants.kernel.errors import N_


class SubmissionKind(StrEnum):
    """What is put before an office."""

    AGREEMENT = "agreement"
    ROSTER = "roster"


SUBMISSION_LABELS: Mapping[SubmissionKind, str] = {
    SubmissionKind.AGREEMENT: N_("perjanjian"),
    SubmissionKind.ROSTER: N_("daftar calon penerima"),
}


class QueueOrder(StrEnum):
    """By what the queue is sorted."""

    OLDEST = "oldest"
    STARTING = "starting"
    PEOPLE = "people"
    REGENCY = "regency"


ORDER_LABELS: Mapping[QueueOrder, str] = {
    QueueOrder.OLDEST: N_("paling lama menunggu"),
    QueueOrder.STARTING: N_("paling awal mulai"),
    QueueOrder.PEOPLE: N_("orang terbanyak"),
    QueueOrder.REGENCY: N_("kabupaten/kota"),
}


@dataclass(frozen=True)
class QueueItem:
    """One submission. ``days`` counts from its submission on the calendar of its regency."""

    kind: SubmissionKind
    subject_id: UUID
    regency: str
    """Slug."""
    regency_name: str
    title: str
    programme: str | None
    round: int
    submitted_at: datetime
    days: int
    people_count: int | None
    starts_on: date | None
    novelty: Novelty
    changes: Sequence[str] = ()
    """What differs from the round that was seen last, in words."""
    is_at_least: bool = False
    """Whether it may be for more people than ``people_count``."""


@dataclass(frozen=True)
class QueueFilter:
    """What the queue is narrowed to; every word of ``search`` must occur in a name."""

    kind: SubmissionKind | None = None
    regency: str | None = None
    novelty: Novelty | None = None
    search: str | None = None


@dataclass(frozen=True)
class Neighbours:
    """What stands beside a submission; ``place`` counts from 1, None where it waits no more."""

    place: int | None
    count: int
    earlier: QueueItem | None
    later: QueueItem | None


def narrow_queue(items: Sequence[QueueItem], asked: QueueFilter) -> list[QueueItem]:
    """The submissions that pass a filter, in their order.

    Source:
        Lists are searched and filtered before they are worked through.
    """
    words = (asked.search or "").casefold().split()
    return [
        one
        for one in items
        if asked.kind in {None, one.kind}
        and asked.regency in {None, one.regency}
        and asked.novelty in {None, one.novelty}
        and all(word in _names_of(one) for word in words)
    ]


def sort_queue(items: Sequence[QueueItem], order: QueueOrder) -> list[QueueItem]:
    """The submissions in an order; the longest waiting first within what is equal.

    Source:
        The queue of a BPJS office: oldest first.
    """
    return sorted(sorted(items, key=_oldest), key=_KEYS[order])


def neighbours_of(items: Sequence[QueueItem], kind: SubmissionKind, subject_id: UUID) -> Neighbours:
    """What comes before and after a submission; beside one that does not wait, the first of all.

    Args:
        items: the queue in its order.
        kind: of the submission.
        subject_id: of the submission.

    Source:
        A reviewer goes through the queue without returning to its list.
    """
    keys = [(one.kind, one.subject_id) for one in items]
    if (kind, subject_id) not in keys:
        return Neighbours(None, len(items), None, items[0] if items else None)
    at = keys.index((kind, subject_id))
    return Neighbours(
        place=at + 1,
        count=len(items),
        earlier=items[at - 1] if at else None,
        later=items[at + 1] if at + 1 < len(items) else None,
    )


def _names_of(one: QueueItem) -> str:
    return " ".join((one.title, one.programme or "", one.regency_name)).casefold()


def _oldest(one: QueueItem) -> tuple[datetime, str]:
    return one.submitted_at, str(one.subject_id)


_KEYS: Mapping[QueueOrder, Callable[[QueueItem], Any]] = {
    QueueOrder.OLDEST: _oldest,
    QueueOrder.STARTING: lambda one: (one.starts_on is None, one.starts_on or date.max),
    QueueOrder.PEOPLE: lambda one: -(one.people_count or 0),
    QueueOrder.REGENCY: lambda one: one.regency_name.casefold(),
}
