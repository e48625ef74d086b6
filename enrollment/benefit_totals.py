"""Kinds of benefits, and what their payments add up to. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tenants.kernel.errors import N_


class BenefitKind(StrEnum):
    """What was paid."""

    SANTUNAN_JKK = "santunan_jkk"
    SANTUNAN_JKM = "santunan_jkm"
    BEASISWA = "beasiswa"
    OTHER = "other"


BENEFIT_KIND_LABELS = {
    BenefitKind.SANTUNAN_JKK: N_("Santunan kecelakaan kerja (JKK)"),
    BenefitKind.SANTUNAN_JKM: N_("Santunan kematian (JKM)"),
    BenefitKind.BEASISWA: N_("Beasiswa"),
    BenefitKind.OTHER: N_("Manfaat lain"),
}


@dataclass(frozen=True)
class StatedSum:
    """A sum over those records that state the figure.

    ``value`` is None where none of them does; ``stated_count`` says over how many it runs.
    """

    value: int | None
    stated_count: int

    def __add__(self, other: "StatedSum") -> "StatedSum":
        stated = [one.value for one in (self, other) if one.value is not None]
        return StatedSum(sum(stated) if stated else None, self.stated_count + other.stated_count)


@dataclass(frozen=True)
class BenefitTotal:
    """What the records of one kind add up to; persons and rupiah. ``kind`` None: of all kinds."""

    kind: BenefitKind | None
    record_count: int
    recipients: StatedSum
    amount_idr: StatedSum


NOTHING_STATED = StatedSum(None, 0)


def grand_total(totals: Iterable[BenefitTotal]) -> BenefitTotal:
    """What the totals of several kinds add up to.

    Args:
        totals: one per kind; none at all adds up to nothing stated.

    Source:
        Not filled is not zero: a sum runs over what is stated and says over how many.
    """
    whole = BenefitTotal(None, 0, NOTHING_STATED, NOTHING_STATED)
    for one in totals:
        whole = BenefitTotal(
            None,
            whole.record_count + one.record_count,
            whole.recipients + one.recipients,
            whole.amount_idr + one.amount_idr,
        )
    return whole
