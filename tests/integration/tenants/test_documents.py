"""Files with personal data stay inside; the database itself says what oversight may read."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import Conflict, NotFound
from tenants.models.documents import DocumentBlob
from tenants.queries.documents import (
    FileChoice,
    FileFilter,
    FileOrder,
    count_files,
    list_files,
    list_open_documents,
)
from tenants.services.documents import (
    IncomingFile,
    set_personal_data,
    store_document,
    store_redacted_copy,
    withdraw_redacted_copy,
)
from tests.conftest import ACTOR, NOW, Regency

pytestmark = pytest.mark.usefixtures("app_context")


def pdf(words: str) -> bytes:
    return f"%PDF-1.7\n{words}\n%%EOF\n".encode()


def call(regency: Regency, service: Callable[..., Any], **said: Any) -> Any:
    with transaction(regency.principal()) as session:
        return service(session, tenant_id=regency.id, actor=ACTOR, now=NOW, **said)


def keep(
    regency: Regency, words: str = "asli", *, personal: bool = True, replaces_id: UUID | None = None
) -> UUID:
    file = IncomingFile(f"{words}.pdf", pdf(words), personal)
    document: DocumentBlob = call(regency, store_document, file=file, replaces_id=replaces_id)
    return document.id


def redact(regency: Regency, document_id: UUID, words: str = "tersamarkan") -> UUID:
    file = IncomingFile(f"{words}.pdf", pdf(words))
    copy: DocumentBlob = call(regency, store_redacted_copy, document_id=document_id, file=file)
    return copy.id


def mark(regency: Regency, document_id: UUID, *, personal: bool) -> None:
    call(
        regency,
        set_personal_data,
        document_id=document_id,
        contains_personal_data=personal,
        reason="sudah diperiksa kembali",
    )


def seen(regency: Regency, role: DatabaseRole = DatabaseRole.OVERSIGHT) -> set[UUID]:
    """What a role is shown with this tenant bound, asked with plain SQL."""
    with transaction(regency.principal(role)) as session:
        return set(session.scalars(text("SELECT id FROM document_blob")))


def test_file_with_personal_data_is_invisible_even_with_the_tenant_bound(regency: Regency) -> None:
    personal, plain = keep(regency), keep(regency, "naskah", personal=False)

    assert seen(regency) == {plain}
    assert seen(regency, DatabaseRole.REGENCY) == {personal, plain}
    assert seen(regency, DatabaseRole.BRANCH) == {personal, plain}


def test_open_file_of_another_tenant_is_invisible(regency: Regency, other_regency: Regency) -> None:
    keep(regency, personal=False)

    assert seen(other_regency) == set()


def test_redacted_copy_is_visible_while_its_original_is_not(regency: Regency) -> None:
    original = keep(regency)
    copy = redact(regency, original)

    with transaction(regency.principal(DatabaseRole.OVERSIGHT)) as session:
        shown = list_open_documents(session, tenant_id=regency.id, document_ids=[original])
    assert {key: one.id for key, one in shown.items()} == {original: copy}
    assert seen(regency) == {copy}


def test_change_of_the_flag_holds_for_the_next_query(regency: Regency) -> None:
    document = keep(regency)

    mark(regency, document, personal=False)
    assert seen(regency) == {document}

    mark(regency, document, personal=True)
    assert seen(regency) == set()


def test_withdrawn_copy_is_closed_and_a_better_one_takes_its_place(regency: Regency) -> None:
    original = keep(regency)
    poor = redact(regency, original)

    call(regency, withdraw_redacted_copy, document_id=poor, reason="NIK masih terbaca")
    assert seen(regency) == set()

    better = redact(regency, original, "lebih baik")
    assert seen(regency) == {better}
    with pytest.raises(Conflict):
        call(regency, withdraw_redacted_copy, document_id=poor, reason="sekali lagi saja")


def test_redacted_copy_can_never_be_flagged(regency: Regency) -> None:
    copy = redact(regency, keep(regency))

    with pytest.raises(Conflict):
        mark(regency, copy, personal=True)
    with (
        pytest.raises(IntegrityError, match="ck_document_blob_redacted_is_open"),
        transaction(regency.principal()) as session,
    ):
        session.execute(text("UPDATE document_blob SET contains_personal_data = true"))


@pytest.mark.parametrize("case", ["open original", "copy of a copy", "second copy", "same bytes"])
def test_copy_that_makes_no_sense_is_refused(regency: Regency, case: str) -> None:
    target, words = keep(regency, personal=case != "open original"), "tersamarkan"
    if case in {"copy of a copy", "second copy"}:
        copy = redact(regency, target)
        target = copy if case == "copy of a copy" else target
    if case == "same bytes":
        words = "asli"

    before = seen(regency)
    with pytest.raises(Conflict):
        redact(regency, target, words)
    assert seen(regency) == before


def test_flag_that_stands_already_is_no_change(regency: Regency) -> None:
    with pytest.raises(Conflict):
        mark(regency, keep(regency), personal=True)


def test_newer_version_stands_before_those_it_replaces(regency: Regency) -> None:
    first = keep(regency, "satu")
    second = keep(regency, "dua", replaces_id=first)
    third = keep(regency, "tiga", replaces_id=second)

    with transaction(regency.principal()) as session:
        files = list_files(session, tenant_id=regency.id).items
    assert [(one.document.id, [old.id for old in one.earlier]) for one in files] == [
        (third, [second, first])
    ]


def names(
    regency: Regency,
    choice: FileChoice = FileChoice.EVERY,
    size: int = 2,
    order: FileOrder = FileOrder.NEWEST,
) -> list[list[str]]:
    """What each page shows, from the first to the last."""
    pages: list[list[str]] = []
    cursor: str | None = None
    with transaction(regency.principal()) as session:
        while True:
            page = list_files(
                session,
                tenant_id=regency.id,
                narrowed=FileFilter(choice, order=order),
                cursor=cursor,
                size=size,
            )
            pages.append([one.document.filename for one in page.items])
            cursor = page.next_cursor
            if cursor is None:
                return pages


def test_pages_show_every_file_once_the_latest_upload_first(
    regency: Regency, other_regency: Regency
) -> None:
    keep(other_regency, "asing")
    first = keep(regency, "satu")
    keep(regency, "dua")
    redact(regency, first)
    for number in ("tiga", "empat"):
        keep(regency, number)
    keep(regency, "satu lagi", replaces_id=first)

    assert names(regency) == [["satu lagi.pdf", "empat.pdf"], ["tiga.pdf", "dua.pdf"]]
    with transaction(regency.principal()) as session:
        assert count_files(session, tenant_id=regency.id) == 4


@pytest.mark.parametrize(
    ("order", "pages"),
    [
        (FileOrder.NAME, [["enam.pdf", "lima.pdf"], ["tujuh.pdf"]]),
        (FileOrder.LARGEST, [["tujuh.pdf", "enam.pdf"], ["lima.pdf"]]),
    ],
)
def test_pages_go_on_in_the_order_asked_for(
    regency: Regency, order: FileOrder, pages: list[list[str]]
) -> None:
    for name in ("lima", "tujuh", "enam"):
        keep(regency, name)

    assert names(regency, order=order) == pages


def test_choice_is_made_before_pages_are_cut(regency: Regency) -> None:
    open_copy = keep(regency, "berkopi")
    redact(regency, open_copy)
    withdrawn = keep(regency, "ditarik")
    copy = redact(regency, withdrawn)
    call(regency, withdraw_redacted_copy, document_id=copy, reason="masih terbaca")
    for number in range(3):
        keep(regency, f"terbuka {number}", personal=False)

    assert names(regency, FileChoice.PERSONAL) == [["ditarik.pdf", "berkopi.pdf"]]
    assert names(regency, FileChoice.CLOSED) == [["ditarik.pdf"]]
    with transaction(regency.principal()) as session:
        counts = [
            count_files(session, tenant_id=regency.id, narrowed=FileFilter(choice))
            for choice in FileChoice
        ]
    assert counts == [5, 2, 1]


def test_page_costs_the_same_number_of_questions_however_many_files_it_shows(
    regency: Regency,
) -> None:
    for number in range(3):
        keep(regency, f"baru {number}", replaces_id=keep(regency, f"lama {number}"))
    asked: list[str] = []
    with transaction(regency.principal()) as session:
        event.listen(
            session.connection(),
            "before_cursor_execute",
            lambda _connection, _cursor, statement, *_: asked.append(statement),
        )
        for size in (1, 3):
            list_files(session, tenant_id=regency.id, size=size)

    assert len(asked) == 6


def test_version_that_is_replaced_already_or_is_a_copy_takes_no_newer_one(regency: Regency) -> None:
    first = keep(regency, "satu")
    keep(regency, "dua", replaces_id=first)
    copy = redact(regency, first)

    for document_id in (first, copy):
        with pytest.raises(Conflict):
            keep(regency, "lain", replaces_id=document_id)


def test_file_of_another_regency_is_neither_replaced_nor_redacted_nor_flagged(
    regency: Regency, other_regency: Regency
) -> None:
    foreign = keep(other_regency)

    for attempt in (
        lambda: keep(regency, "baru", replaces_id=foreign),
        lambda: redact(regency, foreign),
        lambda: mark(regency, foreign, personal=False),
        lambda: call(regency, withdraw_redacted_copy, document_id=foreign, reason="mencoba"),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert seen(regency, DatabaseRole.REGENCY) == set()


def test_every_change_of_openness_is_in_the_trail(regency: Regency) -> None:
    original = keep(regency)
    copy = redact(regency, original)
    call(regency, withdraw_redacted_copy, document_id=copy, reason="NIK masih terbaca")
    mark(regency, original, personal=False)
    mark(regency, original, personal=True)

    with transaction(regency.principal()) as session:
        trail = session.scalars(
            select(AuditEntry).where(AuditEntry.action.like("document:%")).order_by(AuditEntry.seq)
        ).all()
    assert [entry.action for entry in trail] == [
        "document:upload",
        "document:redact",
        "document:withdraw",
        "document:open",
        "document:close",
    ]
    assert trail[3].detail["reason"] == "sudah diperiksa kembali"


@pytest.mark.parametrize("role", [DatabaseRole.OVERSIGHT, DatabaseRole.BRANCH, DatabaseRole.JOB])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE document_blob SET contains_personal_data = false",
        "UPDATE document_blob SET withdrawn_at = now()",
    ],
)
def test_only_the_regency_says_how_open_a_file_is(
    regency: Regency, role: DatabaseRole, statement: str
) -> None:
    keep(regency)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(regency.principal(role)) as session,
    ):
        session.execute(text(statement))


def test_file_that_is_no_copy_cannot_be_withdrawn(regency: Regency) -> None:
    keep(regency)

    with (
        pytest.raises(IntegrityError, match="ck_document_blob_only_copies_are_withdrawn"),
        transaction(regency.principal()) as session,
    ):
        session.execute(text("UPDATE document_blob SET withdrawn_at = now()"))
