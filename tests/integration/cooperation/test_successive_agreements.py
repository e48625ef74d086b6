"""Agreements about one programme after one another: each carries its months, and none twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from cooperation.findings import Finding, FindingCode
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreement_findings import list_agreement_findings
from cooperation.queries.agreement_split import CarriedProgramme, find_split
from cooperation.queries.commitments import get_commitment_record
from cooperation.queries.draft_figures import get_draft_figures
from tenants.kernel.db import transaction
from tests.conftest import NOW, Regency
from tests.integration.cooperation.records import keep_agreement, keep_commitment, sign
from tests.integration.cooperation.test_agreement_links import end, keep_addendum, kept

pytestmark = pytest.mark.usefixtures("app_context")

TODAY = date(2025, 12, 1)
RATE = 1_000 * 16_800


@dataclass
class Scene:
    """A programme of July 2025 to December 2026 whose first agreement was ended in November."""

    regency: Regency
    commitment: Commitment
    ended: Agreement

    def replaced(self, **changes: Any) -> Agreement:
        """A draft of what comes after it."""
        stated: dict[str, Any] = {
            "title": "PKS pengganti",
            "commitment_id": self.commitment.id,
            "starts_on": date(2025, 11, 16),
            "ends_on": date(2026, 12, 31),
        }
        return keep_agreement(self.regency, **stated | changes)

    def carried(self, agreement: Agreement) -> CarriedProgramme:
        with transaction(self.regency.principal()) as session:
            split = find_split(session, kept(self.regency, agreement), today=TODAY)
        assert split is not None
        (found,) = split.programmes
        return found

    def findings(self, agreement: Agreement) -> Sequence[Finding]:
        with transaction(self.regency.principal()) as session:
            found = list_agreement_findings(
                session,
                agreement=kept(self.regency, agreement),
                carried=[self.commitment],
                today=TODAY,
            )
        return [one for one in found if one.code is FindingCode.TERM_OUTSIDE_MONTHS]


@pytest.fixture
def scene(regency: Regency) -> Scene:
    commitment = keep_commitment(
        regency,
        people_count=1_000,
        first_month=Month(2025, 7),
        budget_year=2025,
        month_count=18,
        stated_total_idr=18 * RATE,
    )
    first = keep_agreement(
        regency,
        commitment_id=commitment.id,
        starts_on=date(2025, 7, 1),
        ends_on=date(2026, 12, 31),
    )
    sign(regency, first, date(2025, 6, 20))
    end(regency, first, date(2025, 11, 16), today=date(2025, 11, 20))
    return Scene(regency, commitment, first)


def test_agreement_that_was_ended_is_read_as_agreed_until_another_takes_its_months(
    scene: Scene,
) -> None:
    whole = scene.carried(scene.ended)
    scene_draft = scene.replaced()
    drafted = scene.carried(scene.ended)
    sign(scene.regency, scene_draft, TODAY)
    parted = scene.carried(scene.ended)

    assert (whole.months, whole.total_idr, whole.stated_idr) == (None, 18 * RATE, 18 * RATE)
    assert drafted.months is None
    assert (parted.first_month, parted.last_month) == (Month(2025, 7), Month(2025, 11))
    assert (parted.month_count, parted.total_idr, parted.stated_idr) == (5, 5 * RATE, None)


@pytest.mark.parametrize("is_signed", [False, True])
def test_replacement_carries_the_months_that_the_one_before_left(
    scene: Scene, is_signed: bool
) -> None:
    anew = scene.replaced()
    if is_signed:
        sign(scene.regency, anew, TODAY)

    carried = scene.carried(anew)

    assert (carried.first_month, carried.last_month) == (Month(2025, 12), Month(2026, 12))
    assert (carried.total_idr, carried.stated_idr) == (13 * RATE, None)
    assert carried.computed is not None
    assert sum(carried.computed.by_month.values()) == 13 * RATE
    with transaction(scene.regency.principal()) as session:
        figures = get_draft_figures(session, kept(scene.regency, anew), now=NOW)
    assert (figures.first_month, figures.months) == (Month(2025, 12), 13)
    assert figures.total_idr == 13 * RATE


def test_replacement_is_held_against_the_months_that_are_left_alone(scene: Scene) -> None:
    anew = scene.replaced()
    short = scene.replaced(title="PKS pendek", ends_on=date(2026, 10, 31))

    assert scene.findings(anew) == []
    (found,) = scene.findings(short)
    assert (found.params["first_month"], found.params["last_month"]) == (
        Month(2025, 12),
        Month(2026, 12),
    )
    sign(scene.regency, anew, TODAY)
    assert scene.findings(anew) == []
    assert scene.findings(scene.ended) == []


def test_month_before_a_signature_waits_for_no_proof_where_another_agreement_held_it(
    scene: Scene,
) -> None:
    sign(scene.regency, scene.replaced(), TODAY)

    assert late_starts(scene) == ()


def test_month_before_a_signature_that_nothing_held_waits_for_proof(scene: Scene) -> None:
    sign(scene.regency, scene.replaced(starts_on=date(2025, 12, 1)), date(2026, 1, 5))

    (late,) = late_starts(scene)
    assert late.first_month == Month(2025, 12)


def late_starts(scene: Scene) -> Sequence[Any]:
    with transaction(scene.regency.principal()) as session:
        record = get_commitment_record(
            session, tenant_id=scene.regency.id, commitment_id=scene.commitment.id, today=TODAY
        )
    return record.terms.late_starts


def test_addenda_that_never_took_effect_leave_the_stated_value(regency: Regency) -> None:
    commitment = keep_commitment(
        regency,
        people_count=1_000,
        first_month=Month(2026, 1),
        budget_year=2026,
        month_count=12,
        stated_total_idr=12 * RATE,
    )
    pks = keep_agreement(
        regency,
        commitment_id=commitment.id,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )
    sign(regency, pks, TODAY)
    more = keep_addendum(
        regency,
        pks,
        changes_from=Month(2026, 3),
        new_people_count=1_500,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 12, 31),
    )
    sign(regency, more, TODAY)

    end(regency, pks, TODAY, today=TODAY)

    with transaction(regency.principal()) as session:
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=commitment.id, today=TODAY
        )
    assert (record.terms.amendments, record.stated_now_idr) == ((), 12 * RATE)


def test_addendum_lasts_no_longer_than_a_later_one_leaves_its_agreement(regency: Regency) -> None:
    commitment = keep_commitment(regency)
    pks = keep_agreement(regency, commitment_id=commitment.id)
    sign(regency, pks, date(2025, 3, 1))
    first = keep_addendum(regency, pks, ends_on=date(2025, 12, 31))
    sign(regency, first, date(2025, 7, 20))
    later = keep_addendum(
        regency,
        pks,
        title="Adendum II",
        new_people_count=None,
        new_last_month=Month(2025, 9),
        ends_on=date(2025, 9, 30),
    )
    sign(regency, later, date(2025, 7, 25))

    assert kept(regency, pks).last_day == date(2025, 9, 30)
    assert kept(regency, first).last_day == date(2025, 9, 30)

    end(regency, later, date(2025, 7, 26), today=date(2025, 8, 1))

    assert kept(regency, pks).last_day == date(2025, 12, 31)
    assert kept(regency, first).last_day == date(2025, 12, 31)
