"""Which change of an agreement is told to whom, and in which words."""

from collections.abc import Mapping

from cooperation.labels import AGREEMENT_STATES
from cooperation.states import AgreementAction, AgreementState
from tenants.kernel.errors import N_
from tenants.notice_rules import KEEPERS, OFFICE, Audience, Tidings, told_values
from tenants.notice_words import SubjectPage, Wording, register_page, register_wordings

AUDIENCES: Mapping[AgreementAction, Audience] = {
    AgreementAction.SUBMIT: OFFICE,
    AgreementAction.WITHDRAW: OFFICE,
    AgreementAction.ACCEPT: KEEPERS,
    AgreementAction.RETURN: KEEPERS,
    AgreementAction.SIGN: OFFICE,
    AgreementAction.TERMINATE: OFFICE,
}
"""The other side of each step. Any other change of a state is told to those who keep the record."""

REOPENED, ANY_STATE = "agreement:reopened", "agreement:state"
_TOLD = ("reason", "clause", "office", "note", "signed_on", "terminated_on")


def agreement_tidings(
    *,
    key: str,
    action: str,
    left: str,
    reached: str,
    title: str,
    detail: Mapping[str, object],
) -> Tidings:
    """What a change of an agreement's state is as news, and for whom.

    An accepted agreement that becomes a draft tells the office as well: its decision no longer
    holds.

    Args:
        key: tells this change from every other.
        action: as audited, ``agreement:return``.
        left: the state before.
        reached: the state after.
        title: of the agreement.
        detail: what the trail keeps of the change.

    Source:
        Whoever waits for a step learns of it; a return names its reason.
    """
    verb = action.partition(":")[2]
    params = {"title": title, "state": reached, **told_values(detail, _TOLD)}
    if verb in set(AUDIENCES):
        code, audience = action, AUDIENCES[AgreementAction(verb)]
    elif (left, reached) == (AgreementState.ACCEPTED, AgreementState.DRAFT):
        code, audience = REOPENED, KEEPERS | OFFICE
    else:
        code, audience = ANY_STATE, KEEPERS
    return Tidings(key=key, code=code, subject="agreement", audience=audience, params=params)


def register_agreement_notices() -> None:
    """Let notices of agreements be worded and linked."""
    register_wordings(_WORDINGS, words={"state": AGREEMENT_STATES})
    register_page(
        "agreement",
        SubjectPage(
            {"r": "agreements.show_agreement", "b": "agreement_reviews.show_review"},
            "agreement_id",
        ),
    )


_REASON, _CLAUSE = N_("Alasan: %(reason)s"), N_("Bagian: %(clause)s")
_WORDINGS = {
    "agreement:submit": Wording(
        N_("%(title)s diajukan untuk ditelaah."),
        (
            N_("Catatan: %(note)s"),
            N_("Periksa isinya, lalu setujui atau kembalikan dengan alasan."),
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
    "agreement:sign": Wording(N_("%(title)s ditandatangani pada %(signed_on)s.")),
    "agreement:terminate": Wording(
        N_("%(title)s diakhiri sebelum waktunya, terhitung %(terminated_on)s."),
        (_REASON,),
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
