"""Counts of large pages, kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base


class Summary(Base):
    """One count with the moment it is of. ``people`` holds ids of few people by label."""

    __tablename__ = "summary"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[Any] = mapped_column(JSONB)
    people: Mapped[dict[str, Any]] = mapped_column(JSONB, deferred=True)
    counted_at: Mapped[datetime]
    audit_seq: Mapped[int]
    """The end of the regency's trail before the count began: what came later may change it."""
