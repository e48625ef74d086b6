"""Benefits that were paid, as published, and what makes such a record impossible.

No person is part of it: a payment is a kind, a day, how many people and how much, each of which a
source may leave out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from enrollment.benefit_amounts import SchoolLevel
from enrollment.benefit_totals import BenefitKind
from enrollment.figures import Source
from tenants.kernel.errors import N_, FieldError


@dataclass(frozen=True, kw_only=True)
class BenefitDetails(Source):
    """A payment as a source tells it. Persons and rupiah; None means not stated, never zero."""

    kind: BenefitKind
    paid_on: date | None = None
    recipients_count: int | None = None
    amount_idr: int | None = None
    description: str | None = None
    event_on: date | None = None
    case_count: int | None = None
    is_past_waiting: bool | None = None
    wage_idr: int | None = None
    school_level: SchoolLevel | None = None


def benefit_errors(details: BenefitDetails, today: date) -> Sequence[FieldError]:
    """Why a payment cannot stand.

    Args:
        details: as stated.
        today: the latest day it is anywhere in the country.

    Source:
        Coverage dictionary: every figure has a source and a date; not filled is not zero.
    """
    errors = []
    for name in ("event_on", "paid_on", "source_on", "data_on"):
        day: date | None = getattr(details, name)
        if day is not None and day > today:
            errors.append(FieldError(f"/{name}", N_("Tanggal ini belum tiba.")))
    if details.source_on and details.data_on and details.data_on > details.source_on:
        errors.append(
            FieldError("/data_on", N_("Tanggal data tidak mungkin setelah tanggal sumber."))
        )
    if details.paid_on and details.source_on and details.paid_on > details.source_on:
        errors.append(FieldError("/paid_on", N_("Tanggal dibayarkan setelah tanggal sumbernya.")))
    if details.event_on and details.paid_on and details.event_on > details.paid_on:
        errors.append(FieldError("/event_on", N_("Tanggal kejadian setelah dibayarkan.")))
    for name in ("recipients_count", "amount_idr", "case_count", "wage_idr"):
        figure: int | None = getattr(details, name)
        if figure is not None and figure < 1:
            errors.append(FieldError(f"/{name}", N_("Isi lebih dari nol, atau kosongkan.")))
    if details.kind is BenefitKind.OTHER and not details.description:
        errors.append(FieldError("/description", N_("Sebutkan manfaat apa yang dibayarkan.")))
    return errors
