"""Let files support indicators, correct where and until when, and take them off again."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.expiry import STILL_NEWS_DAYS, THRESHOLD_DAYS
from scoring.cycle import Period, selectable_periods
from scoring.evidence_notices import RunningOut, ending_tidings
from scoring.evidence_rules import EvidenceDetails, evidence_errors
from scoring.models.evidence import Evidence
from scoring.queries.evidence import list_running_out
from scoring.queries.periods import today_of
from scoring.rubric import rubric_for
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import delete, flush
from tenants.kernel.errors import (
    N_,
    FieldError,
    InvalidInput,
    NotFound,
    StaleVersion,
    refuse_errors,
)
from tenants.notice_rules import Tidings
from tenants.queries.documents import find_newer_version, get_document
from tenants.services.documents import HeldFile, IncomingFile, keep_file
from tenants.services.notices import tell_each

WATCH_EVIDENCE_JOB = "watch_evidence"
_TAKEN = FieldError("/document_id", N_("Berkas ini sudah menjadi bukti dukung indikator ini."))
_REFUSALS = {
    "uq_evidence_tenant_id_year_indicator_document_id": partial(InvalidInput, errors=[_TAKEN])
}


def add_evidence(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    year: int,
    indicator: str,
    document: UUID | IncomingFile | HeldFile | None,
    details: EvidenceDetails,
) -> Evidence:
    """Let a file support an indicator of a year.

    Args:
        session: a transaction of the regency.
        tenant_id: whose.
        actor: who.
        now: when.
        year: the assessed year.
        indicator: its code, such as ``A3``.
        document: a file that is kept already, or one that comes along, now or with a form that
            was refused.
        details: where the proof is found, and until when it holds.

    Raises:
        NotFound: the year is not scored, or its instrument has no such indicator.
        InvalidInput: no file, one that is gone or supports the indicator already, no page.

    Effects:
        Stores the file that comes along; flushes, audits.
    """
    _refuse_unknown(session, tenant_id, now, year, indicator)
    errors = evidence_errors(details)
    if document is None:
        text = N_("Pilih berkas yang sudah tersimpan, atau unggah berkas baru.")
        errors.append(FieldError("/document_id", text))
    refuse_errors(errors)
    evidence = Evidence(
        tenant_id=tenant_id,
        year=year,
        indicator=indicator,
        document_id=_kept(session, tenant_id, actor, now, document),
        **asdict(details),
        version=1,
        created_at=now,
        updated_at=now,
        updated_by_name=actor.name,
    )
    session.add(evidence)
    flush(session, _REFUSALS)
    _record(session, evidence, actor, now, "evidence:add")
    return evidence


def revise_evidence(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    evidence_id: UUID,
    expected_version: int,
    details: EvidenceDetails,
    takes_newer: bool = False,
) -> Evidence:
    """Correct where the proof is found and until when it holds.

    Args:
        session: a transaction of the regency.
        tenant_id: whose.
        actor: who.
        now: when.
        evidence_id: which.
        expected_version: the version that was on the page.
        details: as they are to be.
        takes_newer: rest on the newest version of the file from now on.

    Raises:
        NotFound: none with this id in this regency.
        StaleVersion: somebody else saved since.
        InvalidInput: no page, or the newest version supports the indicator already.

    Effects:
        Locks the row, flushes, audits.
    """
    refuse_errors(evidence_errors(details))
    evidence = _lock(session, tenant_id, evidence_id)
    if evidence.version != expected_version:
        raise StaleVersion(
            N_(
                "Bukti dukung ini baru saja diubah orang lain. Isian Anda belum disimpan:"
                " bandingkan dengan data terbaru, lalu simpan kembali."
            ),
            current=evidence.version,
        )
    for name, value in asdict(details).items():
        setattr(evidence, name, value)
    if takes_newer:
        evidence.document_id = _newest(session, evidence)
    if not session.is_modified(evidence):
        return evidence
    evidence.version += 1
    evidence.updated_at, evidence.updated_by_name = now, actor.name
    flush(session, _REFUSALS)
    _record(session, evidence, actor, now, "evidence:edit")
    return evidence


def remove_evidence(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, evidence_id: UUID
) -> Evidence:
    """Take a file off an indicator; the file itself stays.

    Raises:
        NotFound: none with this id in this regency.

    Effects:
        Locks the row, deletes it, flushes, audits.
    """
    evidence = _lock(session, tenant_id, evidence_id)
    delete(session, evidence)
    _record(session, evidence, actor, now, "evidence:remove")
    return evidence


def tell_running_out(session: Session, *, tenant_id: int, now: datetime) -> int:
    """Tell what evidence of a regency runs out; on a day off nothing, and nothing twice.

    Args:
        session: role job, bound to the regency.
        tenant_id: the regency.
        now: the present moment.

    Returns:
        pieces of news.

    Effects:
        Adds news and notices.
    """
    return tell_each(
        session, tenant_id=tenant_id, now=now, brought=_running_out, rests_on_days_off=True
    )


def _running_out(
    session: Session, tenant_id: int, today: date
) -> Iterator[tuple[UUID, Tidings | None]]:
    for one, filename in list_running_out(
        session,
        tenant_id=tenant_id,
        earliest=today - timedelta(days=STILL_NEWS_DAYS),
        latest=today + timedelta(days=max(THRESHOLD_DAYS) + STILL_NEWS_DAYS),
    ):
        if one.valid_until is not None:
            running = RunningOut(one.id, filename, one.indicator, one.valid_until)
            yield one.id, ending_tidings(running, today)


def _refuse_unknown(
    session: Session, tenant_id: int, now: datetime, year: int, indicator: str
) -> None:
    today = today_of(session, tenant_id=tenant_id, now=now)
    if Period(year) not in selectable_periods(today):
        raise NotFound(N_("Periode penilaian ini tidak dapat dipilih."))
    if indicator not in {one.code for one in rubric_for(year).indicators}:
        raise NotFound(N_("Instrumen tahun ini tidak memiliki indikator tersebut."))


def _kept(
    session: Session,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    document: UUID | IncomingFile | HeldFile | None,
) -> UUID:
    if isinstance(document, IncomingFile | HeldFile):
        return keep_file(session, tenant_id=tenant_id, actor=actor, now=now, file=document).id
    try:
        if document is not None:
            return get_document(
                session, tenant_id=tenant_id, document_id=document, for_update=True
            ).id
    except NotFound:
        pass
    raise InvalidInput(
        errors=[FieldError("/document_id", N_("Berkas ini sudah tidak ada. Pilih kembali."))]
    )


def _newest(session: Session, evidence: Evidence) -> UUID:
    newest = evidence.document_id
    while newer := find_newer_version(session, tenant_id=evidence.tenant_id, document_id=newest):
        newest = newer.id
    return newest


def _lock(session: Session, tenant_id: int, evidence_id: UUID) -> Evidence:
    evidence = session.scalars(
        select(Evidence)
        .where(Evidence.tenant_id == tenant_id, Evidence.id == evidence_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if evidence is None:
        raise NotFound(N_("Bukti dukung tidak ditemukan."))
    return evidence


def _record(session: Session, evidence: Evidence, actor: Actor, now: datetime, action: str) -> None:
    audit.record(
        session,
        tenant_id=evidence.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="evidence",
        subject_id=evidence.id,
        detail={
            "indicator": evidence.indicator,
            "year": evidence.year,
            "place": evidence.place,
            "document": str(evidence.document_id),
        },
    )
