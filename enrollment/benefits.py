"""Benefits that were paid, as published, and what they add up to. Pure.

No person is part of it: a payment is a kind, a day, how many people and how much, each of which a
source may leave out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from enrollment.figures import Source
from tenants.kernel.errors import N_, FieldError


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


@dataclass(frozen=True, kw_only=True)
class BenefitDetails(Source):
    """A payment as a source tells it. Persons and rupiah; None means not stated, never zero."""

    kind: BenefitKind
    paid_on: date | None = None
    recipients_count: int | None = None
    amount_idr: int | None = None
    description: str | None = None


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


def benefit_errors(details: BenefitDetails, today: date) -> Sequence[FieldError]:
    """Why a payment cannot stand.

    Args:
        details: as stated.
        today: the latest day it is anywhere in the country.

    Source:
        Coverage dictionary: every figure has a source and a date; not filled is not zero.
    """
    errors = []
    for name in ("paid_on", "source_on", "data_on"):
        day: date | None = getattr(details, name)
        if day is not None and day > today:
            errors.append(FieldError(f"/{name}", N_("Tanggal ini belum tiba.")))
    if details.source_on and details.data_on and details.data_on > details.source_on:
        errors.append(
            FieldError("/data_on", N_("Tanggal data tidak mungkin setelah tanggal sumber."))
        )
    if details.paid_on and details.source_on and details.paid_on > details.source_on:
        errors.append(FieldError("/paid_on", N_("Tanggal dibayarkan setelah tanggal sumbernya.")))
    for name in ("recipients_count", "amount_idr"):
        figure: int | None = getattr(details, name)
        if figure is not None and figure < 1:
            errors.append(FieldError(f"/{name}", N_("Isi lebih dari nol, atau kosongkan.")))
    if details.kind is BenefitKind.OTHER and not details.description:
        errors.append(FieldError("/description", N_("Sebutkan manfaat apa yang dibayarkan.")))
    return errors
