"""The annex of a decree (lampiran, BNBA) as PDF, always in Indonesian; a long one in parts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from enrollment.models.determinations import Determination
from enrollment.models.prepared import PreparedFile
from enrollment.models.workers import Worker
from enrollment.queries.determinations import (
    DecreedPerson,
    get_determination,
    list_decreed,
    reasons_of,
)
from enrollment.queries.programmes import get_programme
from enrollment.reference import known_villages
from enrollment.selection import OUTCOME_STEMS, Outcome
from enrollment.selection_words import REASON_LABELS
from enrollment.services.prepared_files import Written
from enrollment.services.printed_people import decreed_people, people_sha256
from enrollment.services.sealed_pieces import PieceSink
from enrollment.services.workers import masked_niks, whole_niks
from tenants.issued_papers import PaperKind, check_page_of
from tenants.kernel.actor import Actor
from tenants.kernel.clock import local_day
from tenants.kernel.errors import N_, RuleViolation
from tenants.kernel.formats import count, date_id, month_range, written_in
from tenants.models.identity import Tenant
from tenants.services.issued_papers import PaperContent, issue_paper, mark_of
from tenants.typesetting import PDF_MEDIA_TYPE, typeset

PART_PEOPLE = 2_500
"""People of one PDF: setting more would take more memory than one paper may."""
ZIP_MEDIA_TYPE = "application/zip"
ANNEX_TEMPLATE = Path(str(files("enrollment"))) / "papers" / "annex.typ"
_TITLES: Mapping[Outcome, str] = {
    Outcome.CHOSEN: N_("Daftar penerima bantuan iuran jaminan sosial ketenagakerjaan (BNBA)"),
    Outcome.RESERVE: N_("Daftar cadangan penerima bantuan iuran jaminan sosial ketenagakerjaan"),
    Outcome.UNFIT: N_("Daftar calon yang tidak memenuhi syarat"),
}
_NOBODY = N_("Tidak ada orang pada daftar ini.")
_WIDTHS = (0, 0, 3, 0, 0, 2, 2, 2, 0)


@written_in("id")
def determination_annex(
    session: Session,
    kept: Determination,
    outcome: Outcome,
    *,
    made_on: date,
    is_whole: bool,
    is_awaited: bool = False,
) -> PaperContent:
    """What the annex of a decree is set from, always in Indonesian; its people as one hash.

    Args:
        session: role regency or job.
        kept: the decree.
        outcome: whom the annex lists.
        made_on: the day the paper bears.
        is_whole: whether it shows whole numbers.
        is_awaited: whether somebody waits for it.

    Raises:
        TooManyToCompare: it is awaited, and the list is too long.
    """
    regency = session.get_one(Tenant, kept.tenant_id)
    programme = get_programme(session, tenant_id=kept.tenant_id, commitment_id=kept.commitment_id)
    parameters = {"outcome": outcome.value, "whole_numbers": is_whole}
    people = decreed_people(kept, outcome)
    return PaperContent(
        kind=PaperKind.DETERMINATION_ANNEX,
        subject_id=kept.id,
        subject_version=None,
        made_on=made_on,
        content={
            **annex_frame(kept, regency=regency.name, programme=programme.title, made_on=made_on),
            **parameters,
            "title": _(_TITLES[outcome]),
            "people_sha256": people_sha256(session, people, is_awaited=is_awaited),
        },
        parameters=parameters,
    )


@written_in("id")
def write_annex(
    session: Session, file: PreparedFile, sink: PieceSink, now: datetime, *, public_url: str
) -> Written:
    """The annex of a decree as PDF; a long one in parts. Role job.

    Raises:
        RuleViolation: nobody stands on the list.

    Effects:
        Inserts ``issued_paper`` and audits, the first time.
    """
    regency = session.get_one(Tenant, file.tenant_id)
    outcome = Outcome(file.parameters["outcome"])
    kept = get_determination(session, tenant_id=file.tenant_id, determination_id=file.subject_id)
    people = list_decreed(
        session, tenant_id=file.tenant_id, determination_id=kept.id, outcome=outcome
    )
    if not people:
        raise RuleViolation(_NOBODY)
    made_on = local_day(now, regency.timezone)
    content = determination_annex(session, kept, outcome, made_on=made_on, is_whole=file.is_whole)
    frame = issued_frame(session, file, content, now=now, public_url=public_url)
    stem = f"lampiran-sk-{OUTCOME_STEMS[outcome]}-{regency.slug}"
    parts = -(-len(people) // PART_PEOPLE)
    if parts == 1:
        sink.write(_paper(frame, people, outcome, now, first=1, is_whole=file.is_whole))
        return Written(f"{stem}.pdf", PDF_MEDIA_TYPE, len(people))
    with ZipFile(sink, "w", ZIP_STORED) as archive:  # PDF are packed already
        for part in range(parts):
            start = part * PART_PEOPLE
            some = people[start : start + PART_PEOPLE]
            frame["part"] = _("Bagian %(part)s dari %(parts)s", part=part + 1, parts=parts)
            paper = _paper(frame, some, outcome, now, first=start + 1, is_whole=file.is_whole)
            archive.writestr(f"{stem}-{part + 1}.pdf", paper)
    return Written(f"{stem}.zip", ZIP_MEDIA_TYPE, len(people))


def issued_frame(
    session: Session, file: PreparedFile, paper: PaperContent, *, now: datetime, public_url: str
) -> dict[str, Any]:
    """What an annex is set from with its mark, for whoever asked for it. Role job.

    Effects:
        Inserts ``issued_paper`` and audits, the first time.
    """
    actor = Actor(file.requested_by_id, file.requested_by_name)
    issue_paper(session, tenant_id=file.tenant_id, actor=actor, now=now, paper=paper)
    regency = session.get_one(Tenant, file.tenant_id)
    mark = mark_of(paper, check_page=check_page_of(public_url, regency.slug))
    return {**paper.content, "mark": mark}


def annex_frame(
    kept: Determination, *, regency: str, programme: str, made_on: date
) -> dict[str, Any]:
    """What stands around the list of a decree's annex; texts in the language written in."""
    return {
        "attached_to": _("LAMPIRAN KEPUTUSAN"),
        "number": kept.number or "",
        "signed_on": date_id(kept.signed_on) if kept.signed_on else "",
        "about": _("Penetapan penerima bantuan iuran jaminan sosial ketenagakerjaan"),
        "changes": [],
        "regency": regency,
        "programme": programme,
        "months": _(
            "Masa perlindungan %(months)s",
            months=month_range(kept.first_month_on, kept.last_month_on),
        ),
        "part": "",
        "signer": kept.signer,
        "remark": check_code(kept.seen_sha256),
        "made_on": date_id(made_on),
    }


def check_code(digest: bytes) -> str:
    """The line by which the data of a paper can be checked."""
    return str(
        _(
            "Kode pemeriksaan data, bukan tanda tangan elektronik: SHA-256 %(code)s",
            code=digest.hex(),
        )
    )


def annex_heads(last: str) -> list[str]:
    """The heads of a list of people, and of its last column."""
    heads = [_("No."), "NIK", _("Nama"), _("Tanggal lahir"), _("L/P")]
    return [*heads, _("Desa/kelurahan"), _("Kecamatan"), _("Pekerjaan"), last]


def annex_row(number: int, worker: Worker, village_code: str, nik: str, last: str) -> list[str]:
    """A person of such a list."""
    place = known_villages().get(village_code)
    return [
        str(number),
        nik,
        worker.name,
        f"{worker.birth_on:%d-%m-%Y}",
        worker.sex,
        place.name if place else village_code,
        place.district if place else "",
        worker.occupation or "",
        last,
    ]


def annex_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """One list of the template, with its sum."""
    return {
        "title": title,
        "widths": _WIDTHS,
        "heads": heads,
        "rows": rows,
        "total": count(len(rows)),
    }


def niks_of(workers: Sequence[Worker], *, is_whole: bool) -> Mapping[UUID, str]:
    """The numbers of some people, whole or masked."""
    return whole_niks(workers) if is_whole else masked_niks(workers)


def _paper(
    frame: Mapping[str, Any],
    people: Sequence[DecreedPerson],
    outcome: Outcome,
    now: datetime,
    *,
    first: int,
    is_whole: bool,
) -> bytes:
    niks = niks_of([person.worker for person in people], is_whole=is_whole)
    rows = [
        annex_row(
            number,
            person.worker,
            person.line.village_code,
            niks[person.worker.id],
            _last(person, outcome),
        )
        for number, person in enumerate(people, start=first)
    ]
    heads = annex_heads(_("Sebab") if outcome is Outcome.UNFIT else _("Peringkat"))
    data = {**frame, "tables": [annex_table("", heads, rows)]}
    return typeset(ANNEX_TEMPLATE, data, moment=now)


def _last(person: DecreedPerson, outcome: Outcome) -> str:
    if outcome is not Outcome.UNFIT:
        return str(person.line.rank)
    return "; ".join(_(REASON_LABELS[reason]) for reason in reasons_of(person.line))
