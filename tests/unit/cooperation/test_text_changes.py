"""Two texts side by side: nothing of either is lost, and what is the same is said to be."""

from hypothesis import given
from hypothesis import strategies as st

from cooperation.text_changes import (
    MOST_PASSAGES,
    PassageChange,
    compare_texts,
    passages_of,
)

BEFORE = ["Pasal 1\nPara pihak sepakat.\n\nPasal 2\nIuran dibayar tanggal 15.", "Pasal 3\nPenutup."]
AFTER = [
    (
        "Pasal 1\nPara pihak sepakat.\n\nPasal 2\nIuran dibayar tanggal 20.\n\n"
        "Pasal 2A\nDenda tidak ada."
    ),
    "Pasal 3\nPenutup.",
]


def test_changed_article_stands_beside_what_it_was_and_a_new_one_beside_nothing() -> None:
    pairs = compare_texts(BEFORE, AFTER)

    assert pairs is not None
    assert [one.change for one in pairs] == [
        PassageChange.SAME,
        PassageChange.CHANGED,
        PassageChange.ADDED,
        PassageChange.SAME,
    ]
    changed, added = pairs[1], pairs[2]
    assert changed.before is not None
    assert changed.before.text == "Pasal 2 Iuran dibayar tanggal 15."
    assert added.before is None
    assert pairs[3].after is not None
    assert pairs[3].after.page == 2


def test_text_that_is_too_long_is_not_compared() -> None:
    assert compare_texts(["satu.\n\n" * (MOST_PASSAGES + 1)], ["dua."]) is None


def test_text_that_repeats_itself_without_end_is_not_compared() -> None:
    repeated = ["sama.\n\n" * 400]

    assert compare_texts(repeated, repeated) is None


TEXTS = st.lists(st.text("ab \n.", max_size=60), max_size=4)


@given(TEXTS, TEXTS)
def test_comparison_holds_every_passage_of_both_texts_in_order(
    before: list[str], after: list[str]
) -> None:
    pairs = compare_texts(before, after)

    assert pairs is not None
    assert [one.before for one in pairs if one.before] == passages_of(before)
    assert [one.after for one in pairs if one.after] == passages_of(after)
    for one in pairs:
        if one.change is PassageChange.SAME:
            assert one.before is not None
            assert one.after is not None
            assert one.before.text == one.after.text


@given(TEXTS)
def test_text_beside_itself_is_the_same(pages: list[str]) -> None:
    pairs = compare_texts(pages, pages)

    assert pairs is not None
    assert {one.change for one in pairs} <= {PassageChange.SAME}
