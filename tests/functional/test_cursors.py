"""The addresses of further pages: whatever was not made by us is refused, never stumbled over."""

import base64
import json
from collections.abc import Callable
from uuid import uuid4

import pytest

from tenants.access import Role
from tenants.kernel.errors import MalformedRequest
from tenants.kernel.paging import (
    day,
    decode_cursor,
    encode_cursor,
    moment,
    row_id,
    text,
    whole,
)
from tests.conftest import Browser, Regency

ROW = str(uuid4())
PAGES = [
    "audit",
    "benefit-payments",
    "benefit-payments?order=largest",
    "benefit-payments?order=oldest",
    "commitments",
    "commitments?order=oldest",
    "commitments?order=people",
    "commitments?order=title",
    "documents",
    "monev-meetings",
    "monev-meetings?order=oldest",
    "regulations",
    "regulations?order=oldest",
    "regulations?order=title",
    "rosters",
    "rosters?order=largest",
    "rosters?order=oldest",
    "workers",
]


def packed(document: str) -> str:
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


MALFORMED = [
    "bukan",
    "é",
    packed("{}"),
    packed("null"),
    packed("[]"),
    *(
        packed(json.dumps(values))
        for values in (
            ["x", "y"],
            ["x", 2],
            ["\0", ROW],
            ["\ud800", ROW],
            [10**40, ROW],
            [2**31, "a", ROW],
            [2025, "\0", ROW],
            [-1],
            [10**18],
            [True],
            [True, True],
            [None, ROW],
            [1.5, ROW],
            [["x"], ROW],
            ["2025-01-01", "bukan"],
            ["2025-01-01", ROW, ROW],
        )
    ),
]


@pytest.mark.parametrize("page", PAGES)
def test_list_when_its_cursor_is_malformed_answers_400(
    regency: Regency, browser_of: Callable[[Regency, Role], Browser], page: str
) -> None:
    browser = browser_of(regency, Role.ADMIN)
    path, _, order = page.partition("?order=")
    asked = {"order": order} if order else {}

    answers = {
        cursor: browser.get(
            f"/r/{regency.slug}/{path}", query_string={**asked, "cursor": cursor}
        ).status_code
        for cursor in MALFORMED
    }

    assert {cursor: status for cursor, status in answers.items() if status != 400} == {}
    assert browser.get(f"/r/{regency.slug}/{path}", query_string=asked).status_code == 200


@pytest.mark.parametrize(
    ("read", "refused"),
    [
        (text, [1, "\0", "\ud800", None]),
        (whole(), [-1, 2**31, True, "1", 1.0]),
        (whole(5), [6]),
        (day, ["2025-02-30", 20250101]),
        (moment, ["2025-01-01T00:00:00", "x"]),
        (row_id, ["x", 1]),
    ],
)
def test_reader_when_the_value_is_of_another_kind_refuses_the_cursor(
    read: Callable[[object], object], refused: list[object]
) -> None:
    for value in refused:
        with pytest.raises(MalformedRequest):
            decode_cursor(packed(json.dumps([value])), read)


def test_cursor_when_nested_without_end_is_refused() -> None:
    with pytest.raises(MalformedRequest):
        decode_cursor(packed("[" * 100_000), text)


def test_cursor_when_ours_is_read_back() -> None:
    cursor = encode_cursor(["Ñ", 8_125, "2025-04-14", ROW])

    assert [str(value) for value in decode_cursor(cursor, text, whole(), day, row_id)] == [
        "Ñ",
        "8125",
        "2025-04-14",
        ROW,
    ]
