"""Reads of commitments: one, all of a regency, and each with what was computed from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain as joined
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cooperation.arithmetic import Terms
from cooperation.checks.basis import Basis, check_basis
from cooperation.commitment_states import CommitmentPhase, CommitmentStatus, commitment_phase
from cooperation.examination import Examination, examine
from cooperation.findings import Finding
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreement_bases import bases_of
from cooperation.queries.agreements import list_agreements
from cooperation.queries.bills import SUGGESTIONS
from cooperation.queries.budget_lines import shared_lines
from cooperation.queries.changed_agreements import list_acceptance_findings
from cooperation.queries.commitment_terms import horizon_of, last_month_of, terms_of
from cooperation.queries.overlaps import overlaps_of, paid_covers
from cooperation.tariff_files import current_tariffs
from tenants.kernel.db import TenantScoped
from tenants.kernel.errors import N_, AppError, NotFound
from tenants.models.identity import Department
from tenants.models.regulations import Regulation

KindT = TypeVar("KindT", bound=TenantScoped)


@dataclass(frozen=True)
class CommitmentRecord:
    """One commitment with everything computed from it as seen on one day.

    ``examination`` is None where nothing can be computed; ``refusal`` then says why. ``chain``
    holds the commitments for the same people in order of time, this one included, and
    ``chain_terms`` their terms in the same order.
    """

    commitment: Commitment
    department: Department | None
    regulation: Regulation | None
    agreements: Sequence[Agreement]
    chain: Sequence[Commitment]
    chain_terms: Sequence[Terms]
    phase: CommitmentPhase
    terms: Terms
    elsewhere: Sequence[Finding]
    """What follows from other programmes, the law and what was accepted of its agreements.

    Also where nothing can be computed."""
    examination: Examination | None
    refusal: AppError | None

    @property
    def stated_now_idr(self) -> int | None:
        """The value that is stated of what holds now, rupiah.

        None where nobody stated it, and where an addendum changed people or months without saying
        what the value becomes: the first value then speaks of other people and months.
        """
        amended = self.terms.amendments
        return self.terms.total_now_idr if amended else self.commitment.stated_total_idr

    @property
    def findings(self) -> Sequence[Finding]:
        """All there is to say, the most pressing first."""
        return self.examination.findings if self.examination else self.elsewhere

    @property
    def pressing(self) -> Sequence[Finding]:
        """What somebody has to correct or decide."""
        return [one for one in self.findings if one.needs_action]

    @property
    def predecessor(self) -> Commitment | None:
        """The commitment that this one continues."""
        position = self.chain.index(self.commitment)
        return self.chain[position - 1] if position else None

    @property
    def successor(self) -> Commitment | None:
        """The commitment that continues this one."""
        return next(iter(self.chain[self.chain.index(self.commitment) + 1 :]), None)


def written_budget_lines(session: Session, *, tenant_id: int) -> Sequence[str]:
    """Budget lines that commitments of the regency named, those of the latest year first."""
    lines = session.scalars(
        select(Commitment.budget_line)
        .where(Commitment.tenant_id == tenant_id, Commitment.budget_line.is_not(None))
        .group_by(Commitment.budget_line)
        .order_by(func.max(Commitment.budget_year).desc(), Commitment.budget_line)
        .limit(SUGGESTIONS)
    )
    return [line for line in lines if line is not None]


def get_commitment(session: Session, *, tenant_id: int, commitment_id: UUID) -> Commitment:
    """One commitment.

    Raises:
        NotFound: none with this id in this regency.
    """
    commitment = session.scalars(
        select(Commitment).where(Commitment.tenant_id == tenant_id, Commitment.id == commitment_id)
    ).one_or_none()
    if commitment is None:
        raise NotFound(N_("Program tidak ditemukan."))
    return commitment


def list_commitments(session: Session, *, tenant_id: int) -> Sequence[Commitment]:
    """Every commitment of the regency, cancelled ones too, latest budget year first."""
    return session.scalars(
        select(Commitment)
        .where(Commitment.tenant_id == tenant_id)
        .order_by(Commitment.budget_year.desc(), Commitment.title, Commitment.id)
    ).all()


def get_commitment_record(
    session: Session, *, tenant_id: int, commitment_id: UUID, today: date
) -> CommitmentRecord:
    """One commitment with agreements, chain and everything computed from it.

    Raises:
        NotFound: none with this id in this regency.
    """
    commitment = get_commitment(session, tenant_id=tenant_id, commitment_id=commitment_id)
    return list_commitment_records(
        session, tenant_id=tenant_id, commitments=[commitment], today=today
    )[0]


def list_commitment_records(
    session: Session, *, tenant_id: int, commitments: Sequence[Commitment], today: date
) -> list[CommitmentRecord]:
    """Some commitments with everything computed from them, in the order given."""
    chains = list_chains(session, tenant_id=tenant_id)
    chained = [one.id for own in commitments for one in chains.get(own.id, [own])]
    agreements = list_agreements(session, tenant_id=tenant_id, commitment_ids=chained)
    shown = {one.id: one for chain in chains.values() for one in chain}
    shown |= {one.id: one for one in commitments}
    departments = _named(
        session, Department, tenant_id, [one.department_id for one in shown.values()]
    )
    covers = paid_covers(chains, departments)
    shared = shared_lines(session, tenant_id=tenant_id, chains=chains)
    bases = bases_of(session, tenant_id, [one.regulation_id for one in commitments])
    carrying = {one.id: agreements.get(one.id, []) for one in commitments}
    changed = list_acceptance_findings(
        session, tenant_id=tenant_id, agreements=joined.from_iterable(carrying.values())
    )
    return [
        _record(
            commitment,
            agreements,
            chains.get(commitment.id, [commitment]),
            departments.get(commitment.department_id),
            bases.get(commitment.regulation_id),
            [
                *overlaps_of(commitment.id, covers, today),
                *([shared[commitment.id]] if commitment.id in shared else []),
                *(changed[one.id] for one in carrying[commitment.id] if one.id in changed),
            ],
            today,
        )
        for commitment in commitments
    ]


def list_chains(session: Session, *, tenant_id: int) -> Mapping[UUID, Sequence[Commitment]]:
    """For each commitment that was not given up, all for the same people in order of time."""
    rows = session.scalars(
        select(Commitment)
        .where(Commitment.tenant_id == tenant_id, Commitment.status != CommitmentStatus.CANCELLED)
        .order_by(Commitment.budget_year, Commitment.first_month.nulls_last(), Commitment.id)
    ).all()
    known = {row.id for row in rows}
    successors = {row.continues_id: row for row in rows if row.continues_id in known}
    chains: dict[UUID, Sequence[Commitment]] = {}
    for root in (row for row in rows if row.continues_id not in known):
        chain = [root]
        while chain[-1].id in successors:
            chain.append(successors[chain[-1].id])
        chains |= {one.id: chain for one in chain}
    return chains


def _record(
    commitment: Commitment,
    agreements: Mapping[UUID, Sequence[Agreement]],
    chain: Sequence[Commitment],
    department: Department | None,
    basis: tuple[Regulation, Basis] | None,
    overlaps: Sequence[Finding],
    today: date,
) -> CommitmentRecord:
    chain_terms = [terms_of(one, agreements, chain) for one in chain]
    terms = chain_terms[chain.index(commitment)]
    first = Month.of(commitment.first_month) if commitment.first_month else None
    last = last_month_of(commitment)
    phase = commitment_phase(CommitmentStatus(commitment.status), first, last, today)
    elsewhere = list(overlaps)
    if basis is not None and phase is not CommitmentPhase.CANCELLED:
        elsewhere += check_basis(basis[1], terms.first_month, last, today)
    examination, refusal = None, None
    try:
        examined = examine(
            current_tariffs(), terms, horizon_of(commitment, chain, today), today=today
        )
        examination = examined.joined_by(elsewhere)
    except AppError as error:
        refusal = error
    return CommitmentRecord(
        commitment=commitment,
        department=department,
        regulation=basis[0] if basis else None,
        agreements=agreements.get(commitment.id, []),
        chain=chain,
        chain_terms=chain_terms,
        phase=phase,
        terms=terms,
        elsewhere=elsewhere,
        examination=examination,
        refusal=refusal,
    )


def _named(
    session: Session, kind: type[KindT], tenant_id: int, ids: Sequence[UUID | None]
) -> dict[UUID | None, KindT]:
    wanted = {one for one in ids if one is not None}
    rows = session.scalars(select(kind).where(kind.tenant_id == tenant_id, kind.id.in_(wanted)))
    return {row.id: row for row in rows}
