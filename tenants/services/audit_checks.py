"""Check a regency's audit chain, and record that it was checked."""

from datetime import datetime

from sqlalchemy.orm import Session

from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.audit import ChainVerdict
from tenants.queries.audit import VERIFY_ACTION


def verify_audit(session: Session, *, tenant_id: int, actor: Actor, now: datetime) -> ChainVerdict:
    """Recompute the whole chain and append the result to it.

    Effects:
        Appends one entry, so that the page can say when the chain was last found whole.
    """
    verdict = audit.verify_chain(session, tenant_id=tenant_id)
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action=VERIFY_ACTION,
        subject="audit-chain",
        subject_id=str(tenant_id),
        detail={
            "entry_count": verdict.entry_count,
            "is_whole": verdict.broken_at is None,
            "broken_at": verdict.broken_at,
        },
    )
    return verdict
