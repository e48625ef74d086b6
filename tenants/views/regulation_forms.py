"""Change the register: the form of a regulation, its file, its chain."""

from collections.abc import Mapping, Sequence
from dataclasses import fields as dataclass_fields
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import Permission, requires
from tenants.document_types import DOCUMENT_LIMIT_BYTES
from tenants.forms import refused_form, sent_paper, tell_saved
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    AppError,
    Conflict,
    FieldError,
    InvalidInput,
    RuleViolation,
    StaleVersion,
    TooLarge,
    UnsupportedFormat,
)
from tenants.kernel.schemas import load
from tenants.models.regulations import Regulation
from tenants.queries.regulations import get_regulation, get_regulation_record
from tenants.regulation_rules import RegulationDetails
from tenants.regulation_types import PROVISION_GROUP_LABELS, ProvisionGroup, RegulationStatus
from tenants.removals import tells_removal
from tenants.request import visit
from tenants.schemas.regulations import (
    DocumentIn,
    RegulationIn,
    RelationIn,
    provision_details,
    regulation_details,
)
from tenants.services.regulation_chain import relate_regulations
from tenants.services.regulation_documents import attach_document
from tenants.services.regulations import register_regulation, revise_regulation
from tenants.shell.filters import translated
from tenants.views.regulations import address_of, blueprint, refused_page

"""A file of the full size with its form; a little more reaches the service's own answer."""

DETAILS = tuple(field.name for field in dataclass_fields(RegulationDetails))


@blueprint.get("/regulations/new")
@requires(Permission.REGULATION_EDIT)
def new_regulation() -> str:
    """The empty form."""
    return _form_page({"status": RegulationStatus.IN_FORCE})


@blueprint.post("/regulations/new")
@requires(Permission.REGULATION_EDIT)
def create_regulation() -> BaseResponse:
    """Register a regulation."""
    try:
        data = load(RegulationIn, request.form)
        with transaction(visit().principal) as session:
            regulation = register_regulation(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                details=regulation_details(data),
                provisions=provision_details(data),
            )
    except (InvalidInput, Conflict) as error:
        return refused_form(_form_page, error)
    flash(_("%(citation)s disimpan. Unggah naskahnya di bawah.", citation=regulation.citation))
    return redirect(address_of(regulation.id), 303)


@blueprint.get("/regulations/<uuid:regulation_id>/edit")
@requires(Permission.REGULATION_EDIT)
@tells_removal("regulation:remove", "regulation_id")
def edit_regulation(regulation_id: UUID) -> str:
    """The form with what is kept now."""
    with transaction(visit().principal) as session:
        record = get_regulation_record(
            session, tenant_id=visit().regency.id, regulation_id=regulation_id
        )
    values = _stated(record.regulation)
    for group, provision in record.provisions.items():
        values |= {
            f"article_{group}": provision.article,
            f"summary_{group}": provision.summary,
            f"page_{group}": provision.page,
        }
    return _form_page(values, record.regulation)


@blueprint.post("/regulations/<uuid:regulation_id>/edit")
@requires(Permission.REGULATION_EDIT)
@tells_removal("regulation:remove", "regulation_id")
def save_regulation(regulation_id: UUID) -> BaseResponse:
    """Save the form over what is kept, unless somebody else saved first."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        kept = get_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    try:
        data = load(RegulationIn, request.form)
        with transaction(visit().principal) as session:
            regulation = revise_regulation(
                session,
                tenant_id=tenant_id,
                actor=visit().actor,
                now=visit().now,
                regulation_id=regulation_id,
                expected_version=data["expected_version"] or 0,
                details=regulation_details(data),
                provisions=provision_details(data),
            )
    except (InvalidInput, Conflict) as error:
        return refused_form(_form_page, error, kept)
    tell_saved(
        _("%(citation)s disimpan.", citation=regulation.citation),
        is_changed=regulation.version != data["expected_version"],
    )
    return redirect(address_of(regulation_id), 303)


@blueprint.post("/regulations/<uuid:regulation_id>/documents")
@requires(Permission.REGULATION_EDIT, file_limit_bytes=DOCUMENT_LIMIT_BYTES)
def upload_document(regulation_id: UUID) -> BaseResponse:
    """Keep a file as the newest version of the text."""
    try:
        data = load(DocumentIn, request.form)
        with transaction(visit().principal) as session:
            document = attach_document(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                regulation_id=regulation_id,
                file=sent_paper(contains_personal_data=data["contains_personal_data"]),
            )
    except (InvalidInput, TooLarge, UnsupportedFormat, Conflict) as error:
        return refused_page(regulation_id, error, "file")
    flash(_("Berkas %(name)s tersimpan.", name=document.filename))
    return redirect(address_of(regulation_id), 303)


@blueprint.post("/regulations/<uuid:regulation_id>/relations")
@requires(Permission.REGULATION_EDIT)
def add_relation(regulation_id: UUID) -> BaseResponse:
    """Link the regulation to the one it amends, revokes or implements."""
    try:
        data = load(RelationIn, request.form)
        with transaction(visit().principal) as session:
            relate_regulations(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                regulation_id=regulation_id,
                target_id=data["target_id"],
                kind=data["kind"],
            )
    except (InvalidInput, Conflict, RuleViolation) as error:
        return refused_page(regulation_id, error, "target_id")
    flash(_("Kaitan regulasi disimpan."))
    return redirect(address_of(regulation_id), 303)


def _stated(regulation: Regulation) -> dict[str, Any]:
    """What is kept, as the form holds it."""
    truths = {None: "", True: "true", False: "false"}
    return {
        **{name: getattr(regulation, name) for name in DETAILS},
        "expected_version": regulation.version,
        "names_funding_source": truths[regulation.names_funding_source],
        "has_sanction": truths[regulation.has_sanction],
        "has_reporting": truths[regulation.has_reporting],
        "has_team": truths[regulation.has_team],
    }


def _group_labels() -> dict[str, str]:
    """What the fields of each group are called."""
    labels = {}
    for group in ProvisionGroup:
        name = translated(PROVISION_GROUP_LABELS[group])
        labels[f"article_{group}"] = name
        labels[f"page_{group}"] = _("Halaman: %(group)s", group=name)
        labels[f"summary_{group}"] = _("Ringkasan: %(group)s", group=name)
    return labels


def _form_page(
    values: Mapping[str, Any],
    regulation: Regulation | None = None,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    return render_template(
        "tenants/regulations/form.html",
        values=values,
        errors=errors,
        refusal=refusal,
        is_stale=isinstance(refusal, StaleVersion),
        regulation=regulation,
        groups=list(ProvisionGroup),
        group_labels=_group_labels(),
        has_summaries=any(
            values.get(f"{part}_{group}")
            for part in ("summary", "page")
            for group in ProvisionGroup
        )
        or any(error.pointer.startswith(("/summary_", "/page_")) for error in errors),
    )
