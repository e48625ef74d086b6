"""Files that take a while to write: asked for, written by a job, kept encrypted for a day."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped


class PreparedFile(TenantScoped, Base):
    """One file that was asked for. ``parameters`` say which; they name nobody."""

    __tablename__ = "prepared_file"

    kind: Mapped[str]
    subject_id: Mapped[UUID]
    """The programme or decree it is about, by its kind."""
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    is_whole: Mapped[bool]
    """Whether it holds what only those may see who may open a NIK."""
    state: Mapped[str]
    refusal: Mapped[str | None]
    filename: Mapped[str | None]
    media_type: Mapped[str | None]
    byte_count: Mapped[int | None] = mapped_column(BigInteger)
    row_count: Mapped[int | None]
    """People in it."""
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[UUID | None]
    requested_by_name: Mapped[str]
    finished_at: Mapped[datetime | None]


class PreparedPiece(TenantScoped, Base):
    """A piece of such a file, encrypted; ``position`` counts from 0."""

    __tablename__ = "prepared_piece"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "prepared_file_id"], ["prepared_file.tenant_id", "prepared_file.id"]
        ),
    )

    prepared_file_id: Mapped[UUID]
    position: Mapped[int]
    content: Mapped[bytes]
