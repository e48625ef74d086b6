"""What a record of a regulation says against itself or against its chain. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tenants.kernel.errors import N_
from tenants.regulation_periods import RegulationDates, is_retroactive
from tenants.regulation_status import (
    Act,
    begin_bounds,
    end_bounds,
    is_certainly_older,
    takes_effect_by,
)
from tenants.regulation_types import RegulationStatus, RelationKind


class ContradictionKind(StrEnum):
    """Which two statements cannot both be true, or which one lacks what it rests on."""

    IN_FORCE_BUT_ENDED = "in_force_but_ended"
    IN_FORCE_BUT_REVOKED = "in_force_but_revoked"
    IN_FORCE_BUT_REVOKED_BY = "in_force_but_revoked_by"
    REVOKED_WITHOUT_CAUSE = "revoked_without_cause"
    REVOKED_TOO_EARLY = "revoked_too_early"
    END_DIFFERS = "end_differs"
    AMENDED_WITHOUT_CAUSE = "amended_without_cause"
    RETROACTIVE = "retroactive"
    AMENDED_AFTER_END = "amended_after_end"
    DRAFT_IS_ACTED_UPON = "draft_is_acted_upon"
    DRAFT_ACTS = "draft_acts"
    ACTING_IS_OLDER = "acting_is_older"
    OLDER_ACTS = "older_acts"


CONTRADICTION_LABELS = {
    ContradictionKind.IN_FORCE_BUT_ENDED: N_(
        "Dicatat berlaku, tetapi tanggal berakhirnya sudah lewat."
    ),
    ContradictionKind.IN_FORCE_BUT_REVOKED: N_(
        "Dicatat berlaku, tetapi dicabut dengan %(other)s sejak %(day)s."
    ),
    ContradictionKind.IN_FORCE_BUT_REVOKED_BY: N_(
        "Dicatat berlaku, tetapi dicabut dengan %(other)s, selambat-lambatnya sejak %(day)s."
    ),
    ContradictionKind.REVOKED_WITHOUT_CAUSE: N_(
        "Dicatat dicabut, tetapi tanggal berakhir dan regulasi yang mencabutnya tidak disebut."
    ),
    ContradictionKind.REVOKED_TOO_EARLY: N_(
        "Dicatat dicabut, tetapi %(other)s yang mencabutnya belum berlaku."
    ),
    ContradictionKind.END_DIFFERS: N_(
        "Tanggal berakhir yang dicatat berbeda dari hari berlakunya %(other)s yang mencabutnya."
    ),
    ContradictionKind.AMENDED_WITHOUT_CAUSE: N_(
        "Dicatat telah diubah, tetapi regulasi yang mengubahnya belum dikaitkan."
    ),
    ContradictionKind.RETROACTIVE: N_(
        "Mulai berlaku sebelum ditetapkan atau diundangkan. Bila naskahnya menyatakan berlaku"
        " surut, isi dasarnya; bila tidak, perbaiki tanggalnya."
    ),
    ContradictionKind.AMENDED_AFTER_END: N_(
        "%(other)s mengubahnya setelah regulasi ini tidak berlaku lagi."
    ),
    ContradictionKind.DRAFT_IS_ACTED_UPON: N_(
        "Dicatat sebagai rancangan, tetapi %(other)s sudah mengubah atau mencabutnya."
    ),
    ContradictionKind.DRAFT_ACTS: N_(
        "Masih rancangan, sehingga belum dapat mengubah atau mencabut %(other)s."
    ),
    ContradictionKind.ACTING_IS_OLDER: N_(
        "%(other)s lebih tua daripada regulasi ini, sehingga kaitan keduanya tidak mungkin."
    ),
    ContradictionKind.OLDER_ACTS: N_(
        "Regulasi ini lebih tua daripada %(other)s, sehingga kaitan keduanya tidak mungkin."
    ),
}

MENDED_IN_CHAIN = frozenset(
    {
        ContradictionKind.AMENDED_WITHOUT_CAUSE,
        ContradictionKind.AMENDED_AFTER_END,
        ContradictionKind.ACTING_IS_OLDER,
        ContradictionKind.OLDER_ACTS,
    }
)
"""Mended where regulations are linked; all others in the form of the regulation itself."""


@dataclass(frozen=True, order=True)
class Contradiction:
    """One contradiction, with the citation of the other regulation where there is one.

    ``since`` is the day from which the other acts, where the sentence names it.
    """

    kind: ContradictionKind
    other: str = ""
    since: date | None = None


def contradictions(
    own: RegulationDates,
    acted_by: Sequence[Act],
    acts_on: Iterable[Act],
    today: date,
    *,
    has_ground: bool = False,
) -> list[Contradiction]:
    """Everything that does not fit, in a fixed order.

    Args:
        own: the stated status and dates of the regulation.
        acted_by: what others do to it.
        acts_on: what it does to others; each act holds the dates of the other.
        today: on the regency's clock.
        has_ground: whether somebody stated on which ground it binds from before its enactment.

    Source:
        UU 12/2011 Lampiran II: retroactive effect is lawful where the text states it.
    """
    found = {
        *_of_own_acts(own, acts_on),
        *(
            Contradiction(ContradictionKind.ACTING_IS_OLDER, act.citation)
            for act in acted_by
            if is_certainly_older(act.dates, own)
        ),
    }
    changing = [
        act
        for act in acted_by
        if act.kind is not RelationKind.IMPLEMENTS
        and act.dates.status is not RegulationStatus.DRAFT
    ]
    if own.status is RegulationStatus.DRAFT:
        kind = ContradictionKind.DRAFT_IS_ACTED_UPON
        return sorted(found | {Contradiction(kind, act.citation) for act in changing})
    if is_retroactive(own) and not has_ground:
        found.add(Contradiction(ContradictionKind.RETROACTIVE))
    return sorted({*found, *_of_status(own, changing, today), *_of_days(own, changing)})


def _of_own_acts(own: RegulationDates, acts_on: Iterable[Act]) -> Iterator[Contradiction]:
    for act in acts_on:
        if is_certainly_older(own, act.dates):
            yield Contradiction(ContradictionKind.OLDER_ACTS, act.citation)
        if own.status is RegulationStatus.DRAFT and act.kind is not RelationKind.IMPLEMENTS:
            yield Contradiction(ContradictionKind.DRAFT_ACTS, act.citation)


def _of_status(own: RegulationDates, acts: Sequence[Act], today: date) -> Iterator[Contradiction]:
    revoking = [act for act in acts if act.kind is RelationKind.REVOKES]
    ended = own.ended_on is not None and own.ended_on <= today
    if own.status is RegulationStatus.REVOKED:
        if not revoking and own.ended_on is None:
            yield Contradiction(ContradictionKind.REVOKED_WITHOUT_CAUSE)
        if not ended and all(begin_bounds(act.dates)[0] > today for act in revoking):
            for act in revoking:
                yield Contradiction(ContradictionKind.REVOKED_TOO_EARLY, act.citation)
        return
    effective = [act for act in revoking if takes_effect_by(act.dates, today)]
    if effective:
        yield _revoked_by(
            min(effective, key=lambda act: (begin_bounds(act.dates)[1], act.citation))
        )
    elif ended:
        yield Contradiction(ContradictionKind.IN_FORCE_BUT_ENDED)
    amending = any(act.kind is RelationKind.AMENDS for act in acts)
    if own.status is RegulationStatus.AMENDED and not amending:
        yield Contradiction(ContradictionKind.AMENDED_WITHOUT_CAUSE)


def _revoked_by(act: Act) -> Contradiction:
    earliest, latest = begin_bounds(act.dates)
    is_known = earliest == latest
    kind = (
        ContradictionKind.IN_FORCE_BUT_REVOKED
        if is_known
        else ContradictionKind.IN_FORCE_BUT_REVOKED_BY
    )
    return Contradiction(kind, act.citation, latest)


def _of_days(own: RegulationDates, acts: Sequence[Act]) -> Iterator[Contradiction]:
    end = end_bounds(own, acts)
    for act in acts:
        earliest, latest = begin_bounds(act.dates)
        if act.kind is RelationKind.AMENDS and end is not None and earliest >= end[1]:
            yield Contradiction(ContradictionKind.AMENDED_AFTER_END, act.citation)
        if (
            act.kind is RelationKind.REVOKES
            and own.ended_on is not None
            and not earliest <= own.ended_on <= latest
        ):
            yield Contradiction(ContradictionKind.END_DIFFERS, act.citation)
