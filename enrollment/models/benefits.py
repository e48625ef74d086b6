"""Benefits that were paid, as published. No persons."""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped
from tenants.kernel.sources import Sourced


class BenefitPayment(TenantScoped, Sourced, Base):
    """A payment as a source tells it. What the source leaves out stays empty."""

    __tablename__ = "benefit_payment"

    kind: Mapped[str]
    paid_on: Mapped[date | None]
    recipients_count: Mapped[int | None]
    amount_idr: Mapped[int | None] = mapped_column(BigInteger)
    """Of the whole payment, not per person."""
    description: Mapped[str | None]
    created_at: Mapped[datetime]
