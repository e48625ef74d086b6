"""The heat strip: the whole is as warm as its warmest text, and what nobody recorded is open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.kernel.ids import uuid7
from tenants.regulation_coverage import (
    MATTER_LABELS,
    Clause,
    CoveringText,
    Heat,
    Matter,
    Place,
    heat_strip,
    place_of_clause,
    place_of_group,
    uncovered,
)
from tenants.regulation_types import ProvisionGroup


def text(**places: Place) -> CoveringText:
    known: dict[str, Matter] = {matter.value: matter for matter in MATTER_LABELS}
    return CoveringText(uuid7(), "Perbup 1/2025", {known[key]: one for key, one in places.items()})


def test_rows_are_the_groups_and_then_the_clauses() -> None:
    rows = heat_strip([])

    assert [row.matter for row in rows] == [*ProvisionGroup, *Clause]
    assert {row.heat for row in rows} == {Heat.OPEN}
    assert uncovered(rows) == [*ProvisionGroup, *Clause]


def test_whole_is_covered_as_far_as_the_text_that_goes_furthest() -> None:
    perda = text(pu=place_of_group("Pasal 4", 6), perangkat_desa=place_of_group(None, None))
    perbup = text(
        pu=place_of_group(None, None),
        team=place_of_clause(is_laid_down=False, article=None, page=None),
    )

    rows = {row.matter: row for row in heat_strip([perda, perbup])}

    assert rows[ProvisionGroup.PU].heat is Heat.COVERED
    assert rows[ProvisionGroup.PU].places[0] == Place(heat=Heat.COVERED, article="Pasal 4", page=6)
    assert rows[ProvisionGroup.VILLAGE_OFFICIALS].heat is Heat.NAMED
    assert rows[ProvisionGroup.VILLAGE_OFFICIALS].places[1].heat is Heat.OPEN
    assert rows[Clause.TEAM].heat is Heat.ABSENT
    assert Clause.TEAM in uncovered(rows.values())
    assert ProvisionGroup.VILLAGE_OFFICIALS not in uncovered(rows.values())


def test_text_on_village_officials_alone_leaves_councils_and_neighbourhoods_open() -> None:
    strip = heat_strip([text(perangkat_desa=place_of_group("Pasal 5", 6))])

    assert ProvisionGroup.VILLAGE_OFFICIALS not in uncovered(strip)
    assert {ProvisionGroup.VILLAGE_COUNCIL, ProvisionGroup.NEIGHBOURHOOD_HEADS} <= set(
        uncovered(strip)
    )


@pytest.mark.parametrize(
    ("is_laid_down", "article", "heat"),
    [
        (None, None, Heat.OPEN),
        (False, None, Heat.ABSENT),
        (True, None, Heat.NAMED),
        (True, "Pasal 9", Heat.COVERED),
    ],
)
def test_clause_nobody_looked_for_is_open_and_not_absent(
    is_laid_down: bool | None, article: str | None, heat: Heat
) -> None:
    assert place_of_clause(is_laid_down=is_laid_down, article=article, page=None).heat is heat


places = st.builds(
    place_of_clause,
    is_laid_down=st.none() | st.booleans(),
    article=st.none() | st.just("Pasal 1"),
    page=st.none(),
)
texts = st.builds(
    CoveringText,
    st.uuids(),
    st.just("Perbup"),
    st.dictionaries(st.sampled_from(list(MATTER_LABELS)), places),
)


@given(st.lists(texts, max_size=5), texts)
def test_another_text_never_uncovers_a_matter(some: list[CoveringText], more: CoveringText) -> None:
    before, after = uncovered(heat_strip(some)), uncovered(heat_strip([*some, more]))

    assert set(after) <= set(before)
