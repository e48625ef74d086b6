"""The register as an Excel file."""

from datetime import date

from flask import Response, request
from flask_babel import gettext as _

from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.formats import date_id
from tenants.kernel.schemas import load
from tenants.kernel.sources import SOURCE_STATUS_LABELS, SourceStatus
from tenants.models.regulations import Regulation
from tenants.queries.regulation_drafts import expectation_of
from tenants.queries.regulation_register import RegulationListing, list_regulations
from tenants.queries.regulation_standing import dates_of, standing_of
from tenants.regulation_periods import binding_from
from tenants.regulation_status import STATE_LABELS
from tenants.regulation_types import (
    DOCUMENT_TYPE,
    REGULATION_KIND_SHORT_LABELS,
    ProvisionGroup,
    RegulationKind,
    RegulationStatus,
    abbreviation,
)
from tenants.request import visit
from tenants.schemas.regulations import RegulationFilterIn, regulation_filter
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, workbook_attachment
from tenants.shell.workbooks import NUMBER, YEAR, Cell, Column, Table
from tenants.views.regulations import blueprint, contradictions_told


@blueprint.get("/regulations/export")
@requires(Permission.REGULATION_READ)
def export_regulations() -> Response:
    """Everything the filter leaves, as an Excel file."""
    narrowed = regulation_filter(load(RegulationFilterIn, request.args), visit().today)
    regency, day = visit().regency, narrowed.on or visit().today
    with transaction(visit().principal) as session:
        found = list_regulations(
            session, tenant_id=regency.id, narrowed=narrowed, size=EXPORT_LIMIT
        )
    table = Table(
        title=_("Regulasi"),
        columns=_export_columns(day),
        rows=[_export_row(line, day) for line in everything_of(found)],
    )
    return workbook_attachment(f"regulasi-{regency.slug}.xlsx", table)


def _expected_on(line: RegulationListing) -> date | None:
    """Of a draft, from which day it may be expected in force."""
    if line.regulation.status != RegulationStatus.DRAFT:
        return None
    return expectation_of(line.regulation, line.stages, visit().today).in_force_on


def _export_columns(day: date) -> list[Column]:
    return [
        Column(_("Jenis")),
        Column(_("Nomor")),
        Column(_("Tahun"), YEAR),
        Column(_("Judul")),
        Column(_("Status pada %(day)s", day=date_id(day))),
        Column(_("Tanggal penetapan")),
        Column(_("Tanggal pengundangan")),
        Column(_("Mulai berlaku")),
        Column(_("Diperkirakan mulai berlaku")),
        Column(_("Tidak berlaku lagi sejak")),
        Column(_("Kelompok dengan pasal (dari %(total)s)", total=len(ProvisionGroup)), NUMBER),
        Column(_("Naskah")),
        Column(_("Perlu diperiksa")),
        Column(_("Sumber")),
        Column(_("Tanggal sumber")),
        Column(_("Status sumber")),
        Column(_("Tipe dokumen")),
        Column(_("Singkatan jenis")),
        Column(_("T.E.U. badan")),
        Column(_("Tempat penetapan")),
        Column(_("Lembaran atau berita daerah")),
        Column(_("Subjek")),
        Column(_("Bidang hukum")),
        Column(_("Bahasa")),
        Column(_("Lokasi")),
        Column(_("Alamat di JDIH")),
        Column(_("Abstrak")),
    ]


def _export_row(line: RegulationListing, day: date) -> list[Cell]:
    regulation = line.regulation
    standing = standing_of(regulation, line.related, day)
    wrong = [
        text for text, _address in contradictions_told(regulation, line.related, visit().today)
    ]
    dates = (
        regulation.enacted_on,
        regulation.promulgated_on,
        binding_from(dates_of(regulation)),
        _expected_on(line),
        standing.ends_on,
    )
    return [
        _(REGULATION_KIND_SHORT_LABELS[RegulationKind(regulation.kind)]),
        regulation.number,
        regulation.year,
        regulation.title,
        _(STATE_LABELS[standing.state]),
        *dates,
        line.article_count,
        _("ada") if line.has_document else None,
        "\n".join(filter(None, [*wrong, regulation.finding])) or None,
        regulation.source_name,
        regulation.source_on,
        _(SOURCE_STATUS_LABELS[SourceStatus(regulation.source_status)]),
        *_jdih(regulation),
    ]


def _jdih(regulation: Regulation) -> list[Cell]:
    """What a JDIH asks besides kind, number, year, title, dates and status."""
    return [
        _(DOCUMENT_TYPE),
        abbreviation(RegulationKind(regulation.kind)),
        regulation.issuing_body,
        regulation.place,
        regulation.gazette,
        regulation.subject,
        regulation.legal_field,
        regulation.language,
        regulation.location,
        regulation.jdih_url,
        regulation.abstract,
    ]
