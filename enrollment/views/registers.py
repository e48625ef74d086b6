"""Asking Dukcapil and BPJS about the candidates of a programme: counts, requests, templates."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from enrollment.export_maps import FIELD_LABELS, ExportField, formats_of, write_map
from enrollment.parsing.packages import PACKAGE_LIMIT
from enrollment.prepared import PreparedState
from enrollment.queries.outlooks import outlook_subject
from enrollment.queries.programmes import get_programme
from enrollment.queries.register_counts import (
    SHOWN_REQUESTS,
    count_registers,
    registers_as_kept,
)
from enrollment.queries.registers import (
    get_request,
    list_register_files,
    list_requests,
)
from enrollment.queries.selection import find_rule
from enrollment.queries.summaries import shown
from enrollment.register_templates import (
    FINDING_CODES,
    PART_LABELS,
    REQUEST_FIELDS,
    SHIPPED_ANSWERS,
    SHIPPED_REQUESTS,
    parts_of,
)
from enrollment.registers import FINDING_LABELS, FINDINGS_OF, RegisterKind
from enrollment.schemas.registers import (
    RegisterAskedIn,
    RegisterFileWantedIn,
    RegisterIn,
    RegisterTemplateIn,
)
from enrollment.services.answer_intake import ANSWER_LIMIT_BYTES, ANSWER_LIMIT_ROWS
from enrollment.services.register_requests import (
    RequestAsked,
    prepare_request,
    request_answers,
)
from enrollment.services.register_templates import get_template, save_template
from enrollment.views.register_words import register_vocabulary
from enrollment.views.workers import count_here
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, FieldError, InvalidInput, RuleViolation
from tenants.kernel.schemas import load
from tenants.request import visit

FILES_AN_HOUR = 20

blueprint = tenant_blueprint("registers", __name__)
blueprint.context_processor(register_vocabulary)


@blueprint.get("/selections/<uuid:commitment_id>/registers")
@requires(Permission.AGREEMENT_READ)
def show_registers(commitment_id: UUID) -> str:
    """How many people each register is still to be asked about, and what was asked."""
    return _programme_page(commitment_id)


@blueprint.post("/selections/<uuid:commitment_id>/registers")
@requires(Permission.WORKER_REVEAL)
def ask_register(commitment_id: UUID) -> BaseResponse:
    """Have the file written by which a register is asked. It holds whole numbers."""
    try:
        asked = load(RegisterAskedIn, request.form)
        count_here("register-file", FILES_AN_HOUR)
        with transaction(visit().principal) as session:
            file = request_answers(
                session,
                today=visit().today,
                commitment_id=commitment_id,
                asked=RequestAsked(
                    asked["register"], asked["before_on"], asked["includes_pending"]
                ),
                kind=asked["kind"],
                **_by(),
            )
    except (InvalidInput, RuleViolation) as error:
        errors = error.errors if isinstance(error, InvalidInput) else ()
        page = _programme_page(
            commitment_id, values=request.form, errors=errors, refusal=None if errors else error
        )
        return make_response(page, error.status)
    return redirect(url_for("prepared.show_prepared", prepared_file_id=file.id), 303)


@blueprint.get("/register-requests/<uuid:register_request_id>")
@requires(Permission.ROSTER_UPLOAD)
def show_request(register_request_id: UUID) -> str:
    """One request: its file, its answers, and where the next answer is sent."""
    return request_page(register_request_id)


@blueprint.post("/register-requests/<uuid:register_request_id>/file")
@requires(Permission.WORKER_REVEAL)
def write_again(register_request_id: UUID) -> BaseResponse:
    """Have the file of a request written once more: it is kept for a day."""
    asked = load(RegisterFileWantedIn, request.form)
    count_here("register-file", FILES_AN_HOUR)
    with transaction(visit().principal) as session:
        file = prepare_request(session, request_id=register_request_id, kind=asked["kind"], **_by())
    return redirect(url_for("prepared.show_prepared", prepared_file_id=file.id), 303)


@blueprint.get("/register-templates")
@requires(Permission.ROSTER_UPLOAD)
def show_template() -> str:
    """In which columns a register is asked, and by which words its answer is read."""
    return _template_page(load(RegisterIn, request.args)["register"])


@blueprint.post("/register-templates")
@requires(Permission.ROSTER_UPLOAD)
def keep_template() -> BaseResponse:
    """Keep other columns and words."""
    register = load(RegisterIn, {"register": request.form.get("register", "")})["register"]
    try:
        asked = load(RegisterTemplateIn, request.form)
        with transaction(visit().principal) as session:
            save_template(session, **asked, **_by())
    except InvalidInput as error:
        page = _template_page(register, request.form, error.errors)
        return make_response(page, error.status)
    flash(_("Susunan disimpan. Permintaan dan jawaban berikutnya memakai susunan ini."))
    return redirect(url_for("registers.show_template", register=register.value), 303)


def request_page(
    register_request_id: UUID,
    *,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    """The page of a request, as its address or a refused answer shows it.

    Raises:
        NotFound: no such request in this regency.
    """
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        kept = get_request(session, tenant_id=tenant_id, register_request_id=register_request_id)
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=kept.commitment_id)
        lines = list_requests(
            session,
            tenant_id=tenant_id,
            commitment_id=kept.commitment_id,
            limit=1,
            only=register_request_id,
        )
        files = list_register_files(session, tenant_id=tenant_id, request_ids=[kept.id])
    return render_template(
        "enrollment/registers/request.html",
        it=lines[0],
        programme=programme,
        files=files.get(kept.id, ()),
        ready=PreparedState.READY,
        byte_limit=ANSWER_LIMIT_BYTES,
        row_limit=ANSWER_LIMIT_ROWS,
        workbook_byte_limit=PACKAGE_LIMIT,
        values=values or {},
        errors=errors,
        refusal=refusal,
    )


def _programme_page(
    commitment_id: UUID,
    *,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    key: dict[str, Any] = {"tenant_id": visit().regency.id, "commitment_id": commitment_id}
    with transaction(visit().principal) as session:
        programme = get_programme(session, **key)
        rule = find_rule(session, **key)
        requests = list_requests(session, **key, limit=SHOWN_REQUESTS)
        counts = shown(
            session,
            outlook_subject(commitment_id),
            **key,
            load=lambda content: registers_as_kept(content, rule),
            count=lambda: count_registers(session, **key),
        )
    return render_template(
        "enrollment/registers/show.html",
        programme=programme,
        rule=rule,
        counts=counts,
        registers=list(RegisterKind),
        requests=requests,
        values=values or {},
        errors=errors,
        refusal=refusal,
    )


def _template_page(
    register: RegisterKind,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
) -> str:
    with transaction(visit().principal) as session:
        kept = get_template(session, tenant_id=visit().regency.id, register=register)
    own = {"columns": write_map(kept.columns), "answer": kept.answer}
    return render_template(
        "enrollment/registers/template.html",
        register=register,
        registers=list(RegisterKind),
        kept=kept,
        values=own if values is None else values,
        errors=errors,
        shipped_columns=write_map(SHIPPED_REQUESTS[register]),
        shipped_answer=SHIPPED_ANSWERS[register],
        fields=[
            (field.value, _(FIELD_LABELS[field]), ", ".join(formats_of(field)))
            for field in ExportField
            if field in REQUEST_FIELDS
        ],
        meanings=[
            *((part.value, _(PART_LABELS[part])) for part in parts_of(register)),
            *((FINDING_CODES[one], _(FINDING_LABELS[one])) for one in FINDINGS_OF[register]),
        ],
    )


def _by() -> dict[str, Any]:
    return {"tenant_id": visit().regency.id, "actor": visit().actor, "now": visit().now}
