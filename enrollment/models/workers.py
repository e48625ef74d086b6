"""Workers, and the months for which they are covered."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import FetchedValue, ForeignKey, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger, SmallInteger, Text, Uuid

from tenants.kernel.db import Base, TenantScoped


class Worker(TenantScoped, Base):
    """A person, known by NIK. Identifiers are sealed; ``nik_index`` finds equal ones again."""

    __tablename__ = "worker"

    name: Mapped[str]
    name_key: Mapped[str]
    """The name as it is searched: capitals, single blanks, no punctuation."""
    nik_index: Mapped[bytes]
    nik_encrypted: Mapped[bytes]
    birth_on: Mapped[date]
    sex: Mapped[str]
    village_code: Mapped[str]
    """Dotted; where the person lives or works, which the NIK does not say."""
    address_encrypted: Mapped[bytes | None]
    occupation: Mapped[str | None]
    phone_encrypted: Mapped[bytes | None]
    is_synthetic: Mapped[bool]
    created_at: Mapped[datetime]


class WorkerTally(Base):
    """How many people a regency has recorded. Whoever writes workers changes it with them."""

    __tablename__ = "worker_tally"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    people_count: Mapped[int]


class WorkerChange(TenantScoped, Base):
    """What was recorded of a person before a list corrected them."""

    __tablename__ = "worker_change"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "roster_id"], ["roster.tenant_id", "roster.id"]),
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
    )

    roster_id: Mapped[UUID]
    worker_id: Mapped[UUID]
    name: Mapped[str]
    name_key: Mapped[str]
    birth_on: Mapped[date]
    sex: Mapped[str]
    village_code: Mapped[str]
    address_encrypted: Mapped[bytes | None]
    occupation: Mapped[str | None]
    phone_encrypted: Mapped[bytes | None]
    changed_at: Mapped[datetime]


class Cover(Base):
    """A worker in a commitment, from a month to a month, both by their first day and included."""

    __tablename__ = "cover"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "roster_id", "commitment_id"],
            ["roster.tenant_id", "roster.id", "roster.commitment_id"],
        ),
    )

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(primary_key=True)
    commitment_id: Mapped[UUID] = mapped_column(primary_key=True)
    roster_id: Mapped[UUID]
    """The list that brought the person in, or that gave them their months."""
    roster_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Every list that speaks for the person, from the one that brought them in to the latest."""
    segment: Mapped[str]
    programmes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    first_month_on: Mapped[date]
    last_month_on: Mapped[date]
    status: Mapped[str]
    keeps_months: Mapped[bool] = mapped_column(server_default=FetchedValue())
    """Of one who left by a change of the decree: the months stated are those before, and held."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CoverTally(Base):
    """How many people of a programme have come how far. Whoever writes cover counts them anew."""

    __tablename__ = "cover_tally"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    commitment_id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(primary_key=True)
    people_count: Mapped[int]


class CoverYear(Base):
    """The months of a year that somebody holds for a worker in a segment."""

    __tablename__ = "cover_year"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(primary_key=True)
    segment: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    held: Mapped[int] = mapped_column(BigInteger)
    """Twelve bits for each insurance programme, January lowest: see ``cover_months.PLACES``."""
