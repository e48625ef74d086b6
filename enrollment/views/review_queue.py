"""What waits for a decision of the office over all regencies it serves, and what lies beside one.

Every regency is read in a transaction of its own; only what waits is read, never all submissions.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from cooperation.queries.waiting_reviews import WaitingAgreement, list_waiting_agreements
from cooperation.review_rules import days_waiting
from cooperation.submitted_claims import CLAIM_LABELS
from enrollment.queries.waiting_rosters import WaitingRoster, list_waiting_rosters
from enrollment.review_queue import (
    QueueItem,
    QueueOrder,
    SubmissionKind,
    neighbours_of,
    sort_queue,
)
from tenants.kernel.clock import local_day
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.formats import count
from tenants.queries.assignments import ServedRegency, list_served_regencies
from tenants.queries.tenants import TenantRef
from tenants.request import Visit, visit


def served_regencies() -> list[ServedRegency]:
    """Every regency that the office serves today."""
    with transaction(visit().principal) as session:
        return list_served_regencies(
            session, organisation_id=visit().organisation.organisation_id, now=visit().now
        )


def principal_at(tenant: TenantRef) -> Principal:
    """The office in one regency: no transaction ever sees two."""
    return Principal(DatabaseRole.BRANCH, tenant.id, visit().organisation.organisation_id)


def waiting_at(session: Session, tenant: TenantRef) -> list[QueueItem]:
    """What waits in one regency; two queries."""
    viewer_id = visit().person_id
    agreements = list_waiting_agreements(session, tenant_id=tenant.id, viewer_id=viewer_id)
    rosters = list_waiting_rosters(session, tenant_id=tenant.id, viewer_id=viewer_id)
    return [
        *(_agreement_item(one, tenant) for one in agreements),
        *(_roster_item(one, tenant) for one in rosters),
    ]


def read_queue() -> list[QueueItem]:
    """What waits in every regency that the office serves today, the oldest first."""
    found: list[QueueItem] = []
    for served in served_regencies():
        with transaction(principal_at(served.tenant)) as session:
            found += waiting_at(session, served.tenant)
    return sort_queue(found, QueueOrder.OLDEST)


def render_position(_asking: Visit, *, kind: str, subject_id: UUID) -> Markup:
    """Where a submission stands in the queue of the office, with the way to those beside it."""
    place = neighbours_of(read_queue(), SubmissionKind(kind), subject_id)
    page = render_template("enrollment/branch/position.html", place=place)
    return Markup(page)  # noqa: S704  a rendered template escapes its values


def _agreement_item(one: WaitingAgreement, tenant: TenantRef) -> QueueItem:
    changes = [str(_(CLAIM_LABELS[name])) for name in one.changed_claims]
    if one.has_new_text:
        changes.append(_("Naskah"))
    if one.asks_opinion:
        changes.append(_("pendapat Anda diminta"))
    if one.comment_count:
        changes.append(_("%(count)s komentar baru", count=count(one.comment_count)))
    return QueueItem(
        kind=SubmissionKind.AGREEMENT,
        subject_id=one.agreement_id,
        regency=tenant.slug,
        regency_name=tenant.name,
        title=one.title,
        programme=_programmes(one),
        round=one.round,
        submitted_at=one.submitted_at,
        days=_days(one, tenant),
        people_count=one.people_count,
        starts_on=one.starts_on,
        novelty=one.novelty,
        changes=changes,
        is_at_least=one.is_at_least,
    )


def _programmes(one: WaitingAgreement) -> str | None:
    if one.programme is None or not one.part_count:
        return one.programme
    text: str = _(
        "%(programme)s dan %(count)s program lain",
        programme=one.programme,
        count=count(one.part_count),
    )
    return text


def _roster_item(one: WaitingRoster, tenant: TenantRef) -> QueueItem:
    return QueueItem(
        kind=SubmissionKind.ROSTER,
        subject_id=one.roster_id,
        regency=tenant.slug,
        regency_name=tenant.name,
        title=one.programme,
        programme=None,
        round=one.round,
        submitted_at=one.submitted_at,
        days=_days(one, tenant),
        people_count=one.people_count,
        starts_on=one.starts_on,
        novelty=one.novelty,
        changes=list(_changed_names(one)),
    )


def _changed_names(one: WaitingRoster) -> Iterator[str]:
    before = one.seen_names
    if before is not None and before.compared != one.names.compared:
        yield _(
            "nama pada program %(before)s menjadi %(after)s",
            before=count(before.compared),
            after=count(one.names.compared),
        )


def _days(one: WaitingAgreement | WaitingRoster, tenant: TenantRef) -> int:
    submitted_on = local_day(one.submitted_at, tenant.timezone)
    return days_waiting(submitted_on, local_day(visit().now, tenant.timezone))


def page_slice(items: Sequence[QueueItem], page: int, size: int) -> Sequence[QueueItem]:
    """One page of the queue, counted from 1."""
    return items[(page - 1) * size : page * size]
