"""By which rules the recipients of a programme are selected, and what is known of a candidate."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import SmallInteger, Text

from tenants.kernel.db import Base, TenantScoped


class SelectionRule(TenantScoped, Base):
    """One version of the rules of a programme. Never edited: the newest version holds."""

    __tablename__ = "selection_rule"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
    )

    commitment_id: Mapped[UUID]
    version: Mapped[int]
    quota_people: Mapped[int]
    village_quotas: Mapped[dict[str, int]] = mapped_column(JSONB)
    """People by village code; a village that is not named has no limit of its own."""
    min_age: Mapped[int] = mapped_column(SmallInteger)
    under_age: Mapped[int] = mapped_column(SmallInteger)
    """The age, in years on the first protected day, that is already too old."""
    max_desil: Mapped[int | None] = mapped_column(SmallInteger)
    desil_on: Mapped[date | None]
    """A desil of an earlier snapshot of DTSEN does not count."""
    occupations: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Those wanted; all where none is named."""
    villages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Codes of those wanted; all where none is named."""
    needs_verification: Mapped[bool]
    needs_matching: Mapped[bool]
    needs_membership_check: Mapped[bool]
    ranking: Mapped[list[str]] = mapped_column(ARRAY(Text))
    tie: Mapped[str]
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[UUID | None]
    saved_by_name: Mapped[str]


class Candidate(TenantScoped, Base):
    """What village, Dukcapil, BPJS and DTSEN say of a person in a programme. None: not asked."""

    __tablename__ = "candidate"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "identity_file_id"], ["register_file.tenant_id", "register_file.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "membership_file_id"], ["register_file.tenant_id", "register_file.id"]
        ),
    )

    commitment_id: Mapped[UUID]
    worker_id: Mapped[UUID]
    desil: Mapped[int | None] = mapped_column(SmallInteger)
    desil_on: Mapped[date | None]
    is_verified: Mapped[bool | None]
    """Whether the village says that the person is as described."""
    village_finding: Mapped[str | None]
    """What exactly it found; None where only yes or no is recorded."""
    verified_on: Mapped[date | None]
    verification_note: Mapped[str | None]
    identity: Mapped[str | None]
    mismatch: Mapped[str | None]
    """In what exactly person and register disagree; None where only that they do is known."""
    identity_on: Mapped[date | None]
    identity_note: Mapped[str | None]
    identity_file_id: Mapped[UUID | None]
    """The answer of Dukcapil that says so; None where somebody recorded it by hand."""
    membership: Mapped[str | None]
    membership_on: Mapped[date | None]
    membership_note: Mapped[str | None]
    membership_file_id: Mapped[UUID | None]
    """The answer of BPJS that says so; None where somebody recorded it by hand."""
    excluded_because: Mapped[str | None]
    override_reason: Mapped[str | None]
    """Why somebody may be chosen although BPJS knows them as a wage-earner."""
    override_by_name: Mapped[str | None]
    updated_at: Mapped[datetime]
