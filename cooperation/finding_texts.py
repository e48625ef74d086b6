"""The texts of findings, apart from the code that fills them."""

from collections.abc import Mapping

from cooperation.checks.amendments import Raise
from cooperation.findings import FindingCode
from cooperation.recognition import Resemblance
from tenants.kernel.errors import N_

FIXED: Mapping[FindingCode, tuple[str, ...]] = {
    FindingCode.MONTHS_IMPLIED: (
        N_("Jumlah bulan tidak disebut."),
        N_(
            "%(stated_total)s sesuai dengan %(implied_months)s bulan bagi %(people)s orang"
            " dengan %(rate)s per bulan; jumlah itu dipakai sebagai asumsi."
        ),
    ),
    FindingCode.IMPLIED_MONTHS_NOT_WHOLE: (
        N_("Jumlah bulan tidak disebut dan tidak dapat disimpulkan."),
        N_(
            "%(stated_total)s dibagi %(people)s orang × %(rate)s adalah %(implied_months)s bulan,"
            " bukan bilangan bulat. Mohon dipastikan pada DPA."
        ),
    ),
    FindingCode.IMPLIED_MONTHS_OVER_YEAR: (
        N_(
            "%(stated_total)s dibagi %(people)s orang × %(rate)s adalah %(implied_months)s bulan,"
            " lebih dari 12 bulan dalam satu tahun anggaran."
        ),
        N_("Mohon periksa jumlah orang, besaran iuran, dan anggaran."),
    ),
    FindingCode.THREE_MONTH_PACKAGE: (
        N_(
            "Masa perlindungan tepat %(months)s bulan. Santunan JKM penuh %(full_benefit)s berlaku"
            " setelah kepesertaan %(waiting_months)s bulan; peserta baru hampir tidak sempat"
            " memperolehnya."
        ),
        N_("Pertimbangkan masa yang lebih panjang."),
    ),
    FindingCode.SIGNED_WITHIN_FIRST_MONTH: (
        N_(
            "PKS ditandatangani %(signed_on)s, setelah awal %(first_month)s. Hari sebelum tanda"
            " tangan dihitung hanya bila ada bukti pembukuan iuran dari BPJS Ketenagakerjaan."
        ),
    ),
    FindingCode.NAMES_SHORT: (
        N_(
            "Daftar memuat %(names)s nama, sedangkan program menyebut %(people)s orang: kurang"
            " %(apart_names)s nama."
        ),
        N_("Lengkapi daftarnya, atau ubah jumlah orang pada program bila memang berkurang."),
    ),
    FindingCode.NAMES_OVER: (
        N_(
            "Daftar memuat %(names)s nama, sedangkan program menyebut %(people)s orang: lebih"
            " %(apart_names)s nama."
        ),
        N_(
            "Iuran bagi kelebihannya belum dihitung. Keluarkan nama yang berlebih, atau ubah jumlah"
            " orang pada program."
        ),
    ),
    FindingCode.CANDIDATES_OVER: (
        N_("%(names)s calon tercatat, sedangkan program menyebut %(people)s orang."),
        N_("Tetapkan %(people)s penerima dan masukkan %(apart_names)s orang ke daftar cadangan."),
    ),
    FindingCode.AGREEMENT_MISSING: (
        N_("PKS belum diunggah."),
        N_("Unggah PKS, atau catat dasar pembayaran iuran program ini."),
    ),
    FindingCode.SIGNED_COPY_MISSING: (
        N_("Salinan PKS yang ditandatangani belum diunggah."),
        N_("Tanpa salinan, perjanjian dihitung sebagai diajukan, belum terverifikasi."),
    ),
    FindingCode.AGREEMENT_NUMBER_TAKEN: (
        N_("Nomor %(agreement_number)s juga dipakai perjanjian lain di daerah ini."),
        N_("Pastikan nomornya, atau catat sebagai adendum dengan nomor sendiri."),
    ),
    FindingCode.AGREEMENTS_OVERLAP: (
        N_(
            "Perjanjian ini mulai berlaku %(starts_on)s, sedangkan %(other)s yang dilanjutkannya"
            " berlaku sampai %(ends_on)s: %(days)s hari tumpang tindih (%(starts_on)s sampai"
            " %(last_on)s)."
        ),
        N_("Samakan hari pertama dengan hari sesudah perjanjian itu berakhir."),
    ),
    FindingCode.AUTHORITY_NOT_SHOWN: (
        N_("%(signatory)s: surat kuasa atau mandatnya tidak disebut."),
        N_("Sebutkan surat yang memberi kewenangan menandatangani."),
    ),
    FindingCode.SIGNATORIES_MISSING: (
        N_("Penanda tangan belum disebut."),
        N_("Isi jabatan kedua pihak dengan kewenangannya, satu per baris."),
    ),
    FindingCode.INCOME_BETWEEN_BANDS: (
        N_(
            "Penghasilan %(income)s berada di celah batas yang tercetak. Dipakai lapisan"
            " %(number)s (mulai %(from_idr)s) menurut batas bawah."
        ),
    ),
    FindingCode.PROGRESSIVE_SLICES: (
        N_(
            "Iuran dihitung bertingkat: nilai kontrak %(contract_value)s melewati %(slices)s"
            " lapisan, dan setiap tarif hanya mengenai bagian nilai dalam lapisannya."
        ),
    ),
    FindingCode.AMENDED_TOTAL_OFF: (
        N_(
            "Adendum menyebut nilai seluruhnya %(stated_total)s, sedangkan orang × bulan × iuran"
            " dengan semua adendum menghasilkan %(total)s; selisih %(difference)s."
        ),
        N_("Pastikan jumlah pekerja, bulan, dan nilai pada naskah adendum."),
    ),
    FindingCode.AMENDED_PEOPLE_UNLIKELY: (
        N_(
            "Adendum menyebut %(people)s pekerja, sekarang %(people_before)s: lebih dari"
            " %(number)s kali."
        ),
        N_("Pastikan angkanya; tanda titik atau nol yang salah tempat sering menjadi sebabnya."),
    ),
    FindingCode.BUDGET_LINE_SHARED: (
        N_(
            "Mata anggaran %(line)s juga dipakai %(others)s. Bersama-sama %(total)s, sedangkan"
            " anggarannya %(budget)s: lebih %(excess)s."
        ),
        N_("Pastikan mata anggaran dan nilainya pada DPA."),
    ),
    FindingCode.MONTHS_ASSUMED: (N_("Jumlah bulan diasumsikan %(months)s."),),
    FindingCode.FIRST_MONTH_ASSUMED: (
        N_("Bulan awal tidak disebut; diasumsikan %(first_month)s."),
    ),
    FindingCode.PROGRAMMES_ASSUMED: (
        N_("Program jaminan tidak disebut; diasumsikan %(programmes)s."),
        N_("Penghasilan yang tidak disebut dihitung pada lapisan iuran terendah."),
    ),
    FindingCode.OCCUPATION_GROUP_ASSUMED: (
        N_("Kelompok pekerjaan tidak disebut; diasumsikan bukan pengemudi atau kurir."),
    ),
    FindingCode.SOURCE_NOT_STATED: (
        N_("Sumber dana tidak disebut; iuran dihitung penuh, tanpa potongan."),
    ),
    FindingCode.TARIFF_UNVERIFIED: (N_("Parameter %(key)s (%(basis)s) belum diverifikasi."),),
}

RECOGNISED: Mapping[Resemblance, str] = {
    Resemblance.BPU: N_(
        "%(stated_rate)s adalah iuran BPU untuk %(programmes)s dengan dasar penghasilan %(amount)s."
    ),
    Resemblance.BPU_DISCOUNTED: N_(
        "%(stated_rate)s adalah iuran BPU untuk %(programmes)s setelah potongan PP 50/2025."
    ),
    Resemblance.PU: N_(
        "%(stated_rate)s sama dengan iuran penerima upah (PU) untuk %(programmes)s dari upah"
        " %(amount)s: pastikan segmennya."
    ),
}

AMENDED_OVER_BUDGET = N_(
    "Kebutuhan iuran setelah adendum %(total)s, sedangkan anggaran %(budget)s: kurang %(lack)s."
)
RAISES: Mapping[Raise, str] = {
    Raise.CHANGED_BUDGET: N_(
        "Usulkan tambahannya dalam perubahan APBD, lalu perbarui anggaran program ini."
    ),
    Raise.PASSED: N_(
        "Tidak ada lagi tahapan APBD %(budget_year)s yang dapat memuat tambahannya: kurangi"
        " perubahannya, atau penuhi dari sumber lain."
    ),
    Raise.OTHER_MONEY: N_(
        "Dananya di luar APBD: pastikan tambahannya pada sumber dana itu, lalu perbarui anggaran"
        " program ini."
    ),
}

PAST: Mapping[str, str] = {
    "before": N_(
        "%(range)s: tidak tercatat perlindungan bagi %(people)s pekerja sebelum program dimulai"
        " %(starts)s."
    ),
    "between": N_("%(range)s: tidak tercatat perlindungan bagi %(people)s pekerja."),
    "after agreement": N_(
        "%(range)s: tidak tercatat perlindungan bagi %(people)s pekerja setelah PKS berakhir"
        " %(ends_on)s."
    ),
    "after programme": N_(
        "%(range)s: tidak tercatat perlindungan bagi %(people)s pekerja setelah program berakhir"
        " %(ends_on)s."
    ),
}

COMING: Mapping[str, str] = {
    "before": N_(
        "%(range)s: belum ada perlindungan bagi %(people)s pekerja sebelum program dimulai"
        " %(starts)s."
    ),
    "between": N_("%(range)s: belum ada perlindungan bagi %(people)s pekerja."),
    "after agreement": N_(
        "%(range)s: belum ada perlindungan bagi %(people)s pekerja setelah PKS berakhir"
        " %(ends_on)s."
    ),
    "after programme": N_(
        "%(range)s: belum ada perlindungan bagi %(people)s pekerja setelah program berakhir"
        " %(ends_on)s."
    ),
}

UNPAYABLE: tuple[str, ...] = (
    N_(
        "Tidak dapat dibayar lagi dari APBD: iurannya %(amount)s (%(sum)s) tidak termasuk kebutuhan"
        " anggaran."
    ),
    N_("Usahakan sumber lain, atau sampaikan kepada pekerja bahwa bulan itu kosong."),
)

TERM_OUTSIDE: Mapping[tuple[bool, bool], str] = {
    (True, True): N_(
        "Perjanjian berlaku %(starts_on)s sampai %(ends_on)s, sedangkan program melindungi"
        " %(first_month)s sampai %(last_month)s."
    ),
    (True, False): N_(
        "Perjanjian berlaku sejak %(starts_on)s, sedangkan program melindungi %(first_month)s"
        " sampai %(last_month)s."
    ),
    (False, True): N_(
        "Perjanjian berlaku sampai %(ends_on)s, sedangkan program melindungi %(first_month)s"
        " sampai %(last_month)s."
    ),
}
"""By whether the agreement states its first and its last day."""
TERM_ALIGNED = N_("Samakan masa berlaku perjanjian dengan bulan program.")

ENDED_EARLY = N_(
    "%(range)s: perjanjiannya sudah berakhir, sehingga tidak ada perjanjian yang"
    " melindungi %(people)s pekerja; iurannya %(amount)s (%(sum)s)."
)
ENDED_EARLY_AND_PAST = N_("Bulan yang telah dimulai tidak dapat ditutup.")
ENDED_EARLY_IN_PARTS = N_(
    "Yang telah dimulai dan tidak dapat ditutup: %(begun)s, %(begun_amount)s; yang belum dimulai:"
    " %(coming)s, %(coming_amount)s."
)
ENDED_EARLY_ANEW = N_("Susun perjanjian baru agar mereka terlindungi lagi mulai %(agreed_anew)s.")
ENDED_EARLY_TO_COME = N_(
    "Susun perjanjian baru agar mereka terlindungi lagi mulai %(agreed_anew)s; bulan yang telah"
    " dimulai tidak dapat ditutup."
)

PLANNED: tuple[str, ...] = (
    N_("%(range)s baru direncanakan dalam program lanjutannya."),
    N_(
        "Belum seorang pun terlindungi pada bulan itu sebelum rencananya dianggarkan dan"
        " diperjanjikan."
    ),
)

UNENTERED = N_("Pastikan %(range)s sudah termuat dalam APBD %(year)s.")

DISCOUNT: Mapping[FindingCode, str] = {
    FindingCode.DISCOUNT_APPLIED: N_(
        "%(basis)s memotong iuran JKK dan JKM untuk %(months)s bulan (%(range)s)."
    ),
    FindingCode.DISCOUNT_EXCLUDED: N_(
        "Potongan iuran %(basis)s (%(range)s) tidak berlaku untuk sumber dana %(source)s: iuran"
        " dibayar penuh."
    ),
    FindingCode.DISCOUNT_OPEN: N_(
        "Belum jelas apakah potongan iuran %(basis)s (%(range)s) berlaku untuk sumber dana"
        " %(source)s. Iuran dihitung penuh; mohon dipastikan ke BPJS Ketenagakerjaan."
    ),
    FindingCode.DISCOUNT_WINDOW_CROSSED: N_(
        "%(months)s bulan berada di dalam masa potongan iuran dan %(outside_months)s bulan di"
        " luarnya: %(sum)s."
    ),
}
DISCOUNT_LIKELY = N_(
    "Penerapan untuk sumber dana %(source)s belum diverifikasi; mohon dipastikan ke BPJS"
    " Ketenagakerjaan."
)

OVERLAP_AMOUNT = N_(
    "Paling banyak %(people)s orang dapat dibayar dua kali: sampai %(monthly)s per bulan,"
    " seluruhnya %(amount)s (%(sum)s)."
)
OVERLAP_UNKNOWN = N_("Belum dapat dipastikan tanpa daftar nama.")
OVERLAP_OPEN = N_(
    "Bandingkan kedua daftar sebelum iuran dibayar: iuran tidak boleh dibayar dua kali. Keluarkan"
    " nama yang ganda dari usulan atau mintakan konfirmasi BPJS Ketenagakerjaan."
)
OVERLAP_PAST = N_(
    "Bandingkan kedua daftar dengan bukti pembukuan: iuran tidak boleh dibayar dua kali. Bila ada"
    " nama yang ganda, mintakan penjelasan BPJS Ketenagakerjaan."
)
