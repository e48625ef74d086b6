"""What villages say of their candidates: sheets handed out, filled files, the signed minutes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped


class VillageVerification(TenantScoped, Base):
    """A village that was asked about the candidates of a programme; it holds the newest sheet."""

    __tablename__ = "village_verification"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    commitment_id: Mapped[UUID]
    village_code: Mapped[str]
    code: Mapped[str]
    """By which a sheet is known again, together with its version."""
    version: Mapped[int]
    """Counts up whenever the people on the sheet are others than before."""
    people_count: Mapped[int]
    people_sha256: Mapped[bytes]
    issued_at: Mapped[datetime]
    issued_by_name: Mapped[str]
    document_id: Mapped[UUID | None]
    """The signed minutes (berita acara), as scanned."""


class VerificationLine(Base):
    """A person on one version of a sheet."""

    __tablename__ = "verification_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "verification_id"],
            ["village_verification.tenant_id", "village_verification.id"],
        ),
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    verification_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID]


class VerificationFile(TenantScoped, Base):
    """A filled sheet that came back. Counts stay empty until it is read."""

    __tablename__ = "verification_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "verification_id"],
            ["village_verification.tenant_id", "village_verification.id"],
        ),
    )

    commitment_id: Mapped[UUID]
    verification_id: Mapped[UUID | None]
    """Which village it is from; known once it is read."""
    version: Mapped[int | None]
    found_on: Mapped[date]
    """The day of the minutes: of which day its findings are."""
    filename: Mapped[str]
    byte_count: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes]
    content: Mapped[bytes | None] = mapped_column(deferred=True, deferred_raiseload=True)
    """The file, encrypted; empty once it was read."""
    state: Mapped[str]
    failure_code: Mapped[str | None]
    failure_params: Mapped[dict[str, Any]] = mapped_column(JSONB)
    row_count: Mapped[int | None]
    open_count: Mapped[int | None]
    """Rows without a finding."""
    problem_count: Mapped[int | None]
    changed_count: Mapped[int | None]
    """People of whom something else would be known than before."""
    same_count: Mapped[int | None]
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[UUID | None]
    uploaded_by_name: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_name: Mapped[str | None]
    stored_count: Mapped[int | None]


class VerificationRow(Base):
    """A row of a filled sheet: of whom it speaks and what it says, or why it cannot be used."""

    __tablename__ = "verification_row"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "verification_file_id"],
            ["verification_file.tenant_id", "verification_file.id"],
        ),
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    verification_file_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID | None]
    finding: Mapped[str | None]
    note: Mapped[str | None]
    problem: Mapped[str | None]
