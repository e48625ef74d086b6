"""Does the paper add up? People x months x tariff against what was stated. Pure and exact."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from cooperation.amendments import (
    Amendment,
    amended_month_count,
    amended_people,
    amended_total,
    people_runs,
)
from cooperation.contracts import ContractPrice, price_contract
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.months import MONTHS_A_YEAR, Month, months_between, months_from, months_of_year
from cooperation.pricing import Insured, MonthPrice, NotComputable, price_month
from cooperation.tariffs import Tariffs
from tenants.kernel.errors import N_


@dataclass(frozen=True)
class Assumptions:
    """What no source states and the product had to assume; each is said beside the result."""

    first_month: bool = False
    month_count: bool = False
    programmes: bool = False
    occupation_group: bool = False


@dataclass(frozen=True)
class LateStart:
    """A further agreement or addendum that was signed after the month it is to begin with."""

    signed_on: date
    first_month: Month
    has_consent: bool = False
    is_addendum: bool = False


@dataclass(frozen=True)
class Terms:
    """What is known of one commitment. None means not stated, which is never zero.

    ``stated_total_idr`` is compared with the arithmetic; ``budget_idr`` only with it. People,
    months and total are as first stated; ``amendments`` say what signed addenda made of them.
    ``covered_elsewhere`` holds months in which another commitment protects the same people,
    ``jkm_elsewhere`` those of them with JKM, ``planned_elsewhere`` those that a plan for them
    names, with who is to pay; ``unbound`` are own months after an agreement was ended early until
    another binds, and ``is_continuation`` says that months before the first belong to the one
    before.
    ``late_starts`` are further papers without proof of posting that were signed after their start.
    ``has_agreement`` is None where nobody asked, ``has_signed_copy`` also where none is signed.
    """

    insured: Insured
    first_month: Month
    people_count: int | None = None
    month_count: int | None = None
    contract_value_idr: int | None = None
    stated_total_idr: int | None = None
    stated_rate_idr: int | None = None
    budget_idr: int | None = None
    budget_year: int | None = None
    signed_on: date | None = None
    has_posting_proof: bool = False
    has_start_consent: bool = False
    has_agreement: bool | None = None
    has_signed_copy: bool | None = None
    covered_elsewhere: frozenset[Month] = frozenset()
    jkm_elsewhere: frozenset[Month] = frozenset()
    planned_elsewhere: tuple[tuple[Month, FundingSource], ...] = ()
    unbound: frozenset[Month] = frozenset()
    is_continuation: bool = False
    late_starts: tuple[LateStart, ...] = ()
    assumptions: Assumptions = Assumptions()
    amendments: tuple[Amendment, ...] = ()

    @property
    def month_count_now(self) -> int | None:
        """How many months there are with all addenda."""
        return amended_month_count(self.first_month, self.month_count, self.amendments)

    @property
    def total_now_idr(self) -> int | None:
        """The value that is stated for what holds with all addenda, rupiah."""
        return amended_total(self.stated_total_idr, self.amendments)

    def people_in(self, month: Month) -> int | None:
        """How many people a month has, with all addenda."""
        return amended_people(self.people_count, month, self.amendments)

    @property
    def people_at_last(self) -> int | None:
        """How many people the last month has; before any addendum where its month is not known."""
        count = self.month_count_now
        last = self.first_month.plus(count - 1) if count else self.first_month
        return self.people_in(last)


@dataclass(frozen=True)
class PricedRun:
    """Consecutive months at one price: ``people x months x rate``. Whole rupiah."""

    first: Month
    last: Month
    people_count: int
    price: MonthPrice

    @property
    def months(self) -> tuple[Month, ...]:
        """The months of the run, in order."""
        return months_between(self.first, self.last)

    @property
    def amount_idr(self) -> int:
        """What the run costs, rupiah."""
        return self.people_count * len(self.months) * self.price.rate_idr


@dataclass(frozen=True)
class Computation:
    """Everything computed from one set of terms. None means that it cannot be known.

    ``rates_idr`` holds the distinct prices of a person-month in order of appearance. ``months``
    are the protected months; ``naked_months`` those of the first month's year without protection.
    """

    terms: Terms
    prices: tuple[MonthPrice, ...]
    month_count: int | None
    implied_months: Fraction | None
    months: tuple[Month, ...]
    runs: tuple[PricedRun, ...]
    naked_months: tuple[Month, ...]
    naked_runs: tuple[PricedRun, ...]
    contract: ContractPrice | None = None

    @property
    def rates_idr(self) -> tuple[int, ...]:
        """Distinct prices of one person-month, rupiah."""
        return tuple(dict.fromkeys(price.rate_idr for price in self.prices))

    @property
    def rate_idr(self) -> int | None:
        """The price of one person-month where there is only one."""
        return self.rates_idr[0] if len(self.rates_idr) == 1 else None

    @property
    def by_month(self) -> dict[Month, int]:
        """Rupiah due for each protected month; sums to ``total_idr``."""
        return {
            month: run.people_count * run.price.rate_idr
            for run in self.runs
            for month in run.months
        }

    @property
    def total_idr(self) -> int | None:
        """What the whole commitment costs, rupiah."""
        if self.contract is not None:
            return self.contract.total_idr
        return sum(run.amount_idr for run in self.runs) if self.runs else None

    @property
    def worker_months(self) -> int | None:
        """People x months (orang-bulan)."""
        if self.terms.people_count is None or self.month_count is None:
            return None
        if self.runs:
            return sum(run.people_count * len(run.months) for run in self.runs)
        return self.terms.people_count * self.month_count

    @property
    def total_at_stated_rate_idr(self) -> int | None:
        """What the commitment would cost at the stated rate, rupiah."""
        if self.worker_months is None or self.terms.stated_rate_idr is None:
            return None
        return self.worker_months * self.terms.stated_rate_idr

    @property
    def value_of_naked_months_idr(self) -> int | None:
        """What the naked months of the year would have cost or would cost, rupiah."""
        if self.terms.people_count is None or self.month_count is None:
            return None
        return sum(run.amount_idr for run in self.naked_runs)

    def of_months(self, tariffs: Tariffs, months: tuple[Month, ...]) -> "Computation":
        """The same terms over some of the months, n >= 1, and no month told as naked."""
        return replace(
            self,
            month_count=len(months),
            implied_months=None,
            months=months,
            runs=self.priced(tariffs, months),
            naked_months=(),
            naked_runs=(),
        )

    def priced(self, tariffs: Tariffs, months: tuple[Month, ...]) -> tuple[PricedRun, ...]:
        """Some months at the people and the price of each; none where people are not stated."""
        return _priced_runs(tariffs, self.terms, months)

    def programme_total_idr(self, programme: Programme) -> int | None:
        """One programme's part of the total; the parts sum to the total."""
        if self.contract is not None:
            parts = {Programme.JKK: self.contract.jkk_idr, Programme.JKM: self.contract.jkm_idr}
            return parts.get(programme)
        if not self.runs or programme not in self.terms.insured.programmes:
            return None
        return sum(
            run.people_count * len(run.months) * share.payable_idr
            for run in self.runs
            for share in run.price.shares
            if share.programme is programme
        )


def compute(tariffs: Tariffs, terms: Terms) -> Computation:
    """Compute everything that follows from the terms.

    Where the months are not stated, they are implied by the stated total; a whole number of at
    most twelve is then used and reported as an assumption.

    Raises:
        NotComputable: a programme is not open to the segment, or wage or contract value is missing.
        NoTariffInEffect: no tariff is known for one of the months.

    Source:
        People x months x tariff = value; see ``pricing`` for the tariffs.
    """
    if terms.insured.segment is Segment.JAKON:
        return _compute_contract(tariffs, terms)
    implied = _implied_months(tariffs, terms)
    count = terms.month_count_now
    if count is None and implied is not None and is_plausible_year(implied):
        count = int(implied)
    months = months_from(terms.first_month, count or 0)
    covered = terms.covered_elsewhere.union(months)
    naked = tuple(m for m in months_of_year(terms.first_month.year) if m not in covered)
    return Computation(
        terms=terms,
        prices=tuple(
            price_month(tariffs, terms.insured, m) for m in months or (terms.first_month,)
        ),
        month_count=count,
        implied_months=implied,
        months=months,
        runs=_priced_runs(tariffs, terms, months),
        naked_months=naked if months else (),
        naked_runs=_priced_runs(tariffs, terms, naked) if months else (),
    )


def price_months(
    tariffs: Tariffs, insured: Insured, people_count: int, months: Iterable[Month]
) -> tuple[PricedRun, ...]:
    """Price any months for a number of people, joining neighbours of the same price.

    Args:
        tariffs: all parameters.
        insured: what decides the price.
        people_count: persons.
        months: ascending.

    Raises:
        NotComputable: a programme is not open to the segment, or the wage is missing.
        NoTariffInEffect: no tariff is known for one of the months.

    Source:
        See ``pricing.price_month``.
    """
    found: list[PricedRun] = []
    for month in months:
        price = price_month(tariffs, insured, month)
        last = found[-1] if found else None
        if last and last.last.plus(1) == month and last.price.shares == price.shares:
            found[-1] = PricedRun(last.first, month, people_count, last.price)
        else:
            found.append(PricedRun(month, month, people_count, price))
    return tuple(found)


def _priced_runs(
    tariffs: Tariffs, terms: Terms, months: tuple[Month, ...]
) -> tuple[PricedRun, ...]:
    if not terms.people_count:
        return ()
    return tuple(
        run
        for people, part in people_runs(terms.people_count, months, terms.amendments)
        for run in price_months(tariffs, terms.insured, people, part)
    )


def is_plausible_year(months: Fraction) -> bool:
    """Whether an implied number of months is whole and fits into one year of a budget.

    Source:
        A programme is budgeted by the year (APBD).
    """
    return months.denominator == 1 and 1 <= months <= MONTHS_A_YEAR


def _implied_months(tariffs: Tariffs, terms: Terms) -> Fraction | None:
    if terms.month_count is not None or terms.stated_total_idr is None or not terms.people_count:
        return None
    rate = price_month(tariffs, terms.insured, terms.first_month).rate_idr
    return Fraction(terms.stated_total_idr, terms.people_count * rate)


def _compute_contract(tariffs: Tariffs, terms: Terms) -> Computation:
    if terms.contract_value_idr is None:
        raise NotComputable(N_("Isi nilai kontrak: iuran jasa konstruksi dihitung dari nilainya."))
    return Computation(
        terms=terms,
        prices=(),
        month_count=terms.month_count,
        implied_months=None,
        months=(),
        runs=(),
        naked_months=(),
        naked_runs=(),
        contract=price_contract(tariffs, terms.contract_value_idr, terms.first_month),
    )
