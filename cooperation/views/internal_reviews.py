"""The steps of a review at home, and drafts given up or taken up again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from cooperation.schemas.agreements import DropIn, ForwardIn, ReviewRequestIn, SendBackIn, StepIn
from cooperation.services.agreement_steps import drop_agreement, resume_agreement
from cooperation.services.internal_decisions import (
    Approver,
    Next,
    forward_review,
    send_back,
    undo_review,
)
from cooperation.services.internal_reviews import ask_review
from cooperation.states import ReviewStage
from cooperation.views.agreement_page import refused_page
from cooperation.views.agreements import address_of, blueprint
from cooperation.views.presentation import local_today
from tenants.access import Permission, requires
from tenants.colleagues import named_colleague
from tenants.kernel.db import transaction
from tenants.kernel.errors import Conflict, InvalidInput, NotPermitted
from tenants.kernel.schemas import load
from tenants.request import visit


@blueprint.post("/agreements/<uuid:agreement_id>/reviews")
@requires(Permission.AGREEMENT_EDIT)
def ask(agreement_id: UUID) -> BaseResponse:
    """Put a draft before somebody of the regency."""

    def act() -> str:
        data = load(ReviewRequestIn, request.form)
        approver = named_colleague(data["membership_id"], Permission.AGREEMENT_APPROVE)
        with transaction(visit().principal) as session:
            ask_review(
                session,
                **_place(agreement_id),
                actor=visit().actor,
                expected_version=data["expected_version"],
                stage=data["stage"],
                approver=approver,
                note=data["note"],
            )
        told: str = _("Reviu diminta kepada %(name)s.", name=approver.name)
        return told

    return _answer(agreement_id, act, "membership_id")


@blueprint.post("/agreements/<uuid:agreement_id>/forward")
@requires(Permission.AGREEMENT_APPROVE)
def forward(agreement_id: UUID) -> BaseResponse:
    """Approve the draft that was on the page and pass it on."""

    def act() -> str:
        data = load(ForwardIn, request.form)
        approver = (
            named_colleague(data["membership_id"], Permission.AGREEMENT_APPROVE)
            if data["to"] is ReviewStage.LEGAL and data["membership_id"]
            else None
        )
        with transaction(visit().principal) as session:
            forward_review(
                session,
                **_place(agreement_id),
                review_id=data["internal_review_id"],
                by=_by(data),
                to=Next(data["to"], approver, data["note"]),
                timezone=visit().regency.timezone,
            )
        told: str = (
            _("Naskah disetujui dan diteruskan kepada %(name)s.", name=approver.name)
            if approver
            else _("Naskah disetujui dan diajukan ke BPJS Ketenagakerjaan.")
        )
        return told

    return _answer(agreement_id, act, "to")


@blueprint.post("/agreements/<uuid:agreement_id>/send-back")
@requires(Permission.AGREEMENT_APPROVE)
def give_back(agreement_id: UUID) -> BaseResponse:
    """Return the draft that was on the page, with the reason."""

    def act() -> str:
        data = load(SendBackIn, request.form)
        with transaction(visit().principal) as session:
            send_back(
                session,
                **_place(agreement_id),
                review_id=data["internal_review_id"],
                by=_by(data),
                reason=data["reason"],
                clause=data["clause"],
            )
        told: str = _("Naskah dikembalikan. Alasannya tampil di Beranda.")
        return told

    return _answer(agreement_id, act, "reason")


@blueprint.post("/agreements/<uuid:agreement_id>/undo")
@requires(Permission.AGREEMENT_APPROVE)
def undo(agreement_id: UUID) -> BaseResponse:
    """Take back one's decision while nobody has taken the next step."""

    def act() -> str:
        data = load(StepIn, request.form)
        with transaction(visit().principal) as session:
            undo_review(session, **_place(agreement_id), by=_by(data))
        told: str = _("Keputusan dibatalkan. Naskah menunggu keputusan lagi.")
        return told

    return _answer(agreement_id, act, "expected_version")


@blueprint.post("/agreements/<uuid:agreement_id>/drop")
@requires(Permission.AGREEMENT_EDIT)
def drop(agreement_id: UUID) -> BaseResponse:
    """Give up an agreement that nobody signed."""

    def act() -> str:
        data = load(DropIn, request.form)
        with transaction(visit().principal) as session:
            drop_agreement(session, **_place(agreement_id), actor=visit().actor, **data)
        told: str = _("Perjanjian ditarik. Catatannya tetap tersimpan.")
        return told

    return _answer(agreement_id, act, "reason")


@blueprint.post("/agreements/<uuid:agreement_id>/resume")
@requires(Permission.AGREEMENT_EDIT)
def resume(agreement_id: UUID) -> BaseResponse:
    """Take up an agreement that was given up."""

    def act() -> str:
        data = load(StepIn, request.form)
        with transaction(visit().principal) as session:
            resume_agreement(session, **_place(agreement_id), actor=visit().actor, **data)
        told: str = _("Perjanjian dibuka kembali sebagai draf.")
        return told

    return _answer(agreement_id, act, "expected_version")


def _answer(agreement_id: UUID, act: Callable[[], str], field: str) -> BaseResponse:
    """Do a step and say so, or show the page with why it was refused."""
    try:
        told = act()
    except (InvalidInput, Conflict, NotPermitted) as error:
        return refused_page(agreement_id, error, field)
    flash(told)
    return redirect(address_of(agreement_id), 303)


def _place(agreement_id: UUID) -> dict[str, Any]:
    return {"tenant_id": visit().regency.id, "now": visit().now, "agreement_id": agreement_id}


def _by(data: dict[str, Any]) -> Approver:
    return Approver(visit().actor, data["expected_version"], local_today())
