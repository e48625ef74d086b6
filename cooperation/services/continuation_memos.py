"""Set the nota dinas by which the head of a regency decides on what comes after a programme."""

from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.continuation_memo import memo_content
from cooperation.queries.commitments import get_commitment
from cooperation.queries.continuations import get_memo_facts
from tenants.issued_papers import PaperKind
from tenants.kernel.actor import Actor
from tenants.kernel.formats import written_in
from tenants.services.issued_papers import PaperContent, issue_paper, mark_of
from tenants.typesetting import typeset

_TEMPLATE = Path(str(files("cooperation"))) / "papers" / "continuation_memo.typ"


@written_in("id")
def continuation_memo(
    session: Session, *, tenant_id: int, commitment_id: UUID, made_on: date
) -> PaperContent:
    """What such a paper is set from, in counts and always in Indonesian. Role regency.

    Raises:
        NotFound, RuleViolation, NoTariffInEffect: as ``get_memo_facts``.
    """
    commitment = get_commitment(session, tenant_id=tenant_id, commitment_id=commitment_id)
    facts = get_memo_facts(session, tenant_id=tenant_id, commitment_id=commitment_id, today=made_on)
    return PaperContent(
        kind=PaperKind.CONTINUATION_MEMO,
        subject_id=commitment_id,
        subject_version=commitment.version,
        made_on=made_on,
        content=memo_content(facts),
    )


def issue_continuation_memo(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    commitment_id: UUID,
    made_on: date,
    check_page: str,
) -> tuple[str, bytes]:
    """Such a paper as PDF, with its file name.

    Raises:
        NotFound, RuleViolation, NoTariffInEffect: as ``continuation_memo``.
        Unavailable: it could not be set.

    Effects:
        Inserts ``issued_paper`` and audits, the first time.
    """
    paper = continuation_memo(
        session, tenant_id=tenant_id, commitment_id=commitment_id, made_on=made_on
    )
    issue_paper(session, tenant_id=tenant_id, actor=actor, now=now, paper=paper)
    data = {**paper.content, "mark": mark_of(paper, check_page=check_page)}
    name = f"nota-dinas-kelanjutan-{paper.code[:4].lower()}.pdf"
    return name, typeset(_TEMPLATE, data, moment=now)
