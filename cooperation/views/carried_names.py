"""Names on the lists of what an agreement carries: against its people, and since a round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from cooperation.checks.names import check_listed_names
from cooperation.commitment_states import CommitmentStatus
from cooperation.listed_names import ListedNames, names_changes
from cooperation.models.agreements import Agreement
from cooperation.queries.commitments import CommitmentRecord
from cooperation.queries.listed_names import count_names_of
from cooperation.queries.reviews import ReviewRound
from cooperation.review_rules import ReviewState
from cooperation.states import BEFORE_SIGNATURE
from cooperation.views.carried_findings import ToldFinding
from tenants.kernel.formats import count


@dataclass(frozen=True)
class NamesRow:
    """A programme whose lists changed: names then and now, and the people it is for, in words."""

    programme: str
    before: str
    after: str
    people: str


@dataclass(frozen=True)
class NamesSince:
    """What lists have become since the office accepted, or since it was asked."""

    is_accepted: bool
    counted_at: datetime
    rows: Sequence[NamesRow]


@dataclass(frozen=True)
class CarriedNames:
    """What is to be said of the lists: beside the people of each programme, and since a round.

    ``since`` is None where no list reads otherwise, and where no round waits or was accepted last.
    """

    told: Sequence[ToldFinding] = ()
    since: NamesSince | None = None


def carried_names(
    session: Session,
    agreement: Agreement,
    rounds: Sequence[ReviewRound],
    records: Sequence[CommitmentRecord],
) -> CarriedNames:
    """What is to be said of the names on the lists of an agreement's programmes.

    Args:
        session: the transaction.
        agreement: one.
        rounds: of it, the latest first.
        records: what it carries.
    """
    present = count_names_of(session, agreement)
    carried = {one.commitment.id: one for one in records}
    told: list[ToldFinding] = []
    for commitment_id, record in carried.items():
        names = present.get(commitment_id)
        is_given_up = record.commitment.status == CommitmentStatus.CANCELLED
        if names is None or is_given_up:
            continue
        finding = check_listed_names(_people(agreement, record), names)
        if finding is not None:
            told.append((record, finding))
    return CarriedNames(told, _since(agreement, rounds, carried, present))


def _since(
    agreement: Agreement,
    rounds: Sequence[ReviewRound],
    carried: Mapping[UUID, CommitmentRecord],
    present: Mapping[UUID, ListedNames],
) -> NamesSince | None:
    latest = next((one for one in rounds if one.state is not ReviewState.WITHDRAWN), None)
    if latest is None or latest.state is ReviewState.RETURNED:
        return None
    review, is_accepted = latest.review, latest.state is ReviewState.ACCEPTED
    kept = review.decided_names if is_accepted else review.submitted_names
    rows = [
        NamesRow(
            programme=record.commitment.title,
            before=_said(change.before),
            after=_said(change.after),
            people="" if (people := _people(agreement, record)) is None else count(people),
        )
        for change in names_changes(kept or {}, present)
        if (record := carried.get(change.commitment_id)) is not None
    ]
    if not rows:
        return None
    return NamesSince(is_accepted, review.decided_at or review.submitted_at, rows)


def _people(agreement: Agreement, record: CommitmentRecord) -> int | None:
    """People of a programme; what an addendum makes of them while nobody signed it."""
    made = agreement.new_people_count if agreement.status in BEFORE_SIGNATURE else None
    return made or record.commitment.people_now


def _said(names: ListedNames) -> str:
    if names.compared == 0:
        return str(_("belum ada nama"))
    if names.are_candidates:
        return str(_("%(count)s calon", count=count(names.compared)))
    return str(_("%(count)s nama", count=count(names.compared)))
