"""The closed lists of this package, with their words on screen. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from tenants.kernel.errors import N_


class RosterState(StrEnum):
    """Where an upload stands. ``READY``: checked, waiting for a person's word."""

    RECEIVED = "received"
    CHECKING = "checking"
    MAPPING = "mapping"
    READY = "ready"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"
    DISCARDED = "discarded"


UNDECIDED_STATES = frozenset(
    {RosterState.RECEIVED, RosterState.CHECKING, RosterState.MAPPING, RosterState.READY}
)
"""Nothing of the roster is stored yet; somebody may still give it up."""


class CoverStatus(StrEnum):
    """How far a person has come in a programme. Registered is not active; only paid months are."""

    PROPOSED = "proposed"
    RESERVE = "reserve"
    DETERMINED = "determined"
    REGISTERED = "registered"
    PAID = "paid"
    ACTIVE = "active"
    REPLACED = "replaced"
    ENDED = "ended"
    DECEASED = "deceased"


UPLOADED_STATUSES = (
    CoverStatus.PROPOSED,
    CoverStatus.RESERVE,
    CoverStatus.DETERMINED,
    CoverStatus.REGISTERED,
)
"""What a regency may state by a list. Paid and active follow from BPJS's posting."""

OCCUPYING_STATUSES = (
    CoverStatus.DETERMINED,
    CoverStatus.REGISTERED,
    CoverStatus.PAID,
    CoverStatus.ACTIVE,
)
"""Who holds a worker-month: nobody else may be paid for it."""

PROGRESS_OF_STATUS: Mapping[CoverStatus, int] = {
    status: step for step, status in enumerate(CoverStatus)
}
"""A list moves a person forward only; a later step is never undone by an older list."""


class StatementSegment(StrEnum):
    """Whom a participation figure counts."""

    ALL = "all"
    PU = "pu"
    BPU = "bpu"
    JAKON = "jakon"
    PMI = "pmi"


class DenominatorKind(StrEnum):
    """What the denominator counts."""

    EMPLOYED = "employed"
    LABOUR_FORCE = "labour_force"
    POTENTIAL = "potential"
    OTHER = "other"


class NumeratorBasis(StrEnum):
    """Whose identity card counts: residents of the region, or people working in it."""

    KTP = "ktp"
    WORK = "work"


class RecipientStage(StrEnum):
    """What a count of people means. Intended is not recorded, registered is not active."""

    POPULATION = "population"
    UNPROTECTED = "unprotected"
    INTENDED = "intended"
    RECORDED = "recorded"
    PROPOSED = "proposed"
    VERIFIED = "verified"
    DETERMINED = "determined"
    RESERVE = "reserve"
    REGISTERED = "registered"
    PAID = "paid"
    ACTIVE = "active"


class RecipientGroup(StrEnum):
    """Groups that regulations, reports and the rubric name. Open: the list grows with them."""

    NON_ASN = "non_asn"
    VILLAGE_OFFICIALS = "perangkat_desa"
    VILLAGE_COUNCIL = "badan_permusyawaratan_desa"
    NEIGHBOURHOOD_HEADS = "rt_rw"
    TEACHERS_AND_STAFF = "guru_tendik"
    HEALTH_WORKERS = "nakes_kader"
    VULNERABLE = "pekerja_rentan"
    HONORARY = "honorer"
    HONORARY_TEACHERS = "honorer_gtk"
    CONTRACT_STAFF = "gtt_ptt"
    NON_ASN_TEACHERS = "guru_non_asn"
    COUNCILLORS = "dprd"
    FARMERS = "petani"
    FISHERS = "nelayan"
    SMALL_TRADERS = "pedagang_kecil"
    DAY_LABOURERS = "buruh_harian"
    ODD_JOBBERS = "pekerja_serabutan"
    MIGRANTS = "pmi"
    APPRENTICES = "magang"
    PUPILS = "siswa_praktik"
    PARKING_ATTENDANTS = "juru_parkir"
    FARM_LABOURERS = "buruh_tani"
    ARTISTS = "pekerja_seni"
    MOTORCYCLE_TAXIS = "tukang_ojek"
    HOUSEHOLD_WORKERS = "pekerja_rumah_tangga"
    MOSQUE_KEEPERS = "marbot"
    RELIGION_TEACHERS = "guru_ngaji"


SCORED_GROUPS = (
    RecipientGroup.NON_ASN,
    RecipientGroup.VILLAGE_OFFICIALS,
    RecipientGroup.VILLAGE_COUNCIL,
    RecipientGroup.NEIGHBOURHOOD_HEADS,
    RecipientGroup.TEACHERS_AND_STAFF,
    RecipientGroup.HEALTH_WORKERS,
)
"""The six groups of the regency's own surroundings (rubric seimbang-2025.1, C4)."""

ROSTER_STATE_LABELS: Mapping[RosterState, str] = {
    RosterState.RECEIVED: N_("menunggu diperiksa"),
    RosterState.CHECKING: N_("sedang diperiksa"),
    RosterState.MAPPING: N_("kolom perlu dipastikan"),
    RosterState.READY: N_("menunggu keputusan"),
    RosterState.APPLYING: N_("sedang disimpan"),
    RosterState.APPLIED: N_("tersimpan"),
    RosterState.FAILED: N_("ditolak"),
    RosterState.DISCARDED: N_("dibatalkan"),
}
COVER_STATUS_LABELS: Mapping[CoverStatus, str] = {
    CoverStatus.PROPOSED: N_("diusulkan"),
    CoverStatus.RESERVE: N_("cadangan"),
    CoverStatus.DETERMINED: N_("ditetapkan"),
    CoverStatus.REGISTERED: N_("didaftarkan"),
    CoverStatus.PAID: N_("dibayar"),
    CoverStatus.ACTIVE: N_("aktif"),
    CoverStatus.REPLACED: N_("diganti"),
    CoverStatus.ENDED: N_("diakhiri"),
    CoverStatus.DECEASED: N_("meninggal"),
}
SEGMENT_LABELS: Mapping[StatementSegment, str] = {
    StatementSegment.ALL: N_("semua segmen"),
    StatementSegment.PU: N_("penerima upah (PU)"),
    StatementSegment.BPU: N_("bukan penerima upah (BPU)"),
    StatementSegment.JAKON: N_("jasa konstruksi (Jakon)"),
    StatementSegment.PMI: N_("pekerja migran Indonesia (PMI)"),
}
DENOMINATOR_LABELS: Mapping[DenominatorKind, str] = {
    DenominatorKind.EMPLOYED: N_("penduduk bekerja"),
    DenominatorKind.LABOUR_FORCE: N_("angkatan kerja"),
    DenominatorKind.POTENTIAL: N_("potensi pekerja (semesta)"),
    DenominatorKind.OTHER: N_("lainnya"),
}
BASIS_LABELS: Mapping[NumeratorBasis, str] = {
    NumeratorBasis.KTP: N_("menurut KTP"),
    NumeratorBasis.WORK: N_("menurut tempat kerja"),
}
STAGE_LABELS: Mapping[RecipientStage, str] = {
    RecipientStage.POPULATION: N_("jumlah seluruhnya"),
    RecipientStage.UNPROTECTED: N_("belum terlindungi"),
    RecipientStage.INTENDED: N_("direncanakan"),
    RecipientStage.RECORDED: N_("terdata"),
    RecipientStage.PROPOSED: N_("diusulkan"),
    RecipientStage.VERIFIED: N_("terverifikasi"),
    RecipientStage.DETERMINED: N_("ditetapkan"),
    RecipientStage.RESERVE: N_("cadangan"),
    RecipientStage.REGISTERED: N_("didaftarkan"),
    RecipientStage.PAID: N_("dibayar"),
    RecipientStage.ACTIVE: N_("aktif"),
}
GROUP_LABELS: Mapping[RecipientGroup, str] = {
    RecipientGroup.NON_ASN: N_("pegawai non-ASN"),
    RecipientGroup.VILLAGE_OFFICIALS: N_("perangkat desa"),
    RecipientGroup.VILLAGE_COUNCIL: N_("Badan Permusyawaratan Desa"),
    RecipientGroup.NEIGHBOURHOOD_HEADS: N_("ketua RT/RW"),
    RecipientGroup.TEACHERS_AND_STAFF: N_("guru dan tenaga kependidikan"),
    RecipientGroup.HEALTH_WORKERS: N_("tenaga kesehatan dan kader"),
    RecipientGroup.VULNERABLE: N_("pekerja rentan"),
    RecipientGroup.HONORARY: N_("tenaga honorer"),
    RecipientGroup.HONORARY_TEACHERS: N_("honorer guru dan tenaga kependidikan (GTK)"),
    RecipientGroup.CONTRACT_STAFF: N_("guru dan pegawai tidak tetap (GTT/PTT)"),
    RecipientGroup.NON_ASN_TEACHERS: N_("guru non-ASN"),
    RecipientGroup.COUNCILLORS: N_("anggota DPRD"),
    RecipientGroup.FARMERS: N_("petani"),
    RecipientGroup.FISHERS: N_("nelayan"),
    RecipientGroup.SMALL_TRADERS: N_("pedagang kecil"),
    RecipientGroup.DAY_LABOURERS: N_("buruh harian"),
    RecipientGroup.ODD_JOBBERS: N_("pekerja serabutan"),
    RecipientGroup.MIGRANTS: N_("pekerja migran Indonesia (PMI)"),
    RecipientGroup.APPRENTICES: N_("peserta magang"),
    RecipientGroup.PUPILS: N_("siswa praktik"),
    RecipientGroup.PARKING_ATTENDANTS: N_("juru parkir"),
    RecipientGroup.FARM_LABOURERS: N_("buruh tani"),
    RecipientGroup.ARTISTS: N_("pekerja seni"),
    RecipientGroup.MOTORCYCLE_TAXIS: N_("tukang ojek"),
    RecipientGroup.HOUSEHOLD_WORKERS: N_("buruh atau asisten rumah tangga"),
    RecipientGroup.MOSQUE_KEEPERS: N_("marbot masjid atau musala"),
    RecipientGroup.RELIGION_TEACHERS: N_("guru ngaji, TPQ, atau madin"),
}
