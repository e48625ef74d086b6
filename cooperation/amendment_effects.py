"""What an addendum changes in people, months and rupiah. Pure."""

from dataclasses import dataclass, replace

from cooperation.amendments import ENDS_BEFORE, Amendment, in_order
from cooperation.arithmetic import Computation, Terms, compute
from cooperation.tariffs import Tariffs
from tenants.kernel.errors import N_, FieldError
from tenants.kernel.formats import month_range


@dataclass(frozen=True)
class AmendedFigure:
    """One figure before and after; None where it is not known."""

    before: int | None
    after: int | None

    @property
    def change(self) -> int | None:
        """After less before."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True)
class AmendmentEffect:
    """What changes: persons from the addendum's month on, months, worker-months, whole rupiah.

    ``stated_idr`` is the value the addendum itself states, as far as it states one.
    """

    people: AmendedFigure
    months: AmendedFigure
    worker_months: AmendedFigure
    total_idr: AmendedFigure
    stated_idr: int | None
    before: Computation
    after: Computation


def amendment_effect(tariffs: Tariffs, terms: Terms, amendment: Amendment) -> AmendmentEffect:
    """Compare a commitment without and with one addendum.

    Args:
        tariffs: all parameters.
        terms: the commitment with the addenda that hold beside this one.
        amendment: this one.

    Raises:
        NotComputable: the terms lack something without which no contribution can be named.
        NoTariffInEffect: no tariff is known for one of the months.

    Source:
        People x months x tariff, before and after.
    """
    amended = replace(terms, amendments=in_order((*terms.amendments, amendment)))
    before, after = compute(tariffs, terms), compute(tariffs, amended)
    month = amendment.from_month
    return AmendmentEffect(
        people=AmendedFigure(terms.people_in(month), amended.people_in(month)),
        months=AmendedFigure(terms.month_count_now, amended.month_count_now),
        worker_months=AmendedFigure(before.worker_months, after.worker_months),
        total_idr=AmendedFigure(before.total_idr, after.total_idr),
        stated_idr=amendment.total_idr,
        before=before,
        after=after,
    )


def amendment_errors(terms: Terms, amendment: Amendment) -> list[FieldError]:
    """Why an addendum cannot mean what it says, seen from the commitment it changes.

    Args:
        terms: the commitment with the addenda that hold beside this one.
        amendment: this one.

    Source:
        An addendum changes an agreement that binds, within or next to its months; two addenda that
        set the same thing from the same month contradict each other.
    """
    errors: list[FieldError] = []
    count, start = terms.month_count_now, amendment.from_month
    if count:
        last = terms.first_month.plus(count - 1)
        latest = last.plus(1) if amendment.last_month is not None else last
        if not terms.first_month <= start <= latest:
            text = N_("Program ini berlaku %(months)s; isi bulan di dalamnya.")
            months = month_range(terms.first_month.first_day, last.first_day)
            errors.append(FieldError("/changes_from", text, {"months": months}))
    last_month = amendment.last_month
    if amendment.is_reversed or (last_month is not None and last_month < terms.first_month):
        errors.append(FieldError("/new_last_month", ENDS_BEFORE))
    if _is_set_twice(terms, amendment):
        text = N_("Adendum lain sudah mengubah jumlah pekerja sejak bulan yang sama.")
        errors.append(FieldError("/changes_from", text))
    if amendment.people_count is not None and amendment.people_count == terms.people_in(start):
        text = N_("Jumlah ini sudah berlaku pada bulan itu, jadi tidak ada yang berubah.")
        errors.append(FieldError("/new_people_count", text))
    return errors


def _is_set_twice(terms: Terms, amendment: Amendment) -> bool:
    return amendment.people_count is not None and any(
        one.people_count is not None and one.from_month == amendment.from_month
        for one in terms.amendments
        if one.until is None or one.until > one.from_month
    )
