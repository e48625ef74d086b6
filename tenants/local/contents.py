"""Schema, reference data and demo, in one process: ``python -m tenants.local.contents schema ...``.

One process, because starting Python with the whole product takes longer than any of these steps
when there is nothing left to do.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from flask.cli import ScriptInfo

ROOT = Path(__file__).resolve().parents[2]


def upgrade_schema(_accounts_file: str) -> None:
    """Bring the schema to the newest revision."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    command.upgrade(config, "head")


def load_reference(_accounts_file: str) -> None:
    """Bring the reference data to this checkout's edition."""
    _run_flask("reference", "load")


def load_demo(accounts_file: str) -> None:
    """Load the demo unless it is there, and write its accounts."""
    _run_flask("demo", "load", f"--accounts-file={accounts_file}")


STEPS: Mapping[str, Callable[[str], None]] = {
    "schema": upgrade_schema,
    "reference": load_reference,
    "demo": load_demo,
}


def _run_flask(*arguments: str) -> None:
    """Run a command of the app that FLASK_APP names."""
    info = ScriptInfo()
    info.load_app().cli.main(args=list(arguments), obj=info, standalone_mode=False)


def main(arguments: Sequence[str]) -> None:
    """Run the named steps; the last argument is the file of the demo accounts."""
    *names, accounts_file = arguments
    for name in names:
        print(f"step: {name}", flush=True)
        STEPS[name](accounts_file)


if __name__ == "__main__":
    main(sys.argv[1:])
