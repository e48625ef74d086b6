"""State by form that a billing list was registered or paid, or was not; take that back."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.doubts import refuse_doubts
from cooperation.services.reviews import Office
from enrollment.billing import ANSWERED_STATES
from enrollment.billing_notices import confirmation_tidings
from enrollment.models.billing import BillingList
from enrollment.models.confirmations import OfficeConfirmation
from enrollment.office_confirmations import (
    ConfirmationKind,
    ConfirmationOutcome,
    Stated,
    confirmation_errors,
    statement_doubts,
)
from enrollment.queries.billing import get_billing, period_of
from enrollment.queries.confirmations import get_confirmation
from enrollment.queries.programmes import get_programme
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.constraints import flush
from tenants.kernel.errors import (
    N_,
    DuplicateRecord,
    InvalidTransition,
    NotPermitted,
    StaleVersion,
    refuse_errors,
)
from tenants.kernel.ids import uuid7
from tenants.remark_rules import reason_errors
from tenants.services.notices import tell

_STATED_BEFORE = N_(
    "Kantor Anda sudah menyatakan hal ini atas daftar tersebut. Tarik dahulu pernyataan itu, lalu"
    " nyatakan kembali."
)
_REFUSALS = {
    "uq_office_confirmation_tenant_id_billing_list_id_branch_id_kind": partial(
        DuplicateRecord, _STATED_BEFORE
    )
}


def confirm_billing(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    billing_list_id: UUID,
    stated: Stated,
    seen_sha256: bytes,
    office: Office,
    confirmed: Collection[str] = (),
) -> OfficeConfirmation:
    """Keep what an office states about a frozen list, in counts. Nobody becomes active by it.

    Args:
        session: role branch, bound to the regency.
        tenant_id: the regency.
        actor: who states it.
        now: the present moment.
        billing_list_id: a list that is closed.
        stated: the form.
        seen_sha256: of the list that was on the page.
        office: in whose name.
        confirmed: marks of what somebody was asked about and means.

    Raises:
        NotFound: no such list in this regency.
        DoubtfulEntry: a number looks mistyped, or a code reads as a NIK, and is not confirmed.
        InvalidTransition: the list is not closed, or is being reopened.
        StaleVersion: the list was reopened and holds other people now.
        InvalidInput: a confirmation without day or number, a refusal without a reason, a day long
            before the list, or a NIK in the remark.
        DuplicateRecord: the office has stated the same of this list.

    Effects:
        Inserts the statement, by which nobody reopens the list until the transaction ends;
        audits, tells whoever keeps the records of the regency.
    """
    billing = get_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    _refuse_other_list(billing, seen_sha256)
    refuse_errors(confirmation_errors(stated, latest_today(now), period_of(billing).first))
    refuse_doubts(
        statement_doubts(
            stated, billing.people_count or 0, billing.amount_idr or 0, latest_today(now)
        ),
        confirmed,
    )
    is_refused = stated.outcome is ConfirmationOutcome.REFUSED
    is_payment = stated.kind is ConfirmationKind.PAYMENT and not is_refused
    kept = OfficeConfirmation(
        tenant_id=tenant_id,
        id=uuid7(),
        billing_list_id=billing_list_id,
        list_sha256=seen_sha256,
        kind=stated.kind,
        outcome=stated.outcome,
        happened_on=None if is_refused else stated.happened_on,
        people_count=None if is_refused or is_payment else stated.people_count,
        amount_idr=stated.amount_idr if is_payment else None,
        billing_code=stated.billing_code if is_payment else None,
        reference=None if is_refused else stated.reference,
        reason=stated.reason,
        branch_id=office.id,
        office_name=office.name,
        stated_at=now,
        stated_by_id=actor.id,
        stated_by_name=actor.name,
    )
    session.add(kept)
    flush(session, _REFUSALS)
    session.refresh(billing)
    _refuse_other_list(billing, seen_sha256)
    action = "billing:refuse-confirmation" if is_refused else "billing:confirm-by-office"
    _tell(session, billing, kept, actor=actor, now=now, action=action, reason=stated.reason)
    return kept


def withdraw_confirmation(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    confirmation_id: UUID,
    reason: str | None,
    office: Office,
) -> OfficeConfirmation:
    """Take back what the office stated by mistake; it stays to be read as withdrawn.

    Raises:
        NotFound: no such statement in this regency.
        NotPermitted: another office stated it.
        InvalidInput: the reason says too little, or holds a NIK.
        InvalidTransition: it was withdrawn before.

    Effects:
        Locks and changes the statement, audits, tells whoever keeps the records of the regency.
    """
    refuse_errors(reason_errors(reason))
    kept = get_confirmation(session, tenant_id=tenant_id, confirmation_id=confirmation_id)
    if kept.branch_id != office.id:
        raise NotPermitted(N_("Pernyataan ini dibuat kantor lain."))
    session.refresh(kept, with_for_update=True)
    if kept.withdrawn_at is not None:
        raise InvalidTransition(N_("Pernyataan ini sudah ditarik. Muat ulang halaman."))
    kept.withdrawn_at, kept.withdrawn_by_name = now, actor.name
    kept.withdrawal_reason = reason
    session.flush()
    billing = get_billing(session, tenant_id=tenant_id, billing_list_id=kept.billing_list_id)
    action = "billing:withdraw-confirmation"
    _tell(session, billing, kept, actor=actor, now=now, action=action, reason=reason)
    return kept


def _refuse_other_list(billing: BillingList, seen_sha256: bytes) -> None:
    if billing.state not in ANSWERED_STATES or billing.sha256 is None:
        raise InvalidTransition(
            N_("Daftar tagihan ini tidak sedang ditutup. Muat ulang halaman."), state=billing.state
        )
    if billing.sha256 != seen_sha256:
        raise StaleVersion(
            N_("Isi daftar tagihan ini sudah berubah setelah Anda membukanya. Periksa kembali.")
        )


def _tell(
    session: Session,
    billing: BillingList,
    kept: OfficeConfirmation,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    reason: str | None,
) -> None:
    programme = get_programme(
        session, tenant_id=billing.tenant_id, commitment_id=billing.commitment_id
    )
    told = {
        "number": str(billing.number),
        "confirmation": kept.kind,
        "office": kept.office_name,
        "happened_on": kept.happened_on.isoformat() if kept.happened_on else None,
        "people_count": kept.people_count,
        "amount_idr": kept.amount_idr,
        "billing_code": kept.billing_code,
        "reason": reason,
    }
    detail = {name: value for name, value in told.items() if value is not None}
    audit.record(
        session,
        tenant_id=billing.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="billing_list",
        subject_id=billing.id,
        detail=detail,
    )
    tell(
        session,
        tenant_id=billing.tenant_id,
        actor=actor,
        now=now,
        subject_id=billing.id,
        tidings=confirmation_tidings(kept.id, action, programme.title, detail),
    )
