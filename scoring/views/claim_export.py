"""Everything a regency states of its indicators as an Excel file, one row per fact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask import Response
from flask_babel import gettext as _

from scoring.claim_forms import claim_forms, read_value
from scoring.facts import Unit
from scoring.models.claims import IndicatorClaim
from scoring.queries.claims import ClaimRecord, list_claims
from scoring.rubric import FactDefinition, Indicator, Rubric
from scoring.views.choices import about, chosen
from scoring.views.claims import blueprint
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_
from tenants.models.documents import DocumentBlob
from tenants.request import visit
from tenants.shell.downloads import everything_of, moments, workbook_attachment
from tenants.shell.filters import translated, trust_label
from tenants.shell.workbooks import (
    DAYS,
    PEOPLE,
    PERCENT,
    PERSON_MONTHS,
    RUPIAH,
    Cell,
    Column,
    Figure,
    Measure,
    Told,
    table_of,
)

MEASURES: Mapping[Unit, Measure] = {
    Unit.DAYS: DAYS,
    Unit.MARK: Measure("0.0", N_("nilai")),
    Unit.PACKAGES: Measure("#,##0", N_("paket")),
    Unit.PEOPLE: PEOPLE,
    Unit.PERSON_MONTHS: PERSON_MONTHS,
    Unit.RATIO: PERCENT,
    Unit.RUPIAH: RUPIAH,
    Unit.VILLAGES: Measure("#,##0", N_("desa")),
}


@dataclass(frozen=True)
class StatedFact:
    """A fact of a form; ``claim`` is None while nobody has filled it in."""

    indicator: Indicator
    fact: FactDefinition
    claim: IndicatorClaim | None
    document: DocumentBlob | None


@blueprint.get("/scorecard/claims/export")
@requires(Permission.SCORECARD_READ)
def export_claims() -> Response:
    """Every fact of every form of one year, filled in or not."""
    choice, regency = chosen(), visit().regency
    year = choice.period.year
    with transaction(visit().principal) as session:
        found = list_claims(session, tenant_id=regency.id, year=year)
    facts = _stated(choice.rubric, {record.claim.key: record for record in found})
    table = table_of(_("Isian indikator"), everything_of(facts), _told(), about(choice))
    return workbook_attachment(f"isian-{regency.slug}-{year}.xlsx", table)


def _stated(rubric: Rubric, records: Mapping[str, ClaimRecord]) -> list[StatedFact]:
    return [
        _with_claim(form.indicator, fact, records.get(fact.key))
        for form in claim_forms(rubric).values()
        for fact in form.facts
    ]


def _with_claim(
    indicator: Indicator, fact: FactDefinition, record: ClaimRecord | None
) -> StatedFact:
    if record is None:
        return StatedFact(indicator, fact, None, None)
    return StatedFact(indicator, fact, record.claim, record.document)


def _told() -> list[Told[StatedFact]]:
    return [
        (Column(_("Kode")), lambda one: one.indicator.code),
        (Column(_("Indikator")), lambda one: translated(one.indicator.name)),
        (Column(_("Isian")), lambda one: translated(one.fact.label)),
        (Column(_("Yang dinyatakan")), _value),
        (Column(_("Satuan")), _unit),
        (Column(_("Sumber")), _of_claim(lambda claim: claim.source_name)),
        (Column(_("Tanggal sumber")), _of_claim(lambda claim: claim.source_on)),
        (Column(_("Tanggal data")), _of_claim(lambda claim: claim.data_on)),
        (Column(_("Status angka")), _of_claim(_trust)),
        (Column(_("Letak bukti")), _of_claim(lambda claim: claim.evidence)),
        (
            Column(_("Berkas bukti")),
            lambda one: one.document.filename if one.document else None,
        ),
        moments(_("Diubah"), lambda one: one.claim.updated_at if one.claim else None),
        (Column(_("Diubah oleh")), _of_claim(lambda claim: claim.updated_by_name)),
    ]


def _of_claim(tell: Callable[[IndicatorClaim], Cell]) -> Callable[[StatedFact], Cell]:
    """What a claim tells; nothing where there is none."""
    return lambda one: tell(one.claim) if one.claim else None


def _value(one: StatedFact) -> Cell:
    if one.claim is None:
        return None
    value = read_value(one.claim.value, one.fact.unit)
    if isinstance(value, bool):
        return str(_("ya") if value else _("tidak"))
    if isinstance(value, Decimal):
        return Figure(value, MEASURES[one.fact.unit])
    return translated(one.fact.options.get(value, value))


def _unit(one: StatedFact) -> str | None:
    measure = MEASURES.get(one.fact.unit)
    return translated(measure.unit) if measure else None


def _trust(claim: IndicatorClaim) -> str:
    return trust_label(claim.source_status, is_verified=claim.is_verified)
