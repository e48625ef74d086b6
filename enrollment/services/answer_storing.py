"""The one transaction that stores what an answer says, and the one that takes it out again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from enrollment.answers import AnswerKind
from enrollment.billing import FROZEN_STATES, BillingState
from enrollment.billing_notices import answer_tidings
from enrollment.models.billing import BillingList
from enrollment.models.postings import PostingFile
from enrollment.posting_states import PostingAction, PostingState, next_posting_state
from enrollment.queries.answer_differences import count_differing
from enrollment.queries.billing import get_billing
from enrollment.queries.programmes import get_programme
from enrollment.services.active_counts import recount_active
from enrollment.services.answer_files import pieces_of
from enrollment.services.imports import take_turn
from enrollment.services.postings import lock_posting, record
from enrollment.services.standing import reckon_list
from tenants.kernel.actor import Actor
from tenants.kernel.events import FactsChanged, publish
from tenants.services.notices import tell_once

# What is posted already is read once, before: asked of each person, a table that was empty when it
# was last looked at is read from its beginning each time, while it grows.
_POST = text(
    """
    WITH said AS MATERIALIZED (
        SELECT r.worker_id, bit_or(CAST(r.months AS int)) AS months FROM posting_row r
        WHERE r.tenant_id = :tenant_id AND r.posting_file_id = :posting_file_id
            AND r.problem IS NULL
        GROUP BY r.worker_id),
    posted AS MATERIALIZED (
        SELECT y.worker_id, y.segment, y.programme, bit_or(CAST(y.months AS int)) AS months
        FROM posted_year y
        WHERE y.tenant_id = :tenant_id AND y.year = :year
            AND y.worker_id IN (SELECT s.worker_id FROM said s)
        GROUP BY y.worker_id, y.segment, y.programme),
    added AS (
        INSERT INTO posted_year (
            tenant_id, worker_id, segment, programme, year, posting_file_id, commitment_id, months)
        SELECT l.tenant_id, l.worker_id, l.segment, p.programme, :year, :posting_file_id,
            :commitment_id, CAST(s.months & ~coalesce(y.months, 0) AS smallint)
        FROM said s
        JOIN billing_line l ON l.tenant_id = :tenant_id AND l.billing_list_id = :billing_list_id
            AND l.worker_id = s.worker_id
        CROSS JOIN unnest(l.programmes) AS p(programme)
        LEFT JOIN posted y ON y.worker_id = l.worker_id AND y.segment = l.segment
            AND y.programme = p.programme
        WHERE s.months & ~coalesce(y.months, 0) <> 0
        RETURNING worker_id, months)
    SELECT CAST(coalesce(sum(bit_count(CAST(a.months AS bit(12)))), 0) AS int)
    FROM (SELECT worker_id, bit_or(CAST(months AS int)) AS months FROM added GROUP BY worker_id) a
    """
)
_UNPOST = text(
    "DELETE FROM posted_year WHERE tenant_id = :tenant_id AND posting_file_id = :posting_file_id"
)


def apply_answer(session: Session, *, tenant_id: int, posting_file_id: UUID, now: datetime) -> None:
    """Store what the usable rows say: months posted, or who is a member. All or nothing.

    Months that an earlier file has posted stay its own, so each is posted by one file. Where the
    list was reopened meanwhile the file waits for a decision again.

    Args:
        session: role job.
        tenant_id: whose.
        posting_file_id: a file somebody confirmed; otherwise nothing changes.
        now: the present moment.

    Raises:
        NotFound: no such file in this regency.

    Effects:
        Locks the file and the regency's imports; inserts ``posted_year``, counts who is
        active, changes ``cover``, forgets the file's pieces, audits, publishes ``FactsChanged``.
    """
    file = lock_posting(session, tenant_id=tenant_id, posting_file_id=posting_file_id)
    if file.state != PostingState.APPLYING:
        return
    take_turn(session, tenant_id=tenant_id)
    billing = get_billing(session, tenant_id=tenant_id, billing_list_id=file.billing_list_id)
    if billing.state not in FROZEN_STATES or billing.state == BillingState.REOPENING:
        file.state = next_posting_state(PostingState(file.state), PostingAction.HAND_BACK)
        return
    if file.kind == AnswerKind.POSTING:
        values = _values(file, billing)
        file.month_count = session.execute(_POST, values).scalar_one()
        recount_active(session, tenant_id=tenant_id, year=values["year"])
    file.state = next_posting_state(PostingState(file.state), PostingAction.STORE)
    file.finished_at = now
    session.flush()
    _recount_differing(session, billing)
    reckon_list(session, billing, now=now)
    pieces_of(file).forget(session)
    record(
        session,
        file,
        actor=Actor(id=file.confirmed_by_id, name=file.confirmed_by_name or ""),
        now=now,
        action="posting:apply",
        people_count=file.people_count,
        month_count=file.month_count,
    )
    _tell(session, file, billing, now)
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="posting:apply"))


def _tell(session: Session, file: PostingFile, billing: BillingList, now: datetime) -> None:
    """Let the regency know of what an office stored; of its own file it knows."""
    if file.branch_id is None:
        return
    programme = get_programme(
        session, tenant_id=file.tenant_id, commitment_id=billing.commitment_id
    )
    counted = {
        "office": file.office_name,
        "people_count": file.people_count,
        "month_count": file.month_count,
        "rejected_count": file.rejected_count or None,
    }
    tell_once(
        session,
        tenant_id=file.tenant_id,
        now=now,
        subject_id=billing.id,
        tidings=answer_tidings(
            file.id, AnswerKind(file.kind), programme.title, billing.number, counted
        ),
    )


def undo_answer(session: Session, *, tenant_id: int, posting_file_id: UUID, now: datetime) -> None:
    """Take out what a file stored; what it said stays readable.

    Args:
        session: role job.
        tenant_id: whose.
        posting_file_id: a file whose undoing was asked for; otherwise nothing changes.
        now: the present moment.

    Raises:
        NotFound: no such file in this regency.

    Effects:
        Locks the file and the regency's imports; deletes from ``posted_year``, counts who
        is active, changes ``cover``, audits, publishes ``FactsChanged``.
    """
    file = lock_posting(session, tenant_id=tenant_id, posting_file_id=posting_file_id)
    if file.state != PostingState.UNDOING:
        return
    take_turn(session, tenant_id=tenant_id)
    billing = get_billing(session, tenant_id=tenant_id, billing_list_id=file.billing_list_id)
    values = _values(file, billing)
    session.execute(_UNPOST, values)
    _post_again(session, file, values)
    recount_active(session, tenant_id=tenant_id, year=values["year"])
    file.state = next_posting_state(PostingState(file.state), PostingAction.RELEASE)
    session.flush()
    _recount_differing(session, billing)
    reckon_list(session, billing, now=now)
    record(
        session,
        file,
        actor=Actor(id=None, name=file.undone_by_name or ""),
        now=now,
        action="posting:release",
    )
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="posting:release"))


def _post_again(session: Session, undone: PostingFile, values: dict[str, Any]) -> None:
    """Let files that stay take over the months they posted too, where the undone one was first."""
    staying = session.scalars(
        select(PostingFile)
        .where(
            PostingFile.tenant_id == undone.tenant_id,
            PostingFile.billing_list_id == undone.billing_list_id,
            PostingFile.kind == AnswerKind.POSTING,
            PostingFile.state == PostingState.APPLIED,
        )
        .order_by(PostingFile.confirmed_at, PostingFile.id)
    )
    for file in staying.all():
        own = values | {"posting_file_id": file.id}
        session.execute(_UNPOST, own)
        file.month_count = session.execute(_POST, own).scalar_one()


def _recount_differing(session: Session, billing: BillingList) -> None:
    """Every file that is stored or waits tells how far the other side's stored files differ."""
    files = session.scalars(
        select(PostingFile).where(
            PostingFile.tenant_id == billing.tenant_id,
            PostingFile.billing_list_id == billing.id,
            PostingFile.state.in_((PostingState.READY, PostingState.APPLIED)),
        )
    )
    for file in files.all():
        file.differing_count = count_differing(session, file)


def _values(file: PostingFile, billing: BillingList) -> dict[str, Any]:
    return {
        "tenant_id": file.tenant_id,
        "posting_file_id": file.id,
        "billing_list_id": billing.id,
        "commitment_id": billing.commitment_id,
        "year": billing.first_month_on.year,
    }
