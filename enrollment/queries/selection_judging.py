"""The part of every question about a programme's people: each with what speaks against them."""

from dataclasses import dataclass
from typing import Any

from enrollment.cover_months import held_values
from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.queries.programmes import Programme
from enrollment.selection import (
    FINDING_REASONS,
    MISMATCH_REASONS,
    Identity,
    Membership,
    Reason,
    Rules,
)

WAITING_STATUSES = (CoverStatus.PROPOSED, CoverStatus.RESERVE)
"""Who may still be chosen."""

_TESTS = {
    Reason.TOO_YOUNG: "f.age < :min_age",
    Reason.TOO_OLD: "f.age >= :under_age",
    Reason.DESIL_UNKNOWN: "CAST(:max_desil AS int) IS NOT NULL AND f.desil IS NULL",
    Reason.DESIL_OUTDATED: "f.desil_on < CAST(:desil_on AS date)",
    Reason.DESIL_TOO_HIGH: "f.desil > CAST(:max_desil AS int)",
    Reason.OTHER_OCCUPATION: (
        "cardinality(CAST(:occupations AS text[])) > 0"
        " AND coalesce(f.occupation, '') <> ALL(CAST(:occupations AS text[]))"
    ),
    Reason.OTHER_VILLAGE: (
        "cardinality(CAST(:villages AS text[])) > 0"
        " AND f.village_code <> ALL(CAST(:villages AS text[]))"
    ),
    Reason.NOT_VERIFIED: ":needs_verification AND f.is_verified IS NULL",
    Reason.VERIFIED_WRONG: "NOT f.is_verified AND f.village_finding IS NULL",
    **{reason: f"f.village_finding = '{finding}'" for finding, reason in FINDING_REASONS.items()},
    Reason.NOT_MATCHED: ":needs_matching AND f.identity IS NULL",
    Reason.MATCH_FAILED: f"f.identity = '{Identity.UNMATCHED}' AND f.mismatch IS NULL",
    **{reason: f"f.mismatch = '{mismatch}'" for mismatch, reason in MISMATCH_REASONS.items()},
    Reason.DECEASED: f"f.identity = '{Identity.DECEASED}'",
    Reason.MEMBERSHIP_UNCHECKED: ":needs_membership_check AND f.membership IS NULL",
    Reason.ACTIVE_PU: f"f.membership = '{Membership.PU}' AND f.override_reason IS NULL",
    Reason.ACTIVE_BPU: f"f.membership = '{Membership.BPU}'",
    Reason.EXCLUDED: "f.excluded_because IS NOT NULL",
    Reason.MONTHS_HELD: "f.has_held_months",
}
_REASONS = ", ".join(f"CASE WHEN {test} THEN '{reason}' END" for reason, test in _TESTS.items())

_JUDGED = f"""
    held AS (
        SELECT DISTINCT y.worker_id FROM cover_year y
        JOIN unnest(CAST(:years AS smallint[]), CAST(:held AS bigint[])) AS h(year, held)
            ON h.year = y.year AND h.held & y.held <> 0
        WHERE y.tenant_id = :tenant_id AND y.segment = :segment {{among_y}}),
    known AS (
        SELECT c.worker_id, c.status, c.created_at, w.village_code, w.birth_on,
            w.occupation, w.name_key, w.nik_index,
            k.desil, k.desil_on, k.is_verified, k.village_finding, k.identity, k.mismatch,
            k.membership, k.excluded_because, k.override_reason,
            h.worker_id IS NOT NULL AS has_held_months,
            :first_year - CAST(extract(year FROM w.birth_on) AS int)
                - CAST((:first_month, 1) < (CAST(extract(month FROM w.birth_on) AS int),
                    CAST(extract(day FROM w.birth_on) AS int)) AS int) AS age
        FROM cover c
        JOIN worker w ON w.tenant_id = c.tenant_id AND w.id = c.worker_id
        LEFT JOIN candidate k ON k.tenant_id = c.tenant_id
            AND k.commitment_id = c.commitment_id AND k.worker_id = c.worker_id
        LEFT JOIN held h ON h.worker_id = c.worker_id
        WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id {{among_c}}),
    judged AS (
        SELECT f.*, CASE WHEN f.status = ANY(:waiting)
            THEN array_remove(CAST(ARRAY[{_REASONS}] AS text[]), NULL)
            ELSE CAST(ARRAY[] AS text[]) END AS reasons
        FROM known f)
"""  # noqa: S608 - constants of ours, no value


def _judged(among: str = "") -> str:
    return _JUDGED.format(**{f"among_{one}": among.format(one) for one in "yc"})


JUDGED = _judged()
"""Everybody of a programme as ``judged``; reasons only for those who wait."""
JUDGED_AMONG = _judged("AND {}.worker_id = ANY(:worker_ids)")
"""The same of some workers."""


@dataclass(frozen=True)
class Judging:
    """A programme whose months are stated, and the rules its people are judged by."""

    programme: Programme
    rules: Rules

    def values(self, tenant_id: int) -> dict[str, Any]:
        """What ``JUDGED`` is asked with."""
        programme, rules = self.programme, self.rules
        return {
            "tenant_id": tenant_id,
            "commitment_id": programme.id,
            "segment": programme.segment,
            "programmes": list(programme.insurances),
            **held_values(programme.held),
            "first_year": rules.first_day.year,
            "first_month": rules.first_day.month,
            "min_age": rules.min_age,
            "under_age": rules.under_age,
            "max_desil": rules.max_desil,
            "desil_on": rules.desil_on if rules.max_desil is not None else None,
            "occupations": sorted(rules.occupations),
            "villages": sorted(rules.villages),
            "needs_verification": rules.needs_verification,
            "needs_matching": rules.needs_matching,
            "needs_membership_check": rules.needs_membership_check,
            "waiting": [status.value for status in WAITING_STATUSES],
            "occupying": [status.value for status in OCCUPYING_STATUSES],
        }
