"""Agreements with BPJS Ketenagakerjaan."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, validates

from tenants.kernel.db import Base, TenantScoped
from tenants.kernel.sources import Papered


class Agreement(TenantScoped, Papered, Base):
    """A nota kesepakatan, PKS or addendum. Each party gives it a number of its own.

    Its paper, ``document_id``, is the signed copy.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "posting_proof_document_id"],
            ["document_blob.tenant_id", "document_blob.id"],
        ),
        ForeignKeyConstraint(
            ["tenant_id", "draft_document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    commitment_id: Mapped[UUID | None]
    """The commitment it carries; None for an umbrella agreement."""
    title: Mapped[str]
    kind: Mapped[str]
    number_regency: Mapped[str | None]
    number_bpjs: Mapped[str | None]
    signed_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    """Last day."""
    terminated_on: Mapped[date | None]
    """First day it no longer binds."""
    signatories: Mapped[str | None]
    """Offices that signed, one per line, with their capacity (definitif, Plt., Plh.)."""
    status: Mapped[str]
    returned_by: Mapped[str | None]
    """The stage of review that returned it, while it is returned."""
    prepared_by_id: Mapped[UUID | None]
    """Who last changed what it states; whoever approves it is somebody else."""
    prepared_by_name: Mapped[str | None]
    draft_document_id: Mapped[UUID | None]
    """The text that is submitted for review."""
    posting_proof_document_id: Mapped[UUID | None]
    """Proof that BPJS posted contributions of months before the signature."""
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    state_left = None
    """The state this change began in, until the change is recorded; None where it has not moved."""

    @validates("status")
    def _remember_state(self, _name: str, status: str) -> str:
        before = self.status
        if self.state_left is None and before is not None and before != status:
            self.state_left = before
        return status
