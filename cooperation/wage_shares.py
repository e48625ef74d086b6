"""Who pays the contribution of a wage-earner, and what of it becomes JKP. Pure and exact.

JKP is never billed. The state pays a part of it; the rest is moved out of what JKK (until February
2025 also JKM) has received, so the employer's bill does not change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cooperation.derivation import EXACT, Step, StepCode, StepValue, rounded
from cooperation.kinds import Programme
from cooperation.months import Month
from cooperation.pricing import Insured, MonthPrice, price_month
from cooperation.tariffs import Tariffs

PROGRAMMES_BEFORE_JKP = frozenset({Programme.JKK, Programme.JKM, Programme.JHT})
"""JKP is open to whoever holds these three; large and medium employers add JP (Pasal 4)."""

_OF_WORKER = frozenset({Programme.JHT, Programme.JP})


class JkpSource(StrEnum):
    """Where the money of JKP comes from."""

    STATE = "state"
    JKK = "from_jkk"
    JKM = "from_jkm"


@dataclass(frozen=True)
class PayerShare:
    """One billed programme: who pays it and what is left of it. Whole rupiah.

    ``employer_idr`` and ``worker_idr`` sum to the bill; ``moved_idr`` of the bill becomes JKP.
    """

    programme: Programme
    employer_idr: int
    worker_idr: int
    moved_idr: int
    worker_steps: tuple[Step, ...]

    @property
    def kept_idr(self) -> int:
        """What the programme itself keeps, rupiah."""
        return self.employer_idr + self.worker_idr - self.moved_idr


@dataclass(frozen=True)
class JkpShare:
    """One source of JKP. Whole rupiah."""

    source: JkpSource
    amount_idr: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class WageShares:
    """A wage-earner's month by payer. ``jkp`` is empty where JKP is not open."""

    price: MonthPrice
    shares: tuple[PayerShare, ...]
    jkp: tuple[JkpShare, ...]

    @property
    def jkp_idr(self) -> int:
        """The contribution to JKP, rupiah; no part of the bill."""
        return sum(share.amount_idr for share in self.jkp)


def divide_wage_contribution(tariffs: Tariffs, insured: Insured, month: Month) -> WageShares:
    """Who pays a wage-earner's month, and what JKP receives of it and of the state.

    A worker's part is rounded by itself and the employer pays the rest of the programme's bill, so
    the parts always sum to it.

    Args:
        tariffs: all parameters.
        insured: of segment PU.
        month: decides which rates are in effect.

    Raises:
        NotComputable: a programme is not open to PU, or the wage is missing.
        NoTariffInEffect: a rate is not known for the month.

    Source:
        PP 46/2015 and PP 45/2015 (worker's part); PP 37/2021 Pasal 4 and 11 jo. PP 6/2025 (JKP).
    """
    price = price_month(tariffs, insured, month)
    is_open = insured.programmes >= PROGRAMMES_BEFORE_JKP
    jkp = _jkp_shares(tariffs, insured.wage_idr or 0, month) if is_open else ()
    moved = {share.source: share.amount_idr for share in jkp}
    shares = []
    for share in price.shares:
        worker = _worker_steps(tariffs, share.programme, share.steps, month)
        paid = int(worker[-1].result_idr) if worker else 0
        shares.append(
            PayerShare(
                programme=share.programme,
                employer_idr=share.payable_idr - paid,
                worker_idr=paid,
                moved_idr=moved.get(_MOVED[share.programme], 0) if share.programme in _MOVED else 0,
                worker_steps=worker,
            )
        )
    return WageShares(price=price, shares=tuple(shares), jkp=jkp)


_MOVED: Mapping[Programme, JkpSource] = {
    Programme.JKK: JkpSource.JKK,
    Programme.JKM: JkpSource.JKM,
}


def _worker_steps(
    tariffs: Tariffs, programme: Programme, billed: tuple[Step, ...], month: Month
) -> tuple[Step, ...]:
    if programme not in _OF_WORKER:
        return ()
    capped = tuple(step for step in billed if step.code is StepCode.CAPPED_WAGE)
    (wage,) = (step.params["wage_idr"] for step in billed if step.code is StepCode.RATE_OF_WAGE)
    return rounded((*capped, _of_wage(tariffs, f"pu.{programme}.worker", Decimal(wage), month)))


def _jkp_shares(tariffs: Tariffs, wage_idr: int, month: Month) -> tuple[JkpShare, ...]:
    cap = tariffs.number("pu.jkp.cap", month.first_day)
    wage = Decimal(min(wage_idr, cap.value))
    capped = Step(StepCode.CAPPED_WAGE, {"cap_idr": cap.value}, wage, cap)
    found = []
    for source in JkpSource:
        steps = rounded((capped, _of_wage(tariffs, f"pu.jkp.{source}", wage, month)))
        found.append(JkpShare(source, int(steps[-1].result_idr), steps))
    return tuple(found)


def _of_wage(tariffs: Tariffs, key: str, wage: Decimal, month: Month) -> Step:
    rate = tariffs.rate(key, month.first_day)
    params: dict[str, StepValue] = {"rate": rate.value, "wage_idr": int(wage)}
    return Step(StepCode.RATE_OF_WAGE, params, EXACT.multiply(rate.value, wage), rate)
