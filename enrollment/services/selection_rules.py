"""Stating the rules by which a programme's recipients are selected."""

from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.services.commitments import lock_commitment
from enrollment.models.selection import SelectionRule
from enrollment.queries.selection import find_rule
from enrollment.selection_rules import RuleDetails, rule_errors
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.errors import N_, StaleVersion, refuse_errors

_STALE = N_(
    "Kriteria program ini sudah disimpan orang lain setelah Anda membukanya. Perubahan Anda belum"
    " disimpan; muat ulang halaman, lalu bandingkan."
)


def save_rule(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    today: date,
    commitment_id: UUID,
    expected_version: int,
    details: RuleDetails,
) -> SelectionRule:
    """State the rules of a programme as a new version; the earlier ones stay.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who states them.
        now: the present moment.
        today: the regency's day.
        commitment_id: the programme.
        expected_version: the newest version its author has seen; 0 before the first.
        details: the rules.

    Returns:
        the version that holds now; the present one where nothing differs from it.

    Raises:
        NotFound: no such programme in this regency.
        InvalidInput: the rules contradict themselves.
        StaleVersion: somebody else saved since.

    Effects:
        Locks the programme, flushes, audits.
    """
    refuse_errors(rule_errors(details, today))
    lock_commitment(session, tenant_id=tenant_id, commitment_id=commitment_id)
    kept = find_rule(session, tenant_id=tenant_id, commitment_id=commitment_id)
    if (kept.version if kept else 0) != expected_version:
        raise StaleVersion(_STALE, current=kept.version if kept else 0)
    stated = _columns(details)
    if kept is not None and all(getattr(kept, name) == value for name, value in stated.items()):
        return kept
    rule = SelectionRule(
        tenant_id=tenant_id,
        commitment_id=commitment_id,
        version=expected_version + 1,
        saved_at=now,
        saved_by_id=actor.id,
        saved_by_name=actor.name,
        **stated,
    )
    session.add(rule)
    same = "uq_selection_rule_tenant_id_commitment_id_version"
    flush(session, {same: partial(StaleVersion, _STALE, current=rule.version)})
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="selection:edit",
        subject="commitment",
        subject_id=commitment_id,
        detail={"version": rule.version, "quota_people": rule.quota_people},
    )
    return rule


def _columns(details: RuleDetails) -> dict[str, Any]:
    return {
        **asdict(details),
        "village_quotas": dict(details.village_quotas),
        "occupations": sorted(details.occupations),
        "villages": sorted(details.villages),
        "ranking": [one.value for one in details.ranking],
        "tie": details.tie.value,
    }
