"""A programme or agreement recorded by mistake goes as long as nothing rests on it."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from cooperation.kinds import AgreementPaper
from cooperation.models.agreements import Agreement
from cooperation.queries.agreements import get_agreement
from cooperation.queries.commitments import get_commitment
from cooperation.services.removals import remove_agreement, remove_commitment
from cooperation.services.reviews import submit_agreement, withdraw_agreement
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tenants.kernel.errors import NotFound, StillInUse
from tenants.models.identity import Organisation, OrganisationKind
from tenants.services.document_removals import remove_document
from tenants.services.regulations import remove_regulation
from tests.conftest import Regency
from tests.integration.cooperation.records import (
    attach,
    by,
    keep_agreement,
    keep_commitment,
    sign,
    version_now,
)
from tests.integration.tenants.test_documents import call
from tests.integration.tenants.test_regulations import register

pytestmark = pytest.mark.usefixtures("app_context")

MISTAKE = "Tercatat dua kali."
MakeOrganisation = Callable[..., Organisation]


def kept(regency: Regency, agreement_id: UUID) -> Agreement:
    with transaction(regency.principal()) as session:
        return get_agreement(session, tenant_id=regency.id, agreement_id=agreement_id)


def said(regency: Regency, action: str) -> dict[str, object]:
    with transaction(regency.principal()) as session:
        query = select(AuditEntry.detail).where(AuditEntry.action == action)
        return dict(session.scalars(query).one())


def test_draft_goes_with_a_reason_and_its_text_may_go_after_it(regency: Regency) -> None:
    draft = keep_agreement(regency)
    attach(regency, draft, AgreementPaper.DRAFT_TEXT)
    document_id = kept(regency, draft.id).draft_document_id
    with pytest.raises(StillInUse):
        call(regency, remove_document, document_id=document_id, reason=MISTAKE)

    call(regency, remove_agreement, agreement_id=draft.id, reason=MISTAKE)
    call(regency, remove_document, document_id=document_id, reason=MISTAKE)

    with pytest.raises(NotFound):
        kept(regency, draft.id)
    detail = said(regency, "agreement:remove")
    assert (detail["title"], detail["reason"]) == (draft.title, MISTAKE)


def test_draft_that_was_submitted_once_stays(
    regency: Regency, make_organisation: MakeOrganisation
) -> None:
    make_organisation(OrganisationKind.BRANCH, serves=[regency])
    draft = keep_agreement(regency, commitment_id=keep_commitment(regency).id)
    with transaction(regency.principal()) as session:
        place = {**by(regency), "agreement_id": draft.id}
        submit_agreement(session, **place, expected_version=1, timezone="Asia/Jakarta")
    with pytest.raises(StillInUse):
        call(regency, remove_agreement, agreement_id=draft.id, reason=MISTAKE)
    with transaction(regency.principal()) as session:
        version = version_now(session, draft)
        withdraw_agreement(session, **place, expected_version=version)

    with pytest.raises(StillInUse):
        call(regency, remove_agreement, agreement_id=draft.id, reason=MISTAKE)

    assert kept(regency, draft.id).status == "draft"


def test_signed_agreement_stays(regency: Regency) -> None:
    signed = sign(regency, keep_agreement(regency), date(2025, 4, 14))

    with pytest.raises(StillInUse):
        call(regency, remove_agreement, agreement_id=signed.id, reason=MISTAKE)

    assert kept(regency, signed.id).status == "signed"


def test_replaced_text_goes_and_the_newer_stays(regency: Regency) -> None:
    draft = keep_agreement(regency)
    attach(regency, draft, AgreementPaper.DRAFT_TEXT)
    wrong = kept(regency, draft.id).draft_document_id
    attach(regency, draft, AgreementPaper.DRAFT_TEXT)

    call(regency, remove_document, document_id=wrong, reason=MISTAKE)

    assert kept(regency, draft.id).draft_document_id not in {None, wrong}


def test_programme_on_which_nothing_rests_goes_with_a_reason(regency: Regency) -> None:
    commitment = keep_commitment(regency)

    call(regency, remove_commitment, commitment_id=commitment.id, reason=MISTAKE)

    with pytest.raises(NotFound), transaction(regency.principal()) as session:
        get_commitment(session, tenant_id=regency.id, commitment_id=commitment.id)
    detail = said(regency, "commitment:remove")
    assert (detail["title"], detail["reason"]) == (commitment.title, MISTAKE)


def test_programme_with_an_agreement_or_a_successor_stays(regency: Regency) -> None:
    carried, continued = keep_commitment(regency), keep_commitment(regency, people_count=400)
    keep_agreement(regency, commitment_id=carried.id)
    keep_commitment(regency, continues_id=continued.id)

    for one in (carried, continued):
        with pytest.raises(StillInUse):
            call(regency, remove_commitment, commitment_id=one.id, reason=MISTAKE)
        with transaction(regency.principal()) as session:
            assert get_commitment(session, tenant_id=regency.id, commitment_id=one.id)


def test_regulation_that_a_programme_names_stays(regency: Regency) -> None:
    regulation = register(regency)
    keep_commitment(regency, regulation_id=regulation.id)

    with pytest.raises(StillInUse):
        call(regency, remove_regulation, regulation_id=regulation.id, reason=MISTAKE)
