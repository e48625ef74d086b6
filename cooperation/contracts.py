"""What a construction contract owes when its wages are not known: progressive slices."""

from dataclasses import dataclass
from decimal import Decimal

from cooperation.derivation import EXACT, Step, StepCode, StepValue, rounded
from cooperation.kinds import Programme
from cooperation.months import Month
from cooperation.tariffs import Tariffs


@dataclass(frozen=True)
class ContractPrice:
    """What a construction contract owes, in whole rupiah."""

    jkk_idr: int
    jkm_idr: int
    jkk_steps: tuple[Step, ...]
    jkm_steps: tuple[Step, ...]

    @property
    def total_idr(self) -> int:
        """Both programmes together."""
        return self.jkk_idr + self.jkm_idr


def price_contract(tariffs: Tariffs, contract_value_idr: int, month: Month) -> ContractPrice:
    """Contributions of a construction contract whose wages are not known: progressive slices.

    Args:
        tariffs: all parameters.
        contract_value_idr: value before VAT, rupiah, >= 0.
        month: decides which slices are in effect.

    Raises:
        NoTariffInEffect: no slices are known for the month.

    Source:
        PP 44/2015; Permenaker 5/2021. Each rate touches only its own slice.
    """
    jkk = _slice_steps(tariffs, contract_value_idr, month, Programme.JKK)
    jkm = _slice_steps(tariffs, contract_value_idr, month, Programme.JKM)
    return ContractPrice(
        jkk_idr=int(jkk[-1].result_idr),
        jkm_idr=int(jkm[-1].result_idr),
        jkk_steps=jkk,
        jkm_steps=jkm,
    )


def _slice_steps(
    tariffs: Tariffs, contract_value_idr: int, month: Month, programme: Programme
) -> tuple[Step, ...]:
    table = tariffs.slice_table("jakon.slices", month.first_day)
    steps: list[Step] = []
    total = Decimal(0)
    for part in table.value:
        upper = contract_value_idr if part.to_idr is None else min(contract_value_idr, part.to_idr)
        if upper <= part.above_idr and steps:
            break
        inside = upper - part.above_idr
        rate = part.rates[programme]
        amount = EXACT.multiply(rate, Decimal(inside))
        total = EXACT.add(total, amount)
        params: dict[str, StepValue] = {"rate": rate, "slice_idr": inside, "amount_idr": amount}
        steps.append(Step(StepCode.SLICE, params, total, table))
    return rounded(tuple(steps))
