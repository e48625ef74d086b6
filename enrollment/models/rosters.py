"""Rosters: uploaded files, their encrypted bytes, and what was wrong with their rows."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, FetchedValue, ForeignKey, ForeignKeyConstraint, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Uuid

from tenants.kernel.db import Base, TenantScoped


class Roster(TenantScoped, Base):
    """A list of people of one commitment, as one file. Counts stay empty until they are known."""

    __tablename__ = "roster"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
    )

    commitment_id: Mapped[UUID]
    cover_status: Mapped[str]
    """What the list says of its people: proposed, reserve, determined or registered."""
    filename: Mapped[str]
    byte_count: Mapped[int] = mapped_column(BigInteger)
    line_count: Mapped[int]
    """Line ends of a CSV file: a good guess at its rows while they are being read."""
    sha256: Mapped[bytes]
    sheet_name: Mapped[str | None]
    """The sheet of a workbook that was read."""
    other_sheets: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Visible sheets of the workbook that were not read."""
    encoding: Mapped[str]
    """How the letters of a text are written, by the name of ``Encoding``."""
    notices: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """What was noticed about the file: codes of ``NoticeCode`` with their params."""
    column_map: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Which column is which, where its heading left it open and a person said it."""
    is_synthetic: Mapped[bool]
    state: Mapped[str]
    row_count: Mapped[int | None]
    valid_count: Mapped[int | None]
    warning_count: Mapped[int | None]
    """Valid rows that somebody should look at."""
    error_count: Mapped[int | None]
    normalised_count: Mapped[int | None]
    new_worker_count: Mapped[int | None]
    known_worker_count: Mapped[int | None]
    updated_worker_count: Mapped[int | None]
    """Known people whose name, birth date, sex, village or occupation this roster corrected."""
    new_cover_count: Mapped[int | None]
    changed_cover_count: Mapped[int | None]
    cover_month_count: Mapped[int | None]
    """Worker-months this roster added."""
    failure_code: Mapped[str | None]
    failure_params: Mapped[dict[str, Any]] = mapped_column(JSONB)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[UUID | None]
    uploaded_by_name: Mapped[str]
    duplicate_count: Mapped[int | None]
    """Rows that name somebody whom an earlier row names; part of the errors."""
    unchanged_worker_count: Mapped[int | None]
    """Known people of the stored rows to whom nothing happened."""
    stored_count: Mapped[int | None]
    """Valid rows that were stored; the others were left out by decision."""
    forecast: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """What a person sees before storing, see ``enrollment.intake.Forecast``."""
    has_moved_on: Mapped[bool]
    """Other lists changed what this one would do after somebody had decided about it."""
    on_errors: Mapped[str | None]
    on_known: Mapped[str | None]
    on_doubted: Mapped[str | None]
    override_reason: Mapped[str | None]
    """Why rows that need a word are right; of whoever decided."""
    confirmed_at: Mapped[datetime | None]
    """When somebody asked to store the list."""
    confirmed_by_id: Mapped[UUID | None]
    confirmed_by_name: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    """When somebody asked to take a stored roster out again; it is discarded once that is done."""
    withdrawn_by_id: Mapped[UUID | None]
    withdrawn_by_name: Mapped[str | None]
    withdrawal_reason: Mapped[str | None]
    file_removed_at: Mapped[datetime | None]
    """When the uploaded file itself was removed; its fingerprint stays."""
    released_count: Mapped[int | None]
    """People for whom a withdrawn roster no longer speaks."""
    removed_worker_count: Mapped[int | None]
    """People whom a withdrawn roster had recorded first and nothing else needs."""
    restored_worker_count: Mapped[int | None]
    """Known people who have their earlier data back."""
    kept_worker_count: Mapped[int | None]
    """People it had recorded or corrected who stay as they are, because others used them since."""
    kept_worker_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    """The first of them, by name."""


class RosterChunk(TenantScoped, Base):
    """A piece of the file, encrypted; ``position`` counts from 0."""

    __tablename__ = "roster_chunk"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "roster_id"], ["roster.tenant_id", "roster.id"]),
    )

    roster_id: Mapped[UUID]
    position: Mapped[int]
    content: Mapped[bytes]


class RosterRowError(TenantScoped, Base):
    """One problem of one cell. ``cell`` never holds a whole identifier."""

    __tablename__ = "roster_row_error"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "roster_id"], ["roster.tenant_id", "roster.id"]),
    )

    roster_id: Mapped[UUID]
    row_number: Mapped[int]
    column_name: Mapped[str | None]
    code: Mapped[str]
    severity: Mapped[str]
    cell: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(JSONB)


class RosterWaiver(Base):
    """A person whom a list brought in although something spoke against it; the list says why."""

    __tablename__ = "roster_waiver"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "roster_id", "commitment_id"],
            ["roster.tenant_id", "roster.id", "roster.commitment_id"],
        ),
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    commitment_id: Mapped[UUID] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(primary_key=True)
    roster_id: Mapped[UUID] = mapped_column(primary_key=True)
    codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """What spoke against it: of ``enrollment.parsing.rows.NEEDING_A_WORD``, in order."""


class RosterHeading(Base):
    """The beginning of a list's tables, masked and encrypted, while a person is asked about it."""

    __tablename__ = "roster_heading"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "roster_id"], ["roster.tenant_id", "roster.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    roster_id: Mapped[UUID] = mapped_column(primary_key=True)
    content_encrypted: Mapped[bytes]


class RosterCorrection(TenantScoped, Base):
    """A piece of an error workbook, encrypted; ``position`` counts from 0. It holds whole NIK."""

    __tablename__ = "roster_correction"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "roster_id"], ["roster.tenant_id", "roster.id"]),
    )

    roster_id: Mapped[UUID]
    language: Mapped[str]
    position: Mapped[int]
    content: Mapped[bytes]
    created_at: Mapped[datetime]


class RosterSample(Base):
    """The cells of a row with problems as they may be shown, by the name of their column."""

    __tablename__ = "roster_sample"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "roster_id"], ["roster.tenant_id", "roster.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    roster_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[dict[str, str]] = mapped_column(JSONB)


class RosterStaging(Base):
    """A valid row waiting for the one transaction that stores them all. The job role alone."""

    __tablename__ = "roster_staging"

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    roster_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    has_warning: Mapped[bool]
    needs_word: Mapped[bool]
    """A warning that lets the row in only with a reason."""
    is_doubted: Mapped[bool] = mapped_column(server_default=FetchedValue())
    """What is recorded of the person asks for a reason; judged anew before storing."""
    has_new_contact: Mapped[bool] = mapped_column(server_default=FetchedValue())
    """Another address or telephone number than recorded; judged anew before storing."""
    exclusion: Mapped[str | None]
    """Why the row stays out all the same, see ``services.previews.Exclusion``."""
    worker_id: Mapped[UUID]
    """The id the worker gets if the person is new; the ciphertexts are bound to it."""
    name: Mapped[str]
    name_key: Mapped[str]
    nik_index: Mapped[bytes]
    nik_encrypted: Mapped[bytes]
    birth_on: Mapped[date]
    sex: Mapped[str]
    village_code: Mapped[str]
    address_encrypted: Mapped[bytes | None]
    occupation: Mapped[str | None]
    phone_encrypted: Mapped[bytes | None]
