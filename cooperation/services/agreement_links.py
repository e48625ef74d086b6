"""Tie agreements together, and keep what follows from the tie beside what they change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.agreement_rules import AgreementDetails, amendment_in
from cooperation.amendment_effects import amendment_errors
from cooperation.amendments import Amendment
from cooperation.kinds import AgreementKind
from cooperation.models.agreements import Agreement, AgreementPart
from cooperation.models.commitments import Commitment
from cooperation.queries.agreement_links import list_signed_addenda, terms_without
from cooperation.queries.agreement_parts import carries, list_parts
from cooperation.queries.agreements import list_agreements
from cooperation.queries.commitment_terms import amendment_of, is_undone, terms_of
from cooperation.states import AgreementState
from tenants.kernel.errors import N_, FieldError, InvalidInput, InvalidTransition, refuse_errors

_GONE = N_("Pilihan ini sudah tidak ada. Pilih kembali.")


def link_errors(
    session: Session, *, tenant_id: int, details: AgreementDetails, own_id: UUID | None = None
) -> list[FieldError]:
    """Why an agreement cannot rest on, continue or change what it names.

    Args:
        session: bound to the regency.
        tenant_id: the regency.
        details: as they are to be kept; they contradict nothing in themselves.
        own_id: the agreement itself, None before it is kept.

    Source:
        Permendagri 22/2020: a PKS may carry out a nota kesepakatan; an addendum changes an
        agreement that was signed.
    """
    return [
        *_changed_errors(session, tenant_id, details, own_id),
        *_umbrella_errors(session, tenant_id, details.umbrella_id, own_id),
        *_continuation_errors(session, tenant_id, details, own_id),
        *_addendum_errors(session, tenant_id, details, own_id),
    ]


def refuse_overtaken(session: Session, agreement: Agreement) -> None:
    """Refuse to sign an addendum whose figures another one has set meanwhile.

    Raises:
        InvalidInput: its month, people or last month fit no more.
        InvalidTransition: what it changes was ended meanwhile, or carries another programme.
    """
    if agreement.amends_id is None:
        return
    amended = _lock(session, agreement.tenant_id, agreement.amends_id)
    is_same = carries(session, amended, agreement.commitment_id)
    if amended.status != AgreementState.SIGNED or not is_same:
        raise InvalidTransition(
            N_(
                "%(title)s sudah diakhiri atau memuat program lain, sehingga adendum ini tidak"
                " dapat ditandatangani. Periksa perjanjian yang diubah."
            ),
            title=amended.title,
        )
    amendment = amendment_of(agreement)
    if amendment is not None:
        refuse_errors(
            _amendment_errors(
                session,
                agreement.tenant_id,
                agreement.commitment_id,
                amendment,
                agreement.id,
            )
        )


def lock_carried_commitments(
    session: Session, *, tenant_id: int, agreement_id: UUID, also: UUID | None = None
) -> None:
    """Lock the commitments that an agreement carries, and another one, before the agreement itself.

    Whoever changes a commitment locks in the same order, so that neither waits for the other; a
    list that is stored meanwhile is not kept waiting.
    """
    carried = session.scalars(
        select(Agreement.commitment_id)
        .where(Agreement.tenant_id == tenant_id, Agreement.id == agreement_id)
        .union_all(
            select(AgreementPart.commitment_id).where(
                AgreementPart.tenant_id == tenant_id, AgreementPart.agreement_id == agreement_id
            )
        )
    ).all()
    lock_commitments(session, tenant_id, [*carried, also])


def lock_commitments(
    session: Session, tenant_id: int, commitment_ids: Iterable[UUID | None]
) -> None:
    """Lock some commitments in the order in which everybody locks them."""
    session.execute(
        select(Commitment.id)
        .where(Commitment.tenant_id == tenant_id, Commitment.id.in_(_in_order(commitment_ids)))
        .order_by(Commitment.id)
        .with_for_update(key_share=True)
    )


@dataclass(frozen=True)
class Ties:
    """What an agreement hangs together with: what it changes, continues, and carries."""

    amends_id: UUID | None
    predecessor_id: UUID | None
    commitment_id: UUID | None


def ties_of(agreement: Agreement) -> Ties:
    """What an agreement hangs together with as it stands."""
    return Ties(agreement.amends_id, agreement.predecessor_id, agreement.commitment_id)


def keep_consequences(session: Session, agreement: Agreement, formerly: Ties | None = None) -> None:
    """Keep what follows from an agreement beside what it changes and what it continues.

    Args:
        session: the transaction.
        agreement: signed.
        formerly: what it hung together with before a correction.

    Effects:
        Flushes; locks and changes the kept dates of the amended and of the continued agreement,
        and the kept figures of the commitment.
    """
    session.flush()
    ties = {ties_of(agreement), formerly or ties_of(agreement)}
    for agreement_id in _in_order([agreement.id, *(one.amends_id for one in ties)]):
        keep_amended_dates(session, agreement.tenant_id, agreement_id)
    for agreement_id in _in_order(one.predecessor_id for one in ties):
        _keep_continued(session, agreement.tenant_id, agreement_id)
    for commitment_id in _in_order(one.commitment_id for one in ties):
        commitment = session.get_one(Commitment, (agreement.tenant_id, commitment_id))
        keep_amended_figures(session, commitment)


def keep_amended_figures(session: Session, commitment: Commitment) -> None:
    """Keep people of the last month and months with all signed addenda, where they differ.

    Effects:
        Flushes.
    """
    session.flush()
    agreements = list_agreements(
        session, tenant_id=commitment.tenant_id, commitment_ids=[commitment.id]
    ).get(commitment.id, [])
    terms = terms_of(commitment, {commitment.id: agreements}, [commitment])
    people, months = terms.people_at_last, terms.month_count_now
    if months is not None and months < 1:
        text = N_("Dengan adendum yang berlaku, program ini tidak mempunyai bulan lagi.")
        raise InvalidInput(errors=[FieldError("/month_count", text)])
    commitment.amended_people_count = people if people != commitment.people_count else None
    commitment.amended_month_count = months if months != commitment.month_count else None
    session.flush()


def _in_order(ids: Iterable[UUID | None]) -> list[UUID]:
    """Those that name something, each once, in the order in which everybody locks them."""
    return sorted({one for one in ids if one is not None})


def keep_amended_dates(session: Session, tenant_id: int, agreement_id: UUID) -> None:
    """Keep since when an agreement is changed, and its last day with all signed addenda.

    An addendum lasts no longer than what it changes: where a later one shortens that, its own last
    day is cut.

    Effects:
        Locks the agreement; changes the kept last days of its signed addenda.
    """
    amended = _lock(session, tenant_id, agreement_id)
    signed = list_signed_addenda(session, tenant_id=tenant_id, agreement_id=agreement_id)
    binding = [one for one in signed if not is_undone(one)]
    last = _last_day(amended, binding, [one.id for _part, one in list_parts(session, amended)])
    amended.amended_from = min((_start(one) for one in binding), default=None)
    if amended.amends_id is None:
        amended.amended_ends_on = last if last != amended.ends_on else None
    for addendum in signed:
        is_cut = last is not None and addendum.ends_on is not None and last < addendum.ends_on
        addendum.amended_ends_on = last if is_cut else None


def _last_day(
    amended: Agreement, addenda: Sequence[Agreement], parts: Iterable[UUID]
) -> date | None:
    """The last day of all an agreement carries, each programme with its own addenda.

    Args:
        amended: the agreement.
        addenda: those that bind, in order of signature; each is about one programme.
        parts: what it carries beside its first programme.

    Source:
        An addendum changes what it names; what it does not name stays as agreed.
    """
    stated = {one.commitment_id: one.ends_on for one in addenda if one.ends_on is not None}
    ends = [stated.get(one, amended.ends_on) for one in (amended.commitment_id, *parts)]
    known = [one for one in ends if one is not None]
    return max(known) if len(known) == len(ends) else None


def _keep_continued(session: Session, tenant_id: int, agreement_id: UUID) -> None:
    continued = _lock(session, tenant_id, agreement_id)
    successors = session.scalars(
        select(Agreement).where(
            Agreement.tenant_id == tenant_id,
            Agreement.predecessor_id == agreement_id,
            Agreement.status == AgreementState.SIGNED,
        )
    )
    continued.continued_from = min((_start(one) for one in successors), default=None)


def _start(agreement: Agreement) -> date:
    found = agreement.changes_from or agreement.starts_on or agreement.signed_on
    if found is None:
        raise AssertionError("a signed agreement has the day of its signature")
    return found


def _changed_errors(
    session: Session, tenant_id: int, details: AgreementDetails, own_id: UUID | None
) -> list[FieldError]:
    """What signed addenda have changed keeps its programme, and becomes no addendum itself."""
    own = _find(session, tenant_id, own_id) if own_id else None
    if own is None:
        return []
    addenda = list_signed_addenda(session, tenant_id=tenant_id, agreement_id=own.id)
    if not addenda:
        return []
    named = {"addendum": addenda[0].title}
    if own.commitment_id != details.commitment_id:
        text = N_(
            "%(addendum)s sudah mengubah angka program yang sekarang, sehingga programnya tidak"
            " dapat diganti."
        )
        return [FieldError("/commitment_id", text, named)]
    if details.kind == AgreementKind.ADENDUM:
        text = N_("%(addendum)s mengubah perjanjian ini, sehingga bentuknya tetap perjanjian.")
        return [FieldError("/kind", text, named)]
    return []


def _umbrella_errors(
    session: Session, tenant_id: int, umbrella_id: UUID | None, own_id: UUID | None
) -> list[FieldError]:
    if umbrella_id is None:
        return []
    umbrella = _find(session, tenant_id, umbrella_id)
    if umbrella is None or umbrella_id == own_id:
        return [FieldError("/umbrella_id", _GONE)]
    if umbrella.kind != AgreementKind.NOTA_KESEPAKATAN:
        return [FieldError("/umbrella_id", N_("Pilih nota kesepakatan."))]
    return []


def _continuation_errors(
    session: Session, tenant_id: int, details: AgreementDetails, own_id: UUID | None
) -> list[FieldError]:
    if details.predecessor_id is None:
        return []
    earlier = _find(session, tenant_id, details.predecessor_id)
    if earlier is None:
        return [FieldError("/predecessor_id", _GONE)]
    if earlier.kind != details.kind:
        text = N_("Perjanjian dilanjutkan oleh perjanjian dengan bentuk yang sama.")
        return [FieldError("/predecessor_id", text)]
    seen: set[UUID | None] = {own_id}
    at: Agreement | None = earlier
    while at is not None:
        if at.id in seen:
            text = N_("Perjanjian tidak dapat melanjutkan dirinya sendiri.")
            return [FieldError("/predecessor_id", text)]
        seen.add(at.id)
        at = _find(session, tenant_id, at.predecessor_id) if at.predecessor_id else None
    begins, began = details.starts_on, None if earlier.never_bound else earlier.starts_on
    if begins and began and begins <= began:
        text = N_("Perjanjian yang melanjutkan dimulai sesudah perjanjian yang dilanjutkan.")
        return [FieldError("/starts_on", text)]
    return []


def _addendum_errors(
    session: Session, tenant_id: int, details: AgreementDetails, own_id: UUID | None
) -> list[FieldError]:
    if details.amends_id is None:
        return []
    amended = _find(session, tenant_id, details.amends_id)
    if amended is None or amended.id == own_id:
        return [FieldError("/amends_id", _GONE)]
    own = _find(session, tenant_id, own_id) if own_id else None
    is_new_tie = own is None or own.amends_id != amended.id
    if is_new_tie and (
        amended.kind == AgreementKind.ADENDUM or amended.status != AgreementState.SIGNED
    ):
        text = N_("Adendum mengubah perjanjian yang sudah ditandatangani dan belum diakhiri.")
        return [FieldError("/amends_id", text)]
    if not carries(session, amended, details.commitment_id):
        text = N_("Adendum memuat salah satu program dari perjanjian yang diubah.")
        return [FieldError("/commitment_id", text)]
    amendment = amendment_in(details)
    if amendment is None:
        return []
    return _amendment_errors(session, tenant_id, details.commitment_id, amendment, own_id)


def _amendment_errors(
    session: Session,
    tenant_id: int,
    commitment_id: UUID | None,
    amendment: Amendment,
    own_id: UUID | None,
) -> list[FieldError]:
    if commitment_id is None:
        text = N_("Perjanjian ini tidak memuat program, sehingga tidak ada angka yang diubah.")
        return [FieldError("/changes_from", text)]
    commitment = session.get_one(Commitment, (tenant_id, commitment_id))
    return amendment_errors(terms_without(session, commitment, own_id), amendment)


def _find(session: Session, tenant_id: int, agreement_id: UUID) -> Agreement | None:
    return session.scalars(
        select(Agreement).where(Agreement.tenant_id == tenant_id, Agreement.id == agreement_id)
    ).one_or_none()


def _lock(session: Session, tenant_id: int, agreement_id: UUID) -> Agreement:
    return session.scalars(
        select(Agreement)
        .where(Agreement.tenant_id == tenant_id, Agreement.id == agreement_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
