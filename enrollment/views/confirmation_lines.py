"""What a BPJS office stated by form of a billing list, as both sides read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from cooperation.bills import SLIP_TEXTS, Standing
from cooperation.doubts import DoubtfulEntry
from cooperation.models.bills import Bill
from cooperation.sentences import render
from enrollment.answers import AnswerKind
from enrollment.models.billing import BillingList
from enrollment.models.confirmations import OfficeConfirmation
from enrollment.office_confirmations import (
    ConfirmationKind,
    ConfirmationOutcome,
    Difference,
    DifferenceKind,
    Listed,
    Named,
    NumberDoubt,
    Stated,
    differences_of,
)
from enrollment.queries.confirmations import list_confirmations, list_named
from tenants.kernel.formats import count, rupiah
from tenants.kernel.terbilang import in_words, rupiah_in_words


@dataclass(frozen=True)
class ConfirmationLine:
    """One statement, and in words where it differs from the list and its records."""

    kept: OfficeConfirmation
    differences: Sequence[str]

    @property
    def is_refused(self) -> bool:
        """Whether the office refused."""
        return self.kept.outcome == ConfirmationOutcome.REFUSED

    @property
    def is_payment(self) -> bool:
        """Whether it is about money."""
        return self.kept.kind == ConfirmationKind.PAYMENT


def confirmation_lines(
    session: Session, billing: BillingList, bill: Bill | None, standing: Standing | None
) -> list[ConfirmationLine]:
    """Every statement about a list, those that stand first; three queries."""
    tenant_id = billing.tenant_id
    kept = list_confirmations(session, tenant_id=tenant_id, billing_list_id=billing.id)
    if not kept:
        return []
    files = {
        kind: list_named(session, tenant_id=tenant_id, billing_list_id=billing.id, kind=kind)
        for kind in AnswerKind
    }
    return [
        ConfirmationLine(
            one,
            _differences(
                one,
                billing,
                bill,
                standing,
                {kind: files[kind].get(one.branch_id) for kind in files},
            ),
        )
        for one in kept
    ]


@dataclass(frozen=True)
class AskedStatement:
    """What an office is asked about before its statement is kept."""

    number: NumberDoubt | None
    texts: Sequence[str]
    marks: str

    def shown(self, number: int) -> str:
        """People or rupiah in figures."""
        if self.number is not None and self.number.slip is not None:
            return rupiah(number)
        return str(_("%(count)s orang", count=count(number)))

    def words(self, number: int) -> str:
        """The same in words."""
        is_money = self.number is not None and self.number.slip is not None
        return rupiah_in_words(number) if is_money else in_words(number)


def asked_statement(entry: DoubtfulEntry) -> AskedStatement:
    """Everything that is asked about a statement: the number in words too, codes as sentences."""
    number = next((one for one in entry.doubts if isinstance(one, NumberDoubt)), None)
    texts = [render(one.asked, _) for one in entry.doubts]
    return AskedStatement(number, texts, entry.marks)


def _differences(
    one: OfficeConfirmation,
    billing: BillingList,
    bill: Bill | None,
    standing: Standing | None,
    named: Mapping[AnswerKind, Named | None],
) -> Sequence[str]:
    if one.withdrawn_at is not None:
        return ()
    stated = Stated(
        kind=ConfirmationKind(one.kind),
        outcome=ConfirmationOutcome(one.outcome),
        people_count=one.people_count,
        amount_idr=one.amount_idr,
        billing_code=one.billing_code,
    )
    listed = Listed(
        people_count=billing.people_count or 0,
        amount_idr=billing.amount_idr or 0,
        billing_code=bill.code if bill else None,
        received_idr=standing.received_idr if standing else None,
        named=named[AnswerKind.MEMBERSHIP],
        posted=named[AnswerKind.POSTING],
        is_same_list=billing.sha256 == one.list_sha256,
    )
    return [_in_words(found) for found in differences_of(stated, listed)]


def _in_words(one: Difference) -> str:
    match one.kind:
        case DifferenceKind.OTHER_LIST:
            return str(_("Daftar dibuka kembali sesudah pernyataan ini; isinya sekarang lain."))
        case DifferenceKind.CODE:
            return str(_("Kode iurannya lain daripada yang dicatat kabupaten/kota."))
        case DifferenceKind.PEOPLE:
            return _people(one)
        case DifferenceKind.NAMED_PEOPLE | DifferenceKind.POSTED_PEOPLE:
            return _by_names(one)
        case DifferenceKind.AMOUNT:
            return _amount(one)
        case DifferenceKind.RECORDED_PAYMENT:
            return _beside(
                one.amount_idr or 0,
                _("Lebih %(amount)s daripada pembayaran yang dicatat kabupaten/kota."),
                _("Kurang %(amount)s daripada pembayaran yang dicatat kabupaten/kota."),
            )


def _by_names(one: Difference) -> str:
    people = count(abs(one.people or 0))
    text: str = (
        _(
            "Berkas pembukuan kantor menyebut jumlah orang yang lain (selisih %(people)s orang)."
            " Berkas menurut nama lebih kuat daripada jumlah.",
            people=people,
        )
        if one.kind is DifferenceKind.POSTED_PEOPLE
        else _(
            "Berkas kantor menyebut jumlah orang yang lain (selisih %(people)s orang). Berkas"
            " menurut nama lebih kuat daripada jumlah.",
            people=people,
        )
    )
    return text


def _people(one: Difference) -> str:
    people = one.people or 0
    text: str = (
        _("Lebih %(people)s orang daripada daftar.", people=count(people))
        if people > 0
        else _("Kurang %(people)s orang daripada daftar.", people=count(-people))
    )
    if one.worth_idr is None:
        return text
    worth = _("Menurut rata-rata daftar: %(amount)s.", amount=rupiah(abs(one.worth_idr)))
    return f"{text} {worth}"


def _amount(one: Difference) -> str:
    text = _beside(
        one.amount_idr or 0,
        _("Lebih %(amount)s daripada nilai daftar."),
        _("Kurang %(amount)s daripada nilai daftar."),
    )
    return text if one.slip is None else f"{text} {_(SLIP_TEXTS[one.slip])}"


def _beside(amount_idr: int, more: str, less: str) -> str:
    return (more if amount_idr > 0 else less) % {"amount": rupiah(abs(amount_idr))}
