"""Decrees that determine recipients: frozen lists with the rules and reasons behind them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from tenants.kernel.db import Base, TenantScoped


class Determination(TenantScoped, Base):
    """One SK penetapan: asked for, then frozen with everybody's outcome, or refused."""

    __tablename__ = "determination"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "rule_id"], ["selection_rule.tenant_id", "selection_rule.id"]
        ),
    )

    commitment_id: Mapped[UUID]
    rule_id: Mapped[UUID]
    """The version of the rules; a version is never edited."""
    state: Mapped[str]
    refusal: Mapped[str | None]
    number: Mapped[str | None]
    """Of the decree; known only once it is signed."""
    signed_on: Mapped[date | None]
    signer: Mapped[str]
    """Office and name, as printed under the annex."""
    first_month_on: Mapped[date]
    last_month_on: Mapped[date]
    seen_sha256: Mapped[bytes]
    """Of the outcomes that whoever asked for it saw; the frozen ones have the same."""
    chosen_count: Mapped[int | None]
    reserve_count: Mapped[int | None]
    unfit_count: Mapped[int | None]
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[UUID | None]
    requested_by_name: Mapped[str]
    finished_at: Mapped[datetime | None]


class DeterminationLine(Base):
    """What became of one person in a decree. Never changed."""

    __tablename__ = "determination_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "determination_id"], ["determination.tenant_id", "determination.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    determination_id: Mapped[UUID] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(primary_key=True)
    village_code: Mapped[str]
    outcome: Mapped[str]
    rank: Mapped[int | None]
    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text))
