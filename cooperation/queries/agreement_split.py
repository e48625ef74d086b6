"""What an agreement costs by funding source, insurance and month, over all it carries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.arithmetic import Computation
from cooperation.commitment_states import CommitmentStatus
from cooperation.funding_split import FundingSplit, SourcedCost, split_by_source
from cooperation.kinds import AgreementKind, FundingSource
from cooperation.models.agreements import Agreement, AgreementPart
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreement_parts import list_parts
from cooperation.queries.commitment_terms import carried_months_of, last_month_of
from cooperation.queries.commitments import CommitmentRecord, list_commitment_records
from cooperation.states import AgreementState
from cooperation.tariff_files import current_tariffs


@dataclass(frozen=True)
class CarriedProgramme:
    """A programme of an agreement with what was computed from it; ``part`` None: its first.

    ``months`` are those that the agreement carries where others carry the rest; None: all of them.
    """

    record: CommitmentRecord
    part: AgreementPart | None
    computed: Computation | None
    """None where nothing can be computed."""
    months: tuple[Month, ...] | None = None

    @property
    def commitment(self) -> Commitment:
        """The programme itself."""
        return self.record.commitment

    @property
    def first_month(self) -> Month | None:
        """The first month it has in this agreement; None where that is not stated."""
        if self.months is not None:
            return self.months[0]
        stated = self.commitment.first_month
        return None if stated is None else Month.of(stated)

    @property
    def last_month(self) -> Month | None:
        """The last month it has in this agreement; None where that is not stated."""
        return last_month_of(self.commitment) if self.months is None else self.months[-1]

    @property
    def month_count(self) -> int | None:
        """How many months it has in this agreement; None where that is not stated."""
        return self.commitment.months_now if self.months is None else len(self.months)

    @property
    def total_idr(self) -> int | None:
        """What it costs, rupiah; None where that cannot be known."""
        return self.computed.total_idr if self.computed else None

    @property
    def stated_idr(self) -> int | None:
        """What it is stated to cost with all addenda; None where nobody states that.

        A stated value is that of all months; of some of them nothing is stated.
        """
        return self.record.stated_now_idr if self.months is None else None

    @property
    def difference_idr(self) -> int | None:
        """What is stated beyond what it costs; negative where less is."""
        stated = self.stated_idr
        return None if stated is None or self.total_idr is None else stated - self.total_idr


@dataclass(frozen=True)
class AgreementSplit:
    """Everything an agreement carries, its first programme before the others."""

    programmes: Sequence[CarriedProgramme]
    split: FundingSplit

    @property
    def is_apart(self) -> bool:
        """Whether it costs something else than one whole programme."""
        return len(self.programmes) > 1 or any(one.months is not None for one in self.programmes)

    @property
    def total_idr(self) -> int | None:
        """What all of it costs, rupiah; None where that of one programme is not known."""
        return _whole_sum([one.total_idr for one in self.programmes])

    @property
    def stated_idr(self) -> int | None:
        """What all of it is stated to cost; None where one programme states nothing."""
        return _whole_sum([one.stated_idr for one in self.programmes])

    @property
    def difference_idr(self) -> int | None:
        """What is stated beyond what it costs; negative where less is."""
        if self.stated_idr is None or self.total_idr is None:
            return None
        return self.stated_idr - self.total_idr


def find_split(session: Session, agreement: Agreement, *, today: date) -> AgreementSplit | None:
    """What an agreement costs; None of an umbrella, and of an addendum, which tells its change.

    Args:
        session: bound to the regency.
        agreement: one of its agreements.
        today: decides which months can still be bought.
    """
    if agreement.commitment_id is None or agreement.kind == AgreementKind.ADENDUM:
        return None
    first = session.get_one(Commitment, (agreement.tenant_id, agreement.commitment_id))
    parts = list_parts(session, agreement)
    records = list_commitment_records(
        session,
        tenant_id=agreement.tenant_id,
        commitments=[first, *(commitment for _part, commitment in parts)],
        today=today,
    )
    programmes = [
        _carried(agreement, record, part)
        for record, part in zip(records, [None, *(part for part, _one in parts)], strict=True)
    ]
    return AgreementSplit(programmes, split_by_source([cost_of(one) for one in programmes]))


def _carried(
    agreement: Agreement, record: CommitmentRecord, part: AgreementPart | None
) -> CarriedProgramme:
    whole = record.examination.computation if record.examination else None
    months = carried_months_of(agreement, record.commitment, record.agreements)
    if whole is None or months is None:
        return CarriedProgramme(record, part, whole)
    return CarriedProgramme(record, part, whole.of_months(current_tariffs(), months), months)


def cost_of(programme: CarriedProgramme) -> SourcedCost:
    """A programme as the split takes it."""
    commitment = programme.commitment
    return SourcedCost(
        commitment.title, FundingSource(commitment.funding_source), programme.computed
    )


def list_addable(session: Session, *, tenant_id: int) -> Sequence[Commitment]:
    """Programmes that no agreement carries, latest budget year first, then by title."""
    carried = select(Agreement.id).where(
        Agreement.tenant_id == Commitment.tenant_id,
        Agreement.commitment_id == Commitment.id,
        Agreement.kind != AgreementKind.ADENDUM,
        Agreement.status.not_in([AgreementState.DROPPED, AgreementState.TERMINATED]),
    )
    beside = select(AgreementPart.id).where(
        AgreementPart.tenant_id == Commitment.tenant_id,
        AgreementPart.commitment_id == Commitment.id,
        AgreementPart.released_at.is_(None),
    )
    return session.scalars(
        select(Commitment)
        .where(
            Commitment.tenant_id == tenant_id,
            Commitment.status != CommitmentStatus.CANCELLED,
            ~carried.exists(),
            ~beside.exists(),
        )
        .order_by(Commitment.budget_year.desc(), Commitment.title, Commitment.id)
    ).all()


def _whole_sum(amounts: Sequence[int | None]) -> int | None:
    known = [one for one in amounts if one is not None]
    return sum(known) if known and len(known) == len(amounts) else None
