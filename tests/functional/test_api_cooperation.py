"""Programs read programmes with their arithmetic, and agreements, of their regency alone."""

from collections.abc import Callable, Collection

import pytest
from flask import Flask

from cooperation.agreement_rules import AgreementDetails
from cooperation.commitment_rules import CommitmentDetails
from cooperation.kinds import AgreementKind, FundingSource, Payer, Programme
from cooperation.models.agreements import Agreement
from cooperation.services.agreement_steps import Signature, sign_agreement
from cooperation.services.agreements import register_agreement
from cooperation.services.commitments import register_commitment
from tenants.access import Permission
from tenants.kernel.db import transaction
from tenants.kernel.sources import SourceStatus
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import ACTOR, NOW, Browser, Regency

KeyOf = Callable[[Organisation, Collection[Permission]], str]


@pytest.fixture
def agreement(app: Flask, regency: Regency) -> Agreement:
    """The draft of a programme of 1,500 people over twelve months."""
    by = {"tenant_id": regency.id, "actor": ACTOR, "now": NOW}
    source = {"source_name": "DPA 2025", "source_status": SourceStatus.OFFICIAL}
    with app.app_context(), transaction(regency.principal()) as session:
        commitment = register_commitment(
            session,
            **by,  # type: ignore[arg-type]  # one mapping for both services
            details=CommitmentDetails(
                title="Bantuan iuran 2025",
                budget_year=2025,
                payer=Payer.REGENCY,
                funding_source=FundingSource.APBD,
                stated_rate_idr=16_500,
                budget_idr=302_400_000,
                people_count=1_500,
                month_count=12,
                programmes=frozenset({Programme.JKK, Programme.JKM}),
                **source,  # type: ignore[arg-type]
            ),
        )
        return register_agreement(
            session,
            **by,  # type: ignore[arg-type]
            details=AgreementDetails(
                kind=AgreementKind.PKS,
                title="PKS 2025",
                commitment_id=commitment.id,
                **source,  # type: ignore[arg-type]
            ),
        )


def test_programme_comes_with_its_total_and_the_slip_in_its_rate(
    browser: Browser, regency: Regency, agreement: Agreement, key_of: KeyOf
) -> None:
    token = key_of(regency.organisation, {Permission.AGREEMENT_READ})
    headers = {"Authorization": f"Bearer {token}"}

    listed = browser.get(f"/api/v1/r/{regency.slug}/commitments", headers=headers).get_json()
    one = browser.get(
        f"/api/v1/r/{regency.slug}/commitments/{agreement.commitment_id}", headers=headers
    ).get_json()

    carrying = browser.get(
        f"/api/v1/r/{regency.slug}/agreements/{agreement.id}", headers=headers
    ).get_json()
    assert carrying["commitment_ids"] == [str(agreement.commitment_id)]
    assert listed == {"items": [one], "next_cursor": None}
    assert (one["computed_rate_idr"], one["computed_total_idr"]) == (16_800, 302_400_000)
    assert {"code": "stated-rate-mismatch", "severity": "wrong"} in one["findings"]


def test_branch_reads_signed_agreements_of_the_regencies_it_serves_and_of_no_other(
    app: Flask,
    browser: Browser,
    regency: Regency,
    other_regency: Regency,
    agreement: Agreement,
    key_of: KeyOf,
    make_organisation: Callable[..., Organisation],
) -> None:
    branch = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    token = key_of(branch, {Permission.AGREEMENT_READ})
    headers = {"Authorization": f"Bearer {token}"}

    def read(slug: str, path: str = "") -> tuple[int, object]:
        answer = browser.get(f"/api/v1/b/{branch.slug}/r/{slug}/agreements{path}", headers=headers)
        return answer.status_code, answer.get_json().get("title")

    draft = browser.get(f"/api/v1/b/{branch.slug}/r/{regency.slug}/agreements", headers=headers)
    assert draft.get_json()["items"] == []
    assert read(regency.slug, f"/{agreement.id}")[0] == 404
    with app.app_context(), transaction(regency.principal()) as session:
        sign_agreement(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            agreement_id=agreement.id,
            expected_version=agreement.version,
            signature=Signature(NOW.date(), comes_later="Salinan menyusul dari kantor cabang."),
            timezone="Asia/Jakarta",
        )
    listed = browser.get(f"/api/v1/b/{branch.slug}/r/{regency.slug}/agreements", headers=headers)
    assert [one["title"] for one in listed.get_json()["items"]] == ["PKS 2025"]
    assert read(regency.slug, f"/{agreement.id}") == (200, "PKS 2025")
    assert read(other_regency.slug)[0] == 404
    assert read(other_regency.slug, f"/{agreement.id}")[0] == 404


def test_branch_reads_which_regencies_it_serves_today(
    browser: Browser,
    regency: Regency,
    key_of: KeyOf,
    make_organisation: Callable[..., Organisation],
) -> None:
    branch = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    headers = {"Authorization": f"Bearer {key_of(branch, {Permission.REVIEW_READ})}"}

    answer = browser.get(f"/api/v1/b/{branch.slug}/regencies", headers=headers).get_json()

    assert [one["slug"] for one in answer["items"]] == [regency.slug]
