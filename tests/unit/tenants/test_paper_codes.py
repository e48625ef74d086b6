"""The code of a paper: the same for the same data, another for any other, readable by people."""

import string
from datetime import date
from uuid import UUID

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from tenants.issued_papers import PaperKind
from tenants.services.issued_papers import PaperContent, qr_text
from tenants.typesetting.codes import (
    CODE_LETTERS,
    paper_sha256,
    qr_rows,
    read_code,
    short_code,
    spaced_code,
)

CONTENT = {"total": "Rp1.365.000.000", "people": ["Siti", "Budi"], "made_on": "1 Maret 2025"}
TEXTS = st.text(max_size=20)


def test_same_data_have_one_code_in_whatever_order_they_are_named() -> None:
    turned = dict(reversed(CONTENT.items()))

    assert paper_sha256("handover", turned) == paper_sha256("handover", CONTENT)


@pytest.mark.parametrize(
    "changed",
    [
        {"total": "Rp1.365.000.001"},
        {"people": ["Budi", "Siti"]},
        {"made_on": "2 Maret 2025"},
        {"note": ""},
    ],
)
def test_code_when_a_figure_an_order_or_the_day_changes_is_another(
    changed: dict[str, object],
) -> None:
    before, after = (paper_sha256("handover", one) for one in (CONTENT, CONTENT | changed))

    assert before != after
    assert short_code(before) != short_code(after)


def test_code_of_another_kind_of_paper_is_another() -> None:
    assert paper_sha256("name_list", CONTENT) != paper_sha256("handover", CONTENT)


@given(content=st.dictionaries(TEXTS, TEXTS, max_size=4), blank=st.sampled_from(["", " ", "\t"]))
def test_code_is_read_back_as_it_is_written_typed_or_scanned(
    content: dict[str, str], blank: str
) -> None:
    code = short_code(paper_sha256("handover", content))

    assert len(code) == CODE_LETTERS
    for typed in (spaced_code(code), code.lower(), f"{blank}{code}{blank}"):
        assert read_code(typed) == code
    assert read_code(f"https://siap.example.go.id/r/kab-uji/papers/check?code={code}") == code


def test_digits_that_look_like_letters_are_read_as_these() -> None:
    assert read_code("0IBA-AAAA-AAAA-AAAA") == read_code("OIBA-AAAA-AAAA-AAAA")
    assert read_code("O18A-AAAA-AAAA-AAAA") == read_code("OIBA-AAAA-AAAA-AAAA")


@pytest.mark.parametrize(
    "typed", ["", "K7QX", "K7QX-M2AB-3CDE-4FG", "K7QX-M2AB-3CDE-4FG9", "'; --"]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_qr_holds_the_text_and_has_whole_rows() -> None:
    text = f"https://siap.example.go.id/r/kab-uji/papers/check?code={string.ascii_uppercase[:16]}"

    rows = qr_rows(text)

    assert {len(row) for row in rows} == {len(rows)}
    expected = segno.make(text, error="m", micro=False)
    assert ["".join(str(module) for module in row) for row in expected.matrix] == list(rows)


@pytest.mark.parametrize(
    ("check_page", "before_the_code"),
    [
        ("https://siap.test/papers/check?regency=kab-a", "&code="),
        ("https://siap.test/r/kab-a/papers/check", "?code="),
    ],
)
def test_qr_of_a_paper_is_an_address_with_its_code_whatever_the_page_asks_for(
    check_page: str, before_the_code: str
) -> None:
    paper = PaperContent(PaperKind.VILLAGE_MINUTES, UUID(int=1), 1, date(2025, 3, 1), CONTENT)

    assert qr_text(paper, check_page=check_page) == f"{check_page}{before_the_code}{paper.code}"
    assert qr_text(paper, check_page="") == spaced_code(paper.code)
