"""Bills of BPJS Ketenagakerjaan for the months of a commitment, and what was paid for them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger

from tenants.kernel.db import Base, TenantScoped


class Bill(TenantScoped, Base):
    """What is owed for some months of a commitment, under one kode iuran."""

    __tablename__ = "bill"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "agreement_id"], ["agreement.tenant_id", "agreement.id"]
        ),
    )

    commitment_id: Mapped[UUID]
    agreement_id: Mapped[UUID | None]
    number: Mapped[int]
    """That of its list; credit goes from each bill to the one issued next."""
    first_month_on: Mapped[date]
    last_month_on: Mapped[date]
    people_count: Mapped[int]
    month_count: Mapped[int]
    """Worker-months."""
    amount_idr: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str]
    """The kode iuran."""
    billed_on: Mapped[date]
    due_on: Mapped[date]
    created_at: Mapped[datetime]
    """When it was issued here: orders the bills of a commitment."""
    created_by_name: Mapped[str]


class BillPayment(TenantScoped, Base):
    """What an SP2D or a transfer paid for a bill: all of it, a part, or more."""

    __tablename__ = "bill_payment"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "bill_id"], ["bill.tenant_id", "bill.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    bill_id: Mapped[UUID]
    spp_number: Mapped[str | None]
    spp_on: Mapped[date | None]
    spm_number: Mapped[str | None]
    spm_on: Mapped[date | None]
    sp2d_number: Mapped[str]
    sp2d_on: Mapped[date]
    deposited_on: Mapped[date | None]
    """The day the money reached BPJS, by the bukti setor."""
    amount_idr: Mapped[int] = mapped_column(BigInteger)
    paper_idr: Mapped[int | None] = mapped_column(BigInteger)
    """What the whole SP2D or transfer is worth, stated where it pays several bills."""
    funding_source: Mapped[str]
    sub_activity: Mapped[str | None]
    """Sub-kegiatan of the DPA, as written."""
    budget_account: Mapped[str | None]
    """Kode rekening, as written."""
    document_id: Mapped[UUID | None]
    """The bukti setor."""
    recorded_at: Mapped[datetime]
    recorded_by_name: Mapped[str]
