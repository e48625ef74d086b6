"""From the names on a list to recipients: where each programme stands, and its rules."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from enrollment.models.selection import SelectionRule
from enrollment.queries.candidate_places import CandidatePlaces
from enrollment.queries.cover_tallies import count_by_programme
from enrollment.queries.outlooks import outlook_subject
from enrollment.queries.programmes import Programme, get_programme, list_programmes
from enrollment.queries.selection import find_rule
from enrollment.reference import known_villages, villages
from enrollment.schemas.selection import (
    QUOTA_FIELD,
    RecountedPage,
    RecountIn,
    RuleIn,
    VillageQuotasIn,
    rule_details,
)
from enrollment.selection import MIN_AGE, UNDER_AGE, RankBy, TieRule
from enrollment.selection_rules import RuleDetails
from enrollment.selection_words import RANK_LABELS, TIE_LABELS
from enrollment.services.selection_rules import save_rule
from enrollment.services.summaries import request_summary
from enrollment.views.selection_standing import (
    places_shown,
    selection_vocabulary,
    standing_of,
)
from enrollment.views.vocabulary import options, vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.forms import refused_form
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, Conflict, FieldError, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit

RANK_FIELDS = ("rank_1", "rank_2", "rank_3")
LISTS = ("occupations", "villages")
_RECOUNTED = {
    RecountedPage.FUNNEL: "selection.show_selection",
    RecountedPage.PEOPLE: "selection_people.list_people",
    RecountedPage.RULES: "selection.edit_rules",
    RecountedPage.VILLAGES: "villages.list_villages",
    RecountedPage.REGISTERS: "registers.show_registers",
}

blueprint = tenant_blueprint("selection", __name__)
blueprint.context_processor(vocabulary)
blueprint.context_processor(selection_vocabulary)


@blueprint.get("/selections")
@requires(Permission.AGREEMENT_READ)
def list_selections() -> str:
    """Every programme with how many people it names and has determined."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        programmes = list_programmes(session, tenant_id=tenant_id)
        counts = count_by_programme(session, tenant_id=tenant_id)
    return render_template("enrollment/selection/list.html", programmes=programmes, counts=counts)


@blueprint.get("/selections/<uuid:commitment_id>")
@requires(Permission.AGREEMENT_READ)
def show_selection(commitment_id: UUID) -> str:
    """The funnel of one programme: how far its people have come, and what to do next."""
    with transaction(visit().principal) as session:
        programme = get_programme(
            session, tenant_id=visit().regency.id, commitment_id=commitment_id
        )
        standing = standing_of(session, programme)
    return render_template("enrollment/selection/funnel.html", programme=programme, it=standing)


@blueprint.post("/selections/<uuid:commitment_id>/recount")
@requires(Permission.AGREEMENT_READ)
def recount(commitment_id: UUID) -> BaseResponse:
    """Count the people of a programme anew in the background."""
    asked, tenant_id = load(RecountIn, request.form), visit().regency.id
    with transaction(visit().principal) as session:
        get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
        request_summary(
            session,
            outlook_subject(commitment_id),
            tenant_id=tenant_id,
            now=visit().now,
            today=visit().today,
        )
    page = _RECOUNTED[asked.pop("page")]
    kept: dict[str, Any] = {name: str(value) for name, value in asked.items() if value}
    return redirect(url_for(page, commitment_id=commitment_id, **kept), 303)


@blueprint.get("/selections/<uuid:commitment_id>/rules")
@requires(Permission.ROSTER_UPLOAD)
def edit_rules(commitment_id: UUID) -> str:
    """The form with the rules that hold, or the usual ones before the first."""
    with transaction(visit().principal) as session:
        programme = get_programme(
            session, tenant_id=visit().regency.id, commitment_id=commitment_id
        )
        kept = find_rule(session, tenant_id=visit().regency.id, commitment_id=commitment_id)
    return _form_page(_usual(programme) if kept is None else _stated(kept), programme)


@blueprint.post("/selections/<uuid:commitment_id>/rules")
@requires(Permission.ROSTER_UPLOAD)
def save_rules(commitment_id: UUID) -> BaseResponse:
    """State the rules as a new version."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    try:
        expected_version, details = _read_form()
        with transaction(visit().principal) as session:
            save_rule(
                session,
                tenant_id=tenant_id,
                actor=visit().actor,
                now=visit().now,
                today=visit().today,
                commitment_id=commitment_id,
                expected_version=expected_version,
                details=details,
            )
    except (InvalidInput, Conflict) as error:
        return refused_form(_form_page, error, programme, lists=LISTS)
    flash(_("Kuota dan kriteria disimpan."))
    return redirect(url_for("selection.show_selection", commitment_id=commitment_id), 303)


def _read_form() -> tuple[int, RuleDetails]:
    """The version its author saw, and the rules.

    Raises:
        InvalidInput: a field cannot be meant.
    """
    typed: MultiDict[str, str] = MultiDict(
        (name, value)
        for name, value in request.form.items(multi=True)
        if not name.startswith(QUOTA_FIELD)
    )
    data = load(RuleIn, typed, lists=LISTS)
    quotas = {
        name.removeprefix(QUOTA_FIELD): value.strip()
        for name, value in request.form.items()
        if name.startswith(QUOTA_FIELD) and value.strip()
    }
    try:
        read = load(VillageQuotasIn, {"quotas": quotas})
    except InvalidInput as error:
        raise InvalidInput(errors=[_of_village(one) for one in error.errors]) from error
    return data["expected_version"], rule_details(data, read["quotas"])


def _of_village(error: FieldError) -> FieldError:
    """``/quotas/33.16.01.2001/value`` is the field of that village."""
    code = [*error.pointer.split("/"), "", ""][2]
    return FieldError(f"/{QUOTA_FIELD}{code}", error.detail, error.params)


def _usual(programme: Programme) -> dict[str, Any]:
    return {
        "expected_version": 0,
        "quota_people": programme.people_count,
        "min_age": MIN_AGE,
        "under_age": UNDER_AGE,
        "needs_verification": True,
        "needs_matching": True,
        "needs_membership_check": True,
        "rank_1": RankBy.DESIL.value,
        "rank_2": RankBy.OLDEST.value,
        "tie": TieRule.DIGEST.value,
        "villages": [],
        "occupations": [],
    }


def _stated(kept: SelectionRule) -> dict[str, Any]:
    names = (
        *("quota_people", "min_age", "under_age", "max_desil", "desil_on", "occupations"),
        *("villages", "needs_verification", "needs_matching", "needs_membership_check", "tie"),
    )
    return {
        **{name: getattr(kept, name) for name in names},
        **dict(zip(RANK_FIELDS, kept.ranking, strict=False)),
        **{f"{QUOTA_FIELD}{code}": people for code, people in kept.village_quotas.items()},
        "expected_version": kept.version,
    }


def _form_page(
    values: Mapping[str, Any],
    programme: Programme,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    with transaction(visit().principal) as session:
        counts = places_shown(session, programme)
    found = counts.value or CandidatePlaces({}, ())
    return render_template(
        "enrollment/selection/rules.html",
        programme=programme,
        values=values,
        errors=errors,
        refusal=refusal,
        counts=counts,
        places=_places(found.villages, values, is_known=counts.value is not None),
        people=found.villages,
        occupation_options=[(one, one) for one in _with_kept(found.occupations, values)],
        rank_options=options(RANK_LABELS, first=_("tidak dipakai")),
        tie_options=options(TIE_LABELS),
        quota_pointers=lambda found: [f"/{QUOTA_FIELD}{code}" for code, _name in found],
    )


def _places(
    people: Mapping[str, int], values: Mapping[str, Any], *, is_known: bool
) -> list[tuple[str, str]]:
    """Villages to choose from: those with people, those with a rule, by code.

    Where nobody counted yet who has people, all of the regency.
    """
    ruled = {name.removeprefix(QUOTA_FIELD) for name in values if name.startswith(QUOTA_FIELD)}
    own = villages(visit().regency.region_code)
    codes = {*(people if is_known else own), *ruled, *values.get("villages", ())}
    known = {**known_villages(), **own}
    return [
        (code, f"{known[code].name}, {known[code].district}" if code in known else code)
        for code in sorted(codes)
    ]


def _with_kept(found: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([*found, *values.get("occupations", ())]))
