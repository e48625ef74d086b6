"""Billing lists as the BPJS office wants them: the columns a regency keeps, the rows of a part."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from enrollment.billing import shown_runs
from enrollment.export_maps import (
    SHIPPED_MAP,
    ExportColumn,
    ExportField,
    format_day,
    format_sex,
    read_map,
    usual_format,
    write_map,
)
from enrollment.models.billing import BillingExportMap, BillingList
from enrollment.reference import known_villages
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.crypto import decrypt
from tenants.kernel.errors import refuse_errors

PART_ROWS = 10_000
"""Rows of one file: the upload forms of BPJS take no more (SIPP)."""

_PART = text(
    """
    SELECT l.worker_id, l.segment, l.programmes, l.months, l.amount_idr, w.name, w.birth_on, w.sex,
        w.village_code, w.occupation, w.nik_encrypted, w.address_encrypted, w.phone_encrypted
    FROM billing_line l
    JOIN worker w ON w.tenant_id = l.tenant_id AND w.id = l.worker_id
    WHERE l.tenant_id = :tenant_id AND l.billing_list_id = :billing_list_id
    ORDER BY l.worker_id OFFSET :skipped LIMIT :wanted
    """
)


@dataclass(frozen=True)
class ExportMap:
    """The columns in use, and who stored them; nobody for the ones that are shipped."""

    columns: Sequence[ExportColumn]
    updated_at: datetime | None = None
    updated_by_name: str = ""


def get_export_map(session: Session, *, tenant_id: int) -> ExportMap:
    """The columns of a regency; the shipped guess where it stored none."""
    kept = session.get(BillingExportMap, tenant_id)
    if kept is None:
        return ExportMap(SHIPPED_MAP)
    columns, _errors = read_map(kept.columns)
    return ExportMap(columns, kept.updated_at, kept.updated_by_name)


def save_export_map(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, columns: str
) -> ExportMap:
    """Keep the columns in which lists leave from now on.

    Raises:
        InvalidInput: a line is no column.

    Effects:
        Upserts the row of the regency, audits.
    """
    read, errors = read_map(columns)
    refuse_errors(errors)
    kept = {"columns": write_map(read), "updated_at": now, "updated_by_name": actor.name}
    statement = insert(BillingExportMap).values(tenant_id=tenant_id, **kept)
    session.execute(statement.on_conflict_do_update(index_elements=["tenant_id"], set_=kept))
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="billing:edit",
        subject="billing_export_map",
        subject_id=str(tenant_id),
        detail={"rows": len(read)},
    )
    return ExportMap(read, now, actor.name)


def part_count(people_count: int) -> int:
    """Into how many files a list goes."""
    return -(-people_count // PART_ROWS)


def export_part(
    session: Session,
    billing: BillingList,
    columns: Sequence[ExportColumn],
    *,
    part: int,
    programme: str,
) -> list[list[str]]:
    """The rows of one part, whole NIK and all, in the order of the list's hash.

    Args:
        session: role regency; the caller notes in the trail that the list leaves.
        billing: a frozen list.
        columns: in order.
        part: from 1.
        programme: title of the commitment.

    Raises:
        DecryptionFailed: the present keys do not open an identifier.
    """
    skipped = (part - 1) * PART_ROWS
    rows: Sequence[Row[Any]] = session.execute(
        _PART,
        {
            "tenant_id": billing.tenant_id,
            "billing_list_id": billing.id,
            "skipped": skipped,
            "wanted": PART_ROWS,
        },
    ).all()
    return [
        list(_cells(columns, _facts(billing, row, skipped + number, programme)))
        for number, row in enumerate(rows, start=1)
    ]


def _cells(columns: Sequence[ExportColumn], facts: Mapping[ExportField, Any]) -> Iterator[str]:
    for column in columns:
        if column.field is None:
            yield column.constant
            continue
        value = facts[column.field]
        pattern = column.format or usual_format(column.field)
        if column.field is ExportField.SEX:
            yield format_sex(value, pattern)
        else:
            yield format_day(value, pattern) if pattern else str(value or "")


def _facts(
    billing: BillingList, row: Row[Any], number: int, programme: str
) -> Mapping[ExportField, Any]:
    runs = shown_runs(billing.first_month_on.year, row.months)
    place = known_villages().get(row.village_code)
    return {
        ExportField.NUMBER: number,
        ExportField.NIK: _opened(billing, row, "nik_encrypted"),
        ExportField.NAME: row.name,
        ExportField.BIRTH: row.birth_on,
        ExportField.SEX: row.sex,
        ExportField.ADDRESS: _opened(billing, row, "address_encrypted"),
        ExportField.VILLAGE_CODE: row.village_code,
        ExportField.VILLAGE: place.name if place else "",
        ExportField.DISTRICT: place.district if place else "",
        ExportField.PHONE: _opened(billing, row, "phone_encrypted"),
        ExportField.OCCUPATION: row.occupation,
        ExportField.FIRST_MONTH: runs[0][0].first_day,
        ExportField.LAST_MONTH: runs[-1][1].first_day,
        ExportField.MONTH_COUNT: row.months.bit_count(),
        ExportField.AMOUNT: row.amount_idr,
        ExportField.SEGMENT: row.segment.upper(),
        ExportField.INSURANCE: ", ".join(row.programmes).upper(),
        ExportField.PROGRAMME: programme,
        ExportField.BILLING_CODE: billing.billing_code,
    }


def _opened(billing: BillingList, row: Row[Any], column: str) -> str:
    sealed = getattr(row, column)
    if sealed is None:
        return ""
    return decrypt(
        sealed,
        table="worker",
        column=column,
        tenant_id=billing.tenant_id,
        row_id=row.worker_id,
    ).decode()
