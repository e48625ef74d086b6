"""The nota dinas on what comes after a programme, and where its code leads back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse

from cooperation.queries.commitments import get_commitment
from cooperation.services.continuation_memos import continuation_memo, issue_continuation_memo
from cooperation.views.commitments import address_of, blueprint
from cooperation.views.presentation import local_today
from tenants.access import Permission, requires
from tenants.addresses import scanned_address
from tenants.issued_papers import Origin, PaperKind, register_origin
from tenants.kernel.db import transaction
from tenants.kernel.errors import NotFound, RuleViolation
from tenants.models.issued_papers import IssuedPaper
from tenants.request import visit
from tenants.shell.downloads import attachment
from tenants.typesetting import PDF_MEDIA_TYPE


@blueprint.post("/commitments/<uuid:commitment_id>/memo")
@requires(Permission.AGREEMENT_READ)
def download_memo(commitment_id: UUID) -> BaseResponse:
    """The paper, in counts. A form, because its making is kept."""
    with transaction(visit().principal) as session:
        name, file = issue_continuation_memo(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            commitment_id=commitment_id,
            made_on=local_today(),
            check_page=scanned_address(visit().regency.slug),
        )
    return attachment(file, filename=name, media_type=PDF_MEDIA_TYPE)


def find_memo_origin(session: Session, paper: IssuedPaper, _now: datetime) -> Origin | None:
    """The programme behind a paper, and what the paper of that day would be made from now."""
    try:
        commitment = get_commitment(
            session, tenant_id=paper.tenant_id, commitment_id=paper.subject_id
        )
    except NotFound:
        return None
    try:
        sha256 = continuation_memo(
            session,
            tenant_id=paper.tenant_id,
            commitment_id=paper.subject_id,
            made_on=paper.made_on,
        ).sha256
    except RuleViolation:
        sha256 = b""
    return Origin(
        title=commitment.title,
        url=address_of(commitment.id),
        version=commitment.version,
        sha256=sha256,
    )


def init_memos() -> None:
    """Let codes of these papers lead back to their programme."""
    register_origin("r", PaperKind.CONTINUATION_MEMO, find_memo_origin)
