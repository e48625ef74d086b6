"""By which agreements the months of a programme may be billed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.models.agreements import Agreement
from cooperation.months import Month, runs
from cooperation.queries.agreements import list_agreements
from cooperation.queries.commitment_terms import unbound_months_of
from cooperation.queries.commitments import get_commitment
from enrollment.billing import Period, is_in_term
from enrollment.models.billing import BillingList
from enrollment.queries.billing import period_of


def bears_bills(agreement: Agreement) -> bool:
    """Whether lists may be billed by an agreement: it is signed, and no addendum to another."""
    return agreement.signed_on is not None and agreement.amends_id is None


def list_binding(
    session: Session, *, tenant_id: int, commitment_id: UUID, period: Period
) -> Sequence[Agreement]:
    """The signed agreements that bind a programme in a month of a period or more.

    An addendum binds through the agreement that it changes, and an umbrella through the one that
    rests on it.
    """
    found = list_agreements(session, tenant_id=tenant_id, commitment_ids=[commitment_id])
    binding = [
        one
        for one in found.get(commitment_id, ())
        if bears_bills(one) and is_in_term(period, one.starts_on, one.last_day)
    ]
    umbrellas = {one.umbrella_id for one in binding}
    return [one for one in binding if one.id not in umbrellas]


def unbound_runs(
    session: Session, billing: BillingList, agreements: Sequence[Agreement]
) -> Sequence[tuple[Month, Month]]:
    """Months of a list after an agreement was ended early, while no other binds the programme.

    Args:
        session: bound to the regency.
        billing: the list.
        agreements: all about its programme.
    """
    commitment = get_commitment(
        session, tenant_id=billing.tenant_id, commitment_id=billing.commitment_id
    )
    period = period_of(billing)
    unbound = unbound_months_of(commitment, agreements)
    return runs(sorted(one for one in unbound if period.first <= one <= period.last))
