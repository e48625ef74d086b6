"""Regulations of a regency: what they order, what they do to each other, how they spread."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from tenants.kernel.db import Base, TenantScoped
from tenants.kernel.sources import Sourced
from tenants.regulation_types import RegulationKind, citation


class Regulation(TenantScoped, Sourced, Base):
    """A legal product. Dates the sources do not give stay empty; they are never guessed."""

    __tablename__ = "regulation"

    kind: Mapped[str]
    number: Mapped[str | None]
    """As printed, ``18/XI`` included; None only while it is a draft."""
    year: Mapped[int]
    title: Mapped[str]
    status: Mapped[str]
    enacted_on: Mapped[date | None]
    promulgated_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    """First day it no longer binds."""
    retroactive_ground: Mapped[str | None]
    """Where its text states that it binds from before its enactment, and why."""
    names_funding_source: Mapped[bool | None]
    """None: nobody has looked yet, which is not a no."""
    funding_source_article: Mapped[str | None]
    has_sanction: Mapped[bool | None]
    """A sanction or a restriction of services; None: nobody has looked yet."""
    sanction_article: Mapped[str | None]
    has_reporting: Mapped[bool | None]
    """Who reports and evaluates; None: nobody has looked yet."""
    reporting_article: Mapped[str | None]
    has_team: Mapped[bool | None]
    """A team or forum that carries it out; None: nobody has looked yet."""
    team_article: Mapped[str | None]
    funding_source_page: Mapped[int | None]
    sanction_page: Mapped[int | None]
    reporting_page: Mapped[int | None]
    team_page: Mapped[int | None]
    finding: Mapped[str | None]
    """What does not fit and has to be checked, in words for the officer."""
    issuing_body: Mapped[str | None]
    place: Mapped[str | None]
    gazette: Mapped[str | None]
    subject: Mapped[str | None]
    legal_field: Mapped[str | None]
    language: Mapped[str | None]
    location: Mapped[str | None]
    jdih_url: Mapped[str | None]
    abstract: Mapped[str | None]
    """What it orders in short, as the JDIH shows it."""
    version: Mapped[int]
    """Counts edits; whoever saves must have seen the latest."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def citation(self) -> str:
        """``Perbup 25/2021``."""
        return citation(RegulationKind(self.kind), self.number, self.year)


class Provision(TenantScoped, Base):
    """What a regulation orders for one group."""

    __tablename__ = "provision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "regulation_id"], ["regulation.tenant_id", "regulation.id"]
        ),
    )

    regulation_id: Mapped[UUID]
    provision_group: Mapped[str]
    article: Mapped[str | None]
    """None: the group is named, the article is not known yet, and nothing is scored."""
    summary: Mapped[str | None]
    page: Mapped[int | None]
    """Of the text, from 1."""


class RegulationRelation(TenantScoped, Base):
    """``regulation_id`` amends, revokes or implements ``target_id``."""

    __tablename__ = "regulation_relation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "regulation_id"], ["regulation.tenant_id", "regulation.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "target_id"], ["regulation.tenant_id", "regulation.id"]),
    )

    regulation_id: Mapped[UUID]
    target_id: Mapped[UUID]
    kind: Mapped[str]


class RegulationDocument(TenantScoped, Base):
    """A version of a regulation's file; the highest ``version`` is the one in use."""

    __tablename__ = "regulation_document"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "regulation_id"], ["regulation.tenant_id", "regulation.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
    )

    regulation_id: Mapped[UUID]
    document_id: Mapped[UUID]
    version: Mapped[int]


class DraftingStage(TenantScoped, Base):
    """A step of drafting one regulation: planned, done, or only noted."""

    __tablename__ = "drafting_stage"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "regulation_id"], ["regulation.tenant_id", "regulation.id"]
        ),
    )

    regulation_id: Mapped[UUID]
    stage: Mapped[str]
    planned_on: Mapped[date | None]
    done_on: Mapped[date | None]
    note: Mapped[str | None]


class SocialisationEvent(TenantScoped, Sourced, Base):
    """An occasion on which a regulation was made known."""

    __tablename__ = "socialisation_event"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "regulation_id"], ["regulation.tenant_id", "regulation.id"]
        ),
    )

    regulation_id: Mapped[UUID]
    held_on: Mapped[date | None]
    place: Mapped[str | None]
    organiser: Mapped[str | None]
    participants: Mapped[str | None]
    """Who attended, one office or function per line; persons only by function."""
    description: Mapped[str | None]
    decisions: Mapped[str | None]
    """What was decided or agreed, one per line."""
    version: Mapped[int]
    """Counts edits; whoever saves must have seen the latest."""
    created_at: Mapped[datetime]
