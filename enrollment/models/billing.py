"""Lists of people frozen for one bill, and which months of whom they hold."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import SmallInteger, Text

from tenants.kernel.db import Base, TenantScoped


class BillingList(TenantScoped, Base):
    """People of a commitment for the months of one bill. Counts stay empty until it is closed."""

    __tablename__ = "billing_list"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "agreement_id"], ["agreement.tenant_id", "agreement.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "bill_id"], ["bill.tenant_id", "bill.id"]),
    )

    commitment_id: Mapped[UUID]
    agreement_id: Mapped[UUID | None]
    number: Mapped[int]
    """Counts the lists of a commitment from 1."""
    first_month_on: Mapped[date]
    last_month_on: Mapped[date]
    due_day: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str]
    problem: Mapped[str | None]
    """Why the last closing froze nothing."""
    people_count: Mapped[int | None]
    month_count: Mapped[int | None]
    """Worker-months."""
    amount_idr: Mapped[int | None] = mapped_column(BigInteger)
    shares: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """People x months x tariff, one entry for each kind of people and months."""
    sha256: Mapped[bytes | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None]
    closed_by_name: Mapped[str | None]
    bill_id: Mapped[UUID | None]
    """The bill that was issued for it; one while it is billed or paid."""
    created_at: Mapped[datetime]
    created_by_name: Mapped[str]


class BillingLine(Base):
    """A person of a frozen list."""

    __tablename__ = "billing_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "billing_list_id"], ["billing_list.tenant_id", "billing_list.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    billing_list_id: Mapped[UUID] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(primary_key=True)
    segment: Mapped[str]
    programmes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    months: Mapped[int] = mapped_column(SmallInteger)
    """Twelve bits of the list's year, January lowest."""
    amount_idr: Mapped[int] = mapped_column(BigInteger)


class BilledYear(Base):
    """The months of a year that frozen lists hold for a worker, per segment and programme."""

    __tablename__ = "billed_year"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(primary_key=True)
    segment: Mapped[str] = mapped_column(primary_key=True)
    programme: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    months: Mapped[int] = mapped_column(SmallInteger)
    """Twelve bits, January lowest."""


class BillingExportMap(Base):
    """The columns in which billing lists of a regency leave for its BPJS office."""

    __tablename__ = "billing_export_map"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    columns: Mapped[str]
    """As ``export_maps.read_map`` reads them."""
    updated_at: Mapped[datetime]
    updated_by_name: Mapped[str]


class OfficeExportMap(TenantScoped, Base):
    """The columns in which a BPJS office wants the billing lists of a regency it serves."""

    __tablename__ = "office_export_map"

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    columns: Mapped[str]
    """As ``export_maps.read_map`` reads them."""
    updated_at: Mapped[datetime]
    updated_by_name: Mapped[str]
    archived_at: Mapped[datetime | None]
    """When the regency put them away, because the office no longer serves it."""
    archived_by_name: Mapped[str | None]
