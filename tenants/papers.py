"""The one way to attach the official paper a record rests on: which paper it is, and the file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ParamSpec

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tenants.access import Permission, requires
from tenants.document_types import DOCUMENT_LIMIT_BYTES
from tenants.forms import sent_paper
from tenants.kernel.db import transaction
from tenants.kernel.document_fields import EvidenceFileIn
from tenants.kernel.errors import (
    AppError,
    Conflict,
    FieldError,
    InvalidInput,
    TooLarge,
    UnsupportedFormat,
)
from tenants.kernel.schemas import load
from tenants.kernel.sources import Papered
from tenants.queries.documents import get_document
from tenants.request import visit

P = ParamSpec("P")


@dataclass(frozen=True)
class WantedPaper:
    """The paper that a record rests on, as the page asks for it."""

    record: Papered
    title: str
    """What the record is called; translated."""
    which: str
    """Which paper is meant; translated."""
    page_url: str
    """The record's own page, where one comes from and goes back to."""


def paper_pages(
    blueprint: Blueprint, rule: str, permission: Permission, attach: Callable[..., object]
) -> Callable[[Callable[P, WantedPaper]], Callable[P, WantedPaper]]:
    """Give a kind of record the page that asks for its paper, and what keeps the file.

    Args:
        blueprint: of the record; the pages are its ``ask_paper`` and ``attach_paper``.
        rule: the address of one record; the pages are at ``/paper`` below it.
        permission: to change the record.
        attach: the service; given tenant, actor, moment, file, and the parts of the address.

    Returns:
        What registers the finder of the wanted paper, given the parts of the address.
    """

    def register(find: Callable[P, WantedPaper]) -> Callable[P, WantedPaper]:
        @requires(permission)
        def ask_paper(*args: P.args, **kwargs: P.kwargs) -> str:
            return _page(find(*args, **kwargs))

        @requires(permission, file_limit_bytes=DOCUMENT_LIMIT_BYTES)
        def attach_paper(*args: P.args, **kwargs: P.kwargs) -> Response:
            try:
                _keep(attach, kwargs)
            except (InvalidInput, TooLarge, UnsupportedFormat, Conflict) as error:
                page = _page(find(*args, **kwargs), _errors_of(error))
                return make_response(page, error.status)
            flash(_("Dokumen dilampirkan. Rapor sedang dihitung ulang."))
            return redirect(find(*args, **kwargs).page_url, 303)

        blueprint.add_url_rule(f"{rule}/paper", view_func=ask_paper)
        blueprint.add_url_rule(f"{rule}/paper", view_func=attach_paper, methods=["POST"])
        return find

    return register


def told_of_paper(session: Session, *, tenant_id: int, record: Papered) -> str:
    """What becomes of the paper when the record is taken away; empty where it rests on none."""
    if record.document_id is None:
        return ""
    paper = get_document(session, tenant_id=tenant_id, document_id=record.document_id)
    return str(
        _(
            "Dokumen %(name)s yang dilampirkan ikut dihapus, kecuali bila dipakai data lain.",
            name=paper.filename,
        )
    )


def _page(wanted: WantedPaper, errors: Sequence[FieldError] = ()) -> str:
    return render_template("tenants/paper.html", wanted=wanted, values=request.form, errors=errors)


def _keep(attach: Callable[..., object], which: dict[str, object]) -> None:
    data = load(EvidenceFileIn, request.form)
    with transaction(visit().principal) as session:
        attach(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            file=sent_paper(contains_personal_data=data["contains_personal_data"]),
            **which,
        )


def _errors_of(error: AppError) -> Sequence[FieldError]:
    if isinstance(error, InvalidInput) and error.errors:
        return error.errors
    return (FieldError("/file", error.detail, error.params),)
