"""Completeness counts what there is; sums never mix bases and never hold what is withheld."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scoring.roll_up import Completeness, RegionFigures, completeness_of, sums_by_base

JULY, AUGUST = date(2025, 7, 31), date(2025, 8, 31)
SHOWN = RegionFigures(
    takes_part=True,
    has_index=True,
    has_coverage=True,
    is_verified=True,
    has_target=True,
    basis="ktp",
    kind="penduduk bekerja",
    covered=1_000,
    eligible=4_000,
    data_on=JULY,
)
WITHHELD = RegionFigures(
    takes_part=True,
    has_index=True,
    has_coverage=True,
    is_withheld=True,
    basis="ktp",
    kind="penduduk bekerja",
    data_on=AUGUST,
)
EMPTY = RegionFigures(takes_part=True, has_index=True)
QUOTED = RegionFigures(takes_part=True, has_index=True, is_quoted=True)
ABSENT = RegionFigures(takes_part=False)

regions = st.lists(
    st.builds(
        lambda basis, covered, rest: RegionFigures(
            takes_part=True,
            has_coverage=True,
            basis=basis,
            kind="penduduk bekerja",
            covered=covered,
            eligible=covered + rest,
        ),
        st.sampled_from(["ktp", "work"]),
        st.integers(5, 10_000),
        st.integers(5, 10_000),
    ),
    max_size=20,
)


def test_completeness_counts_each_state_once() -> None:
    assert completeness_of([SHOWN, WITHHELD, QUOTED, EMPTY, ABSENT]) == Completeness(
        total=5,
        taking_part=4,
        with_index=4,
        with_coverage=2,
        verified=1,
        withheld=1,
        quoted=1,
        with_target=1,
        first_on=JULY,
        last_on=AUGUST,
    )


def test_nothing_is_complete_of_nothing() -> None:
    found = completeness_of([])

    assert (found.total, found.first_on, found.last_on) == (0, None, None)


def test_sum_of_one_base_is_the_ratio_of_its_sums() -> None:
    other = RegionFigures(
        takes_part=True, basis="ktp", kind="penduduk bekerja", covered=500, eligible=1_000
    )

    (found,) = sums_by_base([SHOWN, other, WITHHELD, EMPTY, ABSENT])

    assert (found.region_count, found.covered, found.eligible) == (2, 1_500, 5_000)
    assert found.ratio == Decimal("0.3")
    assert found.first_on == found.last_on == JULY


@given(regions)
def test_sums_keep_bases_apart_and_lose_nobody(listed: list[RegionFigures]) -> None:
    found = sums_by_base(listed)

    assert len({(one.basis, one.kind) for one in found}) == len(found)
    assert sum(one.region_count for one in found) == len(listed)
    assert sum(one.covered for one in found) == sum(one.covered or 0 for one in listed)
