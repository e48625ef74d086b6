"""Drawing up lists for one bill, closing and reopening them: what a person asks for."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cooperation.bills import USUAL_DUE_DAY
from cooperation.models.agreements import Agreement
from cooperation.queries.agreement_parts import carries
from cooperation.queries.agreements import get_agreement
from cooperation.services.commitments import lock_commitment
from enrollment.billing import (
    BILLING_PROBLEM_TEXTS,
    BillingAction,
    BillingProblem,
    BillingState,
    Period,
    next_billing_state,
    period_errors,
    term_errors,
)
from enrollment.models.billing import BillingList
from enrollment.queries.billed_agreements import bears_bills, list_binding
from enrollment.queries.billing import get_billing
from enrollment.queries.confirmations import has_confirmation, list_confirmations
from enrollment.queries.postings import has_posting
from enrollment.queries.programmes import get_programme
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import delete, flush
from tenants.kernel.errors import (
    N_,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    InvalidTransition,
    NotFound,
    StillInUse,
    refuse_errors,
)
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import enqueue
from tenants.models.identity import Tenant
from tenants.queries.assignments import list_serving_branches
from tenants.remark_rules import reason_errors

CLOSE_JOB = "close_billing"
REOPEN_JOB = "reopen_billing"
_REFUSALS = {
    "uq_billing_list_tenant_id_commitment_id_unfrozen": partial(
        DuplicateRecord,
        N_(
            "Program ini masih mempunyai daftar tagihan yang belum ditutup. Tutup daftar itu"
            " dahulu."
        ),
    ),
    "uq_billing_list_tenant_id_commitment_id_number": partial(
        DuplicateRecord, N_("Daftar tagihan lain baru saja dibuat. Muat ulang halaman.")
    ),
}


def open_billing(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    commitment_id: UUID,
    period: Period,
    due_day: int | None = None,
    agreement_id: UUID | None = None,
) -> BillingList:
    """Draw up a list for some months of a programme. It holds nobody until it is closed.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who draws it up.
        now: the present moment.
        commitment_id: its programme.
        period: its months.
        due_day: day of the first month; None takes that of the agreement, else the usual one.
        agreement_id: by which it is billed; None takes the one signed agreement that binds the
            programme in these months.

    Raises:
        NotFound: no such programme in this regency.
        InvalidInput: the months are not the programme's or of two years, the agreement is another
            programme's, not signed, an addendum, or in force in none or only some of them, or none
            is given and several bind in them.
        DuplicateRecord: the programme has a list that is not closed.

    Effects:
        Inserts, flushes, audits.
    """
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    stated_day = USUAL_DUE_DAY if due_day is None else due_day
    errors = period_errors(period, stated_day, programme.first_month, programme.last_month)
    if programme.is_cancelled:
        errors = [FieldError("/commitment_id", N_("Program ini dibatalkan. Pilih program lain."))]
    refuse_errors(errors)
    agreement = (
        _only_binding(session, tenant_id, commitment_id, period)
        if agreement_id is None
        else _agreement_of(session, tenant_id, agreement_id, commitment_id)
    )
    if agreement is not None:
        refuse_errors(term_errors(period, agreement.starts_on, agreement.last_day))
        stated_day = agreement.due_day if due_day is None else due_day
    billing = BillingList(
        tenant_id=tenant_id,
        id=uuid7(),
        commitment_id=commitment_id,
        agreement_id=None if agreement is None else agreement.id,
        number=_next_number(session, tenant_id, commitment_id),
        first_month_on=period.first.first_day,
        last_month_on=period.last.first_day,
        due_day=stated_day,
        state=BillingState.OPEN,
        shares=[],
        created_at=now,
        created_by_name=actor.name,
    )
    session.add(billing)
    flush(session, _REFUSALS)
    record(session, billing, actor=actor, now=now, action="billing:create")
    return billing


def drop_billing(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, billing_list_id: UUID
) -> BillingList:
    """Give up a list that holds nobody.

    Raises:
        NotFound: no such list in this regency.
        InvalidTransition: it is not open.
        StillInUse: an office stated something of it, which stays to be read.

    Effects:
        Deletes, flushes, audits.
    """
    billing = lock_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    next_billing_state(BillingState(billing.state), BillingAction.DROP)
    if list_confirmations(session, tenant_id=tenant_id, billing_list_id=billing_list_id):
        raise StillInUse(
            N_(
                "Kantor BPJS Ketenagakerjaan pernah membuat pernyataan atas daftar ini, dan"
                " pernyataan itu tetap disimpan. Daftar ini tidak dapat dihapus; perbaiki isinya,"
                " lalu tutup kembali."
            )
        )
    record(session, billing, actor=actor, now=now, action="billing:remove")
    delete(session, billing)
    return billing


def request_closing(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, billing_list_id: UUID
) -> BillingList:
    """Ask for the people of a list to be frozen.

    Raises:
        NotFound: no such list in this regency.
        InvalidTransition: it is not open, or its programme was given up.

    Effects:
        Locks the list and its programme, so that nobody gives it up unseen; moves the list to
        ``closing``, enqueues ``close_billing``, audits.
    """
    billing = lock_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    billing.state = next_billing_state(BillingState(billing.state), BillingAction.CLOSE)
    lock_commitment(session, tenant_id=tenant_id, commitment_id=billing.commitment_id)
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=billing.commitment_id)
    if programme.is_cancelled:
        raise InvalidTransition(BILLING_PROBLEM_TEXTS[BillingProblem.CANCELLED])
    billing.problem = None
    billing.closed_at, billing.closed_by_id, billing.closed_by_name = now, actor.id, actor.name
    session.flush()
    _request(session, CLOSE_JOB, billing, now=now)
    record(session, billing, actor=actor, now=now, action="billing:request-closing")
    return billing


def request_reopening(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    billing_list_id: UUID,
    reason: str | None,
) -> BillingList:
    """Ask for a closed list to be opened again, before it is billed.

    Raises:
        NotFound: no such list in this regency.
        InvalidInput: the reason says too little, or holds a NIK.
        InvalidTransition: it is not closed, billed already, BPJS has posted months of it, or an
            office says that it was registered or paid.
        DuplicateRecord: the programme has another list that is not closed.

    Effects:
        Moves the list to ``reopening``, enqueues ``reopen_billing``, audits.
    """
    billing = lock_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    refuse_errors(reason_errors(reason))
    billing.state = next_billing_state(BillingState(billing.state), BillingAction.REOPEN)
    if has_posting(session, tenant_id=tenant_id, billing_list_id=billing_list_id):
        raise InvalidTransition(
            N_("BPJS sudah membukukan iuran daftar ini. Tarik berkas pembukuannya dahulu.")
        )
    if has_confirmation(
        session,
        tenant_id=tenant_id,
        billing_list_id=billing_list_id,
        branch_ids=_serving(session, tenant_id, now),
    ):
        raise InvalidTransition(
            N_(
                "Kantor BPJS Ketenagakerjaan sudah memastikan pendaftaran atau pembayaran daftar"
                " ini. Minta kantor itu menarik pernyataannya dahulu."
            )
        )
    flush(session, _REFUSALS)
    _request(session, REOPEN_JOB, billing, now=now)
    record(session, billing, actor=actor, now=now, action="billing:reopen", reason=reason)
    return billing


def _serving(session: Session, tenant_id: int, now: datetime) -> Collection[UUID]:
    """The offices that serve the regency today: who serves it no more cannot take a word back."""
    timezone = session.get_one(Tenant, tenant_id).timezone
    offices = list_serving_branches(session, tenant_id=tenant_id, now=now, timezone=timezone)
    return [one.id for one in offices]


def lock_billing(session: Session, *, tenant_id: int, billing_list_id: UUID) -> BillingList:
    """The row of a list, locked until the transaction ends.

    Raises:
        NotFound: no such list in this regency.
    """
    billing = session.scalars(
        select(BillingList)
        .where(BillingList.tenant_id == tenant_id, BillingList.id == billing_list_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    return billing or get_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)


def record(
    session: Session,
    billing: BillingList,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    **detail: str | int | None,
) -> None:
    """Audit what was done with a list."""
    audit.record(
        session,
        tenant_id=billing.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="billing_list",
        subject_id=billing.id,
        detail={
            "commitment_id": str(billing.commitment_id),
            "number": billing.number,
            **{name: value for name, value in detail.items() if value is not None},
        },
    )


def _agreement_of(
    session: Session, tenant_id: int, agreement_id: UUID, commitment_id: UUID
) -> Agreement:
    detail = N_("Pilih perjanjian dari program ini.")
    try:
        agreement = get_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    except NotFound:
        raise InvalidInput(errors=[FieldError("/agreement_id", detail)]) from None
    if not carries(session, agreement, commitment_id):
        raise InvalidInput(errors=[FieldError("/agreement_id", detail)])
    if not bears_bills(agreement):
        detail = (
            N_("Perjanjian ini belum ditandatangani. Pilih yang sudah ditandatangani.")
            if agreement.amends_id is None
            else N_("Adendum mengikat melalui perjanjian yang diubahnya. Pilih perjanjian itu.")
        )
        raise InvalidInput(errors=[FieldError("/agreement_id", detail)])
    return agreement


def _only_binding(
    session: Session, tenant_id: int, commitment_id: UUID, period: Period
) -> Agreement | None:
    binding = list_binding(session, tenant_id=tenant_id, commitment_id=commitment_id, period=period)
    if len(binding) > 1:
        detail = N_(
            "Pada bulan-bulan ini berlaku lebih dari satu perjanjian: %(titles)s. Pilih perjanjian"
            " yang menjadi dasar tagihan ini."
        )
        titles = ", ".join(one.title for one in binding)
        raise InvalidInput(errors=[FieldError("/agreement_id", detail, {"titles": titles})])
    return binding[0] if binding else None


def _next_number(session: Session, tenant_id: int, commitment_id: UUID) -> int:
    latest = session.scalar(
        select(func.max(BillingList.number)).where(
            BillingList.tenant_id == tenant_id, BillingList.commitment_id == commitment_id
        )
    )
    return (latest or 0) + 1


def _request(session: Session, kind: str, billing: BillingList, *, now: datetime) -> None:
    enqueue(
        session,
        kind,
        tenant_id=billing.tenant_id,
        key=str(billing.id),
        payload={"billing_list_id": str(billing.id)},
        now=now,
    )
