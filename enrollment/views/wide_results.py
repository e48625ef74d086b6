"""One result for everybody whom a filter means: how far it has come; giving it up; trying again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from enrollment.models.wide_results import WideResult
from enrollment.queries.programmes import get_programme
from enrollment.queries.wide_results import get_wide_result
from enrollment.selection import Reason
from enrollment.selection_funnel import Stage
from enrollment.selection_words import FUNNEL_LABELS, REASON_LABELS
from enrollment.services.wide_results import cancel_wide_result, retry_wide_result
from enrollment.views.vocabulary import place_words
from enrollment.views.wide_words import shown_wide_result
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, Conflict
from tenants.kernel.problems import sentence
from tenants.request import visit

blueprint = tenant_blueprint("wide_results", __name__)


@blueprint.get("/wide-results/<uuid:wide_result_id>")
@requires(Permission.ROSTER_UPLOAD)
def show_wide_result(wide_result_id: UUID) -> str:
    """How far it has come, and what became of it."""
    return _page(wide_result_id)


@blueprint.post("/wide-results/<uuid:wide_result_id>/cancellation")
@requires(Permission.ROSTER_UPLOAD)
def cancel(wide_result_id: UUID) -> BaseResponse:
    """Give it up; nothing was recorded."""
    return _decide(wide_result_id, cancel_wide_result, _("Dibatalkan. Tidak ada yang dicatat."))


@blueprint.post("/wide-results/<uuid:wide_result_id>/retry")
@requires(Permission.ROSTER_UPLOAD)
def try_again(wide_result_id: UUID) -> BaseResponse:
    """Have it go on where its work was given up."""
    return _decide(wide_result_id, retry_wide_result, _("Pekerjaan diulang."))


def _decide(wide_result_id: UUID, service: Callable[..., WideResult], done: str) -> BaseResponse:
    try:
        with transaction(visit().principal) as session:
            service(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                wide_result_id=wide_result_id,
            )
    except Conflict as error:
        return make_response(_page(wide_result_id, refusal=error), error.status)
    flash(done)
    return redirect(url_for("wide_results.show_wide_result", wide_result_id=wide_result_id), 303)


def _page(wide_result_id: UUID, *, refusal: AppError | None = None) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        wide = get_wide_result(session, tenant_id=tenant_id, wide_result_id=wide_result_id)
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=wide.commitment_id)
        shown = shown_wide_result(session, wide)
    return render_template(
        "enrollment/selection/wide_result.html",
        wide=wide,
        shown=shown,
        programme=programme,
        chosen=_chosen(wide),
        back=url_for("selection_people.list_people", **_filter(wide)),
        refusal=refusal,
        sentence=sentence,
    )


def _chosen(wide: WideResult) -> list[str]:
    """The filter in words."""
    words = [str(_(FUNNEL_LABELS[Stage(wide.stage)]))]
    if wide.reason is not None:
        words.append(str(_(REASON_LABELS[Reason(wide.reason)])))
    if wide.village_code is not None:
        words.append(place_words(wide.village_code))
    return words


def _filter(wide: WideResult) -> dict[str, Any]:
    kept = {"stage": wide.stage, "reason": wide.reason, "village_code": wide.village_code}
    return {
        "commitment_id": wide.commitment_id,
        **{name: value for name, value in kept.items() if value},
    }
