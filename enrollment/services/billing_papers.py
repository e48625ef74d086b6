"""Papers of a frozen billing list: hand-over of its data, the request to register, its names."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_STORED, ZipFile

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.citations import cited_agreement
from cooperation.kinds import Programme
from cooperation.models.agreements import Agreement
from cooperation.models.bills import Bill
from cooperation.models.commitments import Commitment
from cooperation.sentences import programme_names
from enrollment.models.billing import BillingLine, BillingList
from enrollment.models.prepared import PreparedFile
from enrollment.models.workers import Worker
from enrollment.queries.billing import get_billing, is_frozen, shares_of
from enrollment.services.annex_papers import ZIP_MEDIA_TYPE, annex_heads, annex_row, niks_of
from enrollment.services.paper_heads import paper_head
from enrollment.services.prepared_files import Written
from enrollment.services.printed_people import billed_people, people_sha256
from enrollment.services.sealed_pieces import PieceSink
from tenants.issued_papers import PaperKind, check_page_of
from tenants.kernel.actor import Actor
from tenants.kernel.clock import local_day
from tenants.kernel.errors import N_, RuleViolation
from tenants.kernel.formats import count, month_range, rupiah, written_in
from tenants.kernel.terbilang import rupiah_in_words
from tenants.models.identity import Tenant
from tenants.services.issued_papers import PaperContent, issue_paper, mark_of
from tenants.typesetting import PDF_MEDIA_TYPE, typeset

_PAPERS: Final = Path(str(files("enrollment"))) / "papers"
_TEMPLATES: Final[Mapping[PaperKind, Path]] = {
    PaperKind.HANDOVER: _PAPERS / "handover.typ",
    PaperKind.REGISTRATION: _PAPERS / "registration.typ",
}
_NAME_LIST: Final = _PAPERS / "name_list.typ"
_STEMS: Final[Mapping[PaperKind, str]] = {
    PaperKind.HANDOVER: "bast-data",
    PaperKind.REGISTRATION: "permohonan-pendaftaran",
}
PART_PEOPLE = 1_000
"""People of one PDF: setting more would take more memory than one paper may."""
_WIDTHS: Final = (0, 0, 3, 0, 0, 2, 2, 2, 0, 0)
_NOT_FROZEN = N_("Tutup daftar tagihan dahulu: dokumen ini menyebut orang yang sudah dibekukan.")


@written_in("id")
def billing_paper(
    session: Session,
    billing: BillingList,
    kind: PaperKind,
    *,
    now: datetime,
    made_on: date,
    is_whole: bool = False,
    is_awaited: bool = False,
) -> PaperContent:
    """What a paper of a frozen list is set from, always in Indonesian; it names no person.

    Of the list of names it holds a hash over everything that is printed of them.

    Args:
        session: role regency or job.
        billing: the list.
        kind: ``HANDOVER``, ``REGISTRATION`` or ``NAME_LIST``.
        now: decides which BPJS office serves the regency.
        made_on: the day the paper bears.
        is_whole: of the list of names, whether it shows whole numbers.
        is_awaited: of the list of names, whether somebody waits for it.

    Raises:
        RuleViolation: the list is not frozen.
        TooManyToCompare: a list of names is awaited, and too long.
    """
    if not is_frozen(billing) or billing.sha256 is None:
        raise RuleViolation(_NOT_FROZEN)
    content: dict[str, Any] = _frame(session, billing, now=now, made_on=made_on)
    parameters = {}
    if kind is PaperKind.NAME_LIST:
        parameters = {"whole_numbers": is_whole}
        people = billed_people(billing)
        content["people_sha256"] = people_sha256(session, people, is_awaited=is_awaited)
    return PaperContent(
        kind=kind,
        subject_id=billing.id,
        subject_version=None,
        made_on=made_on,
        content={**content, **parameters},
        parameters=parameters,
    )


def issue_billing_paper(
    session: Session,
    billing: BillingList,
    kind: PaperKind,
    *,
    actor: Actor,
    now: datetime,
    made_on: date,
    check_page: str,
) -> tuple[str, bytes]:
    """A paper of a frozen list as PDF, with its file name.

    Raises:
        RuleViolation: the list is not frozen.
        Unavailable: it could not be set.

    Effects:
        Inserts ``issued_paper`` and audits, the first time.
    """
    paper = billing_paper(session, billing, kind, now=now, made_on=made_on)
    issue_paper(session, tenant_id=billing.tenant_id, actor=actor, now=now, paper=paper)
    data = {**paper.content, "mark": mark_of(paper, check_page=check_page)}
    file = typeset(_TEMPLATES[kind], data, moment=now)
    return f"{_STEMS[kind]}-{billing.first_month_on:%Y-%m}-{billing.number}.pdf", file


@written_in("id")
def write_name_list(
    session: Session, file: PreparedFile, sink: PieceSink, now: datetime, *, public_url: str
) -> Written:
    """The names of a frozen list with totals and signature lines on each page. Role job.

    Raises:
        RuleViolation: the list is not frozen any more.

    Effects:
        Inserts ``issued_paper`` and audits, the first time.
    """
    billing = get_billing(session, tenant_id=file.tenant_id, billing_list_id=file.subject_id)
    regency = session.get_one(Tenant, file.tenant_id)
    paper = billing_paper(
        session,
        billing,
        PaperKind.NAME_LIST,
        now=now,
        made_on=local_day(now, regency.timezone),
        is_whole=file.is_whole,
    )
    actor = Actor(file.requested_by_id, file.requested_by_name)
    issue_paper(session, tenant_id=file.tenant_id, actor=actor, now=now, paper=paper)
    frame = {
        **paper.content,
        "title": _("Daftar nama penerima bantuan iuran jaminan sosial ketenagakerjaan"),
        "mark": mark_of(paper, check_page=check_page_of(public_url, regency.slug)),
    }
    people = _people(session, billing)
    stem = f"daftar-nama-{regency.slug}-{billing.first_month_on:%Y-%m}-{billing.number}"
    parts = max(-(-len(people) // PART_PEOPLE), 1)
    if parts == 1:
        sink.write(_name_paper(frame, people, now, first=1, part="", is_whole=file.is_whole))
        return Written(f"{stem}.pdf", PDF_MEDIA_TYPE, len(people))
    with ZipFile(sink, "w", ZIP_STORED) as archive:  # PDF are packed already
        for part in range(parts):
            start = part * PART_PEOPLE
            some = people[start : start + PART_PEOPLE]
            told = _("Bagian %(part)s dari %(parts)s", part=part + 1, parts=parts)
            one = _name_paper(frame, some, now, first=start + 1, part=told, is_whole=file.is_whole)
            archive.writestr(f"{stem}-{part + 1}.pdf", one)
    return Written(f"{stem}.zip", ZIP_MEDIA_TYPE, len(people))


def _frame(
    session: Session, billing: BillingList, *, now: datetime, made_on: date
) -> dict[str, Any]:
    """What stands in every paper of a list. Amounts with their words (terbilang)."""
    commitment = session.get_one(Commitment, (billing.tenant_id, billing.commitment_id))
    agreement = billing.agreement_id and session.get_one(
        Agreement, (billing.tenant_id, billing.agreement_id)
    )
    bill = billing.bill_id and session.get(Bill, (billing.tenant_id, billing.bill_id))
    insured = {Programme(one) for share in shares_of(billing) for one in share.programmes}
    return {
        **paper_head(session, commitment, now=now, made_on=made_on),
        "agreement": cited_agreement(agreement) if agreement else "",
        "number": billing.number,
        "months": month_range(billing.first_month_on, billing.last_month_on),
        "people": count(billing.people_count or 0),
        "worker_months": count(billing.month_count or 0),
        "insurance": programme_names(insured),
        "total": rupiah(billing.amount_idr or 0),
        "total_words": rupiah_in_words(billing.amount_idr or 0).lower(),
        "billing_code": bill.code if bill else "",
        "list_sha256": billing.sha256.hex() if billing.sha256 else "",
    }


def _people(session: Session, billing: BillingList) -> Sequence[tuple[BillingLine, Worker]]:
    """Everybody of a frozen list, village by village and by name."""
    rows = session.execute(
        select(BillingLine, Worker)
        .join(
            Worker,
            (Worker.tenant_id == BillingLine.tenant_id) & (Worker.id == BillingLine.worker_id),
        )
        .where(
            BillingLine.tenant_id == billing.tenant_id, BillingLine.billing_list_id == billing.id
        )
        .order_by(Worker.village_code, Worker.name_key, Worker.id)
    )
    return [(line, worker) for line, worker in rows]


def _name_paper(
    frame: Mapping[str, Any],
    people: Sequence[tuple[BillingLine, Worker]],
    now: datetime,
    *,
    first: int,
    part: str,
    is_whole: bool,
) -> bytes:
    niks = niks_of([worker for _line, worker in people], is_whole=is_whole)
    data = {
        **frame,
        "part": part,
        "part_total": rupiah(sum(line.amount_idr for line, _worker in people)),
        "widths": _WIDTHS,
        "heads": [*annex_heads(_("Bulan")), _("Iuran (Rp)")],
        "rows": [
            {"cells": _cells(number, line, worker, niks[worker.id]), "amount": line.amount_idr}
            for number, (line, worker) in enumerate(people, start=first)
        ],
    }
    return typeset(_NAME_LIST, data, moment=now)


def _cells(number: int, line: BillingLine, worker: Worker, nik: str) -> list[str]:
    months = str(line.months.bit_count())
    return [
        *annex_row(number, worker, worker.village_code, nik, months),
        count(line.amount_idr),
    ]
