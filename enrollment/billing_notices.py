"""When and in which words it is told that a list falls due, was not paid, or is confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from enrollment.answers import AnswerKind
from enrollment.office_confirmations import CONFIRMATION_LABELS
from tenants.kernel.errors import N_
from tenants.notice_rules import KEEPERS, READERS, Params, Tidings, told_values
from tenants.notice_words import SubjectPage, Wording, register_page, register_wordings
from tenants.working_days import working_day_on_or_before

SOON = timedelta(days=7)
"""So long before its due date a list that is not paid is told."""
STILL_NEWS = timedelta(days=30)
"""What is overdue for longer is told to nobody any more; the register shows it."""
DUE_SOON, OVERDUE = "billing:due-soon", "billing:overdue"
CONFIRMED, REFUSED, WITHDRAWN = (
    "billing:confirm-by-office",
    "billing:refuse-confirmation",
    "billing:withdraw-confirmation",
)
POSTED, REGISTERED = "billing:posted-by-office", "billing:registered-by-office"
_TOLD = (
    "number",
    "confirmation",
    "office",
    "happened_on",
    "people_count",
    "amount_idr",
    "reason",
)


@dataclass(frozen=True)
class Due:
    """A list that is not paid; what of it is open in rupiah, once it was counted."""

    billing_list_id: UUID
    number: int
    programme: str
    due_on: date
    open_idr: int | None


def due_tidings(due: Due, today: date) -> Tidings | None:
    """What an unpaid list is as news on a day; None before its time and long after it.

    Another due date is other news. A reminder on a day off comes on the working day before.

    Args:
        due: the list.
        today: the day in the regency's time zone.

    Source:
        Late contributions leave months unpaid that cannot be bought afterwards.
    """
    code = _code_on(due.due_on, today)
    if code is None:
        return None
    params: Params = {
        "title": due.programme,
        "number": str(due.number),
        "due_on": due.due_on.isoformat(),
        "days_count": abs((due.due_on - today).days),
    }
    if due.open_idr is not None:
        params["amount_idr"] = due.open_idr
    return Tidings(
        key=f"billing:{due.billing_list_id}:{due.due_on}:{code}",
        code=code,
        subject="billing_list",
        audience=READERS,
        params=params,
    )


def confirmation_tidings(
    confirmation_id: UUID, action: str, title: str, detail: Mapping[str, object]
) -> Tidings:
    """What a statement of a BPJS office about a list is as news, for whoever keeps the list.

    Args:
        confirmation_id: the statement; each of its steps is news of its own.
        action: as audited, ``billing:confirm-by-office``.
        title: of the programme.
        detail: what the trail keeps of it.

    Source:
        The regency acts on what the office confirms, and on why it does not.
    """
    return Tidings(
        key=f"office-confirmation:{confirmation_id}:{action}",
        code=action,
        subject="billing_list",
        audience=KEEPERS,
        params={"title": title, **told_values(detail, _TOLD)},
    )


def answer_tidings(
    posting_file_id: UUID,
    kind: AnswerKind,
    title: str,
    number: int,
    counted: Mapping[str, object],
) -> Tidings:
    """What a stored file of a BPJS office about a list is as news, for whoever keeps the list.

    Args:
        posting_file_id: the file; it is told once.
        kind: what it answers.
        title: of the programme.
        number: of the list.
        counted: ``office``, ``people_count``, ``month_count`` and ``rejected_count``.

    Source:
        Who was refused, and which months are posted, decides what the regency does next.
    """
    return Tidings(
        key=f"posting-file:{posting_file_id}:stored",
        code=POSTED if kind is AnswerKind.POSTING else REGISTERED,
        subject="billing_list",
        audience=KEEPERS,
        params={
            "title": title,
            "number": str(number),
            **told_values(counted, ("office", "people_count", "month_count", "rejected_count")),
        },
    )


def register_billing_notices() -> None:
    """Let notices of billing lists be worded and linked."""
    rest = (
        N_("Belum dibayar: %(amount_idr)s."),
        N_("Bulan yang telah lewat tidak dapat ditutup."),
    )
    register_wordings(
        {
            DUE_SOON: Wording(
                N_(
                    "Tagihan %(number)s %(title)s jatuh tempo %(due_on)s, %(days_count)s hari lagi."
                ),
                rest,
            ),
            OVERDUE: Wording(
                N_("Tagihan %(number)s %(title)s lewat jatuh tempo %(due_on)s dan belum lunas."),
                rest,
            ),
            CONFIRMED: Wording(
                N_("%(office)s memastikan %(confirmation)s tagihan %(number)s %(title)s."),
                (
                    N_("Terdaftar: %(people_count)s orang pada %(happened_on)s."),
                    N_("Diterima: %(amount_idr)s pada %(happened_on)s."),
                    N_("Catatan: %(reason)s"),
                    N_("Buka daftar tagihannya untuk melihat selisihnya, bila ada."),
                ),
            ),
            REFUSED: Wording(
                N_("%(office)s menolak %(confirmation)s tagihan %(number)s %(title)s."),
                (N_("Alasan: %(reason)s"),),
            ),
            POSTED: Wording(
                N_("%(office)s menyimpan pembukuan iuran tagihan %(number)s %(title)s."),
                (
                    N_("Orang dalam berkas: %(people_count)s."),
                    N_("Orang-bulan yang bertambah: %(month_count)s."),
                    N_("Buka daftar tagihannya untuk melihat yang belum dibukukan, bila ada."),
                ),
            ),
            REGISTERED: Wording(
                N_("%(office)s menyimpan hasil pendaftaran tagihan %(number)s %(title)s."),
                (
                    N_("Orang dalam berkas: %(people_count)s."),
                    N_("Ditolak: %(rejected_count)s orang; alasannya ada pada daftar tagihan."),
                ),
            ),
            WITHDRAWN: Wording(
                N_("%(office)s menarik pernyataan %(confirmation)s tagihan %(number)s %(title)s."),
                (N_("Alasan: %(reason)s"),),
            ),
        },
        words={"confirmation": CONFIRMATION_LABELS},
    )
    register_page(
        "billing_list",
        SubjectPage(
            {"r": "billing.show_billing", "b": "served_answers.show_billing"}, "billing_list_id"
        ),
    )


def _code_on(due_on: date, today: date) -> str | None:
    if today > due_on:
        return OVERDUE if today - due_on <= STILL_NEWS else None
    return DUE_SOON if working_day_on_or_before(due_on - SOON) <= today else None
