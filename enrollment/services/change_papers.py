"""The annex of a change of a decree as PDF, always in Indonesian: who leaves, and who enters.

A long one leaves in parts, as that of the decree itself.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from enrollment.decree_changes import (
    LEAVE_LABELS,
    ChangedLine,
    LeaveReason,
    Movement,
    change_digest,
)
from enrollment.models.decree_changes import DecreeChange, DecreeChangeLine
from enrollment.models.determinations import Determination
from enrollment.models.prepared import PreparedFile
from enrollment.queries.decree_changes import (
    ChangeBasis,
    ChangedPerson,
    change_basis,
    get_change,
    list_changed,
)
from enrollment.services import annex_papers
from enrollment.services.annex_papers import (
    ANNEX_TEMPLATE,
    ZIP_MEDIA_TYPE,
    annex_frame,
    annex_heads,
    annex_row,
    annex_table,
    check_code,
    issued_frame,
    niks_of,
)
from enrollment.services.prepared_files import Written
from enrollment.services.printed_people import changed_people, people_sha256
from enrollment.services.sealed_pieces import PieceSink
from tenants.issued_papers import PaperKind
from tenants.kernel.clock import local_day
from tenants.kernel.errors import N_
from tenants.kernel.formats import date_id, month_range, written_in
from tenants.models.identity import Tenant
from tenants.services.issued_papers import PaperContent
from tenants.typesetting import PDF_MEDIA_TYPE, typeset

_TITLES: Mapping[Movement, tuple[str, str]] = {
    Movement.OUT: (N_("Dikeluarkan dari daftar penerima"), N_("Sebab")),
    Movement.IN: (N_("Ditetapkan dari daftar cadangan"), N_("Peringkat")),
}


@dataclass(frozen=True)
class _Line:
    """A person of one of the two lists, with the number there."""

    movement: Movement
    number: int
    person: ChangedPerson


@written_in("id")
def change_annex(
    session: Session,
    change: DecreeChange,
    *,
    made_on: date,
    is_whole: bool,
    is_awaited: bool = False,
) -> PaperContent:
    """What the annex of a change is set from, always in Indonesian; its people as one hash.

    Args:
        session: role regency or job.
        change: of a decree.
        made_on: the day the paper bears.
        is_whole: whether it shows whole numbers.
        is_awaited: whether somebody waits for it.

    Raises:
        TooManyToCompare: it is awaited, and the lists are too long.
    """
    regency = session.get_one(Tenant, change.tenant_id)
    lines = [one.line for movement in Movement for one in list_changed(session, change, movement)]
    parameters = {"whole_numbers": is_whole}
    people = [changed_people(change, movement) for movement in Movement]
    frame = _frame(change, change_basis(session, change), regency.name, lines, made_on=made_on)
    return PaperContent(
        kind=PaperKind.CHANGE_ANNEX,
        subject_id=change.id,
        subject_version=None,
        made_on=made_on,
        content={
            **frame,
            **parameters,
            "people_sha256": people_sha256(session, *people, is_awaited=is_awaited),
        },
        parameters=parameters,
    )


@written_in("id")
def write_change_annex(
    session: Session, file: PreparedFile, sink: PieceSink, now: datetime, *, public_url: str
) -> Written:
    """The annex of a change as PDF; a long one in parts. Role job.

    Effects:
        Inserts ``issued_paper`` and audits, the first time.
    """
    regency = session.get_one(Tenant, file.tenant_id)
    change = get_change(session, tenant_id=file.tenant_id, decree_change_id=file.subject_id)
    leaving = list_changed(session, change, Movement.OUT)
    entering = list_changed(session, change, Movement.IN)
    people = [(Movement.OUT, one) for one in leaving] + [(Movement.IN, one) for one in entering]
    numbered = _numbered(people)
    made_on = local_day(now, regency.timezone)
    content = change_annex(session, change, made_on=made_on, is_whole=file.is_whole)
    frame = issued_frame(session, file, content, now=now, public_url=public_url)
    stem = f"lampiran-sk-perubahan-{change.sequence}-{regency.slug}"
    parts = -(-len(numbered) // annex_papers.PART_PEOPLE)
    if parts <= 1:
        tables = [_table(movement, numbered, file) for movement in (Movement.OUT, Movement.IN)]
        sink.write(typeset(ANNEX_TEMPLATE, {**frame, "tables": tables}, moment=now))
        return Written(f"{stem}.pdf", PDF_MEDIA_TYPE, len(people))
    with ZipFile(sink, "w", ZIP_STORED) as archive:  # PDF are packed already
        for part in range(parts):
            start = part * annex_papers.PART_PEOPLE
            some = numbered[start : start + annex_papers.PART_PEOPLE]
            present = [one for one in Movement if any(one is line.movement for line in some)]
            data = {
                **frame,
                "part": _("Bagian %(part)s dari %(parts)s", part=part + 1, parts=parts),
                "tables": [_table(movement, some, file) for movement in present],
            }
            archive.writestr(f"{stem}-{part + 1}.pdf", typeset(ANNEX_TEMPLATE, data, moment=now))
    return Written(f"{stem}.zip", ZIP_MEDIA_TYPE, len(people))


def _numbered(people: Sequence[tuple[Movement, ChangedPerson]]) -> list[_Line]:
    """Each list counts from 1, through all its parts."""
    counts: Counter[Movement] = Counter()
    lines = []
    for movement, person in people:
        counts[movement] += 1
        lines.append(_Line(movement, counts[movement], person))
    return lines


def _frame(
    change: DecreeChange,
    basis: ChangeBasis,
    regency: str,
    lines: Sequence[DecreeChangeLine],
    *,
    made_on: date,
) -> dict[str, Any]:
    kept = basis.determination
    parts = [
        ChangedLine(
            Movement(one.movement), one.worker_id, one.village_code, one.rank, one.reason, one.note
        )
        for one in lines
    ]
    return {
        **annex_frame(
            kept, regency=regency, programme=basis.judging.programme.title, made_on=made_on
        ),
        "attached_to": _("LAMPIRAN KEPUTUSAN PERUBAHAN"),
        "number": change.number or "",
        "signed_on": date_id(change.signed_on) if change.signed_on else "",
        "about": _("Perubahan penerima bantuan iuran jaminan sosial ketenagakerjaan"),
        "changes": [_changed_decree(kept, change.sequence)],
        "title": _("Daftar perubahan penerima bantuan iuran jaminan sosial ketenagakerjaan"),
        "months": _(
            "Berlaku %(months)s", months=month_range(change.from_month_on, kept.last_month_on)
        ),
        "signer": change.signer or "",
        "remark": check_code(change_digest(kept.seen_sha256, change.from_month_on, parts)),
    }


def _changed_decree(kept: Determination, sequence: int) -> str:
    number = kept.number or _("belum bernomor")
    if kept.signed_on is None:
        return str(
            _(
                "Keputusan Nomor %(number)s (perubahan ke-%(sequence)s)",
                number=number,
                sequence=sequence,
            )
        )
    return str(
        _(
            "Keputusan Nomor %(number)s tanggal %(day)s (perubahan ke-%(sequence)s)",
            number=number,
            day=date_id(kept.signed_on),
            sequence=sequence,
        )
    )


def _table(movement: Movement, lines: Sequence[_Line], file: PreparedFile) -> dict[str, Any]:
    mine = [line for line in lines if line.movement is movement]
    niks = niks_of([line.person.worker for line in mine], is_whole=file.is_whole)
    rows = [
        annex_row(
            line.number,
            line.person.worker,
            line.person.line.village_code,
            niks[line.person.worker.id],
            last_word(line.person),
        )
        for line in mine
    ]
    title, last = _TITLES[movement]
    return annex_table(_(title), annex_heads(_(last)), rows)


def last_word(one: ChangedPerson) -> str:
    """Why somebody leaves, or by which rank they enter; in the language written in."""
    if one.line.reason is None:
        return str(one.line.rank)
    label = _(LEAVE_LABELS[LeaveReason(one.line.reason)])
    return f"{label} ({one.line.note})" if one.line.note else str(label)
