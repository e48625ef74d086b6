"""The desk of a BPJS office: its regencies with what waits there, and one regency opened."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext as _

from cooperation.queries.reviews import list_reviewed_agreements
from enrollment.queries.desk import (
    RegencyQueue,
    count_queue,
)
from enrollment.queries.doubles import CaseState, count_cases
from enrollment.queries.roster_reviews import list_decided_rosters, list_waiting_rosters
from enrollment.views.coverage_summary import Summary, level_of
from enrollment.views.review_words import review_vocabulary
from enrollment.views.vocabulary import vocabulary
from tenants.access import Permission, Role, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.clock import local_day
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import N_
from tenants.models.identity import OfficeKind
from tenants.queries.assignments import ServedRegency, list_served_regencies
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

blueprint = organisation_blueprint("desk", __name__, "b")
regency_blueprint = organisation_blueprint("served", __name__, "b", opens_regency=True)
for one in (blueprint, regency_blueprint):
    one.context_processor(vocabulary)
    one.context_processor(review_vocabulary)


@dataclass(frozen=True)
class DeskLine:
    """A regency served, with its counts. ``oldest_days`` is None where nothing waits."""

    served: ServedRegency
    queue: RegencyQueue
    oldest_days: int | None
    coverage: Summary | None


@blueprint.get("/")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def show_desk() -> str:
    """Every regency assigned today, the longest waiting first."""
    office, lines, role = visit().organisation, desk_lines(), visit().role
    return render_template(
        "enrollment/branch/desk.html",
        office=office,
        office_kind=_(OFFICE_LABELS[OfficeKind(office.office_kind or OfficeKind.BRANCH)]),
        duty=_(ROLE_DUTIES[role]) if role else "",
        lines=lines,
        waiting_count=sum(line.queue.count for line in lines),
        unanswered_count=sum(line.queue.unanswered_count for line in lines),
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
    with transaction(visit().principal) as session:
        served = list_served_regencies(
            session, organisation_id=visit().organisation.organisation_id, now=visit().now
        )
    return sorted((_line(one) for one in served), key=_longest_first)


def _line(served: ServedRegency) -> DeskLine:
    """Count one regency in a transaction of its own: no transaction ever sees two."""
    tenant = served.tenant
    today = local_day(visit().now, tenant.timezone)
    principal = Principal(DatabaseRole.BRANCH, tenant.id, visit().organisation.organisation_id)
    with transaction(principal) as session:
        queue = count_queue(session, tenant_id=tenant.id, today=today)
    return DeskLine(
        served=served,
        queue=queue,
        oldest_days=queue.days_waiting(today, tenant.timezone),
        coverage=level_of(queue.levels),
    )


def _longest_first(line: DeskLine) -> tuple[int, str]:
    return -1 - (line.oldest_days if line.oldest_days is not None else -1), line.served.tenant.name
