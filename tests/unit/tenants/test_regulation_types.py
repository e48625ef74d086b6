"""Every code of the regulation vocabulary has a screen word, and one word means one code."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from tenants import regulation_types as types


@pytest.mark.parametrize(
    ("codes", "labels"),
    [
        (types.RegulationKind, types.REGULATION_KIND_LABELS),
        (types.RegulationKind, types.REGULATION_KIND_SHORT_LABELS),
        (types.RegulationStatus, types.REGULATION_STATUS_LABELS),
        (types.ProvisionGroup, types.PROVISION_GROUP_LABELS),
        (types.RelationKind, types.RELATION_LABELS),
    ],
)
def test_labels_cover_the_codes_and_differ(
    codes: type[StrEnum], labels: Mapping[StrEnum, object]
) -> None:
    assert set(labels) == set(codes)
    assert len(set(labels.values())) == len(labels)


def test_provision_groups_name_each_group_of_villages_apart() -> None:
    assert [group.value for group in types.ProvisionGroup] == [
        "pu", "bpu_rentan", "non_asn", "perangkat_desa", "bpd", "rt_rw", "jakon", "bumd", "ptsp",
    ]  # fmt: skip
    assert [group for group in types.ProvisionGroup if group in types.VILLAGE_GROUPS] == [
        types.ProvisionGroup.VILLAGE_OFFICIALS,
        types.ProvisionGroup.VILLAGE_COUNCIL,
        types.ProvisionGroup.NEIGHBOURHOOD_HEADS,
    ]


def test_citation_names_form_number_and_year() -> None:
    assert types.citation(types.RegulationKind.PERBUP, "25", 2021) == "Perbup 25/2021"
    assert types.citation(types.RegulationKind.PERDA, None, 2027) == "Rancangan Perda 2027"
