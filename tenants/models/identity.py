"""Organisations, tenants, and the people who sign in."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from tenants.kernel.db import Base, TenantScoped
from tenants.kernel.ids import uuid7


class OrganisationKind(StrEnum):
    """The five kinds of organisation; only a regency is a tenant."""

    REGENCY = "regency"
    BRANCH = "branch"
    PROVINCE = "province"
    MINISTRY = "ministry"
    OPERATOR = "operator"


class OfficeKind(StrEnum):
    """Kinds of BPJS office below the head office."""

    REGIONAL = "kanwil"
    BRANCH = "cabang"
    PIONEER = "kcp"


class Tenant(Base):
    """A regency that keeps its records here: the Kemendagri code without the dot; 0 is us."""

    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str | None]
    slug: Mapped[str]
    name: Mapped[str]
    timezone: Mapped[str]
    created_at: Mapped[datetime]


class Organisation(Base):
    """Whom people belong to."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str]
    slug: Mapped[str]
    name: Mapped[str]
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    created_at: Mapped[datetime]
    office_kind: Mapped[str | None]
    """Of a branch: ``OfficeKind``."""
    province_code: Mapped[str | None] = mapped_column(ForeignKey("province.code"))
    """Of a province: whose regencies it oversees."""


class BranchAssignment(Base):
    """A regency served by a branch, from a day to a day. Ended, never deleted."""

    __tablename__ = "branch_assignment"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """Last day."""
    created_at: Mapped[datetime]


class UserAccount(Base):
    """A person. Only the identity role can read this table."""

    __tablename__ = "user_account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    username: Mapped[str]
    display_name: Mapped[str]
    password_hash: Mapped[str]
    is_active: Mapped[bool]
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime]
    last_signed_in_at: Mapped[datetime | None]
    language: Mapped[str | None]
    """``id`` or ``en``; None follows the browser."""
    email: Mapped[str | None]
    """Where the person wants to be written to; optional."""
    email_asked_at: Mapped[datetime | None]
    """When the address was stated; part of the code that confirms it."""
    email_confirmed_at: Mapped[datetime | None]
    mail_mode: Mapped[str] = mapped_column(default="at-once")
    """``MailMode``."""
    has_given_password: Mapped[bool] = mapped_column(default=False)
    """The password was made by the system and told by somebody else; its owner changes it first."""


class Membership(Base):
    """A person's role in an organisation, from a day to a day. Ended, never deleted."""

    __tablename__ = "membership"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime]


class UserSession(Base):
    """A signed-in browser. The cookie holds a random token, the table only its SHA-256."""

    __tablename__ = "user_session"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    token_hash: Mapped[bytes]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user_agent: Mapped[str]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """The organisation in use; another one needs another session."""


class KeptForm(Base):
    """The form somebody sent after their session had ended: the latest one of each person."""

    __tablename__ = "kept_form"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """The organisation that was in use."""
    address: Mapped[str]
    """Where it was sent; addresses hold nothing of what people type."""
    content_encrypted: Mapped[bytes]
    kept_at: Mapped[datetime]


class Invitation(Base):
    """A link by which one person joins an organisation. Only the digest of its token is kept."""

    __tablename__ = "invitation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str]
    invitee: Mapped[str]
    """Whom it is meant for, as the inviter calls them."""
    token_hash: Mapped[bytes]
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    created_by_name: Mapped[str]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    revoked_at: Mapped[datetime | None]


class ApiKey(Base):
    """A program's key to one organisation's data. Only the digest of its secret is kept."""

    __tablename__ = "api_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    label: Mapped[str]
    secret_hash: Mapped[bytes]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Values of ``Permission``."""
    created_at: Mapped[datetime]
    created_by_name: Mapped[str]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class ThrottleCounter(Base):
    """How often something was tried under one key in the running window."""

    __tablename__ = "throttle"

    scope: Mapped[str] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(primary_key=True)
    window_started_at: Mapped[datetime]
    count: Mapped[int]


class Department(TenantScoped, Base):
    """An OPD. Reports spell names differently, so one department may have aliases."""

    __tablename__ = "department"

    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text))
