"""One paper that pays several bills: what it may pay together, and never more than it is. Pure.

An SP2D is told by its number and year, a transfer by its number and day. What a paper pays of each
bill is recorded apart; the sum of these never exceeds the paper, to the rupiah.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from uuid import UUID

from cooperation.doubts import Doubt
from cooperation.kinds import FundingSource, MeansOfPayment, means_of
from cooperation.paper_particulars import Particulars, particular_errors
from cooperation.sentences import Sentence
from cooperation.spending import line_key
from tenants.kernel.errors import N_, FieldError
from tenants.kernel.formats import date_id, rupiah


@dataclass(frozen=True, kw_only=True)
class PaperShare:
    """What a paper pays of one bill; whole rupiah.

    ``paper_idr`` is what the whole paper is worth, None where nobody stated it. ``budget_line`` and
    ``budget_year`` are those of the programme, ``account`` is what was stated of the payment:
    sub-activity and budget account, each empty where it was not. ``stated`` is what the payment
    states of its paper, as written.
    """

    bill_id: UUID
    commitment_id: UUID
    title: str
    budget_year: int
    budget_line: str | None
    source: FundingSource
    paid_on: date
    amount_idr: int
    paper_idr: int | None = None
    account: tuple[str, str] = ("", "")
    stated: Particulars = field(default_factory=Particulars)

    @property
    def kind(self) -> MeansOfPayment:
        """What paid."""
        return means_of(self.source)

    @property
    def line(self) -> str | None:
        """The budget line that pays, where the programme states that of the paying year."""
        if self.budget_line is None or self.budget_year != self.paid_on.year:
            return None
        return line_key(self.budget_line)


@dataclass(frozen=True)
class LineDoubt:
    """One SP2D for programmes of which nobody can tell that one budget line pays them."""

    titles: tuple[str, ...]

    @property
    def mark(self) -> str:
        """The programmes."""
        return f"line:{_short('; '.join(self.titles))}"

    @property
    def asked(self) -> tuple[Sentence, ...]:
        """What else it pays."""
        text = N_(
            "SP2D ini juga membayar tagihan program %(titles)s. Satu SP2D membayar dari satu mata"
            " anggaran; pastikan keduanya memang dibayar dari mata anggaran yang sama, misalnya"
            " utang tahun lalu bersama tagihan tahun ini."
        )
        return (Sentence(text, {"titles": "; ".join(self.titles)}),)


@dataclass(frozen=True)
class TransferDoubt:
    """A transfer that bears the number of another one of the year."""

    paid_on: date
    others_on: tuple[date, ...]

    @property
    def mark(self) -> str:
        """The day of the transfer."""
        return f"transfer:{self.paid_on.isoformat()}"

    @property
    def asked(self) -> tuple[Sentence, ...]:
        """The days of the others."""
        text = N_(
            "Bukti transfer bernomor sama sudah dicatat dengan tanggal %(days)s. Pastikan ini"
            " transfer yang lain."
        )
        return (Sentence(text, {"days": ", ".join(date_id(day) for day in self.others_on)}),)


def share_errors(own: PaperShare, used: Sequence[PaperShare]) -> list[FieldError]:
    """Why a paper cannot pay this too.

    Args:
        own: what is to be recorded.
        used: what is recorded of papers of the same number, of other bills.

    Source:
        An SP2D debits one budget line on one day (Permendagri 77/2020); money can be spent once. A
        bill of an earlier year is paid from the line of the paying year (utang tahun lalu), so the
        line it was planned under says nothing, and what both payments state of the line outweighs
        what their programmes do. A transfer knows no budget line.
    """
    together = of_one_paper(own, used)
    if own.kind is MeansOfPayment.SP2D:
        for one in together:
            if _lines_differ(own, one):
                detail = N_(
                    "SP2D ini sudah dicatat untuk program %(title)s, yang mata anggarannya lain."
                    " Satu SP2D membayar dari satu mata anggaran."
                )
                return [FieldError("/sp2d_number", detail, {"title": one.title})]
        for one in together:
            if one.paid_on != own.paid_on:
                detail = N_("SP2D ini sudah dicatat dengan tanggal %(day)s.")
                return [FieldError("/sp2d_on", detail, {"day": date_id(one.paid_on)})]
    contradicted = particular_errors(own.stated, [one.stated for one in together])
    return [*contradicted, *_worth_errors(own, together)]


def share_doubts(own: PaperShare, used: Sequence[PaperShare]) -> list[Doubt]:
    """What is to be asked once where a paper pays this too; arguments as ``share_errors``."""
    if own.kind is MeansOfPayment.TRANSFER:
        days = {one.paid_on for one in used if _is_number_of(own, one)} - {own.paid_on}
        return [TransferDoubt(own.paid_on, tuple(sorted(days)))] if days else []
    unsure = {one.title for one in of_one_paper(own, used) if not _is_line_same(own, one)}
    return [LineDoubt(tuple(sorted(unsure)))] if unsure else []


def of_one_paper(own: PaperShare, used: Sequence[PaperShare]) -> list[PaperShare]:
    """Those that are of the same paper.

    Args:
        own: what is to be recorded.
        used: what is recorded of papers of the same number.

    Source:
        Treasuries number their SP2D anew each year; a transfer is told by number and day.
    """
    mark = paper_mark(own.source, own.paid_on)
    return [one for one in used if paper_mark(one.source, one.paid_on) == mark]


def paper_mark(source: FundingSource, paid_on: date) -> tuple[MeansOfPayment, date | int]:
    """What tells papers of one number apart: their kind, and the year or the day of the paper.

    Source:
        As ``of_one_paper``.
    """
    kind = means_of(source)
    return kind, paid_on.year if kind is MeansOfPayment.SP2D else paid_on


def _worth_errors(own: PaperShare, together: Sequence[PaperShare]) -> list[FieldError]:
    recorded = sum(one.amount_idr for one in together)
    stated = {one.paper_idr for one in together if one.paper_idr is not None}
    if own.paper_idr is not None and stated - {own.paper_idr}:
        detail = N_(
            "Surat ini sudah dicatat bernilai %(worth)s seluruhnya. Samakan nilainya, atau batalkan"
            " pembayaran yang salah catat."
        )
        return [FieldError("/paper_idr", detail, {"worth": rupiah(min(stated))})]
    worth = own.paper_idr if own.paper_idr is not None else min(stated, default=None)
    if worth is None:
        if not together:
            return []
        detail = N_(
            "Surat ini sudah dicatat membayar %(recorded)s untuk tagihan lain. Isi nilai seluruhnya"
            " seperti yang tertulis pada surat, agar tidak ada yang dihitung dua kali."
        )
        return [FieldError("/paper_idr", detail, {"recorded": rupiah(recorded)})]
    if recorded + own.amount_idr <= worth:
        return []
    if not recorded:
        detail = N_("Nilai seluruhnya lebih kecil daripada yang dibayarkan untuk tagihan ini.")
        return [FieldError("/paper_idr", detail)]
    detail = N_(
        "Surat ini bernilai %(worth)s; %(recorded)s di antaranya sudah dicatat untuk tagihan lain,"
        " sehingga sisanya %(rest)s."
    )
    params = {
        "worth": rupiah(worth),
        "recorded": rupiah(recorded),
        "rest": rupiah(max(worth - recorded, 0)),
    }
    return [FieldError("/sp2d_idr", detail, params)]


def _is_number_of(own: PaperShare, other: PaperShare) -> bool:
    """Whether one number of both is given by one numbering: treasuries begin anew each year."""
    return own.kind is other.kind and own.paid_on.year == other.paid_on.year


def _lines_differ(own: PaperShare, other: PaperShare) -> bool:
    if own.commitment_id == other.commitment_id or _is_account_same(own, other):
        return False
    return own.line is not None and other.line is not None and own.line != other.line


def _is_line_same(own: PaperShare, other: PaperShare) -> bool:
    stated = _is_account_same(own, other)
    if stated is not None:
        return stated
    if own.commitment_id == other.commitment_id:
        return True
    return own.line is not None and own.line == other.line


def _is_account_same(own: PaperShare, other: PaperShare) -> bool | None:
    """None where what both payments state tells neither: a sub-activity alone has many accounts."""
    pairs = list(zip(own.account, other.account, strict=True))
    if any(one and another and one != another for one, another in pairs):
        return False
    _sub_activity, account = own.account
    return True if account and own.account == other.account else None


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
