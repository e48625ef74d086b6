"""Problems of rows by kind, in words that name no row, cell or person. Pure."""

from collections.abc import Mapping

from enrollment.nik import NikReason
from enrollment.parsing.rows import RowCode
from enrollment.roster_wording import UNKNOWN_PROBLEM
from tenants.kernel.errors import N_

KIND_LABELS: Mapping[str, str] = {
    NikReason.EMPTY: N_("NIK kosong"),
    NikReason.SCIENTIFIC: N_("NIK tersimpan sebagai angka sehingga angka terakhir hilang"),
    NikReason.DECIMAL: N_("NIK berakhiran .0 karena pernah dibaca sebagai angka"),
    NikReason.NOT_DIGITS: N_("NIK memuat selain angka"),
    NikReason.LENGTH: N_("NIK bukan 16 angka"),
    NikReason.REGION_INVALID: N_("kode wilayah NIK tidak mungkin"),
    NikReason.BIRTH_DATE_INVALID: N_("tanggal lahir dalam NIK tidak ada di kalender"),
    NikReason.SERIAL_ZERO: N_("nomor urut NIK 0000"),
    NikReason.PATTERN: N_("angka NIK berulang atau berurutan"),
    NikReason.REGION_UNKNOWN: N_("kode wilayah NIK tidak dikenal"),
    RowCode.MISALIGNED: N_("jumlah kolom tidak sesuai judul"),
    RowCode.NO_PERSON: N_("baris yang bukan data orang"),
    RowCode.OTHER_TABLE: N_("tabel lain di bawah daftar"),
    RowCode.OTHER_LIST: N_("daftar lain dengan urutan kolom berbeda"),
    RowCode.NAME_EMPTY: N_("nama kosong"),
    RowCode.NAME_TOO_LONG: N_("nama terlalu panjang"),
    RowCode.NAME_UNREADABLE: N_("nama tidak terbaca"),
    RowCode.NAME_DIGITS: N_("nama memuat angka"),
    RowCode.NAME_NOT_LATIN: N_("nama memuat selain huruf Latin"),
    RowCode.BIRTH_EMPTY: N_("tanggal lahir kosong"),
    RowCode.BIRTH_UNREADABLE: N_("tanggal lahir tidak dikenali"),
    RowCode.BIRTH_SHORT_YEAR: N_("tahun lahir hanya dua angka"),
    RowCode.BIRTH_SERIAL_DAY: N_("tanggal lahir tersimpan sebagai nomor hari"),
    RowCode.BIRTH_NO_SUCH_DAY: N_("tanggal lahir tidak ada di kalender"),
    RowCode.BIRTH_FUTURE: N_("tanggal lahir di masa depan"),
    RowCode.BIRTH_TOO_OLD: N_("tanggal lahir lebih dari 120 tahun yang lalu"),
    RowCode.BIRTH_DIFFERS: N_("tanggal lahir berbeda dari NIK"),
    RowCode.SEX_EMPTY: N_("jenis kelamin kosong"),
    RowCode.SEX_UNREADABLE: N_("jenis kelamin tidak dikenali"),
    RowCode.SEX_DIFFERS: N_("jenis kelamin berbeda dari NIK"),
    RowCode.VILLAGE_EMPTY: N_("kode desa kosong"),
    RowCode.VILLAGE_UNREADABLE: N_("kode desa bukan 10 angka"),
    RowCode.VILLAGE_NAME_EMPTY: N_("nama desa kosong"),
    RowCode.VILLAGE_NAME_UNKNOWN: N_("nama desa tidak dikenal"),
    RowCode.VILLAGE_NAME_AMBIGUOUS: N_("nama desa dipakai lebih dari satu desa"),
    RowCode.VILLAGE_NAME_DIFFERS: N_("nama desa tidak sesuai dengan kodenya"),
    RowCode.DISTRICT_UNKNOWN: N_("kecamatan tidak dikenal"),
    RowCode.VILLAGE_ELSEWHERE: N_("kode desa di luar kabupaten/kota"),
    RowCode.VILLAGE_UNKNOWN: N_("kode desa tidak ada pada daftar desa"),
    RowCode.VILLAGE_NOWHERE: N_("kode desa dari kabupaten/kota yang tidak ada"),
    RowCode.AGE_UNDER: N_("di bawah usia kerja pada awal perlindungan"),
    RowCode.AGE_OVER: N_("melewati batas usia pada awal perlindungan"),
    RowCode.ADDRESS_DROPPED: N_("alamat tidak terbaca dan tidak disimpan"),
    RowCode.NEIGHBOURHOOD_DROPPED: N_("RT/RW tidak terbaca dan tidak disimpan"),
    RowCode.OCCUPATION_DROPPED: N_("pekerjaan tidak terbaca dan tidak disimpan"),
    RowCode.OCCUPATION_EXCLUDED: N_("pekerjaan ASN, TNI, atau Polri"),
    RowCode.PHONE_DROPPED: N_("nomor telepon tidak terbaca dan tidak disimpan"),
    RowCode.WAGE_OUTSIDE_SEGMENT: N_("upah pada segmen bukan penerima upah"),
    RowCode.DUPLICATE_IN_FILE: N_("NIK dua kali dalam berkas"),
    RowCode.NIK_FORMER: N_("NIK yang sudah digabung dengan NIK lain"),
    RowCode.COVERED_TWICE: N_("kepesertaan ganda dengan program lain"),
    RowCode.RECORDED_DECEASED: N_("tercatat meninggal"),
    RowCode.RECORDED_PU: N_("tercatat sebagai peserta penerima upah (PU)"),
    RowCode.RECORD_DIFFERS: N_("NIK tercatat dengan nama atau tanggal lahir lain"),
    RowCode.RECORD_CORRECTED: N_("nama atau tanggal lahir diganti menurut daftar ini"),
}


def kind_label(code: str) -> str:
    """A kind of problem in words; a kind without words of its own reads as a row to be checked.

    Args:
        code: of ``NikReason`` or ``RowCode``.

    Source:
        The branch reviews counts: no identifier, cell or row reaches it.
    """
    return KIND_LABELS.get(code, UNKNOWN_PROBLEM)
