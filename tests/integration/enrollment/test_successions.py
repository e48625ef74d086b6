"""Who of a programme goes on in the next one: by count, and by name."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from enrollment.kinds import CoverStatus
from enrollment.queries import successions as queries
from enrollment.queries.successions import Succession, count_successions
from enrollment.queries.workers import WorkerFilter, count_workers, list_workers
from tenants.kernel.db import transaction
from tests.conftest import Regency
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    roster_file,
    run_due,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")

NAMES = ("Ani", "Budi", "Cici", "Dodi", "Evi")


def listed(
    regency: Regency,
    people: str,
    year: int,
    status: CoverStatus = CoverStatus.DETERMINED,
    commitment_id: UUID | None = None,
) -> UUID:
    """A programme of a year that names people by their first letters."""
    commitment_id = commitment_id or add_commitment(
        regency,
        title=f"Program {year}",
        budget_year=year,
        first_month=date(year, 1, 1),
        month_count=12,
    )
    rows = [person(number, name) for number, name in enumerate(NAMES, start=1) if name[0] in people]
    upload(regency, commitment_id, roster_file(rows), status=status)
    run_due(regency)
    return commitment_id


def successions(regency: Regency, *pairs: tuple[UUID, UUID | None]) -> dict[UUID, Succession]:
    with transaction(regency.principal()) as session:
        return dict(count_successions(session, tenant_id=regency.id, pairs=pairs))


def names(regency: Regency, chosen: WorkerFilter) -> list[str]:
    with transaction(regency.principal()) as session:
        page = list_workers(session, tenant_id=regency.id, chosen=chosen)
        count = count_workers(session, tenant_id=regency.id, chosen=chosen)
        assert count.count == len(page.items)
        return [row.worker.name for row in page.items]


def test_people_when_the_next_programme_names_some_of_them_stay_leave_or_join(
    regency: Regency,
) -> None:
    before, after = listed(regency, "ABC", 2025), listed(regency, "BCD", 2026)

    found = successions(regency, (before, after))

    assert found == {before: Succession(before=3, after=3, staying=2)}
    assert (found[before].leaving, found[before].joining) == (1, 1)
    leaving = WorkerFilter(commitment_id=before, without_id=after)
    assert names(regency, leaving) == ["Ani"]
    assert names(regency, WorkerFilter(commitment_id=after, without_id=before)) == ["Dodi"]
    assert names(regency, WorkerFilter(without_id=before)) == ["Dodi"]


def test_people_when_nothing_comes_next_all_leave(regency: Regency) -> None:
    before = listed(regency, "AB", 2025)

    found = successions(regency, (before, None))

    assert found == {before: Succession(before=2, after=None, staying=None)}
    assert (found[before].leaving, found[before].joining) == (2, None)


def test_next_programme_when_it_names_nobody_yet_tells_nothing_of_who_stays(
    regency: Regency,
) -> None:
    before = listed(regency, "AB", 2025)
    after = add_commitment(regency, title="Kosong", budget_year=2026, first_month=date(2026, 1, 1))

    assert successions(regency, (before, after))[before].staying is None
    assert successions(regency, (after, before), (uuid4(), None)) == {}


def test_people_who_hold_no_place_when_counted_are_neither_before_nor_after(
    regency: Regency,
) -> None:
    before, after = listed(regency, "AB", 2025), listed(regency, "A", 2026)
    listed(regency, "E", 2025, CoverStatus.RESERVE, before)
    listed(regency, "B", 2026, CoverStatus.PROPOSED, after)

    assert successions(regency, (before, after))[before] == Succession(2, 1, 1)
    assert names(regency, WorkerFilter(commitment_id=before, without_id=after)) == ["Budi"]


def test_people_when_they_are_too_many_for_the_spot_are_compared_as_far_as_they_fit(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "SPOT_PEOPLE", 3)
    first, second, third = (listed(regency, "AB", year) for year in (2024, 2025, 2026))

    found = successions(regency, (second, third), (first, second))

    assert found[second] == Succession(2, 2, 2)
    assert found[first] == Succession(2, 2, None)
    assert (found[second].is_counted, found[first].is_counted) == (True, False)


def test_successions_cost_two_questions_however_many_programmes_are_asked_for(
    regency: Regency,
) -> None:
    first, second, third = (listed(regency, "AB", year) for year in (2024, 2025, 2026))
    asked: list[str] = []
    with transaction(regency.principal()) as session:
        event.listen(
            session.connection(),
            "before_cursor_execute",
            lambda _connection, _cursor, statement, *_: asked.append(statement),
        )
        for pairs in ([(first, second)], [(first, second), (second, third), (third, None)]):
            count_successions(session, tenant_id=regency.id, pairs=pairs)

    assert len(asked) == 4


def test_programme_of_another_regency_when_asked_for_is_not_counted(
    regency: Regency, other_regency: Regency
) -> None:
    own, foreign = listed(regency, "AB", 2025), listed(other_regency, "AB", 2026)

    assert successions(regency, (own, foreign))[own].after is None
    assert successions(regency, (foreign, own)) == {}
