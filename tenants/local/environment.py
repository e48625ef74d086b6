"""Prepares ``.venv`` from a lock file: ``python -I tenants/local/environment.py runtime``.

It imports nothing of ours and keeps to what Python 3.6 can read, so that it can say that a Python
is too old instead of failing on its syntax.
"""

import fcntl
import hashlib
import importlib.util
import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIRECTORY = ROOT / ".venv"
LOCKS = {"runtime": "requirements.lock", "development": "requirements-dev.lock"}
OLDEST, NEWEST = (3, 11), (3, 14)


def problem_with_machine() -> str:
    """Return the one line that tells why this machine or Python does not fit, or nothing."""
    version = minor_version()
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return (
            f"Python {version} tidak cocok: diperlukan Python 3.11 sampai 3.14. "
            "Pilih dengan PYTHON=python3.12, misalnya."
        )
    machine = (sys.platform, platform.machine(), platform.libc_ver()[0])
    if machine != ("linux", "x86_64", "glibc"):
        return f"Mesin {' '.join(machine)} tidak cocok: diperlukan Linux x86-64 dengan glibc."
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            return (
                f"Modul {module} untuk Python {version} belum terpasang; di Debian atau Ubuntu: "
                f"apt install python{version}-venv"
            )
    return ""


def prepare(lock: str) -> int:
    """Bring ``.venv`` to the state of a lock file.

    Args:
        lock: ``runtime`` or ``development``.

    Returns:
        The exit code.
    """
    path = ROOT / LOCKS[lock]
    wanted = f"{hashlib.sha256(path.read_bytes()).hexdigest()} {minor_version()}"
    stamp = DIRECTORY / f".{lock}"
    fits = works()
    if fits and stamp.is_file() and stamp.read_text() == wanted:
        return 0
    if not fits and run([sys.executable, "-m", "venv", "--clear", str(DIRECTORY)]) != 0:
        return fail("Folder .venv tidak dapat dibuat; lihat pesan di atas.")
    print(
        f"Memasang paket dari {path.name} ke .venv; pertama kali perlu beberapa menit.", flush=True
    )
    if run([python(), "-m", "pip", "install", *PIP_OPTIONS, "-r", str(path)]) != 0:
        return fail("Paket tidak dapat dipasang; periksa sambungan ke indeks paket, lalu ulangi.")
    stamp.write_text(wanted)
    return 0


PIP_OPTIONS = (
    "--no-deps",  # the lock names everything
    "--require-hashes",
    "--only-binary=:all:",
    "--no-input",
    "--quiet",
    "--disable-pip-version-check",
    "--no-warn-script-location",
)


def python() -> str:
    """Return the path of the environment's interpreter."""
    return str(DIRECTORY / "bin" / "python")


def minor_version() -> str:
    """Return this Python's version, such as 3.11; a newer patch level needs no new environment."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def works() -> bool:
    """Tell whether the environment starts and has the version of this Python."""
    code = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    try:
        found = subprocess.check_output([python(), "-c", code], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return False
    return found.decode().strip() == minor_version()


def run(command: list) -> int:  # type: ignore[type-arg]  # list[str] is unknown to Python 3.6
    """Run a command in the checkout and return its exit code."""
    return subprocess.call(command, cwd=str(ROOT))


def fail(line: str) -> int:
    """Print why it ended and return the exit code."""
    print(line, file=sys.stderr)
    return 1


def main() -> int:
    """Prepare the environment named on the command line, one at a time per checkout."""
    problem = problem_with_machine()
    if problem:
        return fail(problem)
    turn = os.open(str(ROOT), os.O_RDONLY)
    fcntl.flock(turn, fcntl.LOCK_EX)
    return prepare(sys.argv[1])


if __name__ == "__main__":
    sys.exit(main())
