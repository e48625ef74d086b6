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
    event_on: Mapped[date | None]
    """Day of the accident or death; its table decides the amount."""
    case_count: Mapped[int | None]
    """Participants who died, or children with a scholarship; ``recipients_count`` are heirs."""
    is_past_waiting: Mapped[bool | None]
    wage_idr: Mapped[int | None] = mapped_column(BigInteger)
    """Reported wage a month, of each participant."""
    school_level: Mapped[str | None]
    created_at: Mapped[datetime]
