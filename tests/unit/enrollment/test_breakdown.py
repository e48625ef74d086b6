"""Occupations become groups and lines; nobody is lost, nobody counted twice."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.breakdown import (
    Counted,
    Line,
    Order,
    lines_of_groups,
    lines_of_occupations,
    lines_of_villages,
    ordered,
)
from enrollment.kinds import RecipientGroup
from enrollment.occupation_groups import group_of
from enrollment.reference import occupations

SPELLINGS = st.one_of(
    st.none(), st.sampled_from([*occupations(), "BURUH  TANI", "Guru", "Dosen", "buruh tani."])
)
COUNTS = st.builds(Counted, SPELLINGS, st.integers(1, 50), st.integers(0, 50), st.integers(0, 50))


@pytest.mark.parametrize(
    ("occupation", "group"),
    [
        ("Buruh tani tembakau", RecipientGroup.FARM_LABOURERS),
        ("PETANI/PEKEBUN KECIL", RecipientGroup.FARMERS),
        ("Guru ngaji/TPQ/madin", RecipientGroup.RELIGION_TEACHERS),
        ("Guru Non-ASN", RecipientGroup.NON_ASN_TEACHERS),
        ("guru", RecipientGroup.TEACHERS_AND_STAFF),
        ("Ketua RT/RW", RecipientGroup.NEIGHBOURHOOD_HEADS),
        ("Kader posyandu", RecipientGroup.HEALTH_WORKERS),
        ("Pekerja/asisten rumah tangga", RecipientGroup.HOUSEHOLD_WORKERS),
        ("Pedagang kaki lima/keliling/asongan", RecipientGroup.SMALL_TRADERS),
        ("Buruh harian lepas", RecipientGroup.DAY_LABOURERS),
        ("Tukang ojek online", RecipientGroup.MOTORCYCLE_TAXIS),
        ("Anggota BPD", RecipientGroup.VILLAGE_COUNCIL),
        ("Honorer", RecipientGroup.HONORARY),
        ("Pemulung", None),
        ("Artis", None),
        ("", None),
        (None, None),
    ],
)
def test_group_when_an_occupation_is_written_so(
    occupation: str | None, group: RecipientGroup | None
) -> None:
    assert group_of(occupation) is group


@given(st.lists(COUNTS, max_size=20), st.sampled_from(Order))
def test_lines_keep_everybody_once(counts: list[Counted], order: Order) -> None:
    people = sum(one.listed for one in counts)
    by_occupation = lines_of_occupations(counts)
    by_group = lines_of_groups(counts, {"petani": 10, "lain": 4}, str)

    for lines in (by_occupation, by_group):
        assert sum(line.listed for line in lines) == people
        assert sorted(ordered(lines, order), key=lambda one: one.key) == sorted(
            lines, key=lambda one: one.key
        )
        assert len({line.key for line in lines}) == len(lines)


def test_spellings_of_one_occupation_are_one_line_in_the_usual_one() -> None:
    counts = [
        Counted("BURUH TANI", 2, 2, 1),
        Counted("Buruh tani", 5, 4, 3),
        Counted(None, 1, 0, 0),
    ]

    assert lines_of_occupations(counts) == [
        Line("BURUH TANI", "Buruh tani", 7, 6, 4),
        Line("", "", 1, 0, 0),
    ]


def test_group_is_measured_only_against_a_population_somebody_states() -> None:
    counts = [Counted("Petani", 8, 8, 6), Counted("Nelayan", 3, 3, 3), Counted("Pemulung", 1, 1, 1)]
    lines = {line.key: line for line in lines_of_groups(counts, {"petani": 5, "magang": 9}, str)}

    assert (lines["petani"].percent, lines["petani"].short) == (Decimal("120.00"), 0)
    assert lines["petani"].is_above_known
    assert (lines["nelayan"].percent, lines["nelayan"].short) == (None, None)
    assert (lines["magang"].percent, lines["magang"].short) == (Decimal("0.00"), 9)
    assert lines[""].listed == 1


def test_order_puts_who_is_short_first_and_the_unnamed_last() -> None:
    lines = [Line("a", "a", 9, 9, 8), Line("b", "b", 9, 9, 2), Line("", "", 99, 0, 0)]

    assert [line.key for line in ordered(lines, Order.SHORT)] == ["b", "a", ""]
    assert [line.key for line in ordered(lines, Order.ACTIVE)] == ["a", "b", ""]


def test_village_without_a_known_name_keeps_its_code() -> None:
    counts = [Counted("35.05.01.2001", 2, 1, 1), Counted("99.01.01.2001", 1, 1, 0)]

    names = [line.name for line in lines_of_villages(counts, {"35.05.01.2001": "Bakung"})]

    assert names == ["Bakung", "99.01.01.2001"]
