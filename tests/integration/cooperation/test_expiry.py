"""The ends of agreements, told to both sides with what they leave uncovered."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from cooperation.calendar import Term
from cooperation.checks.periods import planning_horizon
from cooperation.commitment_states import CommitmentStatus
from cooperation.cover_gaps import GapKind
from cooperation.cover_outlook import look_out
from cooperation.findings import FindingCode
from cooperation.kinds import AgreementPaper
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month, months_between
from cooperation.queries.agreements import get_agreement
from cooperation.queries.commitments import CommitmentRecord, get_commitment_record
from cooperation.queries.cover_calendar import CalendarFilter, list_calendar_chains
from cooperation.services.agreement_parts import add_part
from cooperation.services.agreement_steps import terminate_agreement
from cooperation.services.beginnings import tell_beginnings
from cooperation.services.expiry import WATCH_JOB, tell_endings
from cooperation.tariff_files import current_tariffs
from tenants.access import Role
from tenants.kernel.daily import DAILY_KEY, ask_for_daily_runs
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.jobs import JobRun, find_run, perform
from tenants.models.identity import Membership, Organisation, OrganisationKind
from tenants.models.notices import News
from tests.conftest import Regency
from tests.integration.cooperation.notices import join, told
from tests.integration.cooperation.records import (
    TODAY,
    attach,
    by,
    keep_agreement,
    keep_commitment,
    sign,
    version_now,
)
from tests.integration.cooperation.test_agreement_links import keep_addendum

pytestmark = pytest.mark.usefixtures("app_context")

MakeOrganisation = Callable[..., Organisation]
NINETY_BEFORE = date(2025, 10, 2)


@pytest.fixture
def branch(regency: Regency, make_organisation: MakeOrganisation) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=800)
    )


@pytest.fixture
def signed(regency: Regency) -> Agreement:
    """Ends on 31 December 2025."""
    draft = keep_agreement(regency, commitment_id=keep_commitment(regency).id)
    return sign(regency, draft, date(2025, 4, 14))


def moment(day: date) -> datetime:
    """Ten in the morning, WIB."""
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def watch(regency: Regency, day: date) -> int:
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return tell_endings(session, tenant_id=regency.id, now=moment(day))


def endings(regency: Regency) -> list[News]:
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return [
            news
            for news in session.scalars(select(News).order_by(News.happened_at, News.id))
            if ":end" in news.code
        ]


def test_end_is_told_ninety_thirty_seven_and_one_day_before_and_once_it_has_come(
    regency: Regency, signed: Agreement
) -> None:
    days = [NINETY_BEFORE + timedelta(days=number) for number in range(-5, 100)]

    told_on = [day for day in days if watch(regency, day)]

    assert told_on == [
        date(2025, 10, 2),
        date(2025, 12, 1),
        date(2025, 12, 24),
        date(2025, 12, 30),
        date(2026, 1, 1),
    ]
    assert [news.code for news in endings(regency)][-1] == "agreement:ended"
    assert {news.subject_id for news in endings(regency)} == {signed.id}


def test_beginning_is_told_once_on_its_day_and_not_where_it_held_at_the_signature(
    regency: Regency, signed: Agreement
) -> None:
    later = keep_agreement(
        regency,
        title="PKS 2026",
        predecessor_id=signed.id,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )
    sign(regency, later, date(2025, 12, 15))

    def begun(day: date) -> int:
        with transaction(regency.principal(DatabaseRole.JOB)) as session:
            return tell_beginnings(session, tenant_id=regency.id, now=moment(day))

    days = [date(2025, 12, 30) + timedelta(days=number) for number in range(60)]

    assert [day for day in days if begun(day)] == [date(2026, 1, 1)]
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        (news,) = session.scalars(select(News).where(News.code == "agreement:begun"))
    assert (news.subject_id, news.params["continues"]) == (later.id, signed.title)
    assert set(news.regency_roles) == {Role.ADMIN, Role.OFFICER, Role.CERTIFIER, Role.VIEWER}


def test_beginning_names_no_agreement_that_nobody_has_signed(regency: Regency) -> None:
    draft = keep_agreement(regency, title="PKS yang masih draf", ends_on=date(2025, 12, 31))
    later = keep_agreement(
        regency, predecessor_id=draft.id, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)
    )
    sign(regency, later, date(2025, 12, 15))

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        tell_beginnings(session, tenant_id=regency.id, now=moment(date(2026, 1, 2)))
        (news,) = session.scalars(select(News).where(News.code == "agreement:begun"))
        assert "continues" not in news.params


def test_end_is_told_to_both_sides_with_people_months_and_rupiah_of_the_gap(
    regency: Regency,
    branch: Organisation,
    signed: Agreement,  # noqa: ARG001  what ends
) -> None:
    officer, head = join(regency, Role.OFFICER), join(branch, Role.HEAD)
    certifier, viewer = join(regency, Role.CERTIFIER), join(regency, Role.VIEWER)
    with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        session.execute(
            update(Membership)
            .where(Membership.user_id.in_([officer, head, certifier, viewer]))
            .values(starts_on=date(2025, 1, 1))
        )

    watch(regency, date(2025, 12, 1))

    assert {(organisation, person) for organisation, person, _ in told(regency)} == {
        (regency.organisation.id, officer),
        (regency.organisation.id, certifier),
        (regency.organisation.id, viewer),
        (branch.id, head),
    }
    (news,) = endings(regency)
    assert news.params == {
        "title": "PKS pekerja rentan",
        "ends_on": "2025-12-31",
        "days_count": 30,
        "first_month": "2026-01-01",
        "last_month": "2026-12-01",
        "months_count": 12,
        "people_count": 8_125,
        "amount_idr": 8_125 * 3 * 16_800,
        "unpayable_idr": 8_125 * 9 * 16_800,
        "whole_idr": 8_125 * 12 * 16_800,
        "unpayable_first_month": "2026-01-01",
        "unpayable_last_month": "2026-09-01",
    }


def test_end_of_an_agreement_of_two_programmes_counts_each_month_once_and_all_rupiah(
    regency: Regency,
) -> None:
    first, second = keep_commitment(regency), keep_commitment(regency, title="B", people_count=100)
    draft = keep_agreement(regency, commitment_id=first.id)
    with transaction(regency.principal()) as session:
        add_part(
            session,
            **by(regency),
            agreement_id=draft.id,
            expected_version=draft.version,
            commitment_id=second.id,
        )
    sign(regency, draft, date(2025, 4, 14))

    watch(regency, date(2025, 12, 1))

    (news,) = endings(regency)
    assert news.params["months_count"] == 12
    assert news.params["least_people_count"] == 8_125
    assert "people_count" not in news.params
    assert news.params["amount_idr"] == 8_225 * 3 * 16_800
    assert news.params["unpayable_idr"] == 8_225 * 9 * 16_800


def test_missed_days_are_made_up_for_by_the_nearest_reminder_alone(
    regency: Regency,
    signed: Agreement,  # noqa: ARG001  what ends
) -> None:
    assert watch(regency, date(2025, 12, 27)) == 1
    assert watch(regency, date(2025, 12, 27)) == 0

    (news,) = endings(regency)
    assert news.params["days_count"] == 4


def test_end_long_ago_is_told_to_nobody(
    regency: Regency,
    signed: Agreement,  # noqa: ARG001  what ended
) -> None:
    assert watch(regency, date(2026, 2, 1)) == 0


def test_gap_that_is_continued_is_not_told(regency: Regency) -> None:
    first = keep_commitment(regency)
    keep_commitment(
        regency,
        title="Lanjutan",
        budget_year=2026,
        first_month=Month(2026, 1),
        month_count=12,
        continues_id=first.id,
    )
    sign(regency, keep_agreement(regency, commitment_id=first.id), date(2025, 4, 14))

    watch(regency, date(2025, 12, 1))

    (news,) = endings(regency)
    assert "people_count" not in news.params


@pytest.mark.parametrize(("first_month", "month_count"), [(1, 12), (3, 4), (10, 3)])
def test_gap_that_is_planned_is_the_same_on_the_calendar_in_the_news_and_on_the_programme(
    regency: Regency, first_month: int, month_count: int
) -> None:
    first, day = keep_commitment(regency), date(2025, 12, 1)
    keep_commitment(
        regency,
        title="Rencana lanjutan",
        budget_year=2026,
        first_month=Month(2026, first_month),
        month_count=month_count,
        people_count=9_000,
        continues_id=first.id,
        status=CommitmentStatus.PLANNED,
    )
    sign(regency, keep_agreement(regency, commitment_id=first.id), date(2025, 4, 14))

    watch(regency, day)

    with transaction(regency.principal()) as session:
        chains = list_calendar_chains(
            session, tenant_id=regency.id, narrowed=CalendarFilter(), departments=()
        )
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=first.id, today=day
        )
    outlook = look_out(
        current_tariffs(),
        [chain.links for chain in chains],
        planning_horizon(day),
        0,
        past_from=Month(2026, 1),
        until=Month(2026, 12),
    )
    (news,) = endings(regency)
    assert news.params["amount_idr"] == outlook.needed.amount_idr
    assert news.params.get("unpayable_idr", 0) == outlook.forgone.amount_idr
    assert news.params["people_count"] == 9_000

    assert record.examination is not None
    told = {
        code: {
            month
            for finding in record.examination.findings
            if finding.code is code
            for month in months_between(
                Month.parse(str(finding.params["first_month"])),
                Month.parse(str(finding.params["last_month"])),
            )
        }
        for code in (
            FindingCode.COMING_MONTHS_PLANNED,
            FindingCode.COMING_MONTHS_UNCOVERED,
            FindingCode.COMING_MONTHS_UNPAYABLE,
        )
    }
    seen = {
        kind: {m for one in outlook.priced if one.gap.kind is kind for m in one.gap.months}
        for kind in (GapKind.PLANNED, GapKind.COMING, GapKind.UNPAYABLE)
    }
    assert list(told.values()) == list(seen.values())
    assert all(told[FindingCode.COMING_MONTHS_PLANNED])


def test_terminated_agreement_has_no_end_to_be_told(regency: Regency, signed: Agreement) -> None:
    with transaction(regency.principal()) as session:
        terminate_agreement(
            session,
            **by(regency),
            agreement_id=signed.id,
            expected_version=version_now(session, signed),
            terminated_on=date(2025, 9, 1),
            reason="Diganti perjanjian yang lain.",
            today=TODAY,
        )

    assert watch(regency, date(2025, 12, 1)) == 0


def test_end_of_a_programme_without_agreement_is_told_to_the_regency_alone(
    regency: Regency, branch: Organisation
) -> None:
    kept = keep_commitment(regency)
    keep_agreement(regency, commitment_id=kept.id)  # a draft binds nobody
    officer, viewer, head = (
        join(regency, Role.OFFICER),
        join(regency, Role.VIEWER),
        join(branch, Role.HEAD),
    )
    with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        session.execute(
            update(Membership)
            .where(Membership.user_id.in_([officer, viewer, head]))
            .values(starts_on=date(2025, 1, 1))
        )

    assert watch(regency, date(2025, 12, 1)) == 1
    assert watch(regency, date(2025, 12, 1)) == 0

    (news,) = endings(regency)
    assert (news.code, news.subject_id) == ("commitment:ends-soon", kept.id)
    assert news.params["amount_idr"] == 8_125 * 3 * 16_800
    assert {person for _organisation, person, _ in told(regency)} == {officer, viewer}


def test_early_end_is_told_with_the_months_it_leaves_and_found_on_the_programme(
    regency: Regency,
) -> None:
    kept = keep_commitment(regency, first_month=Month(2026, 1), budget_year=2026, month_count=12)
    signed = sign(regency, keep_agreement(regency, commitment_id=kept.id), date(2025, 12, 15))
    day = date(2026, 6, 10)

    with transaction(regency.principal()) as session:
        terminate_agreement(
            session,
            **by(regency),
            agreement_id=signed.id,
            expected_version=version_now(session, signed),
            terminated_on=day,
            reason="Kedua pihak sepakat mengakhirinya.",
            today=day,
        )

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        (news,) = session.scalars(select(News).where(News.code == "agreement:terminate"))
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=kept.id, today=day
        )
        (chain,) = list_calendar_chains(
            session, tenant_id=regency.id, narrowed=CalendarFilter(), departments=()
        )
    assert (news.params["first_month"], news.params["people_count"]) == ("2026-07-01", 8_125)
    assert chain.latest.link.term.unbound == frozenset(
        months_between(Month(2026, 7), Month(2026, 12))
    )
    assert news.params["budgeted_idr"] == 8_125 * 6 * 16_800
    assert record.examination is not None
    (found,) = [
        one for one in record.examination.findings if one.code is FindingCode.AGREEMENT_ENDED_EARLY
    ]
    assert found.params["months"] == 6

    anew = keep_agreement(
        regency,
        title="PKS pengganti",
        commitment_id=kept.id,
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 12, 31),
    )
    sign(regency, anew, day)
    with transaction(regency.principal()) as session:
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=kept.id, today=day
        )
    assert record.terms.unbound == {Month(2026, 7), Month(2026, 8)}


def half_years(regency: Regency) -> tuple[Commitment, Agreement, Agreement]:
    """A programme of 2026 under two agreements, one for each half of the year."""
    kept = keep_commitment(regency, first_month=Month(2026, 1), budget_year=2026, month_count=12)
    spring = keep_agreement(
        regency,
        commitment_id=kept.id,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 30),
    )
    sign(regency, spring, date(2025, 12, 15))
    autumn = keep_agreement(
        regency,
        title="PKS paruh kedua",
        commitment_id=kept.id,
        predecessor_id=spring.id,
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 12, 31),
    )
    return kept, spring, sign(regency, autumn, date(2026, 5, 20))


def end_early(regency: Regency, agreement: Agreement, day: date, today: date | None = None) -> News:
    with transaction(regency.principal()) as session:
        terminate_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version_now(session, agreement),
            terminated_on=day,
            reason="Kedua pihak sepakat mengakhirinya.",
            today=today or day,
        )
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        ended = select(News).where(
            News.code == "agreement:terminate", News.subject_id == agreement.id
        )
        return session.scalars(ended).one()


@pytest.mark.parametrize(
    ("is_first", "day", "left"),
    [
        (False, date(2026, 9, 1), (Month(2026, 9), Month(2026, 12))),
        (True, date(2026, 3, 10), (Month(2026, 4), Month(2026, 6))),
    ],
)
def test_early_end_leaves_the_months_that_no_other_agreement_binds(
    regency: Regency, is_first: bool, day: date, left: tuple[Month, Month]
) -> None:
    kept, spring, autumn = half_years(regency)

    news = end_early(regency, spring if is_first else autumn, day)

    with transaction(regency.principal()) as session:
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=kept.id, today=day
        )
    assert record.terms.unbound == set(months_between(*left))
    begun = Month.of(day)
    coming = [month for month in months_between(*left) if month > begun]
    assert news.params["first_month"] == left[0].first_day.isoformat()
    assert news.params["budgeted_idr"] == 8_125 * len(coming) * 16_800


def test_early_end_is_one_sum_in_news_and_finding_and_its_parts_are_those_of_the_calendar(
    regency: Regency,
) -> None:
    kept = keep_commitment(
        regency, first_month=Month(2026, 7), budget_year=2026, month_count=18, people_count=1_000
    )
    first = keep_agreement(
        regency, commitment_id=kept.id, starts_on=date(2026, 7, 1), ends_on=date(2027, 12, 31)
    )
    sign(regency, first, date(2026, 6, 20))
    today = date(2026, 12, 1)

    news = end_early(regency, first, date(2026, 11, 16), today)

    with transaction(regency.principal()) as session:
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=kept.id, today=today
        )
        chains = list_calendar_chains(
            session, tenant_id=regency.id, narrowed=CalendarFilter(), departments=()
        )
    assert record.examination is not None
    (found,) = [
        one for one in record.examination.findings if one.code is FindingCode.AGREEMENT_ENDED_EARLY
    ]
    outlook = look_out(
        current_tariffs(),
        [chain.links for chain in chains],
        planning_horizon(today),
        0,
        past_from=Month(2026, 7),
        until=Month(2027, 12),
    )
    assert (news.params["first_month"], news.params["months_count"]) == ("2026-12-01", 13)
    assert news.params["whole_idr"] == found.params["amount"] == 218_400_000
    assert news.params["begun_month"] == "2026-12-01"
    assert news.params["begun_idr"] == found.params["begun_amount"] == 16_800_000
    assert outlook.lost.amount_idr == 16_800_000
    (unbound,) = outlook.unbound
    assert news.params["budgeted_idr"] == found.params["coming_amount"] == unbound.amount_idr


def test_paper_signed_after_its_start_protects_from_its_signature_and_asks_for_proof(
    regency: Regency,
) -> None:
    kept = keep_commitment(regency, first_month=Month(2026, 1), budget_year=2026, month_count=12)
    pks = sign(
        regency,
        keep_agreement(
            regency, commitment_id=kept.id, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)
        ),
        date(2025, 12, 15),
    )
    more = keep_addendum(
        regency, pks, changes_from=Month(2026, 2), starts_on=date(2026, 2, 1), ends_on=None
    )
    sign(regency, more, date(2026, 6, 5))

    def seen() -> tuple[CommitmentRecord, Term]:
        with transaction(regency.principal()) as session:
            (chain,) = list_calendar_chains(
                session, tenant_id=regency.id, narrowed=CalendarFilter(), departments=()
            )
            record = get_commitment_record(
                session, tenant_id=regency.id, commitment_id=kept.id, today=date(2026, 6, 10)
            )
        return record, chain.latest.link.term

    record, term = seen()
    assert [term.people_in(Month(2026, number)) for number in (1, 5, 6)] == [8_125, 8_125, 8_625]
    assert record.terms.people_in(Month(2026, 2)) == 8_625
    assert record.examination is not None
    assert FindingCode.START_BEFORE_SIGNATURE in {one.code for one in record.examination.findings}

    end_early(regency, pks, date(2026, 4, 1))
    later = keep_agreement(
        regency,
        title="PKS pengganti",
        commitment_id=kept.id,
        starts_on=date(2026, 5, 1),
        ends_on=date(2026, 12, 31),
    )
    sign(regency, later, date(2026, 9, 15))
    record, term = seen()
    assert term.unbound == set(months_between(Month(2026, 4), Month(2026, 8)))
    attach(regency, later, AgreementPaper.POSTING_PROOF)
    record, term = seen()
    assert term.unbound == {Month(2026, 4)}


def test_months_that_an_addendum_adds_to_a_replacement_are_bound(regency: Regency) -> None:
    kept, spring, autumn = half_years(regency)
    longer = keep_addendum(
        regency,
        autumn,
        changes_from=Month(2026, 8),
        starts_on=None,
        new_people_count=None,
        new_last_month=Month(2027, 2),
    )
    sign(regency, longer, date(2026, 7, 20))

    end_early(regency, spring, date(2026, 6, 1))

    with transaction(regency.principal()) as session:
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=kept.id, today=date(2026, 8, 1)
        )
    assert record.terms.month_count_now == 14
    assert record.terms.unbound == {Month(2026, 6)}


def test_early_end_ends_the_signed_addenda_with_it(regency: Regency) -> None:
    kept = keep_commitment(regency)
    pks = sign(regency, keep_agreement(regency, commitment_id=kept.id), date(2025, 4, 14))
    addendum = keep_addendum(regency, pks)
    sign(regency, addendum, date(2025, 5, 20))

    with transaction(regency.principal()) as session:
        terminate_agreement(
            session,
            **by(regency),
            agreement_id=pks.id,
            expected_version=version_now(session, pks),
            terminated_on=date(2025, 9, 1),
            reason="Kedua pihak sepakat mengakhirinya.",
            today=TODAY,
        )
        now = get_agreement(session, tenant_id=regency.id, agreement_id=addendum.id)
        assert (now.status, now.terminated_on) == ("terminated", date(2025, 9, 1))
        record = get_commitment_record(
            session, tenant_id=regency.id, commitment_id=kept.id, today=TODAY
        )
        assert record.terms.people_in(Month(2025, 8)) == 8_625
        assert record.terms.people_in(Month(2025, 9)) == 8_625
        kept_pks = get_agreement(session, tenant_id=regency.id, agreement_id=pks.id)
        assert kept_pks.last_day == date(2025, 8, 31)


def test_agreement_of_another_regency_is_not_looked_at(
    other_regency: Regency,
    signed: Agreement,  # noqa: ARG001  what ends in the regency beside it
) -> None:
    assert watch(other_regency, date(2025, 12, 1)) == 0


def test_run_of_the_day_is_asked_for_once_after_six_in_the_morning(regency: Regency) -> None:
    def runs() -> int:
        with transaction(regency.principal(DatabaseRole.JOB)) as session:
            found = select(JobRun).where(
                JobRun.tenant_id == regency.id,
                JobRun.kind == WATCH_JOB,
                JobRun.key == DAILY_KEY,
            )
            return len(session.scalars(found).all())

    five, six = datetime(2031, 5, 1, 22, 59, tzinfo=UTC), datetime(2031, 5, 1, 23, 0, tzinfo=UTC)

    ask_for_daily_runs(five)
    before = runs()
    ask_for_daily_runs(six)
    ask_for_daily_runs(six + timedelta(hours=3))
    on_the_day = runs()
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        run = find_run(session, tenant_id=regency.id, kind=WATCH_JOB, key=DAILY_KEY)
    assert run is not None
    perform(str(run.id))
    ask_for_daily_runs(six + timedelta(hours=5))
    ask_for_daily_runs(six + timedelta(days=3))

    assert (before, on_the_day, runs()) == (0, 1, 2)
