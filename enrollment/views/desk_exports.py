"""What is before a BPJS office as Excel files: its desk, and a regency's rosters and figures."""

from collections.abc import Callable

from flask import Response, request
from flask_babel import gettext as _

from cooperation.looks import NOVELTY_LABELS
from cooperation.review_rules import REVIEW_STATE_LABELS, ReviewState
from enrollment.kinds import COVER_STATUS_LABELS, CoverStatus
from enrollment.queries.desk import read_levels
from enrollment.queries.roster_reviews import (
    SubmittedRoster,
    list_decided_rosters,
    list_waiting_rosters,
)
from enrollment.review_queue import SUBMISSION_LABELS, QueueItem
from enrollment.schemas.reviews import QueueIn
from enrollment.views.coverage_summary import Summary
from enrollment.views.desk import DeskLine, desk_lines, narrowed_queue, regency_blueprint
from enrollment.views.desk import blueprint as desk_blueprint
from enrollment.views.figure_exports import figure_table, level_cells
from enrollment.views.review_queue import read_queue
from enrollment.views.review_words import waited
from enrollment.views.served_coverage import blueprint as coverage_blueprint
from tenants.access import Permission, requires
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, moments, workbook_attachment
from tenants.shell.filters import trust_label
from tenants.shell.workbooks import (
    DAYS,
    NUMBER,
    PEOPLE,
    PERCENT,
    Cell,
    Column,
    Figure,
    Listed,
    Told,
    people_cell,
    quoted_percent,
    table_of,
)

blueprint = desk_blueprint

_reads = requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)


@blueprint.get("/export")
@_reads
def export_desk() -> Response:
    """Every regency served today, the longest waiting first; counts only."""
    table = table_of(_("Antrean telaah"), everything_of(desk_lines()), _told_of_desk())
    return workbook_attachment(f"antrean-{visit().organisation.slug}.xlsx", table)


@blueprint.get("/queue/export")
@_reads
def export_queue() -> Response:
    """What waits for a decision as the filter leaves it, in the order asked for; counts only."""
    items = narrowed_queue(read_queue(), load(QueueIn, request.args))
    table = table_of(_("Menunggu telaah"), everything_of(items), _told_of_queue())
    return workbook_attachment(f"menunggu-{visit().organisation.slug}.xlsx", table)


@regency_blueprint.get("/rosters/export")
@_reads
def export_rosters() -> Response:
    """Rosters that wait, the longest first, then those decided, the newest decision first."""
    regency = visit().regency
    with transaction(visit().principal) as session:
        waiting = list_waiting_rosters(session, tenant_id=regency.id)
        decided = list_decided_rosters(session, tenant_id=regency.id, limit=EXPORT_LIMIT + 1)
    rosters = everything_of([*waiting, *decided])
    table = table_of(_("Daftar calon penerima"), rosters, _told_of_rosters())
    return workbook_attachment(f"daftar-{regency.slug}.xlsx", table)


@coverage_blueprint.get("/coverage/export")
@requires(Permission.COVERAGE_READ, pool=DatabaseRole.BRANCH)
def export_figures() -> Response:
    """Every figure about coverage of the regency, each with its base and source."""
    regency = visit().regency
    with transaction(visit().principal) as session:
        levels = read_levels(session, tenant_id=regency.id)
    return workbook_attachment(f"cakupan-{regency.slug}.xlsx", figure_table(level_cells(levels)))


def _told_of_desk() -> list[Told[DeskLine]]:
    return [
        (Column(_("Kabupaten/kota")), lambda line: line.served.tenant.name),
        (Column(_("Ditugaskan sejak")), lambda line: line.served.starts_on),
        (Column(_("Ditugaskan sampai")), lambda line: line.served.ends_on),
        (Column(_("Perjanjian menunggu"), NUMBER), lambda line: line.queue.agreements.count),
        (Column(_("Menurut perjanjian"), PEOPLE), lambda line: people_cell(line.queue.agreements)),
        (
            Column(_("Perjanjian paling awal mulai")),
            lambda line: line.queue.agreements.earliest_starts_on,
        ),
        (Column(_("Daftar menunggu"), NUMBER), lambda line: line.queue.rosters.count),
        (Column(_("Menurut daftar"), PEOPLE), lambda line: line.queue.rosters.people_count),
        (Column(_("Paling lama"), DAYS), lambda line: line.oldest_days),
        (
            Column(_("Tagihan menunggu jawaban"), NUMBER),
            lambda line: line.queue.unanswered_count,
        ),
        (Column(_("Berakhir ≤ 90 hari"), NUMBER), lambda line: line.queue.ending.count),
        (Column(_("Terdekat berakhir")), lambda line: line.queue.ending.next_ends_on),
        *told_of_level(_coverage_of),
    ]


def _coverage_of(line: DeskLine) -> Summary | None:
    return line.coverage


def told_of_level(level_of: Callable[[Listed], Summary | None]) -> list[Told[Listed]]:
    """What is told of the newest level of coverage; nothing where there is none."""

    def told(tell: Callable[[Summary], Cell]) -> Callable[[Listed], Cell]:
        def cell(line: Listed) -> Cell:
            level = level_of(line)
            return None if level is None or level.percent is None else tell(level)

        return cell

    return [
        (Column(_("Cakupan"), PERCENT), told(_ratio)),
        (Column(_("Jenis angka")), told(_kind)),
        (Column(_("Sumber")), told(lambda level: level.record.source_name)),
        (Column(_("Tanggal sumber")), told(lambda level: level.record.source_on)),
        (Column(_("Tanggal data")), told(lambda level: level.record.data_on)),
        (Column(_("Status angka")), told(_trust)),
    ]


def _told_of_queue() -> list[Told[QueueItem]]:
    return [
        (Column(_("Kabupaten/kota")), lambda one: one.regency_name),
        (Column(_("Jenis")), lambda one: _(SUBMISSION_LABELS[one.kind])),
        (Column(_("Nama")), lambda one: one.title),
        (Column(_("Program")), lambda one: one.programme or one.title),
        (Column(_("Putaran"), NUMBER), lambda one: one.round),
        moments(_("Diajukan pada"), lambda one: one.submitted_at),
        (Column(_("Menunggu"), DAYS), lambda one: one.days),
        (Column(_("Orang"), PEOPLE), people_cell),
        (Column(_("Mulai")), lambda one: one.starts_on),
        (Column(_("Bagi Anda")), lambda one: _(NOVELTY_LABELS[one.novelty])),
        (Column(_("Yang berubah")), lambda one: ", ".join(one.changes)),
    ]


def _ratio(level: Summary) -> Cell:
    ratio = None if level.percent is None else level.percent / 100
    if ratio is None or not level.is_quoted:
        return ratio
    return Figure(ratio, quoted_percent(level.places))


def _kind(level: Summary) -> str:
    return str(_("Angka kutipan") if level.is_quoted else _("Pernyataan kepesertaan"))


def _trust(level: Summary) -> str:
    return trust_label(level.record.source_status, is_verified=level.record.is_verified)


def _told_of_rosters() -> list[Told[SubmittedRoster]]:
    return [
        (Column(_("Program")), lambda one: one.programme),
        (
            Column(_("Status orang")),
            lambda one: _(COVER_STATUS_LABELS[CoverStatus(one.roster.cover_status)]),
        ),
        (
            Column(_("Data sintetis")),
            lambda one: _("ya") if one.roster.is_synthetic else _("tidak"),
        ),
        (Column(_("Pengajuan ke-"), NUMBER), lambda one: one.latest.review.round),
        moments(_("Diajukan pada"), lambda one: one.latest.review.submitted_at),
        (Column(_("Diajukan oleh")), lambda one: one.latest.review.submitted_by_name),
        (Column(_("Keputusan")), lambda one: _(REVIEW_STATE_LABELS[one.latest.state])),
        (Column(_("Menunggu"), DAYS), _days),
        (Column(_("Baris sah"), PEOPLE), lambda one: one.roster.valid_count),
        (Column(_("Baris salah"), NUMBER), lambda one: one.roster.error_count),
        moments(_("Diputuskan"), lambda one: one.latest.review.decided_at),
        (Column(_("Diputuskan oleh")), lambda one: one.latest.review.decided_by_name),
        (Column(_("Alasan")), lambda one: one.latest.review.reason),
    ]


def _days(one: SubmittedRoster) -> int | None:
    is_waiting = one.latest.state is ReviewState.WAITING
    return waited(one.latest.review.submitted_at) if is_waiting else None
