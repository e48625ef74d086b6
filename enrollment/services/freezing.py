"""The one transaction that freezes the people of a billing list, and the one that lets them go."""

import json
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from cooperation.pricing import NotComputable
from cooperation.tariffs import NoTariffInEffect
from enrollment.billing import (
    BillingAction,
    BillingProblem,
    BillingState,
    Period,
    list_digest,
    next_billing_state,
)
from enrollment.list_shares import Share
from enrollment.models.billing import BillingList
from enrollment.queries.billing import iterate_lines, period_of
from enrollment.queries.closing import TO_BILL_SQL, closing_values, price_shares
from enrollment.queries.programmes import get_programme
from enrollment.services.applying import CountsDoNotAddUp
from enrollment.services.billing import lock_billing, record
from enrollment.services.imports import take_turn
from tenants.kernel.actor import Actor
from tenants.kernel.events import FactsChanged, publish
from tenants.kernel.writes import write

_FREEZE = text(
    f"""
    INSERT INTO billing_line (
        tenant_id, billing_list_id, worker_id, segment, programmes, months, amount_idr)
    SELECT :tenant_id, :billing_list_id, f.worker_id, f.segment, f.programmes, f.months, p.line_idr
    FROM ({TO_BILL_SQL}) f
    JOIN jsonb_to_recordset(CAST(:prices AS jsonb))
            AS p(segment text, programmes text[], months smallint, line_idr bigint)
        ON p.segment = f.segment AND p.programmes = f.programmes AND p.months = f.months
    """  # noqa: S608 - constants of ours, no value
)
_HOLD = text(
    """
    INSERT INTO billed_year (tenant_id, worker_id, segment, programme, year, months)
    SELECT l.tenant_id, l.worker_id, l.segment, p.programme, :year, l.months
    FROM billing_line l CROSS JOIN unnest(l.programmes) AS p(programme)
    WHERE l.tenant_id = :tenant_id AND l.billing_list_id = :billing_list_id
    ON CONFLICT (tenant_id, worker_id, segment, programme, year)
    DO UPDATE SET months = billed_year.months | excluded.months
    WHERE billed_year.months & excluded.months = 0
    """
)
_THAW = text(
    """
    WITH gone AS (
        DELETE FROM billing_line
        WHERE tenant_id = :tenant_id AND billing_list_id = :billing_list_id
        RETURNING worker_id, segment, programmes, months),
    freed AS (
        SELECT g.worker_id, g.segment, p.programme, g.months
        FROM gone g CROSS JOIN unnest(g.programmes) AS p(programme)),
    shortened AS (
        UPDATE billed_year b SET months = CAST(b.months & ~f.months AS smallint)
        FROM freed f
        WHERE b.tenant_id = :tenant_id AND b.worker_id = f.worker_id AND b.segment = f.segment
            AND b.programme = f.programme AND b.year = :year AND b.months & ~f.months <> 0),
    emptied AS (
        DELETE FROM billed_year b USING freed f
        WHERE b.tenant_id = :tenant_id AND b.worker_id = f.worker_id AND b.segment = f.segment
            AND b.programme = f.programme AND b.year = :year AND b.months & ~f.months = 0)
    SELECT count(*) FROM gone
    """
)


def close_billing(
    session: Session, *, tenant_id: int, billing_list_id: UUID, now: datetime
) -> None:
    """Freeze who is determined or further in the months of a list, and what each of them costs.

    Months that another frozen list holds stay there, so whoever joined late is billed here for
    what is left. Where nobody is left, no price is known, or the programme was given up, the list
    stays open and says why.

    Args:
        session: role job.
        tenant_id: whose.
        billing_list_id: a list whose closing was asked for; otherwise nothing changes.
        now: the present moment.

    Raises:
        NotFound: no such list in this regency.
        CountsDoNotAddUp: a month turned out to be billed after all; nothing stays.

    Effects:
        Locks the list and the regency's imports; inserts ``billing_line`` and ``billed_year``,
        counts and hashes the list, audits, publishes ``FactsChanged``.
    """
    billing = lock_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    if billing.state != BillingState.CLOSING:
        return
    take_turn(session, tenant_id=tenant_id)
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=billing.commitment_id)
    if programme.is_cancelled:
        _stay_open(session, billing, BillingProblem.CANCELLED, now=now)
        return
    period = period_of(billing)
    try:
        shares = price_shares(session, billing)
    except (NotComputable, NoTariffInEffect):
        _stay_open(session, billing, BillingProblem.NO_PRICE, now=now)
        return
    if not shares:
        _stay_open(session, billing, BillingProblem.NOBODY, now=now)
        return
    _freeze(session, billing, period, shares)
    billing.state = next_billing_state(BillingState(billing.state), BillingAction.FREEZE)
    session.flush()
    record(
        session,
        billing,
        actor=_closer(billing),
        now=now,
        action="billing:freeze",
        people_count=billing.people_count,
        amount_idr=billing.amount_idr,
        sha256=(billing.sha256 or b"").hex(),
    )
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="billing:freeze"))


def reopen_billing(
    session: Session, *, tenant_id: int, billing_list_id: UUID, now: datetime
) -> int:
    """Let the people of a list go, so that it can be closed again.

    Args:
        session: role job.
        tenant_id: whose.
        billing_list_id: a list whose reopening was asked for; otherwise nothing changes.
        now: the present moment.

    Returns:
        people let go.

    Raises:
        NotFound: no such list in this regency.

    Effects:
        Locks the list and the regency's imports; deletes from ``billing_line`` and
        ``billed_year``, publishes ``FactsChanged``.
    """
    billing = lock_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    if billing.state != BillingState.REOPENING:
        return 0
    take_turn(session, tenant_id=tenant_id)
    released: int = session.execute(_THAW, closing_values(billing)).scalar_one()
    billing.state = next_billing_state(BillingState(billing.state), BillingAction.THAW)
    billing.people_count = billing.month_count = billing.amount_idr = billing.sha256 = None
    billing.shares = []
    billing.closed_at = billing.closed_by_id = billing.closed_by_name = None
    session.flush()
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="billing:reopen"))
    return released


def _freeze(session: Session, billing: BillingList, period: Period, shares: list[Share]) -> None:
    values = closing_values(billing)
    people = sum(share.people_count for share in shares)
    if write(session, _FREEZE, values | {"prices": _prices(shares)}) != people:
        raise CountsDoNotAddUp
    held = sum(share.people_count * len(share.programmes) for share in shares)
    if write(session, _HOLD, values) != held:
        raise CountsDoNotAddUp
    billing.people_count = people
    billing.month_count = sum(share.month_count for share in shares)
    billing.amount_idr = sum(share.amount_idr for share in shares)
    billing.shares = [asdict(share) for share in shares]
    billing.sha256 = list_digest(
        billing.tenant_id,
        billing.commitment_id,
        period,
        iterate_lines(session, tenant_id=billing.tenant_id, billing_list_id=billing.id),
    )


def _stay_open(
    session: Session, billing: BillingList, problem: BillingProblem, *, now: datetime
) -> None:
    actor = _closer(billing)
    billing.state = next_billing_state(BillingState(billing.state), BillingAction.FIND_NOBODY)
    billing.problem = problem
    billing.closed_at = billing.closed_by_id = billing.closed_by_name = None
    session.flush()
    record(
        session,
        billing,
        actor=actor,
        now=now,
        action="billing:refuse",
        billing_problem=problem.value,
    )


def _closer(billing: BillingList) -> Actor:
    return Actor(id=billing.closed_by_id, name=billing.closed_by_name or "")


def _prices(shares: list[Share]) -> str:
    return json.dumps(
        [
            {
                "segment": share.segment,
                "programmes": list(share.programmes),
                "months": share.months,
                "line_idr": share.line_idr,
            }
            for share in shares
        ]
    )
