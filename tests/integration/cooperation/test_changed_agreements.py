"""Signed agreements that no longer state what the BPJS office accepted: found, told, unverified."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from cooperation.findings import FindingCode
from cooperation.kinds import AgreementKind, FundingSource
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreement_findings import list_agreement_findings
from cooperation.queries.agreements import get_agreement, get_agreement_record
from cooperation.queries.commitments import get_commitment_record
from cooperation.queries.cooperation_facts import cooperation_facts
from cooperation.services.agreement_parts import add_part, remove_part
from cooperation.services.agreement_steps import terminate_agreement
from cooperation.services.agreements import revise_agreement
from cooperation.services.commitments import revise_commitment
from scoring.queries.golden_thread import list_threads
from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.sources import SourceStatus
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import Regency
from tests.integration.cooperation.notices import deliver, join, told
from tests.integration.cooperation.records import (
    TODAY,
    agreement_details,
    attach,
    by,
    commitment_details,
    keep_agreement,
    keep_commitment,
    sign,
    version_now,
)
from tests.integration.cooperation.test_signatures import accept

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def branch(regency: Regency, make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )


@pytest.fixture
def commitment(regency: Regency) -> Commitment:
    return keep_commitment(regency)


@pytest.fixture
def agreement(regency: Regency, branch: Organisation, commitment: Commitment) -> Agreement:
    """Accepted by the branch and signed, with its copy."""
    official = SourceStatus.OFFICIAL
    kept = keep_agreement(regency, commitment_id=commitment.id, source_status=official)
    accept(regency, branch, kept)
    sign(regency, kept, TODAY)
    attach(regency, kept)
    return kept


def revise(regency: Regency, agreement: Agreement, **changes: Any) -> None:
    with transaction(regency.principal()) as session:
        revise_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version_now(session, agreement),
            details=agreement_details(
                **{
                    "commitment_id": agreement.commitment_id,
                    "source_status": SourceStatus.OFFICIAL,
                    **changes,
                }
            ),
        )


def change_figures(regency: Regency, commitment: Commitment, **changes: Any) -> None:
    with transaction(regency.principal()) as session:
        kept = session.scalars(select(Commitment).where(Commitment.id == commitment.id)).one()
        revise_commitment(
            session,
            **by(regency),
            commitment_id=kept.id,
            expected_version=kept.version,
            details=commitment_details(**changes),
        )


def differing(regency: Regency, agreement: Agreement, principal: Principal) -> list[str]:
    """What a side reads of the agreement itself."""
    with transaction(principal) as session:
        record = get_agreement_record(session, tenant_id=regency.id, agreement_id=agreement.id)
        found = list_agreement_findings(
            session, agreement=record.agreement, carried=record.carried, today=TODAY
        )
    return [str(one.params["claims"]) for one in found if one.code is FindingCode.AGREEMENT_CHANGED]


def of_programme(regency: Regency, commitment_id: UUID) -> list[tuple[str, str]]:
    with transaction(regency.principal()) as session:
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=commitment_id, today=TODAY
        )
    return [
        (str(one.params["agreement"]), str(one.params["claims"]))
        for one in record.pressing
        if one.code is FindingCode.AGREEMENT_CHANGED
    ]


def is_verified(regency: Regency) -> bool:
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        (facts,) = cooperation_facts(session, tenant_id=regency.id, year=2025).agreements
    return facts.is_verified


def news(regency: Regency) -> list[tuple[UUID, UUID]]:
    """Who was told that an agreement states otherwise than was accepted."""
    return [
        (office, person) for office, person, code in told(regency) if code == "agreement:changed"
    ]


def test_last_day_changed_without_an_addendum_is_found_told_and_not_verified(
    regency: Regency, branch: Organisation, commitment: Commitment, agreement: Agreement
) -> None:
    head = join(branch, Role.HEAD)
    sides = (regency.principal(), Principal(DatabaseRole.BRANCH, regency.id, branch.id))
    for side in sides:
        assert differing(regency, agreement, side) == []
    assert is_verified(regency)

    revise(regency, agreement, ends_on=date(2026, 6, 30))
    deliver(regency)

    for side in sides:
        assert differing(regency, agreement, side) == ["ends_on"]
    assert of_programme(regency, commitment.id) == [("PKS pekerja rentan", "ends_on")]
    assert not is_verified(regency)
    assert news(regency) == [(branch.id, head)]
    revise(regency, agreement)
    assert differing(regency, agreement, sides[0]) == []
    assert of_programme(regency, commitment.id) == []
    assert is_verified(regency)


def test_people_changed_in_the_programme_are_found_and_stand_in_the_golden_thread_once(
    regency: Regency, branch: Organisation, commitment: Commitment, agreement: Agreement
) -> None:
    head = join(branch, Role.HEAD)

    change_figures(regency, commitment, people_count=8_625)
    deliver(regency)

    assert differing(regency, agreement, regency.principal()) == ["people_count"]
    assert news(regency) == [(branch.id, head)]
    with transaction(regency.principal()) as session:
        (thread,) = list_threads(session, tenant_id=regency.id, year=2025, today=TODAY)
    codes = [one.code for _strand, one in thread.thread.findings]
    assert codes.count(FindingCode.AGREEMENT_CHANGED) == 1


def test_bookkeeping_and_what_was_left_open_may_change_without_a_finding_or_news(
    regency: Regency, branch: Organisation, commitment: Commitment, agreement: Agreement
) -> None:
    join(branch, Role.HEAD)

    revise(
        regency,
        agreement,
        title="PKS pekerja rentan 2025",
        number_regency="119/12/2025",
        signatories="Kepala Dinas Sosial",
    )
    change_figures(
        regency, commitment, title="Nama baru", budget_idr=1_365_000_000, budget_line="5.1.02"
    )
    deliver(regency)

    assert differing(regency, agreement, regency.principal()) == []
    assert of_programme(regency, commitment.id) == []
    assert news(regency) == []


def test_programme_taken_off_or_put_in_place_of_another_is_found(
    regency: Regency, branch: Organisation, commitment: Commitment
) -> None:
    other = keep_commitment(regency, title="Nelayan", funding_source=FundingSource.DBHCHT)
    agreement = keep_agreement(regency, commitment_id=commitment.id)
    with transaction(regency.principal()) as session:
        part = add_part(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=1,
            commitment_id=other.id,
        )
    accept(regency, branch, agreement)
    sign(regency, agreement, TODAY)
    assert differing(regency, agreement, regency.principal()) == []
    head = join(branch, Role.HEAD)

    with transaction(regency.principal()) as session:
        remove_part(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version_now(session, agreement),
            agreement_part_id=part.id,
        )
    deliver(regency)

    assert differing(regency, agreement, regency.principal()) == ["parts"]
    assert news(regency) == [(branch.id, head)]
    with transaction(regency.principal()) as session:
        kept = get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)
    revise(regency, kept, commitment_id=None)
    assert differing(regency, agreement, regency.principal()) == ["programme"]


def test_addendum_changes_nothing_of_what_was_accepted_and_is_held_to_its_own_words(
    regency: Regency, branch: Organisation, commitment: Commitment, agreement: Agreement
) -> None:
    changes: dict[str, Any] = {
        "title": "Adendum",
        "kind": AgreementKind.ADENDUM,
        "amends_id": agreement.id,
        "changes_from": Month(2025, 9),
        "new_people_count": 8_625,
        "ends_on": date(2026, 3, 31),
        "new_last_month": Month(2026, 3),
    }
    addendum = keep_agreement(regency, commitment_id=commitment.id, **changes)
    accept(regency, branch, addendum)
    sign(regency, addendum, TODAY)
    assert of_programme(regency, commitment.id) == []

    revise(regency, addendum, **{**changes, "new_people_count": 9_625})

    assert differing(regency, addendum, regency.principal()) == ["new_people_count"]
    assert differing(regency, agreement, regency.principal()) == []
    assert of_programme(regency, commitment.id) == [("Adendum", "new_people_count")]


def test_agreement_that_was_ended_early_is_held_to_nothing_any_more(
    regency: Regency, commitment: Commitment, agreement: Agreement
) -> None:
    with transaction(regency.principal()) as session:
        terminate_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version_now(session, agreement),
            terminated_on=TODAY,
            reason="Diganti perjanjian yang lain.",
            today=TODAY,
        )

    change_figures(regency, commitment, people_count=9_000)

    assert differing(regency, agreement, regency.principal()) == []
    assert of_programme(regency, commitment.id) == []


def test_agreement_rewritten_after_its_acceptance_and_signed_on_paper_is_held_to_the_paper(
    regency: Regency, branch: Organisation, commitment: Commitment
) -> None:
    kept = keep_agreement(regency, commitment_id=commitment.id)
    accept(regency, branch, kept)
    revise(regency, kept, ends_on=date(2026, 6, 30))

    sign(regency, kept, date(2025, 4, 14))

    assert differing(regency, kept, regency.principal()) == []


def test_agreement_concluded_on_paper_may_be_put_right_freely(
    regency: Regency, branch: Organisation, commitment: Commitment
) -> None:
    join(branch, Role.HEAD)
    kept = keep_agreement(regency, commitment_id=commitment.id)
    sign(regency, kept, date(2025, 4, 14))

    revise(regency, kept, ends_on=date(2026, 6, 30))
    deliver(regency)

    assert differing(regency, kept, regency.principal()) == []
    assert news(regency) == []
