"""State facts about the regency itself, with their evidence."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import prod
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.claim_forms import ClaimForm, claim_forms, write_value
from scoring.cycle import Period, selectable_periods
from scoring.facts import FactsError, Status, Value, known
from scoring.formulas import Ratio
from scoring.models.claims import ClaimStatus, IndicatorClaim
from scoring.queries.periods import today_of
from scoring.rubric import FactDefinition, rubric_for
from tenants.kernel import audit, formats
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.errors import N_, FieldError, InvalidInput, NotFound, StaleVersion
from tenants.kernel.events import FactsChanged, publish
from tenants.kernel.sources import SourceStatus
from tenants.queries.documents import find_newer_version
from tenants.services.documents import HeldFile, IncomingFile, keep_file

# Rows that do not exist yet cannot be locked: two first statements may meet here.
_REFUSALS = {
    "uq_indicator_claim_tenant_id_year_key": partial(
        StaleVersion,
        N_(
            "Isian indikator ini baru saja disimpan orang lain. Isian Anda belum disimpan:"
            " bandingkan dengan data terbaru, lalu simpan kembali."
        ),
    )
}


@dataclass(frozen=True)
class ClaimSource:
    """Who says so, and where the proof is found; valid for every fact stated together.

    ``document_id`` None keeps the file a statement already has.
    """

    source_name: str
    source_status: SourceStatus
    source_on: date | None = None
    data_on: date | None = None
    evidence: str | None = None
    document_id: UUID | None = None


def get_claim_form(year: int, indicator: str, today: date) -> ClaimForm:
    """The form on which facts of an indicator are stated for an assessed year.

    Args:
        year: the assessed year.
        indicator: code of the indicator.
        today: on the regency's clock; only periods that are scored then have forms.

    Raises:
        NotFound: the year is not scored, or the indicator has no form.
    """
    if Period(year) not in selectable_periods(today):
        raise NotFound(N_("Periode penilaian ini tidak dapat dipilih."))
    try:
        return claim_forms(rubric_for(year))[indicator]
    except KeyError:
        raise NotFound(N_("Indikator ini tidak memiliki isian untuk tahun tersebut.")) from None


def state_claims(
    session: Session,
    *,
    tenant_id: int,
    year: int,
    indicator: str,
    values: Mapping[str, Value | None],
    source: ClaimSource,
    file: IncomingFile | HeldFile | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """State facts on the form of one indicator; None takes a statement back.

    A statement that changes in any way is unread again: its status returns to claimed.

    Args:
        session: a transaction of the regency.
        tenant_id: whose facts.
        year: the assessed year.
        indicator: code of the indicator whose form it is, such as ``A5``.
        values: fact key to value; keys left out stay as they are.
        source: of all values given here.
        file: new evidence, kept as a document of the regency.
        actor: who.
        now: when.

    Returns:
        How many statements were added, changed or taken back.

    Raises:
        NotFound: the year is not scored, or the indicator has no form.
        InvalidInput: a key of another form, a wrong kind of value, a part above its whole.
        StaleVersion: somebody else stated the same fact for the first time meanwhile.

    Effects:
        Flushes; stores the file; audits and publishes FactsChanged when something changed.
    """
    form = get_claim_form(year, indicator, today_of(session, tenant_id=tenant_id, now=now))
    if errors := list(_faults(form, values)):
        raise InvalidInput(errors=errors)
    stored = _locked_claims(session, tenant_id=tenant_id, year=year, keys=list(values))
    if file is not None:
        document = keep_file(
            session,
            tenant_id=tenant_id,
            actor=actor,
            now=now,
            file=file,
            replaces_id=_replaced_document(session, stored.values()),
        )
        source = ClaimSource(**{**vars(source), "document_id": document.id})

    place = {"tenant_id": tenant_id, "year": year, "indicator": indicator}
    changed = {
        key: value
        for key, value in values.items()
        if _apply(session, stored.get(key), {**place, "key": key}, value, source, actor, now)
    }
    if not changed:
        return 0

    flush(session, _REFUSALS)
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="scorecard:edit",
        subject="indicator_claim",
        subject_id=f"{year}/{indicator}",
        detail={key: None if v is None else write_value(v) for key, v in changed.items()},
    )
    publish(session, FactsChanged(tenant_id, now, "scorecard:edit"))
    return len(changed)


def _replaced_document(session: Session, stored: Iterable[IndicatorClaim]) -> UUID | None:
    """The file that new evidence is a newer version of: the one all these statements rest on."""
    held = {(claim.tenant_id, claim.document_id) for claim in stored}
    if len(held) != 1:
        return None
    tenant_id, document_id = held.pop()
    if document_id is None:
        return None
    newer = find_newer_version(session, tenant_id=tenant_id, document_id=document_id)
    return document_id if newer is None else None


def _locked_claims(
    session: Session, *, tenant_id: int, year: int, keys: list[str]
) -> dict[str, IndicatorClaim]:
    rows = session.scalars(
        select(IndicatorClaim)
        .where(
            IndicatorClaim.tenant_id == tenant_id,
            IndicatorClaim.year == year,
            IndicatorClaim.key.in_(keys),
        )
        .order_by(IndicatorClaim.key)
        .with_for_update()
    )
    return {claim.key: claim for claim in rows}


def _apply(
    session: Session,
    stored: IndicatorClaim | None,
    place: Mapping[str, Any],
    value: Value | None,
    source: ClaimSource,
    actor: Actor,
    now: datetime,
) -> bool:
    if value is None:
        if stored is not None:
            session.delete(stored)
        return stored is not None
    wanted = {**place, "value": write_value(value), **asdict(source)}
    wanted["source_status"] = source.source_status.value
    if stored is not None and source.document_id is None:
        wanted["document_id"] = stored.document_id
    if stored is not None and all(getattr(stored, name) == wanted[name] for name in wanted):
        return False
    claim = stored or IndicatorClaim()
    stamp = {
        "status": ClaimStatus.CLAIMED.value,
        "updated_at": now,
        "updated_by_name": actor.name,
    }
    for name, content in {**wanted, **stamp}.items():
        if getattr(claim, name, None) != content:
            setattr(claim, name, content)
    session.add(claim)
    return True


def _faults(form: ClaimForm, values: Mapping[str, Value | None]) -> Iterator[FieldError]:
    definitions = {fact.key: fact for fact in form.facts}
    for key, value in values.items():
        if key not in definitions:
            yield FieldError(f"/{key}", N_("Isian ini bukan bagian dari indikator."))
        elif value is not None and not _fits(definitions[key], value):
            yield FieldError(f"/{key}", N_("Nilai tidak sesuai dengan satuan isian."))
    for part in form.indicator.parts:
        if isinstance(part, Ratio):
            yield from _too_much(part, values)


def _fits(definition: FactDefinition, value: Value) -> bool:
    try:
        known(value, definition.unit, source=definition.key, status=Status.DERIVED)
    except FactsError:
        return False
    return not definition.options or value in definition.options


def _too_much(part: Ratio, values: Mapping[str, Value | None]) -> Iterator[FieldError]:
    amount = values.get(part.numerator)
    bases = [base for key in part.bases if isinstance(base := values.get(key), Decimal)]
    if not isinstance(amount, Decimal) or len(bases) < len(part.bases):
        return
    limit = prod(map(Fraction, bases), start=part.factor)
    if Fraction(amount) > limit:
        yield FieldError(
            f"/{part.numerator}",
            N_("Tidak boleh lebih dari %(limit)s."),
            {"limit": formats.points(Decimal(limit.numerator) / limit.denominator, 0)},
        )
