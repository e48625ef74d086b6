"""What is said about agreements, clause by clause."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped


class AgreementComment(TenantScoped, Base):
    """A comment, or the answer to one. Whoever raised it closes it; none is ever changed."""

    __tablename__ = "agreement_comment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "agreement_id"], ["agreement.tenant_id", "agreement.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "answers_id"], ["agreement_comment.tenant_id", "agreement_comment.id"]
        ),
    )

    agreement_id: Mapped[UUID]
    agreement_version: Mapped[int]
    """The version that was on the page."""
    answers_id: Mapped[UUID | None]
    """The comment it answers; that one answers none."""
    audience: Mapped[str]
    clause: Mapped[str | None]
    """The article or figure it is about, such as ``Pasal 7``; None for the whole."""
    body: Mapped[str]
    asked_id: Mapped[UUID | None]
    """The colleague whose opinion is asked for, on the same side."""
    asked_name: Mapped[str | None]
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """The office that speaks; None for the regency."""
    office_name: Mapped[str | None]
    author_id: Mapped[UUID | None]
    author_name: Mapped[str]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by_name: Mapped[str | None]
