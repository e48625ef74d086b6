"""In which words a change of an agreement is told, and where its notice leads."""

from cooperation.labels import AGREEMENT_STATES
from cooperation.submitted_claims import CLAIM_LABELS
from tenants.kernel.errors import N_
from tenants.notice_words import SubjectPage, Wording, register_page, register_wordings

CHANGED = "agreement:changed"
REOPENED, ANY_STATE = "agreement:reopened", "agreement:state"
COMMENTED, OPINION_ASKED = "agreement:commented", "agreement:opinion-asked"
BEGUN = "agreement:begun"
ENDS_SOON, ENDS_TODAY, ENDED = "ends-soon", "ends-today", "ended"
AGREEMENT, PROGRAMME = "agreement", "commitment"
"""What ends: both with the same news."""
NAMED_CLAIMS = ("first_claim", "second_claim", "third_claim")

_REASON, _CLAUSE = N_("Alasan: %(reason)s"), N_("Bagian: %(clause)s")
_GAP = (
    N_(
        "Setelah itu %(months_count)s bulan (%(first_month)s sampai %(last_month)s) belum ada"
        " perlindungan bagi %(people_count)s pekerja."
    ),
    N_(
        "Setelah itu %(months_count)s bulan (%(first_month)s sampai %(last_month)s) belum ada"
        " perlindungan bagi sedikitnya %(least_people_count)s pekerja."
    ),
    N_("Iuran seluruhnya: %(whole_idr)s."),
    N_("Kebutuhan iuran: %(amount_idr)s."),
    N_("Sudah dianggarkan, tetapi tanpa perjanjian: %(budgeted_idr)s. Susun perjanjian baru."),
    N_("Tidak dapat dibayar lagi dari APBD: %(unpayable_idr)s."),
    N_(
        "Bulan yang tidak dapat dibayar lagi dari APBD: %(unpayable_first_month)s sampai"
        " %(unpayable_last_month)s."
    ),
    N_("Telah dimulai dan tidak dapat ditutup: %(begun_idr)s."),
    N_("Bulan yang telah dimulai: %(begun_month)s."),
    N_("Bulan yang telah dimulai: %(begun_first_month)s sampai %(begun_last_month)s."),
)
_ONCE_PAST = N_("Bulan yang telah dimulai tidak dapat ditutup.")
_ASKED = Wording(
    N_("%(title)s menunggu reviu %(approver)s."),
    (N_("Catatan: %(note)s"), N_("Setujui dan teruskan, atau kembalikan dengan alasan.")),
)
_ENDS = {
    ENDS_SOON: Wording(
        N_("%(title)s berakhir %(ends_on)s, %(days_count)s hari lagi."), (*_GAP, _ONCE_PAST)
    ),
    ENDS_TODAY: Wording(N_("%(title)s berakhir hari ini, %(ends_on)s."), (*_GAP, _ONCE_PAST)),
    ENDED: Wording(N_("%(title)s telah berakhir pada %(ends_on)s."), (*_GAP, _ONCE_PAST)),
}
WORDINGS = {
    **{
        f"{subject}:{code}": wording
        for subject in (AGREEMENT, PROGRAMME)
        for code, wording in _ENDS.items()
    },
    BEGUN: Wording(
        N_("%(title)s berlaku sejak %(begins_on)s."),
        (N_("Mengubah %(amends)s."), N_("Melanjutkan %(continues)s.")),
    ),
    "agreement:submit": Wording(
        N_("%(title)s diajukan untuk ditelaah."),
        (
            N_("Catatan: %(note)s"),
            N_("Periksa isinya, lalu setujui atau kembalikan dengan alasan."),
        ),
    ),
    "agreement:forward-branch": Wording(
        N_("%(title)s disetujui di pemerintah daerah dan diajukan untuk ditelaah."),
        (
            N_("Catatan: %(note)s"),
            N_("Kantor BPJS Ketenagakerjaan memeriksa isinya, lalu menyetujui atau mengembalikan."),
        ),
    ),
    "agreement:withdraw": Wording(
        N_("%(title)s ditarik kembali oleh kabupaten/kota sebelum diputus."),
        (N_("Tidak ada yang perlu ditelaah sampai diajukan lagi."),),
    ),
    "agreement:accept": Wording(
        N_("%(title)s disetujui untuk ditandatangani oleh %(office)s."),
        (
            N_("Catatan: %(reason)s"),
            N_("Tandatangani perjanjian, lalu catat tanggal tanda tangannya."),
        ),
    ),
    "agreement:return": Wording(
        N_("%(title)s dikembalikan untuk diperbaiki oleh %(office)s."),
        (_CLAUSE, _REASON, N_("Perbaiki, lalu pilih Ajukan kembali.")),
    ),
    "agreement:ask-department": _ASKED,
    "agreement:ask-legal": _ASKED,
    "agreement:forward-legal": _ASKED,
    "agreement:send-back": Wording(
        N_("%(title)s dikembalikan untuk diperbaiki setelah reviu di pemerintah daerah."),
        (_CLAUSE, _REASON, N_("Perbaiki, lalu mintakan reviu lagi.")),
    ),
    "agreement:drop": Wording(N_("%(title)s tidak dilanjutkan."), (_REASON,)),
    "agreement:resume": Wording(N_("%(title)s dibuka kembali sebagai draf.")),
    "agreement:sign": Wording(N_("%(title)s ditandatangani pada %(signed_on)s.")),
    "agreement:correct-signature": Wording(
        N_("Tanggal tanda tangan %(title)s diperbaiki: %(signed_on)s, semula %(formerly_on)s."),
        (_REASON,),
    ),
    "agreement:terminate": Wording(
        N_("%(title)s diakhiri sebelum waktunya, terhitung %(terminated_on)s."),
        (_REASON, *_GAP),
    ),
    COMMENTED: Wording(N_("%(author)s menulis komentar pada %(title)s."), (_CLAUSE,)),
    OPINION_ASKED: Wording(
        N_("%(author)s meminta pendapat Anda tentang %(title)s."),
        (_CLAUSE, N_("Buka perjanjiannya dan jawab komentarnya.")),
    ),
    CHANGED: Wording(
        N_("Isi %(title)s diubah setelah disetujui BPJS Ketenagakerjaan."),
        (
            N_("Yang berubah: %(first_claim)s."),
            N_("Juga berubah: %(second_claim)s."),
            N_("Juga berubah: %(third_claim)s."),
            N_("Dan %(others_count)s isian lain."),
        ),
    ),
    REOPENED: Wording(
        N_("Isi %(title)s berubah setelah disetujui, sehingga kembali menjadi draf."),
        (N_("Persetujuan BPJS Ketenagakerjaan tidak berlaku untuk isi yang baru."),),
    ),
    ANY_STATE: Wording(
        N_("Status %(title)s sekarang: %(state)s."),
        (N_("Kantor: %(office)s"), _CLAUSE, _REASON),
    ),
}


def register_agreement_notices() -> None:
    """Let notices of agreements be worded and linked."""
    claims = dict.fromkeys(NAMED_CLAIMS, CLAIM_LABELS)
    register_wordings(WORDINGS, words={"state": AGREEMENT_STATES, **claims})
    register_page(
        "agreement",
        SubjectPage(
            {"r": "agreements.show_agreement", "b": "agreement_reviews.show_review"},
            "agreement_id",
        ),
    )
