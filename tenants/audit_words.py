"""Actions of the audit trail in the words of the screen: ``user:create`` is *pengguna: tambah*."""

from tenants.kernel.errors import N_

NOUNS = {
    "agreement": N_("perjanjian"),
    "audit": N_("jejak audit"),
    "benefit": N_("manfaat yang dibayarkan"),
    "commitment": N_("program bantuan iuran"),
    "coverage": N_("cakupan"),
    "department": N_("perangkat daerah"),
    "document": N_("berkas"),
    "follow-up": N_("tindak lanjut"),
    "monev": N_("monev"),
    "organisation": N_("organisasi"),
    "regulation": N_("regulasi"),
    "roster": N_("daftar calon penerima"),
    "scorecard": N_("rapor"),
    "socialisation": N_("sosialisasi"),
    "user": N_("pengguna"),
    "session": N_("sesi"),
    "worker": N_("pekerja"),
}

VERBS = {
    "add": N_("tambah"),
    "attach-document": N_("lampirkan berkas"),
    "cancel": N_("batalkan"),
    "change-password": N_("ganti kata sandi"),
    "change-role": N_("ganti peran"),
    "commit": N_("catat dianggarkan"),
    "complete": N_("tandai selesai"),
    "create": N_("tambah"),
    "download": N_("unduh"),
    "edit": N_("ubah"),
    "end": N_("akhiri"),
    "grant": N_("beri peran"),
    "keep": N_("catat"),
    "register": N_("catat"),
    "relate": N_("kaitkan"),
    "remove": N_("hapus"),
    "reopen": N_("buka kembali"),
    "reset-password": N_("setel ulang kata sandi"),
    "reveal": N_("buka NIK"),
    "revoke": N_("akhiri"),
    "revoke-all": N_("akhiri semua"),
    "set-provisions": N_("isi materi muatan"),
    "sign": N_("catat tanda tangan"),
    "sign-in": N_("masuk"),
    "terminate": N_("akhiri"),
    "unrelate": N_("lepas kaitan"),
    "upload": N_("unggah"),
    "verify": N_("periksa"),
}

DETAILS = {
    "aliases": N_("nama lain"),
    "amount_idr": N_("nilai (rupiah)"),
    "broken_at": N_("rusak mulai entri"),
    "byte_count": N_("ukuran (bita)"),
    "citation": N_("dasar"),
    "contains_personal_data": N_("memuat data pribadi"),
    "description": N_("uraian"),
    "document": N_("berkas"),
    "document_version": N_("versi berkas"),
    "entry_count": N_("entri diperiksa"),
    "is_whole": N_("rantai utuh"),
    "kind": N_("jenis"),
    "name": N_("nama"),
    "owner": N_("penanggung jawab"),
    "paid_on": N_("tanggal dibayarkan"),
    "recipients_count": N_("jumlah penerima"),
    "regulation": N_("regulasi"),
    "relation": N_("kaitan"),
    "role": N_("peran"),
    "signed_on": N_("tanggal tanda tangan"),
    "slug": N_("alamat"),
    "source_name": N_("sumber"),
    "source_status": N_("status angka"),
    "target": N_("tujuan"),
    "task": N_("tugas"),
    "terminated_on": N_("tanggal pengakhiran"),
    "title": N_("judul"),
    "username": N_("nama pengguna"),
    "version": N_("versi"),
}


def words_of(action: str) -> tuple[str, str]:
    """The noun and verb of an action as shown; a code without words is shown as it is."""
    noun, _, verb = action.partition(":")
    return NOUNS.get(noun, noun), VERBS.get(verb, verb)
