"""First steps of a regency: done once there is one record of each."""

import pytest

from scoring.queries.first_steps import FirstSteps, find_first_steps
from tenants.kernel.db import transaction
from tests.conftest import Regency
from tests.integration.cooperation.records import keep_commitment

pytestmark = pytest.mark.usefixtures("app_context")


def of(regency: Regency) -> FirstSteps:
    with transaction(regency.principal()) as session:
        return find_first_steps(session, tenant_id=regency.id)


def test_steps_of_a_new_regency_are_open_whatever_others_recorded(
    regency: Regency, other_regency: Regency
) -> None:
    keep_commitment(other_regency)

    assert of(regency) == FirstSteps(False, False, False, False)
    assert of(other_regency) == FirstSteps(False, True, False, False)


def test_steps_are_done_with_the_last_of_them() -> None:
    assert FirstSteps(True, True, True, True).are_done
    assert not FirstSteps(True, True, False, True).are_done
