"""The desk of a BPJS office: its regencies with what waits there, and one regency opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from cooperation.looks import NOVELTY_LABELS, Novelty
from cooperation.queries.branch_agreements import list_reviewed_agreements
from enrollment.queries.desk import RegencyQueue, count_queue
from enrollment.queries.doubles import CaseState, count_cases
from enrollment.queries.roster_reviews import list_decided_rosters, list_waiting_rosters
from enrollment.review_queue import (
    ORDER_LABELS,
    SUBMISSION_LABELS,
    QueueFilter,
    QueueItem,
    QueueOrder,
    SubmissionKind,
    narrow_queue,
    sort_queue,
)
from enrollment.schemas.reviews import QueueIn
from enrollment.views.coverage_summary import Summary, level_of
from enrollment.views.review_queue import (
    page_slice,
    principal_at,
    served_regencies,
    waiting_at,
)
from enrollment.views.review_words import review_vocabulary
from enrollment.views.vocabulary import vocabulary
from tenants.access import Permission, Role, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.clock import local_day
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import N_
from tenants.kernel.paging import PAGE_SIZE
from tenants.kernel.schemas import load
from tenants.models.identity import OfficeKind
from tenants.queries.assignments import ServedRegency
from tenants.request import visit

DECIDED_LIMIT = 10
OFFICE_LABELS: Mapping[OfficeKind, str] = {
    OfficeKind.REGIONAL: N_("Kantor Wilayah"),
    OfficeKind.BRANCH: N_("Kantor Cabang"),
    OfficeKind.PIONEER: N_("Kantor Cabang Perintis"),
}
ROLE_DUTIES: Mapping[Role, str] = {
    Role.HEAD: N_(
        "Sebagai kepala kantor Anda menelaah perjanjian dan daftar calon penerima, menyetujui atau"
        " mengembalikannya dengan alasan, menyatakan angka kepesertaan, dan mengelola pengguna"
        " kantor ini. Nama pekerja tampil hanya pada kasus ganda, dengan NIK tersamar."
    ),
    Role.REVIEWER: N_(
        "Sebagai penelaah Anda menelaah perjanjian dan daftar calon penerima, menyetujui atau"
        " mengembalikannya dengan alasan, dan menyatakan angka kepesertaan. Nama pekerja"
        " tampil hanya pada kasus ganda, dengan NIK tersamar."
    ),
}

NOVELTY_MARKS: Mapping[Novelty, str] = {
    Novelty.NEW: "act",
    Novelty.CHANGED: "act",
    Novelty.COMMENTED: "act",
}

blueprint = organisation_blueprint("desk", __name__, "b")
regency_blueprint = organisation_blueprint("served", __name__, "b", opens_regency=True)
for one in (blueprint, regency_blueprint):
    one.context_processor(vocabulary)
    one.context_processor(review_vocabulary)


@blueprint.context_processor
def queue_vocabulary() -> dict[str, object]:
    """The words of the queue."""
    return {
        "novelty_label": lambda one: _(NOVELTY_LABELS[Novelty(one)]),
        "novelty_mark": lambda one: NOVELTY_MARKS.get(Novelty(one), ""),
        "submission_label": lambda kind: _(SUBMISSION_LABELS[SubmissionKind(kind)]),
    }


@dataclass(frozen=True)
class DeskLine:
    """A regency served, with its counts. ``oldest_days`` is None where nothing waits."""

    served: ServedRegency
    queue: RegencyQueue
    oldest_days: int | None
    coverage: Summary | None
    items: Sequence[QueueItem]


@blueprint.get("/")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def show_desk() -> str:
    """What waits over all regencies, the oldest first, and every regency assigned today."""
    asked = load(QueueIn, request.args)
    office, lines, role = visit().organisation, desk_lines(), visit().role
    items = sort_queue([item for line in lines for item in line.items], QueueOrder.OLDEST)
    narrowed = narrowed_queue(items, asked)
    page = asked["page"]
    return render_template(
        "enrollment/branch/desk.html",
        office=office,
        office_kind=_(OFFICE_LABELS[OfficeKind(office.office_kind or OfficeKind.BRANCH)]),
        duty=_(ROLE_DUTIES[role]) if role else "",
        lines=lines,
        waiting_count=len(items),
        unanswered_count=sum(line.queue.unanswered_count for line in lines),
        first=next(iter(items), None),
        items=page_slice(narrowed, page, PAGE_SIZE),
        found_count=len(narrowed),
        page=page,
        has_next=len(narrowed) > page * PAGE_SIZE,
        asked=asked,
        kept={name: value for name, value in asked.items() if value and name != "page"},
        **queue_choices(lines),
    )


@regency_blueprint.get("/")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def show_regency() -> str:
    """One regency: what waits, how far its people are covered, its agreements and rosters."""
    tenant_id, today = visit().regency.id, visit().today
    with transaction(visit().principal) as session:
        queue = count_queue(session, tenant_id=tenant_id, today=today)
        agreements = list_reviewed_agreements(session, tenant_id=tenant_id)
        waiting = list_waiting_rosters(session, tenant_id=tenant_id)
        decided = list_decided_rosters(session, tenant_id=tenant_id, limit=DECIDED_LIMIT)
        doubles = count_cases(session, tenant_id=tenant_id)
    return render_template(
        "enrollment/branch/regency.html",
        queue=queue,
        oldest_days=queue.days_waiting(today, visit().regency.timezone),
        agreements=agreements,
        waiting=waiting,
        decided=decided,
        summary=level_of(queue.levels),
        waiting_doubles=doubles[CaseState.WAITING],
    )


def desk_lines() -> list[DeskLine]:
    """Every regency that the office serves today with its counts, the longest waiting first."""
    return sorted((_line(one) for one in served_regencies()), key=_longest_first)


def narrowed_queue(items: Sequence[QueueItem], asked: Mapping[str, Any]) -> list[QueueItem]:
    """The queue as the address asks for it."""
    narrowed = QueueFilter(asked["kind"], asked["regency"], asked["novelty"], asked["search"])
    return sort_queue(narrow_queue(items, narrowed), asked["order"] or QueueOrder.OLDEST)


def queue_choices(lines: Sequence[DeskLine]) -> dict[str, Sequence[tuple[str, str]]]:
    """What the form of the queue offers."""
    regencies = sorted((line.served.tenant.name, line.served.tenant.slug) for line in lines)
    return {
        "kind_options": [
            ("", _("semua jenis")),
            *((kind.value, _(label)) for kind, label in SUBMISSION_LABELS.items()),
        ],
        "regency_options": [
            ("", _("semua kabupaten/kota")),
            *((slug, name) for name, slug in regencies),
        ],
        "novelty_options": [
            ("", _("semua")),
            *((one.value, _(label)) for one, label in NOVELTY_LABELS.items()),
        ],
        "order_options": [(one.value, _(label)) for one, label in ORDER_LABELS.items()],
    }


def _line(served: ServedRegency) -> DeskLine:
    """Count one regency in a transaction of its own: no transaction ever sees two."""
    tenant = served.tenant
    today = local_day(visit().now, tenant.timezone)
    with transaction(principal_at(tenant)) as session:
        queue = count_queue(session, tenant_id=tenant.id, today=today)
        items = waiting_at(session, tenant)
    return DeskLine(
        served=served,
        queue=queue,
        oldest_days=queue.days_waiting(today, tenant.timezone),
        coverage=level_of(queue.levels),
        items=items,
    )


def _longest_first(line: DeskLine) -> tuple[int, str]:
    return -1 - (line.oldest_days if line.oldest_days is not None else -1), line.served.tenant.name
