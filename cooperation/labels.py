"""Screen words of this package's closed lists, marked for translation."""

from collections.abc import Mapping

from cooperation.calendar import MonthStatus
from cooperation.commitment_states import CommitmentPhase, CommitmentStatus
from cooperation.cover_gaps import GapKind
from cooperation.findings import FindingCode, Severity
from cooperation.kinds import (
    AgreementKind,
    AgreementPaper,
    BudgetStep,
    Capacity,
    FundingSource,
    Grade,
    OccupationGroup,
    Payer,
    Programme,
    RiskClass,
    Segment,
    WadahCode,
)
from cooperation.migrant_contracts import Placement
from cooperation.quoting import Refusal
from cooperation.states import AgreementState, ReviewStage
from cooperation.wage_shares import JkpSource
from tenants.kernel.errors import N_

SEGMENTS: Mapping[Segment, str] = {
    Segment.BPU: N_("Bukan penerima upah (BPU)"),
    Segment.PU: N_("Penerima upah (PU)"),
    Segment.JAKON: N_("Jasa konstruksi (Jakon)"),
}

PROGRAMMES: Mapping[Programme, str] = {
    Programme.JKK: N_("Jaminan Kecelakaan Kerja (JKK)"),
    Programme.JKM: N_("Jaminan Kematian (JKM)"),
    Programme.JHT: N_("Jaminan Hari Tua (JHT)"),
    Programme.JP: N_("Jaminan Pensiun (JP)"),
}

FUNDING_SOURCES: Mapping[FundingSource, str] = {
    FundingSource.APBD: N_("APBD"),
    FundingSource.APBD_P: N_("APBD Perubahan"),
    FundingSource.DBHCHT: N_("DBH Cukai Hasil Tembakau"),
    FundingSource.DBH_SAWIT: N_("DBH Sawit"),
    FundingSource.ADD: N_("Alokasi Dana Desa (ADD)"),
    FundingSource.DANA_DESA: N_("Dana Desa"),
    FundingSource.ZAKAT: N_("zakat, infak, sedekah"),
    FundingSource.CSR: N_("CSR/TJSL"),
    FundingSource.SELF: N_("iuran mandiri"),
    FundingSource.NOT_STATED: N_("tidak disebut"),
}

PAYERS: Mapping[Payer, str] = {
    Payer.REGENCY: N_("Pemerintah kabupaten/kota"),
    Payer.VILLAGE: N_("Pemerintah desa"),
    Payer.COMPANY: N_("Perusahaan"),
    Payer.SELF: N_("Peserta sendiri"),
    Payer.NOT_STATED: N_("tidak disebut"),
}

OCCUPATION_GROUPS: Mapping[OccupationGroup, str] = {
    OccupationGroup.TRANSPORT: N_("Pengemudi dan kurir"),
    OccupationGroup.OTHER: N_("Pekerjaan lain"),
}

RISK_CLASSES: Mapping[RiskClass, str] = {
    RiskClass.VERY_LOW: N_("Sangat rendah"),
    RiskClass.LOW: N_("Rendah"),
    RiskClass.MEDIUM: N_("Sedang"),
    RiskClass.HIGH: N_("Tinggi"),
    RiskClass.VERY_HIGH: N_("Sangat tinggi"),
}

GRADES: Mapping[Grade, str] = {
    Grade.P: N_("naskah primer"),
    Grade.S: N_("pernyataan instansi"),
    Grade.C: N_("data yang mengutip peraturan"),
    Grade.B: N_("belum diverifikasi"),
    Grade.OPEN: N_("menunggu jawaban BPJS"),
}

SEVERITIES: Mapping[Severity, str] = {
    Severity.WRONG: N_("tidak sesuai"),
    Severity.ACTION: N_("perlu tindak lanjut"),
    Severity.NOTE: N_("catatan"),
    Severity.ASSUMPTION: N_("asumsi"),
}

PARAMETERS: Mapping[str, str] = {
    "bpu.jkk.rate": N_("Iuran JKK BPU dari dasar penghasilan"),
    "bpu.bands": N_("Lapisan penghasilan BPU"),
    "bpu.jkm": N_("Iuran JKM BPU sebulan"),
    "bpu.jht.rate": N_("Iuran JHT BPU dari dasar penghasilan"),
    "bpu.arrears_limit": N_("Batas bulan tidak dibayar sebelum perlindungan tidak aktif"),
    "bpu.max_age": N_("Batas usia saat pendaftaran BPU"),
    "bpu.discount.transport": N_("Potongan iuran JKK dan JKM: pengemudi dan kurir"),
    "bpu.discount.other": N_("Potongan iuran JKK dan JKM: BPU lain"),
    "pu.jkk.classes": N_("Iuran JKK PU menurut tingkat risiko"),
    "pu.jkm.rate": N_("Iuran JKM PU"),
    "pu.jht.rate": N_("Iuran JHT PU"),
    "pu.jp.rate": N_("Iuran JP PU"),
    "pu.jht.worker": N_("Bagian pekerja dari iuran JHT"),
    "pu.jp.worker": N_("Bagian pekerja dari iuran JP"),
    "pu.jp.cap": N_("Batas upah untuk iuran JP"),
    "pu.jkp.rate": N_("Iuran JKP PU"),
    "pu.jkp.state": N_("Bagian Pemerintah Pusat dari iuran JKP"),
    "pu.jkp.from_jkk": N_("Bagian iuran JKP yang dipindahkan dari JKK"),
    "pu.jkp.from_jkm": N_("Bagian iuran JKP yang dipindahkan dari JKM"),
    "pu.jkp.cap": N_("Batas upah untuk iuran JKP"),
    "pmi.packages": N_("Paket iuran PMI menurut lama perjanjian kerja"),
    "pmi.before": N_("Iuran PMI untuk perlindungan sebelum bekerja"),
    "pmi.extension": N_("Iuran PMI untuk setiap bulan di atas paket"),
    "pmi.jht.minimum": N_("Iuran JHT PMI, paling sedikit"),
    "budget.apbd": N_("Tahapan APBD"),
    "budget.apbd_p": N_("Tahapan APBD Perubahan"),
    "budget.january": N_("Peringatan Januari kosong"),
    "drafting.agreement": N_("Lama penyusunan perjanjian"),
    "jakon.slices": N_("Lapisan nilai kontrak jasa konstruksi"),
    "jkm.total": N_("Santunan kematian (JKM) penuh"),
    "jkm.funeral": N_("Biaya pemakaman"),
    "jkm.waiting": N_("Masa kepesertaan untuk santunan JKM penuh"),
    "jkm.scholarship_waiting": N_("Masa iur untuk beasiswa JKM"),
    "scholarship.max": N_("Beasiswa paling banyak"),
    "scholarship.primary": N_("Beasiswa TK sampai SD"),
    "scholarship.junior": N_("Beasiswa SMP"),
    "scholarship.senior": N_("Beasiswa SMA"),
    "scholarship.higher": N_("Beasiswa perguruan tinggi atau pelatihan"),
    "jkk.death.rate": N_("Bagian upah untuk santunan kematian karena kecelakaan kerja"),
    "jkk.death.months": N_("Kelipatan upah untuk santunan itu"),
    "jkk.death.minimum": N_("Santunan kematian karena kecelakaan kerja, paling sedikit"),
    "jkk.funeral": N_("Biaya pemakaman karena kecelakaan kerja"),
    "jkk.periodic": N_("Santunan berkala karena kecelakaan kerja"),
}

GAP_KINDS: Mapping[GapKind, str] = {
    GapKind.PAST: N_("telah dimulai"),
    GapKind.COMING: N_("akan datang"),
    GapKind.PLANNED: N_("direncanakan"),
    GapKind.UNPAYABLE: N_("tidak dapat dibayar lagi dari APBD"),
    GapKind.UNBOUND: N_("dianggarkan, tanpa perjanjian"),
    GapKind.PAID: N_("dibayar, tanpa perjanjian"),
}

MONTH_WORDS: Mapping[MonthStatus, str] = {
    MonthStatus.OUTSIDE: N_("di luar program"),
    MonthStatus.PLANNED: N_("baru rencana"),
    MonthStatus.BUDGETED: N_("dianggarkan, belum tiba"),
    MonthStatus.UNBOUND: N_("dianggarkan, tanpa perjanjian"),
    MonthStatus.PENDING: N_("menunggu pembukuan BPJS"),
    MonthStatus.PAID: N_("dibayar, tanpa perjanjian"),
    MonthStatus.PROTECTED: N_("tercakup program, iuran belum tentu dibukukan"),
    MonthStatus.DOUBLED: N_("kepesertaan ganda"),
    MonthStatus.NAKED_PAST: N_("tanpa perlindungan"),
    MonthStatus.NAKED_COMING: N_("tanpa perlindungan"),
}

REFUSALS: Mapping[Refusal, str] = {
    Refusal.SEGMENT_UNKNOWN: N_("segmen tidak dikenali"),
    Refusal.BY_CONTRACT: N_("dihitung dari nilai kontrak"),
    Refusal.PROGRAMMES_UNKNOWN: N_("program jaminan tidak dikenali"),
    Refusal.NO_PROGRAMME: N_("program jaminan belum dipilih"),
    Refusal.PROGRAMME_NOT_OPEN: N_("program jaminan tidak tersedia untuk segmen ini"),
    Refusal.SOURCE_UNKNOWN: N_("sumber dana tidak dikenali"),
    Refusal.OCCUPATION_GROUP_UNKNOWN: N_("kelompok pekerjaan tidak dikenali"),
    Refusal.RISK_CLASS_UNKNOWN: N_("tingkat risiko tidak dikenali"),
    Refusal.WAGE_MISSING: N_("upah belum diisi"),
    Refusal.AMOUNT_OUT_OF_RANGE: N_("penghasilan atau upah di luar batas"),
    Refusal.MONTH_UNKNOWN: N_("bulan tidak dikenali"),
    Refusal.NO_TARIFF: N_("besaran iuran bulan itu belum tersedia"),
}

BUDGET_STEPS: Mapping[BudgetStep, str] = {
    BudgetStep.RKPD: N_("RKPD"),
    BudgetStep.KUA_PPAS: N_("KUA-PPAS"),
    BudgetStep.RAPBD: N_("RAPBD"),
    BudgetStep.DPA: N_("DPA"),
    BudgetStep.APBD_P: N_("APBD Perubahan"),
    BudgetStep.JANUARY: N_("peringatan Januari kosong"),
}

JKP_SOURCES: Mapping[JkpSource, str] = {
    JkpSource.STATE: N_("Pemerintah Pusat"),
    JkpSource.JKK: N_("Dipindahkan dari JKK"),
    JkpSource.JKM: N_("Dipindahkan dari JKM"),
}

PLACEMENTS: Mapping[Placement, str] = {
    Placement.AGENCY: N_("Melalui pelaksana penempatan"),
    Placement.INDEPENDENT: N_("Perseorangan"),
}

FINDING_TITLES: Mapping[FindingCode, str] = {
    FindingCode.FIGURE_SLIP: N_("Angka tampak salah ketik nol"),
    FindingCode.STATED_RATE_MISMATCH: N_("Besaran iuran tidak sesuai dengan anggaran"),
    FindingCode.STATED_RATE_OFF_TARIFF: N_("Besaran iuran berbeda dari ketentuan"),
    FindingCode.STATED_TOTAL_OFF: N_("Nilai yang disebut berbeda dari hasil hitung"),
    FindingCode.AGREEMENT_NUMBER_TAKEN: N_("Nomor perjanjian sudah dipakai"),
    FindingCode.TERM_OUTSIDE_MONTHS: N_("Masa berlaku tidak mencakup bulan program"),
    FindingCode.AGREEMENTS_OVERLAP: N_("Perjanjian lanjutan mendahului akhir yang dilanjutkan"),
    FindingCode.AUTHORITY_NOT_SHOWN: N_("Kewenangan penanda tangan belum ditunjukkan"),
    FindingCode.SIGNATORIES_MISSING: N_("Penanda tangan belum disebut"),
    FindingCode.AGREEMENT_CHANGED: N_("Isi perjanjian berbeda dari yang disetujui BPJS"),
    FindingCode.COMMITMENTS_OVERLAP: N_("Kemungkinan kepesertaan ganda antarprogram"),
    FindingCode.BASIS_ENDED: N_("Dasar hukum tidak berlaku lagi"),
    FindingCode.BASIS_LOST: N_("Dasar hukum baru saja berakhir"),
    FindingCode.BASIS_NOT_YET: N_("Dasar hukum belum berlaku"),
    FindingCode.AMENDED_PEOPLE_UNLIKELY: N_("Jumlah pekerja menurut adendum tidak lazim"),
    FindingCode.AMENDED_TOTAL_OFF: N_("Nilai setelah adendum tidak sesuai perhitungan"),
    FindingCode.BUDGET_LINE_SHARED: N_("Satu mata anggaran dipakai beberapa program"),
    FindingCode.AMENDED_OVER_BUDGET: N_("Anggaran tidak cukup setelah adendum"),
    FindingCode.BUDGET_DIFFERS: N_("Anggaran berbeda dari nilai program"),
    FindingCode.MONTHS_BEYOND_BUDGET_YEAR: N_("Bulan melewati tahun anggaran"),
    FindingCode.NAMES_SHORT: N_("Nama dalam daftar kurang dari jumlah orang"),
    FindingCode.NAMES_OVER: N_("Nama dalam daftar lebih dari jumlah orang"),
    FindingCode.CANDIDATES_OVER: N_("Calon lebih banyak dari jumlah orang"),
    FindingCode.MONTHS_IMPLIED: N_("Jumlah bulan disimpulkan"),
    FindingCode.IMPLIED_MONTHS_NOT_WHOLE: N_("Jumlah bulan tidak dapat disimpulkan"),
    FindingCode.IMPLIED_MONTHS_OVER_YEAR: N_("Anggaran melebihi 12 bulan"),
    FindingCode.SHORT_PACKAGE: N_("Masa perlindungan kurang dari tiga bulan"),
    FindingCode.THREE_MONTH_PACKAGE: N_("Masa perlindungan tepat tiga bulan"),
    FindingCode.START_BEFORE_SIGNATURE: N_("Awal perlindungan mendahului tanda tangan"),
    FindingCode.SIGNED_WITHIN_FIRST_MONTH: N_("Ditandatangani dalam bulan pertama"),
    FindingCode.PAST_MONTHS_UNCOVERED: N_("Bulan tanpa perlindungan yang telah dimulai"),
    FindingCode.COMING_MONTHS_UNCOVERED: N_("Bulan tanpa perlindungan yang akan datang"),
    FindingCode.COMING_MONTHS_PLANNED: N_("Bulan mendatang yang baru direncanakan"),
    FindingCode.COMING_MONTHS_UNPAYABLE: N_("Bulan yang tidak dapat dibayar lagi dari APBD"),
    FindingCode.AGREEMENT_ENDED_EARLY: N_("Bulan program tanpa perjanjian yang berlaku"),
    FindingCode.AGREEMENT_MISSING: N_("PKS belum diunggah"),
    FindingCode.SIGNED_COPY_MISSING: N_("Salinan PKS bertanda tangan belum diunggah"),
    FindingCode.DISCOUNT_APPLIED: N_("Potongan iuran diterapkan"),
    FindingCode.DISCOUNT_EXCLUDED: N_("Potongan iuran tidak berlaku"),
    FindingCode.DISCOUNT_OPEN: N_("Potongan iuran belum jelas"),
    FindingCode.DISCOUNT_WINDOW_CROSSED: N_("Melewati masa potongan iuran"),
    FindingCode.INCOME_BETWEEN_BANDS: N_("Penghasilan di antara dua lapisan"),
    FindingCode.PROGRESSIVE_SLICES: N_("Iuran bertingkat menurut nilai kontrak"),
    FindingCode.MONTHS_ASSUMED: N_("Jumlah bulan diasumsikan"),
    FindingCode.FIRST_MONTH_ASSUMED: N_("Bulan awal diasumsikan"),
    FindingCode.PROGRAMMES_ASSUMED: N_("Program diasumsikan"),
    FindingCode.OCCUPATION_GROUP_ASSUMED: N_("Kelompok pekerjaan diasumsikan"),
    FindingCode.SOURCE_NOT_STATED: N_("Sumber dana tidak disebut"),
    FindingCode.TARIFF_UNVERIFIED: N_("Parameter belum diverifikasi"),
}

AGREEMENT_KINDS: Mapping[AgreementKind, str] = {
    AgreementKind.NOTA_KESEPAKATAN: N_("Nota kesepakatan"),
    AgreementKind.PKS: N_("Perjanjian kerja sama (PKS)"),
    AgreementKind.ADENDUM: N_("Adendum"),
}

CAPACITIES: Mapping[Capacity, str] = {
    Capacity.DEFINITIVE: N_("definitif"),
    Capacity.PLT: N_("pelaksana tugas (Plt.)"),
    Capacity.PLH: N_("pelaksana harian (Plh.)"),
    Capacity.PJS: N_("penjabat sementara (Pjs.)"),
}

WADAH_CODES: Mapping[WadahCode, str] = {
    WadahCode.SG: N_("SG: pemerintah daerah"),
    WadahCode.SD: N_("SD: anggaran desa"),
    WadahCode.SA: N_("SA: desa, dibayar pemerintah daerah"),
    WadahCode.SL: N_("SL: desa, sumber lain"),
}

AGREEMENT_PAPERS: Mapping[AgreementPaper, str] = {
    AgreementPaper.DRAFT_TEXT: N_("Naskah yang diajukan"),
    AgreementPaper.SIGNED_COPY: N_("Salinan yang ditandatangani"),
    AgreementPaper.POSTING_PROOF: N_("Bukti pembukuan iuran"),
    AgreementPaper.START_CONSENT: N_("Surat persetujuan tanggal awal kepesertaan"),
}

AGREEMENT_STATES: Mapping[AgreementState, str] = {
    AgreementState.DRAFT: N_("draf"),
    AgreementState.DEPARTMENT_REVIEW: N_("reviu OPD"),
    AgreementState.LEGAL_REVIEW: N_("reviu hukum"),
    AgreementState.SUBMITTED: N_("reviu BPJS Ketenagakerjaan"),
    AgreementState.RETURNED: N_("dikembalikan untuk diperbaiki"),
    AgreementState.ACCEPTED: N_("disetujui untuk ditandatangani"),
    AgreementState.SIGNED: N_("ditandatangani"),
    AgreementState.IN_FORCE: N_("berlaku"),
    AgreementState.AMENDED: N_("berlaku dengan adendum"),
    AgreementState.ENDED: N_("berakhir"),
    AgreementState.EXTENDED: N_("diperpanjang"),
    AgreementState.TERMINATED: N_("diakhiri"),
    AgreementState.DROPPED: N_("ditarik"),
}

REVIEW_STAGES: Mapping[ReviewStage, str] = {
    ReviewStage.DEPARTMENT: N_("reviu OPD"),
    ReviewStage.LEGAL: N_("reviu hukum"),
    ReviewStage.BRANCH: N_("reviu BPJS Ketenagakerjaan"),
}

COMMITMENT_STATUSES: Mapping[CommitmentStatus, str] = {
    CommitmentStatus.PLANNED: N_("direncanakan"),
    CommitmentStatus.COMMITTED: N_("dianggarkan"),
    CommitmentStatus.CANCELLED: N_("dibatalkan"),
}

COMMITMENT_PHASES: Mapping[CommitmentPhase, str] = {
    CommitmentPhase.PLANNED: N_("direncanakan"),
    CommitmentPhase.UPCOMING: N_("belum dimulai"),
    CommitmentPhase.RUNNING: N_("berjalan"),
    CommitmentPhase.ENDED: N_("berakhir"),
    CommitmentPhase.UNDATED: N_("waktu tidak disebut"),
    CommitmentPhase.CANCELLED: N_("dibatalkan"),
}
