"""The golden thread in words: by what each strand holds, what lets go, and where to mend it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from cooperation.findings import Finding, Severity
from cooperation.labels import FINDING_TITLES, FUNDING_SOURCES
from cooperation.mending import MENDED_IN, Place
from cooperation.months import Month, runs
from cooperation.sentences import render
from cooperation.wording import describe
from scoring.golden_thread import Fault, ThreadFacts
from scoring.queries.golden_thread import ProgrammeThread
from scoring.strands import HOLD_LABELS, STRAND_LABELS, FaultCode, Hold, Strand
from tenants.access import Permission
from tenants.kernel.errors import N_
from tenants.kernel.formats import count, date_id, month_id, month_range, rupiah
from tenants.request import visit
from tenants.shell.filters import translated

HOLD_MARKS: Mapping[Hold, str] = {
    Hold.BROKEN: "bad",
    Hold.LOOSE: "act",
    Hold.NOT_YET: "",
    Hold.WHOLE: "ok",
}
_TITLES: Mapping[FaultCode, str] = {
    FaultCode.BASIS_MISSING: N_("Dasar hukum belum disebut"),
    FaultCode.BASIS_UNCERTAIN: N_("Keadaan dasar hukum tidak dapat dipastikan"),
    FaultCode.GROUP_NOT_COVERED: N_("Kelompok pekerja belum diatur"),
    FaultCode.FUNDING_NOT_NAMED: N_("Sumber dana belum diatur"),
    FaultCode.AGREEMENT_UNSIGNED: N_("Perjanjian belum ditandatangani"),
    FaultCode.BUDGET_MISSING: N_("Anggaran belum disebut"),
    FaultCode.BUDGET_LINE_MISSING: N_("Mata anggaran belum disebut"),
    FaultCode.MONTHS_UNLISTED: N_("Bulan tanpa daftar tagihan"),
    FaultCode.PEOPLE_UNLISTED: N_("Daftar tagihan kurang dari program"),
    FaultCode.LISTS_UNBILLED: N_("Daftar belum mempunyai kode iuran"),
    FaultCode.BILLS_LATE: N_("Tagihan terlambat dibayar"),
    FaultCode.PAID_UNPOSTED: N_("Sudah dibayar, belum dibukukan BPJS"),
    FaultCode.UNEXPLAINED: N_("Selisih rekonsiliasi tanpa sebab"),
}
_DETAILS: Mapping[FaultCode, str] = {
    FaultCode.BASIS_MISSING: N_("Sebutkan regulasi yang menjadi dasar program ini."),
    FaultCode.BASIS_UNCERTAIN: N_(
        "%(regulation)s: tanggal mulai atau berakhirnya belum dicatat, sehingga tidak dihitung"
        " berlaku."
    ),
    FaultCode.GROUP_NOT_COVERED: N_(
        "Tidak ada regulasi yang berlaku yang materi muatannya mencakup kelompok pekerja ini."
        " Catat pasalnya pada %(regulation)s bila sudah diatur."
    ),
    FaultCode.FUNDING_NOT_NAMED: N_(
        "%(regulation)s belum dicatat menyebut sumber dana. Catat pasalnya bila sudah diatur."
    ),
    FaultCode.AGREEMENT_UNSIGNED: N_(
        "Perlindungan dimulai %(first_month)s, tetapi belum ada perjanjian yang ditandatangani."
    ),
    FaultCode.BUDGET_MISSING: N_("Catat nilai pada DPA, supaya iuran mempunyai dasar pembayaran."),
    FaultCode.BUDGET_LINE_MISSING: N_(
        "Catat mata anggaran pada DPA, supaya pembayaran dapat dicocokkan."
    ),
    FaultCode.MONTHS_UNLISTED: N_(
        "%(months)s: %(worker_months)s orang-bulan, %(amount)s, tidak ada pada daftar tagihan mana"
        " pun."
    ),
    FaultCode.PEOPLE_UNLISTED: N_(
        "%(months)s: %(worker_months)s orang-bulan, %(amount)s, belum masuk daftar tagihan."
    ),
    FaultCode.LISTS_UNBILLED: N_("%(count)s daftar sudah ditutup tanpa kode iuran, %(amount)s."),
    FaultCode.BILLS_LATE: N_("%(count)s tagihan melewati jatuh tempo, %(amount)s belum dibayar."),
    FaultCode.PAID_UNPOSTED: N_(
        "%(months)s: %(worker_months)s orang-bulan sudah dibayar, tetapi tidak ada pada jawaban"
        " BPJS Ketenagakerjaan."
    ),
    FaultCode.UNEXPLAINED: N_(
        "%(months)s: selisih %(worker_months)s orang-bulan belum bersebab, misalnya dibukukan tanpa"
        " daftar atau pembayaran, tertinggal dari daftar, atau melebihi program. Jelaskan sebelum"
        " berita acara rekonsiliasi ditandatangani."
    ),
}


@dataclass(frozen=True)
class Form:
    """Where something is mended, and what the link to it says."""

    url: str
    label: str


@dataclass(frozen=True)
class ThreadItem:
    """One thing to mend, as an item of the shell's list of findings; without kind, to look at."""

    strand: Strand
    kind: str
    title: str
    detail: str
    form: Form | None


@dataclass(frozen=True)
class StrandView:
    """One strand of a programme: how it holds, and by what."""

    strand: Strand
    label: str
    hold: str
    mark: str
    told: str


@dataclass(frozen=True)
class ThreadView:
    """The thread of one programme as shown."""

    title: str
    url: str
    strands: Sequence[StrandView]
    items: Sequence[ThreadItem]


@dataclass(frozen=True)
class UncountedView:
    """A programme whose differences were not counted: where they are, and the same in a list."""

    title: str
    url: str
    item: ThreadItem


def uncounted_view(one: ProgrammeThread) -> UncountedView:
    """One programme of which the thread does not tell who differs, with its reconciliation."""
    return UncountedView(
        title=one.commitment.title,
        url=url_for("reconciliation.show_months", commitment_id=one.commitment.id),
        item=ThreadItem(
            strand=Strand.PERSON,
            kind="",
            title=_("Selisih rekonsiliasi tidak dihitung"),
            detail=_("Orangnya terlalu banyak untuk dihitung di sini. Buka rekonsiliasinya."),
            form=None,
        ),
    )


def thread_view(one: ProgrammeThread) -> ThreadView:
    """One thread in the reader's language, the items in the order of their strands."""
    items = [
        *(_fault_item(one, fault) for fault in one.thread.faults),
        *(_finding_item(one, strand, finding) for strand, finding in one.thread.findings),
    ]
    order = list(Strand)
    return ThreadView(
        title=one.commitment.title,
        url=url_for("commitments.show_commitment", commitment_id=one.commitment.id),
        strands=[
            StrandView(
                strand,
                translated(STRAND_LABELS[strand]),
                translated(HOLD_LABELS[hold]),
                HOLD_MARKS[hold],
                _TOLD[strand](one.facts),
            )
            for strand, hold in one.thread.holds.items()
        ],
        items=sorted(items, key=lambda item: (order.index(item.strand), item.kind != "bad")),
    )


def _fault_item(one: ProgrammeThread, fault: Fault) -> ThreadItem:
    law = one.facts.law
    words = {
        "regulation": law.citation if law else "",
        "first_month": month_id(one.facts.first.first_day),
        "months": _months(fault.months),
        "count": count(fault.count),
        "worker_months": count(fault.worker_months),
        "amount": rupiah(fault.amount_idr),
    }
    return ThreadItem(
        strand=fault.strand,
        kind="bad" if fault.breaks else "act",
        title=translated(_TITLES[fault.code]),
        detail=_(_DETAILS[fault.code], **words),
        form=_form_of_fault(one, fault),
    )


def _finding_item(one: ProgrammeThread, strand: Strand, finding: Finding) -> ThreadItem:
    return ThreadItem(
        strand=strand,
        kind="bad" if finding.severity is Severity.WRONG else "act",
        title=translated(FINDING_TITLES[finding.code]),
        detail=render(describe(finding), _),
        form=_form_of_place(one, MENDED_IN[finding.code]),
    )


def _form_of_fault(one: ProgrammeThread, fault: Fault) -> Form | None:
    regulation_id, commitment_id = one.commitment.regulation_id, one.commitment.id
    match fault.code:
        case FaultCode.BASIS_MISSING | FaultCode.BUDGET_MISSING | FaultCode.BUDGET_LINE_MISSING:
            return _form_of_place(one, Place.PROGRAMME)
        case FaultCode.AGREEMENT_UNSIGNED:
            return _form_of_place(one, Place.PAPERS)
        case FaultCode.BASIS_UNCERTAIN | FaultCode.GROUP_NOT_COVERED | FaultCode.FUNDING_NOT_NAMED:
            asked = {"regulation_id": regulation_id}
            label = N_("Ubah regulasi")
            return _form(Permission.REGULATION_EDIT, "regulations.edit_regulation", asked, label)
        case FaultCode.MONTHS_UNLISTED | FaultCode.PEOPLE_UNLISTED:
            asked = {"commitment_id": commitment_id}
            label = N_("Buat daftar tagihan")
            return _form(Permission.BILLING_EDIT, "billing.new_billing", asked, label)
        case FaultCode.LISTS_UNBILLED | FaultCode.BILLS_LATE | FaultCode.PAID_UNPOSTED:
            asked = {"commitment_id": commitment_id}
            label = N_("Buka daftar tagihan")
            return _form(Permission.BILLING_READ, "billing.list_billings", asked, label)
        case FaultCode.UNEXPLAINED:
            return _reconciliation_of(commitment_id, fault.months)


def _reconciliation_of(commitment_id: UUID, months: Sequence[Month]) -> Form | None:
    """The month that differs; where several do, their table, which marks each."""
    read = Permission.BILLING_READ
    if len(months) > 1:
        asked: dict[str, Any] = {"commitment_id": commitment_id}
        return _form(read, "reconciliation.show_months", asked, N_("Buka rekonsiliasi"))
    asked = {"commitment_id": commitment_id, "month": str(months[0])}
    return _form(read, "reconciliation.show_month", asked, N_("Buka rekonsiliasi bulan itu"))


def _form_of_place(one: ProgrammeThread, place: Place) -> Form | None:
    own: dict[str, Any] = {"commitment_id": one.commitment.id}
    edit = Permission.AGREEMENT_EDIT
    match place:
        case Place.PROGRAMME:
            return _form(edit, "commitments.edit_commitment", own, N_("Ubah program"))
        case Place.NEXT_PROGRAMME:
            asked = {"continues_id": one.commitment.id}
            return _form(edit, "commitments.new_commitment", asked, N_("Rencanakan kelanjutan"))
        case Place.PLAN:
            successor = one.programme.record.successor
            asked = {"commitment_id": successor.id if successor else one.commitment.id}
            label = N_("Buka rencananya")
            return _form(Permission.AGREEMENT_READ, "commitments.show_commitment", asked, label)
        case Place.NEW_AGREEMENT:
            return _form(edit, "agreements.new_agreement", own, N_("Tambah perjanjian"))
        case Place.LISTS:
            return _form(Permission.ROSTER_UPLOAD, "rosters.new_roster", own, N_("Unggah daftar"))
        case Place.AGREEMENT | Place.AGREED | Place.PAPERS:
            return _form_of_papers(one)


def _form_of_papers(one: ProgrammeThread) -> Form | None:
    agreements = one.programme.record.agreements
    endpoint, label = "commitments.show_commitment", N_("Buka perjanjiannya")
    asked: dict[str, Any] = {"commitment_id": one.commitment.id, "_anchor": "agreements"}
    if len(agreements) == 1:
        endpoint, asked = "agreements.show_agreement", {"agreement_id": agreements[0].id}
    return _form(Permission.AGREEMENT_READ, endpoint, asked, label)


def _form(
    permission: Permission, endpoint: str, asked: Mapping[str, Any], label: str
) -> Form | None:
    """The form, for who may use it."""
    if not visit().can(permission):
        return None
    return Form(url_for(endpoint, **asked), translated(label))


def _months(months: Sequence[Month]) -> str:
    return ", ".join(
        month_range(first.first_day, last.first_day) for first, last in runs(tuple(months))
    )


def _law_told(facts: ThreadFacts) -> str:
    if facts.law is None:
        return ""
    return ", ".join(filter(None, (facts.law.citation, facts.law.article)))


def _agreement_told(facts: ThreadFacts) -> str:
    if facts.signature is None:
        return ""
    return ", ".join(filter(None, (facts.signature.number, date_id(facts.signature.signed_on))))


def _budget_told(facts: ThreadFacts) -> str:
    if facts.budget_idr is None:
        return ""
    return f"{rupiah(facts.budget_idr)}, {translated(FUNDING_SOURCES[facts.source])}"


def _bill_told(facts: ThreadFacts) -> str:
    listed = {month for one in facts.lists for month in one.people}
    if not listed:
        return ""
    held = len([one for one in facts.costs if one.month in listed])
    return str(
        _("%(held)s dari %(months)s bulan", held=count(held), months=count(len(facts.costs)))
    )


def _payment_told(facts: ThreadFacts) -> str:
    settled = sum(one.bill.amount_idr - one.open_idr for one in facts.bills)
    return str(_("%(amount)s lunas", amount=rupiah(settled))) if settled else ""


def _person_told(facts: ThreadFacts) -> str:
    if not facts.posted:
        return ""
    last = max(facts.posted)
    people, month = count(facts.posted[last]), month_id(last.first_day)
    return str(_("%(people)s orang, %(month)s", people=people, month=month))


_TOLD: Mapping[Strand, Callable[[ThreadFacts], str]] = {
    Strand.ARTICLE: _law_told,
    Strand.AGREEMENT: _agreement_told,
    Strand.BUDGET: _budget_told,
    Strand.BILL: _bill_told,
    Strand.PAYMENT: _payment_told,
    Strand.PERSON: _person_told,
}
