"""What is kept beside agreements and programmes is what their ties say, whatever was done to them.

Random walks: programmes, agreements and addenda are added, tied elsewhere, corrected, signed and
ended, well or badly; after every step each kept figure is compared with what the records themselves
say. Walks are drawn from fixed seeds, so that a failure can be repeated.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from cooperation.kinds import AgreementKind
from cooperation.models.agreements import Agreement, AgreementPart
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreement_split import list_addable
from cooperation.services.agreement_parts import add_part, remove_part
from cooperation.services.agreement_steps import Signature, sign_agreement, terminate_agreement
from cooperation.services.agreements import revise_agreement
from cooperation.services.commitments import revise_commitment
from cooperation.services.removals import remove_agreement
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError
from tests.conftest import Regency
from tests.integration.cooperation.records import (
    TODAY,
    agreement_details,
    by,
    commitment_details,
    keep_agreement,
    keep_commitment,
)

pytestmark = pytest.mark.usefixtures("app_context")

WALKS, STEPS = 12, 40
JANUARY = Month(2025, 1)


@dataclass
class Walk:
    """A regency, what it has recorded so far, and the dice."""

    regency: Regency
    dice: Random
    done: dict[str, int] = field(default_factory=dict)
    ended_with: set[UUID] = field(default_factory=set)
    """Addenda that ended because what they change did, which leaves what they agreed."""

    def note_ends(self, before: list[Agreement], after: list[Agreement]) -> None:
        """Remember which addenda an action ended with what they change."""
        earlier, now = ({one.id: one for one in some} for some in (before, after))
        ended = {key for key, one in now.items() if one.terminated_on} - {
            key for key, one in earlier.items() if one.terminated_on
        }
        for key in ended:
            amended = now.get(now[key].amends_id or key)
            if amended is None or amended.id == key or amended.id not in ended:
                continue
            signed, amended_ended = now[key].signed_on, amended.terminated_on
            if signed is not None and amended_ended is not None and signed < amended_ended:
                self.ended_with.add(key)
        self.ended_with -= {
            key for key in now if key in earlier and earlier[key].amends_id != now[key].amends_id
        }

    def day(self) -> date:
        return date(2025, 1, 1) + timedelta(days=self.dice.randrange(500))

    def agreements(self) -> list[Agreement]:
        with transaction(self.regency.principal()) as session:
            return list(session.scalars(select(Agreement).order_by(Agreement.id)))

    def chosen(self, *, addenda: bool, signed: bool) -> Agreement:
        """An agreement of this kind where there is one, now and then any."""
        found = self.agreements()
        fitting = [
            one
            for one in found
            if (one.kind == AgreementKind.ADENDUM) is addenda
            and (one.signed_on is not None) is signed
        ]
        return self.dice.choice(fitting if fitting and self.dice.random() < 0.8 else found)

    def commitments(self) -> list[Commitment]:
        with transaction(self.regency.principal()) as session:
            return list(session.scalars(select(Commitment).order_by(Commitment.id)))

    def addable(self) -> list[Commitment]:
        with transaction(self.regency.principal()) as session:
            return list(list_addable(session, tenant_id=self.regency.id))

    def parts(self) -> dict[UUID, list[UUID]]:
        """What each agreement carries beside its first programme."""
        found: dict[UUID, list[UUID]] = {}
        with transaction(self.regency.principal()) as session:
            for part in session.scalars(select(AgreementPart)):
                found.setdefault(part.agreement_id, []).append(part.commitment_id)
        return found

    def carried_by(self, agreement: Agreement) -> UUID | None:
        """One of the programmes of an agreement."""
        return self.dice.choice([agreement.commitment_id, *self.parts().get(agreement.id, [])])

    def figures(self, commitment_id: UUID | None) -> dict[str, Any]:
        """What an addendum says: people, months or both; mostly within those of its programme."""
        known = {one.id: one for one in self.commitments()}
        carried = known.get(commitment_id) if commitment_id else None
        first = Month.of(carried.first_month) if carried and carried.first_month else JANUARY
        begin = first.plus(self.dice.randrange(carried.months_now or 1 if carried else 12))
        chosen = self.dice.randrange(1, 4)
        last = begin.plus(self.dice.randrange(max(1, 12 - begin.number)))
        return {
            "changes_from": begin,
            "new_people_count": self.dice.randrange(100, 200) if chosen & 1 else None,
            "new_last_month": last if chosen & 2 else None,
            "new_total_idr": None,
        }


def add_programme(walk: Walk) -> None:
    months = walk.dice.randrange(1, 11)
    commitment = keep_commitment(
        walk.regency,
        title=f"Program {walk.dice.random()}",
        people_count=100,
        first_month=Month(2025, walk.dice.randrange(1, 13 - months)),
        month_count=months,
    )
    keep_agreement(walk.regency, commitment_id=commitment.id)


def correct_programme(walk: Walk) -> None:
    chosen = walk.dice.choice(walk.commitments())
    with transaction(walk.regency.principal()) as session:
        revise_commitment(
            session,
            **by(walk.regency),
            commitment_id=chosen.id,
            expected_version=chosen.version,
            details=commitment_details(
                title=chosen.title,
                people_count=walk.dice.randrange(50, 150),
                first_month=Month(2025, walk.dice.randrange(1, 7)),
                month_count=walk.dice.randrange(1, 7),
            ),
        )


def join_programme(walk: Walk) -> None:
    chosen = walk.chosen(addenda=False, signed=walk.dice.random() < 0.8)
    free = walk.addable()
    joined = (
        walk.dice.choice(free)
        if free and walk.dice.random() < 0.5
        else keep_commitment(
            walk.regency,
            title=f"Bagian {walk.dice.random()}",
            people_count=100,
            first_month=JANUARY,
            month_count=walk.dice.randrange(1, 11),
        )
    )
    with transaction(walk.regency.principal()) as session:
        add_part(
            session,
            **by(walk.regency),
            agreement_id=chosen.id,
            expected_version=chosen.version,
            commitment_id=joined.id,
        )


def leave_programme(walk: Walk) -> None:
    with transaction(walk.regency.principal()) as session:
        parts = session.scalars(select(AgreementPart).order_by(AgreementPart.id)).all()
        if not parts:
            return
        part = walk.dice.choice(parts)
        agreement = session.get_one(Agreement, (walk.regency.id, part.agreement_id))
        remove_part(
            session,
            **by(walk.regency),
            agreement_id=agreement.id,
            expected_version=agreement.version,
            agreement_part_id=part.id,
        )


def add_addendum(walk: Walk) -> None:
    amended = walk.chosen(addenda=False, signed=True)
    changed = walk.carried_by(amended)
    keep_agreement(
        walk.regency,
        title="Adendum",
        kind=AgreementKind.ADENDUM,
        commitment_id=changed,
        amends_id=amended.id,
        ends_on=walk.day() if walk.dice.random() < 0.5 else None,
        starts_on=walk.day() if walk.dice.random() < 0.5 else None,
        **walk.figures(changed),
    )


def add_continuation(walk: Walk) -> None:
    earlier = walk.dice.choice(walk.agreements())
    keep_agreement(
        walk.regency,
        kind=AgreementKind(earlier.kind),
        commitment_id=walk.dice.choice(walk.commitments()).id,
        predecessor_id=earlier.id,
        starts_on=walk.day(),
        ends_on=date(2026, 12, 31),
    )


def sign(walk: Walk) -> None:
    chosen = walk.chosen(addenda=walk.dice.random() < 0.7, signed=False)
    with transaction(walk.regency.principal()) as session:
        sign_agreement(
            session,
            **by(walk.regency),
            agreement_id=chosen.id,
            expected_version=chosen.version,
            signature=Signature(walk.day(), comes_later="Salinan menyusul dari kantor cabang."),
            timezone="Asia/Jakarta",
        )


def end(walk: Walk) -> None:
    chosen = walk.chosen(addenda=walk.dice.random() < 0.8, signed=True)
    with transaction(walk.regency.principal()) as session:
        terminate_agreement(
            session,
            **by(walk.regency),
            agreement_id=chosen.id,
            expected_version=chosen.version,
            terminated_on=(chosen.signed_on or TODAY)
            + timedelta(days=walk.dice.randrange(-5, 200)),
            reason="Diganti perjanjian yang lain.",
            today=TODAY,
        )


def correct_agreement(walk: Walk) -> None:
    chosen = walk.dice.choice(walk.agreements())
    others = walk.agreements()
    is_addendum = chosen.kind == AgreementKind.ADENDUM
    tied = walk.dice.choice(others)
    stated: dict[str, Any] = {
        "title": chosen.title,
        "kind": AgreementKind(chosen.kind),
        "commitment_id": walk.dice.choice([chosen.commitment_id, tied.commitment_id]),
        "starts_on": walk.dice.choice([chosen.starts_on, walk.day()]),
        "ends_on": walk.dice.choice([None, date(2026, 6, 30)]),
        "predecessor_id": walk.dice.choice([None, chosen.predecessor_id, tied.id]),
    }
    if is_addendum:
        stated |= {
            "amends_id": walk.dice.choice([chosen.amends_id, tied.id]),
            "predecessor_id": None,
            **walk.figures(chosen.commitment_id),
        }
    with transaction(walk.regency.principal()) as session:
        revise_agreement(
            session,
            **by(walk.regency),
            agreement_id=chosen.id,
            expected_version=chosen.version,
            details=agreement_details(**stated),
        )


def move_addendum(walk: Walk) -> None:
    addendum = walk.chosen(addenda=True, signed=True)
    amended = walk.chosen(addenda=False, signed=True)
    with transaction(walk.regency.principal()) as session:
        revise_agreement(
            session,
            **by(walk.regency),
            agreement_id=addendum.id,
            expected_version=addendum.version,
            details=agreement_details(
                title=addendum.title,
                kind=AgreementKind.ADENDUM,
                commitment_id=amended.commitment_id,
                amends_id=amended.id,
                starts_on=None,
                ends_on=addendum.ends_on,
                **walk.figures(amended.commitment_id),
            ),
        )


def remove(walk: Walk) -> None:
    chosen = walk.dice.choice(walk.agreements())
    with transaction(walk.regency.principal()) as session:
        remove_agreement(
            session,
            **by(walk.regency),
            agreement_id=chosen.id,
            reason="Dicatat dua kali karena keliru.",
        )


ACTIONS: list[tuple[Callable[[Walk], None], int]] = [
    (add_programme, 1),
    (correct_programme, 2),
    (join_programme, 2),
    (leave_programme, 1),
    (add_addendum, 5),
    (add_continuation, 2),
    (sign, 8),
    (end, 2),
    (correct_agreement, 4),
    (move_addendum, 3),
    (remove, 1),
]


def agreement_says(
    one: Agreement,
    others: list[Agreement],
    parts: dict[UUID, list[UUID]],
    ended_with: set[UUID],
) -> tuple[date | None, ...]:
    """The kept dates of an agreement as its signed addenda and successors make them.

    It ends with the last of its programmes, each of them as its own latest addendum says; an
    addendum no later than what it changes.
    """
    signed = [other for other in others if other.status == "signed"]
    addenda = sorted(
        (
            other
            for other in others
            if other.amends_id == one.id and (other in signed or other.id in ended_with)
        ),
        key=lambda other: (other.signed_on, other.id),
    )
    ends = []
    for programme in [one.commitment_id, *parts.get(one.id, [])]:
        own = [other.ends_on for other in addenda if other.commitment_id == programme]
        ends.append(next((end for end in reversed(own) if end is not None), one.ends_on))
    known = [end for end in ends if end is not None]
    last = max(known) if len(known) == len(ends) else None
    amended = next((other for other in others if other.id == one.amends_id), None)
    if amended is not None and one.signed_on is not None and one.ends_on is not None:
        end = agreement_says(amended, others, parts, ended_with)[1] or amended.ends_on
        last = min(one.ends_on, end or one.ends_on)
    return (
        min((begin_of(other) for other in addenda), default=None),
        last if last != one.ends_on else None,
        min((begin_of(other) for other in signed if other.predecessor_id == one.id), default=None),
    )


def begin_of(one: Agreement) -> date:
    begin = one.changes_from or one.starts_on or one.signed_on
    assert begin is not None
    return begin


def programme_says(
    one: Commitment, agreements: list[Agreement], ended_with: set[UUID]
) -> tuple[int | None, ...]:
    """People of the last month and months, month by month, with every signed addendum in order."""
    assert one.first_month is not None
    assert one.month_count is not None
    addenda = sorted(
        (
            other
            for other in agreements
            if other.commitment_id == one.id
            and other.kind == AgreementKind.ADENDUM
            and other.signed_on is not None
            and other.changes_from is not None
        ),
        key=lambda other: (other.changes_from, other.signed_on, other.id),
    )
    first = Month.of(one.first_month)
    last = first.plus(one.month_count - 1)
    for other in addenda:
        if other.new_last_month is None:
            continue
        stated, until = Month.of(other.new_last_month), bound_until(other, ended_with)
        if until is None or stated < until.plus(-1):
            last = stated
        elif stated > last:
            last = max(until.plus(-1), last)
    people = one.people_count
    for other in addenda:
        until = bound_until(other, ended_with)
        if other.new_people_count is None or other.changes_from is None:
            continue
        if Month.of(other.changes_from) <= last and (until is None or last < until):
            people = other.new_people_count
    months = first.until(last) + 1
    return (
        people if people != one.people_count else None,
        months if months != one.month_count else None,
    )


def bound_until(one: Agreement, ended_with: set[UUID]) -> Month | None:
    """The first whole month in which an addendum that was ended by itself binds no more."""
    if one.terminated_on is None or one.id in ended_with:
        return None
    month = Month.of(one.terminated_on)
    return month if one.terminated_on.day == 1 else month.plus(1)


@pytest.mark.parametrize("seed", range(WALKS))
def test_kept_figures_when_ties_change_are_what_the_ties_say(seed: int, regency: Regency) -> None:
    walk = Walk(regency, Random(seed))
    for _ in range(2):
        add_programme(walk)
    while any(one.signed_on is None for one in walk.agreements()):
        with suppress(AppError):
            sign(walk)
    kinds, weights = zip(*ACTIONS, strict=True)
    for _ in range(STEPS):
        (action,), before = walk.dice.choices(kinds, weights), walk.agreements()
        with suppress(AppError):
            action(walk)
            walk.done[action.__name__] = walk.done.get(action.__name__, 0) + 1
        agreements, commitments, parts = walk.agreements(), walk.commitments(), walk.parts()
        walk.note_ends(before, agreements)
        for one in agreements:
            kept = (one.amended_from, one.amended_ends_on, one.continued_from)
            told = agreement_says(one, agreements, parts, walk.ended_with)
            assert kept == told, (seed, action.__name__)
        for programme in commitments:
            figures = (programme.amended_people_count, programme.amended_month_count)
            assert figures == programme_says(programme, agreements, walk.ended_with), (
                seed,
                action.__name__,
            )
    assert sum(walk.done.values()) >= STEPS // 4
