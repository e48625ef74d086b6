"""A participation statement belongs to whoever stated it, in the database as in the service."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from enrollment.figures import StatementDetails
from enrollment.kinds import DenominatorKind, NumeratorBasis
from enrollment.models.coverage import ParticipationStatement
from enrollment.services.statements import add_statement
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.sources import SourceStatus
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import ACTOR, NOW, Regency

pytestmark = pytest.mark.usefixtures("app_context")

DETAILS = StatementDetails(
    numerator_count=100,
    numerator_basis=NumeratorBasis.KTP,
    denominator_count=1000,
    denominator_kind=DenominatorKind.EMPLOYED,
    includes_jakon=True,
    source_name="Surat",
    source_on=date(2026, 1, 10),
    data_on=date(2025, 12, 31),
    source_status=SourceStatus.OFFICIAL,
)


@pytest.fixture
def offices(
    make_organisation: Callable[..., Organisation], regency: Regency
) -> tuple[Organisation, ...]:
    """Two BPJS offices that serve the regency."""
    return tuple(make_organisation(OrganisationKind.BRANCH, serves=[regency]) for _ in range(2))


def principal(regency: Regency, office: Organisation | None) -> Principal:
    if office is None:
        return regency.principal()
    return Principal(DatabaseRole.BRANCH, regency.id, office.id)


def state(regency: Regency, office: Organisation | None, branch_id: UUID | None) -> UUID:
    """State as somebody, in the name of an office or of the regency."""
    with transaction(principal(regency, office)) as session:
        statement = add_statement(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=DETAILS,
            branch_id=branch_id,
        )
        return statement.id


def deleted(regency: Regency, office: Organisation | None) -> int:
    """Rows that go when somebody deletes whatever the database lets them."""
    with transaction(principal(regency, office)) as session:
        return session.connection().exec_driver_sql("DELETE FROM participation_statement").rowcount


def held(regency: Regency) -> list[UUID]:
    with transaction(regency.principal()) as session:
        return list(session.scalars(select(ParticipationStatement.id)))


def test_office_deletes_no_statement_but_its_own(
    regency: Regency, offices: tuple[Organisation, ...]
) -> None:
    office, other = offices
    kept = {state(regency, None, None), state(regency, other, other.id)}
    state(regency, office, office.id)

    assert deleted(regency, office) == 1
    assert set(held(regency)) == kept


def test_regency_deletes_no_statement_of_an_office(
    regency: Regency, offices: tuple[Organisation, ...]
) -> None:
    state(regency, None, None)
    theirs = state(regency, offices[0], offices[0].id)

    assert deleted(regency, None) == 1
    assert held(regency) == [theirs]


def test_nobody_states_in_anothers_name(
    regency: Regency, offices: tuple[Organisation, ...]
) -> None:
    office, other = offices
    for author, name in ((None, office.id), (office, None), (office, other.id)):
        with pytest.raises(ProgrammingError, match="row-level security"):
            state(regency, author, name)

    assert held(regency) == []


def test_office_whose_name_is_not_said_states_and_deletes_nothing(
    regency: Regency, offices: tuple[Organisation, ...]
) -> None:
    state(regency, offices[0], offices[0].id)

    with transaction(Principal(DatabaseRole.BRANCH, regency.id)) as session:
        gone = session.execute(text("DELETE FROM participation_statement RETURNING id")).all()

    assert gone == []
