"""Keep which clauses the text of an agreement holds."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from cooperation.clause_checks import ClauseFinding
from cooperation.models.agreements import Agreement
from cooperation.models.clauses import AgreementClause
from cooperation.queries.clauses import get_clause_list, template_for, text_of
from cooperation.services.agreements import lock_agreement
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, Conflict, refuse_errors
from tenants.kernel.ids import uuid7
from tenants.remark_rules import number_errors

_OTHERS = N_(
    "Daftar klausul sudah disimpan orang lain setelah Anda membukanya. Isian Anda masih di halaman"
    " ini; bandingkan, lalu simpan kembali."
)
_OTHER_KIND = N_(
    "Bentuk perjanjian diubah orang lain setelah Anda membuka halaman ini, sehingga daftar"
    " klausulnya lain. Muat ulang halaman ini."
)


def check_clauses(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    seen: str,
    findings: Mapping[str, ClauseFinding],
) -> None:
    """Keep what an officer found in the present text; a clause left out is not looked for yet.

    Args:
        session: the caller's transaction.
        tenant_id: whose agreement.
        actor: who looked.
        now: the present moment.
        agreement_id: of which agreement.
        seen: of the list that was on the page.
        findings: by clause of its kind.

    Raises:
        NotFound: no such agreement in this regency.
        Conflict: somebody else saved the list meanwhile, or made it another kind of agreement.
        InvalidInput: a note holds a NIK.

    Effects:
        Locks the agreement, replaces its ``agreement_clause`` rows, audits.
    """
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    if not findings.keys() <= {one.id for one in template_for(agreement).clauses}:
        raise Conflict(_OTHER_KIND)
    if get_clause_list(session, agreement).seen != seen:
        raise Conflict(_OTHERS)
    _refuse_numbers(findings)
    remove_clauses(session, agreement)
    _keep(session, agreement, findings, actor=actor, now=now, document_id=text_of(agreement))
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="agreement:check-clauses",
        subject="agreement",
        subject_id=agreement.id,
        detail={"title": agreement.title, "clauses_count": len(findings)},
    )


def state_clauses(
    session: Session,
    agreement: Agreement,
    findings: Mapping[str, ClauseFinding],
    *,
    actor: Actor,
    now: datetime,
    document_id: UUID,
) -> None:
    """Keep which clauses a text of ours holds, in place of what was found in an earlier one.

    Args:
        session: the caller's transaction.
        agreement: locked.
        findings: by clause of the template.
        actor: who keeps the text.
        now: the present moment.
        document_id: the text.

    Effects:
        Replaces the agreement's ``agreement_clause`` rows.
    """
    remove_clauses(session, agreement)
    _keep(session, agreement, findings, actor=actor, now=now, document_id=document_id)


def remove_clauses(session: Session, agreement: Agreement) -> None:
    """Take away what was found, with the agreement or before it is stated anew.

    Effects:
        Deletes from ``agreement_clause``.
    """
    session.execute(
        delete(AgreementClause).where(
            AgreementClause.tenant_id == agreement.tenant_id,
            AgreementClause.agreement_id == agreement.id,
        )
    )


def _keep(
    session: Session,
    agreement: Agreement,
    findings: Mapping[str, ClauseFinding],
    *,
    actor: Actor,
    now: datetime,
    document_id: UUID | None,
) -> None:
    rows = [
        {
            "tenant_id": agreement.tenant_id,
            "id": uuid7(),
            "agreement_id": agreement.id,
            "clause": clause.id,
            "presence": findings[clause.id].presence,
            "place": findings[clause.id].place,
            "note": findings[clause.id].note,
            "document_id": document_id,
            "checked_at": now,
            "checked_by_id": actor.id,
            "checked_by_name": actor.name,
        }
        for clause in template_for(agreement).clauses
        if clause.id in findings
    ]
    if rows:
        session.execute(insert(AgreementClause), rows)


def _refuse_numbers(findings: Mapping[str, ClauseFinding]) -> None:
    refuse_errors(
        [
            error
            for clause, finding in findings.items()
            for name, text in (("place", finding.place), ("note", finding.note))
            for error in number_errors(f"/{name}_{clause}", text)
        ]
    )
