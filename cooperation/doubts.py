"""What somebody is asked about once before it is kept: it may be meant, but rarely is. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cooperation.bills import SLIP_TEXTS, Slip, find_slip
from cooperation.kinds import OUTSIDE_BUDGETS, FundingSource, MeansOfPayment, means_of
from cooperation.sentences import Sentence
from cooperation.slip_words import slip_sentences
from cooperation.slips import FigureSlip
from tenants.kernel.errors import N_, Conflict
from tenants.kernel.formats import date_id

_OF_NO_YEAR = OUTSIDE_BUDGETS | {FundingSource.NOT_STATED}


class Doubt(Protocol):
    """One question, answered by sending back its mark."""

    @property
    def mark(self) -> str:
        """What is asked about, without blanks: another value is another question."""

    @property
    def asked(self) -> tuple[Sentence, ...]:
        """How it looks; ``sentences.render`` puts it into words."""


@dataclass(frozen=True)
class AmountDoubt:
    """An amount that looks mistyped beside what is open; whole rupiah."""

    slip: Slip
    amount_idr: int
    expected_idr: int

    @property
    def mark(self) -> str:
        """The amount."""
        return str(self.amount_idr)

    @property
    def asked(self) -> tuple[Sentence, ...]:
        """How it looks."""
        return (Sentence(SLIP_TEXTS[self.slip]),)


@dataclass(frozen=True)
class FigureDoubt:
    """A stated figure of a programme that looks mistyped beside what it should come to."""

    slip: FigureSlip

    @property
    def mark(self) -> str:
        """Just this figure beside just that one."""
        return f"{self.slip.figure}:{self.slip.stated}:{self.slip.expected}"

    @property
    def asked(self) -> tuple[Sentence, ...]:
        """Both numbers, in words too."""
        return slip_sentences(self.slip)


@dataclass(frozen=True)
class YearDoubt:
    """An SP2D of another year than the budgets from which its bill is usually paid."""

    sp2d_on: date
    budget_years: tuple[int, ...]

    @property
    def mark(self) -> str:
        """The year in which the money was paid."""
        return f"year:{self.sp2d_on.year}"

    @property
    def asked(self) -> tuple[Sentence, ...]:
        """Day and years."""
        text = N_(
            "SP2D ini bertanggal %(day)s, sedangkan tagihannya dari tahun anggaran %(year)s."
            " Pastikan yang membayar memang anggaran %(paid_year)s, misalnya utang tahun lalu."
        )
        params = {
            "day": date_id(self.sp2d_on),
            "year": " / ".join(str(year) for year in self.budget_years),
            "paid_year": str(self.sp2d_on.year),
        }
        return (Sentence(text, params),)


_BEFORE_ITS_BILL = {
    MeansOfPayment.SP2D: N_(
        "SP2D ini bertanggal %(day)s, sebelum tagihannya dibuat pada %(billed)s. Periksa tahun"
        " dan tanggalnya; pastikan bila memang demikian, misalnya uang persediaan (UP/GU/TU)."
    ),
    MeansOfPayment.TRANSFER: N_(
        "Bukti transfer ini bertanggal %(day)s, sebelum tagihannya dibuat pada %(billed)s. Periksa"
        " tahun dan tanggalnya; pastikan bila memang demikian."
    ),
}


@dataclass(frozen=True)
class OrderDoubt:
    """An SP2D or a transfer that is older than the bill it pays."""

    sp2d_on: date
    billed_on: date
    means: MeansOfPayment

    @property
    def mark(self) -> str:
        """The day the money was paid."""
        return f"before:{self.sp2d_on.isoformat()}"

    @property
    def asked(self) -> tuple[Sentence, ...]:
        """Both days."""
        text = _BEFORE_ITS_BILL[self.means]
        params = {"day": date_id(self.sp2d_on), "billed": date_id(self.billed_on)}
        return (Sentence(text, params),)


class DoubtfulEntry(Conflict):
    """What was typed may be a mistake; nothing is kept until somebody says that it is meant.

    Attributes:
        doubts: n >= 1, everything that is asked about, confirmed before or not.
    """

    code = "doubtful-entry"
    title = N_("Isian perlu dipastikan")
    meaning = N_("Isian ini mungkin keliru. Belum ada yang disimpan.")
    advice = N_("Periksa isiannya, lalu perbaiki atau pastikan.")

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(self.meaning)
        self.doubts = doubts

    @property
    def marks(self) -> str:
        """What confirms all of it."""
        return " ".join(one.mark for one in self.doubts)


def refuse_doubts(doubts: Sequence[Doubt], confirmed: Collection[str]) -> None:
    """Stop until everything that is in doubt was said to be meant.

    Args:
        doubts: what there is to ask.
        confirmed: marks that somebody sent back.

    Raises:
        DoubtfulEntry: one of them at least is not confirmed.
    """
    if any(one.mark not in confirmed for one in doubts):
        raise DoubtfulEntry(doubts)


def amount_doubts(amount_idr: int, expected_idr: int) -> list[Doubt]:
    """The amount, where it looks mistyped beside what is open; whole rupiah, both above 0."""
    slip = find_slip(amount_idr, expected_idr)
    return [AmountDoubt(slip, amount_idr, expected_idr)] if slip is not None else []


def order_doubts(
    sp2d_on: date, billed_on: date, listed_on: date | None, source: FundingSource
) -> list[Doubt]:
    """The day of an SP2D or a transfer before the bill and the list of its people were there.

    Args:
        sp2d_on: the day it bears.
        billed_on: the day the bill bears; a kode iuran that replaces an expired one moves it on.
        listed_on: the day on which the people were frozen, where that is known.
        source: of the money, which says what paid.

    Source:
        Permendagri 77/2020: an SP2D LS follows the bill it pays; that of UP, GU or TU is paid to
        the treasurer beforehand. A kode iuran that expired is replaced after the SP2D was issued.
    """
    if sp2d_on >= min(billed_on, listed_on or billed_on):
        return []
    return [OrderDoubt(sp2d_on, billed_on, means_of(source))]


def year_doubts(sp2d_on: date, budget_years: Collection[int], source: FundingSource) -> list[Doubt]:
    """The year of an SP2D, where the money comes from a public budget of another year.

    Args:
        sp2d_on: the day it bears.
        budget_years: those of the programme and of the months billed.
        source: where the money comes from.

    Source:
        UU 17/2003 art. 4: a budget year runs from 1 January to 31 December. Permendagri 77/2020:
        what was left unpaid is paid from a later budget (utang tahun lalu), which is lawful and
        rare. Money outside public budgets knows no budget year; where the source is not stated
        nothing can be said of it.
    """
    if source in _OF_NO_YEAR or sp2d_on.year in budget_years:
        return []
    return [YearDoubt(sp2d_on, tuple(sorted(set(budget_years))))]
