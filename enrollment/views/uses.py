"""What of this package rests on programmes and files: lists, people, figures."""

from collections.abc import Collection, Iterator
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from enrollment.kinds import GROUP_LABELS, RecipientGroup
from enrollment.models.coverage import RecipientCount
from enrollment.models.rosters import Roster
from enrollment.models.workers import Cover
from enrollment.queries.coverage import list_figure_papers
from tenants.kernel.formats import count
from tenants.shell.uses import Use, register_uses


def init_uses() -> None:
    """Let the pages of programmes and files know."""
    register_uses("document", papers_of_figures)
    register_uses("commitment", lists_of_people, covered_people, recipient_counts)


def papers_of_figures(
    session: Session, tenant_id: int, document_ids: Collection[UUID]
) -> Iterator[Use]:
    """Papers of statements, targets and counts of people."""
    papers = list_figure_papers(session, tenant_id=tenant_id, document_ids=document_ids)
    for document_id, source_name in papers:
        words = _("Angka cakupan: %(source)s", source=source_name)
        yield Use(document_id, words, url_for("coverage.show_coverage"))


def lists_of_people(
    session: Session, tenant_id: int, commitment_ids: Collection[UUID]
) -> Iterator[Use]:
    """Every list that was sent for a programme, also one that was discarded."""
    rosters = session.scalars(
        select(Roster)
        .where(Roster.tenant_id == tenant_id, Roster.commitment_id.in_(commitment_ids))
        .order_by(Roster.uploaded_at.desc(), Roster.id)
    )
    for roster in rosters:
        words = _("Daftar calon penerima: %(name)s", name=roster.filename)
        page = url_for("rosters.show_roster", roster_id=roster.id)
        yield Use(roster.commitment_id, words, page)


def covered_people(
    session: Session, tenant_id: int, commitment_ids: Collection[UUID]
) -> Iterator[Use]:
    """How many people a programme names."""
    rows = session.execute(
        select(Cover.commitment_id, func.count())
        .where(Cover.tenant_id == tenant_id, Cover.commitment_id.in_(commitment_ids))
        .group_by(Cover.commitment_id)
    )
    for commitment_id, people in rows:
        yield Use(commitment_id, _("%(count)s pekerja tercatat", count=count(people)))


def recipient_counts(
    session: Session, tenant_id: int, commitment_ids: Collection[UUID]
) -> Iterator[Use]:
    """Counts of recipients that a source tells of a programme."""
    counts = session.scalars(
        select(RecipientCount)
        .where(
            RecipientCount.tenant_id == tenant_id,
            RecipientCount.commitment_id.in_(commitment_ids),
        )
        .order_by(RecipientCount.id)
    )
    for one in counts:
        group = _(GROUP_LABELS[RecipientGroup(one.recipient_group)])
        if one.commitment_id is not None:
            page = url_for("coverage.show_coverage")
            yield Use(one.commitment_id, _("Jumlah penerima: %(group)s", group=group), page)
