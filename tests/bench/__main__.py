"""Figures of speed: ``make bench``, or ``python -m tests.bench --parts speed --scale 0.1``.

Prints one line of JSON for each figure, the median of several runs, and writes all of them to
``var/bench.json`` with the machine they were measured on. Nothing here passes or fails.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tenants.kernel.clock import utcnow
from tenants.local.supervisor import POSTGRES_SETTINGS
from tests.bench import calendar, imports, money, pages, programme
from tests.bench.figures import Figure
from tests.conftest import ROOT
from tests.torture.findings import say
from tests.torture.world import World, running_world

RUNS = 5
Part = Callable[[int, int], list[Figure]]


def _in_world(part: Callable[[World, int, int], list[Figure]]) -> Part:
    """A part that needs a database, with one of its own."""

    def measured(rows: int, runs: int) -> list[Figure]:
        with (
            tempfile.TemporaryDirectory(prefix="siap-bench-") as folder,
            running_world(Path(folder), POSTGRES_SETTINGS) as world,
        ):
            return part(world, rows, runs)

    return measured


PARTS: dict[str, tuple[Part, int]] = {
    "money": (money.money, money.PERSON_MONTHS),
    "speed": (_in_world(imports.speed), imports.ROWS),
    "workbook": (_in_world(imports.workbook), imports.XLSX_ROWS),
    "corrections": (_in_world(imports.corrections), imports.XLSX_ROWS),
    "growth": (_in_world(imports.growth), imports.ROWS),
    "reading": (_in_world(pages.reading), imports.ROWS),
    "calendar": (_in_world(calendar.calendar), calendar.WORKERS),
    "pages": (_in_world(programme.programme), imports.ROWS),
}


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    pages_of_memory, page_bytes = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(pages_of_memory * page_bytes / 2**30),
        "python": platform.python_version(),
    }


def main(arguments: list[str]) -> int:
    """Measure the parts asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=sorted(PARTS), default=list(PARTS))
    parser.add_argument("--scale", type=float, default=1.0, help="0.1 is a tenth of the rows")
    parser.add_argument("--runs", type=int, default=RUNS, help="of each measurement")
    options = parser.parse_args(arguments)
    found: list[Figure] = []
    for name in options.parts:
        part, rows = PARTS[name]
        say(f"== {name}")
        begun = time.monotonic()
        figures = part(max(1, round(rows * options.scale)), options.runs)
        say(f"== {name}: {time.monotonic() - begun:.0f} s")
        for one in figures:
            say(one.line(), to=sys.stdout)
        found += figures
    report = {
        "at": utcnow().isoformat(timespec="seconds"),
        "scale": options.scale,
        "machine": machine(),
        "figures": [one.record() for one in found],
    }
    path = ROOT / "var" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
