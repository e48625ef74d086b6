"""Files that leave: attachments with a safe name, and lists as Excel files."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, send_file
from flask_babel import gettext as _

from tenants.kernel import formats
from tenants.kernel.errors import N_, RuleViolation
from tenants.kernel.paging import Page
from tenants.shell.frame import clock_of_page, current_frame
from tenants.shell.workbooks import Column, Listed, Table, Told, workbook

WORKBOOK_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT_LIMIT = 10_000


def attachment(content: bytes, *, filename: str, media_type: str) -> Response:
    """A file to be saved, never shown: whatever it holds, it does not run on our pages."""
    return send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=filename
    )


def workbook_attachment(filename: str, table: Table, *more: Table) -> Response:
    """Tables as an Excel file to be saved, a sheet each, with whose lists and of which moment."""
    content = workbook(replace(table, notes=[*_origin(), *table.notes]), *more)
    return attachment(content, filename=filename, media_type=WORKBOOK_MEDIA_TYPE)


def everything_of(found: Page[Listed] | Sequence[Listed]) -> Sequence[Listed]:
    """The rows of a list read to leave whole, at most ``EXPORT_LIMIT``.

    Args:
        found: a page of that size, or the rows of a list that has no pages.

    Raises:
        RuleViolation: there are more; a list that is cut must not look like the whole one.
    """
    rows = found.items if isinstance(found, Page) else found
    is_cut = isinstance(found, Page) and found.next_cursor is not None
    refuse_long(EXPORT_LIMIT + 1 if is_cut else len(rows))
    return rows


def refuse_long(rows: int) -> None:
    """Stop where so many rows are too many for a file.

    Raises:
        RuleViolation: more than ``EXPORT_LIMIT``.
    """
    if rows > EXPORT_LIMIT:
        raise RuleViolation(
            N_(
                "Daftar ini lebih dari %(limit)s baris, terlalu banyak untuk satu berkas. Saring"
                " lebih sempit, lalu unduh kembali."
            ),
            limit=formats.count(EXPORT_LIMIT),
        )


def moments(head: str, tell: Callable[[Listed], datetime | None]) -> Told[Listed]:
    """A column of moments on the clock of the page, which its head names."""
    zone = clock_of_page()

    def on_clock(line: Listed) -> datetime | None:
        moment = tell(line)
        return None if moment is None else moment.astimezone(ZoneInfo(zone))

    return Column(f"{head} ({formats.ZONE_NAMES[zone]})"), on_clock


def _origin() -> list[str]:
    frame = current_frame()
    if frame is None or frame.moment is None:
        return []
    moment = formats.datetime_id(frame.moment, frame.timezone)
    return [_("Diunduh %(moment)s dari %(name)s.", moment=moment, name=frame.organisation_name)]
