"""People who may be recorded twice, and numbers under which nobody is recorded any more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import SmallInteger

from tenants.kernel.db import Base, TenantScoped


class DuplicatePair(TenantScoped, Base):
    """Two records that may be one person; the smaller id first. Gone once they are merged."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "first_id"], ["worker.tenant_id", "worker.id"]),
        ForeignKeyConstraint(["tenant_id", "second_id"], ["worker.tenant_id", "worker.id"]),
    )

    first_id: Mapped[UUID]
    second_id: Mapped[UUID]
    slips: Mapped[int] = mapped_column(SmallInteger)
    """In how many letters the names differ."""
    found_at: Mapped[datetime]
    state: Mapped[str]
    kept_id: Mapped[UUID | None]
    """Whose record and NIK stay, once somebody asked for the two to be merged."""
    refusal: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None]
    decided_by_name: Mapped[str | None]

    def other_than(self, worker_id: UUID) -> UUID:
        """The other one of the two."""
        return self.second_id if worker_id == self.first_id else self.first_id


class FormerNik(Base):
    """A number that turned out to be wrong: the person is recorded under another one."""

    __tablename__ = "former_nik"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    nik_index: Mapped[bytes] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID]
    merged_at: Mapped[datetime]
    merged_by_name: Mapped[str]
