"""The register of one regency: what is kept, what is refused, what another regency never sees."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import (
    Conflict,
    DuplicateRecord,
    InvalidInput,
    NotFound,
    RuleViolation,
    StaleVersion,
    TooLarge,
    UnsupportedFormat,
)
from tenants.kernel.events import FactsChanged
from tenants.kernel.ids import uuid7
from tenants.kernel.sources import SourceStatus
from tenants.models.regulations import Provision, Regulation, RegulationRelation
from tenants.queries.documents import get_document, get_document_content
from tenants.queries.regulation_register import (
    RegulationFilter,
    RegulationOrder,
    count_regulations,
    list_regulation_years,
    list_regulations,
)
from tenants.queries.regulation_standing import contradictions_of, list_standings, standing_of
from tenants.queries.regulations import get_regulation, get_regulation_record
from tenants.regulation_contradictions import ContradictionKind
from tenants.regulation_rules import ProvisionDetails, RegulationDetails, SocialisationDetails
from tenants.regulation_status import State
from tenants.regulation_types import ProvisionGroup, RegulationKind, RegulationStatus, RelationKind
from tenants.services.documents import IncomingFile
from tenants.services.regulation_chain import relate_regulations, unrelate_regulations
from tenants.services.regulation_documents import attach_document
from tenants.services.regulations import (
    register_regulation,
    revise_regulation,
)
from tenants.services.socialisation import (
    add_socialisation,
    remove_socialisation,
    revise_socialisation,
)
from tests.conftest import ACTOR, NOW, Regency

pytestmark = pytest.mark.usefixtures("app_context")

PDF = b"%PDF-1.7\nPeraturan Bupati"
MISTAKE = "Tercatat dua kali."
TOMORROW = NOW.date() + timedelta(days=1)


def details(**changes: Any) -> RegulationDetails:
    base: dict[str, Any] = {
        "kind": RegulationKind.PERBUP,
        "number": "25",
        "year": 2021,
        "title": "Pelaksanaan Program Jaminan Sosial Ketenagakerjaan",
        "status": RegulationStatus.IN_FORCE,
        "enacted_on": date(2021, 6, 23),
        "source_name": "Berita daerah",
        "source_status": SourceStatus.OFFICIAL,
    }
    return RegulationDetails(**{**base, **changes})


def register(
    regency: Regency, provisions: tuple[ProvisionDetails, ...] = (), **changes: Any
) -> Regulation:
    with transaction(regency.principal()) as session:
        return register_regulation(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=details(**changes),
            provisions=provisions,
        )


def by(regency: Regency) -> dict[str, Any]:
    return {"tenant_id": regency.id, "actor": ACTOR, "now": NOW}


def test_register_keeps_details_provisions_and_audit(regency: Regency) -> None:
    provisions = (
        ProvisionDetails(group=ProvisionGroup.PU, article="Pasal 4"),
        ProvisionDetails(group=ProvisionGroup.JAKON, summary="disebut dalam penjelasan"),
    )

    regulation = register(regency, provisions)

    with transaction(regency.principal()) as session:
        record = get_regulation_record(session, tenant_id=regency.id, regulation_id=regulation.id)
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "regulation:register")
        ).one()
    assert record.regulation.citation == "Perbup 25/2021"
    assert record.regulation.version == 1
    assert record.regulation.promulgated_on is None
    assert record.regulation.has_sanction is None
    assert record.provisions[ProvisionGroup.PU].article == "Pasal 4"
    assert record.provisions[ProvisionGroup.JAKON].article is None
    assert entry.subject_id == str(regulation.id)


def test_register_twice_is_refused_but_other_regency_may(
    regency: Regency, other_regency: Regency
) -> None:
    register(regency)
    register(other_regency)

    with pytest.raises(DuplicateRecord) as refusal:
        register(regency, title="Judul lain")

    assert refusal.value.params == {"citation": "Perbup 25/2021"}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"number": None}, "/number"),
        ({"enacted_on": date(2022, 1, 1)}, "/enacted_on"),
        ({"promulgated_on": date(2021, 6, 22)}, "/promulgated_on"),
        ({"year": NOW.year, "enacted_on": TOMORROW}, "/enacted_on"),
        ({"promulgated_on": TOMORROW}, "/promulgated_on"),
        ({"year": NOW.year + 1, "enacted_on": None}, "/year"),
        ({"ended_on": date(2021, 6, 23)}, "/ended_on"),
        ({"status": RegulationStatus.DRAFT, "ended_on": date(2024, 1, 1)}, "/ended_on"),
        ({"sanction_article": "Pasal 9"}, "/has_sanction"),
        (
            {"funding_source_article": "Pasal 7", "names_funding_source": False},
            "/names_funding_source",
        ),
    ],
)
def test_register_when_details_contradict_is_refused(
    regency: Regency, changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        register(regency, **changes)

    assert [error.pointer for error in refusal.value.errors] == [pointer]


def test_draft_may_be_of_a_year_and_a_day_to_come(regency: Regency) -> None:
    draft = register(
        regency, status=RegulationStatus.DRAFT, year=TOMORROW.year, enacted_on=TOMORROW
    )

    assert draft.enacted_on == TOMORROW


@pytest.mark.parametrize(
    "provisions",
    [
        (ProvisionDetails(group=ProvisionGroup.PU),),
        (
            ProvisionDetails(group=ProvisionGroup.PU, article="Pasal 4"),
            ProvisionDetails(group=ProvisionGroup.PU, article="Pasal 5"),
        ),
    ],
)
def test_register_when_provision_empty_or_twice_keeps_nothing(
    regency: Regency, provisions: tuple[ProvisionDetails, ...]
) -> None:
    with pytest.raises(InvalidInput):
        register(regency, provisions)

    with transaction(regency.principal()) as session:
        assert count_regulations(session, tenant_id=regency.id, narrowed=RegulationFilter()) == 0


def test_revise_replaces_details_and_provisions(regency: Regency) -> None:
    old = (
        ProvisionDetails(group=ProvisionGroup.PU, article="Pasal 4"),
        ProvisionDetails(group=ProvisionGroup.NEIGHBOURHOOD_HEADS, article="Pasal 5"),
    )
    new = (
        ProvisionDetails(group=ProvisionGroup.PU, article="Pasal 6"),
        ProvisionDetails(group=ProvisionGroup.PTSP, article="Pasal 12"),
    )
    regulation = register(regency, old)

    with transaction(regency.principal()) as session:
        revise_regulation(
            session,
            **by(regency),
            regulation_id=regulation.id,
            expected_version=1,
            details=details(has_sanction=True, sanction_article="Pasal 12"),
            provisions=new,
        )

    with transaction(regency.principal()) as session:
        record = get_regulation_record(session, tenant_id=regency.id, regulation_id=regulation.id)
    assert record.regulation.version == 2
    assert record.regulation.sanction_article == "Pasal 12"
    assert {group: row.article for group, row in record.provisions.items()} == {
        ProvisionGroup.PU: "Pasal 6",
        ProvisionGroup.PTSP: "Pasal 12",
    }


def test_revise_when_nothing_differs_keeps_version_and_audits_nothing(regency: Regency) -> None:
    provisions = (ProvisionDetails(group=ProvisionGroup.PU, article="Pasal 4"),)
    regulation = register(regency, provisions)

    with transaction(regency.principal()) as session:
        revised = revise_regulation(
            session,
            **by(regency),
            regulation_id=regulation.id,
            expected_version=1,
            details=details(),
            provisions=provisions,
        )
        edits = session.scalars(select(AuditEntry).where(AuditEntry.action == "regulation:edit"))
        assert edits.all() == []
    assert revised.version == 1


def test_revise_when_only_a_provision_differs_advances_version(regency: Regency) -> None:
    regulation = register(regency, (ProvisionDetails(group=ProvisionGroup.PU, article="Pasal 4"),))

    with transaction(regency.principal()) as session:
        revised = revise_regulation(
            session,
            **by(regency),
            regulation_id=regulation.id,
            expected_version=1,
            details=details(),
            provisions=(),
        )

    assert revised.version == 2


def test_revise_when_saved_by_someone_else_is_stale(regency: Regency) -> None:
    regulation = register(regency)
    with transaction(regency.principal()) as session:
        revise_regulation(
            session,
            **by(regency),
            regulation_id=regulation.id,
            expected_version=1,
            details=details(),
            provisions=[ProvisionDetails(group=ProvisionGroup.BUMD, article="Pasal 8")],
        )

    with pytest.raises(StaleVersion), transaction(regency.principal()) as session:
        revise_regulation(
            session,
            **by(regency),
            regulation_id=regulation.id,
            expected_version=1,
            details=details(title="Judul yang hilang"),
        )

    with transaction(regency.principal()) as session:
        kept = get_regulation(session, tenant_id=regency.id, regulation_id=regulation.id)
    assert (kept.version, kept.title) == (2, details().title)


def test_revise_to_a_taken_citation_is_refused(regency: Regency) -> None:
    register(regency)
    second = register(regency, number="26")

    with pytest.raises(DuplicateRecord), transaction(regency.principal()) as session:
        revise_regulation(
            session,
            **by(regency),
            regulation_id=second.id,
            expected_version=1,
            details=details(),
        )


def test_every_change_tells_subscribers(regency: Regency, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[FactsChanged] = []
    monkeypatch.setattr(
        "tenants.services.regulations.publish", lambda _session, event: heard.append(event)
    )

    regulation = register(regency)
    with transaction(regency.principal()) as session:
        attach_document(
            session,
            **by(regency),
            regulation_id=regulation.id,
            file=IncomingFile("perbup.pdf", PDF),
        )

    assert [(event.tenant_id, event.cause) for event in heard] == [
        (regency.id, "regulation:register"),
        (regency.id, "regulation:attach-document"),
    ]


def test_attach_keeps_versions_with_their_hash(regency: Regency) -> None:
    regulation = register(regency)
    for content in (PDF, PDF + b" perbaikan"):
        with transaction(regency.principal()) as session:
            attach_document(
                session,
                **by(regency),
                regulation_id=regulation.id,
                file=IncomingFile("../perbup.exe", content),
            )

    with transaction(regency.principal()) as session:
        record = get_regulation_record(session, tenant_id=regency.id, regulation_id=regulation.id)
        newest = record.documents[0].document
        content = get_document_content(session, tenant_id=regency.id, document_id=newest.id).content
    assert [one.version for one in record.documents] == [2, 1]
    assert newest.filename == "perbup.exe.pdf"
    assert newest.media_type == "application/pdf"
    assert content == PDF + b" perbaikan"


def test_attach_same_bytes_again_is_refused(regency: Regency) -> None:
    regulation = register(regency)
    file = IncomingFile("perbup.pdf", PDF)
    with transaction(regency.principal()) as session:
        attach_document(session, **by(regency), regulation_id=regulation.id, file=file)

    with pytest.raises(Conflict), transaction(regency.principal()) as session:
        attach_document(session, **by(regency), regulation_id=regulation.id, file=file)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", InvalidInput),
        (b"MZ not a document", UnsupportedFormat),
        (b"%PDF-" + b"0" * (20 * 1024 * 1024), TooLarge),
    ],
)
def test_attach_when_file_unfit_is_refused(
    regency: Regency, content: bytes, error: type[Exception]
) -> None:
    regulation = register(regency)

    with pytest.raises(error), transaction(regency.principal()) as session:
        attach_document(
            session,
            **by(regency),
            regulation_id=regulation.id,
            file=IncomingFile("perbup.pdf", content),
        )


def test_relate_when_revoked_ends_the_older_regulation(regency: Regency) -> None:
    older = register(regency, number="24", year=2017, enacted_on=None)
    newer = register(regency, number="42", year=2021, enacted_on=date(2021, 5, 1))

    with transaction(regency.principal()) as session:
        relate_regulations(
            session,
            **by(regency),
            regulation_id=newer.id,
            target_id=older.id,
            kind=RelationKind.REVOKES,
        )

    with transaction(regency.principal()) as session:
        record = get_regulation_record(session, tenant_id=regency.id, regulation_id=older.id)
    standing = standing_of(record.regulation, record.related, date(2026, 1, 1))
    assert record.regulation.status == RegulationStatus.IN_FORCE
    assert (standing.state, standing.ends_on) == (State.REVOKED, date(2021, 5, 1))
    assert contradictions_of(record.regulation, record.related, date(2021, 4, 30)) == []
    assert [
        (one.kind, one.since)
        for one in contradictions_of(record.regulation, record.related, date(2026, 1, 1))
    ] == [(ContradictionKind.IN_FORCE_BUT_REVOKED, date(2021, 5, 1))]
    assert [(one.kind, one.acts, one.other.number) for one in record.related] == [
        (RelationKind.REVOKES, False, "42")
    ]


def test_relate_when_the_revoking_one_binds_later_leaves_the_status_as_stated(
    regency: Regency,
) -> None:
    older = register(regency)
    later = date(NOW.year + 1, 1, 1)
    newer = register(regency, number="1", year=NOW.year, enacted_on=None, effective_on=later)

    with transaction(regency.principal()) as session:
        relate_regulations(
            session,
            **by(regency),
            regulation_id=newer.id,
            target_id=older.id,
            kind=RelationKind.REVOKES,
        )

    with transaction(regency.principal()) as session:
        kept = get_regulation(session, tenant_id=regency.id, regulation_id=older.id)
        before, after = (
            list_standings(session, tenant_id=regency.id, day=day)[older.id].state
            for day in (later - timedelta(days=1), later)
        )
        found = {
            state: count_regulations(
                session, tenant_id=regency.id, narrowed=RegulationFilter(state=state, on=later)
            )
            for state in (State.IN_FORCE, State.REVOKED, State.DRAFT)
        }
    assert (kept.status, kept.ended_on) == (RegulationStatus.IN_FORCE, None)
    assert (before, after) == (State.IN_FORCE, State.REVOKED)
    assert found == {State.IN_FORCE: 1, State.REVOKED: 1, State.DRAFT: 0}


@pytest.mark.parametrize(
    ("kind", "linked"),
    [(RelationKind.REVOKES, State.REVOKED), (RelationKind.AMENDS, State.AMENDED)],
)
@pytest.mark.parametrize("stated", [RegulationStatus.IN_FORCE, RegulationStatus.REVOKED])
def test_unrelate_gives_back_what_each_was_before_on_every_day(
    regency: Regency, kind: RelationKind, linked: State, stated: RegulationStatus
) -> None:
    older = register(regency, number="28", year=2016, enacted_on=date(2016, 5, 1), status=stated)
    newer = register(regency, number="2", year=2022, enacted_on=date(2022, 2, 1))
    days = (date(2015, 1, 1), date(2018, 1, 1), date(2023, 1, 1))

    def standings() -> list[Any]:
        with transaction(regency.principal()) as session:
            return [list_standings(session, tenant_id=regency.id, day=day) for day in days]

    before = standings()
    with transaction(regency.principal()) as session:
        relation = relate_regulations(
            session, **by(regency), regulation_id=newer.id, target_id=older.id, kind=kind
        )
    assert standings()[-1][older.id].state is (
        linked if stated is RegulationStatus.IN_FORCE else State.REVOKED
    )
    which: dict[str, Any] = {"regulation_id": older.id, "relation_id": relation.id}
    with pytest.raises(InvalidInput), transaction(regency.principal()) as session:
        unrelate_regulations(session, **by(regency), **which, reason="salah")

    with transaction(regency.principal()) as session:
        unrelate_regulations(session, **by(regency), **which, reason=MISTAKE)

    assert standings() == before
    with transaction(regency.principal()) as session:
        record = get_regulation_record(session, tenant_id=regency.id, regulation_id=newer.id)
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "regulation:unrelate")
        ).all()
    assert (record.related, record.regulation.version) == ([], 3)
    assert {entry.subject_id for entry in entries} == {str(older.id), str(newer.id)}
    assert {entry.detail["reason"] for entry in entries} == {MISTAKE}
    with pytest.raises(NotFound), transaction(regency.principal()) as session:
        unrelate_regulations(session, **by(regency), **which, reason=MISTAKE)


@pytest.mark.parametrize(
    ("acting", "kind", "error"),
    [
        ({"year": 2020, "enacted_on": None}, RelationKind.IMPLEMENTS, RuleViolation),
        ({"number": "26", "enacted_on": date(2021, 6, 22)}, RelationKind.AMENDS, RuleViolation),
        (
            {"number": None, "year": 2026, "enacted_on": None, "status": RegulationStatus.DRAFT},
            RelationKind.REVOKES,
            RuleViolation,
        ),
    ],
)
def test_relate_when_impossible_is_refused(
    regency: Regency, acting: dict[str, Any], kind: RelationKind, error: type[Exception]
) -> None:
    target = register(regency)
    other = register(regency, **acting)

    with pytest.raises(error), transaction(regency.principal()) as session:
        relate_regulations(
            session, **by(regency), regulation_id=other.id, target_id=target.id, kind=kind
        )


def test_relate_twice_or_to_itself_is_refused(regency: Regency) -> None:
    perda = register(regency, kind=RegulationKind.PERDA, number="9")
    perbup = register(regency)
    pair: dict[str, Any] = {
        "regulation_id": perbup.id,
        "target_id": perda.id,
        "kind": RelationKind.IMPLEMENTS,
    }
    with transaction(regency.principal()) as session:
        relate_regulations(session, **by(regency), **pair)

    with pytest.raises(DuplicateRecord), transaction(regency.principal()) as session:
        relate_regulations(session, **by(regency), **pair)
    with pytest.raises(InvalidInput), transaction(regency.principal()) as session:
        relate_regulations(session, **by(regency), **{**pair, "target_id": perbup.id})


def test_socialisation_is_added_revised_and_removed(regency: Regency) -> None:
    regulation = register(regency)
    first = SocialisationDetails(
        source_name="Berita",
        source_status=SourceStatus.PRESS,
        place="Pendopo",
        source_on=NOW.date(),
    )
    with transaction(regency.principal()) as session:
        event = add_socialisation(
            session, **by(regency), regulation_id=regulation.id, details=first
        )
    place: dict[str, Any] = {"regulation_id": regulation.id, "event_id": event.id}

    with transaction(regency.principal()) as session:
        revise_socialisation(
            session,
            **by(regency),
            **place,
            expected_version=event.version,
            details=SocialisationDetails(
                source_name="Berita", source_status=SourceStatus.PRESS, place="Aula"
            ),
        )
    with transaction(regency.principal()) as session:
        record = get_regulation_record(session, tenant_id=regency.id, regulation_id=regulation.id)
        assert [(one.place, one.held_on, one.source_on) for one in record.events] == [
            ("Aula", None, None)
        ]
        remove_socialisation(session, **by(regency), **place, reason=MISTAKE)

    with pytest.raises(NotFound), transaction(regency.principal()) as session:
        remove_socialisation(session, **by(regency), **place, reason=MISTAKE)


@pytest.mark.parametrize(
    "stated", [{}, {"participants": "camat"}, {"held_on": NOW.date() + timedelta(days=1)}]
)
def test_socialisation_when_empty_or_in_the_future_is_refused(
    regency: Regency, stated: dict[str, Any]
) -> None:
    regulation = register(regency)

    with pytest.raises(InvalidInput), transaction(regency.principal()) as session:
        add_socialisation(
            session,
            **by(regency),
            regulation_id=regulation.id,
            details=SocialisationDetails(
                source_name="Berita", source_status=SourceStatus.PRESS, **stated
            ),
        )


def test_list_narrows_sorts_and_marks(regency: Regency, other_regency: Regency) -> None:
    perda = register(
        regency,
        (ProvisionDetails(group=ProvisionGroup.PU, article="Pasal 3"),),
        kind=RegulationKind.PERDA,
        number="9",
        year=2024,
        enacted_on=None,
        title="Penyelenggaraan 100 % Jaminan Sosial",
    )
    register(regency, number="86", enacted_on=None, title="Pelaksanaan Program")
    register(regency, number="9", enacted_on=None, title="Aturan lain")
    register(other_regency, title="Milik kabupaten lain")

    def found(**narrowed: Any) -> list[str]:
        with transaction(regency.principal()) as session:
            page = list_regulations(
                session, tenant_id=regency.id, narrowed=RegulationFilter(**narrowed)
            )
        return [line.regulation.citation for line in page.items]

    assert found() == ["Perda 9/2024", "Perbup 86/2021", "Perbup 9/2021"]
    assert found(order=RegulationOrder.OLDEST) == [
        "Perbup 9/2021",
        "Perbup 86/2021",
        "Perda 9/2024",
    ]
    assert found(order=RegulationOrder.TITLE)[0] == "Perbup 9/2021"
    assert found(search="perbup 86/2021") == ["Perbup 86/2021"]
    assert found(search="100 %") == ["Perda 9/2024"]
    assert found(search="_") == []
    assert found(kind=RegulationKind.PERDA) == ["Perda 9/2024"]
    assert found(year=2021, status=RegulationStatus.REVOKED) == []
    with transaction(regency.principal()) as session:
        first = list_regulations(session, tenant_id=regency.id, narrowed=RegulationFilter()).items[
            0
        ]
        assert list_regulation_years(session, tenant_id=regency.id) == [2024, 2021]
    assert (first.regulation.id, first.article_count, first.has_document) == (perda.id, 1, False)


@pytest.mark.parametrize("order", list(RegulationOrder))
def test_list_pages_show_every_regulation_once(regency: Regency, order: RegulationOrder) -> None:
    for number in ("9", "10", "18/XI", "100"):
        register(regency, number=number, enacted_on=None)
    register(regency, number=None, status=RegulationStatus.DRAFT, enacted_on=None)

    seen, cursor = [], None
    while True:
        with transaction(regency.principal()) as session:
            page = list_regulations(
                session,
                tenant_id=regency.id,
                narrowed=RegulationFilter(order=order),
                cursor=cursor,
                size=2,
            )
        seen += [line.regulation.number for line in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert sorted(map(str, seen)) == sorted(["9", "10", "18/XI", "100", "None"])
    assert len(seen) == 5


def test_another_regency_finds_nothing(regency: Regency, other_regency: Regency) -> None:
    regulation = register(regency)
    with transaction(regency.principal()) as session:
        document = attach_document(
            session,
            **by(regency),
            regulation_id=regulation.id,
            file=IncomingFile("perbup.pdf", PDF),
        )
    mine = register(other_regency, number="1")
    foreign: dict[str, Any] = {"tenant_id": other_regency.id}

    with transaction(other_regency.principal()) as session:
        with pytest.raises(NotFound):
            get_regulation(session, **foreign, regulation_id=regulation.id)
        with pytest.raises(NotFound):
            get_document(session, **foreign, document_id=document.id)
        with pytest.raises(NotFound):
            revise_regulation(
                session,
                **by(other_regency),
                regulation_id=regulation.id,
                expected_version=1,
                details=details(),
            )
        with pytest.raises(NotFound):
            relate_regulations(
                session,
                **by(other_regency),
                regulation_id=mine.id,
                target_id=regulation.id,
                kind=RelationKind.IMPLEMENTS,
            )


def test_another_regency_finds_nothing_even_when_the_query_names_the_owner(
    regency: Regency, other_regency: Regency
) -> None:
    regulation = register(regency)

    with transaction(other_regency.principal()) as session, pytest.raises(NotFound):
        get_regulation(session, tenant_id=regency.id, regulation_id=regulation.id)


def test_a_row_pointing_at_another_regency_is_refused(
    regency: Regency, other_regency: Regency
) -> None:
    regulation = register(regency)
    mine = register(other_regency)

    for row in (
        Provision(
            tenant_id=other_regency.id,
            regulation_id=regulation.id,
            provision_group="pu",
            article="Pasal 1",
        ),
        RegulationRelation(
            tenant_id=other_regency.id,
            regulation_id=mine.id,
            target_id=regulation.id,
            kind="amends",
        ),
    ):
        with pytest.raises(IntegrityError), transaction(other_regency.principal()) as session:
            session.add(row)


def test_a_file_cannot_be_changed(regency: Regency) -> None:
    with pytest.raises(ProgrammingError), transaction(regency.principal()) as session:
        session.execute(text("UPDATE document_blob SET filename = 'x'"))


def test_a_regulation_that_orders_something_cannot_be_deleted_alone(regency: Regency) -> None:
    register(regency, (ProvisionDetails(group=ProvisionGroup.PU, article="Pasal 4"),))

    with pytest.raises(IntegrityError), transaction(regency.principal()) as session:
        session.execute(text("DELETE FROM regulation"))


def test_job_role_may_read_but_not_write(regency: Regency) -> None:
    regulation = register(regency)

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        found = get_regulation(session, tenant_id=regency.id, regulation_id=regulation.id)
    with (
        pytest.raises(ProgrammingError),
        transaction(regency.principal(DatabaseRole.JOB)) as session,
    ):
        session.execute(text("UPDATE regulation SET title = 'x'"))

    assert found.title == details().title


def test_unknown_id_is_not_found(regency: Regency) -> None:
    with transaction(regency.principal()) as session, pytest.raises(NotFound):
        get_regulation_record(session, tenant_id=regency.id, regulation_id=uuid7())
