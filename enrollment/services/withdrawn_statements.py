"""Keeps what a statement said when its author takes it back: a revision leaves what it replaces."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from enrollment.models.coverage import ParticipationStatement, WithdrawnStatement
from tenants.kernel.actor import Actor


def keep_withdrawn(
    session: Session,
    statement: ParticipationStatement,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
) -> WithdrawnStatement:
    """Write down what a statement says before it is deleted.

    Effects:
        Inserts into ``withdrawn_statement``, flushes.
    """
    kept = WithdrawnStatement(
        tenant_id=statement.tenant_id,
        segment=statement.segment,
        numerator_count=statement.numerator_count,
        numerator_basis=statement.numerator_basis,
        denominator_count=statement.denominator_count,
        denominator_kind=statement.denominator_kind,
        includes_jakon=statement.includes_jakon,
        source_name=statement.source_name,
        source_on=statement.source_on or date.min,
        data_on=statement.data_on or date.min,
        source_status=statement.source_status,
        branch_id=statement.branch_id,
        created_at=statement.created_at,
        withdrawn_at=now,
        withdrawn_by_name=actor.name,
        reason=reason,
    )
    session.add(kept)
    session.flush()
    return kept
