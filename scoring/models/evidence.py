"""Files that support indicators."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from tenants.kernel.db import Base, TenantScoped


class Evidence(TenantScoped, Base):
    """One version of a file for one indicator of a year; a version may support many."""

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    year: Mapped[int]
    """The assessed year."""
    indicator: Mapped[str]
    document_id: Mapped[UUID]
    place: Mapped[str]
    """Page or article in which the proof is found."""
    note: Mapped[str | None]
    valid_until: Mapped[date | None]
    """Last day on which it still proves anything; None where it does not run out."""
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by_name: Mapped[str]
