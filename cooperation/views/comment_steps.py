"""What is said about an agreement: raised, answered and settled alike on both sides."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse

from cooperation.models.agreements import Agreement
from cooperation.schemas.agreements import AnswerIn, CommentIn
from cooperation.services.comments import Said, answer_comment, close_comment, comment_on
from cooperation.services.reviews import Office
from tenants.access import Permission, requires
from tenants.colleagues import named_colleague
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import AppError, Conflict, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit

_ONE = "/agreements/<uuid:agreement_id>/comments"


@dataclass(frozen=True)
class Side:
    """Who speaks about an agreement, and where they read it."""

    permission: Permission
    """To speak, and of whoever may be asked for an opinion."""
    pool: DatabaseRole
    find: Callable[..., Agreement]
    """Reads the agreement as far as it is theirs to see."""
    office: Callable[[], Office | None]
    """In whose name, where it is a BPJS office."""
    refused: Callable[[UUID, AppError], BaseResponse]
    """The page again, with what was refused."""
    address_of: Callable[[UUID], str]


def comment_steps(blueprint: Blueprint, side: Side) -> None:
    """Give the page of an agreement its steps ``comment``, ``answer`` and ``close``."""

    @requires(side.permission, pool=side.pool)
    def comment(agreement_id: UUID) -> BaseResponse:
        def act() -> str:
            data = load(CommentIn, request.form)
            member = data["membership_id"]
            asked = named_colleague(member, side.permission) if member else None
            said = Said(data["body"], data["audience"], data["clause"], asked)
            with _opened(side, agreement_id) as (session, agreement):
                comment_on(
                    session,
                    agreement,
                    actor=visit().actor,
                    now=visit().now,
                    said=said,
                    office=side.office(),
                )
            return str(_("Komentar tersimpan."))

        return _step(side, agreement_id, act)

    @requires(side.permission, pool=side.pool)
    def answer(agreement_id: UUID, comment_id: UUID) -> BaseResponse:
        def act() -> str:
            data = load(AnswerIn, request.form)
            with _opened(side, agreement_id) as (session, agreement):
                answer_comment(
                    session,
                    agreement,
                    comment_id=comment_id,
                    actor=visit().actor,
                    now=visit().now,
                    body=data["body"],
                    office=side.office(),
                )
            return str(_("Jawaban tersimpan."))

        return _step(side, agreement_id, act)

    @requires(side.permission, pool=side.pool)
    def close(agreement_id: UUID, comment_id: UUID) -> BaseResponse:
        def act() -> str:
            with _opened(side, agreement_id) as (session, agreement):
                close_comment(
                    session,
                    agreement,
                    comment_id=comment_id,
                    actor=visit().actor,
                    now=visit().now,
                    office=side.office(),
                )
            return str(_("Komentar ditandai selesai."))

        return _step(side, agreement_id, act)

    blueprint.add_url_rule(_ONE, "comment", comment, methods=["POST"])
    blueprint.add_url_rule(f"{_ONE}/<uuid:comment_id>/answers", "answer", answer, methods=["POST"])
    blueprint.add_url_rule(f"{_ONE}/<uuid:comment_id>/close", "close", close, methods=["POST"])


@contextmanager
def _opened(side: Side, agreement_id: UUID) -> Iterator[tuple[Session, Agreement]]:
    with transaction(visit().principal) as session:
        yield (
            session,
            side.find(session, tenant_id=visit().regency.id, agreement_id=agreement_id),
        )


def _step(side: Side, agreement_id: UUID, act: Callable[[], str]) -> BaseResponse:
    """Do a step and say so, or show the page with why it was refused."""
    try:
        told = act()
    except (InvalidInput, Conflict) as error:
        return side.refused(agreement_id, error)
    flash(told)
    return redirect(f"{side.address_of(agreement_id)}#comments", 303)
