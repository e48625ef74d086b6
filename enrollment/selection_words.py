"""Words of the selection on screen and paper: reasons, order, stages, steps. Pure."""

from collections.abc import Mapping

from enrollment.selection import Outcome, RankBy, Reason, TieRule
from enrollment.selection_funnel import NextStep, Stage
from tenants.kernel.errors import N_

REASON_LABELS: Mapping[Reason, str] = {
    Reason.TOO_YOUNG: N_("belum cukup umur"),
    Reason.TOO_OLD: N_("melampaui batas umur"),
    Reason.DESIL_UNKNOWN: N_("desil DTSEN belum diketahui"),
    Reason.DESIL_OUTDATED: N_("desil DTSEN dari tanggal data yang lebih lama"),
    Reason.DESIL_TOO_HIGH: N_("desil DTSEN di atas batas"),
    Reason.OTHER_OCCUPATION: N_("pekerjaan di luar kriteria"),
    Reason.OTHER_VILLAGE: N_("desa/kelurahan di luar kriteria"),
    Reason.NOT_VERIFIED: N_("belum diverifikasi desa/kelurahan"),
    Reason.VERIFIED_WRONG: N_("tidak sesuai menurut desa/kelurahan"),
    Reason.VILLAGE_DECEASED: N_("meninggal menurut desa/kelurahan"),
    Reason.VILLAGE_MOVED: N_("pindah menurut desa/kelurahan"),
    Reason.VILLAGE_UNKNOWN: N_("tidak dikenal di desa/kelurahan"),
    Reason.VILLAGE_FORMAL: N_("sudah bekerja formal menurut desa/kelurahan"),
    Reason.NOT_MATCHED: N_("belum dipadankan dengan data Dukcapil"),
    Reason.MATCH_FAILED: N_("tidak padan dengan data Dukcapil"),
    Reason.NAME_DIFFERS: N_("nama berbeda dengan data Dukcapil"),
    Reason.BIRTH_DIFFERS: N_("tanggal lahir berbeda dengan data Dukcapil"),
    Reason.NOT_IN_REGISTER: N_("tidak ditemukan pada data Dukcapil"),
    Reason.MOVED_AWAY: N_("pindah menurut data Dukcapil"),
    Reason.DECEASED: N_("meninggal menurut data Dukcapil"),
    Reason.MEMBERSHIP_UNCHECKED: N_("kepesertaan BPJS belum diperiksa"),
    Reason.ACTIVE_PU: N_("sudah aktif sebagai penerima upah (PU)"),
    Reason.ACTIVE_BPU: N_("sudah aktif sebagai bukan penerima upah (BPU)"),
    Reason.EXCLUDED: N_("dikeluarkan dari usulan"),
    Reason.MONTHS_HELD: N_("sudah ditetapkan pada program lain untuk bulan yang sama"),
    Reason.VILLAGE_FULL: N_("kuota desa/kelurahan sudah terisi"),
    Reason.QUOTA_FULL: N_("kuota program sudah terisi"),
}
OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.CHOSEN: N_("penerima"),
    Outcome.RESERVE: N_("daftar cadangan"),
    Outcome.UNFIT: N_("tidak memenuhi syarat"),
}
RANK_LABELS: Mapping[RankBy, str] = {
    RankBy.DESIL: N_("desil DTSEN terendah lebih dahulu"),
    RankBy.OLDEST: N_("umur tertua lebih dahulu"),
    RankBy.YOUNGEST: N_("umur termuda lebih dahulu"),
    RankBy.RECORDED: N_("lebih dahulu diusulkan"),
    RankBy.VILLAGE: N_("menurut kode desa/kelurahan"),
}
TIE_LABELS: Mapping[TieRule, str] = {
    TieRule.DIGEST: N_(
        "undian yang dapat dihitung ulang: SHA-256 dari kode program dan kode orang"
    ),
    TieRule.RECORDED: N_("lebih dahulu diusulkan, lalu indeks NIK"),
}
FUNNEL_LABELS: Mapping[Stage, str] = {
    Stage.RECORDED: N_("terdata"),
    Stage.PROPOSED: N_("diusulkan"),
    Stage.VERIFIED: N_("terverifikasi"),
    Stage.MATCHED: N_("padan"),
    Stage.ELIGIBLE: N_("memenuhi syarat"),
    Stage.DETERMINED: N_("ditetapkan"),
    Stage.RESERVE: N_("cadangan"),
    Stage.REGISTERED: N_("didaftarkan"),
    Stage.PAID: N_("dibayar"),
    Stage.ACTIVE: N_("aktif"),
}
STEP_TEXTS: Mapping[NextStep, str] = {
    NextStep.STATE_MONTHS: N_(
        "Lengkapi jumlah bulan program; tanpa itu umur tidak dapat dihitung."
    ),
    NextStep.UPLOAD: N_("Belum ada calon penerima. Unggah daftar calon penerima (BNBA)."),
    NextStep.STATE_RULES: N_("Isi kuota dan kriteria, agar calon yang memenuhi syarat terlihat."),
    NextStep.VERIFY: N_("%(count)s calon belum diverifikasi desa/kelurahan."),
    NextStep.MATCH: N_("%(count)s calon belum dipadankan dengan data Dukcapil."),
    NextStep.CHECK_MEMBERSHIP: N_("Kepesertaan %(count)s calon belum diperiksa BPJS."),
    NextStep.DETERMINE: N_("%(count)s calon memenuhi syarat dan belum ditetapkan."),
    NextStep.REGISTER: N_("%(count)s penerima ditetapkan dan belum didaftarkan ke BPJS."),
    NextStep.AWAIT_POSTING: N_("%(count)s penerima menunggu pembukuan iuran oleh BPJS."),
    NextStep.NONE: N_("Tidak ada langkah yang menunggu."),
}
"""What is to be done next, with how many people it concerns."""
