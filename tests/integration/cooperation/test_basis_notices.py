"""A regulation is revoked under agreements: both sides are told the same day, and once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from cooperation.findings import FindingCode
from cooperation.kinds import AgreementKind
from cooperation.months import Month
from cooperation.queries.agreement_claims import present_claims
from cooperation.queries.agreement_findings import list_agreement_findings
from cooperation.queries.agreements import get_agreement
from cooperation.sentences import render
from cooperation.services.bases import WATCH_BASES_JOB, tell_ended_bases
from cooperation.wording import describe
from tenants.access import Role
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidInput
from tenants.kernel.jobs import JobRun, RunState, perform
from tenants.kernel.sources import SourceStatus
from tenants.models.identity import Organisation, OrganisationKind
from tenants.models.notices import News, Notice
from tenants.notice_words import in_words
from tenants.regulation_rules import RegulationDetails
from tenants.regulation_types import RegulationKind, RegulationStatus, RelationKind
from tenants.services.regulation_chain import relate_regulations
from tenants.services.regulations import register_regulation
from tests.conftest import NOW, Regency
from tests.integration.cooperation.notices import join
from tests.integration.cooperation.records import TODAY, by, keep_agreement, keep_commitment, sign

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def branch(regency: Regency, make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )


def register(regency: Regency, number: str, year: int, effective_on: date) -> UUID:
    details = RegulationDetails(
        kind=RegulationKind.PERBUP,
        number=number,
        year=year,
        title="Jaminan sosial ketenagakerjaan",
        status=RegulationStatus.IN_FORCE,
        effective_on=effective_on,
        source_name="Berita daerah",
        source_status=SourceStatus.OFFICIAL,
    )
    with transaction(regency.principal()) as session:
        return register_regulation(session, **by(regency), details=details).id


def programme(regency: Regency, regulation_id: UUID | None, **changes: Any) -> UUID:
    stated = {"budget_year": 2026, "first_month": Month(2026, 3), "month_count": 10, **changes}
    return keep_commitment(regency, regulation_id=regulation_id, **stated).id


def revoke(regency: Regency, regulation_id: UUID, effective_on: date = TODAY) -> None:
    newer = register(regency, "9", 2026, effective_on)
    with transaction(regency.principal()) as session:
        relate_regulations(
            session,
            **by(regency),
            regulation_id=newer,
            target_id=regulation_id,
            kind=RelationKind.REVOKES,
        )


def work(regency: Regency) -> int:
    """Do what the changes asked for; how many runs that were."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        waiting = session.scalars(
            select(JobRun.id).where(
                JobRun.tenant_id == regency.id,
                JobRun.kind == WATCH_BASES_JOB,
                JobRun.state == RunState.QUEUED,
            )
        ).all()
    for run_id in waiting:
        perform(str(run_id))
    return len(waiting)


def told(regency: Regency) -> list[tuple[UUID, str]]:
    assert current_app
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        rows = session.scalars(select(Notice).where(Notice.code == "regulation:ended"))
        return [(row.user_id, " ".join(_words(row))) for row in rows]


def _words(notice: Notice) -> list[str]:
    telling = in_words(notice.code, notice.params)
    return [telling.headline, *telling.lines]


def test_revocation_is_told_to_both_sides_with_the_number_of_agreements(
    app: Flask, regency: Regency, branch: Organisation
) -> None:
    perbup = register(regency, "5", 2024, date(2024, 5, 1))
    for title in ("PKS satu", "PKS dua"):
        agreement = keep_agreement(
            regency, title=title, commitment_id=programme(regency, perbup, title=title)
        )
        sign(regency, agreement, date(2025, 4, 14))
    officer, head = join(regency, Role.OFFICER), join(branch, Role.HEAD)
    viewer = join(regency, Role.VIEWER)
    work(regency)
    assert told(regency) == []

    revoke(regency, perbup)

    assert work(regency) == 1
    assert {person for person, _ in told(regency)} == {officer, head, viewer}
    with app.test_request_context():
        (words,) = {text for _, text in told(regency)}
    assert words == (
        "Perbup 5/2024 tidak dapat lagi menjadi dasar hukum. Tidak berlaku lagi sejak"
        f" {TODAY.day}\N{NO-BREAK SPACE}November 2026. Dicabut dengan Perbup 9/2026."
        " 2 perjanjian dan 2 program masih bertumpu padanya."
        " Pilih regulasi yang berlaku sebagai dasar hukumnya."
    )
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        assert tell_ended_bases(session, tenant_id=regency.id, now=NOW) == 0
    assert len(told(regency)) == 3


def test_revocation_under_an_umbrella_is_told_to_both_sides_and_found_in_it(
    app: Flask, regency: Regency, branch: Organisation
) -> None:
    perbup = register(regency, "5", 2024, date(2024, 5, 1))
    umbrella = keep_agreement(
        regency,
        title="Nota kesepakatan",
        kind=AgreementKind.NOTA_KESEPAKATAN,
        regulation_id=perbup,
        starts_on=date(2025, 1, 1),
        ends_on=date(2029, 12, 31),
    )
    sign(regency, umbrella, date(2025, 1, 2))
    officer, head = join(regency, Role.OFFICER), join(branch, Role.HEAD)

    revoke(regency, perbup)
    work(regency)

    assert {person for person, _ in told(regency)} == {officer, head}
    with app.test_request_context():
        (words,) = {text for _, text in told(regency)}
    assert "1 perjanjian dan 0 program masih bertumpu padanya." in words
    with transaction(regency.principal()) as session:
        kept = get_agreement(session, tenant_id=regency.id, agreement_id=umbrella.id)
        found = list_agreement_findings(session, agreement=kept, carried=(), today=TODAY)
        basis = present_claims(session, kept)["basis"]
    (ended,) = [one for one in found if one.code is FindingCode.BASIS_ENDED]
    assert render(describe(ended)).endswith(
        "37 bulan perjanjian tanpa dasar hukum: Desember 2026–Desember 2029."
        " Pilih regulasi yang berlaku sebagai dasar hukum perjanjian."
    )
    assert basis == ["Perbup 5/2024 Jaminan sosial ketenagakerjaan", str(perbup)]


def test_umbrella_that_is_over_is_no_news(regency: Regency) -> None:
    perbup = register(regency, "5", 2024, date(2024, 5, 1))
    keep_agreement(
        regency,
        kind=AgreementKind.NOTA_KESEPAKATAN,
        regulation_id=perbup,
        ends_on=TODAY - timedelta(days=1),
    )
    join(regency, Role.OFFICER)

    revoke(regency, perbup)
    work(regency)

    assert told(regency) == []


def test_basis_beside_a_programme_or_of_another_regency_is_refused(
    regency: Regency, other_regency: Regency
) -> None:
    perbup = register(regency, "5", 2024, date(2024, 5, 1))
    foreign = register(other_regency, "5", 2024, date(2024, 5, 1))
    carried = programme(regency, perbup)

    for stated in (
        {"regulation_id": perbup, "commitment_id": carried},
        {"regulation_id": foreign, "kind": AgreementKind.NOTA_KESEPAKATAN},
    ):
        with pytest.raises(InvalidInput) as refused:
            keep_agreement(regency, **stated)
        assert [one.pointer for one in refused.value.errors] == ["/regulation_id"]


def test_office_is_not_told_where_it_accepted_nothing(
    regency: Regency, branch: Organisation
) -> None:
    perbup = register(regency, "5", 2024, date(2024, 5, 1))
    keep_agreement(regency, commitment_id=programme(regency, perbup))
    officer, certifier = join(regency, Role.OFFICER), join(regency, Role.CERTIFIER)
    join(branch, Role.HEAD)

    revoke(regency, perbup)
    work(regency)

    assert {person for person, _ in told(regency)} == {officer, certifier}


def test_revocation_under_nothing_or_past_months_is_no_news(
    regency: Regency, other_regency: Regency
) -> None:
    perbup = register(regency, "5", 2024, date(2024, 5, 1))
    programme(regency, perbup, budget_year=2025, first_month=Month(2025, 3))
    join(regency, Role.OFFICER)
    elsewhere = register(other_regency, "5", 2024, date(2024, 5, 1))
    programme(other_regency, elsewhere)

    revoke(regency, perbup)
    work(regency)

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        assert session.scalars(select(News)).all() == []
