"""What a person says of the columns of a list whose heading leaves them open."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from enrollment.kinds import RosterState
from enrollment.models.rosters import Roster
from enrollment.parsing.mapping import ColumnMap, ShownTable, faults_of, stored_map
from enrollment.services.headings import clear_heading, open_tables
from enrollment.services.readings import lock_roster
from enrollment.services.rosters import IMPORT_JOB, request_job
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, FieldError, InvalidInput, InvalidTransition

_FAULT_TEXTS: Mapping[str, str] = {
    "sheet": N_("Pilih salah satu lembar yang tersedia."),
    "row": N_("Pilih baris yang berisi judul kolom."),
    "missing": N_("Pilih kolomnya. Kolom ini wajib ada."),
    "twice": N_("Kolom yang sama dipilih dua kali."),
    "place": N_("Pilih salah satu kolom yang tersedia."),
}


def map_columns(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    roster_id: UUID,
    chosen: ColumnMap,
) -> Roster:
    """Settle which column is which, and go on reading.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who says it.
        now: the present moment.
        roster_id: a roster that waits for it.
        chosen: what they say.

    Raises:
        NotFound: no such roster in this regency.
        InvalidTransition: nothing is asked of its columns.
        InvalidInput: a needed column is missing, or one is said twice or does not exist.

    Effects:
        Moves the roster to ``received``, enqueues ``import_roster``, audits.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if roster.state != RosterState.MAPPING:
        raise InvalidTransition(
            N_("Kolom daftar ini sudah dipastikan atau daftarnya dibatalkan. Muat ulang halaman.")
        )
    table = next((one for one in open_tables(session, roster) if one.sheet == chosen.sheet), None)
    if table is None:
        raise InvalidInput(errors=[FieldError("/sheet", _FAULT_TEXTS["sheet"])])
    _refuse_faults(chosen, table)
    roster.column_map = stored_map(chosen, table)
    clear_heading(session, roster)
    roster.state = RosterState.RECEIVED
    session.flush()
    request_job(session, IMPORT_JOB, roster, now=now)
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="roster:map-columns",
        subject="roster",
        subject_id=roster.id,
    )
    return roster


def _refuse_faults(chosen: ColumnMap, table: ShownTable) -> None:
    errors = [
        FieldError("/header_row" if column is None else f"/{column}", _FAULT_TEXTS[fault])
        for fault, column in faults_of(chosen, table).items()
    ]
    if errors:
        raise InvalidInput(errors=errors)
