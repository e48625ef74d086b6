"""Commitments: who pays for whom, from which money, for which months."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKeyConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger, Text

from tenants.kernel.db import Base, TenantScoped
from tenants.kernel.sources import Papered


class Commitment(TenantScoped, Papered, Base):
    """A program bantuan iuran, with or without an agreement. None is not stated, never zero."""

    __tablename__ = "commitment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "department_id"], ["department.tenant_id", "department.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "regulation_id"], ["regulation.tenant_id", "regulation.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "continues_id"], ["commitment.tenant_id", "commitment.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    title: Mapped[str]
    department_id: Mapped[UUID | None]
    regulation_id: Mapped[UUID | None]
    """The regulation named as its basis."""
    continues_id: Mapped[UUID | None]
    """The commitment whose people this one protects further."""
    payer: Mapped[str]
    funding_source: Mapped[str]
    budget_year: Mapped[int]
    budget_line: Mapped[str | None]
    budget_idr: Mapped[int | None] = mapped_column(BigInteger)
    """As the budget (DPA) states it."""
    stated_total_idr: Mapped[int | None] = mapped_column(BigInteger)
    """As the agreement or the programme states it."""
    stated_rate_idr: Mapped[int | None] = mapped_column(BigInteger)
    people_count: Mapped[int | None]
    first_month: Mapped[date | None]
    """First day of the first protected month, inside ``budget_year``."""
    month_count: Mapped[int | None]
    amended_people_count: Mapped[int | None]
    """People of the last month, once a signed addendum changed their number."""
    amended_month_count: Mapped[int | None]
    """Months with all signed addenda, once one changed their number."""
    months_assumed: Mapped[bool]
    programmes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    programmes_assumed: Mapped[bool]
    segment: Mapped[str]
    occupation_group: Mapped[str | None]
    income_idr: Mapped[int | None] = mapped_column(BigInteger)
    """Monthly income of the people (BPU); None means the lowest band."""
    wage_idr: Mapped[int | None] = mapped_column(BigInteger)
    """Monthly wage of each person (PU)."""
    risk_class: Mapped[str | None]
    contract_value_idr: Mapped[int | None] = mapped_column(BigInteger)
    """Value of the contract before VAT (Jakon)."""
    criteria: Mapped[str | None]
    status: Mapped[str]
    cancelled_at: Mapped[datetime | None]
    """Since when it is given up."""
    cancellation_reason: Mapped[str | None]
    """Why, while it is."""
    version: Mapped[int]
    """Counts edits; whoever saves must have seen the latest."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @hybrid_property
    def people_now(self) -> int | None:
        """People of the last month, with all signed addenda."""
        stated, amended = self.people_count, self.amended_people_count
        return stated if amended is None else amended

    @people_now.inplace.expression
    @classmethod
    def _people_now(cls) -> ColumnElement[int | None]:
        return func.coalesce(cls.amended_people_count, cls.people_count)

    @hybrid_property
    def months_now(self) -> int | None:
        """Months with all signed addenda."""
        stated, amended = self.month_count, self.amended_month_count
        return stated if amended is None else amended

    @months_now.inplace.expression
    @classmethod
    def _months_now(cls) -> ColumnElement[int | None]:
        return func.coalesce(cls.amended_month_count, cls.month_count)
