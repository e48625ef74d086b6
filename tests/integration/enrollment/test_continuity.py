"""The database counts and lists by the same rule as the pure function, for any months."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from cooperation.months import Month
from cooperation.tariff_files import current_tariffs
from enrollment.continuity import (
    Counting,
    Lasting,
    WaitingRule,
    continuity_of,
    lasting_of,
    waiting_rule,
)
from enrollment.cover_months import YearMonths, months_of
from enrollment.models.workers import Worker
from enrollment.queries.continuity import (
    PeopleAsked,
    count_lasting,
    lasting_as_kept,
    list_lasting,
)
from enrollment.queries.summaries import find_summary
from tenants.kernel.db import DatabaseRole, transaction
from tests.conftest import Regency
from tests.integration.enrollment.billings import MARCH, closed, stored
from tests.integration.enrollment.postings import nik, posted
from tests.integration.enrollment.rosters import add_commitment, reading
from tests.integration.enrollment.summaries import many_people, recount

pytestmark = pytest.mark.usefixtures("app_context")

RULE = WaitingRule(Month(2025, 2), 3)
PEOPLE = 6
masks = st.one_of(st.just(0), st.integers(0, 0b1111_1111_1111), st.just(0b1111_1111_1111))
YEARS = (2024, 2025, 2026)


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    """People who hold March to December 2025, one month of one of them posted."""
    commitment_id = add_commitment(regency)
    stored(regency, commitment_id, *range(1, PEOPLE + 1))
    posted(regency, closed(regency, commitment_id, MARCH, 1), f"{nik(1)};2025-03")
    return commitment_id


def post(regency: Regency, months: Mapping[UUID, list[tuple[int, int]]]) -> None:
    """Put other posted months in the place of those there are, of the same file."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        file_id = session.scalar(text("SELECT id FROM posting_file WHERE state = 'applied'"))
        commitment_id = session.scalar(text("SELECT commitment_id FROM billing_list"))
        session.execute(text("DELETE FROM posted_year"))
        rows = [
            {"worker_id": worker_id, "programme": programme, "year": year, "months": mask}
            for worker_id, years in months.items()
            for year, mask in years
            for programme in ("jkk", "jkm")
            if mask
        ]
        for row in rows:
            session.execute(
                text(
                    "INSERT INTO posted_year (tenant_id, worker_id, segment, programme, year,"
                    " posting_file_id, commitment_id, months) VALUES (:tenant_id, :worker_id,"
                    " 'bpu', :programme, :year, :file_id, :commitment_id, :months)"
                ),
                row
                | {
                    "tenant_id": regency.id,
                    "file_id": file_id,
                    "commitment_id": commitment_id,
                },
            )


@given(
    st.lists(st.tuples(masks, masks, masks), min_size=PEOPLE, max_size=PEOPLE),
    st.dates(date(2024, 12, 1), date(2026, 12, 31)),
    st.sampled_from(Counting),
    st.integers(1, 4),
    st.sampled_from([Month(2025, 2), Month(2024, 5), Month(2026, 11), Month(2000, 1)]),
)
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_database_agrees_with_the_pure_function(
    regency: Regency,
    commitment_id: UUID,
    lives: list[tuple[int, int, int]],
    today: date,
    counting: Counting,
    waiting: int,
    first_month: Month,
) -> None:
    rule = WaitingRule(first_month, waiting, counting)
    of = PeopleAsked(regency.id, today, rule, commitment_id)
    with reading(regency) as session:
        ids = sorted(worker.id for worker in session.query(Worker))
    post(
        regency,
        {
            worker_id: list(zip(YEARS, life, strict=True))
            for worker_id, life in zip(ids, lives, strict=True)
        },
    )
    expected = {
        worker_id: lasting_of(
            continuity_of(
                months_of(YearMonths(*one) for one in zip(YEARS, life, strict=True)), rule
            ),
            Month(2025, 12),
            today,
        )
        for worker_id, life in zip(ids, lives, strict=True)
    }

    with reading(regency) as session:
        counts = count_lasting(session, of)
        listed = {
            group: {one.worker.id for one in list_lasting(session, of, group).items}
            for group in Lasting
        }

    assert listed == {
        group: {worker_id for worker_id, groups in expected.items() if group in groups}
        for group in Lasting
    }
    assert counts == {group: len(people) for group, people in listed.items()}


def test_list_is_narrowed_by_programme_and_name_and_goes_on(
    regency: Regency, commitment_id: UUID
) -> None:
    of = PeopleAsked(regency.id, date(2025, 11, 3), RULE, commitment_id)
    other = replace(of, commitment_id=add_commitment(regency, title="Tembakau"))
    with reading(regency) as session:
        first = list_lasting(session, of, Lasting.ENDING, size=4)
        rest = list_lasting(session, of, Lasting.ENDING, cursor=first.next_cursor, size=4)
        named = list_lasting(session, of, Lasting.ENDING, name="zul")
        nobody = count_lasting(session, other)
        only = list_lasting(session, of, Lasting.NEVER_FULL).items

    assert (len(first.items), len(rest.items), len(named.items)) == (4, PEOPLE - 4, 0)
    assert set(nobody.values()) == {0}
    assert [one.continuity.months for one in only] == [(MARCH,)]
    assert only[0].ends_in == Month(2025, 12)


@pytest.mark.parametrize("rare", [0, 100])
def test_kept_groups_are_those_counted_on_the_spot_whoever_walks_to_them(
    regency: Regency, commitment_id: UUID, rare: int
) -> None:
    rule = waiting_rule(current_tariffs(), Counting.CONSECUTIVE)
    of = PeopleAsked(regency.id, date(2025, 5, 3), rule, commitment_id)
    with reading(regency) as session:
        ids = sorted(worker.id for worker in session.query(Worker))
    post(regency, {worker_id: [(2025, 1 << 4)] for worker_id in ids[:3]})
    with reading(regency) as session:
        counts = count_lasting(session, of)
        listed = {group: list_lasting(session, of, group).items for group in Lasting}

    with many_people(rare=rare):
        recount(regency, of.subject, of.today)
        with reading(regency) as session:
            kept = find_summary(session, of.subject, tenant_id=regency.id)
            walked = {group: list_lasting(session, of, group).items for group in Lasting}

        assert kept is not None
        assert lasting_as_kept(kept.content) == counts

    assert counts[Lasting.COVERED] == 3
    assert {group: [one.worker.id for one in people] for group, people in walked.items()} == {
        group: [one.worker.id for one in people] for group, people in listed.items()
    }
