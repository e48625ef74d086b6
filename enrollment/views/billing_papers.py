"""Papers of a frozen billing list: what is handed over, what is asked for, and the names."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from flask import make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.prepared import PreparedKind
from enrollment.queries.billing import get_billing, is_frozen
from enrollment.schemas.billing_papers import BillingPaperIn, NameListIn
from enrollment.services.billing_papers import billing_paper, issue_billing_paper
from enrollment.services.prepared_files import request_prepared
from enrollment.services.printed_people import TooManyToCompare
from enrollment.views.billing import blueprint as billing_blueprint
from enrollment.views.billing_page import billing_page
from enrollment.views.billing_words import title_of
from enrollment.views.workers import count_here
from tenants.access import Permission, requires
from tenants.addresses import scanned_address
from tenants.issued_papers import Origin, PaperKind, register_origin
from tenants.kernel.db import transaction
from tenants.kernel.errors import NotFound, NotPermitted, RuleViolation
from tenants.kernel.schemas import load
from tenants.models.issued_papers import IssuedPaper
from tenants.request import visit
from tenants.shell.downloads import attachment
from tenants.typesetting import PDF_MEDIA_TYPE

NAME_LISTS_AN_HOUR = 20
KINDS = (PaperKind.HANDOVER, PaperKind.REGISTRATION, PaperKind.NAME_LIST)

blueprint = billing_blueprint


@blueprint.post("/billing-lists/<uuid:billing_list_id>/papers")
@requires(Permission.BILLING_READ)
def download_paper(billing_list_id: UUID) -> BaseResponse:
    """A paper in counts: it names nobody. A form, because its making is kept."""
    kind = load(BillingPaperIn, request.form)["kind"]
    try:
        with transaction(visit().principal) as session:
            billing = get_billing(
                session, tenant_id=visit().regency.id, billing_list_id=billing_list_id
            )
            name, file = issue_billing_paper(
                session,
                billing,
                kind,
                actor=visit().actor,
                now=visit().now,
                made_on=visit().today,
                check_page=scanned_address(visit().regency.slug),
            )
    except RuleViolation as refusal:
        return make_response(billing_page(billing_list_id, refusal=refusal), refusal.status)
    return attachment(file, filename=name, media_type=PDF_MEDIA_TYPE)


@blueprint.post("/billing-lists/<uuid:billing_list_id>/names")
@requires(Permission.WORKER_READ)
def request_name_list(billing_list_id: UUID) -> BaseResponse:
    """Everybody of a frozen list with lines to sign; whole numbers for who may open them."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        billing = get_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    asked = load(NameListIn, request.form)
    if asked["is_whole"] and not visit().can(Permission.WORKER_REVEAL):
        raise NotPermitted
    count_here("worker-export", NAME_LISTS_AN_HOUR)
    if not is_frozen(billing):
        refusal = RuleViolation(_("Tutup daftar tagihan dahulu, lalu minta daftar namanya."))
        return make_response(billing_page(billing_list_id, refusal=refusal), refusal.status)
    with transaction(visit().principal) as session:
        file = request_prepared(
            session,
            tenant_id=tenant_id,
            actor=visit().actor,
            now=visit().now,
            kind=PreparedKind.NAME_LIST,
            subject_id=billing_list_id,
            parameters={},
            is_whole=asked["is_whole"],
        )
    return redirect(url_for("prepared.show_prepared", prepared_file_id=file.id), 303)


def find_billing_origin(session: Session, paper: IssuedPaper, now: datetime) -> Origin | None:
    """The list behind a paper, and what the same paper would be made from today."""
    try:
        billing = get_billing(session, tenant_id=paper.tenant_id, billing_list_id=paper.subject_id)
    except NotFound:
        return None
    url = url_for("billing.show_billing", billing_list_id=billing.id)
    origin = Origin(title=title_of(billing), url=url, version=None, sha256=b"")
    if not is_frozen(billing):
        return origin
    try:
        again = billing_paper(
            session,
            billing,
            PaperKind(paper.kind),
            now=now,
            made_on=paper.made_on,
            is_whole=paper.parameters.get("whole_numbers", False),
            is_awaited=True,
        )
    except TooManyToCompare:
        return replace(origin, sha256=None, is_long=True)
    return replace(origin, sha256=again.sha256)


def init_billing_papers() -> None:
    """Let codes of these papers lead back to their list."""
    for kind in KINDS:
        register_origin("r", kind, find_billing_origin)
