"""Set official papers, and keep which data each was set from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tenants.issued_papers import PAPER_LABELS, PaperKind, format_of
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.formats import written_in
from tenants.kernel.ids import uuid7
from tenants.models.issued_papers import IssuedPaper
from tenants.typesetting.codes import paper_sha256, qr_rows, short_code, spaced_code


@dataclass(frozen=True)
class PaperSeal:
    """What is kept of a paper: what it was made from, and the SHA-256 of its content."""

    kind: PaperKind
    subject_id: UUID
    subject_version: int | None
    made_on: date
    parameters: Mapping[str, Any]
    sha256: bytes

    @property
    def code(self) -> str:
        """As it is stored and searched."""
        return short_code(self.sha256)


@dataclass(frozen=True)
class PaperContent:
    """What one paper is set from. ``content`` is as JSON can hold it, the day included."""

    kind: PaperKind
    subject_id: UUID
    subject_version: int | None
    made_on: date
    content: Mapping[str, Any]
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> bytes:
        """Of kind and content."""
        return paper_sha256(self.kind, self.content)

    @property
    def code(self) -> str:
        """As it is stored and searched."""
        return short_code(self.sha256)

    def seal(self) -> PaperSeal:
        """What is to be kept of it, for whoever sets many papers before they are issued."""
        return PaperSeal(
            kind=self.kind,
            subject_id=self.subject_id,
            subject_version=self.subject_version,
            made_on=self.made_on,
            parameters=self.parameters,
            sha256=self.sha256,
        )


def issue_paper(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    paper: PaperContent | PaperSeal,
) -> None:
    """Keep what a paper is made from, so that its code can be checked.

    The same data on the same day are the same paper, however often it is set.

    Effects:
        Inserts ``issued_paper`` and audits, the first time.
    """
    paper_id = uuid7()
    made = session.execute(
        insert(IssuedPaper)
        .values(
            tenant_id=tenant_id,
            id=paper_id,
            kind=paper.kind,
            subject_id=paper.subject_id,
            subject_version=paper.subject_version,
            parameters={**paper.parameters, "format": format_of(paper.kind)},
            made_on=paper.made_on,
            sha256=paper.sha256,
            code=paper.code,
            made_at=now,
            made_by_id=actor.id,
            made_by_name=actor.name,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "code"])
        .returning(IssuedPaper.id)
    ).scalar()
    if made is None:
        return
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="paper:draw-up",
        subject="issued_paper",
        subject_id=paper_id,
        detail={"paper_kind": paper.kind.value, "code": spaced_code(paper.code)},
    )


@written_in("id")
def mark_of(paper: PaperContent, *, check_page: str) -> Mapping[str, Any]:
    """What the foot of a paper shows, always in Indonesian.

    Args:
        paper: what it is set from.
        check_page: address of the page that checks codes, of which regency the paper is included;
            empty where none is known.
    """
    code = spaced_code(paper.code)
    where = check_page.partition("://")[2]
    return {
        "code": code,
        "paper": _(PAPER_LABELS[paper.kind]),
        "meaning": _("Kode pemeriksaan data, bukan tanda tangan elektronik."),
        "check": _("Periksa di %(address)s", address=where)
        if where
        else _("Periksa pada halaman Periksa kode dokumen."),
        "rows": list(qr_rows(qr_text(paper, check_page=check_page))),
    }


def qr_text(paper: PaperContent, *, check_page: str) -> str:
    """What the QR of a paper holds: where to check it, or its code; nobody's data."""
    if not check_page:
        return spaced_code(paper.code)
    return f"{check_page}{'&' if '?' in check_page else '?'}code={paper.code}"
