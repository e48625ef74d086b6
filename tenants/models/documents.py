"""Files, kept in the database under the same walls as the records they prove."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped


class DocumentBlob(TenantScoped, Base):
    """One file as it was sent. Never changed: a corrected file is another row."""

    __tablename__ = "document_blob"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "replaces_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "redacts_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
        UniqueConstraint("tenant_id", "replaces_id"),
        Index(
            "uq_document_blob_tenant_id_redacts_id",
            "tenant_id",
            "redacts_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    filename: Mapped[str]
    media_type: Mapped[str]
    """Recognised from the bytes, one of ``MediaType``."""
    byte_count: Mapped[int]
    sha256: Mapped[bytes]
    content: Mapped[bytes] = mapped_column(deferred=True, deferred_raiseload=True)
    """Loaded only by the query that serves a download."""
    contains_personal_data: Mapped[bool]
    uploaded_at: Mapped[datetime]
    uploaded_by_name: Mapped[str]
    replaces_id: Mapped[UUID | None]
    """The version this one takes the place of; None for a first version."""
    redacts_id: Mapped[UUID | None]
    """The file this is the redacted copy of. Oversight reads such copies, never the file."""
    withdrawn_at: Mapped[datetime | None]
    """Of a redacted copy only: since when nobody reads it, because it showed too much."""
