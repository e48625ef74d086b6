"""Files written in the background: whether one is ready, and fetching it."""

from uuid import UUID

from flask import Response, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from enrollment.models.prepared import PreparedFile
from enrollment.prepared import KIND_LABELS, PreparedKind, PreparedState
from enrollment.services.prepared_files import (
    KEPT,
    PREPARE_JOB,
    get_prepared,
    take_prepared,
)
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import Conflict, NotPermitted
from tenants.kernel.jobs import RunState, find_run
from tenants.request import visit
from tenants.shell.downloads import attachment

blueprint = tenant_blueprint("prepared", __name__)


@blueprint.get("/prepared-files/<uuid:prepared_file_id>")
@requires(Permission.WORKER_READ)
def show_prepared(prepared_file_id: UUID) -> str:
    """Whether a file is written yet."""
    return _page(prepared_file_id)


@blueprint.post("/prepared-files/<uuid:prepared_file_id>/download")
@requires(Permission.WORKER_READ)
def download_prepared(prepared_file_id: UUID) -> BaseResponse:
    """The file. A form, because it names people and the trail grows by it."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        file = get_prepared(session, tenant_id=tenant_id, prepared_file_id=prepared_file_id)
    if file.is_whole and not visit().can(Permission.WORKER_REVEAL):
        raise NotPermitted
    try:
        with transaction(visit().principal) as session:
            content = take_prepared(
                session,
                tenant_id=tenant_id,
                actor=visit().actor,
                now=visit().now,
                prepared_file_id=prepared_file_id,
            )
    except Conflict as error:
        return make_response(_page(prepared_file_id), error.status)
    return _named(file, content)


def _named(file: PreparedFile, content: bytes) -> Response:
    return attachment(
        content,
        filename=file.filename or "berkas",
        media_type=file.media_type or "application/octet-stream",
    )


def _page(prepared_file_id: UUID) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        file = get_prepared(session, tenant_id=tenant_id, prepared_file_id=prepared_file_id)
        run = find_run(session, tenant_id=tenant_id, kind=PREPARE_JOB, key=str(file.id))
    kind = PreparedKind(file.kind)
    is_requested = file.state == PreparedState.REQUESTED
    has_failed = is_requested and run is not None and run.state == RunState.FAILED
    is_over = file.finished_at is not None and file.finished_at + KEPT <= visit().now
    return render_template(
        "enrollment/prepared.html",
        file=file,
        label=_(KIND_LABELS[kind]),
        back=_backs(file)[kind],
        is_working=is_requested and not has_failed,
        has_failed=has_failed,
        is_there=file.state == PreparedState.READY and not is_over,
        kept_hours=KEPT.total_seconds() // 3600,
        refusal=_(file.refusal) if file.refusal else "",
    )


def _backs(file: PreparedFile) -> dict[PreparedKind, str]:
    """The page a file was asked for on."""
    return {
        PreparedKind.DETERMINATION_ANNEX: url_for(
            "determinations.show_determination", determination_id=file.subject_id
        ),
        PreparedKind.CHANGE_ANNEX: url_for(
            "decree_changes.show_change", decree_change_id=file.subject_id
        ),
        PreparedKind.NAME_LIST: url_for("billing.show_billing", billing_list_id=file.subject_id),
        PreparedKind.REGISTER_REQUEST: url_for(
            "registers.show_request", register_request_id=file.subject_id
        ),
        PreparedKind.VILLAGE_SHEETS: url_for(
            "villages.list_villages", commitment_id=file.subject_id
        ),
    }
