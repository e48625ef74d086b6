"""Reads of the list of clauses of an agreement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.clause_checks import ClauseFinding, ClauseLine, Presence, clause_lines
from cooperation.clause_template import ClauseTemplate, template_of
from cooperation.kinds import AgreementKind
from cooperation.models.agreements import Agreement
from cooperation.models.clauses import AgreementClause


@dataclass(frozen=True)
class ClauseList:
    """The clauses of an agreement, and who looked last."""

    lines: Sequence[ClauseLine]
    checked_at: datetime | None
    checked_by_name: str
    document_id: UUID | None
    """The text whose clauses are looked for."""

    @property
    def absent(self) -> Sequence[ClauseLine]:
        """Required clauses that somebody did not find in the present text."""
        return [line for line in self.lines if line.is_missing and line.is_checked]

    @property
    def open(self) -> Sequence[ClauseLine]:
        """Required clauses that nobody has looked for in the present text."""
        return [line for line in self.lines if line.is_missing and not line.is_checked]

    @property
    def seen(self) -> str:
        """Tells this state of the list from every other, so that nobody overwrites unseen."""
        checked = self.checked_at.isoformat() if self.checked_at else ""
        return f"{checked} {self.document_id or ''}".strip()


def template_for(agreement: Agreement) -> ClauseTemplate:
    """The clauses of this kind of agreement."""
    return template_of(AgreementKind(agreement.kind))


def is_drawn_up(agreement: Agreement) -> bool:
    """Whether a text of this kind of agreement is drawn up here."""
    return agreement.kind == AgreementKind.PKS


def text_of(agreement: Agreement) -> UUID | None:
    """The text whose clauses are looked for: what is reviewed, else the signed copy."""
    return agreement.draft_document_id or agreement.document_id


def get_clause_list(session: Session, agreement: Agreement) -> ClauseList:
    """Every clause of the kind of agreement beside what was found in the agreement's text."""
    template = template_for(agreement)
    rows = session.scalars(
        select(AgreementClause)
        .where(
            AgreementClause.tenant_id == agreement.tenant_id,
            AgreementClause.agreement_id == agreement.id,
            AgreementClause.clause.in_([one.id for one in template.clauses]),
        )
        .order_by(AgreementClause.checked_at, AgreementClause.id)
    ).all()
    found = {row.clause: ClauseFinding(Presence(row.presence), row.place, row.note) for row in rows}
    earlier = {row.clause for row in rows if row.document_id != text_of(agreement)}
    last = rows[-1] if rows else None
    return ClauseList(
        lines=clause_lines(template, found, frozenset(earlier)),
        checked_at=last.checked_at if last else None,
        checked_by_name=last.checked_by_name if last else "",
        document_id=text_of(agreement),
    )
