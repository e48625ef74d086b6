"""What the people of a programme cost: people x months x tariff, beside its budget."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.arithmetic import Terms, compute
from cooperation.pricing import NotComputable
from cooperation.queries.commitments import get_commitment_record
from cooperation.tariff_files import current_tariffs
from cooperation.tariffs import NoTariffInEffect


@dataclass(frozen=True)
class Prices:
    """The terms of a programme, to price any number of its people by. Whole rupiah."""

    terms: Terms
    budget_idr: int | None

    def cost_of(self, people: int) -> int | None:
        """What so many people cost in all months; None where it cannot be known."""
        if people == 0:
            return 0
        try:
            computed = compute(current_tariffs(), replace(self.terms, people_count=people))
        except (NotComputable, NoTariffInEffect):
            return None
        return None if computed.contract is not None else computed.total_idr

    def rest_after(self, people: int) -> int | None:
        """What of the budget remains after so many; negative where it does not suffice."""
        cost = self.cost_of(people)
        return None if cost is None or self.budget_idr is None else self.budget_idr - cost


def get_prices(session: Session, *, tenant_id: int, commitment_id: UUID, today: date) -> Prices:
    """How the people of a programme are priced.

    Raises:
        NotFound: no such programme in this regency.
    """
    record = get_commitment_record(
        session, tenant_id=tenant_id, commitment_id=commitment_id, today=today
    )
    return Prices(record.terms, record.commitment.budget_idr)
