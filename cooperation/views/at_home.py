"""What pages show of reviews at home, to the person who looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from cooperation.labels import REVIEW_STAGES
from cooperation.models.agreements import Agreement
from cooperation.queries.internal_reviews import (
    InternalRound,
    assignment_of,
    list_awaited_approvals,
    list_internal_rounds,
    list_sent_back,
)
from cooperation.review_rules import ReviewState, approval_obstacle
from cooperation.states import AGREEMENT_STEPS, UNDOING, AgreementState
from tenants.access import Permission
from tenants.queries.delegations import list_represented
from tenants.request import Visit, visit


@dataclass(frozen=True)
class AtHome:
    """What the page of an agreement shows of reviews at home, to one person."""

    rounds: Sequence[InternalRound]
    represented: frozenset[UUID]
    person_id: UUID | None
    agreement: Agreement

    @property
    def open_round(self) -> InternalRound | None:
        """The round that waits."""
        return next((one for one in self.rounds if one.state is ReviewState.WAITING), None)

    @property
    def last_decided(self) -> InternalRound | None:
        """The round that was decided last."""
        decided = [one for one in self.rounds if one.review.decided_at]
        return max(decided, key=lambda one: one.review.decided_at, default=None)  # type: ignore[arg-type,return-value]  # decided ones have it

    @property
    def may_decide(self) -> bool:
        """Whether this person may decide about the open round."""
        return self.open_round is not None and self._may(self.open_round)

    @property
    def may_undo(self) -> bool:
        """Whether this person may take back the last decision, as far as the state tells."""
        last, state = self.last_decided, AgreementState(self.agreement.status)
        if last is None or (state, UNDOING[last.stage]) not in AGREEMENT_STEPS:
            return False
        is_about_it = state is not AgreementState.RETURNED or (
            self.agreement.returned_by == last.stage
        )
        return is_about_it and self._may(last)

    def _may(self, one: InternalRound) -> bool:
        return (
            approval_obstacle(assignment_of(one.review), self.person_id, self.represented) is None
        )


def at_home(session: Session, agreement: Agreement) -> AtHome:
    """The reviews at home of one agreement, as the person at the page may act on them."""
    return AtHome(
        rounds=list_internal_rounds(
            session, tenant_id=agreement.tenant_id, agreement_id=agreement.id
        ),
        represented=_represented(session, visit()),
        person_id=visit().actor.id,
        agreement=agreement,
    )


def render_approvals(session: Session, visited: Visit) -> Markup | None:
    """What waits for the person's approval, and what was sent back at home, first on Beranda."""
    tenant_id, person_id = visited.regency.id, visited.actor.id
    mine = _represented(session, visited) | ({person_id} if person_id else set())
    awaited = (
        list_awaited_approvals(session, tenant_id=tenant_id, approver_ids=mine)
        if visited.can(Permission.AGREEMENT_APPROVE)
        else []
    )
    returned = (
        list_sent_back(session, tenant_id=tenant_id)
        if visited.can(Permission.AGREEMENT_EDIT)
        else []
    )
    if not awaited and not returned:
        return None
    return Markup(  # noqa: S704  a rendered template escapes its values
        render_template(
            "cooperation/approvals.html",
            awaited=awaited,
            returned=returned,
            stage_labels=REVIEW_STAGES,
        )
    )


def _represented(session: Session, visited: Visit) -> frozenset[UUID]:
    if visited.actor.id is None:
        return frozenset()
    return list_represented(
        session,
        tenant_id=visited.regency.id,
        deputy_id=visited.actor.id,
        today=visited.today,
    )
