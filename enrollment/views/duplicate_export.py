"""Pairs of people who may be one, as an Excel file with masked numbers; the trail tells of it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from enrollment.kinds import COVER_STATUS_LABELS, CoverStatus
from enrollment.pair_states import PAIR_STATE_LABELS, PairState
from enrollment.queries.duplicates import ListedPair, ListedPerson, count_pairs, iterate_pairs
from enrollment.queries.programmes import programme_titles
from enrollment.reference import known_villages
from enrollment.schemas.duplicates import PairExportIn
from enrollment.services.workers import masked_niks, nik_slips
from enrollment.views.duplicates import states_asked
from enrollment.views.workers import count_here
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel import formats
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, RuleViolation
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.services.exports import note_export
from tenants.shell.downloads import workbook_attachment
from tenants.shell.workbooks import NUMBER, Cell, Column, Table

EXPORTS_AN_HOUR = 20
PAIR_LIMIT = 20_000

blueprint = tenant_blueprint("duplicate_export", __name__)


@blueprint.post("/workers/duplicates/export")
@requires(Permission.WORKER_READ)
def export_duplicates() -> Response:
    """Pairs that wait, or those somebody called two people. A form: the trail grows by it."""
    states = states_asked(load(PairExportIn, request.form)["state"])
    regency = visit().regency
    count_here("duplicate-export", EXPORTS_AN_HOUR)
    with transaction(visit().principal) as session:
        _refuse_too_many(session, regency.id, states)
        pairs = list(iterate_pairs(session, tenant_id=regency.id, states=states))
        titles = programme_titles(session, tenant_id=regency.id)
        note_export(
            session,
            tenant_id=regency.id,
            actor=visit().actor,
            now=visit().now,
            noun="worker",
            subject_id=str(regency.id),
            row_count=2 * len(pairs),
        )
    niks = masked_niks(one.worker for pair in pairs for one in pair.people)
    table = Table(
        title=_("Kemungkinan data ganda"),
        columns=_columns(),
        rows=[_cells(pair, niks, titles) for pair in pairs],
    )
    return workbook_attachment(f"data-ganda-{regency.slug}.xlsx", table)


def _refuse_too_many(session: Session, tenant_id: int, states: Sequence[PairState]) -> None:
    counts = count_pairs(session, tenant_id=tenant_id)
    if sum(counts.get(state, 0) for state in states) > PAIR_LIMIT:
        raise RuleViolation(
            N_(
                "Lebih dari %(limit)s pasangan: terlalu banyak untuk satu berkas. Putuskan sebagian"
                " di halaman ini, lalu unduh kembali."
            ),
            limit=formats.count(PAIR_LIMIT),
        )


def _columns() -> list[Column]:
    of_each = ("NIK", _("Nama"), _("Jenis kelamin"), _("Pekerjaan"), _("Program dan status"))
    return [
        *(Column(_("%(head)s, data pertama", head=head)) for head in of_each),
        *(Column(_("%(head)s, data kedua", head=head)) for head in of_each),
        Column(_("Tanggal lahir")),
        Column(_("Kode desa")),
        Column(_("Desa/kelurahan")),
        Column(_("Huruf nama yang berbeda"), NUMBER),
        Column(_("Angka NIK yang berbeda"), NUMBER),
        Column(_("Status")),
        Column(_("Diputuskan oleh")),
        Column(_("Data sintetis")),
    ]


def _cells(
    listed: ListedPair, niks: Mapping[UUID, str], titles: Mapping[UUID, str]
) -> Sequence[Cell]:
    first, second = listed.people
    place = known_villages().get(first.worker.village_code)
    return [
        *_of_person(first, niks, titles),
        *_of_person(second, niks, titles),
        first.worker.birth_on,
        first.worker.village_code,
        f"{place.name}, {place.district}" if place else None,
        listed.pair.slips,
        nik_slips(first.worker, second.worker),
        _(PAIR_STATE_LABELS[PairState(listed.pair.state)]),
        listed.pair.decided_by_name,
        _("ya") if first.worker.is_synthetic else _("tidak"),
    ]


def _of_person(
    one: ListedPerson, niks: Mapping[UUID, str], titles: Mapping[UUID, str]
) -> Sequence[Cell]:
    return [
        niks[one.worker.id],
        one.worker.name,
        one.worker.sex,
        one.worker.occupation,
        "; ".join(
            f"{titles[cover.commitment_id]}: {_(COVER_STATUS_LABELS[CoverStatus(cover.status)])}"
            for cover in one.covers
        ),
    ]
