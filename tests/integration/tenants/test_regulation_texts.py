"""Words found in the text of regulations: by page, in the newest version, of one regency alone."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tenants.kernel import jobs
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.sources import SourceStatus
from tenants.models.documents import DocumentBlob
from tenants.models.regulation_texts import RegulationPage, RegulationReading
from tenants.queries.regulation_texts import list_readings, search_texts
from tenants.reading import Cut, ReaderFailed, Reading, ReadingState
from tenants.regulation_passages import HIT_BEGINS, HIT_ENDS
from tenants.regulation_rules import RegulationDetails
from tenants.regulation_types import RegulationKind, RegulationStatus
from tenants.services.documents import IncomingFile
from tenants.services.regulation_documents import attach_document, detach_document
from tenants.services.regulation_texts import READ_TEXTS_JOB, forget_outdated, request_reading
from tenants.services.regulations import register_regulation, remove_regulation
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.tenants.papers import Beside, docx_of, paragraph_of, pdf_of

pytestmark = pytest.mark.usefixtures("app_context")

REASON = "Tercatat dua kali."
BODY_ALONE = Reading(ReadingState.READ, ["Naskah tentang iuran"])


def by(regency: Regency) -> dict[str, Any]:
    return {"tenant_id": regency.id, "actor": ACTOR, "now": NOW}


def register(regency: Regency, number: str = "25") -> UUID:
    with transaction(regency.principal()) as session:
        return register_regulation(
            session,
            **by(regency),
            details=RegulationDetails(
                kind=RegulationKind.PERBUP,
                number=number,
                year=2021,
                title="Pelaksanaan Program",
                status=RegulationStatus.IN_FORCE,
                source_name="JDIH",
                source_status=SourceStatus.OFFICIAL,
            ),
        ).id


def attach(regency: Regency, regulation_id: UUID, content: bytes, **said: Any) -> UUID:
    with transaction(regency.principal()) as session:
        return attach_document(
            session,
            **by(regency),
            regulation_id=regulation_id,
            file=IncomingFile("perbup.pdf", content, **said),
        ).id


def run(regency: Regency) -> None:
    """What the worker does with the run that was asked for."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        waiting = session.scalars(
            select(jobs.JobRun.id).where(
                jobs.JobRun.tenant_id == regency.id,
                jobs.JobRun.kind == READ_TEXTS_JOB,
                jobs.JobRun.state == jobs.RunState.QUEUED,
            )
        ).all()
    assert len(waiting) == 1
    jobs.perform(str(waiting[0]))


def found(regency: Regency, words: str) -> list[tuple[str | None, int, int, str]]:
    with transaction(regency.principal()) as session:
        hits = search_texts(session, tenant_id=regency.id, words=words).passages
        return [(one.regulation.number, one.version, one.page, one.passage) for one in hits]


def test_words_are_found_on_their_page_in_any_form(
    regency: Regency, other_regency: Regency
) -> None:
    regulation_id = register(regency)
    attach(regency, regulation_id, pdf_of("Ketentuan umum", "Pendaftaran pekerja rentan di desa"))
    attach(other_regency, register(other_regency), pdf_of("Pekerja rentan milik yang lain saja"))
    run(regency)
    run(other_regency)

    ((number, version, page, passage),) = found(regency, "mendaftarkan pekerja")

    assert (number, version, page) == ("25", 1, 2)
    assert f"{HIT_BEGINS}Pendaftaran{HIT_ENDS} {HIT_BEGINS}pekerja{HIT_ENDS} rentan" in passage
    assert found(regency, '"rentan pekerja"') == []
    assert found(regency, "pekerja -desa") == []
    assert found(regency, "nelayan") == []


def test_marks_alone_are_no_words(regency: Regency) -> None:
    with transaction(regency.principal()) as session:
        hits = search_texts(session, tenant_id=regency.id, words='":* -')

    assert (hits.has_no_word, hits.total) == (True, 0)


def test_newest_version_alone_is_searched_and_a_scan_says_so(regency: Regency) -> None:
    regulation_id = register(regency)
    attach(regency, regulation_id, pdf_of("Rancangan lama tentang nelayan kecil"))
    attach(regency, regulation_id, docx_of("Naskah baru tentang pekerja rentan", "Penutup"))
    attach(regency, register(regency, "26"), pdf_of("", ""))
    run(regency)

    assert [hit[:3] for hit in found(regency, "pekerja rentan")] == [("25", 2, 1)]
    assert found(regency, "nelayan") == []
    with transaction(regency.principal()) as session:
        kept = list_readings(session, tenant_id=regency.id, regulation_id=regulation_id)
        states = session.scalars(
            select(RegulationReading.state).order_by(RegulationReading.id)
        ).all()
    assert (kept[2].page_count, kept[2].text_page_count) == (2, 2)
    assert states == [ReadingState.READ, ReadingState.READ, ReadingState.SCAN]


def test_last_article_of_a_long_document_is_found_in_its_part(regency: Regency) -> None:
    regulation_id = register(regency)
    articles = [f"Pasal {number}\nKetentuan umum tentang iuran." for number in range(1, 5_001)]
    attach(regency, regulation_id, docx_of("\n".join([*articles, "Nelayan dilindungi."])))
    run(regency)

    with transaction(regency.principal()) as session:
        (kept,) = list_readings(session, tenant_id=regency.id, regulation_id=regulation_id).values()
        (hit,) = search_texts(session, tenant_id=regency.id, words="nelayan").passages
    assert (kept.state, kept.total_letters) == (ReadingState.READ, None)
    assert (hit.page, hit.is_in_part) == (kept.page_count, True)
    assert hit.page > 30


def test_reading_keeps_how_much_of_a_text_it_read(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    regulation_id = register(regency)
    attach(regency, regulation_id, docx_of("Naskah tentang pekerja rentan"))
    cut = Reading(ReadingState.READ, ["Naskah tentang"], Cut(14, 29))
    monkeypatch.setattr("tenants.tasks.read_text", lambda *_given: cut)
    run(regency)

    with transaction(regency.principal()) as session:
        (kept,) = list_readings(session, tenant_id=regency.id, regulation_id=regulation_id).values()
    assert (kept.kept_letters, kept.total_letters) == (14, 29)


def test_text_of_an_older_reader_is_read_again_once_and_no_other(
    regency: Regency, other_regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    headed = docx_of("Naskah tentang iuran", beside=[Beside("header", paragraph_of("Nelayan"))])
    with monkeypatch.context() as once:
        once.setattr("tenants.tasks.read_text", lambda *_given: BODY_ALONE)
        once.setattr("tenants.services.regulation_texts.reader_of", lambda _form: 1)
        attach(regency, register(regency), headed)
        attach(regency, register(regency, "26"), pdf_of("Naskah tentang iuran"))
        attach(other_regency, register(other_regency), headed)
        run(regency)
        run(other_regency)
    attach(regency, register(regency, "27"), docx_of("Naskah tentang pekerja rentan"))
    run(regency)
    assert found(regency, "nelayan") == []

    with transaction(regency.principal()) as session:
        again = forget_outdated(session, tenant_id=regency.id)
        none_left = forget_outdated(session, tenant_id=regency.id)
        request_reading(session, tenant_id=regency.id, now=NOW)
    run(regency)

    assert (again, none_left) == (1, 0)
    assert [hit[:3] for hit in found(regency, "nelayan")] == [("25", 1, 2)]
    with transaction(regency.principal()) as session:
        readers = session.scalars(
            select(RegulationReading.reader).where(RegulationReading.tenant_id == regency.id)
        ).all()
        assert forget_outdated(session, tenant_id=regency.id) == 0
    assert sorted(readers) == [1, 2, 2]


def test_file_with_personal_data_is_neither_read_nor_searched(regency: Regency) -> None:
    regulation_id = register(regency)
    attach(regency, regulation_id, pdf_of("Lampiran nama penerima"), contains_personal_data=True)
    open_one = attach(regency, register(regency, "26"), pdf_of("Daftar penerima bantuan iuran"))
    run(regency)
    assert [hit[0] for hit in found(regency, "penerima")] == ["26"]

    with transaction(regency.principal()) as session:
        kept = session.scalars(select(DocumentBlob).where(DocumentBlob.id == open_one)).one()
        kept.contains_personal_data = True

    assert found(regency, "penerima") == []


def test_reader_that_keeps_failing_holds_nothing_up(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    regulation_id = register(regency)
    attach(regency, regulation_id, pdf_of("Naskah tentang pekerja rentan"))

    def failing(*_: object) -> None:
        raise ReaderFailed

    monkeypatch.setattr("tenants.tasks.read_text", failing)
    monkeypatch.setattr("tenants.tasks.PATIENCE", 1)
    run(regency)

    with transaction(regency.principal()) as session:
        (kept,) = list_readings(session, tenant_id=regency.id, regulation_id=regulation_id).values()
    assert kept.state == ReadingState.DAMAGED


@pytest.mark.parametrize("way", ["detach", "remove"])
def test_text_goes_with_its_file(regency: Regency, way: str) -> None:
    regulation_id = register(regency)
    document_id = attach(regency, regulation_id, pdf_of("Naskah tentang pekerja rentan"))
    run(regency)

    with transaction(regency.principal()) as session:
        if way == "detach":
            detach_document(
                session,
                **by(regency),
                regulation_id=regulation_id,
                document_id=document_id,
                reason=REASON,
            )
        else:
            remove_regulation(session, **by(regency), regulation_id=regulation_id, reason=REASON)

    with transaction(regency.principal()) as session:
        left = [
            session.scalar(select(func.count()).select_from(model))
            for model in (RegulationPage, RegulationReading)
        ]
    assert left == [0, 0]
