"""National texts as the database holds them, and which regulations implement them."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped
from tenants.reference.national_texts import NationalKind, national_citation


class NationalText(Base):
    """A national text, the same for every regency; loaded as a whole."""

    __tablename__ = "national_text"

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    number: Mapped[str]
    year: Mapped[int]
    title: Mapped[str | None]
    governs: Mapped[str]
    effective_on: Mapped[date | None]
    status: Mapped[str]
    grade: Mapped[str]
    from_grade: Mapped[str | None]

    @property
    def citation(self) -> str:
        """``Inpres 2/2021``."""
        return national_citation(NationalKind(self.kind), self.number, self.year)


class RegulationBasis(TenantScoped, Base):
    """A regulation of the regency implements a national text."""

    __tablename__ = "regulation_basis"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "regulation_id"], ["regulation.tenant_id", "regulation.id"]
        ),
    )

    regulation_id: Mapped[UUID]
    national_code: Mapped[str] = mapped_column(ForeignKey("national_text.code"))
