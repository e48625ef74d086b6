"""What may be done with one person's record: open an identifier, with a reason."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from enrollment.models.workers import Worker
from enrollment.nik import LENGTH, mask_nik
from enrollment.queries.workers import WorkerLine, get_worker
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.crypto import DecryptionFailed, decrypt
from tenants.kernel.errors import N_, FieldError, InvalidInput, Unavailable

log = logging.getLogger(__name__)

SHORTEST_REASON = 10


def masked_niks(workers: Iterable[Worker | WorkerLine]) -> Mapping[UUID, str]:
    """``350501**********`` for each worker. The mask is made anew; it is stored nowhere.

    A number that the present keys do not open shows nothing of itself.
    """
    return {worker.id: _masked(worker) for worker in workers}


def whole_niks(workers: Iterable[Worker]) -> Mapping[UUID, str]:
    """The whole number of each worker, for a list that must carry it; the caller audits it.

    Raises:
        Unavailable: the present keys do not open one of them.
    """
    try:
        return {worker.id: _nik(worker) for worker in workers}
    except DecryptionFailed as error:
        raise Unavailable(N_("NIK tidak terbuka dengan kunci yang ada.")) from error


def nik_slips(one: Worker, other: Worker) -> int | None:
    """In how many digits two numbers differ, place by place; None where one does not open."""
    try:
        return sum(a != b for a, b in zip(_nik(one), _nik(other), strict=True))
    except DecryptionFailed:
        return None


def reveal_nik(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, worker_id: UUID, reason: str
) -> str:
    """Open the NIK of one worker.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who wants to see it.
        now: the present moment.
        worker_id: whose number.
        reason: why; kept in the audit trail.

    Raises:
        NotFound: no such worker in this regency.
        InvalidInput: the reason is too short, or holds a number itself.
        Unavailable: the present keys do not open the number.

    Effects:
        Audits who, when, whose and why; never the number.
    """
    stated = " ".join(reason.split())
    if len(stated) < SHORTEST_REASON:
        detail = N_("Tulis alasan, paling sedikit %(count)s huruf.")
        raise InvalidInput(errors=[FieldError("/reason", detail, {"count": SHORTEST_REASON})])
    if sum(letter.isdigit() for letter in stated) >= SHORTEST_REASON:
        raise InvalidInput(
            errors=[FieldError("/reason", N_("Jangan menulis NIK atau nomor lain di alasan."))]
        )
    worker = get_worker(session, tenant_id=tenant_id, worker_id=worker_id)
    try:
        nik = _nik(worker)
    except DecryptionFailed as error:
        raise Unavailable(N_("NIK ini tidak terbuka dengan kunci yang ada.")) from error
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="worker:reveal",
        subject="worker",
        subject_id=worker.id,
        detail={"reason": stated},
    )
    return nik


def _masked(worker: Worker | WorkerLine) -> str:
    try:
        return mask_nik(_nik(worker))
    except DecryptionFailed:
        log.warning("worker %s: NIK cannot be opened", worker.id)
        return "*" * LENGTH


def _nik(worker: Worker | WorkerLine) -> str:
    plain = decrypt(
        worker.nik_encrypted,
        table="worker",
        column="nik_encrypted",
        tenant_id=worker.tenant_id,
        row_id=worker.id,
    )
    return plain.decode()
