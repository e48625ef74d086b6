"""Agreements: one, and its steps from the signature to the end."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from cooperation.agreement_rules import ending_errors
from cooperation.comment_rules import COMMENT_AUDIENCES
from cooperation.labels import (
    AGREEMENT_KINDS,
    AGREEMENT_PAPERS,
    AGREEMENT_STATES,
    CAPACITIES,
    FUNDING_SOURCES,
    REVIEW_STAGES,
    WADAH_CODES,
)
from cooperation.queries.agreements import get_agreement, state_on
from cooperation.review_rules import REVIEW_STATE_LABELS, days_waiting
from cooperation.schemas.agreements import (
    PaperIn,
    SignatureIn,
    TerminationIn,
)
from cooperation.services.agreement_steps import Signature, sign_agreement, terminate_agreement
from cooperation.services.agreements import attach_paper
from cooperation.submission_rules import NO_OFFICE
from cooperation.views.agreement_page import agreement_page, asks_to_sign, refused_page
from cooperation.views.presentation import (
    commitment_choices,
    linkable_choices,
    local_today,
    options,
)
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.document_types import DOCUMENT_LIMIT_BYTES
from tenants.forms import held_form, sent_or_held, sent_paper
from tenants.kernel.clock import local_day
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    Conflict,
    FieldError,
    InvalidInput,
    TooLarge,
    UnsupportedFormat,
)
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.regulation_choices import regulation_options
from tenants.request import visit

blueprint = tenant_blueprint("agreements", __name__)


@blueprint.context_processor
def vocabulary() -> dict[str, object]:
    """The words of agreements, for the pages of this blueprint."""
    return {
        "audience_labels": COMMENT_AUDIENCES,
        "capacity_labels": CAPACITIES,
        "kind_labels": AGREEMENT_KINDS,
        "wadah_labels": WADAH_CODES,
        "funding_source_labels": FUNDING_SOURCES,
        "state_of": lambda agreement: state_on(agreement, local_today()),
        "linkable_choices": linkable_choices,
        "regulation_choices": regulation_options,
        "paper_labels": AGREEMENT_PAPERS,
        "agreement_state_labels": AGREEMENT_STATES,
        "no_office": NO_OFFICE,
        "round_labels": REVIEW_STATE_LABELS,
        "stage_labels": REVIEW_STAGES,
        "waited": lambda moment: days_waiting(
            local_day(moment, visit().regency.timezone), local_today()
        ),
        "options": options,
        "commitment_choices": commitment_choices,
        "sentence": sentence,
    }


@blueprint.get("/agreements/<uuid:agreement_id>")
@requires(Permission.AGREEMENT_READ)
def show_agreement(agreement_id: UUID) -> str:
    """One agreement with its papers and steps."""
    return agreement_page(agreement_id)


@blueprint.post("/agreements/<uuid:agreement_id>/sign")
@requires(Permission.AGREEMENT_EDIT, file_limit_bytes=DOCUMENT_LIMIT_BYTES)
def sign(agreement_id: UUID) -> BaseResponse:
    """Record the signature."""
    try:
        data = load(SignatureIn, request.form)
        copy = sent_or_held(
            data["held_file"], contains_personal_data=data["contains_personal_data"]
        )
        with transaction(visit().principal) as session:
            sign_agreement(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                expected_version=data["expected_version"],
                signature=Signature(data["signed_on"], copy, data["copy_comes_later"]),
                timezone=visit().regency.timezone,
            )
    except (InvalidInput, TooLarge, UnsupportedFormat, Conflict) as error:
        held = held_form(error, is_asked_again=asks_to_sign(agreement_id))
        return refused_page(agreement_id, error, "file", held)
    if copy is None:
        flash(_("Tanda tangan dicatat. Unggah salinan yang ditandatangani."))
    else:
        flash(_("Tanda tangan dicatat dan salinannya tersimpan."))
    return redirect(address_of(agreement_id), 303)


@blueprint.post("/agreements/<uuid:agreement_id>/terminate")
@requires(Permission.AGREEMENT_EDIT)
def terminate(agreement_id: UUID) -> BaseResponse:
    """Record that the agreement was ended before its term."""
    try:
        data = load(TerminationIn, request.form, rules=partial(_ending_faults, agreement_id))
        with transaction(visit().principal) as session:
            terminate_agreement(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                expected_version=data["expected_version"],
                terminated_on=data["terminated_on"],
                reason=data["termination_reason"],
                today=local_today(),
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error, "terminated_on")
    flash(_("Pengakhiran perjanjian dicatat."))
    return redirect(address_of(agreement_id), 303)


@blueprint.post("/agreements/<uuid:agreement_id>/documents")
@requires(Permission.AGREEMENT_EDIT, file_limit_bytes=DOCUMENT_LIMIT_BYTES)
def upload_paper(agreement_id: UUID) -> BaseResponse:
    """Keep the text to be submitted, the signed copy or the proof of posting."""
    try:
        data = load(PaperIn, request.form)
        with transaction(visit().principal) as session:
            document = attach_paper(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                paper=data["paper"],
                file=sent_paper(contains_personal_data=data["contains_personal_data"]),
            )
    except (InvalidInput, TooLarge, UnsupportedFormat, Conflict) as error:
        held = held_form(error, is_asked_again=False) if isinstance(error, Conflict) else None
        return refused_page(agreement_id, error, "file", held)
    flash(_("Berkas %(name)s tersimpan.", name=document.filename))
    return redirect(address_of(agreement_id), 303)


def _ending_faults(agreement_id: UUID, good: Mapping[str, Any]) -> Sequence[FieldError]:
    """What is wrong with the end of an agreement among the fields that could be read."""
    with transaction(visit().principal) as session:
        kept = get_agreement(session, tenant_id=visit().regency.id, agreement_id=agreement_id)
    ended, reason = good.get("terminated_on"), good.get("termination_reason")
    return ending_errors(kept.signed_on, ended, reason, local_today())


def address_of(agreement_id: UUID) -> str:
    """The address of one agreement."""
    return url_for("agreements.show_agreement", agreement_id=agreement_id)
