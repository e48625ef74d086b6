"""People as the cells of a file for another office: what is known of each, in given columns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enrollment.export_maps import (
    ExportColumn,
    ExportField,
    format_day,
    format_sex,
    usual_format,
)
from enrollment.reference import known_villages
from tenants.kernel.crypto import decrypt


def cells_of(columns: Sequence[ExportColumn], facts: Mapping[ExportField, Any]) -> Iterator[str]:
    """The cells of a person, in order."""
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


def person_facts(
    tenant_id: int, row: Row[Any], *, number: int, programme: str
) -> Mapping[ExportField, Any]:
    """What is recorded of a person, whole identifiers and all.

    Args:
        tenant_id: whose.
        row: with ``worker_id`` and the columns of ``worker``.
        number: of the person in the file.
        programme: title of the commitment.

    Raises:
        DecryptionFailed: the present keys do not open an identifier.
    """
    place = known_villages().get(row.village_code)
    return {
        ExportField.NUMBER: number,
        ExportField.NIK: _opened(tenant_id, row.worker_id, row, "nik_encrypted"),
        ExportField.NAME: row.name,
        ExportField.BIRTH: row.birth_on,
        ExportField.SEX: row.sex,
        ExportField.ADDRESS: _opened(tenant_id, row.worker_id, row, "address_encrypted"),
        ExportField.VILLAGE_CODE: row.village_code,
        ExportField.VILLAGE: place.name if place else "",
        ExportField.DISTRICT: place.district if place else "",
        ExportField.PHONE: _opened(tenant_id, row.worker_id, row, "phone_encrypted"),
        ExportField.OCCUPATION: row.occupation,
        ExportField.PROGRAMME: programme,
    }


def _opened(tenant_id: int, worker_id: UUID, row: Row[Any], column: str) -> str:
    sealed = getattr(row, column)
    if sealed is None:
        return ""
    return decrypt(
        sealed, table="worker", column=column, tenant_id=tenant_id, row_id=worker_id
    ).decode()
