"""Places in the code where a process that does a job dies, or falls asleep, once when told to.

A task is a file named after the list of people it is about: the place, and what happens there. A
place is the moment before or after the n-th call of a function within one process of one job.
"""

import json
import os
import signal
import time
from collections.abc import Callable
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

from enrollment import tasks
from tenants.kernel import jobs

BEFORE, AFTER = "before", "after"
FAILPOINTS = ("import-after-parse", "import-after-batch", "import-before-apply")
LAST_FAILPOINT = "import-before-commit"
PLACES = {
    "opened": ("enrollment.tasks:begin_reading", AFTER, 1),
    "batch-written": ("enrollment.services.readings:stage_batch", AFTER, 2),
    "checkpoint-written": ("tenants.kernel.jobs:JobRunContext.update", AFTER, 6),
    "all-read": ("enrollment.tasks:close_reading", BEFORE, 1),
    "counts-noted": ("enrollment.tasks:close_reading", AFTER, 1),
    "turn-taken": ("enrollment.services.imports:take_turn", AFTER, 1),
    "rows-counted": ("enrollment.services.imports:foresee", AFTER, 1),
    "workers-written": ("enrollment.services.applying:write", AFTER, 1),
    "cover-written": ("enrollment.services.applying:write", AFTER, 2),
    "months-written": ("enrollment.services.imports:store_waiting", AFTER, 1),
    "waiting-rows-gone": ("enrollment.services.imports:clear_staging", AFTER, 1),
    "file-kept": ("enrollment.services.imports:request_job", AFTER, 1),
    "audited": ("enrollment.services.imports:_audit", AFTER, 1),
    "announced": ("enrollment.services.imports:publish", AFTER, 1),
    "stored": ("tenants.kernel.jobs:_settle", BEFORE, 1),
    "settled": ("tenants.kernel.jobs:_settle", AFTER, 1),
}
CLAIMED = "claimed"
POSITIONS = (CLAIMED, *FAILPOINTS, *PLACES, LAST_FAILPOINT)
JOB, WORKER, SLEEP = "job", "worker", "sleep"
_TASKS, _CLAIMS, _REACHED = "tasks", "claims", "reached"
_to_do: dict[str, Any] = {}


def set_task(folder: Path, subject: str, position: str, deed: str) -> None:
    """Let whoever first does the job about ``subject`` do a deed at a position, once."""
    (folder / _TASKS).mkdir(exist_ok=True)
    (folder / _TASKS / subject).write_text(json.dumps({"position": position, "deed": deed}))


def claims(folder: Path) -> list[dict[str, Any]]:
    """Every claim of a run: ``run``, ``subject``, ``pid`` and ``at``, the seconds of the clock."""
    return _notes(folder / _CLAIMS)


def reached(folder: Path) -> list[dict[str, Any]]:
    """Every deed done: as claims, with ``position`` and ``deed``."""
    return _notes(folder / _REACHED)


def install(folder: Path) -> None:
    """Watch the places, in this process and those it forks, and note each claim."""
    claim = jobs._claim

    def noted_claim(*arguments: Any) -> Any:
        claimed = claim(*arguments)
        if claimed is not None:
            run, _ = claimed
            _begin(folder, str(run.id), run.payload.get("roster_id", ""))
            _reach(folder, CLAIMED)
        return claimed

    jobs._claim = noted_claim  # type: ignore[assignment]  # it hands on what it is given
    for position, (where, moment, nth) in PLACES.items():
        _watch(folder, position, where, moment, nth)
    tasks.failpoint = lambda name: _reach(folder, name)  # type: ignore[attr-defined]


def _begin(folder: Path, run: str, subject: str) -> None:
    claimed = {"run": run, "subject": subject, "pid": os.getpid(), "at": time.time()}
    _note(folder / _CLAIMS, claimed)
    _to_do.clear()
    task = folder / _TASKS / subject
    if subject and task.exists():
        _to_do.update(claimed, task=task, **json.loads(task.read_text()))


def _watch(folder: Path, position: str, where: str, moment: str, nth: int) -> None:
    module, _, path = where.partition(":")
    *owners, name = path.split(".")
    owner = reduce(getattr, owners, import_module(module))
    original: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def watched(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        is_now = calls == nth
        if is_now and moment == BEFORE:
            _reach(folder, position)
        result = original(*arguments, **named)
        if is_now and moment == AFTER:
            _reach(folder, position)
        return result

    setattr(owner, name, watched)


def _reach(folder: Path, position: str) -> None:
    if _to_do.get("position") != position:
        return
    task: Path = _to_do.pop("task")
    task.unlink()
    done = {**_to_do, "pid": os.getpid(), "at": time.time()}
    _to_do.clear()
    _note(folder / _REACHED, done)
    deed = signal.SIGSTOP if done["deed"] == SLEEP else signal.SIGKILL
    if done["deed"] != JOB:
        os.kill(os.getppid(), deed)
    os.kill(os.getpid(), deed)


def _note(path: Path, found: dict[str, Any]) -> None:
    with path.open("ab", buffering=0) as file:
        file.write(json.dumps(found).encode() + b"\n")


def _notes(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_bytes().splitlines()]
