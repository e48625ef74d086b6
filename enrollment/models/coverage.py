"""Figures about participation: statements with a base, quoted figures, targets, group counts."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Numeric, SmallInteger

from tenants.kernel.db import Base, TenantScoped
from tenants.kernel.sources import Papered, Sourced

RATIO = Numeric(9, 6)


class ParticipationStatement(TenantScoped, Papered, Base):
    """A figure with both counts, its base and both dates. The only kind that is scored."""

    __tablename__ = "participation_statement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    segment: Mapped[str]
    numerator_count: Mapped[int]
    numerator_basis: Mapped[str]
    denominator_count: Mapped[int]
    denominator_kind: Mapped[str]
    denominator_note: Mapped[str | None]
    includes_jakon: Mapped[bool]
    source_on: Mapped[date | None] = mapped_column(nullable=False)
    data_on: Mapped[date | None] = mapped_column(nullable=False)
    created_at: Mapped[datetime]
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """The BPJS office that stated it here itself; None where the regency entered it."""

    @property
    def is_stated_by_branch(self) -> bool:
        """A BPJS office stated it here itself."""
        return self.branch_id is not None


class WithdrawnStatement(TenantScoped, Base):
    """What a statement said before its author took it back, to revise it or for good."""

    __tablename__ = "withdrawn_statement"

    segment: Mapped[str]
    numerator_count: Mapped[int]
    numerator_basis: Mapped[str]
    denominator_count: Mapped[int]
    denominator_kind: Mapped[str]
    includes_jakon: Mapped[bool]
    source_name: Mapped[str]
    source_on: Mapped[date]
    data_on: Mapped[date]
    source_status: Mapped[str]
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """The BPJS office that had stated it; None where the regency had."""
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime]
    withdrawn_by_name: Mapped[str]
    reason: Mapped[str]


class QuotedFigure(TenantScoped, Sourced, Base):
    """A published figure without its base: shown as quoted, never scored. Ratios are 0 to 1."""

    __tablename__ = "quoted_figure"

    title: Mapped[str]
    quoted_ratio: Mapped[Decimal | None] = mapped_column(RATIO)
    quoted_decimals: Mapped[int] = mapped_column(SmallInteger)
    """Decimals of the percentage as published: they tell how far it was rounded."""
    target_ratio: Mapped[Decimal | None] = mapped_column(RATIO)
    gap_ratio: Mapped[Decimal | None] = mapped_column(RATIO)
    gap_worker_count: Mapped[int | None]
    numerator_count: Mapped[int | None]
    denominator_count: Mapped[int | None]
    denominator_kind: Mapped[str | None]
    note: Mapped[str | None]
    created_at: Mapped[datetime]


class CoverageTarget(TenantScoped, Papered, Base):
    """A target of one year; ``family`` names whose target it is."""

    __tablename__ = "coverage_target"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    year: Mapped[int] = mapped_column(SmallInteger)
    ratio: Mapped[Decimal] = mapped_column(RATIO)
    family: Mapped[str]
    document: Mapped[str | None]
    created_at: Mapped[datetime]


class RecipientCount(TenantScoped, Papered, Base):
    """How many people of a group stand at a stage; no count where a source names only the group."""

    __tablename__ = "recipient_count"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    recipient_group: Mapped[str]
    stage: Mapped[str]
    people_count: Mapped[int | None]
    commitment_id: Mapped[UUID | None]
    note: Mapped[str | None]
    created_at: Mapped[datetime]
