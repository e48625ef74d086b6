"""Answers of BPJS for tests: sent, read, stored, taken out."""

import io
from uuid import UUID

from cooperation.months import Month
from enrollment.answers import AnswerKind
from enrollment.models.billing import BillingList
from enrollment.models.postings import PostingFile
from enrollment.services.postings import (
    Answer,
    ReceivedAnswer,
    confirm_answer,
    receive_answer,
    request_undoing,
)
from tenants.kernel.db import transaction
from tenants.services.documents import IncomingFile
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.billings import closed
from tests.integration.enrollment.rosters import reading, run_due

WHY = "Berkas cabang keliru, bulan tertukar."


def nik(serial: int) -> str:
    return f"350501010170{serial:04}"


def send(
    regency: Regency,
    billing: BillingList,
    content: bytes,
    *,
    kind: AnswerKind = AnswerKind.POSTING,
    whole: bool = False,
    letter: bytes | None = None,
) -> ReceivedAnswer:
    with transaction(regency.principal()) as session:
        return receive_answer(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            billing_list_id=billing.id,
            answer=Answer(kind, "posting.csv", whole),
            content=io.BytesIO(content),
            letter=IncomingFile("surat.pdf", letter, contains_personal_data=True)
            if letter
            else None,
        )


def csv_of(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def confirm(regency: Regency, file: PostingFile) -> PostingFile:
    with transaction(regency.principal()) as session:
        confirm_answer(session, tenant_id=regency.id, actor=ACTOR, now=NOW, posting_file_id=file.id)
    run_due(regency)
    return file_of(regency, file.id)


def read(regency: Regency, billing: BillingList, content: bytes, **said: object) -> PostingFile:
    received = send(regency, billing, content, **said)  # type: ignore[arg-type]  # passed on
    run_due(regency)
    return file_of(regency, received.file.id)


def posted(regency: Regency, billing: BillingList, *rows: str) -> PostingFile:
    return confirm(regency, read(regency, billing, csv_of("NIK;Bulan", *rows)))


def undo(regency: Regency, file: PostingFile) -> PostingFile:
    with transaction(regency.principal()) as session:
        request_undoing(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            posting_file_id=file.id,
            reason=WHY,
        )
    run_due(regency)
    return file_of(regency, file.id)


def file_of(regency: Regency, posting_file_id: UUID) -> PostingFile:
    with reading(regency) as session:
        return session.get_one(PostingFile, (regency.id, posting_file_id))


def niks_of(content: bytes) -> list[str]:
    """The numbers of a roster file."""
    return [line.split(",")[0] for line in content.decode().splitlines()[1:] if line]


def post_everybody(
    regency: Regency, commitment_id: UUID, niks: list[str], first: Month, months: int
) -> BillingList:
    """A list closed and posted whole, with the letter of the office."""
    billing = closed(regency, commitment_id, first, months)
    content = csv_of("NIK", *niks)
    letter = b"%PDF-1.4\n%%EOF\n"
    confirm(regency, read(regency, billing, content, whole=True, letter=letter))
    return billing
