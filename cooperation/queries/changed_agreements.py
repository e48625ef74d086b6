"""Reads of signed agreements that no longer state what the BPJS office accepted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.checks.claims import check_acceptance
from cooperation.findings import Finding
from cooperation.models.agreements import Agreement
from cooperation.queries.agreement_claims import standing_claims
from cooperation.queries.agreement_parts import list_carried
from cooperation.queries.reviews import list_acceptances
from cooperation.states import AgreementState
from cooperation.submitted_claims import Claim, agreed_changes


@dataclass(frozen=True)
class AgreedAgreement:
    """A signed agreement, what the office accepted of it, and what it claims now."""

    agreement: Agreement
    accepted: Mapping[str, Claim]
    present: Mapping[str, Claim]

    @property
    def changed(self) -> Sequence[str]:
        """Keys of ``CLAIM_LABELS`` that differ, in reading order."""
        return [one.name for one in agreed_changes(self.accepted, self.present)]


def list_agreed(
    session: Session, *, tenant_id: int, agreements: Collection[Agreement]
) -> Sequence[AgreedAgreement]:
    """Those of some agreements that bind and were signed as the office accepted; three queries.

    One that was ended early has freed its programmes, so that others may state them anew.
    """
    signed = {one.id: one for one in agreements if one.status == AgreementState.SIGNED}
    if not signed:
        return []
    accepted = list_acceptances(session, tenant_id=tenant_id, agreement_ids=signed.keys())
    agreed = [one for one in signed.values() if one.id in accepted]
    if not agreed:
        return []
    carried = list_carried(session, tenant_id=tenant_id, agreements=agreed)
    return [
        AgreedAgreement(one, claims, standing_claims(one, carried.get(one.id, ())))
        for one in agreed
        if (claims := accepted[one.id].claims) is not None
    ]


def list_changed(
    session: Session, *, tenant_id: int, agreements: Collection[Agreement]
) -> frozenset[UUID]:
    """Those of some agreements that differ from what was accepted; they count as not verified."""
    return frozenset(
        one.agreement.id
        for one in list_agreed(session, tenant_id=tenant_id, agreements=agreements)
        if one.changed
    )


def list_acceptance_findings(
    session: Session, *, tenant_id: int, agreements: Iterable[Agreement]
) -> Mapping[UUID, Finding]:
    """What is to be said of those that differ from what was accepted, by agreement."""
    known = {one.id: one for one in agreements}
    found = {}
    for one in list_agreed(session, tenant_id=tenant_id, agreements=known.values()):
        finding = check_acceptance(one.agreement.title, one.changed)
        if finding is not None:
            found[one.agreement.id] = finding
    return found
