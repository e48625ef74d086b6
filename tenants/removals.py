"""The one way to take away a record: a page that says what follows, a compulsory reason.

Where something rests on the record, the page names and links it instead of asking.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, Conflict, InvalidInput
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.schemas.removals import RemovalIn
from tenants.shell.uses import uses_of


@dataclass(frozen=True)
class Removal:
    """A record that somebody wants to take away."""

    subject: str
    """The kind, under which packages register what rests on it."""
    record_id: UUID
    title: str
    consequence: str
    """What goes with it, what stays, and what to do instead; translated."""
    page_url: str
    """The record's own page."""
    next_url: str
    """Where to go once it is gone."""


def removal_page(removal: Removal, error: AppError | None = None) -> str:
    """What follows and the form, or what rests on the record.

    Args:
        removal: of which record.
        error: why the removal was refused.
    """
    with transaction(visit().principal) as session:
        uses = uses_of(removal.subject, session, visit().regency.id, [removal.record_id])
    return render_template(
        "tenants/removal.html",
        removal=removal,
        uses=uses.get(removal.record_id, ()),
        errors=error.errors if isinstance(error, InvalidInput) else (),
        refusal=error if isinstance(error, Conflict) else None,
        values=request.form,
        sentence=sentence,
    )


def carry_out(removal: Removal, remove: Callable[..., None], **which: UUID) -> Response:
    """Take the record away, or show the page again with why not.

    Args:
        removal: of which record.
        remove: the service; raises ``InvalidInput`` or ``Conflict`` where it refuses.
        which: ids it needs beside tenant, actor, moment and reason.
    """
    try:
        data = load(RemovalIn, request.form)
        with transaction(visit().principal) as session:
            remove(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                reason=data["reason"],
                **which,
            )
    except (InvalidInput, Conflict) as error:
        return make_response(removal_page(removal, error), error.status)
    flash(_("%(title)s dihapus. Jejak audit tetap mencatatnya.", title=removal.title), "warning")
    return redirect(removal.next_url, 303)
