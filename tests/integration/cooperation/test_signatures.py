"""Days of signatures: which one can be meant, and how a wrong one is put right."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cooperation.kinds import AgreementKind
from cooperation.models.agreements import Agreement
from cooperation.months import Month
from cooperation.queries.agreements import get_agreement
from cooperation.services.agreement_steps import terminate_agreement
from cooperation.services.reviews import Office, Seen, accept_agreement
from cooperation.services.signatures import correct_signature
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import InvalidInput, InvalidTransition, StaleVersion
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import NOW, Regency
from tests.integration.cooperation.notices import deliver, join, submit, told
from tests.integration.cooperation.records import (
    TODAY,
    by,
    keep_agreement,
    keep_commitment,
    sign,
    version_now,
)

pytestmark = pytest.mark.usefixtures("app_context")

LONG_AGO = date(2020, 1, 2)
SIGNED = date(2025, 4, 14)
WHY = "Tanggal pada naskah terbaca keliru."


@pytest.fixture
def branch(regency: Regency, make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )


def accept(
    regency: Regency, branch: Organisation, agreement: Agreement, now: datetime = NOW
) -> None:
    """The branch accepts a draft that is submitted for it."""
    review = submit(regency, agreement)
    with transaction(Principal(DatabaseRole.BRANCH, regency.id, branch.id)) as session:
        accept_agreement(
            session,
            **{**by(regency), "now": now},
            agreement_id=agreement.id,
            seen=Seen(review.id, review.agreement_version),
            office=Office(branch.id, branch.name),
        )


def correct(regency: Regency, agreement: Agreement, signed_on: date, **changes: Any) -> Agreement:
    with transaction(regency.principal()) as session:
        asked: dict[str, Any] = {
            "expected_version": version_now(session, agreement),
            "reason": WHY,
            "timezone": "Asia/Jakarta",
        }
        return correct_signature(
            session,
            **by(regency),
            agreement_id=agreement.id,
            signed_on=signed_on,
            **{**asked, **changes},
        )


def kept(regency: Regency, agreement: Agreement) -> Agreement:
    with transaction(regency.principal()) as session:
        return get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)


def refused(action: Callable[[], object]) -> tuple[str, dict[str, Any]]:
    """The field that was refused, and what is said of it."""
    with pytest.raises(InvalidInput) as caught:
        action()
    (error,) = caught.value.errors
    return error.pointer, dict(error.params)


@pytest.mark.parametrize("day", [LONG_AGO, TODAY - timedelta(days=1)])
def test_what_the_branch_accepted_is_not_signed_before_the_day_of_that(
    regency: Regency, branch: Organisation, day: date
) -> None:
    agreement = keep_agreement(regency, commitment_id=keep_commitment(regency).id)
    accept(regency, branch, agreement)

    pointer, params = refused(lambda: sign(regency, agreement, day))

    assert (pointer, params) == ("/signed_on", {"accepted_on": "20\u00a0November 2026"})
    assert kept(regency, agreement).signed_on is None
    sign(regency, agreement, TODAY)
    assert kept(regency, agreement).signed_on == TODAY


def test_the_day_of_the_acceptance_is_that_of_the_regencys_clock(
    regency: Regency, branch: Organisation
) -> None:
    agreement = keep_agreement(regency, commitment_id=keep_commitment(regency).id)
    accept(regency, branch, agreement, datetime(2026, 11, 18, 18, 0, tzinfo=UTC))

    _pointer, params = refused(lambda: sign(regency, agreement, date(2026, 11, 18)))

    assert params == {"accepted_on": "19\u00a0November 2026"}
    sign(regency, agreement, date(2026, 11, 19))


def test_what_was_concluded_on_paper_may_have_been_signed_long_ago(regency: Regency) -> None:
    agreement = keep_agreement(regency, commitment_id=keep_commitment(regency).id)

    sign(regency, agreement, LONG_AGO)

    assert kept(regency, agreement).signed_on == LONG_AGO


def test_correction_is_kept_audited_and_told_to_both_sides(
    regency: Regency, branch: Organisation
) -> None:
    head, admin = join(branch, Role.HEAD), join(regency, Role.ADMIN)
    agreement = keep_agreement(regency, commitment_id=keep_commitment(regency).id)
    sign(regency, agreement, LONG_AGO)

    correct(regency, agreement, SIGNED)
    deliver(regency)

    found = kept(regency, agreement)
    assert (found.signed_on, found.status) == (SIGNED, "signed")
    with transaction(regency.principal()) as session:
        detail = session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "agreement:correct-signature")
        ).one()
    assert detail["formerly_on"] == "2020-01-02"
    assert (detail["signed_on"], detail["reason"]) == ("2025-04-14", WHY)
    news = [one for one in told(regency) if one[2] == "agreement:correct-signature"]
    assert {person for _office, person, _code in news} == {head, admin}


def test_correction_owes_a_reason_another_day_and_the_version_that_was_read(
    regency: Regency, branch: Organisation
) -> None:
    agreement = keep_agreement(regency, commitment_id=keep_commitment(regency).id)
    with pytest.raises(InvalidTransition):
        correct(regency, agreement, SIGNED)
    accept(regency, branch, agreement)
    sign(regency, agreement, TODAY)

    assert refused(lambda: correct(regency, agreement, TODAY))[0] == "/signed_on"
    assert refused(lambda: correct(regency, agreement, SIGNED, reason="salah"))[0] == "/reason"
    assert refused(lambda: correct(regency, agreement, SIGNED)) == (
        "/signed_on",
        {"accepted_on": "20\u00a0November 2026"},
    )
    tomorrow = TODAY + timedelta(days=1)
    assert refused(lambda: correct(regency, agreement, tomorrow))[0] == "/signed_on"
    with pytest.raises(StaleVersion):
        correct(regency, agreement, SIGNED, expected_version=1)


def test_correction_that_contradicts_an_addendum_or_the_end_is_refused(regency: Regency) -> None:
    commitment = keep_commitment(regency)
    agreement = keep_agreement(regency, commitment_id=commitment.id)
    sign(regency, agreement, SIGNED)
    addendum = keep_agreement(
        regency,
        title="Adendum pertama",
        kind=AgreementKind.ADENDUM,
        commitment_id=commitment.id,
        amends_id=agreement.id,
        changes_from=Month(2025, 9),
        new_people_count=8_625,
    )
    assert refused(lambda: sign(regency, addendum, LONG_AGO))[0] == "/signed_on"
    sign(regency, addendum, date(2025, 8, 20))

    assert refused(lambda: correct(regency, agreement, date(2025, 8, 21))) == (
        "/signed_on",
        {"title": "Adendum pertama", "signed_on": "20\u00a0Agustus 2025"},
    )
    assert refused(lambda: correct(regency, addendum, date(2025, 4, 13)))[0] == "/signed_on"
    with transaction(regency.principal()) as session:
        terminate_agreement(
            session,
            **by(regency),
            agreement_id=addendum.id,
            expected_version=version_now(session, addendum),
            terminated_on=date(2025, 10, 1),
            reason="Diganti adendum yang lain.",
            today=TODAY,
        )
    assert refused(lambda: correct(regency, addendum, date(2025, 10, 2))) == (
        "/signed_on",
        {"terminated_on": "1\u00a0Oktober 2025"},
    )
    correct(regency, addendum, date(2025, 8, 25))
    assert kept(regency, addendum).signed_on == date(2025, 8, 25)


def test_correction_keeps_anew_what_follows_from_the_signature(regency: Regency) -> None:
    commitment = keep_commitment(regency)
    former = keep_agreement(regency, commitment_id=commitment.id)
    sign(regency, former, SIGNED)
    later = keep_agreement(
        regency, commitment_id=commitment.id, predecessor_id=former.id, starts_on=None, ends_on=None
    )
    sign(regency, later, date(2026, 2, 1))
    assert kept(regency, former).continued_from == date(2026, 2, 1)

    correct(regency, later, date(2026, 1, 5))

    assert kept(regency, former).continued_from == date(2026, 1, 5)
