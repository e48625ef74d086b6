"""What closing a billing list freezes: the people, their months and prices, as they are now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from cooperation.arithmetic import PricedRun
from cooperation.pricing import NotComputable
from cooperation.queries.commitment_terms import terms_of
from cooperation.queries.commitments import get_commitment
from cooperation.tariff_files import current_tariffs
from cooperation.tariffs import NoTariffInEffect
from enrollment.billing import BillingProblem
from enrollment.cover_months import HOLDS_MONTHS_SQL, YearMonths
from enrollment.kinds import OCCUPYING_STATUSES
from enrollment.list_shares import Share, open_share, share_of
from enrollment.models.billing import BillingList
from enrollment.queries.programmes import get_programme
from enrollment.queries.summaries import is_large

TO_BILL_SQL = f"""
    SELECT c.worker_id, c.segment, c.programmes, CAST(h.months & ~t.months AS smallint) AS months,
        h.months & t.months <> 0 AS is_taken
    FROM cover c
    CROSS JOIN LATERAL (SELECT
        (1 << CAST(extract(month FROM least(c.last_month_on, :last_month_on)) AS int))
        - (1 << (CAST(extract(month FROM greatest(c.first_month_on, :first_month_on)) AS int) - 1))
        AS months) h
    CROSS JOIN LATERAL (SELECT coalesce(bit_or(b.months), 0) AS months FROM billed_year b
        WHERE b.tenant_id = c.tenant_id AND b.worker_id = c.worker_id
            AND b.segment = c.segment AND b.programme = ANY(c.programmes)
            AND b.year = :year) t
    WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
        AND {HOLDS_MONTHS_SQL}
        AND c.first_month_on <= :last_month_on AND c.last_month_on >= :first_month_on
"""  # noqa: S608 - a constant of ours, no value
"""SQL: the months of a period that a person has in the programme and that no frozen list holds
yet, and whether a frozen list holds others of them. Asked with ``closing_values``."""
_KINDS = text(
    f"""
    SELECT f.segment, f.programmes, f.months, count(*) AS people
    FROM ({TO_BILL_SQL}) f WHERE f.months <> 0
    GROUP BY f.segment, f.programmes, f.months
    ORDER BY people DESC, f.segment, f.programmes, f.months
    """  # noqa: S608 - constants of ours, no value
)
_TAKEN = text(
    f"SELECT count(*) FROM ({TO_BILL_SQL}) f WHERE f.is_taken"  # noqa: S608 - constants of ours
)


@dataclass(frozen=True)
class Closing:
    """What closing a list would freeze now; with a ``problem`` it would freeze nothing.

    ``taken_count`` counts people of the programme who have months of the period on a frozen list.
    """

    people_count: int
    month_count: int
    amount_idr: int
    taken_count: int
    problem: BillingProblem | None


def foresee_closing(session: Session, billing: BillingList) -> Closing | None:
    """Count what closing a list would freeze now.

    Returns:
        None where the programme has too many people to be counted on the spot.
    """
    if is_large(session, tenant_id=billing.tenant_id, commitment_id=billing.commitment_id):
        return None
    taken: int = session.execute(_TAKEN, closing_values(billing)).scalar_one()
    programme = get_programme(
        session, tenant_id=billing.tenant_id, commitment_id=billing.commitment_id
    )
    if programme.is_cancelled:
        return Closing(0, 0, 0, taken, BillingProblem.CANCELLED)
    try:
        shares = price_shares(session, billing)
    except (NotComputable, NoTariffInEffect):
        return Closing(0, 0, 0, taken, BillingProblem.NO_PRICE)
    return Closing(
        people_count=sum(share.people_count for share in shares),
        month_count=sum(share.month_count for share in shares),
        amount_idr=sum(share.amount_idr for share in shares),
        taken_count=taken,
        problem=None if shares else BillingProblem.NOBODY,
    )


def price_shares(session: Session, billing: BillingList) -> list[Share]:
    """What a list would consist of now, most people first.

    Raises:
        NotComputable: the price cannot be told from what the programme states.
        NoTariffInEffect: no tariff is known for one of the months.
    """
    commitment = get_commitment(
        session, tenant_id=billing.tenant_id, commitment_id=billing.commitment_id
    )
    insured = terms_of(commitment, {}, [commitment]).insured
    tariffs = current_tariffs()
    return [
        share_of(
            tariffs,
            insured,
            segment=row.segment,
            programmes=row.programmes,
            held=YearMonths(billing.first_month_on.year, row.months),
            people_count=row.people,
        )
        for row in session.execute(_KINDS, closing_values(billing)).all()
    ]


def open_shares(
    session: Session, billing: BillingList, shares: Sequence[Share]
) -> list[tuple[PricedRun, ...] | None]:
    """How the price of each share of a list was computed.

    None where the programme or the tariffs have changed so that they give another price now.
    """
    commitment = get_commitment(
        session, tenant_id=billing.tenant_id, commitment_id=billing.commitment_id
    )
    insured = terms_of(commitment, {}, [commitment]).insured
    tariffs, year = current_tariffs(), billing.first_month_on.year
    found: list[tuple[PricedRun, ...] | None] = []
    for share in shares:
        try:
            found.append(open_share(tariffs, insured, share, year))
        except (NotComputable, NoTariffInEffect):
            found.append(None)
    return found


def closing_values(billing: BillingList) -> dict[str, Any]:
    """What statements about the people of a list are asked with."""
    return {
        "tenant_id": billing.tenant_id,
        "billing_list_id": billing.id,
        "commitment_id": billing.commitment_id,
        "first_month_on": billing.first_month_on,
        "last_month_on": billing.last_month_on,
        "year": billing.first_month_on.year,
        "occupying": [status.value for status in OCCUPYING_STATUSES],
    }
