"""What BPJS answered about the people of a billing list, and the months it has posted."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import SmallInteger

from tenants.kernel.db import Base, TenantScoped


class PostingFile(TenantScoped, Base):
    """An answer of the BPJS office about one billing list. Counts stay empty until it is read."""

    __tablename__ = "posting_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "billing_list_id"], ["billing_list.tenant_id", "billing_list.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    billing_list_id: Mapped[UUID]
    kind: Mapped[str]
    covers_whole_list: Mapped[bool]
    """The sender says that a file without months means every month of the list."""
    filename: Mapped[str]
    byte_count: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes]
    document_id: Mapped[UUID | None]
    """The letter of the BPJS office it came with."""
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """The BPJS office that sent it itself; none where the regency did."""
    office_name: Mapped[str | None]
    state: Mapped[str]
    row_count: Mapped[int | None]
    valid_count: Mapped[int | None]
    error_count: Mapped[int | None]
    people_count: Mapped[int | None]
    """People the valid rows speak of."""
    accepted_count: Mapped[int | None]
    rejected_count: Mapped[int | None]
    elsewhere_count: Mapped[int | None]
    month_count: Mapped[int | None]
    """Worker-months the file adds to what was posted before."""
    differing_count: Mapped[int | None]
    """People of whom a stored file of the other side says something else."""
    failure_code: Mapped[str | None]
    failure_params: Mapped[dict[str, Any]] = mapped_column(JSONB)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[UUID | None]
    uploaded_by_name: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[UUID | None]
    confirmed_by_name: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by_name: Mapped[str | None]
    undo_reason: Mapped[str | None]

    @property
    def is_verified(self) -> bool:
        """Whether more than the word of the regency stands behind it: the office, or its letter."""
        return self.document_id is not None or self.branch_id is not None


class PostingChunk(TenantScoped, Base):
    """A piece of the file, encrypted; ``position`` counts from 0."""

    __tablename__ = "posting_chunk"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "posting_file_id"], ["posting_file.tenant_id", "posting_file.id"]
        ),
    )

    posting_file_id: Mapped[UUID]
    position: Mapped[int]
    content: Mapped[bytes]


class PostingRow(Base):
    """A row of the file: of whom it speaks and what it says, or why it cannot be used."""

    __tablename__ = "posting_row"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "posting_file_id"], ["posting_file.tenant_id", "posting_file.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    posting_file_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[UUID]
    """Binds the ciphertext of the KPJ to this row."""
    nik_index: Mapped[bytes | None]
    kpj_encrypted: Mapped[bytes | None]
    worker_id: Mapped[UUID | None]
    outcome: Mapped[str | None]
    months: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[str | None]
    problem: Mapped[str | None]


class PostedYear(Base):
    """Months of a year that one file has posted for a worker, per segment and programme."""

    __tablename__ = "posted_year"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "posting_file_id"], ["posting_file.tenant_id", "posting_file.id"]
        ),
    )

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(primary_key=True)
    segment: Mapped[str] = mapped_column(primary_key=True)
    programme: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    posting_file_id: Mapped[UUID] = mapped_column(primary_key=True)
    commitment_id: Mapped[UUID]
    months: Mapped[int] = mapped_column(SmallInteger)
    """Twelve bits, January lowest; no two files hold one month."""


class ActiveCount(Base):
    """People of a regency with a month posted, within a scope; nobody is no row."""

    __tablename__ = "active_count"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    month_on: Mapped[date] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    """A segment, ``all`` or ``all_but_jakon``: one person may be in several segments."""
    is_synthetic: Mapped[bool] = mapped_column(primary_key=True)
    people_count: Mapped[int]
