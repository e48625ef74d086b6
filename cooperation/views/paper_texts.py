"""The text of a paper for a page that waits for it, or why it cannot be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from tenants.kernel.formats import count
from tenants.models.documents import DocumentBlob
from tenants.queries.documents import get_document_content
from tenants.reading import (
    READING_LABELS,
    ReaderFailed,
    Reading,
    ReadingLimits,
    ReadingState,
    is_in_parts,
    read_text,
)
from tenants.request import visit
from tenants.services.documents import record_download

QUICK = ReadingLimits(cpu_seconds=8, wait_seconds=12, page_count=150)
"""A page waits for it."""


@dataclass(frozen=True)
class PaperText:
    """The pages of a text, or its parts; none of them where ``obstacle`` says in words why.

    ``unread`` says in words what of the text is not among them.
    """

    pages: Sequence[str] = ()
    obstacle: str = ""
    unread: str = ""
    is_in_parts: bool = False


def open_paper(session: Session, paper: DocumentBlob) -> DocumentBlob:
    """A file with its bytes; one with personal data leaves a trace in the regency's trail."""
    tenant_id = visit().regency.id
    kept = get_document_content(session, tenant_id=tenant_id, document_id=paper.id)
    if kept.contains_personal_data:
        record_download(
            session,
            tenant_id=tenant_id,
            actor=visit().actor,
            now=visit().now,
            document_id=paper.id,
        )
    return kept


def text_of_paper(paper: DocumentBlob) -> PaperText:
    """The text of a file with its bytes. Call it while no transaction is open: it takes a while."""
    try:
        reading = read_text(paper.content, paper.media_type, limits=QUICK)
    except ReaderFailed:
        return PaperText(obstacle=str(_("Naskah belum dapat dibaca. Coba lagi.")))
    if reading.state is ReadingState.READ:
        return PaperText(
            reading.pages, unread=_unread(reading, paper), is_in_parts=is_in_parts(paper.media_type)
        )
    reason = _(READING_LABELS[reading.state])
    return PaperText(obstacle=str(_("%(name)s: %(reason)s.", name=paper.filename, reason=reason)))


def _unread(reading: Reading, paper: DocumentBlob) -> str:
    if reading.cut:
        return str(
            _(
                "%(name)s: hanya %(kept)s dari %(total)s huruf terbaca.",
                name=paper.filename,
                kept=count(reading.cut.kept),
                total=count(reading.cut.total),
            )
        )
    empty = sum(not page for page in reading.pages)
    if not empty or is_in_parts(paper.media_type):
        return ""
    return str(
        _(
            "%(name)s: %(count)s dari %(total)s halaman tidak berisi teks (hasil pindai).",
            name=paper.filename,
            count=count(empty),
            total=count(len(reading.pages)),
        )
    )
