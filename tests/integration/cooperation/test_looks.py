"""What a BPJS office keeps of its looks: one for each person, and nothing the regency reads."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import ProgrammingError

from cooperation.looks import LastLook
from cooperation.models.agreements import Agreement
from cooperation.models.looks import AgreementLook
from cooperation.queries.waiting_reviews import find_agreement_look
from cooperation.services.looks import look_at_agreement
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import NOW, Regency
from tests.integration.cooperation.notices import submit
from tests.integration.cooperation.records import keep_agreement, keep_commitment

pytestmark = pytest.mark.usefixtures("app_context")

VIEWER = uuid4()
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def office(regency: Regency, make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


@pytest.fixture
def submitted(regency: Regency, office: Organisation) -> Agreement:
    assert office.id
    agreement = keep_agreement(regency, commitment_id=keep_commitment(regency).id)
    submit(regency, agreement)
    return agreement


def at(regency: Regency, office: Organisation) -> Principal:
    return Principal(DatabaseRole.BRANCH, regency.id, office.id)


def look(
    regency: Regency,
    office: Organisation,
    agreement: Agreement,
    *,
    viewer_id: UUID = VIEWER,
    seen_round: int = 1,
    as_office: UUID | None = None,
) -> None:
    with transaction(at(regency, office)) as session:
        look_at_agreement(
            session,
            tenant_id=regency.id,
            agreement_id=agreement.id,
            viewer_id=viewer_id,
            office_id=as_office or office.id,
            seen_round=seen_round,
            now=NOW if seen_round == 1 else LATER,
        )


def found(
    regency: Regency, office: Organisation, agreement: Agreement, viewer_id: UUID = VIEWER
) -> LastLook | None:
    with transaction(at(regency, office)) as session:
        return find_agreement_look(
            session, tenant_id=regency.id, agreement_id=agreement.id, viewer_id=viewer_id
        )


def test_the_last_look_of_each_person_is_kept(
    regency: Regency, office: Organisation, submitted: Agreement
) -> None:
    colleague = uuid4()
    look(regency, office, submitted)
    look(regency, office, submitted, viewer_id=colleague)
    look(regency, office, submitted, seen_round=2)

    assert found(regency, office, submitted) == LastLook(2, LATER)
    assert found(regency, office, submitted, colleague) == LastLook(1, NOW)
    assert found(regency, office, submitted, uuid4()) is None


def test_no_office_keeps_looks_in_the_name_of_another(
    regency: Regency,
    office: Organisation,
    submitted: Agreement,
    make_organisation: Callable[..., Organisation],
) -> None:
    second = make_organisation(OrganisationKind.BRANCH, serves=[regency])

    with pytest.raises(ProgrammingError, match="row-level security"):
        look(regency, second, submitted, viewer_id=uuid4(), as_office=office.id)


def test_regency_does_not_learn_who_looked_when(
    regency: Regency, office: Organisation, submitted: Agreement
) -> None:
    look(regency, office, submitted)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(regency.principal()) as session,
    ):
        session.scalar(select(func.count()).select_from(AgreementLook))
