"""One agreement carries programmes of several funding sources, and is read so everywhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from cooperation.commitment_states import CommitmentStatus
from cooperation.findings import FindingCode
from cooperation.kinds import AgreementKind, FundingSource
from cooperation.models.agreements import Agreement, AgreementPart
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreement_claims import present_content
from cooperation.queries.agreement_findings import list_agreement_findings
from cooperation.queries.agreement_parts import list_parts
from cooperation.queries.agreement_split import find_split, list_addable
from cooperation.queries.agreements import get_agreement, list_agreements, state_on, term_of
from cooperation.queries.branch_agreements import list_reviewed_agreements
from cooperation.queries.commitments import get_commitment_record
from cooperation.queries.cooperation_facts import cooperation_facts
from cooperation.queries.review_counts import count_waiting_agreements, list_ending_agreements
from cooperation.queries.reviews import list_examined
from cooperation.services.agreement_parts import add_part, remove_part
from cooperation.services.agreement_steps import (
    Signature,
    drop_agreement,
    resume_agreement,
    sign_agreement,
    terminate_agreement,
)
from cooperation.services.agreements import register_agreement, revise_agreement
from cooperation.services.commitments import revise_commitment
from cooperation.services.removals import remove_agreement, remove_commitment
from cooperation.services.reviews import (
    Office,
    Seen,
    accept_agreement,
    return_agreement,
    submit_agreement,
)
from cooperation.states import AgreementState
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import (
    AppError,
    InvalidInput,
    InvalidTransition,
    NotFound,
    StaleVersion,
    StillInUse,
)
from tenants.kernel.ids import uuid7
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import NOW, Regency
from tests.integration.at_once import at_once, done
from tests.integration.cooperation.records import (
    TODAY,
    agreement_details,
    by,
    commitment_details,
    keep_agreement,
    keep_commitment,
    sign,
)
from tests.integration.cooperation.test_reviews import MakeOrganisation

pytestmark = pytest.mark.usefixtures("app_context")

RATE = 16_800


@pytest.fixture
def first(regency: Regency) -> Commitment:
    return keep_commitment(regency, stated_total_idr=8_125 * 10 * RATE)


@pytest.fixture
def tobacco(regency: Regency) -> Commitment:
    """100 people of DBHCHT for the last two months of the year."""
    return keep_commitment(
        regency,
        title="Petani tembakau",
        funding_source=FundingSource.DBHCHT,
        people_count=100,
        first_month=Month(2025, 11),
        month_count=2,
        stated_total_idr=100 * 2 * RATE,
    )


@pytest.fixture
def agreement(regency: Regency, first: Commitment) -> Agreement:
    return keep_agreement(regency, commitment_id=first.id)


@pytest.fixture
def branch(regency: Regency, make_organisation: MakeOrganisation) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )


def add(regency: Regency, agreement: Agreement, commitment_id: UUID) -> UUID:
    with transaction(regency.principal()) as session:
        version = get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id).version
        return add_part(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version,
            commitment_id=commitment_id,
        ).id


def take_off(regency: Regency, agreement: Agreement, agreement_part_id: UUID) -> None:
    with transaction(regency.principal()) as session:
        version = get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id).version
        remove_part(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version,
            agreement_part_id=agreement_part_id,
        )


def kept(regency: Regency, agreement: Agreement) -> Agreement:
    with transaction(regency.principal()) as session:
        return get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)


def refusal(caught: pytest.ExceptionInfo[InvalidInput]) -> str:
    (error,) = caught.value.errors
    assert error.pointer == "/part_commitment_id"
    return error.detail % error.params


def submit(regency: Regency, agreement: Agreement) -> Seen:
    with transaction(regency.principal()) as session:
        version = get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id).version
        review = submit_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version,
            timezone="Asia/Jakarta",
            note=None,
        )
        return Seen(review.id, review.agreement_version)


def test_agreement_costs_what_its_programmes_cost_by_source_insurance_and_month(
    regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    add(regency, agreement, tobacco.id)

    with transaction(regency.principal()) as session:
        found = find_split(session, kept(regency, agreement), today=TODAY)

    assert found is not None
    assert [one.commitment.title for one in found.programmes] == [
        "Perlindungan pekerja rentan",
        "Petani tembakau",
    ]
    assert [(one.source, one.amount_idr) for one in found.split.sources] == [
        (FundingSource.APBD, 8_125 * 10 * RATE),
        (FundingSource.DBHCHT, 200 * RATE),
    ]
    assert [row.month for row in found.split.sources[1].rows] == [
        Month(2025, 11),
        Month(2025, 12),
    ]
    assert found.total_idr == found.stated_idr == (81_250 + 200) * RATE
    assert found.difference_idr == 0


def test_part_is_carried_by_the_agreement_wherever_that_is_asked(
    regency: Regency, agreement: Agreement, first: Commitment, tobacco: Commitment
) -> None:
    def missing() -> bool:
        with transaction(regency.principal()) as session:
            record = get_commitment_record(
                session, tenant_id=regency.id, commitment_id=tobacco.id, today=TODAY
            )
        assert record.examination is not None
        codes = {one.code for one in record.examination.findings}
        return FindingCode.AGREEMENT_MISSING in codes

    before = missing()
    add(regency, agreement, tobacco.id)
    sign(regency, agreement, date(2025, 4, 14))

    with transaction(regency.principal()) as session:
        found = list_agreements(
            session, tenant_id=regency.id, commitment_ids=[first.id, tobacco.id]
        )
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=tobacco.id, today=TODAY
        )
        addable = list_addable(session, tenant_id=regency.id)
    assert before
    assert not missing()
    assert [[one.id for one in found[key]] for key in (first.id, tobacco.id)] == [
        [agreement.id],
        [agreement.id],
    ]
    assert record.terms.signed_on == date(2025, 4, 14)
    assert addable == []


def test_days_in_force_reach_to_the_last_month_of_any_part(
    regency: Regency, tobacco: Commitment
) -> None:
    summer = keep_commitment(regency, first_month=Month(2025, 3), month_count=4)
    agreement = keep_agreement(regency, commitment_id=summer.id, starts_on=None, ends_on=None)
    sign(regency, agreement, date(2025, 3, 1))

    def days() -> tuple[date | None, int | None]:
        with transaction(regency.principal()) as session:
            facts = cooperation_facts(session, tenant_id=regency.id, year=2025)
            own = get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)
            parts = [one for _part, one in list_parts(session, own)]
            term = term_of(own, [session.merge(summer), *parts])
        return term.ends_on if term else None, facts.days_in_force

    alone = days()
    add(regency, agreement, tobacco.id)

    assert alone == (date(2025, 6, 30), 122)
    assert days() == (date(2025, 12, 31), 306)


def test_programme_is_carried_once(
    regency: Regency, agreement: Agreement, first: Commitment, tobacco: Commitment
) -> None:
    other = keep_agreement(
        regency, title="PKS lain", commitment_id=keep_commitment(regency, title="Nelayan").id
    )
    add(regency, agreement, tobacco.id)

    with pytest.raises(InvalidInput) as again:
        add(regency, agreement, tobacco.id)
    with pytest.raises(InvalidInput) as own_first:
        add(regency, agreement, first.id)
    with pytest.raises(InvalidInput) as elsewhere:
        add(regency, other, tobacco.id)
    with pytest.raises(InvalidInput) as of_its_own:
        add(regency, other, first.id)
    with pytest.raises(InvalidInput) as anew:
        keep_agreement(regency, title="PKS tembakau", commitment_id=tobacco.id)

    assert refusal(again) == refusal(own_first)
    assert refusal(elsewhere) == "Program ini sudah dimuat dalam PKS pekerja rentan."
    assert refusal(of_its_own) == "Program ini sudah dimuat dalam PKS pekerja rentan."
    assert [one.pointer for one in anew.value.errors] == ["/commitment_id"]


def test_agreement_given_up_is_not_taken_up_while_another_carries_its_programme(
    regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    given_up = keep_agreement(regency, title="PKS tembakau", commitment_id=tobacco.id)
    with transaction(regency.principal()) as session:
        dropped = drop_agreement(
            session,
            **by(regency),
            agreement_id=given_up.id,
            expected_version=1,
            reason="Digabung dengan PKS lain.",
        )
    part_id = add(regency, agreement, tobacco.id)

    def resume() -> Agreement:
        with transaction(regency.principal()) as session:
            return resume_agreement(
                session,
                **by(regency),
                agreement_id=given_up.id,
                expected_version=dropped.version,
            )

    with pytest.raises(InvalidTransition):
        resume()
    take_off(regency, agreement, part_id)
    assert resume().status == AgreementState.DRAFT


def test_programme_of_an_ended_agreement_is_carried_on_by_another_and_stays_in_its_history(
    regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    part_id = add(regency, agreement, tobacco.id)
    sign(regency, agreement, date(2025, 3, 3))
    addendum = keep_agreement(
        regency,
        title="Adendum",
        kind=AgreementKind.ADENDUM,
        amends_id=agreement.id,
        commitment_id=tobacco.id,
        changes_from=Month(2025, 12),
        new_people_count=700,
        starts_on=date(2025, 12, 1),
    )
    sign(regency, addendum, date(2025, 3, 4))
    other = keep_agreement(
        regency, title="PKS lain", commitment_id=keep_commitment(regency, title="Nelayan").id
    )
    with pytest.raises(InvalidInput):
        add(regency, other, tobacco.id)

    with transaction(regency.principal()) as session:
        terminate_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=kept(regency, agreement).version,
            terminated_on=date(2025, 6, 1),
            reason="Diganti perjanjian yang lain.",
            today=date(2025, 6, 1),
        )
    with transaction(regency.principal()) as session:
        assert tobacco.id in {one.id for one in list_addable(session, tenant_id=regency.id)}
    with pytest.raises(InvalidInput):
        add(regency, agreement, tobacco.id)
    add(regency, other, tobacco.id)

    with transaction(regency.principal()) as session:
        carriers = list_agreements(session, tenant_id=regency.id, commitment_ids=[tobacco.id])
        ended = session.get_one(AgreementPart, (regency.id, part_id))
        assert ended.released_at is not None
        titles = {one.title for one in carriers[tobacco.id]}
        assert titles == {"PKS pekerja rentan", "Adendum", "PKS lain"}


def test_agreement_given_up_frees_its_programmes_and_is_taken_up_only_with_all_of_them(
    regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    add(regency, agreement, tobacco.id)
    with transaction(regency.principal()) as session:
        dropped = drop_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=kept(regency, agreement).version,
            reason="Digabung dengan PKS lain.",
        )
    other = keep_agreement(
        regency, title="PKS lain", commitment_id=keep_commitment(regency, title="Nelayan").id
    )
    part_id = add(regency, other, tobacco.id)

    def resume() -> None:
        with transaction(regency.principal()) as session:
            resume_agreement(
                session,
                **by(regency),
                agreement_id=agreement.id,
                expected_version=dropped.version,
            )

    with pytest.raises(InvalidTransition) as refused:
        resume()
    assert refused.value.params["title"] == "PKS lain"
    take_off(regency, other, part_id)
    resume()
    with pytest.raises(InvalidInput):
        add(regency, other, tobacco.id)


def test_two_officers_add_one_programme_to_two_agreements_and_one_carries_it(
    app: Flask, regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    other = keep_agreement(
        regency, title="PKS lain", commitment_id=keep_commitment(regency, title="Nelayan").id
    )

    def try_it(one: Agreement) -> AppError | None:
        with app.app_context():
            try:
                add(regency, one, tobacco.id)
            except AppError as refused:
                return refused
        return None

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(try_it, [agreement, other]))

    assert sorted(one is None for one in answers) == [False, True]
    with transaction(regency.principal()) as session:
        assert len(session.scalars(select(AgreementPart)).all()) == 1


def test_part_taken_off_while_the_agreement_is_signed_is_done_one_way_or_the_other(
    app: Flask, regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    part_id = add(regency, agreement, tobacco.id)
    seen = kept(regency, agreement).version

    def take() -> None:
        with transaction(regency.principal()) as session:
            remove_part(
                session,
                **by(regency),
                agreement_id=agreement.id,
                expected_version=seen,
                agreement_part_id=part_id,
            )

    def put_names() -> None:
        with transaction(regency.principal()) as session:
            sign_agreement(
                session,
                **by(regency),
                agreement_id=agreement.id,
                expected_version=seen,
                signature=Signature(date(2025, 3, 1), comes_later="Salinan menyusul dari kantor."),
                timezone="Asia/Jakarta",
            )

    ends = at_once(app, take, put_names)

    assert done(ends) == 1
    assert {type(one) for one in ends if one} == {StaleVersion}
    is_signed = kept(regency, agreement).status == AgreementState.SIGNED
    with transaction(regency.principal()) as session:
        assert len(session.scalars(select(AgreementPart)).all()) == (1 if is_signed else 0)


def test_database_holds_a_programme_in_one_agreement_alone(
    regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    other = keep_agreement(
        regency, title="PKS lain", commitment_id=keep_commitment(regency, title="Nelayan").id
    )
    add(regency, agreement, tobacco.id)

    with (
        pytest.raises(IntegrityError),
        transaction(regency.principal()) as session,
    ):
        session.execute(
            insert(AgreementPart).values(
                tenant_id=regency.id,
                id=uuid7(),
                agreement_id=other.id,
                commitment_id=tobacco.id,
                added_at=NOW,
                added_by_name="x",
            )
        )


def test_umbrella_addendum_and_programmes_given_up_or_unknown_are_refused(
    regency: Regency, other_regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    umbrella = keep_agreement(regency, kind=AgreementKind.NOTA_KESEPAKATAN)
    empty = keep_agreement(regency, title="PKS kosong")
    gone = keep_commitment(regency, CommitmentStatus.CANCELLED, title="Batal")
    foreign = keep_commitment(other_regency, title="Kabupaten lain")

    for one, commitment_id in (
        (umbrella, tobacco.id),
        (empty, tobacco.id),
        (agreement, gone.id),
        (agreement, foreign.id),
        (agreement, UUID(int=7)),
    ):
        with pytest.raises(InvalidInput) as caught:
            add(regency, one, commitment_id)
        assert refusal(caught)
    with pytest.raises(NotFound):
        add(other_regency, agreement, tobacco.id)


def test_decision_is_bound_to_the_parts_and_what_was_accepted_becomes_a_draft_again(
    regency: Regency, branch: Organisation, agreement: Agreement, tobacco: Commitment
) -> None:
    def content() -> bytes:
        with transaction(regency.principal()) as session:
            own = get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)
            return present_content(session, own).sha256

    alone = content()
    part_id = add(regency, agreement, tobacco.id)
    with_part = content()
    with transaction(regency.principal()) as session:
        revise_commitment(
            session,
            **by(regency),
            commitment_id=tobacco.id,
            expected_version=1,
            details=commitment_details(
                title="Petani tembakau",
                funding_source=FundingSource.DBHCHT,
                people_count=101,
                first_month=Month(2025, 11),
                month_count=2,
            ),
        )
    changed = content()
    seen = submit(regency, agreement)

    with pytest.raises(InvalidTransition):
        take_off(regency, agreement, part_id)
    with transaction(regency.principal()) as session:
        examined = list_examined(session, tenant_id=regency.id, commitment_id=tobacco.id)
    with transaction(Principal(DatabaseRole.BRANCH, regency.id, branch.id)) as session:
        accept_agreement(
            session,
            **by(regency),
            office=Office(branch.id, branch.name),
            agreement_id=agreement.id,
            seen=seen,
        )
    accepted = kept(regency, agreement).status
    take_off(regency, agreement, part_id)

    assert len({alone, with_part, changed}) == 3
    assert content() == alone
    assert [one.id for one, _state in examined] == [agreement.id]
    assert accepted == AgreementState.ACCEPTED
    assert kept(regency, agreement).status == AgreementState.DRAFT


def test_office_counts_the_people_of_an_agreement_once_however_many_programmes_it_carries(
    regency: Regency,
    branch: Organisation,
    agreement: Agreement,
    tobacco: Commitment,
) -> None:
    add(regency, agreement, tobacco.id)
    submit(regency, agreement)

    with transaction(Principal(DatabaseRole.BRANCH, regency.id, branch.id)) as session:
        waiting = count_waiting_agreements(session, tenant_id=regency.id)
        (listed,) = list_reviewed_agreements(session, tenant_id=regency.id, search="tembakau")

    assert (waiting.count, waiting.people_count, waiting.is_at_least) == (1, 8_125, True)
    assert (listed.people_count, listed.is_at_least) == (8_125, True)
    assert listed.programme == "Perlindungan pekerja rentan; Petani tembakau"
    assert waiting.earliest_starts_on == date(2025, 3, 1)


def test_office_lists_the_parts_that_were_submitted_while_a_regency_rewrites_them(
    regency: Regency, branch: Organisation, agreement: Agreement
) -> None:
    larger = keep_commitment(regency, title="Hari tua petani", people_count=9_000)
    part_id = add(regency, agreement, larger.id)
    seen = submit(regency, agreement)
    principal = Principal(DatabaseRole.BRANCH, regency.id, branch.id)
    with transaction(principal) as session:
        return_agreement(
            session,
            **by(regency),
            office=Office(branch.id, branch.name),
            agreement_id=agreement.id,
            seen=seen,
            reason="Perbaiki daftar program.",
        )
    take_off(regency, agreement, part_id)

    with transaction(principal) as session:
        (listed,) = list_reviewed_agreements(session, tenant_id=regency.id, search="hari tua")

    assert (listed.people_count, listed.is_at_least) == (9_000, True)
    assert listed.programme == "Perlindungan pekerja rentan; Hari tua petani"


def test_ending_agreement_covers_at_least_the_largest_of_its_programmes(
    regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    add(regency, agreement, tobacco.id)
    sign(regency, agreement, date(2025, 4, 14))

    with transaction(regency.principal()) as session:
        (ending,) = list_ending_agreements(session, tenant_id=regency.id, today=date(2025, 12, 1))

    assert (ending.people_count, ending.is_at_least) == (8_125, True)


def test_change_of_a_part_under_examination_is_refused(
    regency: Regency,
    branch: Organisation,  # noqa: ARG001  somebody must examine
    agreement: Agreement,
    tobacco: Commitment,
) -> None:
    add(regency, agreement, tobacco.id)
    submit(regency, agreement)

    with (
        pytest.raises(InvalidTransition),
        transaction(regency.principal()) as session,
    ):
        revise_commitment(
            session,
            **by(regency),
            commitment_id=tobacco.id,
            expected_version=1,
            details=commitment_details(title="Petani tembakau", people_count=5),
        )


def test_incomplete_part_is_not_submitted(
    regency: Regency,
    branch: Organisation,  # noqa: ARG001  somebody must examine
    agreement: Agreement,
) -> None:
    unfinished = keep_commitment(regency, title="Belum lengkap", people_count=None)
    add(regency, agreement, unfinished.id)

    with pytest.raises(InvalidInput) as caught:
        submit(regency, agreement)

    assert [one.pointer for one in caught.value.errors] == ["/parts"]


def test_addendum_may_change_any_programme_of_its_agreement_and_no_other(
    regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    part_id = add(regency, agreement, tobacco.id)
    sign(regency, agreement, date(2025, 4, 14))
    stated = {
        "kind": AgreementKind.ADENDUM,
        "amends_id": agreement.id,
        "changes_from": Month(2025, 12),
        "new_people_count": 150,
    }

    with pytest.raises(InvalidInput):
        keep_agreement(
            regency, commitment_id=keep_commitment(regency, title="Nelayan").id, **stated
        )
    addendum = keep_agreement(regency, title="Adendum", commitment_id=tobacco.id, **stated)
    sign(regency, addendum, date(2025, 11, 20))
    with pytest.raises(InvalidInput) as changed:
        take_off(regency, agreement, part_id)

    assert "Adendum sudah mengubah angka program ini" in refusal(changed)
    with transaction(regency.principal()) as session:
        found = find_split(session, kept(regency, agreement), today=TODAY)
    assert found is not None
    rows = found.split.sources[1].rows
    assert [[one.count for one in row.people] for row in rows] == [[100], [150]]
    assert found.split.sources[0].amount_idr == 8_125 * 10 * RATE


def test_agreement_lasts_as_long_as_the_longest_of_its_programmes_with_its_own_addenda(
    regency: Regency, agreement: Agreement, first: Commitment, tobacco: Commitment
) -> None:
    add(regency, agreement, tobacco.id)
    sign(regency, agreement, date(2025, 4, 14))

    def amend(programme: Commitment, ends_on: date, signed_on: date) -> tuple[date | None, str]:
        addendum = keep_agreement(
            regency,
            title=f"Adendum {signed_on}",
            kind=AgreementKind.ADENDUM,
            amends_id=agreement.id,
            commitment_id=programme.id,
            changes_from=Month.of(signed_on).plus(1),
            new_last_month=Month.of(ends_on),
            starts_on=None,
            ends_on=ends_on,
        )
        sign(regency, addendum, signed_on)
        own = kept(regency, agreement)
        return own.last_day, state_on(own, date(2026, 2, 1))

    extended = amend(first, date(2026, 3, 31), date(2025, 10, 20))
    shortened = amend(tobacco, date(2025, 11, 30), date(2025, 10, 21))
    both = amend(first, date(2025, 11, 30), date(2025, 10, 22))
    nursery = keep_commitment(regency, title="Pembibitan")
    part_id = add(regency, agreement, nursery.id)
    joined = kept(regency, agreement).last_day
    take_off(regency, agreement, part_id)

    assert extended == shortened == (date(2026, 3, 31), AgreementState.AMENDED)
    assert both == (date(2025, 11, 30), AgreementState.ENDED)
    assert joined == date(2025, 12, 31)
    assert kept(regency, agreement).last_day == date(2025, 11, 30)


def test_agreement_with_parts_stays_a_pks_with_a_first_programme(
    regency: Regency, agreement: Agreement, first: Commitment, tobacco: Commitment
) -> None:
    part_id = add(regency, agreement, tobacco.id)

    for changes in (
        {"commitment_id": None},
        {"commitment_id": tobacco.id},
        {"commitment_id": first.id, "kind": AgreementKind.NOTA_KESEPAKATAN},
    ):
        with (
            pytest.raises(InvalidInput),
            transaction(regency.principal()) as session,
        ):
            revise_agreement(
                session,
                **by(regency),
                agreement_id=agreement.id,
                expected_version=2,
                details=agreement_details(**changes),
            )
    take_off(regency, agreement, part_id)
    with transaction(regency.principal()) as session:
        revise_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=3,
            details=agreement_details(commitment_id=tobacco.id),
        )


def test_term_of_the_agreement_is_held_against_the_months_of_every_part(
    regency: Regency, agreement: Agreement
) -> None:
    later = keep_commitment(
        regency, title="Tahun depan", budget_year=2026, first_month=Month(2026, 1)
    )

    def codes() -> set[FindingCode]:
        with transaction(regency.principal()) as session:
            own = get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)
            first = session.get_one(Commitment, (regency.id, own.commitment_id))
            carried = [first, *(one for _part, one in list_parts(session, own))]
            return {
                one.code
                for one in list_agreement_findings(
                    session, agreement=own, carried=carried, today=TODAY
                )
            }

    before = codes()
    add(regency, agreement, later.id)

    assert codes() - before == {FindingCode.TERM_OUTSIDE_MONTHS}


def test_stale_page_and_part_of_another_agreement_change_nothing(
    regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    part_id = add(regency, agreement, tobacco.id)
    other = keep_agreement(
        regency, title="PKS lain", commitment_id=keep_commitment(regency, title="Nelayan").id
    )

    with pytest.raises(NotFound):
        take_off(regency, other, part_id)
    with (
        pytest.raises(StaleVersion),
        transaction(regency.principal()) as session,
    ):
        remove_part(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=1,
            agreement_part_id=part_id,
        )
    with transaction(regency.principal()) as session:
        actions = session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject_id == str(agreement.id))
        ).all()
    assert actions.count("agreement:add-part") == 1
    assert "agreement:remove-part" not in actions


def test_draft_goes_with_its_parts_and_a_carried_programme_does_not_go(
    regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    add(regency, agreement, tobacco.id)

    with (
        pytest.raises(StillInUse),
        transaction(regency.principal()) as session,
    ):
        remove_commitment(
            session, **by(regency), commitment_id=tobacco.id, reason="Salah catat program."
        )
    with transaction(regency.principal()) as session:
        remove_agreement(
            session, **by(regency), agreement_id=agreement.id, reason="Salah catat perjanjian."
        )
    with transaction(regency.principal()) as session:
        assert session.scalars(select(AgreementPart)).all() == []
        register_agreement(
            session, **by(regency), details=agreement_details(commitment_id=tobacco.id)
        )


def test_office_reads_parts_and_changes_none(
    regency: Regency, agreement: Agreement, tobacco: Commitment
) -> None:
    add(regency, agreement, tobacco.id)

    with transaction(regency.principal(DatabaseRole.BRANCH)) as session:
        assert len(session.scalars(select(AgreementPart)).all()) == 1
    for statement in (
        "DELETE FROM agreement_part",
        "UPDATE agreement_part SET added_by_name = 'x'",
    ):
        for role in (DatabaseRole.BRANCH, DatabaseRole.JOB):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction(regency.principal(role)) as session,
            ):
                session.execute(text(statement))


@pytest.mark.parametrize(
    ("new_total_idr", "difference_idr"), [(None, None), (9_205 * 1_000, 9_205 * 1_000 - 250 * RATE)]
)
def test_split_after_an_addendum_compares_what_the_addendum_states_or_nothing(
    regency: Regency,
    agreement: Agreement,
    new_total_idr: int | None,
    difference_idr: int | None,
) -> None:
    nursery = keep_commitment(
        regency,
        title="Pembibitan",
        people_count=100,
        first_month=Month(2025, 11),
        month_count=2,
        stated_total_idr=200 * RATE,
    )
    add(regency, agreement, nursery.id)
    sign(regency, agreement, date(2025, 4, 14))
    assert difference(regency, agreement) == 0
    addendum = keep_agreement(
        regency,
        title="Adendum",
        kind=AgreementKind.ADENDUM,
        amends_id=agreement.id,
        commitment_id=nursery.id,
        changes_from=Month(2025, 12),
        new_people_count=150,
        new_total_idr=new_total_idr,
    )

    sign(regency, addendum, date(2025, 11, 20))

    assert difference(regency, agreement) == difference_idr


def difference(regency: Regency, agreement: Agreement) -> int | None:
    """What the last programme of an agreement is stated to cost beyond what it does."""
    with transaction(regency.principal()) as session:
        found = find_split(session, kept(regency, agreement), today=TODAY)
    assert found is not None
    return found.programmes[-1].difference_idr
