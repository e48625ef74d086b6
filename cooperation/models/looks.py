"""Which round of an agreement somebody of a BPJS office opened last."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base


class Look:
    """Columns of the last look at a submission; one row for each person, read by the office."""

    viewer_id: Mapped[UUID] = mapped_column(primary_key=True)
    """The account of whoever looked."""
    branch_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    seen_round: Mapped[int]
    seen_at: Mapped[datetime]


class AgreementLook(Look, Base):
    """The last look at an agreement."""

    __tablename__ = "agreement_look"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "agreement_id"], ["agreement.tenant_id", "agreement.id"]
        ),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    agreement_id: Mapped[UUID] = mapped_column(primary_key=True)
