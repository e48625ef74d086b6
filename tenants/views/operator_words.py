"""Kinds of organisation, office and background work as the operator reads them."""

from collections.abc import Mapping

from flask import Flask
from flask_babel import gettext as _

from tenants.kernel.errors import N_
from tenants.kernel.jobs import RunState
from tenants.models.identity import OfficeKind, Organisation, OrganisationKind
from tenants.views.problems import problems_by_code

KINDS: Mapping[str, str] = {
    OrganisationKind.REGENCY: N_("kabupaten/kota"),
    OrganisationKind.BRANCH: N_("kantor BPJS Ketenagakerjaan"),
    OrganisationKind.PROVINCE: N_("provinsi"),
    OrganisationKind.MINISTRY: N_("kementerian"),
    OrganisationKind.OPERATOR: N_("pengelola sistem"),
}
OFFICES: Mapping[str, str] = {
    OfficeKind.REGIONAL: N_("kantor wilayah (Kanwil)"),
    OfficeKind.BRANCH: N_("kantor cabang"),
    OfficeKind.PIONEER: N_("kantor cabang perintis (KCP)"),
}
WORK: Mapping[str, str] = {
    "find_duplicates": N_("mencari orang yang tercatat dua kali"),
    "merge_workers": N_("menggabungkan dua data pekerja"),
    "clean_roster": N_("menghapus baris sementara daftar"),
    "deliver_news": N_("menyampaikan pemberitahuan"),
    "forget_corrections": N_("menghapus berkas perbaikan"),
    "import_roster": N_("membaca daftar calon penerima"),
    "recompute_scorecard": N_("menghitung rapor"),
    "release_cover": N_("melepas masa perlindungan"),
    "restore_cover": N_("memulihkan masa perlindungan"),
    "send_mail": N_("mengirim surel"),
    "watch_bases": N_("mengabarkan dasar hukum yang berakhir"),
    "watch_agreements": N_("mengingatkan perjanjian yang berakhir"),
    "watch_follow_ups": N_("mengingatkan tindak lanjut yang lewat tenggat"),
    "withdraw_roster": N_("menarik daftar calon penerima"),
    "write_corrections": N_("menyusun berkas perbaikan"),
}

MAIL_ERRORS: Mapping[str, str] = {
    "folder-closed": N_("folder surel tidak dapat ditulisi"),
    "no-tls": N_("server surel tidak menawarkan TLS"),
    "not-set-up": N_("server surel belum diatur (SIAP_SMTP_URL)"),
    "not-signed-in": N_("server surel menolak nama pengguna atau kata sandi"),
    "recipient-refused": N_("server surel menolak alamat penerima"),
    "server-away": N_("server surel tidak dapat dijangkau"),
    "tls-failed": N_("sertifikat server surel tidak dapat dipercaya"),
}

RUN_STATES: Mapping[RunState, str] = {
    RunState.FAILED: N_("gagal"),
    RunState.QUEUED: N_("menunggu"),
    RunState.RUNNING: N_("berjalan"),
    RunState.DONE: N_("selesai"),
}


def kind_label(kind: str) -> str:
    """A kind of organisation."""
    return str(_(KINDS[kind]))


def office_label(kind: str) -> str:
    """A kind of BPJS office."""
    return str(_(OFFICES[kind]))


def organisation_label(organisation: Organisation) -> str:
    """What an organisation is: the kind of its office where it is one of BPJS."""
    office = organisation.office_kind
    return office_label(office) if office else kind_label(organisation.kind)


def work_label(kind: str) -> str:
    """A kind of background work; one without words is shown by its code."""
    return str(_(WORK[kind])) if kind in WORK else kind


def run_state_label(state: str) -> str:
    """Where a run of background work stands."""
    return str(_(RUN_STATES[RunState(state)]))


def failure_label(code: str | None) -> str:
    """Why work gave up, by the title of its problem; a code of no problem is shown as it is."""
    problem = problems_by_code().get(code or "")
    return str(_(problem.title)) if problem is not None else code or str(_("tanpa keterangan"))


def mail_error_label(code: str | None) -> str:
    """Why mail does not leave; a code without words is shown as it is."""
    return str(_(MAIL_ERRORS[code])) if code and code in MAIL_ERRORS else code or ""


def init_words(app: Flask) -> None:
    """Let templates ask for these words."""
    app.add_template_global(kind_label, "organisation_kind_label")
    app.add_template_global(office_label)
    app.add_template_global(organisation_label)
    app.add_template_global(work_label)
    app.add_template_global(run_state_label)
    app.add_template_global(failure_label)
    app.add_template_global(mail_error_label)
