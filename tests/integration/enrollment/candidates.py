"""A programme with people of every kind who wait to be chosen."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from enrollment.intake import Decision, OnDoubted
from enrollment.kinds import CoverStatus
from enrollment.models.selection import Candidate
from enrollment.models.workers import Cover
from enrollment.parsing.columns import Column
from enrollment.selection import Mismatch
from enrollment.verification import Finding
from tenants.kernel.db import transaction
from tests.conftest import NOW, Regency
from tests.integration.enrollment.rosters import person, roster_file, run_due, upload

VILLAGES = ("35.05.01.2001", "35.05.01.2002", "35.05.01.2003")
OCCUPATIONS = ("Buruh tani", "Juru parkir", "")
WHATEVER_IT_SAYS = Decision(on_doubted=OnDoubted.INCLUDE, reason="Sudah dicocokkan dengan KTP")
_FINDINGS = [one for one in Finding if one is not Finding.FIT]
OLDEST, DAYS = date(1955, 1, 1), 21_000


def propose(
    regency: Regency,
    commitment_id: UUID,
    people: int,
    *,
    seed: int = 1,
    status: CoverStatus = CoverStatus.PROPOSED,
) -> None:
    """Send a list of people of all ages, from three villages, and have it stored."""
    dice = random.Random(seed)
    rows = []
    for serial in range(1, people + 1):
        born = OLDEST + timedelta(days=dice.randrange(DAYS))
        nik = f"350501{born:%d%m%y}{serial:04}"
        cells = {
            Column.VILLAGE: dice.choice(VILLAGES),
            Column.OCCUPATION: dice.choice(OCCUPATIONS),
        }
        rows.append(person(serial, born=born.isoformat(), nik=nik, **cells))
    upload(regency, commitment_id, roster_file(rows), status=status, decision=WHATEVER_IT_SAYS)
    run_due(regency)


def covers_of(regency: Regency, commitment_id: UUID) -> Sequence[Cover]:
    """The people of a programme, by id."""
    with transaction(regency.principal()) as session:
        return session.scalars(
            select(Cover).where(Cover.commitment_id == commitment_id).order_by(Cover.worker_id)
        ).all()


def know(regency: Regency, cover: Cover, **facts: Any) -> None:
    """State something about a person in a programme."""
    with transaction(regency.principal()) as session:
        about = {"commitment_id": cover.commitment_id, "worker_id": cover.worker_id}
        session.add(Candidate(tenant_id=regency.id, **about, updated_at=NOW, **facts))


def know_at_random(regency: Regency, commitment_id: UUID, *, seed: int) -> None:
    """State something about most of the people of a programme."""
    dice = random.Random(seed)
    day = date(2025, 1, 15)
    for cover in covers_of(regency, commitment_id)[::2]:
        desil = dice.choice([None, 1, 2, 3, 4, 5])
        verdict = dice.choice([None, True, True, False])
        finding = dice.choice([None, *_FINDINGS]) if verdict is False else None
        identity = dice.choice([None, "matched", "matched", "unmatched", "deceased"])
        mismatch = dice.choice([None, *Mismatch]) if identity == "unmatched" else None
        membership = dice.choice([None, "none", "none", "pu", "bpu", "inactive"])
        reason = dice.choice([None, None, "Pindah ke luar daerah"])
        override = dice.choice([None, "Sudah berhenti bekerja"])
        know(
            regency,
            cover,
            desil=desil,
            desil_on=None if desil is None else dice.choice([day, day - timedelta(days=90)]),
            is_verified=verdict,
            village_finding=finding,
            verified_on=None if verdict is None else day,
            identity=identity,
            mismatch=mismatch,
            identity_on=None if identity is None else day,
            membership=membership,
            membership_on=None if membership is None else day,
            excluded_because=reason,
            override_reason=override,
            override_by_name=None if override is None else "Petugas Uji",
        )
