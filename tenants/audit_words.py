"""What entries of the audit trail tell beside their action, in the words of the screen.

An upper package adds the words of its own details with `register_detail_words` when it starts.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from flask_babel import gettext as _

from tenants.access import ROLE_LABELS
from tenants.issued_papers import PAPER_LABELS
from tenants.kernel import formats
from tenants.kernel.errors import N_
from tenants.kernel.sources import SOURCE_STATUS_LABELS
from tenants.regulation_types import RELATION_LABELS

Scalar: TypeAlias = str | int | bool
Writer: TypeAlias = Callable[[Scalar], str]

DETAILS = {
    "aliases": N_("nama lain"),
    "indicator": N_("indikator"),
    "amount_idr": N_("nilai"),
    "paper_idr": N_("nilai surat seluruhnya"),
    "billing_code": N_("kode iuran"),
    "billing_problem": N_("sebab"),
    "billing_state": N_("keadaan daftar"),
    "answer": N_("hasil"),
    "branch": N_("kantor BPJS"),
    "broken_at": N_("rusak mulai entri"),
    "byte_count": N_("ukuran"),
    "bytes": N_("ukuran"),
    "changed_cover": N_("berganti status"),
    "citation": N_("dasar"),
    "clauses_count": N_("jumlah klausul"),
    "code": N_("kode"),
    "commitment_id": N_("program bantuan iuran"),
    "contains_personal_data": N_("memuat data pribadi"),
    "data_on": N_("tanggal data"),
    "denominator_count": N_("penyebut"),
    "denominator_kind": N_("jenis penyebut"),
    "denominator_note": N_("catatan penyebut"),
    "deputy": N_("pelaksana harian"),
    "description": N_("uraian"),
    "document": N_("berkas"),
    "document_version": N_("versi berkas"),
    "determination_id": N_("SK yang diubah"),
    "double_decision": N_("keputusan"),
    "ends_on": N_("hari terakhir"),
    "entry_count": N_("entri diperiksa"),
    "entered_count": N_("orang masuk"),
    "errors": N_("baris salah"),
    "family": N_("kelompok sasaran"),
    "file_kind": N_("bentuk berkas"),
    "formerly_on": N_("semula"),
    "gap_ratio": N_("kesenjangan"),
    "gap_worker_count": N_("kesenjangan (orang)"),
    "held_on": N_("tanggal kegiatan"),
    "includes_jakon": N_("termasuk Jakon"),
    "is_synthetic": N_("data sintetis"),
    "is_whole": N_("rantai utuh"),
    "kept_workers": N_("orang tetap tercatat"),
    "kind": N_("jenis"),
    "label": N_("sebutan"),
    "mandate": N_("surat perintah"),
    "month_count": N_("orang-bulan"),
    "language": N_("bahasa"),
    "left_count": N_("orang keluar"),
    "name": N_("nama"),
    "new_cover": N_("orang baru pada program"),
    "new_workers": N_("pekerja baru"),
    "note": N_("catatan"),
    "number": N_("nomor"),
    "on_doubted": N_("baris yang perlu alasan"),
    "on_errors": N_("baris yang salah"),
    "on_known": N_("orang yang sudah tercatat"),
    "numerator_basis": N_("dasar pembilang"),
    "numerator_count": N_("pembilang"),
    "outcome": N_("hasil seleksi"),
    "owner": N_("penanggung jawab"),
    "other": N_("data lain"),
    "paid_on": N_("tanggal dibayarkan"),
    "paper_kind": N_("dokumen"),
    "programme": N_("program"),
    "held_elsewhere_count": N_("bulannya sudah dimuat program lain (orang)"),
    "people_count": N_("jumlah orang"),
    "place": N_("tempat"),
    "problem": N_("sebab"),
    "prepared_kind": N_("berkas"),
    "province_code": N_("kode provinsi"),
    "register": N_("kepada"),
    "quoted_decimals": N_("angka di belakang koma"),
    "quota_people": N_("kuota (orang)"),
    "quoted_ratio": N_("angka yang dikutip"),
    "ratio": N_("besarnya"),
    "reason": N_("alasan"),
    "retroactive_ground": N_("dasar berlaku surut"),
    "recipient_group": N_("kelompok"),
    "recipients_count": N_("jumlah penerima"),
    "redacts": N_("salinan dari"),
    "regulation": N_("regulasi"),
    "relation": N_("kaitan"),
    "released": N_("orang dilepas"),
    "removed_workers": N_("data pekerja dihapus"),
    "replaces": N_("menggantikan berkas"),
    "restored_workers": N_("data pekerja dikembalikan"),
    "role": N_("peran"),
    "reserve_count": N_("cadangan (orang)"),
    "round": N_("putaran"),
    "rows": N_("baris"),
    "scopes": N_("hak"),
    "segment": N_("segmen"),
    "sha256": N_("sidik berkas"),
    "signed_on": N_("tanggal tanda tangan"),
    "slug": N_("alamat halaman"),
    "source_name": N_("sumber"),
    "source_on": N_("tanggal sumber"),
    "source_status": N_("status angka"),
    "sp2d_number": N_("nomor SP2D"),
    "stage": N_("tahap"),
    "stored": N_("baris disimpan"),
    "starts_on": N_("hari pertama"),
    "target": N_("tujuan"),
    "target_ratio": N_("sasaran"),
    "task": N_("tugas"),
    "tenant": N_("kode wilayah"),
    "terminated_on": N_("tanggal pengakhiran"),
    "title": N_("judul"),
    "updated_workers": N_("orang diperbarui datanya"),
    "username": N_("nama pengguna"),
    "valid": N_("baris sah"),
    "valid_days": N_("masa berlaku (hari)"),
    "version": N_("versi"),
    "village_code": N_("kode desa"),
    "villages_count": N_("jumlah desa/kelurahan"),
    "whole_numbers": N_("NIK lengkap"),
    "year": N_("tahun"),
    "case_count": N_("jumlah kasus"),
    "event_on": N_("tanggal kejadian"),
    "is_past_waiting": N_("lewat masa tunggu"),
    "school_level": N_("jenjang sekolah"),
    "wage_idr": N_("upah"),
    "undone": N_("keputusan yang dibatalkan"),
}

SUBJECTS = {
    "agreement": N_("perjanjian"),
    "assignment": N_("penugasan kantor BPJS"),
    "benefit_payment": N_("manfaat yang dibayarkan"),
    "bill": N_("tagihan iuran"),
    "billing_export_map": N_("susunan kolom untuk BPJS"),
    "office_export_map": N_("susunan kolom dari kantor BPJS"),
    "billing_list": N_("daftar tagihan"),
    "commitment": N_("program bantuan iuran"),
    "delegation": N_("pelimpahan persetujuan"),
    "department": N_("perangkat daerah"),
    "decree_change": N_("SK perubahan"),
    "determination": N_("penetapan"),
    "document": N_("berkas"),
    "double": N_("ganda lintas kabupaten/kota"),
    "evidence": N_("bukti dukung"),
    "indicator_claim": N_("isian rapor"),
    "invitation": N_("undangan"),
    "issued_paper": N_("dokumen resmi"),
    "key": N_("kunci API"),
    "membership": N_("peran pengguna"),
    "monev_follow_up": N_("tindak lanjut"),
    "monev_meeting": N_("rapat monev"),
    "organisation": N_("organisasi"),
    "posting_file": N_("jawaban BPJS"),
    "prepared_file": N_("berkas yang disusun"),
    "quotation": N_("angka kutipan"),
    "recipient": N_("jumlah penerima"),
    "register_file": N_("jawaban Dukcapil atau BPJS"),
    "register_request": N_("permintaan kepada Dukcapil atau BPJS"),
    "register_template": N_("susunan pemadanan atau cek kepesertaan"),
    "regulation": N_("regulasi"),
    "roster": N_("daftar calon penerima"),
    "statement": N_("angka kepesertaan"),
    "target": N_("sasaran cakupan"),
    "user": N_("pengguna"),
    "user-session": N_("sesi"),
    "verification_file": N_("lembar verifikasi desa"),
    "village_verification": N_("verifikasi desa/kelurahan"),
    "worker": N_("pekerja"),
}
"""Kinds of record an entry is about; one that is not here (the chain itself) is not shown."""

_VALUES: dict[str, dict[str, str]] = {
    "kind": {
        "branch": N_("kantor cabang BPJS Ketenagakerjaan"),
        "ministry": N_("kementerian"),
        "operator": N_("pengelola sistem"),
        "province": N_("provinsi"),
        "regency": N_("kabupaten/kota"),
    },
    "paper_kind": {kind.value: label for kind, label in PAPER_LABELS.items()},
    "relation": {kind.value: acting for kind, (acting, _) in RELATION_LABELS.items()},
    "role": {role.value: label for role, label in ROLE_LABELS.items()},
    "on_doubted": {"leave_out": N_("tidak disertakan"), "include": N_("disertakan dengan alasan")},
    "on_errors": {
        "all_or_nothing": N_("semua atau tidak sama sekali"),
        "valid_rows": N_("hanya baris yang sah"),
    },
    "on_known": {"update": N_("perbarui"), "skip": N_("lewati"), "stop": N_("hentikan")},
    "source_status": {status.value: label for status, label in SOURCE_STATUS_LABELS.items()},
}
_RATIOS = ("quoted_ratio", "ratio", "target_ratio")
_WRITERS: dict[str, Writer] = {
    "amount_idr": lambda value: formats.rupiah(int(value)),
    "paper_idr": lambda value: formats.rupiah(int(value)),
    "byte_count": lambda value: formats.file_size(int(value)),
    "bytes": lambda value: formats.file_size(int(value)),
    "gap_ratio": lambda value: str(
        _("%(points)s poin persentase", points=formats.points(Decimal(str(value)) * 100))
    ),
    "tenant": lambda value: f"{int(value) // 100:02d}.{int(value) % 100:02d}",
    "year": str,
    **dict.fromkeys(_RATIOS, lambda value: formats.percent(Decimal(str(value)))),
}


def register_detail_words(
    labels: Mapping[str, str] | None = None,
    *,
    values: Mapping[str, Mapping[Any, str]] | None = None,
    writers: Mapping[str, Writer] | None = None,
) -> None:
    """Add the words of an upper package; doing so twice changes nothing.

    Args:
        labels: what a detail is called, by its name.
        values: the words of coded values, by the name of the detail and the code.
        writers: how a value is written that is no code, by the name of the detail.
    """
    DETAILS.update(labels or {})
    _WRITERS.update(writers or {})
    for name, words in (values or {}).items():
        _VALUES.setdefault(name, {}).update(words)


def coded_value(name: str, value: Scalar) -> str | None:
    """The words (not yet translated) of a coded value; None where it is no code we know."""
    return _VALUES.get(name, {}).get(str(value))


def writer_of(name: str) -> Writer | None:
    """How the values of a detail are written, where that needs more than its type."""
    return _WRITERS.get(name)
