"""Cases of doubles as the BPJS office decides them: people of regencies it serves, masked."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.double_figures import DECISION_LABELS, DoubleDecision
from enrollment.kinds import SEGMENT_LABELS, StatementSegment
from enrollment.models.doubles import DoubleCase
from enrollment.queries.doubles import (
    CASE_STATE_LABELS,
    count_cases,
    get_case,
    list_cases,
    open_codes,
)
from enrollment.schemas.doubles import CaseDecisionIn, CaseExportIn, CaseFilterIn
from enrollment.services.doubles import (
    CasePerson,
    CaseVerdict,
    decide_case,
    note_reading,
    people_of,
)
from enrollment.views.vocabulary import options, vocabulary
from enrollment.views.workers import count_here
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.audit import PLATFORM_TENANT
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import N_, FieldError, InvalidInput
from tenants.kernel.schemas import load
from tenants.queries.assignments import list_served_regencies
from tenants.queries.tenants import TenantRef
from tenants.request import visit
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, moments, workbook_attachment
from tenants.shell.workbooks import NUMBER, Column, Told, table_of

EXPORTS_AN_HOUR = 20
DECISION_HELP: Mapping[DoubleDecision, str] = {
    DoubleDecision.STOPPED: N_(
        "Kabupaten/kota ini melihat nama orangnya dan alasan Anda, lalu mengeluarkannya."
    ),
    DoubleDecision.KEPT: N_("Kabupaten/kota ini tidak diberi tahu; sisi lain yang dihentikan."),
    DoubleDecision.CLEARED: N_("Orangnya berbeda, atau kedua iuran memang sah."),
}
DECISION_MARKS: Mapping[DoubleDecision, str] = {
    DoubleDecision.PENDING: "act",
    DoubleDecision.STOPPED: "bad",
    DoubleDecision.KEPT: "ok",
}

blueprint = organisation_blueprint("served_doubles", __name__, "b", opens_regency=True)
blueprint.context_processor(vocabulary)


@blueprint.context_processor
def case_vocabulary() -> dict[str, object]:
    """What the templates of cases may call."""
    return {
        "decision_label": lambda word: _(DECISION_LABELS[DoubleDecision(word)]),
        "decision_mark": lambda word: DECISION_MARKS.get(DoubleDecision(word), ""),
    }


@blueprint.get("/doubles")
@requires(Permission.DOUBLE_READ, pool=DatabaseRole.BRANCH)
def list_doubles() -> str:
    """One page of cases; the trail of the platform tells that people were looked at."""
    asked = load(CaseFilterIn, request.args)
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session, _trail() as trail:
        page = list_cases(
            session, tenant_id=tenant_id, state=asked["state"], cursor=asked["cursor"]
        )
        counts = count_cases(session, tenant_id=tenant_id)
        _note_reading(trail, str(tenant_id))
    return render_template(
        "enrollment/branch/doubles.html",
        page=page,
        counts=counts,
        asked=asked,
        kept={"state": asked["state"].value},
        people=people_of(page.items),
        sides=other_sides(page.items),
        state_options=options(CASE_STATE_LABELS),
    )


@blueprint.get("/doubles/<uuid:double_case_id>")
@requires(Permission.DOUBLE_READ, pool=DatabaseRole.BRANCH)
def show_double(double_case_id: UUID) -> str:
    """One case, and its decision."""
    return _page(double_case_id)


@blueprint.post("/doubles/<uuid:double_case_id>/decision")
@requires(Permission.DOUBLE_DECIDE, pool=DatabaseRole.BRANCH)
def decide(double_case_id: UUID) -> BaseResponse:
    """Decide this regency's side."""
    try:
        asked = load(CaseDecisionIn, request.form)
        with transaction(visit().principal) as session, _trail() as trail:
            decide_case(
                session,
                trail,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                case_id=double_case_id,
                office_name=visit().organisation.name,
                verdict=CaseVerdict(asked["decision"], asked["expected"], asked["reason"]),
            )
    except InvalidInput as error:
        page = _page(double_case_id, request.form, error.errors)
        return make_response(page, error.status)
    flash(_("Keputusan disimpan."))
    return redirect(url_for("served_doubles.list_doubles"), 303)


@blueprint.post("/doubles/export")
@requires(Permission.DOUBLE_READ, pool=DatabaseRole.BRANCH)
def export_doubles() -> Response:
    """The cases of one state, numbers masked. A form, because the trail grows by it."""
    asked = load(CaseExportIn, request.form)
    regency = visit().regency
    count_here("double-export", EXPORTS_AN_HOUR)
    with transaction(visit().principal) as session, _trail() as trail:
        found = everything_of(
            list_cases(session, tenant_id=regency.id, state=asked["state"], size=EXPORT_LIMIT)
        )
        _note_reading(trail, str(regency.id), row_count=len(found))
    told = _told(people_of(found), other_sides(found))
    table = table_of(_("Kasus ganda lintas kabupaten/kota"), found, told)
    return workbook_attachment(f"kasus-ganda-{regency.slug}.xlsx", table)


def other_sides(cases: Sequence[DoubleCase]) -> Mapping[str, Sequence[TenantRef]]:
    """Where else each case is open, among the other regencies this office serves today.

    Each is asked in a transaction of its own: no transaction ever sees two. Regencies of other
    offices are not looked for.
    """
    codes = [case.code for case in cases if case.closed_at is None]
    if not codes:
        return {}
    office_id = visit().organisation.organisation_id
    with transaction(visit().principal) as session:
        served = list_served_regencies(session, organisation_id=office_id, now=visit().now)
    sides: dict[str, list[TenantRef]] = {}
    for tenant in [one.tenant for one in served if one.tenant.id != visit().regency.id]:
        with transaction(Principal(DatabaseRole.BRANCH, tenant.id, office_id)) as session:
            for code in open_codes(session, tenant_id=tenant.id, codes=codes):
                sides.setdefault(code, []).append(tenant)
    return sides


def _trail() -> AbstractContextManager[Session]:
    """The platform's chain, in a transaction that commits before the one it is opened in."""
    return transaction(Principal(DatabaseRole.BRANCH, PLATFORM_TENANT))


def _note_reading(trail: Session, subject_id: UUID | str, *, row_count: int | None = None) -> None:
    note_reading(
        trail,
        tenant_id=visit().regency.id,
        actor=visit().actor,
        now=visit().now,
        subject_id=subject_id,
        row_count=row_count,
    )


def _page(
    case_id: UUID, values: Mapping[str, Any] | None = None, errors: Sequence[FieldError] = ()
) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session, _trail() as trail:
        case = get_case(session, tenant_id=tenant_id, case_id=case_id)
        _note_reading(trail, case.id)
    return render_template(
        "enrollment/branch/double.html",
        case=case,
        person=people_of([case])[case.id],
        sides=other_sides([case]).get(case.code, ()),
        choices=[
            (one.value, _(DECISION_LABELS[one]), _(DECISION_HELP[one])) for one in DECISION_HELP
        ],
        values=values or {},
        errors=errors,
    )


def _told(
    people: Mapping[UUID, CasePerson], sides: Mapping[str, Sequence[TenantRef]]
) -> list[Told[DoubleCase]]:
    return [
        (Column(_("Kode kasus")), lambda case: case.code),
        (Column(_("Nama")), lambda case: people[case.id].name or None),
        (Column("NIK"), lambda case: people[case.id].nik or None),
        (Column(_("Segmen")), lambda case: _(SEGMENT_LABELS[StatementSegment(case.segment)])),
        (Column(_("Program jaminan")), lambda case: ", ".join(case.programmes).upper()),
        (Column(_("Bulan pertama")), lambda case: case.first_month_on),
        (Column(_("Bulan terakhir")), lambda case: case.last_month_on),
        (Column(_("Bulan ganda"), NUMBER), lambda case: case.month_count),
        (
            Column(_("Juga di")),
            lambda case: ", ".join(one.name for one in sides.get(case.code, ())) or None,
        ),
        moments(_("Ditemukan"), lambda case: case.opened_at),
        (Column(_("Keputusan")), lambda case: _(DECISION_LABELS[DoubleDecision(case.decision)])),
        (Column(_("Alasan")), lambda case: case.reason),
        (Column(_("Diputuskan oleh")), lambda case: case.decided_by_name),
        (
            Column(_("Data sintetis")),
            lambda case: _("ya") if case.is_synthetic else _("tidak"),
        ),
    ]
