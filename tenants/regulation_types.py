"""The vocabulary of regulations: kinds, status, the groups a regulation covers, and their chain."""

from collections.abc import Mapping
from enum import StrEnum

from tenants.kernel.errors import N_


class RegulationKind(StrEnum):
    """The form of a legal product. ``PERDA_UMUM`` is a labour Perda with a chapter on Jamsostek."""

    PERDA = "perda"
    QANUN = "qanun"
    PERDA_UMUM = "perda_umum"
    PERBUP = "perbup"
    PERWALI = "perwali"
    KEPBUP = "kepbup"
    KEPWALI = "kepwali"
    SE = "se"
    INSTRUKSI = "instruksi"
    PERDES = "perdes"
    KEPUTUSAN_OPD = "keputusan_opd"


class RegulationStatus(StrEnum):
    """An amended regulation stays in force; a revoked one does not."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    AMENDED = "amended"
    REVOKED = "revoked"


class ProvisionGroup(StrEnum):
    """The groups a regulation can order protection for.

    Officials, council and neighbourhood heads of villages stand apart, because a text often orders
    one of them alone; indicator A2 counts any of the three as its one item on villages.

    Source:
        Rubric Seimbang 2025.1, indicator A2.
    """

    PU = "pu"
    BPU_RENTAN = "bpu_rentan"
    NON_ASN = "non_asn"
    VILLAGE_OFFICIALS = "perangkat_desa"
    VILLAGE_COUNCIL = "bpd"
    NEIGHBOURHOOD_HEADS = "rt_rw"
    JAKON = "jakon"
    BUMD = "bumd"
    PTSP = "ptsp"


VILLAGE_GROUPS = frozenset(
    {
        ProvisionGroup.VILLAGE_OFFICIALS,
        ProvisionGroup.VILLAGE_COUNCIL,
        ProvisionGroup.NEIGHBOURHOOD_HEADS,
    }
)
"""Who serves a village or its neighbourhoods; villages pay for them as for their workers."""


class RelationKind(StrEnum):
    """What one regulation does to another."""

    AMENDS = "amends"
    REVOKES = "revokes"
    IMPLEMENTS = "implements"


REGULATION_KIND_LABELS: Mapping[RegulationKind, str] = {
    RegulationKind.PERDA: N_("Peraturan Daerah (Perda) khusus Jamsostek"),
    RegulationKind.QANUN: N_("Qanun khusus Jamsostek"),
    RegulationKind.PERDA_UMUM: N_("Perda umum ketenagakerjaan dengan bab Jamsostek"),
    RegulationKind.PERBUP: N_("Peraturan Bupati (Perbup)"),
    RegulationKind.PERWALI: N_("Peraturan Wali Kota (Perwali)"),
    RegulationKind.KEPBUP: N_("Keputusan Bupati (Kepbup)"),
    RegulationKind.KEPWALI: N_("Keputusan Wali Kota (Kepwali)"),
    RegulationKind.SE: N_("Surat Edaran (SE)"),
    RegulationKind.INSTRUKSI: N_("Instruksi"),
    RegulationKind.PERDES: N_("Peraturan Desa (Perdes)"),
    RegulationKind.KEPUTUSAN_OPD: N_("Keputusan Kepala OPD"),
}

REGULATION_KIND_SHORT_LABELS: Mapping[RegulationKind, str] = {
    RegulationKind.PERDA: N_("Perda"),
    RegulationKind.QANUN: N_("Qanun"),
    RegulationKind.PERDA_UMUM: N_("Perda umum"),
    RegulationKind.PERBUP: N_("Perbup"),
    RegulationKind.PERWALI: N_("Perwali"),
    RegulationKind.KEPBUP: N_("Kepbup"),
    RegulationKind.KEPWALI: N_("Kepwali"),
    RegulationKind.SE: N_("SE"),
    RegulationKind.INSTRUKSI: N_("Instruksi"),
    RegulationKind.PERDES: N_("Perdes"),
    RegulationKind.KEPUTUSAN_OPD: N_("Keputusan OPD"),
}

DOCUMENT_TYPE = N_("Peraturan perundang-undangan")
"""The type of document that everything in the register is to a JDIH.

Source:
    Permenkumham 8/2019: a JDIH keeps regulations, monographs, articles and judgments.
"""

REGULATION_STATUS_LABELS: Mapping[RegulationStatus, str] = {
    RegulationStatus.DRAFT: N_("rancangan"),
    RegulationStatus.IN_FORCE: N_("berlaku"),
    RegulationStatus.AMENDED: N_("berlaku, telah diubah"),
    RegulationStatus.REVOKED: N_("dicabut"),
}

PROVISION_GROUP_LABELS: Mapping[ProvisionGroup, str] = {
    ProvisionGroup.PU: N_("Pekerja penerima upah (PU)"),
    ProvisionGroup.BPU_RENTAN: N_("Pekerja bukan penerima upah (BPU) dan pekerja rentan"),
    ProvisionGroup.NON_ASN: N_("Pegawai non-ASN"),
    ProvisionGroup.VILLAGE_OFFICIALS: N_("Perangkat desa"),
    ProvisionGroup.VILLAGE_COUNCIL: N_("Badan Permusyawaratan Desa (BPD)"),
    ProvisionGroup.NEIGHBOURHOOD_HEADS: N_("Ketua RT dan RW"),
    ProvisionGroup.JAKON: N_("Jasa konstruksi (Jakon)"),
    ProvisionGroup.BUMD: N_("Badan usaha milik daerah (BUMD)"),
    ProvisionGroup.PTSP: N_("Syarat perizinan pada PTSP"),
}

RELATION_LABELS: Mapping[RelationKind, tuple[str, str]] = {
    RelationKind.AMENDS: (N_("mengubah"), N_("diubah dengan")),
    RelationKind.REVOKES: (N_("mencabut"), N_("dicabut dengan")),
    RelationKind.IMPLEMENTS: (N_("melaksanakan"), N_("dilaksanakan dengan")),
}
"""Seen from the regulation that acts, and from the one acted upon."""


def abbreviation(kind: RegulationKind) -> str:
    """The abbreviation of its form as a JDIH writes it: ``PERBUP``.

    Args:
        kind: a labour Perda with a chapter on Jamsostek is a Perda like any other.

    Source:
        Permenkumham 8/2019: one of the fields that describe a legal document.
    """
    form = RegulationKind.PERDA if kind is RegulationKind.PERDA_UMUM else kind
    return REGULATION_KIND_SHORT_LABELS[form].upper()


def citation(kind: RegulationKind, number: str | None, year: int) -> str:
    """How a regulation is cited: ``Perbup 25/2021``. A legal name, the same in every language.

    Args:
        kind: its form.
        number: as printed; None while it is a draft.
        year: of its number.
    """
    form = REGULATION_KIND_SHORT_LABELS[kind]
    return f"Rancangan {form} {year}" if number is None else f"{form} {number}/{year}"
