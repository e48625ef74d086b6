"""Rosters and figures about coverage as Excel files: counts with their sources, no persons."""

from collections.abc import Sequence
from datetime import date

from flask import Response, request
from flask_babel import gettext as _

from enrollment.kinds import (
    BASIS_LABELS,
    COVER_STATUS_LABELS,
    DENOMINATOR_LABELS,
    SEGMENT_LABELS,
    STAGE_LABELS,
    CoverStatus,
    DenominatorKind,
    NumeratorBasis,
    RecipientStage,
    StatementSegment,
)
from enrollment.models.coverage import CoverageTarget, RecipientCount
from enrollment.queries.coverage import (
    ReadQuotation,
    ReadStatement,
    list_quotations,
    list_recipient_counts,
    list_statements,
    list_targets,
)
from enrollment.queries.rosters import ListedRoster, RosterOrder, list_rosters
from enrollment.schemas.rosters import RosterListIn
from enrollment.views.vocabulary import group_label, roster_label
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.formats import count, date_id, datetime_id, percent, points
from tenants.kernel.schemas import load
from tenants.kernel.sources import SOURCE_STATUS_LABELS, Sourced, SourceStatus
from tenants.request import tenant_blueprint, visit
from tenants.shell.downloads import workbook_attachment

EXPORT_LIMIT = 10_000

Cells = Sequence[str | None]

blueprint = tenant_blueprint("figure_exports", __name__)


@blueprint.get("/rosters/export")
@requires(Permission.ROSTER_READ)
def export_rosters() -> Response:
    """Every roster the filter leaves."""
    asked, regency = load(RosterListIn, request.args), visit().regency
    with transaction(visit().principal) as session:
        found = list_rosters(
            session,
            tenant_id=regency.id,
            commitment_id=asked["commitment_id"],
            order=asked["order"] or RosterOrder.NEWEST,
            size=EXPORT_LIMIT,
        ).items
    return workbook_attachment(
        filename=f"daftar-{regency.slug}.xlsx",
        title=_("Daftar penerima"),
        columns=[
            _("Diunggah"),
            _("Oleh"),
            _("Program"),
            _("Berkas"),
            _("Status orang"),
            _("Hasil"),
            _("Data sintetis"),
            _("Baris"),
            _("Baris sah"),
            _("Baris salah"),
            _("Pekerja baru"),
            _("Orang-bulan"),
        ],
        rows=[_roster_cells(one) for one in found],
    )


@blueprint.get("/coverage/export")
@requires(Permission.COVERAGE_READ)
def export_figures() -> Response:
    """Every figure about coverage and groups, each with its base and source."""
    regency = visit().regency
    with transaction(visit().principal) as session:
        rows = [
            *map(_statement_cells, list_statements(session, tenant_id=regency.id)),
            *map(_quotation_cells, list_quotations(session, tenant_id=regency.id)),
            *map(_target_cells, list_targets(session, tenant_id=regency.id)),
            *map(_group_cells, reversed(list_recipient_counts(session, tenant_id=regency.id))),
        ]
    return workbook_attachment(
        filename=f"cakupan-{regency.slug}.xlsx",
        title=_("Cakupan"),
        columns=[
            _("Jenis angka"),
            _("Yang diukur"),
            _("Orang"),
            _("Dasar pembilang"),
            _("Penyebut"),
            _("Jenis penyebut"),
            _("Persen"),
            _("Sumber"),
            _("Tanggal sumber"),
            _("Tanggal data"),
            _("Status angka"),
            _("Dinyatakan oleh"),
        ],
        rows=rows,
    )


def _roster_cells(listed: ListedRoster) -> Cells:
    roster = listed.roster
    return [
        datetime_id(roster.uploaded_at, visit().regency.timezone),
        roster.uploaded_by_name,
        listed.programme,
        roster.filename,
        _(COVER_STATUS_LABELS[CoverStatus(roster.cover_status)]),
        roster_label(roster),
        _("ya") if roster.is_synthetic else _("tidak"),
        _count(roster.row_count),
        _count(roster.valid_count),
        _count(roster.error_count),
        _count(roster.new_worker_count),
        _count(roster.cover_month_count),
    ]


def _statement_cells(one: ReadStatement) -> Cells:
    statement = one.statement
    note = statement.denominator_note
    kind = _(DENOMINATOR_LABELS[DenominatorKind(statement.denominator_kind)])
    jakon = _("termasuk Jakon") if statement.includes_jakon else _("tanpa Jakon")
    return [
        _("Pernyataan kepesertaan"),
        f"{_(SEGMENT_LABELS[StatementSegment(statement.segment)])}, {jakon}",
        count(statement.numerator_count),
        _(BASIS_LABELS[NumeratorBasis(statement.numerator_basis)]),
        count(statement.denominator_count),
        f"{kind}: {note}" if note else kind,
        None if one.reading.percent is None else f"{points(one.reading.percent)}\u00a0%",
        *_source_cells(statement),
        one.office,
    ]


def _quotation_cells(one: ReadQuotation) -> Cells:
    figure = one.figure
    kind = figure.denominator_kind
    ratio = figure.quoted_ratio
    return [
        _("Angka kutipan"),
        figure.title,
        _count(figure.numerator_count),
        None,
        _count(figure.denominator_count),
        None if kind is None else _(DENOMINATOR_LABELS[DenominatorKind(kind)]),
        None if ratio is None else percent(ratio, figure.quoted_decimals),
        *_source_cells(figure),
        None,
    ]


def _target_cells(target: CoverageTarget) -> Cells:
    measured = f"{target.year}, {target.family}"
    blanks = (None, None, None, None)
    ratio = percent(target.ratio)
    return [_("Sasaran"), measured, *blanks, ratio, *_source_cells(target), None]


def _group_cells(one: RecipientCount) -> Cells:
    stage = _(STAGE_LABELS[RecipientStage(one.stage)])
    measured = f"{group_label(one.recipient_group)}, {stage}"
    blanks = (None, None, None, None)
    people = _count(one.people_count)
    return [_("Jumlah orang"), measured, people, *blanks, *_source_cells(one), None]


def _source_cells(record: Sourced) -> Cells:
    return [
        record.source_name,
        _day(record.source_on),
        _day(record.data_on),
        _(SOURCE_STATUS_LABELS[SourceStatus(record.source_status)]),
    ]


def _count(value: int | None) -> str | None:
    return None if value is None else count(value)


def _day(value: date | None) -> str | None:
    return None if value is None else date_id(value)
