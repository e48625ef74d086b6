"""What protection costs one person for one month, by segment, programme and funding source."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cooperation.derivation import EXACT, Step, StepCode, rounded, to_rupiah
from cooperation.kinds import FundingSource, OccupationGroup, Programme, RiskClass, Segment
from cooperation.months import Month
from cooperation.tariffs import Discount, Parameter, Tariffs, find_band
from tenants.kernel.errors import N_, RuleViolation

PROGRAMMES_OF_SEGMENT: Mapping[Segment, frozenset[Programme]] = {
    Segment.BPU: frozenset({Programme.JKK, Programme.JKM, Programme.JHT}),
    Segment.PU: frozenset(Programme),
    Segment.JAKON: frozenset({Programme.JKK, Programme.JKM}),
}
"""JP and JKP are not open to BPU (PP 45/2015; PP 37/2021)."""


class NotComputable(RuleViolation):
    """The terms lack something without which no contribution can be named."""

    code = "not-computable"
    title = N_("Iuran belum dapat dihitung")
    meaning = N_("Data program belum cukup untuk menghitung iuran.")
    advice = N_("Lengkapi isian yang disebut, lalu simpan kembali.")


@dataclass(frozen=True)
class Insured:
    """What decides the price of one person-month. Rupiah a month where given.

    ``income_idr`` None means the lowest band; ``wage_idr`` is needed for PU only.
    """

    segment: Segment
    programmes: frozenset[Programme]
    source: FundingSource
    occupation_group: OccupationGroup = OccupationGroup.OTHER
    income_idr: int | None = None
    wage_idr: int | None = None
    risk_class: RiskClass = RiskClass.VERY_LOW


@dataclass(frozen=True)
class Share:
    """One programme's part of a price. Whole rupiah; ``payable_idr`` after any discount."""

    programme: Programme
    full_idr: int
    payable_idr: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class MonthPrice:
    """The price of one person for one month; the shares sum to ``rate_idr``."""

    month: Month
    shares: tuple[Share, ...]
    discount: Parameter[Discount] | None

    @property
    def rate_idr(self) -> int:
        """What is due for the month, rupiah."""
        return sum(share.payable_idr for share in self.shares)


def price_month(tariffs: Tariffs, insured: Insured, month: Month) -> MonthPrice:
    """The price of one person for one month, by programme.

    Raises:
        NotComputable: a programme is not open to the segment, the wage is missing, or the
            segment is billed by contract.
        NoTariffInEffect: no tariff is known for the month.

    Source:
        BPU: PP 44/2015 Lampiran II, PP 46/2015, PP 50/2025. PU: PP 44/2015 Lampiran I, PP 45/2015.
    """
    _check(insured)
    discount = applied_discount(tariffs, insured, month)
    share = _bpu_share if insured.segment is Segment.BPU else _pu_share
    shares = tuple(
        _discounted(programme, share(tariffs, insured, programme, month), discount)
        for programme in Programme
        if programme in insured.programmes
    )
    return MonthPrice(month=month, shares=shares, discount=discount)


def applied_discount(
    tariffs: Tariffs, insured: Insured, month: Month
) -> Parameter[Discount] | None:
    """The relief that lowers this person's price in this month, if any.

    Source:
        PP 50/2025 Pasal 3 and 4: BPU only, not from APBN or APBD.
    """
    discount = possible_discount(tariffs, insured, month)
    if discount is None or not discount.value.sources[insured.source].applies:
        return None
    return discount


def possible_discount(
    tariffs: Tariffs, insured: Insured, month: Month
) -> Parameter[Discount] | None:
    """The relief open to this segment and occupation in this month, whatever the money's source.

    Source:
        PP 50/2025 Pasal 3 and 4.
    """
    if insured.segment is not Segment.BPU:
        return None
    return tariffs.find_discount(insured.occupation_group, month.first_day)


def _check(insured: Insured) -> None:
    if insured.segment is Segment.JAKON:
        raise NotComputable(N_("Iuran jasa konstruksi dihitung dari nilai kontrak."))
    if not insured.programmes:
        raise NotComputable(N_("Pilih paling sedikit satu program jaminan."))
    refused = insured.programmes - PROGRAMMES_OF_SEGMENT[insured.segment]
    if refused:
        raise NotComputable(
            N_("Program %(programmes)s tidak tersedia untuk segmen %(segment)s."),
            programmes=", ".join(sorted(refused)).upper(),
            segment=insured.segment.upper(),
        )
    if insured.segment is Segment.PU and not insured.wage_idr:
        raise NotComputable(N_("Isi upah sebulan: iuran PU dihitung dari upah."))


def _bpu_share(
    tariffs: Tariffs, insured: Insured, programme: Programme, month: Month
) -> tuple[Step, ...]:
    day = month.first_day
    if programme is Programme.JKM:
        flat = tariffs.number("bpu.jkm", day)
        return (Step(StepCode.FLAT, {"amount_idr": flat.value}, Decimal(flat.value), flat),)
    table = tariffs.band_table("bpu.bands", day)
    band = find_band(table.value, insured.income_idr or 0)
    rate = tariffs.rate(f"bpu.{programme}.rate", day)
    params = {"number": band.number, "from_idr": band.from_idr, "base_idr": band.base_idr}
    return (
        Step(StepCode.BAND, params, Decimal(band.base_idr), table),
        Step(
            StepCode.RATE_OF_BASE,
            {"rate": rate.value, "base_idr": band.base_idr},
            EXACT.multiply(rate.value, Decimal(band.base_idr)),
            rate,
        ),
    )


def _pu_share(
    tariffs: Tariffs, insured: Insured, programme: Programme, month: Month
) -> tuple[Step, ...]:
    day = month.first_day
    wage = insured.wage_idr or 0
    steps: tuple[Step, ...] = ()
    if programme is Programme.JP:
        cap = tariffs.number("pu.jp.cap", day)
        wage = min(wage, cap.value)
        steps = (Step(StepCode.CAPPED_WAGE, {"cap_idr": cap.value}, Decimal(wage), cap),)
    basis: Parameter[object]
    if programme is Programme.JKK:
        classes = tariffs.class_table("pu.jkk.classes", day)
        basis, ratio = classes, classes.value[insured.risk_class]
    else:
        rate = tariffs.rate(f"pu.{programme}.rate", day)
        basis, ratio = rate, rate.value
    amount = EXACT.multiply(ratio, Decimal(wage))
    return (*steps, Step(StepCode.RATE_OF_WAGE, {"rate": ratio, "wage_idr": wage}, amount, basis))


def _discounted(
    programme: Programme, steps: tuple[Step, ...], discount: Parameter[Discount] | None
) -> Share:
    full = to_rupiah(steps[-1].result_idr)
    if discount is not None and programme in discount.value.programmes:
        ratio = discount.value.payable_ratio
        payable = EXACT.multiply(ratio, steps[-1].result_idr)
        steps = (*steps, Step(StepCode.DISCOUNT, {"ratio": ratio}, payable, discount))
    steps = rounded(steps)
    return Share(programme, full_idr=full, payable_idr=int(steps[-1].result_idr), steps=steps)
