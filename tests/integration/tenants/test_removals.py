"""What was recorded by mistake goes, with a reason; what something rests on stays."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidInput, NotFound, StillInUse
from tenants.kernel.jobs import JobRun
from tenants.models.documents import DocumentBlob
from tenants.queries.documents import get_document
from tenants.queries.regulations import get_regulation, get_regulation_record
from tenants.regulation_rules import ProvisionDetails, SocialisationDetails
from tenants.regulation_types import ProvisionGroup, RelationKind
from tenants.services.document_removals import remove_document
from tenants.services.documents import IncomingFile
from tenants.services.regulation_chain import relate_regulations
from tenants.services.regulation_documents import attach_document, detach_document
from tenants.services.regulations import remove_regulation
from tenants.services.socialisation import add_socialisation
from tests.conftest import Regency
from tests.integration.tenants.test_documents import call, keep, redact, seen
from tests.integration.tenants.test_regulations import PDF, register

pytestmark = pytest.mark.usefixtures("app_context")

MISTAKE = "Tercatat dua kali."
PU = (ProvisionDetails(group=ProvisionGroup.PU, article="Pasal 4"),)


def last_entry(regency: Regency) -> AuditEntry:
    with transaction(regency.principal()) as session:
        return session.scalars(
            select(AuditEntry)
            .where(AuditEntry.tenant_id == regency.id)
            .order_by(AuditEntry.seq.desc())
            .limit(1)
        ).one()


def attach(regency: Regency, regulation_id: UUID) -> UUID:
    file = IncomingFile("perbup.pdf", PDF)
    document: DocumentBlob = call(regency, attach_document, regulation_id=regulation_id, file=file)
    return document.id


def replaced(regency: Regency, document_id: UUID) -> UUID | None:
    with transaction(regency.principal()) as session:
        return get_document(session, tenant_id=regency.id, document_id=document_id).replaces_id


# Regulations


def test_regulation_goes_with_its_provisions_and_the_list_of_its_texts(regency: Regency) -> None:
    regulation = register(regency, PU)
    document_id = attach(regency, regulation.id)

    call(regency, remove_regulation, regulation_id=regulation.id, reason=MISTAKE)

    with pytest.raises(NotFound), transaction(regency.principal()) as session:
        get_regulation(session, tenant_id=regency.id, regulation_id=regulation.id)
    assert replaced(regency, document_id) is None  # the file itself stays
    entry = last_entry(regency)
    assert (entry.action, entry.subject_id) == ("regulation:remove", str(regulation.id))
    assert entry.detail["citation"] == "Perbup 25/2021"
    assert entry.detail["reason"] == MISTAKE


def test_removal_asks_for_new_scorecards_and_a_look_at_what_rested_on_it(regency: Regency) -> None:
    regulation = register(regency)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(text("UPDATE job_run SET state = 'done', finished_at = now()"))

    call(regency, remove_regulation, regulation_id=regulation.id, reason=MISTAKE)

    with transaction(regency.principal()) as session:
        waiting = session.scalars(select(JobRun.kind).where(JobRun.state == "queued")).all()
    assert sorted(waiting) == ["recompute_scorecard", "watch_bases"]


def relate(regency: Regency, regulation_id: UUID) -> None:
    older = register(regency, number="9", year=2019, enacted_on=None)
    call(
        regency,
        relate_regulations,
        regulation_id=regulation_id,
        target_id=older.id,
        kind=RelationKind.IMPLEMENTS,
    )


def make_known(regency: Regency, regulation_id: UUID) -> None:
    said = SocialisationDetails(place="Aula", source_name="Notula", source_status="official")  # type: ignore[arg-type]  # a word of the enum
    call(regency, add_socialisation, regulation_id=regulation_id, details=said)


@pytest.mark.parametrize("rest", [relate, make_known])
def test_regulation_on_which_something_rests_stays(
    regency: Regency, rest: Callable[[Regency, UUID], None]
) -> None:
    regulation = register(regency, PU)
    rest(regency, regulation.id)
    before = last_entry(regency).seq

    with pytest.raises(StillInUse):
        call(regency, remove_regulation, regulation_id=regulation.id, reason=MISTAKE)

    with transaction(regency.principal()) as session:
        record = get_regulation_record(session, tenant_id=regency.id, regulation_id=regulation.id)
    assert record.provisions  # nothing of it went either
    assert last_entry(regency).seq == before


@pytest.mark.parametrize("reason", [None, "salah", "NIK 3505010101700001 tercatat dua kali"])
def test_removal_without_a_reason_or_with_a_nik_is_refused(
    regency: Regency, reason: str | None
) -> None:
    regulation = register(regency)

    with pytest.raises(InvalidInput):
        call(regency, remove_regulation, regulation_id=regulation.id, reason=reason)


def test_regulation_of_another_regency_is_not_found(
    regency: Regency, other_regency: Regency
) -> None:
    regulation = register(regency)

    with pytest.raises(NotFound):
        call(other_regency, remove_regulation, regulation_id=regulation.id, reason=MISTAKE)


def test_detached_text_is_no_version_any_more_and_its_file_may_go(regency: Regency) -> None:
    regulation = register(regency)
    document_id = attach(regency, regulation.id)
    with pytest.raises(StillInUse):
        call(regency, remove_document, document_id=document_id, reason=MISTAKE)

    call(
        regency,
        detach_document,
        regulation_id=regulation.id,
        document_id=document_id,
        reason=MISTAKE,
    )
    call(regency, remove_document, document_id=document_id, reason=MISTAKE)

    assert seen(regency, DatabaseRole.REGENCY) == set()
    with transaction(regency.principal()) as session:
        record = get_regulation_record(session, tenant_id=regency.id, regulation_id=regulation.id)
    assert record.documents == []
    assert record.regulation.version == 3


# Files


def test_removed_file_leaves_no_bytes_and_an_entry_without_its_name(regency: Regency) -> None:
    document_id = keep(regency, "kartu keluarga Sumini")

    call(regency, remove_document, document_id=document_id, reason=MISTAKE)

    assert seen(regency, DatabaseRole.REGENCY) == set()
    entry = last_entry(regency)
    assert entry.action == "document:remove"
    assert entry.detail["reason"] == MISTAKE
    assert len(str(entry.detail["sha256"])) == 64
    assert "Sumini" not in str(entry.detail)


def test_version_in_the_middle_goes_and_the_newer_follows_the_older(regency: Regency) -> None:
    first = keep(regency, "satu")
    wrong = keep(regency, "keliru", replaces_id=first)
    newest = keep(regency, "tiga", replaces_id=wrong)

    call(regency, remove_document, document_id=wrong, reason=MISTAKE)

    assert seen(regency, DatabaseRole.REGENCY) == {first, newest}
    assert replaced(regency, newest) == first


def test_first_version_goes_and_the_next_becomes_the_first(regency: Regency) -> None:
    wrong = keep(regency, "keliru")
    newest = keep(regency, "benar", replaces_id=wrong)

    call(regency, remove_document, document_id=wrong, reason=MISTAKE)

    assert replaced(regency, newest) is None


def test_redacted_copy_stays_while_it_is_open_and_goes_with_its_original(regency: Regency) -> None:
    original = keep(regency)
    copy = redact(regency, original)

    with pytest.raises(StillInUse):
        call(regency, remove_document, document_id=copy, reason=MISTAKE)
    call(regency, remove_document, document_id=original, reason=MISTAKE)

    assert seen(regency, DatabaseRole.REGENCY) == set()


@pytest.mark.parametrize("role", [DatabaseRole.BRANCH, DatabaseRole.OVERSIGHT, DatabaseRole.JOB])
@pytest.mark.parametrize(
    "table", ["regulation", "regulation_document", "commitment", "agreement", "document_blob"]
)
def test_no_other_role_may_delete(regency: Regency, role: DatabaseRole, table: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(regency.principal(role)) as session,
    ):
        session.execute(text(f"DELETE FROM {table}"))


def test_regency_may_not_delete_what_the_trail_says(regency: Regency) -> None:
    register(regency)

    def erase(session: Session, **_: Any) -> None:
        session.execute(text("DELETE FROM audit_entry"))

    with pytest.raises(ProgrammingError, match="permission denied"):
        call(regency, erase)
