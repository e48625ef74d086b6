"""Which change of an agreement is told to whom, and in which words."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from cooperation.expiry import Uncovered
from cooperation.labels import AGREEMENT_STATES
from cooperation.states import AGREEMENT_STEPS, AgreementAction, AgreementState, Told
from cooperation.submitted_claims import CLAIM_LABELS
from tenants.access import Role
from tenants.kernel.errors import N_
from tenants.notice_rules import (
    ALL_SIDES,
    KEEPERS,
    OFFICE,
    READERS,
    Audience,
    Params,
    Tidings,
    told_values,
)
from tenants.notice_words import SubjectPage, Wording, register_page, register_wordings

_AUDIENCES: Mapping[Told, Audience] = {
    Told.APPROVER: KEEPERS | Audience(regency=(Role.CERTIFIER,)),
    Told.REGENCY: KEEPERS,
    Told.BRANCH: OFFICE,
    Told.KNOWING_BRANCH: OFFICE,
}

CHANGED = "agreement:changed"
REOPENED, ANY_STATE = "agreement:reopened", "agreement:state"
COMMENTED, OPINION_ASKED = "agreement:commented", "agreement:opinion-asked"
BEGUN = "agreement:begun"
ENDS_SOON, ENDS_TODAY, ENDED = "ends-soon", "ends-today", "ended"
AGREEMENT, PROGRAMME = "agreement", "commitment"
"""What ends: both with the same news."""
_NAMED_CLAIMS = ("first_claim", "second_claim", "third_claim")
_TOLD = (
    "approver",
    "reason",
    "clause",
    "office",
    "note",
    "signed_on",
    "formerly_on",
    "terminated_on",
)


def agreement_tidings(
    *,
    key: str,
    action: str,
    left: str,
    reached: str,
    title: str,
    detail: Mapping[str, object],
    aside: Params | None = None,
    approvers: Collection[UUID] = (),
    known_title: str | None = None,
) -> Tidings:
    """What a change of an agreement's state is as news, and for whom.

    Args:
        key: tells this change from every other.
        action: as audited, ``agreement:return``.
        left: the state before.
        reached: the state after.
        title: of the agreement.
        detail: what the trail keeps of the change.
        aside: what is told beside it and not kept there.
        approvers: accounts of who was named to approve; none where nobody is known.
        known_title: as it was put before the BPJS office last; None where it stands as the office
            reads it, or never was.

    Source:
        Whoever waits for a step learns of it; a return names its reason.
    """
    told = _told_by(left, action.partition(":")[2])
    if known_title is None:
        told -= {Told.KNOWING_BRANCH}
    elif left == AgreementState.ACCEPTED or Told.KNOWING_BRANCH in told:
        title = known_title
    params = {"title": title, "state": reached, **told_values(detail, _TOLD), **(aside or {})}
    code = action if action in _WORDINGS else ANY_STATE
    if (left, reached) == (AgreementState.ACCEPTED, AgreementState.DRAFT):
        code = REOPENED
    audience = _audience_of(told, approvers)
    return Tidings(key=key, code=code, subject="agreement", audience=audience, params=params)


def ending_tidings(
    *,
    subject: str,
    subject_id: UUID,
    title: str,
    ends_on: date,
    threshold: int | None,
    days_left: int,
    uncovered: Uncovered | None,
) -> Tidings:
    """What an end is as news, with what it leaves uncovered.

    Of an agreement for both sides, of a programme without one for the regency.

    Args:
        subject: ``AGREEMENT`` or ``PROGRAMME``.
        subject_id: which one.
        title: of it.
        ends_on: its last day; another day is other news.
        threshold: the days before it that were reached; None once it has passed.
        days_left: from the day it is told; negative once it has passed.
        uncovered: months after it in which nobody is protected.

    Source:
        A past month cannot be bought, so a coming one is told while it still can.
    """
    code = ENDED if threshold is None else ENDS_SOON if days_left else ENDS_TODAY
    params: Params = {"title": title, "ends_on": ends_on.isoformat()}
    if threshold is not None:
        params["days_count"] = days_left
    params |= gap_params(uncovered)
    reached = "passed" if threshold is None else threshold
    return Tidings(
        key=f"{subject}:{subject_id}:ends:{ends_on}:{reached}",
        code=f"{subject}:{code}",
        subject=subject,
        audience=ALL_SIDES if subject == AGREEMENT else READERS,
        params=params,
    )


def gap_params(uncovered: Uncovered | None) -> Params:
    """What months without protection come to, as news tells it; empty where none are.

    Those that have begun are among them, and told apart as on the cover calendar.

    Source:
        A past month cannot be bought, so a coming one is told while it still can.
    """
    if uncovered is None:
        return {}
    people = "least_people_count" if uncovered.is_at_least else "people_count"
    return {
        "first_month": uncovered.first.first_day.isoformat(),
        "last_month": uncovered.last.first_day.isoformat(),
        "months_count": uncovered.month_count,
        people: uncovered.people_count,
        **_costs(uncovered),
    }


def beginning_tidings(
    *, agreement_id: UUID, title: str, begins_on: date, amends: str | None, continues: str | None
) -> Tidings:
    """What the first day of a signed agreement is as news, for both sides.

    Args:
        agreement_id: which one.
        title: of it.
        begins_on: its first day; another day is other news.
        amends: title of what it changes; None unless it is an addendum.
        continues: title of what it continues; None where it continues nothing.

    Source:
        The term agreed in the agreement itself.
    """
    told = {"amends": amends, "continues": continues}
    return Tidings(
        key=f"agreement:{agreement_id}:begins:{begins_on}",
        code=BEGUN,
        subject="agreement",
        audience=ALL_SIDES,
        params={
            "title": title,
            "begins_on": begins_on.isoformat(),
            **{name: value for name, value in told.items() if value is not None},
        },
    )


def changed_tidings(*, key: str, title: str, changed: Sequence[str]) -> Tidings:
    """What a signed agreement states otherwise than before, as news for the office.

    Args:
        key: tells this change from every other.
        title: of the agreement.
        changed: n >= 1 keys of ``CLAIM_LABELS``; three are named, of the others their number.

    Source:
        The office accepted other words; what was agreed is changed by an addendum.
    """
    params: Params = {"title": title, **dict(zip(_NAMED_CLAIMS, changed, strict=False))}
    if len(changed) > len(_NAMED_CLAIMS):
        params["others_count"] = len(changed) - len(_NAMED_CLAIMS)
    return Tidings(key=key, code=CHANGED, subject="agreement", audience=OFFICE, params=params)


def comment_tidings(
    *,
    comment_id: UUID,
    title: str,
    clause: str | None,
    author: str,
    is_asked: bool,
    is_for_both: bool,
    by_office: bool,
    concerned: Sequence[UUID],
) -> Tidings | None:
    """What a comment is as news: for the other side, or for the colleague it concerns.

    Args:
        comment_id: tells it from every other.
        title: of the agreement.
        clause: the article it is about.
        author: who wrote it, by name.
        is_asked: whether it asks for an opinion.
        is_for_both: whether the other side reads it.
        by_office: whether a BPJS office wrote it.
        concerned: accounts asked, or answered.

    Source:
        Whoever waits for an answer learns of it.
    """
    audience = Audience(people=tuple(concerned))
    if is_for_both:
        audience |= KEEPERS if by_office else OFFICE
    if not (audience.regency or audience.branch or audience.people):
        return None
    params: Params = {"title": title, "author": author, **({"clause": clause} if clause else {})}
    return Tidings(
        key=f"agreement-comment:{comment_id}",
        code=OPINION_ASKED if is_asked else COMMENTED,
        subject="agreement",
        audience=audience,
        params=params,
    )


def _costs(uncovered: Uncovered) -> Params:
    """Rupiah of what can still be paid and of what cannot, their sum where there are both."""
    amounts = {
        "amount_idr": uncovered.need_idr,
        "unpayable_idr": uncovered.unpayable_idr,
        "budgeted_idr": uncovered.budgeted_idr,
        "begun_idr": uncovered.begun_idr,
    }
    params: Params = {name: amount for name, amount in amounts.items() if amount}
    if len(params) > 1:
        params["whole_idr"] = uncovered.total_idr
    if uncovered.unpayable_run is not None:
        first, last = uncovered.unpayable_run
        params["unpayable_first_month"] = first.first_day.isoformat()
        params["unpayable_last_month"] = last.first_day.isoformat()
    if uncovered.begun_run is not None:
        first, last = uncovered.begun_run
        named = {"begun_month": first}
        if first != last:
            named = {"begun_first_month": first, "begun_last_month": last}
        params |= {name: month.first_day.isoformat() for name, month in named.items()}
    return params


def _told_by(left: str, verb: str) -> frozenset[Told]:
    """Whom the table of steps tells."""
    action = AgreementAction(verb) if verb in set(AgreementAction) else AgreementAction.REVISE
    step = AGREEMENT_STEPS.get((AgreementState(left), action))
    return step.tells if step else frozenset()


def _audience_of(told: Collection[Told], approvers: Collection[UUID]) -> Audience:
    """Where the table names nobody, whoever keeps the record."""
    if not told:
        return KEEPERS
    audiences = dict(_AUDIENCES)
    if approvers:
        audiences[Told.APPROVER] = Audience(people=tuple(approvers))
    return reduce(or_, (audiences[one] for one in sorted(told)), Audience())


def register_agreement_notices() -> None:
    """Let notices of agreements be worded and linked."""
    claims = dict.fromkeys(_NAMED_CLAIMS, CLAIM_LABELS)
    register_wordings(_WORDINGS, words={"state": AGREEMENT_STATES, **claims})
    register_page(
        "agreement",
        SubjectPage(
            {"r": "agreements.show_agreement", "b": "agreement_reviews.show_review"},
            "agreement_id",
        ),
    )


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
_WORDINGS = {
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
