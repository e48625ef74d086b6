"""A list for which nobody chose an agreement takes the one that binds its programme."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from cooperation.kinds import AgreementKind
from cooperation.models.agreements import Agreement
from cooperation.months import Month
from cooperation.services.agreement_steps import drop_agreement, terminate_agreement
from enrollment.billing import Period
from enrollment.models.billing import BillingList
from enrollment.services.billing import open_billing
from tenants.kernel.db import transaction
from tenants.kernel.errors import FieldError, InvalidInput
from tests.conftest import NOW, Regency
from tests.integration.cooperation.records import (
    by,
    keep_agreement,
    keep_commitment,
    sign,
    version_now,
)

SIGNED_ON = date(2025, 2, 20)


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Any:
    with app.app_context():
        yield


def signed(regency: Regency, **changes: Any) -> Agreement:
    return sign(regency, keep_agreement(regency, **changes), SIGNED_ON)


def drawn_up(
    regency: Regency,
    commitment_id: Any,
    first: Month,
    months: int = 1,
    agreement_id: UUID | None = None,
) -> BillingList:
    with transaction(regency.principal()) as session:
        return open_billing(
            session,
            **by(regency),
            commitment_id=commitment_id,
            period=Period(first, months),
            agreement_id=agreement_id,
        )


def pointers_of(regency: Regency, commitment_id: Any, first: Month, months: int = 1) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        drawn_up(regency, commitment_id, first, months)
    return [one.pointer for one in refused.value.errors]


def refusal_of(regency: Regency, commitment_id: Any, agreement_id: UUID) -> FieldError:
    """Why a list of September is not billed by an agreement."""
    with pytest.raises(InvalidInput) as refused:
        drawn_up(regency, commitment_id, Month(2025, 9), agreement_id=agreement_id)
    (error,) = refused.value.errors
    return error


def test_only_signed_agreement_gives_the_due_day_and_its_addendum_counts_with_it(
    regency: Regency,
) -> None:
    commitment_id = keep_commitment(regency, month_count=8).id
    keep_agreement(regency, commitment_id=commitment_id, due_day=25, title="Rancangan")
    pks = signed(regency, commitment_id=commitment_id, due_day=20, ends_on=date(2025, 10, 31))
    addendum = keep_agreement(
        regency,
        title="Adendum",
        kind=AgreementKind.ADENDUM,
        commitment_id=commitment_id,
        amends_id=pks.id,
        changes_from=Month(2025, 8),
        new_last_month=Month(2025, 12),
        starts_on=date(2025, 8, 1),
        ends_on=date(2025, 12, 31),
    )
    sign(regency, addendum, date(2025, 7, 20))

    billing = drawn_up(regency, commitment_id, Month(2025, 9), 4)

    assert (billing.agreement_id, billing.due_day) == (pks.id, 20)
    refused = refusal_of(regency, commitment_id, addendum.id)
    assert refused.pointer == "/agreement_id"
    assert refused.detail.startswith("Adendum mengikat melalui perjanjian yang diubahnya.")


@pytest.mark.parametrize("is_dropped", [False, True])
def test_agreement_that_nobody_signed_bears_no_bill(regency: Regency, is_dropped: bool) -> None:
    commitment_id = keep_commitment(regency).id
    unsigned = keep_agreement(regency, commitment_id=commitment_id, due_day=20)
    if is_dropped:
        with transaction(regency.principal()) as session:
            drop_agreement(
                session,
                **by(regency),
                agreement_id=unsigned.id,
                expected_version=version_now(session, unsigned),
                reason="Anggaran dialihkan.",
            )

    refused = refusal_of(regency, commitment_id, unsigned.id)

    assert refused.pointer == "/agreement_id"
    assert refused.detail.startswith("Perjanjian ini belum ditandatangani.")
    if not is_dropped:
        sign(regency, unsigned, SIGNED_ON)
        billing = drawn_up(regency, commitment_id, Month(2025, 3), agreement_id=unsigned.id)
        assert (billing.agreement_id, billing.due_day) == (unsigned.id, 20)


def test_months_beyond_the_early_end_of_the_only_agreement_are_refused(regency: Regency) -> None:
    commitment_id = keep_commitment(regency).id
    pks = signed(regency, commitment_id=commitment_id, due_day=20)
    with transaction(regency.principal()) as session:
        terminate_agreement(
            session,
            **by(regency),
            agreement_id=pks.id,
            expected_version=version_now(session, pks),
            terminated_on=date(2025, 6, 1),
            reason="Anggaran dialihkan.",
            today=NOW.date(),
        )

    assert pointers_of(regency, commitment_id, Month(2025, 4), 3) == ["/month_count"]
    assert drawn_up(regency, commitment_id, Month(2025, 4), 2).agreement_id == pks.id


def test_which_of_two_agreements_is_asked_at_its_field(regency: Regency) -> None:
    commitment_id = keep_commitment(regency).id
    halves = [
        signed(
            regency,
            title=title,
            commitment_id=commitment_id,
            starts_on=starts_on,
            ends_on=ends_on,
            due_day=due_day,
        )
        for title, starts_on, ends_on, due_day in (
            ("PKS awal", date(2025, 3, 1), date(2025, 6, 15), 10),
            ("PKS lanjutan", date(2025, 6, 16), date(2025, 12, 31), 20),
        )
    ]

    with pytest.raises(InvalidInput) as refused:
        drawn_up(regency, commitment_id, Month(2025, 6))
    (error,) = refused.value.errors
    billing = drawn_up(regency, commitment_id, Month(2025, 7), 2)

    assert error.pointer == "/agreement_id"
    assert error.params == {"titles": "PKS awal, PKS lanjutan"}
    assert (billing.agreement_id, billing.due_day) == (halves[1].id, 20)


def test_umbrella_does_not_stand_beside_what_rests_on_it(regency: Regency) -> None:
    commitment_id = keep_commitment(regency).id
    umbrella = signed(
        regency,
        title="Nota kesepakatan",
        kind=AgreementKind.NOTA_KESEPAKATAN,
        commitment_id=commitment_id,
        due_day=10,
    )
    pks = signed(regency, commitment_id=commitment_id, umbrella_id=umbrella.id, due_day=20)

    assert drawn_up(regency, commitment_id, Month(2025, 3)).agreement_id == pks.id


def test_without_a_signed_agreement_the_usual_day_holds(regency: Regency) -> None:
    commitment_id = keep_commitment(regency).id
    keep_agreement(regency, commitment_id=commitment_id, due_day=20)
    signed(
        regency,
        title="PKS yang baru mulai kemudian",
        commitment_id=commitment_id,
        starts_on=date(2025, 8, 1),
        due_day=20,
    )

    billing = drawn_up(regency, commitment_id, Month(2025, 3), 5)

    assert (billing.agreement_id, billing.due_day) == (None, 15)
