"""The text of regulations: what became of reading each file, and its pages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Computed, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped


class RegulationReading(TenantScoped, Base):
    """What became of reading one version of a regulation's file."""

    __tablename__ = "regulation_reading"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "regulation_document_id"],
            ["regulation_document.tenant_id", "regulation_document.id"],
        ),
    )

    regulation_document_id: Mapped[UUID]
    state: Mapped[str]
    page_count: Mapped[int]
    text_page_count: Mapped[int]
    """Pages with text; the others are pictures of text."""
    kept_letters: Mapped[int | None]
    """How many letters were kept of ``total_letters``; neither is stated where all were."""
    total_letters: Mapped[int | None]
    reader: Mapped[int]
    """Which reader of its form read it, from 1 (``reader_of``)."""
    read_at: Mapped[datetime]


class RegulationPage(TenantScoped, Base):
    """The text of one page or part, from 1; pages without text are not kept."""

    __tablename__ = "regulation_page"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "regulation_document_id"],
            ["regulation_document.tenant_id", "regulation_document.id"],
        ),
    )

    regulation_document_id: Mapped[UUID]
    page: Mapped[int]
    content: Mapped[str]
    lexemes: Mapped[str] = mapped_column(
        TSVECTOR, Computed("to_tsvector('indonesian', content)", persisted=True), deferred=True
    )
