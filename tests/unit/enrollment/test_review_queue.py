"""The queue of a BPJS office: what passes a filter, in which order, and what lies beside one."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from cooperation.looks import LastLook, Novelty, novelty_of
from enrollment.review_queue import (
    QueueFilter,
    QueueItem,
    QueueOrder,
    SubmissionKind,
    narrow_queue,
    neighbours_of,
    sort_queue,
)

AGREEMENT, ROSTER = SubmissionKind
LOOK = LastLook(1, datetime(2026, 11, 20, tzinfo=UTC))


def item(serial: int, kind: SubmissionKind = AGREEMENT, **stated: Any) -> QueueItem:
    values: dict[str, Any] = {
        "regency": "kab-blitar",
        "regency_name": "Kabupaten Blitar",
        "title": f"PKS {serial}",
        "programme": "Petani tembakau",
        "people_count": serial,
        "starts_on": None,
        "novelty": Novelty.NEW,
        **stated,
    }
    moment = datetime(2026, 11, serial, tzinfo=UTC)
    return QueueItem(kind, UUID(int=serial), round=1, submitted_at=moment, days=0, **values)


def serials(items: list[QueueItem]) -> list[int]:
    return [one.subject_id.int for one in items]


def test_oldest_comes_first_and_stands_first_among_equals_in_other_orders() -> None:
    items = [
        item(3, regency_name="A", people_count=5, starts_on=date(2027, 1, 1)),
        item(1, regency_name="B", people_count=5),
        item(2, regency_name="A", people_count=9, starts_on=date(2026, 12, 1)),
    ]

    orders = {order: serials(sort_queue(items, order)) for order in QueueOrder}

    assert orders == {
        QueueOrder.OLDEST: [1, 2, 3],
        QueueOrder.STARTING: [2, 3, 1],
        QueueOrder.PEOPLE: [2, 1, 3],
        QueueOrder.REGENCY: [2, 3, 1],
    }


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        (QueueFilter(), [1, 2, 3]),
        (QueueFilter(kind=ROSTER), [2]),
        (QueueFilter(regency="kota-blitar"), [3]),
        (QueueFilter(novelty=Novelty.SEEN), [3]),
        (QueueFilter(search="TEMBAKAU pks"), [1, 3]),
        (QueueFilter(search="kota"), [3]),
        (QueueFilter(kind=ROSTER, regency="kota-blitar"), []),
    ],
)
def test_queue_is_narrowed_by_everything_asked_at_once(asked: QueueFilter, left: list[int]) -> None:
    kota: dict[str, Any] = {
        "regency": "kota-blitar",
        "regency_name": "Kota Blitar",
        "novelty": Novelty.SEEN,
    }
    items = [item(1), item(2, ROSTER, title="Nelayan"), item(3, **kota)]

    assert serials(narrow_queue(items, asked)) == left


def test_neighbours_are_those_before_and_after() -> None:
    items = [item(1), item(2), item(3)]

    middle = neighbours_of(items, AGREEMENT, UUID(int=2))
    last = neighbours_of(items, AGREEMENT, UUID(int=3))

    assert (middle.place, middle.count) == (2, 3)
    assert (middle.earlier, middle.later) == (items[0], items[2])
    assert (last.earlier, last.later) == (items[1], None)


def test_beside_what_waits_no_more_stands_the_first_that_does() -> None:
    items = [item(1), item(2)]

    decided = neighbours_of(items, ROSTER, UUID(int=1))

    assert (decided.place, decided.earlier, decided.later) == (None, None, items[0])
    assert neighbours_of([], ROSTER, UUID(int=1)).later is None


@pytest.mark.parametrize(
    ("look", "latest", "comments", "expected"),
    [
        (None, 1, 0, Novelty.NEW),
        (None, 2, 3, Novelty.NEW),
        (LOOK, 2, 3, Novelty.CHANGED),
        (LOOK, 1, 1, Novelty.COMMENTED),
        (LOOK, 1, 0, Novelty.SEEN),
    ],
)
def test_novelty_weighs_a_new_round_more_than_words_about_the_old_one(
    look: LastLook | None, latest: int, comments: int, expected: Novelty
) -> None:
    assert novelty_of(look, latest, comments) is expected
