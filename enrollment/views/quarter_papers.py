"""Papers of a programme's quarter: minutes of reconciliation and the report of realisation."""

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.quarters import Quarter
from enrollment.schemas.quarter_papers import QuarterPaperIn
from enrollment.services.quarter_papers import issue_quarter_paper, quarter_paper
from enrollment.views.reconciliation import blueprint as reconciliation_blueprint
from tenants.access import Permission, requires
from tenants.addresses import scanned_address
from tenants.issued_papers import Origin, PaperKind, register_origin
from tenants.kernel.db import transaction
from tenants.kernel.errors import Conflict, NotFound
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.models.issued_papers import IssuedPaper
from tenants.request import visit
from tenants.shell.downloads import attachment
from tenants.typesetting import PDF_MEDIA_TYPE

KINDS = (PaperKind.RECONCILIATION, PaperKind.QUARTERLY_REPORT)

blueprint = reconciliation_blueprint


@blueprint.post("/reconciliations/<uuid:commitment_id>/papers")
@requires(Permission.BILLING_READ)
def download_paper(commitment_id: UUID) -> BaseResponse:
    """A paper of a quarter, in counts. A form, because its making is kept."""
    asked = load(QuarterPaperIn, request.form)
    try:
        with transaction(visit().principal) as session:
            name, file = issue_quarter_paper(
                session,
                asked["kind"],
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                commitment_id=commitment_id,
                quarter=asked["quarter"],
                made_on=visit().today,
                check_page=scanned_address(visit().regency.slug),
            )
    except Conflict as error:
        flash(sentence(error.detail, error.params), "warning")
        return redirect(url_for("reconciliation.show_months", commitment_id=commitment_id), 303)
    return attachment(file, filename=name, media_type=PDF_MEDIA_TYPE)


def find_quarter_origin(session: Session, paper: IssuedPaper, now: datetime) -> Origin | None:
    """The programme behind a paper, and what the same paper would be made from today."""
    try:
        again = quarter_paper(
            session,
            PaperKind(paper.kind),
            tenant_id=paper.tenant_id,
            commitment_id=paper.subject_id,
            quarter=Quarter.parse(paper.parameters["quarter"]),
            now=now,
            made_on=paper.made_on,
        )
    except NotFound:
        return None
    return Origin(
        title=again.content["programme"],
        url=url_for("reconciliation.show_months", commitment_id=paper.subject_id),
        version=again.subject_version,
        sha256=again.sha256,
    )


def init_quarter_papers() -> None:
    """Let codes of these papers lead back to their programme."""
    for kind in KINDS:
        register_origin("r", kind, find_quarter_origin)
