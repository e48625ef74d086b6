"""Keterbukaan berkas: who else may read a file, and the redacted copy that makes it possible."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.document_types import DOCUMENT_LIMIT_BYTES, MEDIA_TYPE_LABELS, SUFFIXES
from tenants.forms import sent_paper
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    N_,
    AppError,
    Conflict,
    FieldError,
    InvalidInput,
    TooLarge,
    UnsupportedFormat,
)
from tenants.kernel.schemas import load
from tenants.queries.documents import find_redacted_copy, get_document
from tenants.request import visit
from tenants.schemas.documents import PersonalDataIn, WithdrawalIn
from tenants.services.documents import (
    set_personal_data,
    store_redacted_copy,
    withdraw_redacted_copy,
)
from tenants.shell.uses import uses_of

CONFIRMATION = N_("berkas ini tidak memuat data pribadi")

blueprint = tenant_blueprint("document_sharing", __name__)

_edits = requires(Permission.DOCUMENT_EDIT)


@blueprint.get("/documents/<uuid:document_id>/sharing")
@_edits
def show_sharing(document_id: UUID) -> str:
    """Who may read one file, and what can be done about it."""
    return _page(document_id)


@blueprint.post("/documents/<uuid:document_id>/redacted-copy")
@requires(Permission.DOCUMENT_EDIT, file_limit_bytes=DOCUMENT_LIMIT_BYTES)
def upload_redacted_copy(document_id: UUID) -> BaseResponse:
    """Keep a redacted copy."""
    try:
        file = sent_paper(contains_personal_data=False)
        with transaction(visit().principal) as session:
            store_redacted_copy(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                document_id=document_id,
                file=file,
            )
    except (InvalidInput, TooLarge, UnsupportedFormat, Conflict) as error:
        return _refused(document_id, error, "/file")
    flash(_("Salinan tersamarkan disimpan. Provinsi dan kementerian kini dapat membacanya."))
    return _back(document_id)


@blueprint.post("/documents/<uuid:document_id>/withdrawal")
@_edits
def withdraw_copy(document_id: UUID) -> BaseResponse:
    """Close a redacted copy that still shows too much; the address names the copy."""
    with transaction(visit().principal) as session:
        copy = get_document(session, tenant_id=visit().regency.id, document_id=document_id)
    original_id = copy.redacts_id or document_id
    try:
        data = load(WithdrawalIn, request.form)
        with transaction(visit().principal) as session:
            withdraw_redacted_copy(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                document_id=document_id,
                reason=data["reason"],
            )
    except (InvalidInput, Conflict) as error:
        return _refused(original_id, error, "/reason", "withdrawal")
    flash(_("Salinan ditarik. Provinsi dan kementerian tidak dapat membacanya lagi."))
    return _back(original_id)


@blueprint.post("/documents/<uuid:document_id>/personal-data")
@_edits
def mark_personal_data(document_id: UUID) -> BaseResponse:
    """Say whether the file holds personal data; to open it asks for words, not for a click."""
    try:
        data = load(PersonalDataIn, request.form)
        _confirm(data)
        with transaction(visit().principal) as session:
            set_personal_data(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                document_id=document_id,
                contains_personal_data=data["contains_personal_data"],
                reason=data["reason"],
            )
    except (InvalidInput, Conflict) as error:
        return _refused(document_id, error, "/reason", "mark")
    if data["contains_personal_data"]:
        flash(_("Berkas ditandai memuat data pribadi dan tidak terbuka lagi bagi pengawas."))
    else:
        flash(_("Berkas kini terbuka bagi provinsi dan kementerian."), "warning")
    return _back(document_id)


def _confirm(data: Mapping[str, Any]) -> None:
    """Refuse to open a file without the words that say what is being opened.

    Raises:
        InvalidInput: they are missing or others.
    """
    words = " ".join((data["confirmation"] or "").casefold().split())
    if not data["contains_personal_data"] and words != _(CONFIRMATION).casefold():
        raise InvalidInput(
            errors=[
                FieldError(
                    "/confirmation",
                    N_("Ketik persis: %(words)s."),
                    {"words": _(CONFIRMATION)},
                )
            ]
        )


def _back(document_id: UUID) -> BaseResponse:
    return redirect(url_for("document_sharing.show_sharing", document_id=document_id), 303)


def _refused(document_id: UUID, error: AppError, pointer: str, form: str = "copy") -> BaseResponse:
    errors: Sequence[FieldError] = getattr(error, "errors", ())
    errors = errors or [FieldError(pointer, error.detail, error.params)]
    return make_response(_page(document_id, errors, form), error.status)


def _page(document_id: UUID, errors: Sequence[FieldError] = (), form: str = "") -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        document = get_document(session, tenant_id=tenant_id, document_id=document_id)
        copy = find_redacted_copy(session, tenant_id=tenant_id, document_id=document_id)
        uses = uses_of("document", session, tenant_id, [document_id]).get(document_id, [])
    return render_template(
        "tenants/documents/sharing.html",
        document=document,
        copy=copy,
        uses=uses,
        errors=errors,
        form=form,
        values=request.form,
        confirmation=_(CONFIRMATION),
        accepted_kinds=", ".join(MEDIA_TYPE_LABELS.values()),
        accepted_suffixes=",".join(suffix for group in SUFFIXES.values() for suffix in group),
        limit_bytes=DOCUMENT_LIMIT_BYTES,
    )
