"""Offices and relays that die between database and Redis, at one of the few places there are.

Each dies after a while and is begun anew by its crew; what it did before is in the database.
"""

import os
import signal
import time
from collections import Counter
from pathlib import Path
from random import SystemRandom
from typing import Any

from rq import Queue

from tenants.kernel import audit, bell, jobs
from tenants.kernel.actor import SYSTEM
from tenants.kernel.clock import utcnow
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import enqueue
from tests.integration.tenants.queue.work import STEPS_JOB
from tests.torture.world import FIRST_TENANT

CHANGE = "uji:change"
IN_OFFICE = ("changed", "asked", "committed")
IN_RELAY = ("runs-taken", "first-bell-rung", "some-bells-rung", "all-bells-rung")
_DEATHS, _ACKNOWLEDGED = "mortals", "acknowledged"
_MOST_CHANGES = 30
_MOST_ROUNDS = 3
_SOME = 5
_PAUSE_SECONDS = 0.005
_chance = SystemRandom()


def deaths(folder: Path) -> Counter[str]:
    """How many died where."""
    return Counter(_lines(folder / _DEATHS))


def acknowledged(folder: Path) -> list[str]:
    """The changes whose maker was told that they are made."""
    return _lines(folder / _ACKNOWLEDGED)


def change_and_die(folder: Path, wanted: int) -> None:
    """Make changes that each ask for a run, and die soon; rest once there are enough."""
    position, life = _chance.choice(IN_OFFICE), _chance.randint(1, _MOST_CHANGES)
    made = len(acknowledged(folder))
    while made < wanted:
        life -= 1
        key = str(uuid7())
        with transaction(Principal(DatabaseRole.REGENCY, FIRST_TENANT)) as session:
            audit.record(
                session,
                tenant_id=FIRST_TENANT,
                actor=SYSTEM,
                now=utcnow(),
                action=CHANGE,
                subject="uji",
                subject_id=key,
            )
            _die(folder, "changed", when=life == 0 and position == "changed")
            enqueue(
                session,
                STEPS_JOB,
                tenant_id=FIRST_TENANT,
                key=key,
                payload={"steps": "1"},
                now=utcnow(),
            )
            _die(folder, "asked", when=life == 0 and position == "asked")
        _die(folder, "committed", when=life == 0 and position == "committed")
        _add(folder / _ACKNOWLEDGED, key)
        made += 1
        time.sleep(_PAUSE_SECONDS)
    signal.pause()


def ring_and_die(folder: Path) -> None:
    """Ring for due runs as a relay does, and die soon in the middle of it."""
    position, life = _chance.choice(IN_RELAY), _chance.randint(1, _MOST_ROUNDS)
    take, ring = jobs.due_runs, Queue.enqueue_call
    rung = 0

    def mortal_take(*arguments: Any, **named: Any) -> Any:
        nonlocal life, rung
        runs = take(*arguments, **named)
        life, rung = life - bool(runs), 0
        _die(folder, "runs-taken", when=life == 0 and position == "runs-taken")
        return runs

    def mortal_ring(*arguments: Any, **named: Any) -> Any:
        nonlocal rung
        made = ring(*arguments, **named)
        rung += 1
        _die(folder, position, when=life == 0 and position == IN_RELAY[1])
        _die(folder, position, when=life == 0 and position == IN_RELAY[2] and rung == _SOME)
        return made

    bell.due_runs = mortal_take  # type: ignore[attr-defined]  # it hands on what it is given
    Queue.enqueue_call = mortal_ring  # type: ignore[method-assign]
    while True:
        bell.ring_due_runs()
        _die(folder, position, when=life <= 0 and position == IN_RELAY[3])
        life = max(life, 1)
        time.sleep(bell.POLL_SECONDS)


def _die(folder: Path, position: str, *, when: bool) -> None:
    if when:
        _add(folder / _DEATHS, position)
        os.kill(os.getpid(), signal.SIGKILL)


def _add(path: Path, line: str) -> None:
    with path.open("ab", buffering=0) as file:
        file.write(f"{line}\n".encode())


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []
