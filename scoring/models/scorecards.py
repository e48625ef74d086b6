"""Results: the facts document as it was, the scorecard computed from it, its lines."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped

POINTS = Numeric(5, 2)


class StoredFacts(TenantScoped, Base):
    """A facts document, byte for byte; the database checks its hash."""

    __tablename__ = "facts_document"

    year: Mapped[int]
    canonical: Mapped[str]
    sha256: Mapped[str]
    records: Mapped[dict[str, str]] = mapped_column(JSONB)
    """Fact key to the record it was read from; no part of the hash."""
    gathered_at: Mapped[datetime]


class StoredScorecard(TenantScoped, Base):
    """A result. Never edited: a newer one supersedes it and takes ``is_current`` over."""

    __tablename__ = "scorecard"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "facts_document_id"], ["facts_document.tenant_id", "facts_document.id"]
        ),
    )

    year: Mapped[int]
    profile: Mapped[str]
    rubric: Mapped[str]
    rubric_sha256: Mapped[str]
    facts_document_id: Mapped[UUID]
    facts_sha256: Mapped[str]
    claimed: Mapped[Decimal] = mapped_column(POINTS)
    verified: Mapped[Decimal] = mapped_column(POINTS)
    computed_at: Mapped[datetime]
    is_current: Mapped[bool]


class StoredLine(TenantScoped, Base):
    """One row of the ledger; ``derivation`` says how it came about, ``missing`` what it lacks."""

    __tablename__ = "scorecard_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "scorecard_id"], ["scorecard.tenant_id", "scorecard.id"]
        ),
    )

    scorecard_id: Mapped[UUID]
    position: Mapped[int]
    indicator: Mapped[str]
    state: Mapped[str]
    available: Mapped[Decimal] = mapped_column(POINTS)
    claimed: Mapped[Decimal] = mapped_column(POINTS)
    verified: Mapped[Decimal] = mapped_column(POINTS)
    derivation: Mapped[dict[str, Any]] = mapped_column(JSONB)
    missing: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
