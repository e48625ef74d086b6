"""Files that support indicators: kept, moved to a newer version, refused, walled, told."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from scoring.evidence_rules import EvidenceDetails
from scoring.models.evidence import Evidence
from scoring.queries.evidence import get_evidence, list_evidence
from scoring.services.evidence import (
    add_evidence,
    remove_evidence,
    revise_evidence,
    tell_running_out,
)
from tenants.access import Role
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidInput, NotFound, StaleVersion, StillInUse
from tenants.models.documents import DocumentBlob
from tenants.models.notices import News
from tenants.services.document_removals import remove_document
from tenants.services.documents import IncomingFile, store_document
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.at_once import at_once, done, start
from tests.integration.cooperation.notices import join

pytestmark = pytest.mark.usefixtures("app_context")

BY: dict[str, Any] = {"actor": ACTOR, "now": NOW}
PDF = IncomingFile("inovasi.pdf", b"%PDF-1.7\nInovasi SERTAKAN", contains_personal_data=False)
PAGE_7 = EvidenceDetails("halaman 7")


def keep_file(regency: Regency, content: bytes = b"", replaces_id: UUID | None = None) -> UUID:
    file = IncomingFile("inovasi.pdf", PDF.content + content, contains_personal_data=False)
    with transaction(regency.principal()) as session:
        return store_document(
            session, tenant_id=regency.id, file=file, replaces_id=replaces_id, **BY
        ).id


def add(regency: Regency, document: UUID | IncomingFile | None = PDF, **changes: Any) -> Evidence:
    stated: dict[str, Any] = {"year": 2026, "indicator": "D1", "details": PAGE_7, **changes}
    with transaction(regency.principal()) as session:
        return add_evidence(session, tenant_id=regency.id, document=document, **BY, **stated)


def pointers(regency: Regency, **changes: Any) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        add(regency, **changes)
    return [one.pointer for one in caught.value.errors]


def test_one_version_of_a_file_supports_many_indicators(regency: Regency) -> None:
    document_id = keep_file(regency)

    for indicator in ("D1", "A3", "E1"):
        add(regency, document_id, indicator=indicator)
    add(regency, document_id, year=2025)

    with transaction(regency.principal()) as session:
        found = list_evidence(session, tenant_id=regency.id, year=2026)
    assert [one.evidence.indicator for one in found] == ["A3", "D1", "E1"]
    assert {one.document.id for one in found} == {document_id}


def test_evidence_that_cannot_be_kept_is_refused_at_its_field(
    regency: Regency, other_regency: Regency
) -> None:
    document_id = keep_file(regency)
    add(regency, document_id)

    assert pointers(regency, document=document_id) == ["/document_id"]
    assert pointers(regency, document=None) == ["/document_id"]
    assert pointers(regency, document=uuid4()) == ["/document_id"]
    assert pointers(regency, document=keep_file(other_regency)) == ["/document_id"]
    assert pointers(regency, document=keep_file(regency, b"2"), details=EvidenceDetails("")) == [
        "/place"
    ]
    for unknown in ({"indicator": "Z9"}, {"year": 1999}):
        with pytest.raises(NotFound):
            add(regency, keep_file(regency, b"3"), **unknown)


def test_evidence_when_its_file_has_a_newer_version_says_so_and_can_follow(
    regency: Regency,
) -> None:
    first = keep_file(regency)
    evidence = add(regency, first)
    second = keep_file(regency, b" edisi kedua", replaces_id=first)
    third = keep_file(regency, b" edisi ketiga", replaces_id=second)
    with transaction(regency.principal()) as session:
        record = get_evidence(session, tenant_id=regency.id, evidence_id=evidence.id)
    assert record.newer is not None
    assert record.newer.id == second

    with transaction(regency.principal()) as session:
        moved = revise_evidence(
            session,
            tenant_id=regency.id,
            evidence_id=evidence.id,
            expected_version=1,
            details=EvidenceDetails("halaman 9", valid_until=date(2026, 12, 31)),
            takes_newer=True,
            **BY,
        )

    assert (moved.document_id, moved.place, moved.version) == (third, "halaman 9", 2)
    with pytest.raises(StaleVersion), transaction(regency.principal()) as session:
        revise_evidence(
            session,
            tenant_id=regency.id,
            evidence_id=evidence.id,
            expected_version=1,
            details=PAGE_7,
            **BY,
        )


def test_file_that_supports_an_indicator_is_not_removed_until_it_is_taken_off(
    regency: Regency, other_regency: Regency
) -> None:
    evidence = add(regency)
    removal: dict[str, Any] = {
        "tenant_id": regency.id,
        "document_id": evidence.document_id,
        "reason": "Salah unggah berkas.",
        **BY,
    }
    with pytest.raises(StillInUse), transaction(regency.principal()) as session:
        remove_document(session, **removal)
    with pytest.raises(NotFound), transaction(other_regency.principal()) as session:
        remove_evidence(session, tenant_id=other_regency.id, evidence_id=evidence.id, **BY)

    with transaction(regency.principal()) as session:
        remove_evidence(session, tenant_id=regency.id, evidence_id=evidence.id, **BY)
        assert list_evidence(session, tenant_id=regency.id, year=2026) == []
        assert session.get(DocumentBlob, (regency.id, evidence.document_id)) is not None
    with transaction(regency.principal()) as session:
        remove_document(session, **removal)


def test_one_file_supports_an_indicator_once_however_often_it_is_sent(
    app: Flask, regency: Regency
) -> None:
    document_id = keep_file(regency)

    ends = at_once(app, *[lambda: add(regency, document_id)] * 4)

    assert done(ends) == 1
    assert {type(one) for one in ends if one} == {InvalidInput}


def removal(regency: Regency, document_id: UUID) -> None:
    with transaction(regency.principal()) as session:
        remove_document(
            session,
            tenant_id=regency.id,
            document_id=document_id,
            reason="Salah unggah berkas.",
            **BY,
        )


def test_file_that_is_removed_while_it_is_chosen_is_asked_for_again(
    app: Flask, regency: Regency
) -> None:
    document_id = keep_file(regency)

    with transaction(regency.principal()) as session:
        remove_document(
            session,
            tenant_id=regency.id,
            document_id=document_id,
            reason="Salah unggah berkas.",
            **BY,
        )
        late = start(app, lambda: add(regency, document_id))

    refused = late()
    assert isinstance(refused, InvalidInput)
    assert [one.pointer for one in refused.errors] == ["/document_id"]


def test_file_that_is_chosen_while_it_is_removed_stays(app: Flask, regency: Regency) -> None:
    document_id = keep_file(regency)

    with transaction(regency.principal()) as session:
        add_evidence(
            session,
            tenant_id=regency.id,
            year=2026,
            indicator="D1",
            document=document_id,
            details=PAGE_7,
            **BY,
        )
        late = start(app, lambda: removal(regency, document_id))

    assert isinstance(late(), StillInUse)


def test_evidence_taken_off_while_it_is_corrected_is_gone_or_corrected(
    app: Flask, regency: Regency
) -> None:
    evidence = add(regency)

    def take_off() -> None:
        with transaction(regency.principal()) as session:
            remove_evidence(session, tenant_id=regency.id, evidence_id=evidence.id, **BY)

    def correct(place: str) -> None:
        with transaction(regency.principal()) as session:
            revise_evidence(
                session,
                tenant_id=regency.id,
                evidence_id=evidence.id,
                expected_version=1,
                details=EvidenceDetails(place),
                **BY,
            )

    ends = at_once(app, take_off, lambda: correct("halaman 8"), lambda: correct("halaman 9"))

    assert ends[0] is None
    assert {type(one) for one in ends[1:] if one} <= {NotFound, StaleVersion}
    assert done(ends[1:]) <= 1


def test_evidence_that_runs_out_is_told_to_officers_once_at_each_threshold(
    regency: Regency,
) -> None:
    join(regency, Role.OFFICER)
    add(regency, details=EvidenceDetails("halaman 7", valid_until=date(2026, 6, 30)))
    add(regency, keep_file(regency, b"2"), details=PAGE_7)

    def watch(day: date) -> int:
        now = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        with transaction(regency.principal(DatabaseRole.JOB)) as session:
            return tell_running_out(session, tenant_id=regency.id, now=now)

    days = [date(2026, 3, 1) + timedelta(days=number) for number in range(160)]
    told = [day for day in days if watch(day)]

    assert told == [
        date(2026, 4, 1),
        date(2026, 5, 29),
        date(2026, 6, 23),
        date(2026, 6, 29),
        date(2026, 7, 1),
    ]
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        codes = session.scalars(select(News.code).where(News.tenant_id == regency.id)).all()
    assert sorted(codes) == ["evidence:ended", *["evidence:ending"] * 4]
