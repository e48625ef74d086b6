"""What a BPJS office states by form about a billing list, in counts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped


class OfficeConfirmation(TenantScoped, Base):
    """That a list was registered, or its payment received; or that it was not, and why.

    It is never changed. Its office withdraws it and states another.
    """

    __tablename__ = "office_confirmation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "billing_list_id"], ["billing_list.tenant_id", "billing_list.id"]
        ),
    )

    billing_list_id: Mapped[UUID]
    list_sha256: Mapped[bytes]
    """Of the list that was on the page: one that was reopened since holds other people."""
    kind: Mapped[str]
    outcome: Mapped[str]
    happened_on: Mapped[date | None]
    """The day of the registration, or on which the payment was received; None where refused."""
    people_count: Mapped[int | None]
    """Registered; None for a payment."""
    amount_idr: Mapped[int | None] = mapped_column(BigInteger)
    """Received; None for a registration."""
    billing_code: Mapped[str | None]
    """The kode iuran under which it was received."""
    reference: Mapped[str | None]
    reason: Mapped[str | None]
    """Why it is refused; a remark where it is not."""
    branch_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    office_name: Mapped[str]
    stated_at: Mapped[datetime]
    stated_by_id: Mapped[UUID | None]
    stated_by_name: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_name: Mapped[str | None]
    withdrawal_reason: Mapped[str | None]
