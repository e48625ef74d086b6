"""Who approves in whose place."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from tenants.kernel.db import Base, TenantScoped


class Delegation(TenantScoped, Base):
    """A person of a regency lets another one approve in their place, both days included."""

    __tablename__ = "delegation"

    absent_id: Mapped[UUID]
    absent_name: Mapped[str]
    deputy_id: Mapped[UUID]
    deputy_name: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date]
    mandate: Mapped[str]
    """The letter it rests on, such as number and day of a surat perintah Plh."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Taken back before its last day."""
