"""Which round of a roster somebody of a BPJS office opened last."""

from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cooperation.models.looks import Look
from tenants.kernel.db import Base


class RosterLook(Look, Base):
    """The last look at a roster."""

    __tablename__ = "roster_look"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "roster_id"], ["roster.tenant_id", "roster.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    roster_id: Mapped[UUID] = mapped_column(primary_key=True)
