"""The rules that make prices of person-months, each written once by ``pricing.price_month``.

A rule is what a price rests on besides a wage: segment, programmes, band or risk class, and the
parameters in effect. Months between two changes of parameters share their rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from cooperation.derivation import Step
from cooperation.kinds import Programme, Segment
from cooperation.months import Month
from cooperation.pricing import Insured, MonthPrice, Share, price_month
from cooperation.tariffs import Band, Parameter, Tariffs

_ANY_WAGE_IDR = 1


@dataclass(frozen=True)
class PriceRule:
    """What made a price.

    ``example`` is of a BPU band the price itself, of PU that of the smallest wage. ``parameters``
    are the rows that it rests on, in the order of its steps.
    """

    tariffs: Tariffs
    insured: Insured
    band: Band | None
    example: MonthPrice

    @property
    def parameters(self) -> tuple[Parameter[object], ...]:
        """The parameter rows, each with its citation and grade."""
        return bases_of(self.example)

    def open_shares(self, wage_idr: int | None = None) -> tuple[Share, ...]:
        """The shares of a price and their steps, as ``price_month`` gives them.

        Args:
            wage_idr: the person's, for PU; a BPU price needs nothing beyond its rule.

        Raises:
            NotComputable: the wage of a PU price is missing.

        Source:
            The parameters of the rule.
        """
        if self.insured.segment is Segment.BPU:
            return self.example.shares
        insured = replace(self.insured, wage_idr=wage_idr)
        return price_month(self.tariffs, insured, self.example.month).shares


@dataclass(frozen=True)
class RateOfWage:
    """A programme's price as a share of a wage of at most ``cap_idr``."""

    ratio: Fraction
    cap_idr: int | None


def rate_of_wage(share: Share) -> RateOfWage:
    """What a share of a PU price multiplies the wage by, read from its steps.

    Source:
        The share's own steps.
    """
    ratio, cap = Fraction(1), None
    for step in share.steps:
        for name in ("rate", "ratio"):
            if name in step.params:
                ratio *= Fraction(step.params[name])
        if "cap_idr" in step.params:
            cap = int(step.params["cap_idr"])
    return RateOfWage(ratio, cap)


class RuleBook:
    """Rules as they are asked for; equal ones are written once."""

    def __init__(self, tariffs: Tariffs) -> None:
        self.tariffs = tariffs
        self.rules: list[PriceRule] = []
        self._places: dict[object, int] = {}

    def place_of(self, insured: Insured, month: Month) -> int:
        """Where the rules of some terms begin: one rule for PU; of BPU one for each band, in order.

        Args:
            insured: income and wage do not matter.
            month: decides which parameters are in effect.

        Raises:
            NotComputable: a programme is not open to the segment.
            NoTariffInEffect: no tariff is known for the month.

        Source:
            See ``pricing.price_month``.
        """
        terms = replace(insured, income_idr=None, wage_idr=_ANY_WAGE_IDR)
        first = price_month(self.tariffs, terms, month)
        rows = tuple((row.key, row.effective_from) for row in bases_of(first))
        name = (terms.segment, terms.programmes, terms.risk_class, rows)
        if name not in self._places:
            self._places[name] = len(self.rules)
            self.rules += self._written(terms, month, first)
        return self._places[name]

    def _written(self, terms: Insured, month: Month, first: MonthPrice) -> Iterable[PriceRule]:
        if terms.segment is not Segment.BPU:
            return [PriceRule(self.tariffs, terms, None, first)]
        found = []
        for band in bands_on(self.tariffs, month):
            insured = replace(terms, income_idr=band.from_idr)
            example = price_month(self.tariffs, insured, month)
            found.append(PriceRule(self.tariffs, insured, band, example))
        return found


def bands_on(tariffs: Tariffs, month: Month) -> tuple[Band, ...]:
    """The income bands of BPU in a month, ascending.

    Raises:
        NoTariffInEffect: no bands are known for the month.

    Source:
        PP 44/2015 Lampiran II.
    """
    return tariffs.band_table("bpu.bands", month.first_day).value


def bases_of(price: MonthPrice) -> tuple[Parameter[object], ...]:
    """The parameter rows that a price rests on, in the order of its steps, each once."""
    steps: list[Step] = [step for share in price.shares for step in share.steps]
    rows = {(one.basis.key, one.basis.effective_from): one.basis for one in steps if one.basis}
    return tuple(rows.values())


def months_of_change(tariffs: Tariffs) -> tuple[Month, ...]:
    """Months from which some parameter differs from the month before, ascending.

    Source:
        The dates of the parameters; a month is priced by what is in effect on its first day.
    """
    days: set[date] = set()
    for rows in vars(tariffs).values():
        for row in rows:
            days.add(row.effective_from)
            if row.effective_to is not None:
                days.add(row.effective_to + timedelta(days=1))
    return tuple(sorted({_first_whole_month(day) for day in days}))


def programme_bits(programmes: Iterable[Programme]) -> int:
    """A set of programmes as one number, a bit for each in the order of ``Programme``."""
    chosen = set(programmes)
    return sum(1 << place for place, one in enumerate(Programme) if one in chosen)


def programmes_of(bits: int) -> frozenset[Programme]:
    """The programmes whose bits are set in a number."""
    return frozenset(one for place, one in enumerate(Programme) if bits >> place & 1)


def _first_whole_month(day: date) -> Month:
    month = Month.of(day)
    return month if day == month.first_day else month.plus(1)
