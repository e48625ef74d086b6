"""Agreements put before the branch, or before somebody of the regency, and what was decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from sqlalchemy import FetchedValue, ForeignKey, ForeignKeyConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from cooperation.listed_names import KeptNames
from cooperation.review_rules import UndoneDecision
from cooperation.submitted_claims import Claim
from tenants.kernel.db import Base, TenantScoped

# Whoever submits may not fill these columns, not even with nothing: INSERT leaves them out.
LEFT_OUT = FetchedValue()


class ReviewRound:
    """Columns of one round: a submission, until it is withdrawn or decided."""

    round: Mapped[int]
    """Counts from 1."""
    note: Mapped[str | None]
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[UUID | None]
    submitted_by_name: Mapped[str]
    withdrawn_at: Mapped[datetime | None] = mapped_column(server_default=LEFT_OUT)
    decision: Mapped[str | None] = mapped_column(server_default=LEFT_OUT)
    reason: Mapped[str | None] = mapped_column(server_default=LEFT_OUT)
    """Compulsory for a return, at least ten characters; of an acceptance a note, or nothing."""
    decided_at: Mapped[datetime | None] = mapped_column(server_default=LEFT_OUT)
    decided_by_id: Mapped[UUID | None] = mapped_column(server_default=LEFT_OUT)
    decided_by_name: Mapped[str | None] = mapped_column(server_default=LEFT_OUT)
    branch_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organisation.id"), server_default=LEFT_OUT
    )


class KeptUndone(TypedDict):
    """A decision that was taken back before the latest: what it was, when in ISO 8601, by whom."""

    decision: str
    at: str
    by_name: str


class Undoable:
    """Columns of decisions of a round that were taken back."""

    undone_at: Mapped[datetime | None] = mapped_column(server_default=LEFT_OUT)
    undone_by_name: Mapped[str | None] = mapped_column(server_default=LEFT_OUT)
    undone_decision: Mapped[str | None] = mapped_column(server_default=LEFT_OUT)
    """The latest; the columns above are of it."""
    undone_before: Mapped[list[KeptUndone] | None] = mapped_column(
        JSONB(none_as_null=True), server_default=LEFT_OUT
    )
    """Those before it, in order; None where it is the first."""

    @property
    def undone(self) -> Sequence[UndoneDecision]:
        """Every decision of the round that was taken back, in order."""
        if self.undone_decision is None or self.undone_at is None:
            return []
        kept = [
            UndoneDecision(one["decision"], datetime.fromisoformat(one["at"]), one["by_name"])
            for one in self.undone_before or ()
        ]
        last = UndoneDecision(self.undone_decision, self.undone_at, self.undone_by_name or "")
        return [*kept, last]


class AgreementReview(TenantScoped, ReviewRound, Undoable, Base):
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
    claims: Mapped[dict[str, Claim] | None] = mapped_column(JSONB(none_as_null=True))
    """What it claimed; None for rounds from before this was kept."""
    content_sha256: Mapped[bytes | None]
    """Of claims and text; None for rounds from before this was kept."""
    submitted_names: Mapped[KeptNames | None] = mapped_column(JSONB(none_as_null=True))
    """How many names its programmes had; None for rounds from before this was kept."""
    decided_names: Mapped[KeptNames | None] = mapped_column(
        JSONB(none_as_null=True), server_default=LEFT_OUT
    )
    """The same when it was decided."""
    clause: Mapped[str | None] = mapped_column(server_default=LEFT_OUT)
    """The article or figure that a return is about, such as ``Pasal 7``."""


class InternalReview(TenantScoped, Undoable, Base):
    """A draft put before one named person of the regency."""

    __tablename__ = "internal_review"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "agreement_id"], ["agreement.tenant_id", "agreement.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    agreement_id: Mapped[UUID]
    stage: Mapped[str]
    round: Mapped[int]
    """Counts from 1 over both stages."""
    document_id: Mapped[UUID | None]
    claims: Mapped[dict[str, Claim]] = mapped_column(JSONB)
    content_sha256: Mapped[bytes]
    """Of claims and text; a decision holds for these and no others."""
    prepared_by_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    approver_id: Mapped[UUID]
    approver_name: Mapped[str]
    note: Mapped[str | None]
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[UUID | None]
    submitted_by_name: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    clause: Mapped[str | None]
    reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None]
    decided_by_name: Mapped[str | None]
