"""A passage is shown whole, and nothing in it becomes markup."""

from hypothesis import given
from hypothesis import strategies as st

from tenants.regulation_passages import HIT_BEGINS, HIT_ENDS, pieces

plain = st.text(st.characters(exclude_characters=HIT_BEGINS + HIT_ENDS), max_size=20)


def test_hits_are_told_apart() -> None:
    passage = f"wajib {HIT_BEGINS}pekerja{HIT_ENDS} rentan"

    assert list(pieces(passage)) == [("wajib ", False), ("pekerja", True), (" rentan", False)]


@given(st.lists(st.tuples(plain, st.booleans()), max_size=8))
def test_pieces_are_the_passage_and_its_hits(parts: list[tuple[str, bool]]) -> None:
    passage = "".join(f"{HIT_BEGINS}{text}{HIT_ENDS}" if is_hit else text for text, is_hit in parts)

    found = list(pieces(passage))

    assert "".join(text for text, _ in found) == "".join(text for text, _ in parts)
    assert [text for text, is_hit in found if is_hit] == [t for t, is_hit in parts if is_hit and t]


@given(st.text("ab" + HIT_BEGINS + HIT_ENDS, max_size=12))
def test_marks_out_of_order_lose_no_letter(passage: str) -> None:
    letters = [one for one in passage if one in "ab"]
    shown = [one for text, _ in pieces(passage) for one in text if one in "ab"]

    assert shown == letters
