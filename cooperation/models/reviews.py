"""Agreements submitted to the branch, and what it decided."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped


class ReviewRound:
    """Columns of one round: a submission, until it is withdrawn or decided."""

    round: Mapped[int]
    """Counts from 1."""
    note: Mapped[str | None]
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[UUID | None]
    submitted_by_name: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    reason: Mapped[str | None]
    """Compulsory for a return, at least ten characters."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None]
    decided_by_name: Mapped[str | None]
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))


class AgreementReview(TenantScoped, ReviewRound, Base):
    """A submission bound to one version."""

    __tablename__ = "agreement_review"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "agreement_id"], ["agreement.tenant_id", "agreement.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    agreement_id: Mapped[UUID]
    agreement_version: Mapped[int]
    """The version that was submitted; a decision holds for it and no other."""
    document_id: Mapped[UUID | None]
    """The text that was submitted."""
    clause: Mapped[str | None]
    """The article or figure that a return is about, such as ``Pasal 7``."""
