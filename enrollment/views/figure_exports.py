"""Rosters and figures about coverage as Excel files: counts with their sources, no persons."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

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
    list_recipient_counts,
)
from enrollment.queries.desk import Levels, read_levels
from enrollment.queries.rosters import ListedRoster, RosterOrder, list_rosters
from enrollment.schemas.rosters import RosterListIn
from enrollment.views.vocabulary import group_label, roster_label
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.formats import ZONE_NAMES
from tenants.kernel.schemas import load
from tenants.kernel.sources import Sourced
from tenants.request import visit
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, workbook_attachment
from tenants.shell.filters import trust_label
from tenants.shell.workbooks import (
    NUMBER,
    PEOPLE,
    PERCENT,
    PERSON_MONTHS,
    Cell,
    Column,
    Figure,
    Table,
    quoted_percent,
)

Cells = Sequence[Cell]

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
        )
    table = Table(
        title=_("Daftar penerima"),
        columns=[
            Column(f"{_('Diunggah')} ({ZONE_NAMES[regency.timezone]})"),
            Column(_("Oleh")),
            Column(_("Program")),
            Column(_("Berkas")),
            Column(_("Status orang")),
            Column(_("Hasil")),
            Column(_("Data sintetis")),
            Column(_("Jumlah baris"), NUMBER),
            Column(_("Baris sah"), NUMBER),
            Column(_("Baris salah"), NUMBER),
            Column(_("Pekerja baru"), PEOPLE),
            Column(_("Perlindungan"), PERSON_MONTHS),
        ],
        rows=[_roster_cells(one, regency.timezone) for one in everything_of(found)],
    )
    return workbook_attachment(f"daftar-{regency.slug}.xlsx", table)


@blueprint.get("/coverage/export")
@requires(Permission.COVERAGE_READ)
def export_figures() -> Response:
    """Every figure about coverage and groups, each with its base and source."""
    regency = visit().regency
    with transaction(visit().principal) as session:
        levels = read_levels(session, tenant_id=regency.id)
        counts = list_recipient_counts(session, tenant_id=regency.id)
    table = figure_table([*level_cells(levels), *map(_group_cells, reversed(counts))])
    return workbook_attachment(f"cakupan-{regency.slug}.xlsx", table)


def level_cells(levels: Levels) -> list[Cells]:
    """A row for each figure that a level of coverage may be read from."""
    return [
        *map(_statement_cells, levels.statements),
        *map(_quotation_cells, levels.quotations),
        *map(_target_cells, levels.targets),
    ]


def figure_table(rows: Sequence[Cells]) -> Table:
    """Figures of every kind beside each other."""
    return Table(
        title=_("Cakupan"),
        columns=[
            Column(_("Jenis angka")),
            Column(_("Yang diukur")),
            Column(_("Pembilang"), PEOPLE),
            Column(_("Dasar pembilang")),
            Column(_("Penyebut"), PEOPLE),
            Column(_("Jenis penyebut")),
            Column(_("Cakupan"), PERCENT),
            Column(_("Sumber")),
            Column(_("Tanggal sumber")),
            Column(_("Tanggal data")),
            Column(_("Status angka")),
            Column(_("Dinyatakan oleh")),
        ],
        rows=rows,
        notes=[
            _(
                "Persentase dari dasar yang berbeda tidak disambung dan tidak dijumlahkan. Angka"
                " kutipan ditampilkan sebagaimana diterbitkan dan tidak dinilai."
            )
        ],
    )


def _roster_cells(listed: ListedRoster, timezone: str) -> Cells:
    roster = listed.roster
    return [
        roster.uploaded_at.astimezone(ZoneInfo(timezone)),
        roster.uploaded_by_name,
        listed.programme,
        roster.filename,
        _(COVER_STATUS_LABELS[CoverStatus(roster.cover_status)]),
        roster_label(roster),
        _("ya") if roster.is_synthetic else _("tidak"),
        roster.row_count,
        roster.valid_count,
        roster.error_count,
        roster.new_worker_count,
        roster.cover_month_count,
    ]


def _statement_cells(one: ReadStatement) -> Cells:
    statement = one.statement
    note = statement.denominator_note
    kind = _(DENOMINATOR_LABELS[DenominatorKind(statement.denominator_kind)])
    jakon = _("termasuk Jakon") if statement.includes_jakon else _("tanpa Jakon")
    return [
        _("Pernyataan kepesertaan"),
        f"{_(SEGMENT_LABELS[StatementSegment(statement.segment)])}, {jakon}",
        statement.numerator_count,
        _(BASIS_LABELS[NumeratorBasis(statement.numerator_basis)]),
        statement.denominator_count,
        f"{kind}: {note}" if note else kind,
        None if one.reading.percent is None else one.reading.percent / 100,
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
        figure.numerator_count,
        None,
        figure.denominator_count,
        None if kind is None else _(DENOMINATOR_LABELS[DenominatorKind(kind)]),
        None if ratio is None else Figure(ratio, quoted_percent(figure.quoted_decimals)),
        *_source_cells(figure),
        None,
    ]


def _target_cells(target: CoverageTarget) -> Cells:
    measured = f"{target.year}, {_(target.family)}"
    blanks = (None, None, None, None)
    return [_("Sasaran"), measured, *blanks, target.ratio, *_source_cells(target), None]


def _group_cells(one: RecipientCount) -> Cells:
    stage = _(STAGE_LABELS[RecipientStage(one.stage)])
    measured = f"{group_label(one.recipient_group)}, {stage}"
    blanks = (None, None, None, None)
    return [_("Jumlah orang"), measured, one.people_count, *blanks, *_source_cells(one), None]


def _source_cells(record: Sourced) -> Cells:
    return [
        record.source_name,
        record.source_on,
        record.data_on,
        trust_label(record.source_status, is_verified=record.is_verified),
    ]
