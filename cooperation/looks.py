"""What is new about a submission to somebody who reviews it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tenants.kernel.errors import N_


class Novelty(StrEnum):
    """What happened to a submission since somebody opened it last."""

    NEW = "new"
    CHANGED = "changed"
    COMMENTED = "commented"
    SEEN = "seen"


NOVELTY_LABELS: Mapping[Novelty, str] = {
    Novelty.NEW: N_("baru"),
    Novelty.CHANGED: N_("diajukan kembali"),
    Novelty.COMMENTED: N_("komentar baru"),
    Novelty.SEEN: N_("sudah dibuka"),
}


@dataclass(frozen=True)
class LastLook:
    """The round that somebody opened last, counted from 1, and when."""

    seen_round: int
    seen_at: datetime


def novelty_of(look: LastLook | None, latest_round: int, comment_count: int = 0) -> Novelty:
    """What is new to somebody.

    Args:
        look: their last one; None where they never opened it.
        latest_round: of the submission, counted from 1.
        comment_count: what others said since that look.

    Source:
        The queue of a BPJS office tells what changed since it was looked at; a new round weighs
        more than what is said about an old one.
    """
    if look is None:
        return Novelty.NEW
    if latest_round > look.seen_round:
        return Novelty.CHANGED
    return Novelty.COMMENTED if comment_count else Novelty.SEEN
