"""A decree changed later: who leaves and why, and who of the frozen reserve takes the places.

Pure.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from enrollment.kinds import CoverStatus
from tenants.kernel.errors import N_, FieldError
from tenants.remark_rules import reason_errors


class ChangeState(StrEnum):
    """Where a change stands; a draft may still be given up."""

    DRAFT = "draft"
    REQUESTED = "requested"
    APPLIED = "applied"
    DISCARDED = "discarded"


class Movement(StrEnum):
    """Whether a person leaves the decree or enters it."""

    OUT = "out"
    IN = "in"


class LeaveReason(StrEnum):
    """Why a recipient leaves."""

    DECEASED = "deceased"
    MOVED = "moved"
    WAGE_EARNER = "wage_earner"
    RESIGNED = "resigned"
    OTHER = "other"


class ChangeRefusal(StrEnum):
    """Why a change was not carried out; nothing of it stays then, and it is a draft again."""

    CHANGED = "changed"
    BILLED = "billed"


CHANGE_STATE_LABELS: Mapping[ChangeState, str] = {
    ChangeState.DRAFT: N_("rancangan"),
    ChangeState.REQUESTED: N_("sedang disimpan"),
    ChangeState.APPLIED: N_("berlaku"),
    ChangeState.DISCARDED: N_("dibatalkan"),
}
LEAVE_LABELS: Mapping[LeaveReason, str] = {
    LeaveReason.DECEASED: N_("meninggal"),
    LeaveReason.MOVED: N_("pindah"),
    LeaveReason.WAGE_EARNER: N_("menjadi penerima upah (PU)"),
    LeaveReason.RESIGNED: N_("mengundurkan diri"),
    LeaveReason.OTHER: N_("sebab lain"),
}
CHANGE_REFUSAL_TEXTS: Mapping[ChangeRefusal, str] = {
    ChangeRefusal.CHANGED: N_(
        "Data penerima atau cadangan berubah setelah rancangan ini dibuka, jadi belum ada yang"
        " disimpan. Periksa kembali penggantinya di bawah ini."
    ),
    ChangeRefusal.BILLED: N_(
        "Ada penerima yang sudah masuk daftar tagihan untuk bulan mulai berlakunya perubahan, jadi"
        " belum ada yang disimpan. Pilih bulan sesudahnya, atau batalkan penagihannya."
    ),
}
_NOTE_SHORT = N_("Tuliskan keterangan, paling sedikit %(count)s huruf.")


@dataclass(frozen=True)
class Reserve:
    """Somebody of the frozen reserve who may take a place now."""

    worker_id: UUID
    village_code: str
    rank: int


def pick_replacements(
    leaving: int,
    reserves: Iterable[Reserve],
    *,
    occupied: Mapping[str, int],
    village_quotas: Mapping[str, int],
) -> tuple[Reserve, ...]:
    """Who takes the places that become free: the reserve in its frozen order, while there is room.

    Args:
        leaving: places that become free.
        reserves: who may, in any order.
        occupied: people who keep a place, by village code; those who leave are not among them.
        village_quotas: people by village code; a village not named has no limit of its own.

    Source:
        The reserve list of an SK penetapan; its quota per village holds for replacements as well.
    """
    places = Counter(occupied)
    picked: list[Reserve] = []
    for one in sorted(reserves, key=lambda reserve: reserve.rank):
        if len(picked) == leaving:
            break
        limit = village_quotas.get(one.village_code)
        if limit is not None and places[one.village_code] >= limit:
            continue
        places[one.village_code] += 1
        picked.append(one)
    return tuple(picked)


def status_after(reason: LeaveReason) -> CoverStatus:
    """The status of a recipient who left.

    Source:
        Status of a person in a programme: diganti, meninggal.
    """
    return CoverStatus.DECEASED if reason is LeaveReason.DECEASED else CoverStatus.REPLACED


def leave_errors(reason: LeaveReason, note: str | None) -> list[FieldError]:
    """What a stated reason lacks.

    Source:
        A person is taken out for a reason that somebody else can check.
    """
    if reason is not LeaveReason.OTHER and note is None:
        return []
    return [
        FieldError("/note", one.detail, one.params)
        for one in reason_errors(note, too_short=_NOTE_SHORT)
    ]


def month_errors(
    month: date, *, first_month_on: date, last_month_on: date, this_month: date
) -> list[FieldError]:
    """Why a month cannot be the first in which a change holds.

    Args:
        month: its first day.
        first_month_on: of the decree.
        last_month_on: of the decree.
        this_month: first day of the present one.

    Source:
        A past month cannot be bought.
    """
    if not first_month_on <= month <= last_month_on:
        return [FieldError("/from_month", N_("Bulan ini di luar masa perlindungan SK."))]
    if month < this_month:
        return [FieldError("/from_month", N_("Bulan ini sudah lewat."))]
    return []


@dataclass(frozen=True)
class ChangedLine:
    """A person of a change, as its paper tells of them."""

    movement: Movement
    worker_id: UUID
    village_code: str
    rank: int | None
    reason: str | None
    note: str | None


def change_digest(decree: bytes, from_month_on: date, lines: Iterable[ChangedLine]) -> bytes:
    """A fingerprint of a change: of the decree it changes, from when on, and of everybody in it.

    Args:
        decree: the fingerprint of the decree.
        from_month_on: the first month in which the change holds.
        lines: in any order.

    Source:
        Own convention: two papers with different data never bear one code.
    """
    told = sorted(
        json.dumps(
            [
                one.movement.value,
                str(one.worker_id),
                one.village_code,
                one.rank,
                one.reason,
                one.note,
            ],
            ensure_ascii=False,
        )
        for one in lines
    )
    head = f"{decree.hex()} {from_month_on.isoformat()}"
    return sha256("\n".join([head, *told]).encode()).digest()
