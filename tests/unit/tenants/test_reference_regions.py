"""The reference table of regions: complete, unambiguous, looked up by code only."""

from collections import Counter

import pytest

from tenants.reference.regions import (
    RegionKind,
    UnknownRegion,
    province_of,
    provinces,
    region_of,
    regions,
)


def test_table_holds_every_region_once() -> None:
    kinds = Counter(region.kind for region in regions().values())

    assert len(provinces()) == 38
    assert len(regions()) == 514
    assert kinds == {RegionKind.KABUPATEN: 416, RegionKind.KOTA: 98}


def test_every_region_lies_in_its_own_province() -> None:
    assert all(region.province_code in provinces() for region in regions().values())
    assert all(region.code.split(".")[0] == region.province_code for region in regions().values())


def test_tile_cells_and_slugs_and_tenant_ids_are_unique() -> None:
    cells = {(region.tile_col, region.tile_row) for region in regions().values()}
    slugs = {region.slug for region in regions().values()}
    tenant_ids = {region.tenant_id for region in regions().values()}

    assert len(cells) == len(slugs) == len(tenant_ids) == 514


def test_blitar_and_kota_blitar_are_two_regions() -> None:
    regency, city = region_of("35.05"), region_of("35.72")

    assert (regency.slug, regency.name, regency.tenant_id) == (
        "kab-blitar",
        "Kabupaten Blitar",
        3505,
    )
    assert (city.slug, city.name, city.tenant_id) == ("kota-blitar", "Kota Blitar", 3572)


@pytest.mark.parametrize("name", ["Blitar", "kab-blitar", "Kabupaten Blitar", "3505", "35.5", ""])
def test_lookup_by_anything_but_the_code_is_refused(name: str) -> None:
    with pytest.raises(UnknownRegion):
        region_of(name)


def test_province_lookup_when_code_unknown_is_refused() -> None:
    with pytest.raises(UnknownRegion):
        province_of("99")


@pytest.mark.parametrize(
    ("code", "timezone"),
    [
        ("36", "Asia/Jakarta"),
        ("61", "Asia/Jakarta"),
        ("62", "Asia/Jakarta"),
        ("51", "Asia/Makassar"),
        ("63", "Asia/Makassar"),
        ("64", "Asia/Makassar"),
        ("65", "Asia/Makassar"),
        ("73", "Asia/Makassar"),
        ("81", "Asia/Jayapura"),
        ("96", "Asia/Jayapura"),
    ],
)
def test_province_keeps_its_time_zone(code: str, timezone: str) -> None:
    assert province_of(code).timezone == timezone


def test_only_the_six_units_of_jakarta_issue_no_regulations() -> None:
    without = {region.code for region in regions().values() if not region.issues_regulations}

    assert without == {"31.01", "31.71", "31.72", "31.73", "31.74", "31.75"}


def test_every_row_names_its_edition_and_counts_people() -> None:
    assert all(region.edition.startswith("Kepmendagri ") for region in regions().values())
    assert all(region.population > 0 and region.capital for region in regions().values())
