"""The whole gate in order: ``python -m tests``; its fast part: ``python -m tests check``.

It stops at the first step that fails, so that the last lines on the screen are the ones to read.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]

_STATIC_STEPS = (
    ("format", ["-m", "ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["-m", "ruff", "check", "--quiet", "."]),
    ("types", ["-m", "mypy"]),
    ("contracts", ["-c", "from importlinter.cli import lint_imports_command as lint; lint()"]),
)
# Each worker has engines of its own; stealing keeps both cores busy to the end.
_PYTEST = ["-m", "pytest", "--quiet", "--numprocesses=2", "--dist=worksteal"]
_UNIT_STEP = ("unit tests", [*_PYTEST, "tests/unit"])
_TEST_STEP = ("tests", _PYTEST)

GATES = {
    "all": (*_STATIC_STEPS, _TEST_STEP),
    "check": (*_STATIC_STEPS, _UNIT_STEP),
}


def run_step(name: str, arguments: Sequence[str]) -> bool:
    """Run one step, print its name and seconds, and tell whether it passed."""
    print(f"== {name}", flush=True)
    started = time.monotonic()
    code = subprocess.call([sys.executable, *arguments], cwd=ROOT)
    verdict = "passed" if code == 0 else f"FAILED (exit {code})"
    print(f"== {name}: {verdict} after {time.monotonic() - started:.0f} s", flush=True)
    return code == 0


def main(arguments: Sequence[str]) -> int:
    """Run the gate named by the first argument, the whole one when there is none."""
    gate = arguments[0] if arguments else "all"
    if gate not in GATES:
        print(f"usage: python -m tests [{'|'.join(GATES)}]", file=sys.stderr)
        return 2
    started = time.monotonic()
    for name, step in GATES[gate]:
        if not run_step(name, step):
            return 1
    print(f"== the gate passed after {time.monotonic() - started:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
