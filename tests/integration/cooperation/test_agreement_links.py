"""Agreements that rest on, continue and change one another, and what follows from the tie."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from cooperation.kinds import AgreementKind, Capacity
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreement_claims import present_content
from cooperation.queries.agreement_links import agreement_links, find_amendment_effect
from cooperation.queries.agreements import get_agreement, state_on
from cooperation.queries.commitments import get_commitment_record
from cooperation.queries.cooperation_facts import cooperation_facts
from cooperation.queries.expiry import list_endings
from cooperation.services.agreement_steps import terminate_agreement
from cooperation.services.agreements import revise_agreement
from cooperation.services.commitments import revise_commitment
from cooperation.states import AgreementState
from cooperation.submitted_claims import claim_changes
from enrollment.queries.programmes import get_programme
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidInput, InvalidTransition
from tests.conftest import Regency
from tests.integration.cooperation.records import (
    TODAY,
    agreement_details,
    by,
    commitment_details,
    keep_agreement,
    keep_commitment,
    sign,
    version_now,
)

pytestmark = pytest.mark.usefixtures("app_context")

SIGNED = date(2025, 3, 1)
AUGUST = Month(2025, 8)


def keep_pks(regency: Regency, **changes: Any) -> tuple[Commitment, Agreement]:
    commitment = keep_commitment(regency, **changes)
    agreement = keep_agreement(regency, commitment_id=commitment.id)
    sign(regency, agreement, SIGNED)
    return commitment, agreement


def keep_addendum(regency: Regency, amended: Agreement, **changes: Any) -> Agreement:
    stated: dict[str, Any] = {
        "title": "Adendum",
        "kind": AgreementKind.ADENDUM,
        "commitment_id": amended.commitment_id,
        "amends_id": amended.id,
        "changes_from": AUGUST,
        "new_people_count": 8_625,
        "starts_on": date(2025, 8, 1),
        **changes,
    }
    return keep_agreement(regency, **stated)


def kept(regency: Regency, agreement: Agreement) -> Agreement:
    with transaction(regency.principal()) as session:
        return get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)


def refused(regency: Regency, **changes: Any) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        keep_agreement(regency, **changes)
    return [one.pointer for one in caught.value.errors]


def total_of(regency: Regency, commitment: Commitment) -> int | None:
    with transaction(regency.principal()) as session:
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=commitment.id, today=TODAY
        )
    return record.examination.computation.total_idr if record.examination else None


def test_addendum_counts_for_everybody_once_it_is_signed(regency: Regency) -> None:
    commitment, pks = keep_pks(regency)
    addendum = keep_addendum(regency, pks)
    assert total_of(regency, commitment) == 1_365_000_000

    sign(regency, addendum, date(2025, 7, 20))

    assert total_of(regency, commitment) == 1_407_000_000
    with transaction(regency.principal()) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment.id)
    assert (programme.people_count, programme.month_count) == (8_625, 10)
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        facts = cooperation_facts(session, tenant_id=regency.id, year=2025)
    assert [(one.people_count, one.total_idr) for one in facts.commitments] == [
        (8_625, 1_407_000_000)
    ]


def test_addendum_tells_what_it_changes_before_and_after_its_signature(regency: Regency) -> None:
    _, pks = keep_pks(regency)
    addendum = keep_addendum(regency, pks)

    def change() -> tuple[int | None, int | None]:
        with transaction(regency.principal()) as session:
            effect = find_amendment_effect(session, kept(regency, addendum))
        assert effect is not None
        return effect.people.change, effect.total_idr.change

    assert change() == (500, 42_000_000)
    sign(regency, addendum, date(2025, 7, 20))
    assert change() == (500, 42_000_000)


def test_extension_moves_the_end_of_agreement_and_programme(regency: Regency) -> None:
    commitment, pks = keep_pks(regency)
    sign(
        regency,
        keep_addendum(
            regency,
            pks,
            new_people_count=None,
            new_last_month=Month(2026, 2),
            ends_on=date(2026, 2, 28),
        ),
        date(2025, 7, 20),
    )

    extended = kept(regency, pks)
    assert extended.last_day == date(2026, 2, 28)
    assert state_on(extended, date(2026, 2, 1)) is AgreementState.AMENDED
    assert state_on(extended, date(2026, 3, 1)) is AgreementState.ENDED
    with transaction(regency.principal()) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment.id)
    assert programme.last_month == Month(2026, 2)


def end(
    regency: Regency, agreement: Agreement, terminated_on: date, *, today: date = TODAY
) -> None:
    with transaction(regency.principal()) as session:
        terminate_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version_now(session, agreement),
            terminated_on=terminated_on,
            reason="Diganti perjanjian yang lain.",
            today=today,
        )


def test_terminated_addendum_gives_back_what_it_changed(regency: Regency) -> None:
    commitment, pks = keep_pks(regency)
    addendum = keep_addendum(regency, pks)
    sign(regency, addendum, date(2025, 7, 20))

    end(regency, addendum, date(2025, 10, 1))

    assert total_of(regency, commitment) == 1_365_000_000 + 500 * 2 * 16_800
    assert kept(regency, pks).amended_from is None
    with transaction(regency.principal()) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment.id)
    assert programme.people_count == 8_125


@pytest.mark.parametrize("pks_ended_on", [date(2025, 10, 1), date(2025, 9, 1)])
def test_addendum_that_ended_by_itself_stays_undone_when_its_agreement_ends(
    regency: Regency, pks_ended_on: date
) -> None:
    commitment, pks = keep_pks(regency)
    addendum = keep_addendum(regency, pks)
    sign(regency, addendum, date(2025, 7, 20))
    end(regency, addendum, date(2025, 10, 1))

    end(regency, pks, pks_ended_on)

    assert total_of(regency, commitment) == 1_365_000_000 + 500 * 2 * 16_800
    assert kept(regency, pks).amended_from is None


def test_addendum_that_ends_with_its_agreement_keeps_what_it_changed(regency: Regency) -> None:
    commitment, pks = keep_pks(regency)
    sign(regency, keep_addendum(regency, pks), date(2025, 7, 20))

    end(regency, pks, date(2025, 10, 1))

    assert total_of(regency, commitment) == 1_365_000_000 + 500 * 5 * 16_800


def test_commitment_that_is_revised_keeps_what_addenda_made_of_it(regency: Regency) -> None:
    commitment, pks = keep_pks(regency)
    sign(
        regency,
        keep_addendum(regency, pks, new_people_count=None, new_last_month=Month(2026, 1)),
        date(2025, 7, 20),
    )
    with transaction(regency.principal()) as session:
        revised = revise_commitment(
            session,
            **by(regency),
            commitment_id=commitment.id,
            expected_version=1,
            details=commitment_details(first_month=Month(2025, 2), month_count=11),
        )
    assert revised.months_now == 12


def test_continuation_makes_of_an_ended_agreement_an_extended_one(regency: Regency) -> None:
    _, pks = keep_pks(regency)
    later = keep_agreement(
        regency,
        predecessor_id=pks.id,
        commitment_id=keep_commitment(
            regency, title="Tahun berikut", budget_year=2026, first_month=Month(2026, 1)
        ).id,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )
    assert state_on(kept(regency, pks), date(2026, 1, 1)) is AgreementState.ENDED

    sign(regency, later, date(2025, 12, 20))

    assert state_on(kept(regency, pks), date(2025, 12, 31)) is AgreementState.IN_FORCE
    assert state_on(kept(regency, pks), date(2026, 1, 1)) is AgreementState.EXTENDED
    with transaction(regency.principal()) as session:
        links = agreement_links(session, kept(regency, pks))
    assert [one.id for one in links.successors] == [later.id]


def test_tie_to_another_agreement_is_part_of_what_a_decision_is_bound_to(regency: Regency) -> None:
    one, other = (
        keep_agreement(regency, kind=AgreementKind.NOTA_KESEPAKATAN, title=f"Nota kesepakatan {n}")
        for n in range(2)
    )
    pks = keep_agreement(regency, umbrella_id=one.id)
    with transaction(regency.principal()) as session:
        before = present_content(session, kept(regency, pks))
        revise_agreement(
            session,
            **by(regency),
            agreement_id=one.id,
            expected_version=version_now(session, one),
            details=agreement_details(kind=AgreementKind.NOTA_KESEPAKATAN, title="Nama lain"),
        )
    with transaction(regency.principal()) as session:
        assert present_content(session, kept(regency, pks)).sha256 == before.sha256
        assert "Nota kesepakatan" not in str(before.claims["umbrella"])
        revise_agreement(
            session,
            **by(regency),
            agreement_id=pks.id,
            expected_version=version_now(session, pks),
            details=agreement_details(umbrella_id=other.id),
        )
    with transaction(regency.principal()) as session:
        after = present_content(session, kept(regency, pks))

    assert before.sha256 != after.sha256
    assert [change.name for change in claim_changes(before.claims, after.claims)] == ["umbrella"]


def test_links_when_read_name_umbrella_addenda_and_what_rests_on_it(regency: Regency) -> None:
    umbrella = keep_agreement(regency, kind=AgreementKind.NOTA_KESEPAKATAN)
    commitment = keep_commitment(regency)
    pks = keep_agreement(regency, commitment_id=commitment.id, umbrella_id=umbrella.id)
    sign(regency, pks, SIGNED)
    addendum = keep_addendum(regency, pks)

    with transaction(regency.principal()) as session:
        below = agreement_links(session, kept(regency, umbrella))
        beside = agreement_links(session, kept(regency, pks))
        for_office = agreement_links(session, kept(regency, pks), for_branch=True)

    assert [one.id for one in below.resting] == [pks.id]
    assert beside.umbrella is not None
    assert [one.id for one in beside.addenda] == [addendum.id]
    assert (for_office.umbrella, for_office.addenda) == (None, [])


def test_link_that_cannot_be_meant_is_refused_at_its_field(
    regency: Regency, other_regency: Regency
) -> None:
    commitment, pks = keep_pks(regency)
    draft = keep_agreement(regency, commitment_id=commitment.id)
    foreign = keep_agreement(other_regency, kind=AgreementKind.NOTA_KESEPAKATAN)
    addendum: dict[str, Any] = {
        "kind": AgreementKind.ADENDUM,
        "commitment_id": commitment.id,
        "amends_id": pks.id,
    }

    assert refused(regency, umbrella_id=foreign.id) == ["/umbrella_id"]
    assert refused(regency, umbrella_id=pks.id) == ["/umbrella_id"]
    assert refused(regency, amends_id=pks.id) == ["/amends_id"]
    assert refused(regency, **{**addendum, "amends_id": None}) == ["/amends_id"]
    assert refused(regency, **{**addendum, "amends_id": draft.id}) == ["/amends_id"]
    assert refused(regency, **{**addendum, "commitment_id": None}) == ["/commitment_id"]
    assert refused(regency, **addendum, new_people_count=9_000) == ["/changes_from"]
    assert refused(regency, new_people_count=9_000) == ["/changes_from"]
    assert refused(regency, **addendum, changes_from=Month(2026, 5), new_people_count=9_000) == [
        "/changes_from"
    ]
    assert refused(regency, predecessor_id=pks.id, starts_on=date(2025, 1, 1)) == ["/starts_on"]
    assert refused(regency, regency_capacity=Capacity.PLT) == ["/regency_office"]


def test_agreement_that_would_continue_itself_through_others_is_refused(regency: Regency) -> None:
    first = keep_agreement(regency, starts_on=date(2025, 1, 1))
    second = keep_agreement(regency, predecessor_id=first.id, starts_on=date(2025, 6, 1))

    with pytest.raises(InvalidInput) as caught, transaction(regency.principal()) as session:
        revise_agreement(
            session,
            **by(regency),
            agreement_id=first.id,
            expected_version=1,
            details=agreement_details(predecessor_id=second.id, starts_on=date(2025, 9, 1)),
        )

    assert [one.pointer for one in caught.value.errors] == ["/predecessor_id"]


def test_two_addenda_signed_at_once_set_the_people_of_one_month_once(
    regency: Regency, app: Any
) -> None:
    commitment, pks = keep_pks(regency)
    drafts = [keep_addendum(regency, pks, new_people_count=people) for people in (9_000, 9_500)]

    def try_to_sign(draft: Agreement) -> bool:
        with app.app_context():
            try:
                sign(regency, draft, date(2025, 7, 20))
            except InvalidInput:
                return False
        return True

    with ThreadPoolExecutor(2) as pool:
        signed = list(pool.map(try_to_sign, drafts))

    assert sorted(signed) == [False, True]
    people = (9_000, 9_500)[signed.index(True)]
    assert total_of(regency, commitment) == 16_800 * 5 * (8_125 + people)


def test_addendum_that_is_tied_elsewhere_frees_what_it_was_tied_to(regency: Regency) -> None:
    commitment, pks = keep_pks(regency)
    other_commitment, other = keep_pks(regency, title="Program lain")
    addendum = keep_addendum(regency, pks)
    sign(regency, addendum, date(2025, 7, 20))

    with transaction(regency.principal()) as session:
        revise_agreement(
            session,
            **by(regency),
            agreement_id=addendum.id,
            expected_version=version_now(session, addendum),
            details=agreement_details(
                title="Adendum",
                kind=AgreementKind.ADENDUM,
                commitment_id=other_commitment.id,
                amends_id=other.id,
                changes_from=AUGUST,
                new_people_count=8_625,
            ),
        )

    assert kept(regency, pks).amended_from is None
    assert kept(regency, other).amended_from == AUGUST.first_day
    assert total_of(regency, commitment) == 1_365_000_000
    assert total_of(regency, other_commitment) == 1_407_000_000
    with transaction(regency.principal()) as session:
        freed = get_programme(session, tenant_id=regency.id, commitment_id=commitment.id)
    assert freed.people_count == 8_125


def test_end_that_is_corrected_after_an_addendum_gives_way_to_the_addendums(
    regency: Regency,
) -> None:
    commitment, pks = keep_pks(regency)
    sign(regency, keep_addendum(regency, pks), date(2025, 7, 20))
    assert kept(regency, pks).amended_ends_on is None

    with transaction(regency.principal()) as session:
        revise_agreement(
            session,
            **by(regency),
            agreement_id=pks.id,
            expected_version=version_now(session, pks),
            details=agreement_details(commitment_id=commitment.id, ends_on=date(2025, 11, 30)),
        )

    assert kept(regency, pks).last_day == date(2025, 12, 31)


def test_addendum_of_an_ended_agreement_is_not_signed(regency: Regency) -> None:
    _, pks = keep_pks(regency)
    addendum = keep_addendum(regency, pks)
    end(regency, pks, date(2025, 7, 1))

    with pytest.raises(InvalidTransition):
        sign(regency, addendum, date(2025, 7, 20))


def test_later_addendum_changes_nothing_of_what_an_earlier_one_did(regency: Regency) -> None:
    _, pks = keep_pks(regency)
    earlier = keep_addendum(regency, pks)
    sign(regency, earlier, date(2025, 7, 20))
    later = keep_addendum(regency, pks, changes_from=Month(2025, 10), new_people_count=9_000)
    sign(regency, later, date(2025, 9, 20))

    changes = []
    for addendum in (earlier, later):
        with transaction(regency.principal()) as session:
            effect = find_amendment_effect(session, kept(regency, addendum))
        assert effect is not None
        changes.append(effect.total_idr.change)
    assert changes == [500 * 5 * 16_800, 375 * 3 * 16_800]


def test_end_of_an_addendum_is_told_with_what_it_changes(regency: Regency) -> None:
    _, pks = keep_pks(regency)
    addendum = keep_addendum(regency, pks)
    sign(regency, addendum, date(2025, 7, 20))

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        endings = list_endings(session, tenant_id=regency.id, today=date(2025, 12, 1))

    assert [one.of.id for one in endings] == [pks.id]


def test_agreement_that_addenda_changed_keeps_its_programme(regency: Regency) -> None:
    commitment, pks = keep_pks(regency)
    other = keep_commitment(regency, title="Program lain")
    sign(regency, keep_addendum(regency, pks), date(2025, 7, 20))

    with pytest.raises(InvalidInput) as caught, transaction(regency.principal()) as session:
        revise_agreement(
            session,
            **by(regency),
            agreement_id=pks.id,
            expected_version=version_now(session, pks),
            details=agreement_details(commitment_id=other.id),
        )

    assert [one.pointer for one in caught.value.errors] == ["/commitment_id"]
    assert kept(regency, pks).commitment_id == commitment.id


@pytest.mark.parametrize(("has_addendum", "pointer"), [(True, "/kind"), (False, "/amends_id")])
def test_agreement_that_would_amend_itself_is_refused(
    regency: Regency, has_addendum: bool, pointer: str
) -> None:
    commitment, pks = keep_pks(regency)
    if has_addendum:
        sign(regency, keep_addendum(regency, pks), date(2025, 7, 20))

    with pytest.raises(InvalidInput) as caught, transaction(regency.principal()) as session:
        revise_agreement(
            session,
            **by(regency),
            agreement_id=pks.id,
            expected_version=version_now(session, pks),
            details=agreement_details(
                kind=AgreementKind.ADENDUM,
                commitment_id=commitment.id,
                amends_id=pks.id,
                changes_from=Month(2025, 9),
                new_people_count=9_000,
            ),
        )

    assert pointer in [one.pointer for one in caught.value.errors]
