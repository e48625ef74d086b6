"""The product's relays and workers, each begun anew as soon as it dies, as a real server does.

As a program it loads the product once and forks each of them from itself; it has no threads.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event

from enrollment.parsing.batches import read_batch
from enrollment.parsing.sheets import read_sheet_batch
from tenants.kernel import bell, jobs
from tenants.kernel.parent import die_with_parent
from tests.conftest import ROOT
from tests.torture import mortals, positions
from tests.torture.world import World
from wsgi import create_app

BATCH_ROWS = 40
RELAY, WORKER = "relay", "worker"
_START_SECONDS = 60.0


@dataclass(frozen=True)
class Crew:
    """Relays and workers at work; ``folder`` holds their notes."""

    folder: Path
    process: "subprocess.Popen[bytes]"

    def members(self, kind: str) -> list[int]:
        """Process ids of the relays or the workers there are now."""
        return [pid for pid in children(self.process.pid) if self._kind(pid) == kind]

    def jobs(self) -> list[int]:
        """Process ids of the jobs being done now."""
        return [job for worker in self.members(WORKER) for job in children(worker)]

    def _kind(self, pid: int) -> str:
        try:
            return (self.folder / "members" / str(pid)).read_text()
        except FileNotFoundError:
            return ""


@contextmanager
def running_crew(
    world: World,
    database: str,
    *,
    workers: int,
    relays: int = 1,
    lease: float | None = None,
    ring_again: float | None = None,
    changes: int = 0,
    tree: Path = ROOT,
) -> Iterator[Crew]:
    """Start a crew and end it, the sleeping ones too.

    Args:
        world: whose engines.
        database: whose queue.
        workers: how many at once.
        relays: likewise.
        lease: seconds; the product's own when left out.
        ring_again: seconds; likewise.
        changes: how many changes an office makes that dies again and again, as its relays do then.
        tree: the sources it runs.
    """
    folder = world.folder / f"crew-{database}"
    (folder / "members").mkdir(parents=True, exist_ok=True)
    arguments = [f"--folder={folder}", f"--workers={workers}", f"--relays={relays}"]
    arguments += [f"--lease={lease}"] if lease else []
    arguments += [f"--ring-again={ring_again}"] if ring_again else []
    arguments += [f"--changes={changes}"] if changes else []
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.crew", *arguments],
            env=world.environment(database, PYTHONPATH=str(tree)),
            cwd=tree,
            stdout=log,
            stderr=log,
        )
    crew = Crew(folder, process)
    try:
        deadline = time.monotonic() + _START_SECONDS
        while len(crew.members(WORKER)) < workers or len(crew.members(RELAY)) < relays:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "log").read_text()[-3_000:])
            time.sleep(0.05)
        yield crew
    finally:
        process.terminate()
        process.wait(30)


def children(pid: int) -> list[int]:
    """Process ids of a process's children; none when it is gone."""
    try:
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except (FileNotFoundError, ProcessLookupError):
        return []


def kill(pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to a process that may be gone already."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def keep_at_work(folder: Path, wanted: dict[str, Callable[[], None]]) -> None:
    """Fork a member for each name, and another for each that ends, until terminated."""
    names = {_fork(folder, name, play): name for name, play in wanted.items()}
    try:
        while True:
            pid, _ = os.wait()
            name = names.pop(pid, None)
            if name is not None:
                names[_fork(folder, name, wanted[name])] = name
    finally:
        for pid in names:
            kill(pid)


def _fork(folder: Path, name: str, play: Callable[[], None]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with_parent(signal.SIGKILL, parent)
        (folder / "members" / str(os.getpid())).write_text(name.split("-", maxsplit=1)[0])
        play()
    finally:
        os._exit(1)


def ring() -> None:
    """Be a relay."""
    bell.run_relay(Event())


def main(arguments: list[str]) -> None:
    """Keep a crew at work until terminated."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--relays", type=int, required=True)
    parser.add_argument("--lease", type=float)
    parser.add_argument("--ring-again", type=float)
    parser.add_argument("--changes", type=int, default=0)
    options = parser.parse_args(arguments)
    die_with_parent(signal.SIGTERM, os.getppid())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    if options.lease:
        jobs.LEASE = jobs.RING_AGAIN = jobs.RETRY_AFTER = timedelta(seconds=options.lease)
    if options.ring_again:
        jobs.RING_AGAIN = timedelta(seconds=options.ring_again)
    for read in (read_batch, read_sheet_batch):
        (read.__kwdefaults__ or {})["limit"] = BATCH_ROWS
    app = create_app()
    positions.install(options.folder)
    relay = partial(mortals.ring_and_die, options.folder) if options.changes else ring
    wanted: dict[str, Callable[[], None]] = {
        f"{RELAY}-{number}": relay for number in range(options.relays)
    }
    if options.changes:
        wanted["office"] = partial(mortals.change_and_die, options.folder, options.changes)
    wanted |= {f"{WORKER}-{number}": bell.run_worker for number in range(options.workers)}
    with app.app_context():
        keep_at_work(options.folder, wanted)


if __name__ == "__main__":
    # The jobs a trial needs are found by the module's own name, so the parts share one copy of it.
    from tests.torture import crew

    crew.main(sys.argv[1:])
