"""The file by which a register is asked: in the columns the regency keeps, a long one in parts."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from enrollment.downloads import FileKind, text_file
from enrollment.export_maps import ExportColumn
from enrollment.models.prepared import PreparedFile
from enrollment.queries.registers import get_request
from enrollment.registers import RegisterKind
from enrollment.services.export_cells import cells_of
from enrollment.services.prepared_files import Recipe, Written
from enrollment.services.register_requests import asked_people, settle_request
from enrollment.services.register_templates import get_template
from enrollment.services.sealed_pieces import PieceSink
from tenants.models.identity import Tenant

PART_ROWS = 10_000
ZIP_MEDIA_TYPE = "application/zip"
_MEDIA_TYPES = {
    FileKind.CSV: "text/csv",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_STEMS = {
    RegisterKind.IDENTITY: "pemadanan-dukcapil",
    RegisterKind.MEMBERSHIP: "cek-kepesertaan-bpjs",
}


def _begin(session: Session, file: PreparedFile, now: datetime) -> None:  # noqa: ARG001  a recipe's signature
    settle_request(session, tenant_id=file.tenant_id, request_id=file.subject_id)


def _write(session: Session, file: PreparedFile, sink: PieceSink, now: datetime) -> Written:  # noqa: ARG001  as above
    regency = session.get_one(Tenant, file.tenant_id)
    request = get_request(session, tenant_id=file.tenant_id, register_request_id=file.subject_id)
    register, kind = RegisterKind(request.register), FileKind(file.parameters["file_kind"])
    columns = get_template(session, tenant_id=file.tenant_id, register=register).columns
    rows = (list(cells_of(columns, facts)) for facts in asked_people(session, request))
    people = request.people_count or 0
    moment = request.requested_at.astimezone(ZoneInfo(regency.timezone))
    stem = f"{_STEMS[register]}-{regency.slug}-{moment:%Y%m%d-%H%M}"
    if people <= PART_ROWS:
        sink.write(_part(kind, columns, list(rows)))
        return Written(f"{stem}.{kind}", _MEDIA_TYPES[kind], people)
    part = 0
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        while some := list(islice(rows, PART_ROWS)):
            part += 1
            archive.writestr(f"{stem}-{part}.{kind}", _part(kind, columns, some))
    return Written(f"{stem}.zip", ZIP_MEDIA_TYPE, people)


def _part(kind: FileKind, columns: Sequence[ExportColumn], rows: list[list[str]]) -> bytes:
    return text_file(kind, [column.heading for column in columns], rows)


REGISTER_REQUEST = Recipe(write=_write, begin=_begin)
