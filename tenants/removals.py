"""The one way to take away a record: a page that says what follows, a compulsory reason.

Where something rests on the record, the page names and links it instead of asking.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tenants.access import Permission, requires
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import N_, AppError, Conflict, InvalidInput, NotFound, Removed
from tenants.kernel.formats import datetime_id
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.queries.audit import find_latest
from tenants.request import visit
from tenants.schemas.removals import RemovalIn
from tenants.shell.uses import uses_of

P = ParamSpec("P")
R = TypeVar("R")

TOLD_FOR = timedelta(days=30)
"""How long whoever still has the page of a record open is told who took it away."""
_NAMES = ("title", "citation", "task")
"""What the trail calls a record by."""


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


def removal_pages(
    blueprint: Blueprint,
    rule: str,
    permission: Permission,
    remove: Callable[..., None],
    *,
    part: str = "",
    pool: DatabaseRole = DatabaseRole.REGENCY,
) -> Callable[[Callable[P, Removal]], Callable[P, Removal]]:
    """Give a kind of record the page that asks whether to take one away, and what does so.

    Args:
        blueprint: of the record; the pages are its ``ask_removal`` and ``remove``.
        rule: the address of one record; the pages are at ``/removal`` below it.
        permission: to take it away.
        remove: the service; given tenant, actor, moment, reason, and the parts of the address.
            It raises ``InvalidInput`` or ``Conflict`` where it refuses.
        part: what of the blueprint's own record is taken away instead, ``document``: the pages are
            then ``ask_document_removal`` and ``remove_document``.
        pool: whose connections.

    Returns:
        What registers the finder of the removal, given the parts of the address.
    """

    def register(find: Callable[P, Removal]) -> Callable[P, Removal]:
        @requires(permission, pool=pool)
        def ask(*args: P.args, **kwargs: P.kwargs) -> str:
            return _page(find(*args, **kwargs))

        @requires(permission, pool=pool)
        def take_away(*args: P.args, **kwargs: P.kwargs) -> Response:
            removal = find(*args, **kwargs)
            try:
                _carry_out(remove, kwargs)
            except (InvalidInput, Conflict) as error:
                return make_response(_page(removal, error), error.status)
            told = _("%(title)s dihapus. Jejak audit tetap mencatatnya.", title=removal.title)
            flash(told, "warning")
            return redirect(removal.next_url, 303)

        asks, takes = (
            (f"ask_{part}_removal", f"remove_{part}") if part else ("ask_removal", "remove")
        )
        blueprint.add_url_rule(f"{rule}/removal", asks, ask)
        blueprint.add_url_rule(f"{rule}/removal", takes, take_away, methods=["POST"])
        return find

    return register


def tells_removal(action: str, part: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a page of a record that is not there any more say who took it away, and when.

    What was typed into its form is shown with the refusal, as of every form.

    Args:
        action: how the trail names the removal.
        part: of the address, the id of the record.

    Returns:
        What wraps a view, below ``requires``. The view's ``NotFound`` stays where the trail of the
        last ``TOLD_FOR`` knows of no removal: of another tenant's record it never does.
    """

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def ask(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return view(*args, **kwargs)
            except NotFound as missing:
                told = _removed(action, UUID(str(kwargs[part])))
                raise told or missing from missing

        return ask

    return wrap


def _removed(action: str, record_id: UUID) -> Removed | None:
    regency = visit().regency
    with transaction(visit().principal) as session:
        entry = find_latest(
            session,
            tenant_id=regency.id,
            action=action,
            subject_id=record_id,
            since=visit().now - TOLD_FOR,
        )
        if entry is None:
            return None
        title = next((entry.detail[name] for name in _NAMES if entry.detail.get(name)), None)
        name, moment = entry.actor_name, datetime_id(entry.occurred_at, regency.timezone)
    if title is None:
        return Removed(N_("Data ini dihapus oleh %(name)s, %(moment)s."), name=name, moment=moment)
    text = N_("%(record)s dihapus oleh %(name)s, %(moment)s.")
    return Removed(text, record=title, name=name, moment=moment)


def _page(removal: Removal, error: AppError | None = None) -> str:
    """What follows and the form, or what rests on the record."""
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


def _carry_out(remove: Callable[..., None], which: dict[str, object]) -> None:
    reason = load(RemovalIn, request.form)["reason"]
    with transaction(visit().principal) as session:
        remove(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            reason=reason,
            **which,
        )
