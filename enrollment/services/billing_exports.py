"""Billing lists as the BPJS office wants them: the columns a regency keeps, the rows of a part."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from enrollment.billing import shown_runs
from enrollment.export_maps import ExportColumn, ExportField
from enrollment.models.billing import BillingList
from enrollment.queries.billing import find_bill
from enrollment.services.export_cells import cells_of, person_facts

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
    bill, _ = find_bill(session, billing)
    code = bill.code if bill is not None else None
    return [
        list(cells_of(columns, _facts(billing, code, row, skipped + number, programme)))
        for number, row in enumerate(rows, start=1)
    ]


def _facts(
    billing: BillingList, code: str | None, row: Row[Any], number: int, programme: str
) -> Mapping[ExportField, Any]:
    runs = shown_runs(billing.first_month_on.year, row.months)
    return {
        **person_facts(billing.tenant_id, row, number=number, programme=programme),
        ExportField.FIRST_MONTH: runs[0][0].first_day,
        ExportField.LAST_MONTH: runs[-1][1].first_day,
        ExportField.MONTH_COUNT: row.months.bit_count(),
        ExportField.AMOUNT: row.amount_idr,
        ExportField.SEGMENT: row.segment.upper(),
        ExportField.INSURANCE: ", ".join(row.programmes).upper(),
        ExportField.BILLING_CODE: code,
    }
