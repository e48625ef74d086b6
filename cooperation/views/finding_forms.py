"""Which form mends what a finding is about; who may not edit is led to the papers alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for

from cooperation.findings import Finding
from cooperation.mending import MENDED_IN, Place
from cooperation.queries.commitments import CommitmentRecord
from tenants.access import Permission
from tenants.kernel.errors import N_
from tenants.request import visit
from tenants.shell.filters import translated


@dataclass(frozen=True)
class Form:
    """Where something is mended, and what the link to it says."""

    url: str
    label: str


_STATED_IN = {"agreement": Place.AGREEMENT, "programme": Place.PROGRAMME}
"""Which form states what differs; parts stand on the page of the agreement itself."""
FindForm = Callable[[Finding], Form | None]


def no_form(_finding: Finding) -> None:
    """For readers who mend nothing here."""


def forms_of(record: CommitmentRecord) -> FindForm:
    """The forms for findings of a programme."""

    def find(finding: Finding) -> Form | None:
        place = MENDED_IN.get(finding.code)
        if place in {Place.PAPERS, Place.AGREED}:
            return Form(paper_url(record), translated(N_("Buka perjanjiannya")))
        if place is Place.PLAN and record.successor is not None:
            plan = {"commitment_id": record.successor.id}
            return _form("commitments.show_commitment", plan, N_("Buka rencananya"))
        return _form_to_fill(record, place, finding)

    return find


def _form_to_fill(record: CommitmentRecord, place: Place | None, finding: Finding) -> Form | None:
    commitment_id = record.commitment.id
    if not visit().can(Permission.AGREEMENT_EDIT):
        return None
    if place is Place.PROGRAMME:
        return programme_form(commitment_id)
    if place is Place.NEW_AGREEMENT and finding.params.get("agreed_anew", "") is not None:
        own = {"commitment_id": commitment_id}
        return _form("agreements.new_agreement", own, N_("Tambah perjanjian"))
    if place is Place.NEXT_PROGRAMME and record.successor is None:
        params = {
            "continues_id": commitment_id,
            "first_month": str(finding.params["first_month"]),
            "month_count": finding.params["months"],
        }
        return _form("commitments.new_commitment", params, N_("Rencanakan kelanjutan"))
    return None


def forms_of_agreement(agreement_id: UUID, commitment_id: UUID | None) -> FindForm:
    """The forms for findings of an agreement and of the programme it carries."""

    def find(finding: Finding) -> Form | None:
        if not visit().can(Permission.AGREEMENT_EDIT):
            return None
        place = MENDED_IN.get(finding.code)
        if place is Place.AGREED:
            place = _STATED_IN.get(str(finding.params["where"]))
        if finding.params.get("is_own"):
            place = Place.AGREEMENT
        if place is Place.AGREEMENT:
            own = {"agreement_id": agreement_id}
            return _form("agreements.edit_agreement", own, N_("Ubah perjanjian"))
        if place is Place.PROGRAMME and commitment_id is not None:
            return programme_form(commitment_id)
        if place is Place.LISTS and commitment_id is not None:
            return lists_of_programme(commitment_id)
        return None

    return find


def lists_of_programme(commitment_id: UUID) -> Form:
    """The page of a programme, where its lists are sent and taken out."""
    own = {"commitment_id": commitment_id}
    return _form("commitments.show_commitment", own, N_("Buka daftar namanya"))


def programme_form(commitment_id: UUID) -> Form:
    """The form of a programme."""
    return _form(
        "commitments.edit_commitment", {"commitment_id": commitment_id}, N_("Ubah program")
    )


def paper_url(record: CommitmentRecord) -> str:
    """Where the papers of a commitment are kept: its agreement, or the list where it has more."""
    if len(record.agreements) == 1:
        return url_for("agreements.show_agreement", agreement_id=record.agreements[0].id)
    return url_for(
        "commitments.show_commitment", commitment_id=record.commitment.id, _anchor="agreements"
    )


def _form(endpoint: str, params: Mapping[str, Any], label: str) -> Form:
    return Form(url_for(endpoint, **params), translated(label))
