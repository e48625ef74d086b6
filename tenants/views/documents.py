"""Berkas: the regency's files, what rests on them, and a file handed out, never shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.document_types import MEDIA_TYPE_LABELS, MediaType
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, NotPermitted
from tenants.kernel.schemas import load
from tenants.queries.documents import (
    FileChoice,
    FileOrder,
    FileRecord,
    count_files,
    get_document_content,
    list_files,
)
from tenants.request import visit
from tenants.schemas.documents import FileFilterIn, file_filter
from tenants.services.documents import record_download
from tenants.shell.downloads import (
    EXPORT_LIMIT,
    attachment,
    everything_of,
    moments,
    workbook_attachment,
)
from tenants.shell.uses import Use, uses_of
from tenants.shell.workbooks import BYTES, NUMBER, Column, Told, table_of
from tenants.views.words import openness_label

SHOWN = {
    FileChoice.EVERY: N_("semua berkas"),
    FileChoice.PERSONAL: N_("memuat data pribadi"),
    FileChoice.CLOSED: N_("belum ada salinan tersamarkan"),
}
ORDERS = {
    FileOrder.NEWEST: N_("terbaru lebih dahulu"),
    FileOrder.NAME: N_("nama A–Z"),
    FileOrder.LARGEST: N_("terbesar lebih dahulu"),
}

blueprint = tenant_blueprint("documents", __name__)


@dataclass(frozen=True)
class FileLine:
    """A file of the list and what rests on any of its versions."""

    record: FileRecord
    uses: Sequence[Use]


@blueprint.get("/documents")
@requires(Permission.DOCUMENT_READ)
def list_documents() -> str:
    """One page of files with their use, versions, mark, and redacted copy."""
    asked = load(FileFilterIn, request.args)
    narrowed, tenant_id = file_filter(asked), visit().regency.id
    with transaction(visit().principal) as session:
        page = list_files(session, tenant_id=tenant_id, narrowed=narrowed, cursor=asked["cursor"])
        total = count_files(session, tenant_id=tenant_id, narrowed=narrowed)
        lines = _lines(session, page.items)
    kept = {name: value for name, value in asked.items() if value and name != "cursor"}
    return render_template(
        "tenants/documents/list.html",
        lines=lines,
        total=total,
        asked=asked,
        kept=kept,
        is_narrowed=bool(kept.keys() - {"order"}),
        show_options=[(code.value, _(label)) for code, label in SHOWN.items()],
        media_type_options=[(kind.value, label) for kind, label in MEDIA_TYPE_LABELS.items()],
        order_options=[(order.value, _(label)) for order, label in ORDERS.items()],
        following=page.next_cursor,
    )


@blueprint.get("/documents/export")
@requires(Permission.DOCUMENT_READ)
def export_documents() -> Response:
    """Everything the filter leaves, as an Excel file; of each file its newest version."""
    narrowed, regency = file_filter(load(FileFilterIn, request.args)), visit().regency
    with transaction(visit().principal) as session:
        found = list_files(session, tenant_id=regency.id, narrowed=narrowed, size=EXPORT_LIMIT)
        lines = _lines(session, everything_of(found))
    table = table_of(_("Daftar berkas"), lines, _export_told())
    return workbook_attachment(f"berkas-{regency.slug}.xlsx", table)


@blueprint.get("/documents/<uuid:document_id>")
@requires(Permission.DOCUMENT_READ)
def download_document(document_id: UUID) -> Response:
    """One file; one with personal data only for who may read of workers, and not without trace.

    Raises:
        NotFound: none with this id in this regency.
        NotPermitted: the file holds personal data, and the role reads of no worker.
    """
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        document = get_document_content(session, tenant_id=tenant_id, document_id=document_id)
        if document.contains_personal_data or document.withdrawn_at is not None:
            if not visit().can(Permission.WORKER_READ):
                raise NotPermitted(
                    N_("Berkas ini memuat data perorangan, sehingga tidak terbuka bagi peran Anda.")
                )
            record_download(
                session,
                tenant_id=tenant_id,
                actor=visit().actor,
                now=visit().now,
                document_id=document_id,
            )
    return attachment(document.content, filename=document.filename, media_type=document.media_type)


def _lines(session: Session, records: Sequence[FileRecord]) -> list[FileLine]:
    versions = {record.document.id: (record.document, *record.earlier) for record in records}
    ids = [one.id for same in versions.values() for one in same]
    uses = uses_of("document", session, visit().regency.id, ids)
    return [
        FileLine(
            record,
            [use for one in versions[record.document.id] for use in uses.get(one.id, ())],
        )
        for record in records
    ]


def _export_told() -> list[Told[FileLine]]:
    return [
        (Column(_("Berkas")), lambda line: line.record.document.filename),
        (
            Column(_("Jenis berkas")),
            lambda line: MEDIA_TYPE_LABELS[MediaType(line.record.document.media_type)],
        ),
        (Column(_("Dipakai untuk")), lambda line: "; ".join(use.text for use in line.uses) or None),
        (
            Column(_("Keterbukaan")),
            lambda line: openness_label(line.record.document, line.record.copy),
        ),
        (
            Column(_("Salinan tersamarkan")),
            lambda line: line.record.copy.filename if line.record.copy else None,
        ),
        (Column(_("Versi"), NUMBER), lambda line: len(line.record.earlier) + 1),
        (Column(_("Ukuran"), BYTES), lambda line: line.record.document.byte_count),
        moments(_("Diunggah"), lambda line: line.record.document.uploaded_at),
        (Column(_("Diunggah oleh")), lambda line: line.record.document.uploaded_by_name),
        (Column("SHA-256"), lambda line: line.record.document.sha256.hex()),
    ]
