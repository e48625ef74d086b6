"""What of this package rests on files, regulations, programmes and agreements."""

from collections.abc import Collection, Iterator
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.models.reviews import AgreementReview
from cooperation.views.agreements import address_of as agreement_page
from cooperation.views.commitments import address_of as commitment_page
from tenants.kernel.clock import local_day
from tenants.kernel.formats import date_id
from tenants.request import visit
from tenants.shell.uses import Use, register_uses


def init_uses() -> None:
    """Let the pages of files, regulations, programmes and agreements know."""
    register_uses("document", papers_of_agreements, submitted_texts, papers_of_commitments)
    register_uses("regulation", commitments_of_regulations)
    register_uses("commitment", agreements_of_commitments, successors)
    register_uses("agreement", signatures, submissions)


def papers_of_agreements(
    session: Session, tenant_id: int, document_ids: Collection[UUID]
) -> Iterator[Use]:
    """Signed papers, drafts, and proofs of posting of agreements."""
    agreements = session.scalars(
        select(Agreement)
        .where(
            Agreement.tenant_id == tenant_id,
            or_(
                Agreement.document_id.in_(document_ids),
                Agreement.draft_document_id.in_(document_ids),
                Agreement.posting_proof_document_id.in_(document_ids),
            ),
        )
        .order_by(Agreement.id)
    )
    for agreement in agreements:
        papers = (
            (agreement.document_id, _("Naskah bertanda tangan: %(title)s", title=agreement.title)),
            (agreement.draft_document_id, _("Rancangan: %(title)s", title=agreement.title)),
            (
                agreement.posting_proof_document_id,
                _("Bukti pembukuan: %(title)s", title=agreement.title),
            ),
        )
        for document_id, words in papers:
            if document_id in document_ids and document_id is not None:
                yield Use(document_id, words, agreement_page(agreement.id))


def submitted_texts(
    session: Session, tenant_id: int, document_ids: Collection[UUID]
) -> Iterator[Use]:
    """Texts as the BPJS office examined them, also where a newer one took their place."""
    rows = session.execute(
        select(AgreementReview.document_id, AgreementReview.round, Agreement)
        .join(
            Agreement,
            (Agreement.tenant_id == AgreementReview.tenant_id)
            & (Agreement.id == AgreementReview.agreement_id),
        )
        .where(
            AgreementReview.tenant_id == tenant_id, AgreementReview.document_id.in_(document_ids)
        )
        .order_by(AgreementReview.agreement_id, AgreementReview.round)
    )
    for document_id, number, agreement in rows:
        words = _(
            "Diajukan pada putaran %(number)s: %(title)s", number=number, title=agreement.title
        )
        if document_id is not None:
            yield Use(document_id, words, agreement_page(agreement.id))


def papers_of_commitments(
    session: Session, tenant_id: int, document_ids: Collection[UUID]
) -> Iterator[Use]:
    """Budget papers and decisions of programmes."""
    commitments = session.scalars(
        select(Commitment)
        .where(Commitment.tenant_id == tenant_id, Commitment.document_id.in_(document_ids))
        .order_by(Commitment.id)
    )
    for commitment in commitments:
        words = _("Dokumen program: %(title)s", title=commitment.title)
        if commitment.document_id is not None:
            yield Use(commitment.document_id, words, commitment_page(commitment.id))


def commitments_of_regulations(
    session: Session, tenant_id: int, regulation_ids: Collection[UUID]
) -> Iterator[Use]:
    """Programmes that name a regulation as their basis."""
    commitments = session.scalars(
        select(Commitment)
        .where(Commitment.tenant_id == tenant_id, Commitment.regulation_id.in_(regulation_ids))
        .order_by(Commitment.budget_year.desc(), Commitment.title)
    )
    for commitment in commitments:
        words = _("Dasar hukum program: %(title)s", title=commitment.title)
        if commitment.regulation_id is not None:
            yield Use(commitment.regulation_id, words, commitment_page(commitment.id))


def agreements_of_commitments(
    session: Session, tenant_id: int, commitment_ids: Collection[UUID]
) -> Iterator[Use]:
    """Agreements that carry a programme."""
    agreements = session.scalars(
        select(Agreement)
        .where(Agreement.tenant_id == tenant_id, Agreement.commitment_id.in_(commitment_ids))
        .order_by(Agreement.id)
    )
    for agreement in agreements:
        words = _("Perjanjian: %(title)s", title=agreement.title)
        if agreement.commitment_id is not None:
            yield Use(agreement.commitment_id, words, agreement_page(agreement.id))


def successors(session: Session, tenant_id: int, commitment_ids: Collection[UUID]) -> Iterator[Use]:
    """Programmes that protect the people of another one further."""
    commitments = session.scalars(
        select(Commitment).where(
            Commitment.tenant_id == tenant_id, Commitment.continues_id.in_(commitment_ids)
        )
    )
    for commitment in commitments:
        words = _("Dilanjutkan oleh program: %(title)s", title=commitment.title)
        if commitment.continues_id is not None:
            yield Use(commitment.continues_id, words, commitment_page(commitment.id))


def signatures(session: Session, tenant_id: int, agreement_ids: Collection[UUID]) -> Iterator[Use]:
    """The signature: what is signed binds both sides."""
    agreements = session.scalars(
        select(Agreement).where(
            Agreement.tenant_id == tenant_id,
            Agreement.id.in_(agreement_ids),
            Agreement.signed_on.is_not(None),
        )
    )
    for agreement in agreements:
        if agreement.signed_on is not None:
            words = _("Tanda tangan tanggal %(day)s", day=date_id(agreement.signed_on))
            yield Use(agreement.id, words, agreement_page(agreement.id))


def submissions(session: Session, tenant_id: int, agreement_ids: Collection[UUID]) -> Iterator[Use]:
    """Rounds of review, also those that were taken back."""
    rounds = session.scalars(
        select(AgreementReview)
        .where(
            AgreementReview.tenant_id == tenant_id, AgreementReview.agreement_id.in_(agreement_ids)
        )
        .order_by(AgreementReview.agreement_id, AgreementReview.round)
    )
    for one in rounds:
        day = local_day(one.submitted_at, visit().regency.timezone)
        words = _(
            "Pengajuan ke BPJS Ketenagakerjaan, putaran %(number)s, %(day)s",
            number=one.round,
            day=date_id(day),
        )
        yield Use(one.agreement_id, words, agreement_page(one.agreement_id))
