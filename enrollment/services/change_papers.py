"""The annex of a change of a decree as PDF, always in Indonesian: who leaves, and who enters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from enrollment.decree_changes import LEAVE_LABELS, LeaveReason, Movement
from enrollment.models.decree_changes import DecreeChange
from enrollment.models.prepared import PreparedFile
from enrollment.queries.decree_changes import (
    ChangeBasis,
    ChangedPerson,
    change_basis,
    get_change,
    list_changed,
)
from enrollment.services.annex_papers import (
    ANNEX_TEMPLATE,
    annex_frame,
    annex_heads,
    annex_row,
    annex_table,
    niks_of,
)
from enrollment.services.prepared_files import Recipe, Written
from enrollment.services.sealed_pieces import PieceSink
from tenants.kernel.formats import date_id, month_range, written_in
from tenants.models.identity import Tenant
from tenants.typesetting import PDF_MEDIA_TYPE, typeset


@written_in("id")
def _write(session: Session, file: PreparedFile, sink: PieceSink, now: datetime) -> Written:
    regency = session.get_one(Tenant, file.tenant_id)
    change = get_change(session, tenant_id=file.tenant_id, decree_change_id=file.subject_id)
    basis = change_basis(session, change)
    leaving = list_changed(session, change, Movement.OUT)
    entering = list_changed(session, change, Movement.IN)
    data = {
        **_frame(change, basis, regency.name),
        "tables": [
            _table(_("Dikeluarkan dari daftar penerima"), leaving, file, _("Sebab")),
            _table(_("Ditetapkan dari daftar cadangan"), entering, file, _("Peringkat")),
        ],
    }
    sink.write(typeset(ANNEX_TEMPLATE, data, moment=now))
    name = f"lampiran-sk-perubahan-{change.sequence}-{regency.slug}.pdf"
    return Written(name, PDF_MEDIA_TYPE, len(leaving) + len(entering))


def _frame(change: DecreeChange, basis: ChangeBasis, regency: str) -> dict[str, Any]:
    kept = basis.determination
    unnumbered = _("belum bernomor")
    day = date_id(kept.signed_on) if kept.signed_on else ""
    return {
        **annex_frame(kept, regency=regency, programme=basis.judging.programme.title),
        "attached_to": _("LAMPIRAN KEPUTUSAN PERUBAHAN"),
        "number": change.number or "",
        "signed_on": date_id(change.signed_on) if change.signed_on else "",
        "about": _("Perubahan penerima bantuan iuran jaminan sosial ketenagakerjaan"),
        "changes": [
            _(
                "Keputusan Nomor %(number)s %(day)s (perubahan ke-%(sequence)s)",
                number=kept.number or unnumbered,
                day=day,
                sequence=change.sequence,
            )
        ],
        "title": _("Daftar perubahan penerima bantuan iuran jaminan sosial ketenagakerjaan"),
        "months": _(
            "Berlaku %(months)s", months=month_range(change.from_month_on, kept.last_month_on)
        ),
        "signer": change.signer or "",
    }


def _table(
    title: str, people: Sequence[ChangedPerson], file: PreparedFile, last: str
) -> dict[str, Any]:
    niks = niks_of([one.worker for one in people], is_whole=file.is_whole)
    rows = [
        annex_row(number, one.worker, one.line.village_code, niks[one.worker.id], _last(one))
        for number, one in enumerate(people, start=1)
    ]
    return annex_table(title, annex_heads(last), rows)


def _last(one: ChangedPerson) -> str:
    if one.line.reason is None:
        return str(one.line.rank)
    label = _(LEAVE_LABELS[LeaveReason(one.line.reason)])
    return f"{label} ({one.line.note})" if one.line.note else label


CHANGE_ANNEX = Recipe(write=_write)
