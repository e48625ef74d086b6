"""Statements that were taken back, so that a revision can be read beside what it replaced."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from enrollment.models.coverage import WithdrawnStatement
from tenants.models.identity import Organisation

SHOWN_WITHDRAWN = 50


@dataclass(frozen=True)
class KeptStatement:
    """A statement as it was; ``office`` is the BPJS office that had stated it, if any."""

    statement: WithdrawnStatement
    office: str | None


def list_withdrawn(session: Session, *, tenant_id: int) -> Sequence[KeptStatement]:
    """The latest statements of a regency that were taken back, newest first."""
    rows = session.execute(
        select(WithdrawnStatement, Organisation.name)
        .outerjoin(Organisation, Organisation.id == WithdrawnStatement.branch_id)
        .where(WithdrawnStatement.tenant_id == tenant_id)
        .order_by(WithdrawnStatement.withdrawn_at.desc(), WithdrawnStatement.id)
        .limit(SHOWN_WITHDRAWN)
    )
    return [KeptStatement(statement, office) for statement, office in rows]
