"""The list of commitments as an Excel file."""

from flask import Response, request
from flask_babel import gettext as _

from cooperation.labels import COMMITMENT_PHASES, FUNDING_SOURCES
from cooperation.queries.commitment_register import list_commitment_page
from cooperation.queries.commitments import CommitmentRecord
from cooperation.schemas.commitments import CommitmentFilterIn, commitment_filter
from cooperation.views.commitments import blueprint, period_of
from cooperation.views.presentation import finding_views, local_today, rates_text, translated
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.formats import count, rupiah
from tenants.kernel.schemas import load
from tenants.kernel.sources import SOURCE_STATUS_LABELS, SourceStatus
from tenants.request import visit
from tenants.shell.downloads import workbook_attachment

EXPORT_LIMIT = 5_000


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
        ).items
    return workbook_attachment(
        filename=f"program-{regency.slug}.xlsx",
        title=_("Program dan perjanjian"),
        columns=_export_columns(),
        rows=[_export_row(record) for record in found],
    )


def _export_columns() -> list[str]:
    return [
        _("Program"),
        _("OPD"),
        _("Status"),
        _("Tahun anggaran"),
        _("Masa perlindungan"),
        _("Pekerja"),
        _("Jumlah bulan"),
        _("Sumber dana"),
        _("Anggaran"),
        _("Besaran iuran yang disebut"),
        _("Besaran iuran dihitung"),
        _("Nilai dihitung"),
        _("Perlu tindak lanjut"),
        _("PKS"),
        _("Sumber"),
        _("Status sumber"),
    ]


def _export_row(record: CommitmentRecord) -> list[str | None]:
    commitment, examination = record.commitment, record.examination
    computation = examination.computation if examination else None
    pressing = finding_views(examination.pressing) if examination else []
    return [
        commitment.title,
        record.department.name if record.department else None,
        translated(COMMITMENT_PHASES[record.phase]),
        str(commitment.budget_year),
        period_of(record) or None,
        _counted(commitment.people_count),
        _counted(computation.month_count if computation else commitment.month_count),
        translated(FUNDING_SOURCES[record.terms.insured.source]),
        _money(commitment.budget_idr),
        _money(commitment.stated_rate_idr),
        rates_text(computation.rates_idr) if computation else None,
        _money(computation.total_idr) if computation else None,
        "; ".join(view.title for view in pressing) or None,
        _("ada") if record.agreements else None,
        commitment.source_name,
        translated(SOURCE_STATUS_LABELS[SourceStatus(commitment.source_status)]),
    ]


def _counted(value: int | None) -> str | None:
    return None if value is None else count(value)


def _money(value: int | None) -> str | None:
    return None if value is None else rupiah(value)
