"""Files, kept in the database under the same walls as the records they prove."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped


class DocumentBlob(TenantScoped, Base):
    """One file as it was sent. Never changed: a corrected file is another row."""

    __tablename__ = "document_blob"

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
