"""Every code of the regulation vocabulary has a screen word, and one word means one code."""

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
def test_labels_cover_the_codes_and_differ(codes, labels):
    assert set(labels) == set(codes)
    assert len(set(labels.values())) == len(labels)


def test_provision_groups_are_the_seven_of_the_rubric():
    assert [group.value for group in types.ProvisionGroup] == [
        "pu", "bpu_rentan", "non_asn", "desa", "jakon", "bumd", "ptsp",
    ]  # fmt: skip
