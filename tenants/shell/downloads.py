"""Files that leave: attachments with a safe name, and lists as Excel files."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from flask import Response, send_file
from flask_babel import gettext as _

from tenants.kernel import formats
from tenants.kernel.errors import N_, RuleViolation
from tenants.kernel.paging import Page
from tenants.shell.frame import current_frame
from tenants.shell.workbooks import Table, workbook

WORKBOOK_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT_LIMIT = 10_000

Listed = TypeVar("Listed")


def attachment(content: bytes, *, filename: str, media_type: str) -> Response:
    """A file to be saved, never shown: whatever it holds, it does not run on our pages."""
    return send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=filename
    )


def workbook_attachment(filename: str, table: Table) -> Response:
    """A table as an Excel file to be saved, with a note of whose list it is and of which moment."""
    content = workbook(replace(table, notes=[*_origin(), *table.notes]))
    return attachment(content, filename=filename, media_type=WORKBOOK_MEDIA_TYPE)


def everything_of(page: Page[Listed]) -> Sequence[Listed]:
    """The rows of a list read to leave whole, at most ``EXPORT_LIMIT``.

    Raises:
        RuleViolation: there are more; a list that is cut must not look like the whole one.
    """
    if page.next_cursor is not None:
        raise RuleViolation(
            N_(
                "Daftar ini lebih dari %(limit)s baris, terlalu banyak untuk satu berkas. Saring"
                " lebih sempit, lalu unduh kembali."
            ),
            limit=formats.count(EXPORT_LIMIT),
        )
    return page.items


def _origin() -> list[str]:
    frame = current_frame()
    if frame is None or frame.moment is None:
        return []
    moment = formats.datetime_id(frame.moment, frame.timezone)
    return [_("Diunduh %(moment)s dari %(name)s.", moment=moment, name=frame.organisation_name)]
