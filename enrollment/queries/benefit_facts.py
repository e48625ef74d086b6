"""What benefits paid in one year add up to, for the scorecard and the interview."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from enrollment.models.benefits import BenefitPayment
from enrollment.queries.cover_facts import CountFact
from tenants.kernel.errors import N_
from tenants.kernel.sources import SourceStatus

SOURCE = N_("Manfaat dibayar pada Siap Paritrana")


@dataclass(frozen=True)
class BenefitFacts:
    """Rupiah paid and those who received them; over the records that state the figure."""

    amount: CountFact | None
    recipients: CountFact | None


def sum_benefits(session: Session, *, tenant_id: int, year: int) -> BenefitFacts:
    """Sums over what is recorded as paid in a year; invented records are left out.

    A sum of records told by the press is told by the press, whatever else is in it.
    """
    amount, recipients = BenefitPayment.amount_idr, BenefitPayment.recipients_count
    found = session.execute(
        select(
            func.sum(amount).label("amount"),
            func.sum(recipients).label("recipients"),
            func.max(BenefitPayment.paid_on).label("last_on"),
            func.array_agg(BenefitPayment.source_status.distinct()).label("statuses"),
        ).where(
            BenefitPayment.tenant_id == tenant_id,
            BenefitPayment.paid_on.between(date(year, 1, 1), date(year, 12, 31)),
            BenefitPayment.source_status != SourceStatus.SYNTHETIC,
        )
    ).one()
    is_told = SourceStatus.PRESS in (found.statuses or ())
    status = SourceStatus.PRESS if is_told else SourceStatus.DERIVED

    def fact(value: int | None) -> CountFact | None:
        if value is None:
            return None
        return CountFact(int(value), SOURCE, status, found.last_on, "benefit")

    return BenefitFacts(fact(found.amount), fact(found.recipients))
