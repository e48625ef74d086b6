"""Reads of official papers by the code they bear."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.models.issued_papers import IssuedPaper

LATEST = 10
"""Papers of a record that its page lists."""


def find_issued_paper(session: Session, *, tenant_id: int, code: str) -> IssuedPaper | None:
    """The paper of a short code."""
    return session.scalars(
        select(IssuedPaper).where(IssuedPaper.tenant_id == tenant_id, IssuedPaper.code == code)
    ).one_or_none()


def list_issued_papers(
    session: Session, *, tenant_id: int, subject_id: UUID
) -> Sequence[IssuedPaper]:
    """The newest papers made from a record, newest first."""
    return session.scalars(
        select(IssuedPaper)
        .where(IssuedPaper.tenant_id == tenant_id, IssuedPaper.subject_id == subject_id)
        .order_by(IssuedPaper.made_at.desc(), IssuedPaper.id.desc())
        .limit(LATEST)
    ).all()
