"""What of this package rests on files, regulations, programmes and agreements."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeVar
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cooperation.models.agreements import Agreement, AgreementPart
from cooperation.models.clauses import AgreementClause
from cooperation.models.commitments import Commitment
from cooperation.models.reviews import AgreementReview, InternalReview
from cooperation.views.agreements import address_of as agreement_page
from cooperation.views.commitments import address_of as commitment_page
from tenants.kernel.clock import local_day
from tenants.kernel.errors import N_
from tenants.kernel.formats import date_id
from tenants.request import visit
from tenants.shell.uses import Use, register_rows, register_uses

T = TypeVar("T", Agreement, Commitment)

OF_AGREEMENTS = (
    ("document", Agreement.document_id, N_("Naskah bertanda tangan: %(title)s")),
    ("document", Agreement.draft_document_id, N_("Rancangan: %(title)s")),
    ("document", Agreement.posting_proof_document_id, N_("Bukti pembukuan: %(title)s")),
    ("document", Agreement.start_consent_document_id, N_("Surat persetujuan awal: %(title)s")),
    ("commitment", Agreement.commitment_id, N_("Perjanjian: %(title)s")),
    ("regulation", Agreement.regulation_id, N_("Dasar hukum perjanjian: %(title)s")),
    ("agreement", Agreement.umbrella_id, N_("Bernaung padanya: %(title)s")),
    ("agreement", Agreement.amends_id, N_("Mengubahnya: %(title)s")),
    ("agreement", Agreement.predecessor_id, N_("Melanjutkannya: %(title)s")),
)
OF_COMMITMENTS = (
    ("document", Commitment.document_id, N_("Dokumen program: %(title)s")),
    ("regulation", Commitment.regulation_id, N_("Dasar hukum program: %(title)s")),
    ("commitment", Commitment.continues_id, N_("Dilanjutkan oleh program: %(title)s")),
)
# A text that the BPJS office examined is told for each round, one examined at home once.
OF_TEXTS = (
    (AgreementReview, AgreementReview.round, N_("Diajukan pada putaran %(number)s: %(title)s")),
    (InternalReview, InternalReview.document_id, N_("Direviu di pemerintah daerah: %(title)s")),
    (AgreementClause, AgreementClause.document_id, N_("Diperiksa klausulnya: %(title)s")),
)


def init_uses() -> None:
    """Let the pages of files, regulations, programmes and agreements know."""
    _register_titled(Agreement, agreement_page, OF_AGREEMENTS)
    _register_titled(Commitment, commitment_page, OF_COMMITMENTS)
    register_rows(
        "agreement",
        Agreement,
        Agreement.id,
        Agreement.signed_on.is_not(None),
        words=_signature,
        page=lambda agreement: agreement_page(agreement.id),
    )
    register_rows(
        "agreement",
        AgreementReview,
        AgreementReview.agreement_id,
        words=_submission,
        page=lambda review: agreement_page(review.agreement_id),
    )
    register_uses("document", texts_of_agreements)
    register_uses("commitment", carrying_agreements)


def texts_of_agreements(
    session: Session, tenant_id: int, document_ids: Collection[UUID]
) -> Iterator[Use]:
    """Texts that were examined, also where a newer one took their place."""
    for model, apart, text in OF_TEXTS:
        rows = session.execute(
            select(model.document_id, apart, Agreement)
            .join(
                Agreement,
                (Agreement.tenant_id == model.tenant_id) & (Agreement.id == model.agreement_id),
            )
            .where(model.tenant_id == tenant_id, model.document_id.in_(document_ids))
            .distinct()
            .order_by(Agreement.id, apart)
        )
        for document_id, number, agreement in rows:
            if document_id is not None:
                words = _(text, number=number, title=agreement.title)
                yield Use(document_id, words, agreement_page(agreement.id))


def carrying_agreements(
    session: Session, tenant_id: int, commitment_ids: Collection[UUID]
) -> Iterator[Use]:
    """Agreements that carry a programme beside their first."""
    rows = session.execute(
        select(AgreementPart.commitment_id, Agreement)
        .join(
            Agreement,
            (Agreement.tenant_id == AgreementPart.tenant_id)
            & (Agreement.id == AgreementPart.agreement_id),
        )
        .where(
            AgreementPart.tenant_id == tenant_id, AgreementPart.commitment_id.in_(commitment_ids)
        )
        .order_by(AgreementPart.added_at, AgreementPart.id)
    )
    for commitment_id, agreement in rows:
        words = _("Dimuat dalam perjanjian: %(title)s", title=agreement.title)
        yield Use(commitment_id, words, agreement_page(agreement.id))


def _register_titled(
    model: type[T],
    page: Callable[[UUID], str],
    pointers: Iterable[tuple[str, InstrumentedAttribute[Any], str]],
) -> None:
    for subject, column, text in pointers:
        register_rows(
            subject, model, column, words=_titled(text), page=lambda record: page(record.id)
        )


def _titled(text: str) -> Callable[[Agreement | Commitment], str]:
    return lambda record: str(_(text, title=record.title))


def _signature(agreement: Agreement) -> str:
    """What is signed binds both sides."""
    day = date_id(agreement.signed_on) if agreement.signed_on else ""
    return str(_("Tanda tangan tanggal %(day)s", day=day))


def _submission(review: AgreementReview) -> str:
    """A round of review, also one that was taken back."""
    day = local_day(review.submitted_at, visit().regency.timezone)
    return str(
        _(
            "Pengajuan ke BPJS Ketenagakerjaan, putaran %(number)s, %(day)s",
            number=review.round,
            day=date_id(day),
        )
    )
