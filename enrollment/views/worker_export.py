"""Workers as an Excel file: what the list shows, numbers masked; the trail tells that it left."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from enrollment.kinds import COVER_STATUS_LABELS, CoverStatus
from enrollment.queries.programmes import programme_titles
from enrollment.queries.workers import FoundCount, ListedWorker, count_workers, list_workers
from enrollment.reference import known_villages
from enrollment.schemas.workers import WorkerExportIn, worker_filter
from enrollment.services.workers import masked_niks
from enrollment.views.workers import count_here, refuse_unknown_programme, sought_name
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel import formats
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, RuleViolation
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.services.exports import note_export
from tenants.shell.downloads import workbook_attachment
from tenants.shell.workbooks import Cell, Column, Table

EXPORTS_AN_HOUR = 20
ROW_LIMIT = 20_000

blueprint = tenant_blueprint("worker_export", __name__)


@blueprint.post("/workers/export")
@requires(Permission.WORKER_READ)
def export_workers() -> Response:
    """Everybody the filter leaves. A form, because the trail grows by it."""
    asked = load(WorkerExportIn, request.form)
    refuse_unknown_programme(asked["commitment_id"])
    refuse_unknown_programme(asked["without_id"])
    regency, chosen = visit().regency, worker_filter(asked, sought_name(asked["search"]))
    count_here("worker-export", EXPORTS_AN_HOUR)
    with transaction(visit().principal) as session:
        found_count = count_workers(session, tenant_id=regency.id, chosen=chosen, limit=ROW_LIMIT)
        _refuse_too_many(found_count)
        found = list_workers(session, tenant_id=regency.id, chosen=chosen, size=ROW_LIMIT).items
        titles = programme_titles(session, tenant_id=regency.id)
        note_export(
            session,
            tenant_id=regency.id,
            actor=visit().actor,
            now=visit().now,
            noun="worker",
            subject_id=str(regency.id),
            row_count=len(found),
        )
    niks = masked_niks(row.worker for row in found)
    places = known_villages()
    table = Table(
        title=_("Pekerja"),
        columns=[Column(head) for head in _heads()],
        rows=[_cells(row, niks, titles, places) for row in found],
    )
    return workbook_attachment(f"pekerja-{regency.slug}.xlsx", table)


def _heads() -> list[str]:
    return [
        "NIK",
        _("Nama"),
        _("Tanggal lahir"),
        _("Jenis kelamin"),
        _("Kode desa"),
        _("Desa/kelurahan"),
        _("Pekerjaan"),
        _("Program dan status"),
        _("Data sintetis"),
    ]


def _refuse_too_many(found: FoundCount) -> None:
    if found.is_more or found.count > ROW_LIMIT:
        raise RuleViolation(
            N_(
                "Lebih dari %(limit)s orang: terlalu banyak untuk satu berkas."
                " Saring menurut program, status, atau desa, lalu unduh kembali."
            ),
            limit=formats.count(ROW_LIMIT),
        )


def _cells(
    row: ListedWorker, niks: Mapping[UUID, str], titles: Mapping[UUID, str], places: Any
) -> Sequence[Cell]:
    worker = row.worker
    place = places.get(worker.village_code)
    return [
        niks[worker.id],
        worker.name,
        worker.birth_on,
        worker.sex,
        worker.village_code,
        f"{place.name}, {place.district}" if place else None,
        worker.occupation,
        "; ".join(
            f"{titles[cover.commitment_id]}: {_(COVER_STATUS_LABELS[CoverStatus(cover.status)])}"
            for cover in row.covers
        ),
        _("ya") if worker.is_synthetic else _("tidak"),
    ]
