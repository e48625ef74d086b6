"""People who may be recorded twice: the queue, and what is decided about each pair."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.models.duplicates import DuplicatePair
from enrollment.pair_states import MERGE_REFUSAL_TEXTS, PAIR_STATE_LABELS, PairState
from enrollment.queries.duplicates import count_pairs, list_pairs
from enrollment.queries.programmes import programme_titles
from enrollment.reference import known_villages
from enrollment.schemas.duplicates import KeptIn, PairFilterIn
from enrollment.services.duplicates import (
    MERGE_JOB,
    keep_apart,
    reopen_pair,
    request_merge,
)
from enrollment.services.workers import masked_niks, nik_slips
from enrollment.views.vocabulary import options, vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, Conflict
from tenants.kernel.jobs import list_given_up
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.request import visit

WAITING = (PairState.OPEN, PairState.MERGING)

blueprint = tenant_blueprint("duplicates", __name__)
blueprint.context_processor(vocabulary)


@blueprint.get("/workers/duplicates")
@requires(Permission.WORKER_READ)
def list_duplicates() -> str:
    """Pairs that wait for a word, or those somebody called two people."""
    return _page()


@blueprint.post("/workers/duplicates/<uuid:pair_id>/merge")
@requires(Permission.ROSTER_UPLOAD)
def merge_pair(pair_id: UUID) -> BaseResponse:
    """Have the two become one record."""
    kept_id = load(KeptIn, request.form)["kept_id"]
    return _step(
        lambda session: request_merge(session, pair_id=pair_id, kept_id=kept_id, **_by()),
        _("Kedua data sedang digabung; halaman boleh ditinggalkan."),
    )


@blueprint.post("/workers/duplicates/<uuid:pair_id>/apart")
@requires(Permission.ROSTER_UPLOAD)
def part_pair(pair_id: UUID) -> BaseResponse:
    """Say that they are two people."""
    return _step(
        lambda session: keep_apart(session, pair_id=pair_id, **_by()),
        _("Dicatat sebagai dua orang. Pasangan ini tidak ditanyakan lagi."),
    )


@blueprint.post("/workers/duplicates/<uuid:pair_id>/reopening")
@requires(Permission.ROSTER_UPLOAD)
def reopen(pair_id: UUID) -> BaseResponse:
    """Take back that they are two people."""
    return _step(
        lambda session: reopen_pair(session, pair_id=pair_id, **_by()),
        _("Pasangan ini kembali menunggu keputusan."),
    )


def states_asked(chosen: PairState | None) -> Sequence[PairState]:
    """The states of the queue, or of the pairs somebody called two people."""
    return (PairState.APART,) if chosen is PairState.APART else WAITING


def _page(refusal: AppError | None = None) -> str:
    asked = load(PairFilterIn, {} if refusal else request.args)
    chosen = asked["state"]
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        page = list_pairs(
            session,
            tenant_id=tenant_id,
            states=states_asked(chosen),
            cursor=asked["cursor"],
        )
        merging = [str(one.pair.id) for one in page.items if one.pair.state == PairState.MERGING]
        stuck = list_given_up(session, tenant_id=tenant_id, kind=MERGE_JOB, keys=merging)
        counts = count_pairs(session, tenant_id=tenant_id)
        titles = programme_titles(session, tenant_id=tenant_id)
    return render_template(
        "enrollment/duplicate_list.html",
        page=page,
        counts=counts,
        stuck=stuck,
        waiting=sum(counts.get(state, 0) for state in WAITING),
        titles=titles,
        asked=asked,
        kept={"state": chosen} if chosen else {},
        niks=masked_niks(one.worker for row in page.items for one in row.people),
        slips={row.pair.id: nik_slips(*(one.worker for one in row.people)) for row in page.items},
        places=known_villages(),
        refusal=refusal,
        refusal_texts=MERGE_REFUSAL_TEXTS,
        sentence=sentence,
        state_options=options(
            PAIR_STATE_LABELS, first=_("menunggu keputusan"), only=(PairState.APART,)
        ),
    )


def _step(service: Callable[[Session], DuplicatePair], done: str) -> BaseResponse:
    try:
        with transaction(visit().principal) as session:
            service(session)
    except Conflict as error:
        return make_response(_page(error), error.status)
    flash(done)
    return redirect(url_for("duplicates.list_duplicates"), 303)


def _by() -> dict[str, Any]:
    return {"tenant_id": visit().regency.id, "actor": visit().actor, "now": visit().now}
