"""The kept count of a programme's people is a full count after every way of moving them."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from enrollment.kinds import CoverStatus
from enrollment.models.workers import Cover, CoverTally
from enrollment.queries.cover_tallies import ProgrammeCounts, count_by_programme
from enrollment.selection import Outcome
from tenants.kernel.db import DatabaseRole, transaction
from tests.conftest import Regency
from tests.integration.enrollment.billings import bill, closed, pay, stored
from tests.integration.enrollment.candidates import propose
from tests.integration.enrollment.postings import nik, posted, undo
from tests.integration.enrollment.rosters import add_commitment, reading, run_due
from tests.integration.enrollment.test_decree_changes import draft, leave, lines_of, request
from tests.integration.enrollment.test_determinations import ask, see, state_rules
from tests.integration.enrollment.test_kept_marks import (
    Made,
    a_list,
    a_paid_list,
    merged,
    payment_taken_back,
    somebody_twice,
    taken_out,
)
from tests.integration.enrollment.test_releases import release, set_cancelled

pytestmark = pytest.mark.usefixtures("app_context")

FIRST = date(2026, 3, 1)


def tallies(regency: Regency) -> dict[tuple[UUID, str], int]:
    """As they are kept."""
    with reading(regency) as session:
        rows = session.scalars(select(CoverTally).where(CoverTally.tenant_id == regency.id))
        return {(row.commitment_id, row.status): row.people_count for row in rows}


def counted(regency: Regency) -> dict[tuple[UUID, str], int]:
    """As they are now, person by person."""
    with reading(regency) as session:
        asked = select(Cover.commitment_id, Cover.status).where(Cover.tenant_id == regency.id)
        return dict(Counter((row.commitment_id, row.status) for row in session.execute(asked)))


def moved_forward(made: Made) -> None:
    stored(made.regency, made.commitment_id, 1, 2, 4, status=CoverStatus.REGISTERED)


def paid(made: Made) -> None:
    billing = closed(made.regency, made.commitment_id)
    bill(made.regency, billing.id)
    pay(made.regency, billing.id)


def posted_and_taken_out_again(made: Made) -> None:
    billing = closed(made.regency, made.commitment_id)
    file = posted(made.regency, billing, f"{nik(1)};2025-03")
    assert tallies(made.regency) == counted(made.regency)
    assert tallies(made.regency)[made.commitment_id, "active"] == 1
    undo(made.regency, file)


def cancelled(made: Made) -> None:
    set_cancelled(made.regency, made.commitment_id)
    release(made.regency, made.commitment_id)


def nothing_yet(made: Made) -> Made:
    return made


def decreed_and_changed(made: Made) -> None:
    commitment_id = add_commitment(made.regency, budget_year=2026, first_month=FIRST)
    propose(made.regency, commitment_id, 12)
    state_rules(made.regency, commitment_id)
    seen, _choices, _basis = see(made.regency, commitment_id)
    decree_id = ask(made.regency, commitment_id, seen)
    run_due(made.regency)
    assert tallies(made.regency) == counted(made.regency)
    assert (commitment_id, "reserve") in tallies(made.regency)
    change_id = draft(made.regency, decree_id)
    leave(made.regency, change_id, lines_of(made.regency, decree_id, Outcome.CHOSEN)[0])
    request(made.regency, change_id)
    run_due(made.regency)
    assert (commitment_id, "replaced") in tallies(made.regency)


STEPS: Mapping[str, tuple[Callable[[Made], Made], Callable[[Made], None]]] = {
    "a list moves people forward and brings one": (a_list, moved_forward),
    "a list is taken out": (a_list, taken_out),
    "a list is paid": (a_list, paid),
    "a payment is taken back": (a_paid_list, payment_taken_back),
    "an answer is stored and taken out": (a_list, posted_and_taken_out_again),
    "two records become one": (somebody_twice, merged),
    "a programme is cancelled": (a_list, cancelled),
    "a decree is frozen and changed": (nothing_yet, decreed_and_changed),
}


@pytest.mark.parametrize("step", STEPS)
def test_kept_count_is_a_full_count_after(regency: Regency, step: str) -> None:
    prepare, do = STEPS[step]
    made = prepare(Made(regency, add_commitment(regency)))
    before, whole_before = tallies(regency), counted(regency)
    do(made)

    assert before == whole_before
    assert tallies(regency) == counted(regency)
    assert step == "an answer is stored and taken out" or tallies(regency) != before


def test_counts_of_programmes_are_told_from_what_is_kept(regency: Regency) -> None:
    first, second = add_commitment(regency), add_commitment(regency, title="Lain")
    stored(regency, first, 1, 2, status=CoverStatus.DETERMINED)
    stored(regency, first, 3, status=CoverStatus.PROPOSED)
    stored(regency, second, 4, status=CoverStatus.RESERVE)

    with reading(regency) as session:
        everything = count_by_programme(session, tenant_id=regency.id)
        some = count_by_programme(session, tenant_id=regency.id, commitment_ids=[second])

    assert everything == {first: ProgrammeCounts(3, 2), second: ProgrammeCounts(1, 0)}
    assert some == {second: ProgrammeCounts(1, 0)}


def test_regency_itself_writes_no_kept_count(regency: Regency) -> None:
    commitment_id = add_commitment(regency)
    row = CoverTally(
        tenant_id=regency.id, commitment_id=commitment_id, status="proposed", people_count=1
    )

    def write() -> None:
        with transaction(regency.principal(DatabaseRole.REGENCY)) as session:
            session.add(row)

    with pytest.raises(ProgrammingError):
        write()
