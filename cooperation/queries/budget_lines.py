"""Commitments of one year that use one line of the budget beyond what it holds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.arithmetic import compute
from cooperation.findings import Finding, FindingCode, Severity
from cooperation.kinds import FundingSource
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.queries.agreements import list_agreements
from cooperation.queries.commitment_terms import terms_of
from cooperation.spending import Money, SharedLine, find_shared_lines, line_key
from cooperation.tariff_files import current_tariffs
from tenants.kernel.errors import AppError


def shared_lines(
    session: Session, *, tenant_id: int, chains: Mapping[UUID, Sequence[Commitment]]
) -> Mapping[UUID, Finding]:
    """For each commitment whose budget line others use as well, beyond it, what to say of it.

    Only commitments that share a line are computed; one that cannot be computed counts for nothing.

    Args:
        session: role regency or branch.
        tenant_id: whose.
        chains: of ``list_chains``.
    """
    users: defaultdict[tuple[int, str], list[Commitment]] = defaultdict(list)
    for commitment in {one.id: one for chain in chains.values() for one in chain}.values():
        if commitment.budget_line:
            users[commitment.budget_year, line_key(commitment.budget_line)].append(commitment)
    several = [together for together in users.values() if len(together) > 1]
    if not several:
        return {}
    ids = [one.id for together in several for one in together]
    agreements = list_agreements(session, tenant_id=tenant_id, commitment_ids=ids)
    found: dict[UUID, Finding] = {}
    for together in several:
        money = [_money(one, agreements, chains[one.id]) for one in together]
        for shared in find_shared_lines(money):
            found |= {one.commitment_id: _finding(shared, one) for one in shared.users}
    return found


def _finding(shared: SharedLine, own: Money) -> Finding:
    others = [one.title for one in shared.users if one is not own]
    return Finding(
        FindingCode.BUDGET_LINE_SHARED,
        Severity.ACTION,
        {
            "line": shared.budget_line,
            "others": "; ".join(others),
            "total": shared.committed_idr,
            "budget": shared.budget_idr,
            "excess": shared.excess_idr,
        },
    )


def _money(
    commitment: Commitment,
    agreements: Mapping[UUID, Sequence[Agreement]],
    chain: Sequence[Commitment],
) -> Money:
    total = None
    with suppress(AppError):  # its own page says what is missing
        total = compute(current_tariffs(), terms_of(commitment, agreements, chain)).total_idr
    return Money(
        commitment_id=commitment.id,
        title=commitment.title,
        source=FundingSource(commitment.funding_source),
        budget_year=commitment.budget_year,
        budget_line=commitment.budget_line,
        budget_idr=commitment.budget_idr,
        committed_idr=total,
    )
