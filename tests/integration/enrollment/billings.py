"""Billing lists for tests: people stored, a list closed, billed, paid."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from cooperation.months import Month
from cooperation.services.bill_payments import PaymentDetails
from enrollment.billing import Period
from enrollment.kinds import CoverStatus
from enrollment.models.billing import BillingList
from enrollment.models.rosters import Roster
from enrollment.services.billing import open_billing, request_closing
from enrollment.services.payments import record_bill, record_payment
from tenants.kernel.db import transaction
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.rosters import (
    person,
    reading,
    roster_file,
    roster_of,
    run_due,
    upload,
)

MARCH = Month(2025, 3)
PAID_ON = date(2025, 3, 12)


def people(*serials: int) -> list[str]:
    """One row for each, told apart by their occupation."""
    return [person(serial, pekerjaan=f"Buruh tani {serial}") for serial in serials]


def stored(
    regency: Regency,
    commitment_id: UUID,
    *serials: int,
    status: CoverStatus = CoverStatus.DETERMINED,
) -> Roster:
    """A list of people, stored."""
    received = upload(regency, commitment_id, roster_file(people(*serials)), status=status)
    run_due(regency)
    return roster_of(regency, received.roster.id)


def opened(
    regency: Regency, commitment_id: UUID, first: Month = MARCH, months: int = 1
) -> BillingList:
    """A billing list that holds nobody yet."""
    with transaction(regency.principal()) as session:
        return open_billing(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            commitment_id=commitment_id,
            period=Period(first, months),
            due_day=15,
        )


def ask_to_close(regency: Regency, billing_list_id: UUID) -> None:
    """Ask, without the work being done."""
    with transaction(regency.principal()) as session:
        request_closing(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing_list_id,
        )


def closed(
    regency: Regency, commitment_id: UUID, first: Month = MARCH, months: int = 1
) -> BillingList:
    """A billing list that holds its people."""
    billing = opened(regency, commitment_id, first, months)
    ask_to_close(regency, billing.id)
    run_due(regency)
    return billing_of(regency, billing.id)


def bill(
    regency: Regency,
    billing_list_id: UUID,
    code: str = "250300001",
    *,
    confirmed: Sequence[str] = (),
) -> None:
    """Record its kode iuran."""
    with transaction(regency.principal()) as session:
        record_bill(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing_list_id,
            billing_code=code,
            billed_on=date(2025, 3, 5),
            confirmed=confirmed,
        )


def pay(
    regency: Regency,
    billing_list_id: UUID,
    amount_idr: int | None = None,
    *,
    number: str = "SP2D/12/2025",
    on: date = PAID_ON,
) -> None:
    """Record an SP2D of all of it, or of another amount that is meant; let the statuses follow."""
    amount_idr = amount_idr or billing_of(regency, billing_list_id).amount_idr or 0
    with transaction(regency.principal()) as session:
        record_payment(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing_list_id,
            payment=PaymentDetails(sp2d_number=number, sp2d_on=on, amount_idr=amount_idr),
            confirmed=[str(amount_idr)],
        )
    run_due(regency)


def billing_of(regency: Regency, billing_list_id: UUID) -> BillingList:
    """The list as it stands."""
    with reading(regency) as session:
        return session.get_one(BillingList, (regency.id, billing_list_id))
