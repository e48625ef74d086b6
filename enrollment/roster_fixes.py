"""How to put right what is wrong with a row: one instruction for each kind of problem. Pure."""

from collections.abc import Mapping

from enrollment.nik import NikReason
from enrollment.parsing.rows import RowCode
from enrollment.wording import Sentence
from tenants.kernel.errors import N_

_FROM_CARD = N_("Cocokkan dengan KTP atau KK, lalu ketik ulang.")
_WRITE_DATE = N_("Tulis seperti 1985-08-15 atau 15/08/1985, sesuai KTP.")
_WRITE_VILLAGE = N_("Isi kode Kemendagri 10 angka seperti 35.05.01.2001; lihat lembar Kode.")
_NOTHING_TO_DO = N_("Bila benar, biarkan. Bila tidak, perbaiki sesuai KTP.")
_NEEDS_REASON = N_(
    "Bila orang ini memang sasaran program, sertakan dengan alasan saat menyimpan. Bila tidak,"
    " hapus barisnya."
)

UNKNOWN_FIX = N_("Periksa baris ini dengan data asalnya.")

FIX_TEXTS: Mapping[str, str] = {
    NikReason.EMPTY: N_("Isi 16 angka sesuai KTP atau KK."),
    NikReason.SCIENTIFIC: N_(
        "Ambil NIK dari data asal, ubah format kolom menjadi Teks, tempel NIK-nya, lalu unggah"
        " kembali."
    ),
    NikReason.DECIMAL: N_(
        "Ambil NIK dari data asal dengan kolom berformat Teks. Bila hanya berkas ini yang ada,"
        " hapus .0 seluruhnya, bukan titiknya saja, dan cocokkan angka terakhir dengan KTP."
    ),
    NikReason.NOT_DIGITS: N_(
        "Hapus titik, strip, dan huruf. Ganti huruf O yang terketik sebagai nol."
    ),
    NikReason.LENGTH: _FROM_CARD,
    NikReason.REGION_INVALID: _FROM_CARD,
    NikReason.BIRTH_DATE_INVALID: _FROM_CARD,
    NikReason.SERIAL_ZERO: _FROM_CARD,
    NikReason.PATTERN: N_("Pastikan bukan isian sementara; ganti dengan NIK sesuai KTP."),
    NikReason.REGION_UNKNOWN: _NOTHING_TO_DO,
    RowCode.MISALIGNED: N_(
        "Hapus tanda pemisah di dalam nama atau alamat, atau geser isinya ke kolom yang benar."
    ),
    RowCode.NO_PERSON: N_("Tidak perlu diperbaiki, kecuali bila baris ini memang orang."),
    RowCode.OTHER_TABLE: N_("Bila memuat calon penerima, salin ke berkas tersendiri lalu unggah."),
    RowCode.OTHER_LIST: N_("Salin daftar itu ke berkas tersendiri lalu unggah."),
    RowCode.NAME_EMPTY: N_("Isi nama sesuai KTP; nama satu kata boleh."),
    RowCode.NAME_TOO_LONG: N_("Geser isi yang masuk ke kolom nama, atau singkat gelarnya."),
    RowCode.NAME_UNREADABLE: N_("Ketik ulang nama sesuai KTP."),
    RowCode.NAME_DIGITS: N_("Hapus angka dari nama, atau geser kolom yang tertukar."),
    RowCode.NAME_NOT_LATIN: N_("Ketik nama dengan huruf Latin sesuai KTP, lalu unggah kembali."),
    RowCode.BIRTH_EMPTY: _WRITE_DATE,
    RowCode.BIRTH_UNREADABLE: _WRITE_DATE,
    RowCode.BIRTH_SHORT_YEAR: N_("Tulis tahun dengan empat angka: 15/08/1985."),
    RowCode.BIRTH_SERIAL_DAY: N_(
        "Ubah format kolom menjadi tanggal DD/MM/YYYY, lalu simpan kembali."
    ),
    RowCode.BIRTH_NO_SUCH_DAY: N_("Tulis hari, bulan, lalu tahun: 15/08/1985."),
    RowCode.BIRTH_FUTURE: N_("Periksa tahun lahirnya pada KTP."),
    RowCode.BIRTH_TOO_OLD: N_("Periksa tahun lahirnya pada KTP."),
    RowCode.BIRTH_DIFFERS: _NOTHING_TO_DO,
    RowCode.SEX_EMPTY: N_("Isi L atau P."),
    RowCode.SEX_UNREADABLE: N_("Isi L atau P."),
    RowCode.SEX_DIFFERS: _NOTHING_TO_DO,
    RowCode.VILLAGE_EMPTY: _WRITE_VILLAGE,
    RowCode.VILLAGE_UNREADABLE: _WRITE_VILLAGE,
    RowCode.VILLAGE_NAME_EMPTY: N_("Isi nama desa dan kecamatannya, atau kode Kemendagri."),
    RowCode.VILLAGE_NAME_UNKNOWN: N_("Periksa ejaannya, atau isi kode Kemendagri."),
    RowCode.VILLAGE_NAME_AMBIGUOUS: N_("Isi kecamatannya, atau kode Kemendagri."),
    RowCode.VILLAGE_NAME_DIFFERS: N_("Cocokkan nama dan kode desa, lalu perbaiki salah satunya."),
    RowCode.DISTRICT_UNKNOWN: N_("Perbaiki nama kecamatannya, atau biarkan."),
    RowCode.VILLAGE_ELSEWHERE: _NOTHING_TO_DO,
    RowCode.VILLAGE_UNKNOWN: N_(
        "Perbaiki kode desanya; lihat lembar Kode. Bila kodenya memang baru, sertakan dengan"
        " alasan saat menyimpan."
    ),
    RowCode.VILLAGE_NOWHERE: _WRITE_VILLAGE,
    RowCode.AGE_UNDER: _NEEDS_REASON,
    RowCode.AGE_OVER: _NEEDS_REASON,
    RowCode.ADDRESS_DROPPED: N_("Ketik ulang alamatnya, atau biarkan tanpa alamat."),
    RowCode.NEIGHBOURHOOD_DROPPED: N_("Ubah format kolom RT/RW menjadi Teks dan ketik ulang."),
    RowCode.OCCUPATION_DROPPED: N_("Ketik ulang pekerjaannya, atau biarkan tanpa pekerjaan."),
    RowCode.OCCUPATION_EXCLUDED: _NEEDS_REASON,
    RowCode.PHONE_DROPPED: N_("Tulis seperti 081234567890, atau biarkan tanpa nomor."),
    RowCode.WAGE_OUTSIDE_SEGMENT: N_(
        "Bila menerima upah, daftarkan pada segmen penerima upah. Bila tidak, kosongkan kolom upah."
    ),
    RowCode.DUPLICATE_IN_FILE: N_("Hapus salah satu baris; pertahankan yang benar."),
    RowCode.NIK_FORMER: N_("Cari nama orang ini di halaman Pekerja, lalu pakai NIK di sana."),
    RowCode.COVERED_TWICE: N_(
        "Keluarkan dari usulan, atau mintakan konfirmasi BPJS Ketenagakerjaan."
    ),
    RowCode.RECORDED_DECEASED: _NEEDS_REASON,
    RowCode.RECORDED_PU: _NEEDS_REASON,
    RowCode.RECORD_DIFFERS: N_("Periksa mana yang sesuai KTP; data tersimpan tidak diubah."),
    RowCode.RECORD_CORRECTED: N_(
        "Bila isi daftar ini yang benar, biarkan. Bila tidak, perbaiki barisnya sesuai KTP."
    ),
}


def row_fix(code: str) -> Sentence:
    """How to put a problem right.

    Args:
        code: of ``NikReason`` or ``RowCode``.

    Source:
        Tone of official letters: one step somebody can take.
    """
    return Sentence(FIX_TEXTS.get(code, UNKNOWN_FIX))
