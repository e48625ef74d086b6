"""Row 23: every wall of the table taken out in turn; each must be missed by its tests."""

import os
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

from tests.conftest import ROOT
from tests.torture.findings import Finding
from tests.torture.world import World
from tests.walls.test_removals import EVERY_WALL_VARIABLE, REMOVALS

_PROCESSES = 2
_MISSED = re.compile(r"test_wall_that_is_removed_is_missed\[(.+)\]")


def hunt(world: World, *, walls: int = len(REMOVALS)) -> Finding:
    """Take out so many walls, in processes of their own."""
    report = world.folder / "removals.xml"
    names = list(REMOVALS)[:walls]
    test = "tests/walls/test_removals.py"
    chosen = [f"{test}::test_wall_that_is_removed_is_missed[{name}]" for name in names]
    subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--quiet", f"--numprocesses={_PROCESSES}"),
            *("--dist=worksteal", f"--junitxml={report}", *chosen),
        ],
        cwd=ROOT,
        env={**os.environ, EVERY_WALL_VARIABLE: "1"},
        check=False,
        capture_output=True,
    )
    missed, unseen = [], list(names)
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  written by us just now
        found = _MISSED.search(case.get("name", ""))
        if found:
            unseen.remove(found[1])
            if case.find("failure") is None and case.find("error") is None:
                missed.append(found[1])
    noticed_by_nobody = sorted({*names} - {*missed})
    return Finding(
        row=23,
        name="walls taken out",
        figure={"walls": len(names), "missed": len(missed), "not_tried": len(unseen)},
        target=f"{len(names)} of {len(names)} missed by their tests",
        passed=not noticed_by_nobody and not unseen,
        notes=noticed_by_nobody[:10],
    )
