"""Which clauses the text of an agreement holds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from tenants.kernel.db import Base, TenantScoped


class AgreementClause(TenantScoped, Base):
    """What was found of one clause, and in which text."""

    __tablename__ = "agreement_clause"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "agreement_id"], ["agreement.tenant_id", "agreement.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
        UniqueConstraint("tenant_id", "agreement_id", "clause"),
    )

    agreement_id: Mapped[UUID]
    clause: Mapped[str]
    """Id of a clause of the template."""
    presence: Mapped[str]
    place: Mapped[str | None]
    """Article or page, such as ``Pasal 7``."""
    note: Mapped[str | None]
    document_id: Mapped[UUID | None]
    """The text that was looked at; None where none was kept then."""
    checked_at: Mapped[datetime]
    checked_by_id: Mapped[UUID | None]
    checked_by_name: Mapped[str]
