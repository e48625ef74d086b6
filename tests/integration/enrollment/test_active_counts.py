"""Kept counts of who is active follow every posting, and a statement below them is found."""

from datetime import date

import pytest

from cooperation.months import Month
from enrollment.coverage import CoverageFinding
from enrollment.kinds import StatementSegment
from enrollment.models.billing import BillingList
from enrollment.models.coverage import ParticipationStatement
from enrollment.queries.active_counts import ActivePeople, latest_active, read_active
from enrollment.queries.coverage import list_statements
from tenants.kernel.db import DatabaseRole, transaction
from tests.conftest import NOW, Regency
from tests.integration.enrollment.billings import MARCH, closed, stored
from tests.integration.enrollment.postings import nik, posted, undo
from tests.integration.enrollment.rosters import add_commitment, reading

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def billing(regency: Regency) -> BillingList:
    """Three people frozen for March to May 2025."""
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, 1, 2, 3)
    return closed(regency, commitment_id, MARCH, 3)


def active(regency: Regency, role: DatabaseRole = DatabaseRole.REGENCY) -> ActivePeople:
    with transaction(regency.principal(role)) as session:
        return read_active(session, tenant_id=regency.id)


def state(regency: Regency, people: int, segment: str = "bpu", **changed: object) -> None:
    values: dict[str, object] = {
        "segment": segment,
        "numerator_count": people,
        "numerator_basis": "ktp",
        "denominator_count": 100,
        "denominator_kind": "employed",
        "includes_jakon": True,
        "source_name": "Kantor cabang",
        "source_on": date(2025, 4, 1),
        "data_on": date(2025, 3, 31),
        "source_status": "official",
        "created_at": NOW,
    }
    with transaction(regency.principal()) as session:
        session.add(ParticipationStatement(tenant_id=regency.id, **(values | changed)))


def test_counts_follow_a_posting_and_its_undoing(regency: Regency, billing: BillingList) -> None:
    first = posted(regency, billing, f"{nik(1)};2025-03", f"{nik(2)};2025-03 s/d 2025-04")
    both = active(regency)
    posted(regency, billing, f"{nik(3)};2025-03")
    undo_first = active(regency).counts[date(2025, 3, 1), "all", False]

    assert {key: people for key, people in both.counts.items() if key[1] == "bpu"} == {
        (date(2025, 3, 1), "bpu", False): 2,
        (date(2025, 4, 1), "bpu", False): 1,
    }
    assert {key[1] for key in both.counts} == {"bpu", "all", "all_but_jakon"}
    assert undo_first == 3
    assert active(regency, DatabaseRole.BRANCH).counts == active(regency).counts
    assert first.month_count == 3


def test_undone_posting_counts_nobody(regency: Regency, billing: BillingList) -> None:
    file = posted(regency, billing, f"{nik(1)};2025-03")
    undo(regency, file)

    assert active(regency).counts == {}


def test_statement_below_the_lists_of_its_segment_and_month_is_found(
    regency: Regency, billing: BillingList
) -> None:
    posted(regency, billing, f"{nik(1)};2025-03", f"{nik(2)};2025-03")
    state(regency, 1)
    state(regency, 2, segment="all", includes_jakon=False)
    state(regency, 0, segment="pu")
    state(regency, 0, data_on=date(2025, 5, 2))
    state(regency, 0, segment="pmi")
    state(regency, 1, source_status="synthetic", numerator_basis="work")
    with reading(regency) as session:
        found = [
            (one.statement.segment, one.statement.data_on, finding.params)
            for one in list_statements(session, tenant_id=regency.id)
            for finding in one.reading.findings
            if finding.code is CoverageFinding.ROSTERS_ABOVE_STATED
        ]

    assert found == [("bpu", date(2025, 3, 31), {"active": 2, "stated": 1, "month": "Maret 2025"})]


def test_months_are_shown_newest_first(regency: Regency, billing: BillingList) -> None:
    posted(regency, billing, f"{nik(1)};2025-03 s/d 2025-05", f"{nik(2)};2025-05")

    lines = latest_active(active(regency))

    assert [Month.of(line.month_on) for line in lines] == [
        Month(2025, 5),
        Month(2025, 4),
        Month(2025, 3),
    ]
    assert lines[0].people == {"all": 2, "all_but_jakon": 2, "bpu": 2}


@pytest.mark.parametrize(
    ("segment", "includes_jakon", "people"),
    [
        (StatementSegment.ALL, True, 7),
        (StatementSegment.ALL, False, 6),
        (StatementSegment.JAKON, False, 1),
        (StatementSegment.PMI, True, 0),
    ],
)
def test_statement_is_compared_with_the_people_it_counts(
    segment: StatementSegment, *, includes_jakon: bool, people: int
) -> None:
    march = date(2025, 3, 1)
    kept = ActivePeople(
        {
            (march, "all", False): 7,
            (march, "all_but_jakon", False): 6,
            (march, "jakon", False): 1,
            (march, "all", True): 99,
        }
    )

    counted = kept.of(date(2025, 3, 31), segment, includes_jakon=includes_jakon, is_synthetic=False)

    assert counted == people
