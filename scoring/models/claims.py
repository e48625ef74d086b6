"""What a regency states about itself where no record of the product says it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from tenants.kernel.db import Base, TenantScoped
from tenants.kernel.sources import Papered


class ClaimStatus(StrEnum):
    """Whether somebody entitled to has looked at the evidence."""

    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class IndicatorClaim(TenantScoped, Papered, Base):
    """One fact of one year, stated by the regency. No row means not filled, never zero."""

    __tablename__ = "indicator_claim"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    year: Mapped[int]
    indicator: Mapped[str]
    """The indicator on whose form it is filled in; other indicators may read it too."""
    key: Mapped[str]
    """Of the facts document, such as ``planning.rpjmd``."""
    value: Mapped[str]
    """As in the facts document: a plain decimal, ``true``, ``false`` or the code of a choice."""
    evidence: Mapped[str | None]
    """Where the proof is found: page, article, name of the document."""
    status: Mapped[str]
    updated_at: Mapped[datetime]
    updated_by_name: Mapped[str]
