"""What Dukcapil and BPJS were asked about candidates, and what their files answered."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped


class RegisterTemplate(Base):
    """In which columns a regency asks a register, and how it reads the answer."""

    __tablename__ = "register_template"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    register: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[str]
    answer: Mapped[str]
    updated_at: Mapped[datetime]
    updated_by_name: Mapped[str]


class RegisterRequest(TenantScoped, Base):
    """A register asked about people of a programme. Its people are settled by a job."""

    __tablename__ = "register_request"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
    )

    commitment_id: Mapped[UUID]
    register: Mapped[str]
    before_on: Mapped[date | None]
    """Whose answer is from an earlier day is asked about again."""
    includes_pending: Mapped[bool]
    """Whether those are in it who were asked about before and not answered."""
    people_count: Mapped[int | None]
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[UUID | None]
    requested_by_name: Mapped[str]


class RegisterLine(Base):
    """A person of a request, and the file that answered last."""

    __tablename__ = "register_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "register_request_id"],
            ["register_request.tenant_id", "register_request.id"],
        ),
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "register_file_id"], ["register_file.tenant_id", "register_file.id"]
        ),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    register_request_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID]
    register_file_id: Mapped[UUID | None]


class RegisterFile(TenantScoped, Base):
    """An answer to a request. Counts stay empty until it is read."""

    __tablename__ = "register_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "register_request_id"],
            ["register_request.tenant_id", "register_request.id"],
        ),
    )

    register_request_id: Mapped[UUID]
    answered_on: Mapped[date]
    """Of which day the answer is: the latest one counts."""
    filename: Mapped[str]
    byte_count: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes]
    content: Mapped[bytes | None] = mapped_column(deferred=True, deferred_raiseload=True)
    """The file as it was kept before there were pieces; empty once it was read."""
    state: Mapped[str]
    failure_code: Mapped[str | None]
    failure_params: Mapped[dict[str, Any]] = mapped_column(JSONB)
    row_count: Mapped[int | None]
    problem_count: Mapped[int | None]
    people_count: Mapped[int | None]
    """People of whom a usable row speaks."""
    stored_count: Mapped[int | None]
    """People of whom it became the latest answer."""
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[UUID | None]
    uploaded_by_name: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[UUID | None]
    confirmed_by_name: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    undone_by_name: Mapped[str | None]
    undo_reason: Mapped[str | None]


class RegisterChunk(TenantScoped, Base):
    """A piece of the file, encrypted; ``position`` counts from 0. None is left once it was read."""

    __tablename__ = "register_chunk"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "register_file_id"], ["register_file.tenant_id", "register_file.id"]
        ),
    )

    register_file_id: Mapped[UUID]
    position: Mapped[int]
    content: Mapped[bytes]


class RegisterRow(Base):
    """A row of an answer: of whom it speaks and what it says, or why it cannot be used."""

    __tablename__ = "register_row"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "register_file_id"], ["register_file.tenant_id", "register_file.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    register_file_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID | None]
    finding: Mapped[str | None]
    note: Mapped[str | None]
    said: Mapped[str | None]
    """Words that nobody wrote down yet."""
    problem: Mapped[str | None]
    replaced: Mapped[str | None]
    """What was recorded by hand before this row took its place."""
    replaced_mismatch: Mapped[str | None]
    replaced_on: Mapped[date | None]
    replaced_note: Mapped[str | None]


class RegisterStaging(Base):
    """A row as read, before it is known of whom it speaks. The job role alone."""

    __tablename__ = "register_staging"

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    register_file_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    nik_index: Mapped[bytes | None]
    finding: Mapped[str | None]
    note: Mapped[str | None]
    said: Mapped[str | None]
    problem: Mapped[str | None]
