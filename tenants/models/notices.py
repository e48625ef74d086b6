"""What people are told: news of a regency, and a notice for each person concerned."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text, Uuid

from tenants.kernel.db import Base, TenantScoped
from tenants.kernel.ids import uuid7
from tenants.notice_rules import Params


class Told:
    """What news and its notices say: a code and its parameters, worded when they are read."""

    code: Mapped[str]
    """``agreement:return`` and the like."""
    params: Mapped[Params] = mapped_column(JSONB)
    """Titles, days, counts and sums. Nothing of a worker."""
    subject: Mapped[str]
    """Kind of the record it is about."""
    subject_id: Mapped[UUID]
    happened_at: Mapped[datetime]


class News(TenantScoped, Told, Base):
    """Something that happened, and which roles of which side are told of it."""

    __tablename__ = "news"

    key: Mapped[str]
    """Tells the same news twice told from two news."""
    regency_roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    branch_roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Of every BPJS office that serves the regency on the day it is told."""
    person_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Accounts that are told whatever their role."""
    actor_id: Mapped[UUID | None]
    """Whoever did it knows already."""


class Notice(Told, Base):
    """News as one person was told it in one organisation."""

    __tablename__ = "notice"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "news_id"], ["news.tenant_id", "news.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "mail_id"], ["outgoing_mail.tenant_id", "outgoing_mail.id"]
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    tenant_id: Mapped[int]
    """The regency it is about; no foreign key of its own, that of the news holds it."""
    news_id: Mapped[UUID]
    read_at: Mapped[datetime | None]
    mail_id: Mapped[UUID | None]
    """The mail that carries it; None where its person wants none."""


class OutgoingMail(TenantScoped, Base):
    """A mail to one person. Its text is written from its notices when it is sent."""

    __tablename__ = "outgoing_mail"

    key: Mapped[str]
    """Tells the same mail asked for twice from two mails."""
    kind: Mapped[str]
    """``MailKind``."""
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str]
    """``MailState``."""
    due_at: Mapped[datetime]
    attempts: Mapped[int]
    error: Mapped[str | None]
    """Code of ``MailError``, of the last attempt."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
