"""One agreement as the branch examines it: what it claims, what follows, what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from cooperation.amendment_effects import AmendmentEffect
from cooperation.findings import FindingCode, Severity
from cooperation.looks import LastLook
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.queries.agreement_bases import get_own_basis
from cooperation.queries.agreement_claims import present_claims
from cooperation.queries.agreement_findings import list_agreement_findings
from cooperation.queries.agreement_links import (
    AgreementLinks,
    agreement_links,
    find_amendment_effect,
)
from cooperation.queries.agreement_parts import list_carried
from cooperation.queries.agreement_split import AgreementSplit, find_split
from cooperation.queries.branch_agreements import find_rewritten, get_agreement_for_branch
from cooperation.queries.clauses import ClauseList, get_clause_list
from cooperation.queries.comments import CommentThread, list_threads
from cooperation.queries.commitments import CommitmentRecord, get_commitment_record
from cooperation.queries.reviews import (
    ReviewRound,
    find_decided_round,
    list_rounds,
)
from cooperation.queries.waiting_reviews import find_agreement_look
from cooperation.services.looks import look_at_agreement
from cooperation.states import (
    AGREEMENT_STEPS,
    BEFORE_SIGNATURE,
    AgreementAction,
    AgreementState,
    ReviewStage,
)
from cooperation.submitted_claims import CLAIM_LABELS, Claim
from cooperation.views.carried_findings import ToldFinding, carried_findings
from cooperation.views.carried_names import NamesSince, carried_names
from cooperation.views.claim_changes import ChangeView, changed_since_acceptance, said_claim
from cooperation.views.presentation import local_today
from tenants.kernel.db import transaction
from tenants.request import visit

# What the regency has to see to; the branch decides without it.
CHORES = {
    FindingCode.AGREEMENT_ENDED_EARLY,
    FindingCode.AGREEMENT_MISSING,
    FindingCode.COMING_MONTHS_PLANNED,
    FindingCode.COMING_MONTHS_UNCOVERED,
    FindingCode.COMING_MONTHS_UNPAYABLE,
    FindingCode.PAST_MONTHS_UNCOVERED,
    FindingCode.SIGNED_COPY_MISSING,
}
# Which claim a contradiction is about.
CLAIMS: Mapping[FindingCode, str] = {
    FindingCode.AGREEMENT_NUMBER_TAKEN: "number",
    FindingCode.TERM_OUTSIDE_MONTHS: "period",
    FindingCode.AGREEMENTS_OVERLAP: "period",
    FindingCode.AUTHORITY_NOT_SHOWN: "authority",
    FindingCode.AGREEMENT_CHANGED: "acceptance",
}

# What is told of the programme beside its agreement; the agreement tells itself what it changed.
_BESIDE = frozenset(FindingCode) - {FindingCode.AGREEMENT_CHANGED}
# What an addendum tells of itself with its own figures, instead of the programme without them.
_OF_ADDENDA = {
    FindingCode.AMENDED_TOTAL_OFF,
    FindingCode.AMENDED_OVER_BUDGET,
    FindingCode.MONTHS_BEYOND_BUDGET_YEAR,
}


@dataclass(frozen=True)
class Standing:
    """What follows from an agreement as it stands."""

    split: AgreementSplit | None
    """What all it carries costs; None of an umbrella and of an addendum."""
    told: Sequence[ToldFinding]
    links: AgreementLinks
    effect: AmendmentEffect | None
    changed: Sequence[ChangeView]
    """What is no longer as the branch accepted it."""
    names_since: NamesSince | None
    """What lists have become since it was accepted, or submitted."""
    clauses: ClauseList | None
    """None while the regency has the agreement back."""
    own_basis: str | None
    """The regulation that an agreement without a programme names."""
    is_unsigned: bool

    @property
    def contradicted(self) -> set[str]:
        """The claims that contradict something: number, period, authority, arithmetic."""
        return {
            CLAIMS.get(one.code, "arithmetic")
            for record, one in self.told
            if one.severity is Severity.WRONG and not self.is_of_a_part(record)
        }

    @property
    def is_to_amend(self) -> bool:
        """Whether it is an addendum that nobody signed yet: its programme has other figures."""
        return self.effect is not None and self.is_unsigned

    @property
    def is_as_accepted(self) -> bool:
        """Whether the agreement states what the office accepted, as far as it accepted it."""
        return all(one.code is not FindingCode.AGREEMENT_CHANGED for _record, one in self.told)

    @property
    def is_split(self) -> bool:
        """Whether the agreement carries several programmes."""
        return self.split is not None and len(self.split.programmes) > 1

    def is_of_a_part(self, record: CommitmentRecord | None) -> bool:
        """Whether a finding is about another programme than the first."""
        if record is None or self.split is None:
            return False
        return record.commitment.id != self.split.programmes[0].commitment.id


NOTHING = Standing(
    None,
    (),
    AgreementLinks(None, None, None, (), (), ()),
    None,
    (),
    None,
    None,
    None,
    is_unsigned=True,
)


@dataclass(frozen=True)
class Examined:
    """An agreement as the branch examines it.

    ``carried`` is None for an umbrella agreement, and while the regency rewrites it.
    """

    agreement: Agreement
    rounds: Sequence[ReviewRound]
    carried: CommitmentRecord | None
    threads: Sequence[CommentThread]
    standing: Standing
    submitted: Mapping[str, Claim] | None
    """What was submitted last, where the regency has rewritten it since: nothing else is shown."""
    programmes: Sequence[Commitment]
    """What it carries, also while the regency rewrites it: then none may be named."""
    look: LastLook | None
    """When whoever asks opened it before; None where they never did."""

    @property
    def title(self) -> str:
        """The name under which the branch knows it."""
        told = (self.submitted or {}).get("title")
        return told if isinstance(told, str) else self.agreement.title

    @property
    def told(self) -> Sequence[tuple[str, str]]:
        """What was submitted, claim by claim in words."""
        return [
            (str(_(label)), said_claim(name, self.submitted[name]))
            for name, label in CLAIM_LABELS.items()
            if self.submitted and self.submitted.get(name) not in (None, [])
        ]

    @property
    def seen_round(self) -> ReviewRound | None:
        """The round that was opened last."""
        seen = self.look.seen_round if self.look else None
        return next((one for one in self.rounds if one.review.round == seen), None)

    @property
    def has_later_round(self) -> bool:
        """Whether it was put before the office again since it was opened."""
        return self.look is not None and self.rounds[0].review.round > self.look.seen_round

    @property
    def steps_since(self) -> Sequence[str]:
        """What others did to it since it was opened, in words."""
        if self.look is None or not self.rounds:
            return []
        review, since = self.rounds[0].review, self.look.seen_at
        is_mine = review.decided_by_id == visit().person_id
        given_up = [one.cancelled_at for one in self.programmes]
        is_dropped = self.agreement.status == AgreementState.DROPPED
        steps = [
            (None if is_mine else review.decided_at, _("sudah diputus")),
            (review.withdrawn_at, _("ditarik kembali")),
            (self.agreement.updated_at if is_dropped else None, _("tidak dilanjutkan")),
            *((moment, _("programnya dibatalkan")) for moment in given_up),
        ]
        return list(dict.fromkeys(said for moment, said in steps if moment and moment > since))

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing at all happened to it, or to what it carries, since it was opened."""
        if self.look is None:
            return False
        records: Sequence[Agreement | Commitment] = [self.agreement, *self.programmes]
        return not (self.comments_since or self.has_later_round or self.submitted is not None) and (
            all(one.updated_at <= self.look.seen_at for one in records)
        )

    @property
    def comments_since(self) -> int:
        """What others said since it was opened."""
        if self.look is None:
            return 0
        since, reader = self.look.seen_at, visit().person_id
        said = (one for thread in self.threads for one in (thread.comment, *thread.answers))
        return sum(one.created_at > since and one.author_id != reader for one in said)


def examine(agreement_id: UUID) -> Examined:
    """Everything the page shows. Whoever opens the page has looked at it.

    Raises:
        NotFound: no such agreement in this regency, or a draft that was never submitted.
    """
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        agreement = get_agreement_for_branch(
            session, tenant_id=tenant_id, agreement_id=agreement_id
        )
        rounds = list_rounds(session, tenant_id=tenant_id, agreement_id=agreement_id)
        rewritten = find_rewritten(session, agreement, rounds)
        submitted = rewritten.claims if rewritten else None
        carried = (
            get_commitment_record(
                session,
                tenant_id=tenant_id,
                commitment_id=agreement.commitment_id,
                today=local_today(),
            )
            if agreement.commitment_id and submitted is None
            else None
        )
        threads = list_threads(session, tenant_id=tenant_id, agreement_id=agreement_id)
        standing = _standing(session, agreement, rounds, carried) if submitted is None else NOTHING
        look = find_agreement_look(
            session, tenant_id=tenant_id, agreement_id=agreement_id, viewer_id=visit().person_id
        )
        if rounds and request.method == "GET":
            look_at_agreement(
                session,
                tenant_id=tenant_id,
                agreement_id=agreement_id,
                viewer_id=visit().person_id,
                office_id=visit().organisation.organisation_id,
                seen_round=rounds[0].review.round,
                now=visit().now,
            )
        programmes = list_carried(session, tenant_id=tenant_id, agreements=[agreement])
    return Examined(
        agreement=agreement,
        rounds=rounds,
        carried=carried,
        threads=threads,
        standing=standing,
        submitted=submitted,
        programmes=programmes.get(agreement_id, ()),
        look=look,
    )


def _standing(
    session: Session,
    agreement: Agreement,
    rounds: Sequence[ReviewRound],
    carried: CommitmentRecord | None,
) -> Standing:
    split = find_split(session, agreement, today=local_today())
    beside = [one.commitment for one in split.programmes[1:]] if split else []
    own = list_agreement_findings(
        session,
        agreement=agreement,
        carried=[carried.commitment, *beside] if carried else [],
        today=local_today(),
    )
    told_here = {one.code for one in own} & _OF_ADDENDA
    records = [one.record for one in split.programmes] if split else [carried] if carried else []
    names = carried_names(session, agreement, rounds, records)
    law = get_own_basis(session, agreement)
    return Standing(
        split=split,
        told=[
            (record, one)
            for record, one in (
                *((None, one) for one in own),
                *carried_findings(records, _BESIDE - told_here),
                *names.told,
            )
            if one.code not in CHORES
        ],
        links=agreement_links(session, agreement, for_branch=True),
        effect=find_amendment_effect(session, agreement),
        changed=changed_since_acceptance(rounds, present_claims(session, agreement)),
        names_since=names.since,
        clauses=get_clause_list(session, agreement),
        own_basis=f"{law.citation} {law.title}" if law else None,
        is_unsigned=agreement.status in BEFORE_SIGNATURE,
    )


def may_undo(examined: Examined) -> bool:
    """Whether the last decision is this office's and nobody has acted on it, as far as is seen."""
    agreement, last = examined.agreement, find_decided_round(examined.rounds)
    state = AgreementState(agreement.status)
    return (
        last is not None
        and examined.submitted is None
        and last.review.branch_id == visit().organisation.organisation_id
        and (state, AgreementAction.UNDO_BRANCH) in AGREEMENT_STEPS
        and agreement.returned_by in {None, ReviewStage.BRANCH}
    )
