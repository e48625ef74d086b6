"""The commands ``python -m tenants.local run [FOLDER]`` and ``reset [FOLDER]``."""

import os
import signal
import sys
from pathlib import Path

from tenants.kernel.parent import die_with_parent
from tenants.local.errors import LocalError
from tenants.local.output import say
from tenants.local.supervisor import Supervisor
from tenants.local.var import open_var

ROOT = Path(__file__).resolve().parents[2]
_HIGHEST_PORT = 65_535


def run(folder: Path) -> None:
    """Run the product until Ctrl-C."""
    if "MAKELEVEL" in os.environ:  # started by make, which may be killed without a word to us
        die_with_parent(signal.SIGTERM, os.getppid())
    port = chosen_port()
    Supervisor(ROOT, open_var(folder), port).run()


def reset(folder: Path) -> None:
    """Forget the local data, the key file and the demo accounts."""
    if not folder.exists():
        say("Tidak ada data setempat.")
        return
    var = open_var(folder)
    var.clear_leftovers()
    var.forget()
    say("Data setempat, berkas kunci dan akun demo sudah dihapus.")


def chosen_port() -> int:
    """Return the port of the environment variable PORT, 8000 when it is not set.

    Raises:
        LocalError: It is not a port number.
    """
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) <= _HIGHEST_PORT:
        message = f"PORT={text} bukan nomor porta (1 sampai {_HIGHEST_PORT})."
        raise LocalError(message)
    return int(text)


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    commands = {"run": run, "reset": reset}
    is_option = any(one.startswith("-") for one in arguments)  # no folder of ours is named so
    if is_option or len(arguments) not in {1, 2} or arguments[0] not in commands:
        print("Pemakaian: python -m tenants.local run|reset [FOLDER]", file=sys.stderr)
        return 2
    folder = Path(*arguments[1:]).absolute() if arguments[1:] else ROOT / "var"
    try:
        commands[arguments[0]](folder)
    except LocalError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or 'Sistem'}: {error.strerror}", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
