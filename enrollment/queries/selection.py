"""The rules of a programme: what was saved, and as the selection takes them."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from enrollment.models.selection import SelectionRule
from enrollment.selection import RankBy, Rules, TieRule
from tenants.kernel.errors import N_, NotFound


def find_rule(session: Session, *, tenant_id: int, commitment_id: UUID) -> SelectionRule | None:
    """The newest version of a programme's rules; None before the first."""
    return session.scalars(
        select(SelectionRule)
        .where(SelectionRule.tenant_id == tenant_id, SelectionRule.commitment_id == commitment_id)
        .order_by(SelectionRule.version.desc())
        .limit(1)
    ).one_or_none()


def get_rule(session: Session, *, tenant_id: int, rule_id: UUID) -> SelectionRule:
    """One version of a programme's rules.

    Raises:
        NotFound: no such version in this regency.
    """
    found = session.get(SelectionRule, (tenant_id, rule_id))
    if found is None:
        raise NotFound(N_("Kriteria tidak ditemukan."))
    return found


def rules_of(rule: SelectionRule, *, first_day: date) -> Rules:
    """A saved version as the selection takes it.

    Args:
        rule: a version.
        first_day: on which ages are counted.
    """
    return Rules(
        commitment_id=rule.commitment_id,
        first_day=first_day,
        quota_people=rule.quota_people,
        village_quotas=rule.village_quotas,
        min_age=rule.min_age,
        under_age=rule.under_age,
        max_desil=rule.max_desil,
        desil_on=rule.desil_on,
        occupations=frozenset(rule.occupations),
        villages=frozenset(rule.villages),
        needs_verification=rule.needs_verification,
        needs_matching=rule.needs_matching,
        needs_membership_check=rule.needs_membership_check,
        ranking=tuple(RankBy(one) for one in rule.ranking),
        tie=TieRule(rule.tie),
    )
