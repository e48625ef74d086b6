"""What is wrong with a row, in words; how to put it right stands beside them. Pure."""

import re
from collections.abc import Mapping

from cooperation.months import Month
from enrollment.nik import NikReason
from enrollment.parsing.columns import Column
from enrollment.parsing.notices import NoticeCode
from enrollment.parsing.rows import RowCode, Severity
from enrollment.wording import Sentence
from tenants.kernel import formats
from tenants.kernel.errors import N_

_COUNT = re.compile(r"\d{1,3}(\.\d{3})*")

COLUMN_LABELS: Mapping[Column, str] = {
    Column.NIK: N_("NIK"),
    Column.NAME: N_("Nama"),
    Column.BIRTH: N_("Tanggal lahir"),
    Column.SEX: N_("Jenis kelamin"),
    Column.VILLAGE: N_("Kode desa"),
    Column.ADDRESS: N_("Alamat"),
    Column.OCCUPATION: N_("Pekerjaan"),
    Column.PHONE: N_("Nomor telepon"),
    Column.WAGE: N_("Upah"),
    Column.VILLAGE_NAME: N_("Desa/kelurahan"),
    Column.DISTRICT: N_("Kecamatan"),
    Column.RT: N_("RT"),
    Column.RW: N_("RW"),
    Column.RT_RW: N_("RT/RW"),
}

SEVERITY_LABELS: Mapping[Severity, str] = {
    Severity.ERROR: N_("kesalahan"),
    Severity.WARNING: N_("peringatan"),
}

UNKNOWN_PROBLEM = N_("Baris ini perlu diperiksa.")
"""A problem that a later version of the product found."""

ROW_TEXTS: Mapping[str, str] = {
    NikReason.EMPTY: N_("NIK kosong."),
    NikReason.SCIENTIFIC: N_(
        "Excel menyimpan NIK sebagai angka sehingga angka terakhir hilang dan tidak dapat"
        " dipulihkan dari berkas ini."
    ),
    NikReason.DECIMAL: N_(
        "NIK berakhiran .0: sebuah program membacanya sebagai angka, sehingga angka terakhirnya"
        " mungkin sudah berubah."
    ),
    NikReason.NOT_DIGITS: N_("NIK memuat selain angka 0 sampai 9."),
    NikReason.LENGTH: N_("NIK harus 16 angka."),
    NikReason.REGION_INVALID: N_("Enam angka pertama bukan kode wilayah yang mungkin."),
    NikReason.BIRTH_DATE_INVALID: N_(
        "Angka ke-7 sampai ke-12 bukan tanggal lahir yang ada di kalender."
    ),
    NikReason.SERIAL_ZERO: N_("Empat angka terakhir tidak mungkin 0000."),
    NikReason.PATTERN: N_("Angka NIK berulang atau berurutan."),
    NikReason.REGION_UNKNOWN: N_(
        "Kode wilayah NIK tidak ada pada edisi 2016 sampai 2025; NIK lama mungkin memakainya."
    ),
    RowCode.MISALIGNED: N_("Baris ini berisi lebih banyak kolom daripada judul."),
    RowCode.NO_PERSON: N_(
        "Baris ini bukan data orang (judul, nomor kolom, jumlah, atau tanda tangan), jadi tidak"
        " dibaca."
    ),
    RowCode.OTHER_TABLE: N_("Mulai baris ini ada tabel lain. Isinya tidak dibaca."),
    RowCode.OTHER_LIST: N_("Mulai baris ini ada daftar lain dengan urutan kolom berbeda."),
    RowCode.NAME_EMPTY: N_("Nama kosong."),
    RowCode.NAME_TOO_LONG: N_("Nama lebih dari 150 huruf; mungkin kolom bergeser."),
    RowCode.NAME_UNREADABLE: N_("Nama memuat huruf rusak."),
    RowCode.NAME_DIGITS: N_("Nama memuat angka; mungkin kolom bergeser."),
    RowCode.NAME_NOT_LATIN: N_(
        "Nama memuat tanda, gambar, atau huruf yang bukan huruf Latin; pada PDF dapat tampil"
        " sebagai tanda pengganti."
    ),
    RowCode.BIRTH_EMPTY: N_("Tanggal lahir kosong."),
    RowCode.BIRTH_UNREADABLE: N_("Tanggal lahir tidak dikenali."),
    RowCode.BIRTH_SHORT_YEAR: N_("Tahun lahir hanya dua angka, sehingga abadnya tidak pasti."),
    RowCode.BIRTH_SERIAL_DAY: N_("Excel menyimpan tanggal sebagai nomor hari."),
    RowCode.BIRTH_NO_SUCH_DAY: N_("Tanggal ini tidak ada di kalender."),
    RowCode.BIRTH_FUTURE: N_("Tanggal lahir ada di masa depan."),
    RowCode.BIRTH_TOO_OLD: N_("Tanggal lahir lebih dari 120 tahun yang lalu."),
    RowCode.BIRTH_DIFFERS: N_("Tanggal lahir berbeda dari NIK; keduanya dapat benar."),
    RowCode.SEX_EMPTY: N_("Jenis kelamin kosong."),
    RowCode.SEX_UNREADABLE: N_("Jenis kelamin tidak dikenali."),
    RowCode.SEX_DIFFERS: N_("Jenis kelamin berbeda dari NIK."),
    RowCode.VILLAGE_EMPTY: N_("Kode desa kosong."),
    RowCode.VILLAGE_UNREADABLE: N_("Kode desa harus 10 angka kode Kemendagri."),
    RowCode.VILLAGE_NAME_EMPTY: N_("Nama desa/kelurahan kosong."),
    RowCode.VILLAGE_NAME_UNKNOWN: N_(
        "Tidak ada desa/kelurahan dengan nama ini pada kabupaten/kota dan kecamatan tersebut."
        " Mungkin yang dimaksud: %(candidates)s."
    ),
    RowCode.VILLAGE_NAME_AMBIGUOUS: N_(
        "Nama ini dipakai oleh beberapa desa/kelurahan: %(candidates)s."
    ),
    RowCode.VILLAGE_NAME_DIFFERS: N_(
        "Nama desa tidak sesuai dengan kodenya. Kode ini milik %(village)s, Kecamatan %(district)s;"
        " kode yang dipakai."
    ),
    RowCode.DISTRICT_UNKNOWN: N_(
        "Kecamatan tidak dikenal. Desa dengan nama ini hanya ada di Kecamatan %(district)s; desa"
        " itulah yang dipakai."
    ),
    RowCode.VILLAGE_ELSEWHERE: N_(
        "Kode desa milik %(place)s, di luar kabupaten/kota ini; mungkin bukan sasaran program."
    ),
    RowCode.VILLAGE_UNKNOWN: N_("Kode desa tidak ada pada daftar kode wilayah %(regency)s."),
    RowCode.VILLAGE_NOWHERE: N_("Tidak ada kabupaten/kota berkode %(region_code)s."),
    RowCode.AGE_UNDER: N_(
        "Berusia %(age)s tahun pada awal perlindungan, di bawah usia kerja %(limit)s tahun."
    ),
    RowCode.AGE_OVER: N_(
        "Berusia %(age)s tahun pada awal perlindungan; batas yang lazim di bawah %(limit)s tahun."
    ),
    RowCode.ADDRESS_DROPPED: N_("Alamat tidak terbaca atau terlalu panjang; tidak disimpan."),
    RowCode.NEIGHBOURHOOD_DROPPED: N_(
        "RT/RW tidak terbaca, mungkin diubah Excel menjadi tanggal; tidak disimpan. Orangnya"
        " disimpan."
    ),
    RowCode.OCCUPATION_DROPPED: N_("Pekerjaan tidak terbaca atau terlalu panjang; tidak disimpan."),
    RowCode.OCCUPATION_EXCLUDED: N_("ASN, TNI, dan Polri di luar program ini."),
    RowCode.PHONE_DROPPED: N_("Nomor telepon tidak terbaca; tidak disimpan. Orangnya disimpan."),
    RowCode.WAGE_OUTSIDE_SEGMENT: N_(
        "Baris ini memuat upah, padahal program ini untuk bukan penerima upah (BPU)."
    ),
    RowCode.DUPLICATE_IN_FILE: N_("NIK ini sudah ada pada baris %(first_row)s berkas yang sama."),
    RowCode.NIK_FORMER: N_(
        "NIK ini ternyata salah: datanya sudah digabung dengan orang yang sama ber-NIK lain."
    ),
    RowCode.COVERED_TWICE: N_(
        "Kepesertaan ganda: %(months)s sudah ditetapkan pada %(programme)s. Iuran tidak boleh"
        " dibayar dua kali."
    ),
    RowCode.RECORDED_DECEASED: N_(
        "Orang ini tercatat meninggal menurut Dukcapil, desa, atau daftar lain."
    ),
    RowCode.RECORDED_PU: N_(
        "Orang ini tercatat sebagai peserta penerima upah (PU) menurut cek kepesertaan BPJS."
    ),
    RowCode.RECORD_DIFFERS: N_("NIK sudah tercatat dengan nama atau tanggal lahir berbeda."),
    RowCode.RECORD_CORRECTED: N_(
        "NIK sudah tercatat dengan nama atau tanggal lahir berbeda; data tersimpan mengikuti"
        " daftar ini."
    ),
}

_TEXTS_WITHOUT_NAMES: Mapping[str, str] = {
    RowCode.VILLAGE_ELSEWHERE: N_(
        "Kode desa di luar kabupaten/kota ini. Mungkin bukan sasaran program."
    ),
    RowCode.VILLAGE_UNKNOWN: N_("Kode desa tidak ada pada daftar desa kabupaten/kota ini."),
    RowCode.VILLAGE_NAME_UNKNOWN: N_(
        "Tidak ada desa/kelurahan dengan nama ini pada kabupaten/kota dan kecamatan tersebut."
    ),
}
"""Where no name comes near, and of problems kept by an earlier release, which noted none."""


NOTICE_TEXTS: Mapping[str, str] = {
    NoticeCode.OLDER_LETTERS: N_(
        "Berkas ini tidak berkode UTF-8 dan dibaca sebagai Windows-1252. Periksa nama yang memuat"
        " huruf beraksen."
    ),
    NoticeCode.ROWS_ABOVE: N_("%(rows)s baris di atas judul kolom tidak dibaca."),
    NoticeCode.COLUMNS_ASIDE: N_("Kolom yang tidak dibaca dan tidak disimpan: %(columns)s."),
    NoticeCode.VILLAGES_BY_NAME: N_(
        "Berkas ini tidak memuat kode desa; desa dicocokkan menurut nama dan kecamatannya."
    ),
    NoticeCode.ROWS_OUTSIDE: N_(
        "%(rows)s baris bukan data orang, seperti jumlah atau tanda tangan, dan tidak dihitung."
    ),
    NoticeCode.OTHER_TABLE: N_(
        "Mulai baris %(row)s ada tabel lain. Bila memuat calon penerima, unggah sebagai berkas"
        " tersendiri."
    ),
}
"""What was noticed about a file."""


def notice_sentence(code: str, params: Mapping[str, str | int]) -> Sentence:
    """What was noticed about a file, in words.

    Args:
        code: of ``NoticeCode``.
        params: as kept beside it.

    Source:
        Nothing of a file is left out unseen.
    """
    shown = {
        name: formats.count(value) if isinstance(value, int) else value
        for name, value in params.items()
    }
    return Sentence(NOTICE_TEXTS[code], shown)


def column_label(column: str | None) -> str:
    """The head of a column as people read it; a problem without a column is of the whole row.

    Source:
        Stated format of the upload page.
    """
    known = {one.value: label for one, label in COLUMN_LABELS.items()}
    return N_("seluruh baris") if column is None else known.get(column, column)


def figures_of_refusal(stored: Mapping[str, str]) -> Mapping[str, str]:
    """The figures of a refused file as the reader writes them; they are stored as of record."""
    return {
        name: formats.count(int(value.replace(".", ""))) if _COUNT.fullmatch(value) else value
        for name, value in stored.items()
    }


def row_sentence(code: str, params: Mapping[str, str | int]) -> Sentence:
    """A problem of a row in words.

    Args:
        code: of ``NikReason`` or ``RowCode``.
        params: as kept beside the problem; months as YYYY-MM.

    Source:
        Tone of official letters: what is wrong and why.
    """
    shown = {
        name: formats.count(value) if isinstance(value, int) else value
        for name, value in params.items()
    }
    if code == RowCode.COVERED_TWICE:
        first, last = (Month.parse(shown.pop(name)) for name in ("first_month", "last_month"))
        shown["months"] = formats.month_range(first.first_day, last.first_day)
    if not shown and code in _TEXTS_WITHOUT_NAMES:
        return Sentence(_TEXTS_WITHOUT_NAMES[code])
    return Sentence(ROW_TEXTS.get(code, UNKNOWN_PROBLEM), shown)
