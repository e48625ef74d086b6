"""How long an officer waits for the pages of one programme that holds everybody of a regency."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from cooperation.months import Month
from enrollment.continuity import Counting
from enrollment.kinds import CoverStatus
from enrollment.queries.outlooks import outlook_subject
from enrollment.queries.programme_months import months_subject
from enrollment.queries.reconciliation import MonthOfProgramme
from enrollment.queries.summaries import SUMMARISE_JOB
from enrollment.selection import RankBy, TieRule
from enrollment.selection_rules import RuleDetails
from enrollment.services.selection_rules import save_rule
from enrollment.services.summaries import request_summary
from enrollment.summaries import Subject, SummaryKind
from tenants.kernel.clock import utcnow
from tenants.kernel.db import transaction
from tests.bench.figures import Figure
from tests.bench.lists import csv_list, people
from tests.bench.office import Office, open_office
from tests.bench.pages import page_ms
from tests.conftest import ACTOR
from tests.torture.world import World

ASKED = 20
GOAL_MS = 300
MONTH = "2025-03"


def programme(world: World, rows: int, runs: int) -> list[Figure]:
    """Everybody is a candidate of one programme; what is counted in the background is counted."""
    with open_office(world, "programme") as office:
        office.import_list(csv_list(0, rows), status=CoverStatus.PROPOSED)
        (commitment_id,) = office.programmes
        _state_rules(office, commitment_id, rows // 2)
        world.engines.execute(office.database, "VACUUM ANALYZE")
        _count(office, _subjects(office, commitment_id))
        return [
            Figure(f"pages.{name}_ms", [page_ms(office, page, ASKED) for _ in range(runs)], GOAL_MS)
            for name, page in _pages(commitment_id).items()
        ]


def _pages(commitment_id: UUID) -> Mapping[str, str]:
    ((_, _, _, _, _, village_code, *_rest),) = people(0, 1)
    selection = f"selections/{commitment_id}"
    months = f"reconciliations/{commitment_id}"
    return {
        "selections": "selections",
        "commitment": f"commitments/{commitment_id}",
        "funnel": selection,
        "candidates": f"{selection}/people",
        "candidates_of_village": f"{selection}/people?village_code={village_code}",
        "candidates_stopped": f"{selection}/people?reason=not_verified",
        "rules": f"{selection}/rules",
        "villages": f"{selection}/villages",
        "registers": f"{selection}/registers",
        "decree_preview": f"{selection}/determination",
        "reconciliation": months,
        "month": f"{months}/month?month={MONTH}",
        "breakdown": f"coverage/breakdown?by=village&month={MONTH}&commitment_id={commitment_id}",
        "continuity": f"continuity?commitment_id={commitment_id}",
    }


def _subjects(office: Office, commitment_id: UUID) -> Sequence[Subject]:
    return [
        outlook_subject(commitment_id),
        months_subject(commitment_id),
        MonthOfProgramme(office.regency.id, commitment_id, Month.parse(MONTH)).subject,
        Subject(SummaryKind.VILLAGES, (str(commitment_id), MONTH)),
        Subject(SummaryKind.LASTING, (str(commitment_id), Counting.CONSECUTIVE.value)),
    ]


def _count(office: Office, subjects: Sequence[Subject]) -> None:
    with transaction(office.regency.principal()) as session:
        for subject in subjects:
            request_summary(
                session,
                subject,
                tenant_id=office.regency.id,
                now=utcnow(),
                today=utcnow().date(),
            )
    office.perform(SUMMARISE_JOB)


def _state_rules(office: Office, commitment_id: UUID, quota: int) -> None:
    details = RuleDetails(
        quota_people=max(1, quota),
        village_quotas={},
        min_age=15,
        under_age=65,
        max_desil=None,
        desil_on=None,
        occupations=(),
        villages=(),
        needs_verification=True,
        needs_matching=True,
        needs_membership_check=True,
        ranking=(RankBy.DESIL, RankBy.OLDEST),
        tie=TieRule.DIGEST,
    )
    with transaction(office.regency.principal()) as session:
        save_rule(
            session,
            tenant_id=office.regency.id,
            actor=ACTOR,
            now=utcnow(),
            today=utcnow().date(),
            commitment_id=commitment_id,
            expected_version=0,
            details=details,
        )
