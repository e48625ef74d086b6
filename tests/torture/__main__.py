"""The big figures of the security bar: ``make torture``, or ``python -m tests.torture --rows 7 8``.

Prints one line of JSON for each finding and ends with 1 when one of them fails. ``--scale 0.01``
asks for a hundredth of everything.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.torture import (
    deaths,
    doorbell,
    forks,
    leaks,
    plans,
    programs,
    refusals,
    removals,
    sleepers,
    timings,
)
from tests.torture.findings import Finding, say
from tests.torture.world import World, running_world
from tests.walls.test_removals import REMOVALS

Trial = Callable[[World, float, int], list[Finding]]

TRIALS: dict[int, Trial] = {
    7: lambda world, scale, _: forks.hunt(world, transactions=part(forks.TRANSACTIONS, scale)),
    8: lambda world, scale, seed: [
        leaks.hunt(world, responses=part(leaks.RESPONSES, scale), seed=seed),
        leaks.control(world, seed=seed),
    ],
    20: lambda world, scale, _: [plans.hunt(world, scale=scale)],
    23: lambda world, scale, _: [removals.hunt(world, walls=part(len(REMOVALS), scale))],
    27: lambda world, scale, seed: [
        timings.hunt(world, times=part(timings.TIMES, scale), seed=seed)
    ],
    49: lambda world, scale, seed: [
        programs.hunt(world, cases=part(programs.CASES, scale), seed_number=seed),
        programs.control(world),
    ],
    57: lambda world, scale, _: [refusals.hunt(world, times=part(refusals.TIMES, scale))],
    72: lambda world, scale, _: doorbell.die_between(world, changes=part(doorbell.CHANGES, scale)),
    73: lambda world, scale, seed: [
        doorbell.disturb(
            world,
            runs=part(doorbell.RUNS, scale),
            wipes=part(doorbell.WIPES, scale),
            kills=part(doorbell.REDIS_KILLS, scale),
            fillings=part(doorbell.FILLINGS, scale),
            backlog=part(doorbell.BACKLOG, scale),
            seed=seed,
        )
    ],
    74: lambda world, scale, seed: [
        deaths.die_at_positions(world, runs_each=part(deaths.RUNS_EACH, scale)),
        deaths.kill_at_random(world, kills=part(deaths.KILLS, scale), seed=seed),
        deaths.control(world),
    ],
    75: lambda world, _, __: [sleepers.sleep_past_lease(world), sleepers.control(world)],
}


def part(whole: int, scale: float) -> int:
    """That share of a figure, at least one."""
    return max(1, round(whole * scale))


def findings(
    world: World, rows: list[int], scale: float, seed: int
) -> Iterator[tuple[Finding, float]]:
    """Each finding with the seconds its row took."""
    for row in rows:
        say(f"== row {row}")
        started = time.monotonic()
        found = TRIALS[row](world, scale, seed)
        seconds = time.monotonic() - started
        say(f"== row {row}: {seconds:.0f} s")
        for one in found:
            yield one, seconds


def main(arguments: list[str]) -> int:
    """Run the rows asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", choices=sorted(TRIALS), default=list(TRIALS))
    parser.add_argument("--scale", type=float, default=1.0, help="0.01 is a hundredth")
    parser.add_argument("--seed", type=int, default=0, help="of what is random")
    options = parser.parse_args(arguments)
    passed = True
    with (
        tempfile.TemporaryDirectory(prefix="siap-torture-") as folder,
        running_world(Path(folder)) as world,
    ):
        for one, seconds in findings(world, options.rows, options.scale, options.seed):
            passed = passed and one.passed
            say(one.line(scale=options.scale, seconds=seconds), to=sys.stdout)
    say("== torture passed" if passed else "== torture FAILED")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
