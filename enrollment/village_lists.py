"""The villages of a programme as a list: narrowed, put in order, and cut into pages. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from enrollment.names import search_key
from tenants.kernel.errors import N_


class VillageChoice(StrEnum):
    """Which villages are shown."""

    WAITING = "waiting"
    DONE = "done"
    NO_SHEET = "no_sheet"
    NO_MINUTES = "no_minutes"


class VillageOrder(StrEnum):
    """In which order."""

    PLACE = "place"
    WAITING = "waiting"
    PEOPLE = "people"


CHOICE_LABELS: Mapping[VillageChoice, str] = {
    VillageChoice.WAITING: N_("masih ada yang menunggu"),
    VillageChoice.DONE: N_("selesai diverifikasi"),
    VillageChoice.NO_SHEET: N_("lembar kerja belum diunduh"),
    VillageChoice.NO_MINUTES: N_("berita acara belum diunggah"),
}
ORDER_LABELS: Mapping[VillageOrder, str] = {
    VillageOrder.PLACE: N_("menurut kecamatan dan desa"),
    VillageOrder.WAITING: N_("yang paling banyak menunggu lebih dahulu"),
    VillageOrder.PEOPLE: N_("calon terbanyak lebih dahulu"),
}


@dataclass(frozen=True)
class VillageLine:
    """A village of a programme with its name, people, sheet and minutes."""

    code: str
    name: str
    district: str
    people: int
    verified: int
    rejected: int
    waiting: int
    asked: int
    verification_id: UUID | None
    version: int | None
    issued_at: datetime | None
    document_id: UUID | None


@dataclass(frozen=True)
class VillageTotals:
    """Sums over some villages."""

    villages: int
    people: int
    verified: int
    rejected: int
    waiting: int
    with_minutes: int


_CHOICES: Mapping[VillageChoice, Callable[[VillageLine], bool]] = {
    VillageChoice.WAITING: lambda line: line.waiting > 0,
    VillageChoice.DONE: lambda line: line.waiting == 0,
    VillageChoice.NO_SHEET: lambda line: not line.version,
    VillageChoice.NO_MINUTES: lambda line: line.document_id is None,
}
_ORDERS: Mapping[VillageOrder, Callable[[VillageLine], tuple[Any, ...]]] = {
    VillageOrder.PLACE: lambda _line: (),
    VillageOrder.WAITING: lambda line: (-line.waiting,),
    VillageOrder.PEOPLE: lambda line: (-line.people,),
}


def narrow_villages(
    lines: Sequence[VillageLine],
    *,
    name: str | None = None,
    show: VillageChoice | None = None,
    order: VillageOrder | None = None,
) -> Sequence[VillageLine]:
    """The villages that are wanted, in the order that is wanted.

    Args:
        lines: all of a programme.
        name: part of the name of the village or its district.
        show: which ones.
        order: by place where none is named.

    Source:
        Own convention: a regency has at most some hundreds of villages.
    """
    sought = search_key(name or "")
    key = _ORDERS[order or VillageOrder.PLACE]
    return sorted(
        (
            line
            for line in lines
            if (show is None or _CHOICES[show](line))
            and sought in f"{search_key(line.name)} {search_key(line.district)} {line.code}"
        ),
        key=lambda line: (*key(line), line.district, line.name, line.code),
    )


def total_of(lines: Sequence[VillageLine]) -> VillageTotals:
    """The sums over some villages.

    Source:
        Counts of candidates before an SK penetapan.
    """
    return VillageTotals(
        villages=len(lines),
        people=sum(line.people for line in lines),
        verified=sum(line.verified for line in lines),
        rejected=sum(line.rejected for line in lines),
        waiting=sum(line.waiting for line in lines),
        with_minutes=sum(line.document_id is not None for line in lines),
    )
