"""A kept count says that it may have moved after whatever may move it, and follows once counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from cooperation.models.bills import BillPayment
from enrollment.kinds import CoverStatus
from enrollment.models.billing import BillingList
from enrollment.models.duplicates import DuplicatePair
from enrollment.models.summaries import Summary
from enrollment.models.workers import Worker
from enrollment.queries.programme_months import months_as_kept, months_subject
from enrollment.queries.summaries import find_summary, has_moved
from enrollment.queries.unexplained import count_months
from enrollment.services.billing import request_reopening
from enrollment.services.duplicates import request_merge
from enrollment.services.payments import take_back
from enrollment.services.statements import add_statement
from enrollment.services.summaries import keep_summary
from enrollment.services.withdrawals import request_withdrawal
from tenants.kernel.db import DatabaseRole, transaction
from tests.conftest import ACTOR, NOW, TODAY, Regency
from tests.integration.enrollment.billings import MARCH, bill, closed, pay, stored
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    reading,
    roster_file,
    run_due,
    upload,
)
from tests.integration.enrollment.test_statement_authors import DETAILS

pytestmark = pytest.mark.usefixtures("app_context")

WHY = "Salah catat, diperbaiki kemudian."


@dataclass(frozen=True)
class Made:
    """A programme with what a step is taken on."""

    regency: Regency
    commitment_id: UUID
    roster_id: UUID | None = None
    billing: BillingList | None = None


def a_list(made: Made) -> Made:
    roster = stored(made.regency, made.commitment_id, 1, 2, 3)
    return replace(made, roster_id=roster.id)


def a_frozen_list(made: Made) -> Made:
    return replace(a_list(made), billing=closed(made.regency, made.commitment_id, MARCH, 1))


def a_paid_list(made: Made) -> Made:
    frozen = a_frozen_list(made)
    assert frozen.billing is not None
    bill(made.regency, frozen.billing.id)
    pay(made.regency, frozen.billing.id)
    return frozen


def somebody_twice(made: Made) -> Made:
    rows = roster_file([person(1, "Sumini A"), person(2, "Sumini B")])
    upload(made.regency, made.commitment_id, rows, status=CoverStatus.PROPOSED)
    run_due(made.regency)
    run_due(made.regency)
    return made


def taken_out(made: Made) -> None:
    assert made.roster_id is not None
    with transaction(made.regency.principal()) as session:
        request_withdrawal(session, **by(made), roster_id=made.roster_id, reason=WHY)
    run_due(made.regency)


def reopened(made: Made) -> None:
    assert made.billing is not None
    with transaction(made.regency.principal()) as session:
        request_reopening(session, **by(made), billing_list_id=made.billing.id, reason=WHY)
    run_due(made.regency)


def payment_taken_back(made: Made) -> None:
    assert made.billing is not None
    with transaction(made.regency.principal()) as session:
        take_back(
            session,
            **by(made),
            billing_list_id=made.billing.id,
            reason=WHY,
            bill_payment_id=session.scalars(select(BillPayment.id)).one(),
        )
    run_due(made.regency)


def merged(made: Made) -> None:
    with reading(made.regency) as session:
        (pair_id,) = session.scalars(select(DuplicatePair.id)).all()
        kept_id = session.scalars(select(Worker.id).where(Worker.name == "Sumini A")).one()
    with transaction(made.regency.principal()) as session:
        request_merge(session, **by(made), pair_id=pair_id, kept_id=kept_id)
    run_due(made.regency)


def by(made: Made) -> dict[str, Any]:
    return {"tenant_id": made.regency.id, "actor": ACTOR, "now": NOW}


def count(made: Made) -> None:
    """Keep the months of the programme as they are now."""
    subject = months_subject(made.commitment_id)
    with transaction(made.regency.principal(DatabaseRole.JOB)) as session:
        keep_summary(session, subject, tenant_id=made.regency.id, now=NOW, today=TODAY)


def kept(made: Made) -> tuple[object, bool]:
    """What is kept, and whether it may have moved."""
    with reading(made.regency) as session:
        subject = months_subject(made.commitment_id)
        found = find_summary(session, subject, tenant_id=made.regency.id)
        assert found is not None
        return list(months_as_kept(found.content) or ()), has_moved(session, found)


def now_of(made: Made) -> object:
    with reading(made.regency) as session:
        key: dict[str, Any] = {"tenant_id": made.regency.id, "commitment_id": made.commitment_id}
        return list(count_months(session, **key))


STEPS: Mapping[str, tuple[Callable[[Made], Made], Callable[[Made], None]]] = {
    "a list is taken out": (a_list, taken_out),
    "a billing list is reopened": (a_frozen_list, reopened),
    "a payment is taken back": (a_paid_list, payment_taken_back),
    "two records become one": (somebody_twice, merged),
}


@pytest.mark.parametrize("step", STEPS)
def test_kept_count_is_marked_after_what_takes_something_back(regency: Regency, step: str) -> None:
    prepare, do = STEPS[step]
    made = prepare(Made(regency, add_commitment(regency)))
    count(made)
    before, moved_before = kept(made)
    do(made)
    still, moved = kept(made)
    count(made)
    after, moved_after = kept(made)

    assert (moved_before, moved, moved_after) == (False, True, False)
    assert still == before
    assert after == now_of(made) != before


def test_statement_of_participation_moves_no_kept_count(regency: Regency) -> None:
    """A statement is a figure of its own: people are where they were."""
    made = a_list(Made(regency, add_commitment(regency)))
    count(made)
    with transaction(regency.principal()) as session:
        add_statement(session, **by(made), details=DETAILS)
    months, moved = kept(made)

    assert not moved
    assert months == now_of(made)


@pytest.mark.parametrize("role", [DatabaseRole.REGENCY, DatabaseRole.BRANCH])
def test_nobody_but_a_job_writes_a_kept_count(regency: Regency, role: DatabaseRole) -> None:
    row = Summary(
        tenant_id=regency.id,
        kind="months",
        subject="x",
        content=[],
        people={},
        counted_at=NOW,
        audit_seq=0,
    )

    def write() -> None:
        with transaction(regency.principal(role)) as session:
            session.add(row)

    with pytest.raises(ProgrammingError):
        write()
