"""The sheets and minutes of every village of a programme in one archive, a folder per district."""

import re
from datetime import datetime
from zipfile import ZIP_STORED, ZipFile

from sqlalchemy.orm import Session

from enrollment.models.prepared import PreparedFile
from enrollment.queries.programmes import get_programme
from enrollment.queries.verification import get_verification, list_sheet
from enrollment.services.prepared_files import Written
from enrollment.services.sealed_pieces import PieceSink
from enrollment.services.verification_papers import (
    minutes_paper,
    office_of,
    write_minutes,
    write_sheet,
)
from enrollment.services.verification_sheets import IssuedSheet, issue_every_sheet, list_asked
from tenants.issued_papers import check_page_of
from tenants.kernel.actor import Actor
from tenants.kernel.clock import local_day
from tenants.models.identity import Tenant
from tenants.services.issued_papers import PaperSeal, issue_paper

ZIP_MEDIA_TYPE = "application/zip"


def issue_village_sheets(session: Session, file: PreparedFile, now: datetime) -> None:
    """Settle who stands on which sheet. Role job.

    Raises:
        RuleViolation: nobody waits in any village, or too many do in one.

    Effects:
        As ``issue_every_sheet``.
    """
    issue_every_sheet(
        session,
        tenant_id=file.tenant_id,
        actor=Actor(id=file.requested_by_id, name=file.requested_by_name),
        now=now,
        commitment_id=file.subject_id,
    )


def write_village_archive(
    session: Session, file: PreparedFile, sink: PieceSink, now: datetime, *, public_url: str
) -> Written:
    """What was issued before: whoever joined meanwhile stands on the next version. Role job.

    Effects:
        Inserts ``issued_paper`` and audits each of the minutes the first time; last of all,
        because the trail is written by one at a time and setting papers takes long.
    """
    seals: list[PaperSeal] = []
    regency = session.get_one(Tenant, file.tenant_id)
    programme = get_programme(session, tenant_id=file.tenant_id, commitment_id=file.subject_id)
    people = 0
    # Both kinds of files are packed already.
    with ZipFile(sink, "w", ZIP_STORED) as archive:
        for standing in list_asked(
            session, tenant_id=file.tenant_id, commitment_id=file.subject_id
        ):
            if standing.verification_id is None:
                continue
            verification = get_verification(
                session, tenant_id=file.tenant_id, verification_id=standing.verification_id
            )
            issued = IssuedSheet(verification, programme.title, list_sheet(session, verification))
            stem = _stem(issued, regency.name)
            sheet = write_sheet(issued, regency=regency.name, with_address=file.is_whole)
            archive.writestr(f"{stem} lembar-kerja.xlsx", sheet)
            paper = minutes_paper(
                issued, regency=regency.name, made_on=local_day(now, regency.timezone)
            )
            seals.append(paper.seal())
            check_page = check_page_of(public_url, regency.slug)
            minutes = write_minutes(paper, check_page=check_page, moment=now)
            archive.writestr(f"{stem} berita-acara.pdf", minutes)
            people += len(issued.people)
    actor = Actor(id=file.requested_by_id, name=file.requested_by_name)
    for seal in seals:
        issue_paper(session, tenant_id=file.tenant_id, actor=actor, now=now, paper=seal)
    return Written(f"verifikasi-desa-{regency.slug}.zip", ZIP_MEDIA_TYPE, people)


def _stem(issued: IssuedSheet, regency: str) -> str:
    """Folder and beginning of the name, of letters that every system keeps."""
    code = issued.verification.village_code
    office = office_of(code, regency)
    district, name = (
        re.sub(r"[^A-Za-z0-9]+", "-", part).strip("-") for part in (office.district, office.name)
    )
    return f"{district or 'kecamatan'}/{code} {name}"
