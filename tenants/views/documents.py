"""Berkas: the regency's files, what rests on them, and a file handed out, never shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, render_template, request
from flask_babel import gettext as _

from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, NotPermitted
from tenants.queries.documents import (
    FileChoice,
    FileRecord,
    count_files,
    get_document_content,
    list_files,
)
from tenants.request import visit
from tenants.services.documents import record_download
from tenants.shell.downloads import attachment
from tenants.shell.uses import Use, uses_of

SHOWN = {
    FileChoice.EVERY: N_("semua berkas"),
    FileChoice.PERSONAL: N_("memuat data pribadi"),
    FileChoice.CLOSED: N_("belum ada salinan tersamarkan"),
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
    tenant_id = visit().regency.id
    asked = request.args.get("show", "")
    choice = FileChoice(asked) if asked in SHOWN else FileChoice.EVERY
    cursor = request.args.get("cursor")
    with transaction(visit().principal) as session:
        page = list_files(session, tenant_id=tenant_id, choice=choice, cursor=cursor)
        total = count_files(session, tenant_id=tenant_id, choice=choice)
        versions = [one.id for record in page.items for one in (record.document, *record.earlier)]
        uses = uses_of("document", session, tenant_id, versions)
    return render_template(
        "tenants/documents/list.html",
        lines=[FileLine(one, _uses(one, uses)) for one in page.items],
        total=total,
        shown=choice.value,
        shown_options={code.value: _(label) for code, label in SHOWN.items()},
        following=page.next_cursor,
    )


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


def _uses(record: FileRecord, uses: dict[UUID, list[Use]]) -> list[Use]:
    versions = (record.document, *record.earlier)
    return [use for version in versions for use in uses.get(version.id, ())]
