"""What cover of a migrant worker (PMI) costs: a package for the whole employment contract."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cooperation.derivation import Step, StepCode
from cooperation.months import Month
from cooperation.pricing import NotComputable
from cooperation.tariffs import Tariffs
from tenants.kernel.errors import N_


class Placement(StrEnum):
    """How a migrant worker is placed: by an agency, or on their own."""

    AGENCY = "agency"
    INDEPENDENT = "independent"


@dataclass(frozen=True)
class MigrantPrice:
    """What JKK and JKM of one migrant worker cost for one contract. Whole rupiah.

    ``before_idr`` protects before work begins, ``during_idr`` during and after it.
    """

    before_idr: int
    during_idr: int
    steps: tuple[Step, ...]

    @property
    def total_idr(self) -> int:
        """Both parts together, rupiah."""
        return self.before_idr + self.during_idr


def price_migrant(
    tariffs: Tariffs, contract_months: int, placement: Placement, month: Month
) -> MigrantPrice:
    """JKK and JKM for the contract of one migrant worker.

    The largest package that is not longer than the contract, and an amount for each month beyond
    it; so a contract a little shorter than a package may cost more than that package.

    Args:
        tariffs: all parameters.
        contract_months: of the employment contract, as long as the shortest package at least.
        placement: who places the worker.
        month: of payment; decides which amounts are in effect.

    Raises:
        NotComputable: the contract is shorter than every package.
        NoTariffInEffect: no packages are known for the month.

    Source:
        Permenaker 4/2023 Pasal 18.
    """
    day = month.first_day
    table = tariffs.package_table("pmi.packages", day)
    fitting = [one for one in table.value if one.months <= contract_months]
    if not fitting:
        raise NotComputable(
            N_("Paket iuran PMI dimulai dari perjanjian kerja %(months)s bulan."),
            months=str(table.value[0].months),
        )
    package = fitting[-1]
    steps = [
        Step(
            StepCode.PACKAGE,
            {"months": package.months, "amount_idr": package.amount_idr},
            Decimal(package.amount_idr),
            table,
        )
    ]
    during = package.amount_idr
    beyond = contract_months - package.months
    if beyond:
        extension = tariffs.number("pmi.extension", day)
        during += beyond * extension.value
        params = {"months": beyond, "amount_idr": extension.value}
        steps.append(Step(StepCode.EXTENSION, params, Decimal(during), extension))
    before = 0
    if placement is Placement.AGENCY:
        amount = tariffs.number("pmi.before", day)
        before = amount.value
        params = {"amount_idr": before}
        steps.append(Step(StepCode.BEFORE_WORK, params, Decimal(during + before), amount))
    return MigrantPrice(before_idr=before, during_idr=during, steps=tuple(steps))
