"""A later list corrects the address and the telephone number of people it names."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from enrollment.models.rosters import Roster
from enrollment.models.workers import Worker
from enrollment.services.withdrawals import request_withdrawal
from tenants.kernel.crypto import decrypt
from tenants.kernel.db import transaction
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    reading,
    roster_file,
    roster_of,
    run_due,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")

JANUARY = date(2026, 1, 1)
WHY = "Berkas salah program."
KNOWN = {"alamat": "RT 1", "nomor_telepon": "081234567890"}


def contacts(regency: Regency) -> tuple[str, str]:
    """Address and telephone number of the only person, as their record opens them."""
    with reading(regency) as session:
        worker = session.scalars(select(Worker)).one()
    return opened(worker, "address_encrypted"), opened(worker, "phone_encrypted")


def opened(worker: Worker, column: str) -> str:
    sealed = getattr(worker, column)
    if sealed is None:
        return ""
    return decrypt(
        sealed, table="worker", column=column, tenant_id=worker.tenant_id, row_id=worker.id
    ).decode()


def stored(
    regency: Regency, commitment_id: UUID, contact: dict[str, str], *, is_synthetic: bool = False
) -> Roster:
    """A list of one person, stored at once where nothing is wrong."""
    content = roster_file([person(1, **contact)])
    received = upload(regency, commitment_id, content, is_synthetic=is_synthetic)
    run_due(regency)
    return roster_of(regency, received.roster.id)


@pytest.fixture
def programmes(regency: Regency) -> tuple[UUID, UUID]:
    """Two whose months do not meet; one person is in the first."""
    first = add_commitment(regency)
    stored(regency, first, KNOWN)
    return first, add_commitment(regency, title="Lain", budget_year=2026, first_month=JANUARY)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"alamat": "RT 9"}, ("RT 9", "081234567890")),
        ({"nomor_telepon": "081300000001"}, ("RT 1", "081300000001")),
        ({"alamat": "RT 9", "nomor_telepon": ""}, ("RT 9", "081234567890")),
    ],
)
def test_later_list_corrects_what_it_states(
    regency: Regency,
    programmes: tuple[UUID, UUID],
    stated: dict[str, str],
    expected: tuple[str, str],
) -> None:
    roster = stored(regency, programmes[1], KNOWN | stated)

    assert roster.updated_worker_count == 1
    assert contacts(regency) == expected


def test_list_of_the_same_programme_that_states_a_new_address_alone_is_something_new(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    roster = stored(regency, programmes[0], KNOWN | {"alamat": "RT 9"})

    assert (roster.state, roster.updated_worker_count) == ("applied", 1)
    assert contacts(regency)[0] == "RT 9"


@pytest.mark.parametrize("stated", [KNOWN, {"alamat": "", "nomor_telepon": ""}])
def test_list_that_states_nothing_else_changes_nobody(
    regency: Regency, programmes: tuple[UUID, UUID], stated: dict[str, str]
) -> None:
    roster = stored(regency, programmes[1], stated)

    assert roster.updated_worker_count == 0
    assert contacts(regency) == ("RT 1", "081234567890")


def test_invented_list_leaves_the_address_of_a_real_person(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    roster = stored(regency, programmes[1], KNOWN | {"alamat": "RT 9"}, is_synthetic=True)

    assert roster.updated_worker_count == 0
    assert contacts(regency)[0] == "RT 1"


def test_list_taken_out_gives_back_what_was_recorded_before(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    roster = stored(regency, programmes[1], {"alamat": "RT 9", "nomor_telepon": "081300000001"})
    with transaction(regency.principal()) as session:
        request_withdrawal(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id, reason=WHY
        )
    run_due(regency)

    assert contacts(regency) == ("RT 1", "081234567890")
