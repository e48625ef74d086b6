"""Why a whole file is refused, in words that say how to put it right. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from tenants.kernel.errors import N_, FieldError, InvalidInput, Param


class FileProblem(StrEnum):
    """Why a whole file is refused; nothing of it is stored as a person."""

    EMPTY = "file-empty"
    NOT_CSV = "file-not-csv"
    NOT_UTF8 = "file-not-utf8"
    PDF = "file-pdf"
    WEB_PAGE = "file-web-page"
    OLD_EXCEL = "file-old-excel"
    BINARY_EXCEL = "file-binary-excel"
    OPEN_DOCUMENT = "file-open-document"
    PROTECTED = "file-protected"
    MACRO = "file-macro"
    NOT_WORKBOOK = "file-not-workbook"
    TEXT_NAMED_WORKBOOK = "file-text-named-workbook"
    WORKBOOK_DAMAGED = "file-workbook-damaged"
    WORKBOOK_UNUSUAL = "file-workbook-unusual"
    WORKBOOK_TOO_LARGE = "file-workbook-too-large"
    WORKBOOK_TOO_MANY_PARTS = "file-workbook-too-many-parts"
    WORKBOOK_SWELLS = "file-workbook-swells"
    WORKBOOK_TOO_HEAVY = "file-workbook-too-heavy"
    WORKBOOK_TOO_MANY_ROWS = "file-workbook-too-many-rows"
    WORKBOOK_EMPTY = "file-workbook-empty"
    SHEET_COLUMNS_MISSING = "file-sheet-columns-missing"
    COLUMNS_MISSING = "file-columns-missing"
    COLUMN_TWICE = "file-column-twice"
    TOO_LARGE = "file-too-large"
    TOO_MANY_ROWS = "file-too-many-rows"
    NO_ROWS = "file-no-rows"
    NIK_ZEROES = "file-nik-zeroes"
    NO_VALID_ROW = "file-no-valid-row"
    NOTHING_NEW = "file-nothing-new"
    VILLAGE_CODES_NEEDED = "file-village-codes-needed"
    MONTHS_UNKNOWN = "file-months-unknown"
    PROGRAMME_CANCELLED = "file-programme-cancelled"


FILE_TEXTS: Mapping[FileProblem, str] = {
    FileProblem.EMPTY: N_(
        "Berkas kosong. Pilih berkas CSV atau Excel (.xlsx) yang berisi daftar calon penerima."
    ),
    FileProblem.NOT_CSV: N_(
        "Ini bukan berkas CSV atau Excel (.xlsx). Simpan daftarnya dari Excel atau LibreOffice"
        " sebagai salah satu dari keduanya, lalu unggah kembali."
    ),
    FileProblem.NOT_UTF8: N_(
        "Huruf pada baris %(row)s tidak terbaca: berkas rusak atau gabungan dari berkas dengan"
        " pengodean berbeda. Simpan sebagai CSV UTF-8 (dipisahkan koma), lalu unggah kembali."
    ),
    FileProblem.PDF: N_(
        "Ini berkas PDF, sehingga isinya tidak dapat dibaca sebagai tabel. Minta berkas Excel"
        " (.xlsx) atau CSV kepada pembuat daftar, lalu unggah berkas itu."
    ),
    FileProblem.WEB_PAGE: N_(
        "Isi berkas ini halaman web, walaupun namanya mungkin berakhiran .xls. Buka di Excel, pilih"
        " Simpan sebagai, jenis Buku Kerja Excel (.xlsx), lalu unggah berkas yang baru."
    ),
    FileProblem.OLD_EXCEL: N_(
        "Ini berkas Excel jenis lama (.xls). Buka di Excel, pilih Simpan sebagai, jenis Buku Kerja"
        " Excel (.xlsx), lalu unggah berkas yang baru."
    ),
    FileProblem.BINARY_EXCEL: N_(
        "Ini berkas Excel biner (.xlsb). Buka di Excel, pilih Simpan sebagai, jenis Buku Kerja"
        " Excel (.xlsx), lalu unggah berkas yang baru."
    ),
    FileProblem.OPEN_DOCUMENT: N_(
        "Ini berkas OpenDocument (.ods). Buka di LibreOffice, pilih Simpan sebagai, jenis Excel"
        " 2007–365 (.xlsx), lalu unggah berkas yang baru."
    ),
    FileProblem.PROTECTED: N_(
        "Berkas ini dikunci dengan kata sandi sehingga tidak dapat dibaca. Buka di Excel, hapus"
        " kata sandinya, simpan, lalu unggah kembali. Kata sandinya tidak perlu dikirim kepada"
        " siapa pun."
    ),
    FileProblem.MACRO: N_(
        "Berkas ini memuat makro. Demi keamanan, berkas bermakro tidak diterima. Buka di Excel,"
        " pilih Simpan sebagai, jenis Buku Kerja Excel (.xlsx), lalu unggah berkas yang baru."
    ),
    FileProblem.NOT_WORKBOOK: N_(
        "Ini berkas terkompresi, tetapi bukan buku kerja Excel. Pilih berkas Excel (.xlsx) atau CSV"
        " yang berisi daftar calon penerima."
    ),
    FileProblem.TEXT_NAMED_WORKBOOK: N_(
        "Nama berkas ini berakhiran .xlsx, tetapi isinya bukan buku kerja Excel. Buka daftarnya di"
        " Excel atau LibreOffice, simpan sebagai Buku Kerja Excel (.xlsx), lalu unggah berkas yang"
        " baru."
    ),
    FileProblem.WORKBOOK_DAMAGED: N_(
        "Berkas Excel ini rusak atau tidak terkirim utuh. Buka di Excel, pastikan isinya lengkap,"
        " simpan ulang sebagai Buku Kerja Excel (.xlsx), lalu unggah kembali."
    ),
    FileProblem.WORKBOOK_UNUSUAL: N_(
        "Susunan di dalam berkas ini tidak seperti buku kerja Excel, jadi tidak dibuka. Salin"
        " daftarnya ke buku kerja baru, simpan sebagai .xlsx, lalu unggah berkas itu."
    ),
    FileProblem.WORKBOOK_TOO_LARGE: N_(
        "Berkas Excel paling banyak %(limit)s; berkas ini %(size)s. Simpan sebagai CSV UTF-8 atau"
        " bagi menjadi beberapa berkas."
    ),
    FileProblem.WORKBOOK_TOO_MANY_PARTS: N_(
        "Berkas ini memuat lebih dari %(parts)s bagian, seperti lembar dan gambar. Salin lembar"
        " daftarnya saja ke buku kerja baru, lalu unggah berkas itu."
    ),
    FileProblem.WORKBOOK_SWELLS: N_(
        "Isi berkas ini jauh lebih besar daripada ukurannya, jadi tidak dibuka. Salin baris"
        " daftarnya saja, tanpa baris dan kolom kosong, ke buku kerja baru, lalu unggah berkas itu."
    ),
    FileProblem.WORKBOOK_TOO_HEAVY: N_(
        "Berkas ini terlalu berat untuk dibaca dengan aman. Salin baris daftarnya saja ke buku"
        " kerja baru atau simpan sebagai CSV UTF-8, lalu unggah berkas itu."
    ),
    FileProblem.WORKBOOK_TOO_MANY_ROWS: N_(
        "Lembar ini memuat lebih dari %(rows)s baris. Simpan sebagai CSV UTF-8 atau bagi menjadi"
        " beberapa berkas."
    ),
    FileProblem.WORKBOOK_EMPTY: N_(
        "Tidak ada lembar yang berisi. Lembar tersembunyi tidak dibaca; tampilkan lembar daftarnya,"
        " simpan, lalu unggah kembali."
    ),
    FileProblem.SHEET_COLUMNS_MISSING: N_(
        "Pada lembar %(sheet)s, kolom belum ada: %(columns)s. Judul kolom harus ada di salah satu"
        " dari %(rows)s baris pertama. Gunakan contoh berkas pada halaman unggah."
    ),
    FileProblem.COLUMNS_MISSING: N_(
        "Kolom belum ada: %(columns)s. Judul kolom harus ada di salah satu dari %(rows)s baris"
        " pertama. Gunakan contoh berkas pada halaman ini."
    ),
    FileProblem.COLUMN_TWICE: N_(
        "Kolom %(column)s ada dua kali. Hapus salah satu agar tidak keliru terbaca."
    ),
    FileProblem.TOO_LARGE: N_(
        "Berkas CSV paling banyak %(limit)s; berkas ini %(size)s. Bagi menjadi beberapa berkas."
    ),
    FileProblem.TOO_MANY_ROWS: N_(
        "Berkas memuat lebih dari %(rows)s baris. Bagi menjadi beberapa berkas."
    ),
    FileProblem.NO_ROWS: N_("Berkas hanya berisi judul kolom. Belum ada baris untuk disimpan."),
    FileProblem.NIK_ZEROES: N_(
        "%(zeroes)s dari %(niks)s NIK berakhiran 0. Kemungkinan besar kolom NIK pernah disimpan"
        " sebagai angka. Data belum disimpan. Gunakan berkas asli sebelum diubah di Excel."
    ),
    FileProblem.NO_VALID_ROW: N_(
        "Tidak ada satu pun dari %(rows)s baris yang dapat disimpan. Unduh daftar perbaikan,"
        " perbaiki berkasnya, lalu unggah kembali."
    ),
    FileProblem.NOTHING_NEW: N_(
        "Semua orang dalam berkas ini sudah tercatat pada program ini dengan status yang sama atau"
        " lebih lanjut. Tidak ada yang diubah."
    ),
    FileProblem.VILLAGE_CODES_NEEDED: N_(
        "Berkas ini memuat nama desa tanpa kodenya, sedangkan daftar desa kabupaten/kota ini belum"
        " tersedia, sehingga nama tidak dapat dicocokkan. Tambahkan kolom kode_desa berisi kode"
        " Kemendagri 10 angka, lalu unggah kembali."
    ),
    FileProblem.MONTHS_UNKNOWN: N_(
        "Jumlah bulan perlindungan program ini belum diisi. Lengkapi di halaman program, lalu"
        " periksa kembali."
    ),
    FileProblem.PROGRAMME_CANCELLED: N_(
        "Program ini dibatalkan sementara daftarnya diperiksa. Unggah daftar ke program lain."
    ),
}

PROBLEM_LABELS: Mapping[FileProblem, str] = {
    FileProblem.EMPTY: N_("berkas kosong"),
    FileProblem.NOT_CSV: N_("bukan berkas CSV"),
    FileProblem.NOT_UTF8: N_("huruf tidak terbaca"),
    FileProblem.PDF: N_("berkas PDF"),
    FileProblem.WEB_PAGE: N_("halaman web"),
    FileProblem.OLD_EXCEL: N_("berkas Excel lama"),
    FileProblem.BINARY_EXCEL: N_("berkas Excel biner"),
    FileProblem.OPEN_DOCUMENT: N_("berkas OpenDocument"),
    FileProblem.PROTECTED: N_("berkas berkata sandi"),
    FileProblem.MACRO: N_("berkas bermakro"),
    FileProblem.NOT_WORKBOOK: N_("bukan buku kerja Excel"),
    FileProblem.TEXT_NAMED_WORKBOOK: N_("bukan buku kerja Excel"),
    FileProblem.WORKBOOK_DAMAGED: N_("berkas Excel rusak"),
    FileProblem.WORKBOOK_UNUSUAL: N_("susunan berkas Excel tidak wajar"),
    FileProblem.WORKBOOK_TOO_LARGE: N_("berkas Excel terlalu besar"),
    FileProblem.WORKBOOK_TOO_MANY_PARTS: N_("berkas Excel terlalu banyak bagian"),
    FileProblem.WORKBOOK_SWELLS: N_("isi berkas Excel membengkak"),
    FileProblem.WORKBOOK_TOO_HEAVY: N_("berkas Excel terlalu berat"),
    FileProblem.WORKBOOK_TOO_MANY_ROWS: N_("lembar Excel terlalu banyak baris"),
    FileProblem.WORKBOOK_EMPTY: N_("tidak ada lembar yang berisi"),
    FileProblem.SHEET_COLUMNS_MISSING: N_("kolom kurang"),
    FileProblem.COLUMNS_MISSING: N_("kolom kurang"),
    FileProblem.COLUMN_TWICE: N_("kolom ganda"),
    FileProblem.TOO_LARGE: N_("berkas terlalu besar"),
    FileProblem.TOO_MANY_ROWS: N_("terlalu banyak baris"),
    FileProblem.NO_ROWS: N_("tidak ada baris"),
    FileProblem.NIK_ZEROES: N_("NIK rusak oleh Excel"),
    FileProblem.NO_VALID_ROW: N_("tidak ada baris yang sah"),
    FileProblem.NOTHING_NEW: N_("semua sudah tercatat"),
    FileProblem.VILLAGE_CODES_NEEDED: N_("perlu kode desa"),
    FileProblem.MONTHS_UNKNOWN: N_("bulan perlindungan belum diisi"),
    FileProblem.PROGRAMME_CANCELLED: N_("program dibatalkan"),
}
"""Why a whole file was refused, in few words."""


class RosterFileRefused(InvalidInput):
    """The whole file is refused; ``problem`` says why, ``params`` with what figures."""

    def __init__(self, problem: FileProblem, **params: Param) -> None:
        error = FieldError("/file", FILE_TEXTS[problem], params)
        super().__init__(FILE_TEXTS[problem], errors=[error], **params)
        self.problem = problem
