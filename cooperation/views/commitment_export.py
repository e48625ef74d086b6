"""The list of commitments as an Excel file."""

from collections.abc import Sequence

from flask import Response, request
from flask_babel import gettext as _

from cooperation.commitment_states import CommitmentPhase
from cooperation.labels import AGREEMENT_STATES, COMMITMENT_PHASES, FUNDING_SOURCES
from cooperation.queries.agreements import state_on
from cooperation.queries.commitment_register import list_commitment_page
from cooperation.queries.commitments import CommitmentRecord
from cooperation.schemas.commitments import CommitmentFilterIn, commitment_filter
from cooperation.views.commitments import blueprint
from cooperation.views.presentation import finding_views, local_today, rates_text
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.schemas import load
from tenants.kernel.sources import SOURCE_STATUS_LABELS, SourceStatus
from tenants.request import visit
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, workbook_attachment
from tenants.shell.filters import translated
from tenants.shell.workbooks import MONTHS, PEOPLE, RUPIAH, YEAR, Cell, Column, Table


@blueprint.get("/commitments/export")
@requires(Permission.AGREEMENT_READ)
def export_commitments() -> Response:
    """Everything the filter leaves, as an Excel file."""
    narrowed = commitment_filter(load(CommitmentFilterIn, request.args))
    regency = visit().regency
    with transaction(visit().principal) as session:
        found = list_commitment_page(
            session,
            tenant_id=regency.id,
            narrowed=narrowed,
            today=local_today(),
            size=EXPORT_LIMIT,
        )
    table = Table(
        title=_("Program dan perjanjian"),
        columns=_export_columns(),
        rows=[_export_row(record) for record in everything_of(found)],
    )
    return workbook_attachment(f"program-{regency.slug}.xlsx", table)


def _export_columns() -> list[Column]:
    return [
        Column(_("Program")),
        Column(_("OPD")),
        Column(_("Status")),
        Column(_("Tahun anggaran"), YEAR),
        Column(_("Bulan pertama")),
        Column(_("Bulan terakhir")),
        Column(_("Pekerja"), PEOPLE),
        Column(_("Masa perlindungan"), MONTHS),
        Column(_("Sumber dana")),
        Column(_("Anggaran"), RUPIAH),
        Column(_("Besaran iuran yang disebut"), RUPIAH),
        Column(_("Besaran iuran dihitung"), RUPIAH),
        Column(_("Nilai yang disebut"), RUPIAH),
        Column(_("Nilai dihitung"), RUPIAH),
        Column(_("Perlu tindak lanjut")),
        Column(_("PKS")),
        Column(_("Sumber")),
        Column(_("Tanggal sumber")),
        Column(_("Tanggal data")),
        Column(_("Status sumber")),
    ]


def _export_row(record: CommitmentRecord) -> list[Cell]:
    commitment, examination = record.commitment, record.examination
    computation = examination.computation if examination else None
    months = computation.months if computation else ()
    pressing = finding_views(record.pressing)
    return [
        commitment.title,
        record.department.name if record.department else None,
        translated(COMMITMENT_PHASES[record.phase]),
        commitment.budget_year,
        months[0].first_day if months else None,
        months[-1].first_day if months else None,
        commitment.people_now,
        computation.month_count if computation else commitment.month_count,
        translated(FUNDING_SOURCES[record.terms.insured.source]),
        commitment.budget_idr,
        commitment.stated_rate_idr,
        _rate(computation.rates_idr) if computation else None,
        record.stated_now_idr,
        computation.total_idr if computation else None,
        "; ".join(view.title for view in pressing) or None,
        _agreements(record),
        commitment.source_name,
        commitment.source_on,
        commitment.data_on,
        translated(SOURCE_STATUS_LABELS[SourceStatus(commitment.source_status)]),
    ]


def _agreements(record: CommitmentRecord) -> Cell:
    """The states of its agreements, as the list of commitments shows them."""
    today = local_today()
    states = [state_on(one, today) for one in record.agreements]
    if states:
        return "; ".join(translated(AGREEMENT_STATES[state]) for state in states)
    if record.phase in {CommitmentPhase.PLANNED, CommitmentPhase.CANCELLED}:
        return None
    return str(_("belum diunggah"))


def _rate(rates_idr: Sequence[int]) -> Cell:
    """One price as a number; prices that changed on the way as they read."""
    return rates_idr[0] if len(rates_idr) == 1 else rates_text(rates_idr)
