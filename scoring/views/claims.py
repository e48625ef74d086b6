"""Isian indikator: what no record of the product says, stated by the regency with its proof."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from scoring.claim_forms import ClaimForm, claim_forms, field_name
from scoring.cycle import Period
from scoring.facts import Fact, Unit
from scoring.queries.claims import ClaimRecord, list_claims
from scoring.queries.scorecards import list_counted_facts
from scoring.rubric import FactDefinition
from scoring.schemas.claims import load_claims
from scoring.services.claims import ClaimSource, get_claim_form, state_claims
from scoring.views.choices import choice_of, chosen, today_here
from scoring.views.words import retold, value_text
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.document_types import DOCUMENT_LIMIT_BYTES
from tenants.forms import held_form, sent_or_held
from tenants.kernel import formats
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    AppError,
    FieldError,
    InvalidInput,
    StaleVersion,
    TooLarge,
    UnsupportedFormat,
)
from tenants.kernel.sources import SourceStatus
from tenants.request import visit

blueprint = tenant_blueprint("claims", __name__)


@blueprint.get("/scorecard/claims")
@requires(Permission.SCORECARD_READ)
def list_all_claims() -> str:
    """Every form, with what is filled in."""
    choice = chosen()
    records, counted = _records(choice.period.year), _counted(choice.period.year)
    return render_template(
        "scoring/claims.html",
        choice=choice,
        forms=claim_forms(choice.rubric).values(),
        records=records,
        counted=counted,
    )


@blueprint.get("/scorecard/claims/<int:year>/<string:indicator>")
@requires(Permission.SCORECARD_EDIT)
def edit_claims(year: int, indicator: str) -> str:
    """The form of one indicator."""
    form = get_claim_form(year, indicator, today_here())
    return _form_page(form, year, _held(form, _records(year)))


@blueprint.post("/scorecard/claims/<int:year>/<string:indicator>")
@requires(Permission.SCORECARD_EDIT, file_limit_bytes=DOCUMENT_LIMIT_BYTES)
def save_claims(year: int, indicator: str) -> BaseResponse:
    """State what was filled in, and take back what was emptied."""
    form = get_claim_form(year, indicator, today_here())
    try:
        changed = _save(form, year)
    except (InvalidInput, TooLarge, UnsupportedFormat) as error:
        held = held_form(error)
        page = _form_page(form, year, held.values, [*_errors_of(error), *held.errors])
        return make_response(page, InvalidInput.status)
    except StaleVersion as error:
        held = held_form(error)
        page = _form_page(form, year, held.values, held.errors, refusal=error)
        return make_response(page, StaleVersion.status)
    if changed:
        flash(_("%(count)s isian disimpan. Rapor sedang dihitung ulang.", count=changed))
        if _lacks_paper(form, year):
            flash(
                _(
                    "Isian berstatus resmi ini belum dihitung sebagai terverifikasi: lampirkan"
                    " berkas bukti dukungnya."
                ),
                "warning",
            )
    else:
        flash(_("Tidak ada yang berubah."))
    return redirect(url_for("claims.list_all_claims", year=year), 303)


def _save(form: ClaimForm, year: int) -> int:
    data = load_claims(form, request.form)
    with transaction(visit().principal) as session:
        return state_claims(
            session,
            tenant_id=visit().regency.id,
            year=year,
            indicator=form.indicator.code,
            values=data["values"],
            source=ClaimSource(
                source_name=data["source_name"],
                source_status=SourceStatus(data["source_status"]),
                source_on=data["source_on"],
                data_on=data["data_on"],
                evidence=data["evidence"],
            ),
            file=sent_or_held(
                data["held_file"], contains_personal_data=data["contains_personal_data"]
            ),
            actor=visit().actor,
            now=visit().now,
        )


def _lacks_paper(form: ClaimForm, year: int) -> bool:
    """Whether something stated on the form calls itself official without a paper."""
    records = _records(year)
    stated = [records[fact.key].claim for fact in form.facts if fact.key in records]
    return any(one.source_status == SourceStatus.OFFICIAL and not one.has_paper for one in stated)


def _records(year: int) -> dict[str, ClaimRecord]:
    with transaction(visit().principal) as session:
        records = list_claims(session, tenant_id=visit().regency.id, year=year)
    return {record.claim.key: record for record in records}


def _counted(year: int) -> Mapping[str, Fact]:
    """What records of the product say already, as the scorecard in force read it."""
    with transaction(visit().principal) as session:
        return list_counted_facts(session, tenant_id=visit().regency.id, year=year)


def _hints(form: ClaimForm, year: int) -> dict[str, str]:
    """Beside each fact what it is, or that a record of the product counts in its place."""
    counted = _counted(year)
    return {
        fact.key: _(
            "%(source)s: %(value)s. Angka ini yang dihitung; isian di sini hanya dipakai bila"
            " catatan itu tidak ada.",
            source=retold(counted[fact.key].source),
            value=value_text(counted[fact.key], fact),
        )
        if fact.key in counted
        else (_(fact.hint) if fact.hint else "")
        for fact in form.facts
    }


def _held(form: ClaimForm, records: Mapping[str, ClaimRecord]) -> dict[str, Any]:
    own = [records[fact.key].claim for fact in form.facts if fact.key in records]
    if not own:
        return {}
    names = ("source_name", "source_on", "data_on", "source_status", "evidence")
    return {
        **{name: getattr(own[0], name) for name in names},
        **{field_name(claim.key): _shown(claim.value) for claim in own},
    }


def _shown(value: str) -> str:
    return value.replace(".", formats.style().decimal_sign)


def _errors_of(error: AppError) -> Sequence[FieldError]:
    if isinstance(error, InvalidInput) and error.errors:
        return [FieldError(field_name(one.pointer), one.detail, one.params) for one in error.errors]
    return [FieldError("/file", error.detail, error.params)]


def _form_page(
    form: ClaimForm,
    year: int,
    values: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    with transaction(visit().principal) as session:
        records = {
            record.claim.key: record
            for record in list_claims(session, tenant_id=visit().regency.id, year=year)
        }
    return render_template(
        "scoring/claim_form.html",
        choice=choice_of(Period(year), None),
        form=form,
        values=values,
        errors=errors,
        refusal=refusal,
        limit_bytes=DOCUMENT_LIMIT_BYTES,
        documents=[
            record.document
            for fact in form.facts
            if (record := records.get(fact.key)) is not None and record.document is not None
        ],
        name_of=field_name,
        hints=_hints(form, year),
        options_of=_options_of,
        kind_of=_kind_of,
    )


def _kind_of(fact: FactDefinition) -> str:
    if fact.unit in {Unit.YES_NO, Unit.CHOICE}:
        return "select"
    return "money" if fact.unit is Unit.RUPIAH else "number"


def _options_of(fact: FactDefinition) -> list[tuple[str, str]]:
    if fact.unit not in {Unit.YES_NO, Unit.CHOICE}:
        return []
    empty = [("", _("belum diisi"))]
    if fact.unit is Unit.YES_NO:
        return [*empty, ("true", _("ya")), ("false", _("tidak"))]
    return [*empty, *((code, _(label)) for code, label in fact.options.items())]
