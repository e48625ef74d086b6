"""The folder ``var/``: who holds it, where everything in it lies, and its secrets."""

import fcntl
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from tenants.kernel.roles import LOGIN_ROLES
from tenants.local import leftovers, places
from tenants.local.errors import LocalError
from tenants.local.postgres import SUPERUSER

_LARGEST_LOG_BYTES = 10_000_000
_RESET_HINT = "Jalankan `make reset` untuk memulai dari awal (data di var/ akan hilang)."


@dataclass(frozen=True)
class Var:
    """The folder and the lock on it, held as long as this process lives.

    Attributes:
        root: The folder.
        lock: Descriptor of the locked file.
    """

    root: Path
    lock: int

    @property
    def postgres(self) -> Path:
        """The database cluster."""
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        """The queue's append-only file."""
        return self.root / "valkey"

    @property
    def keys(self) -> Path:
        """The key file: without it the encrypted identifiers cannot be read."""
        return self.root / "keys.json"

    @property
    def matching_key(self) -> Path:
        """The key of the index across regencies, for the matching process alone."""
        return self.root / "matching-key.json"

    @property
    def demo_accounts(self) -> Path:
        """Names and passwords of the demo accounts."""
        return self.root / "demo-accounts"

    @property
    def outbox(self) -> Path:
        """Mails that would be sent, one file each."""
        return self.root / "outbox"

    def log(self, name: str) -> Path:
        """Return the log file of one process; a large one is put aside first."""
        path = places.make_private(self.root / "log") / f"{name}.log"
        if path.exists() and path.stat().st_size > _LARGEST_LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path

    def remember_child(self, pid: int) -> None:
        """Note a child, so that the next start waits for its end if we are killed."""
        leftovers.remember(self.root / "children", pid)

    def clear_leftovers(self) -> None:
        """End what a killed supervisor left behind."""
        leftovers.end(self.root / "children")

    def passwords(self) -> dict[str, str]:
        """Return the passwords of the superuser and every login role, made when first needed.

        A role that came with a later release gets its password now: the cluster is told all of
        them at each start.

        Raises:
            LocalError: The file is gone or unreadable although the data are there.
        """
        path = self.root / "passwords.json"
        is_new = not path.exists() and not self.postgres.exists()
        try:
            kept = {SUPERUSER: _new_password()} if is_new else json.loads(path.read_text())
            found = {SUPERUSER: str(kept[SUPERUSER])}
            found |= {role: str(kept.get(role) or _new_password()) for role in LOGIN_ROLES}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"{path} hilang atau rusak. {_RESET_HINT}"
            raise LocalError(message) from error
        if found != kept:
            _write_privately(path, json.dumps(found, indent=1))
        return found

    def forget(self) -> None:
        """Remove the folder with everything in it."""
        shutil.rmtree(self.root)


def open_var(root: Path) -> Var:
    """Create the folder if need be and lock it.

    Raises:
        LocalError: Another process holds it, or it belongs to another user.
    """
    if root.exists() and root.stat().st_uid != os.geteuid():
        message = f"Folder {root} milik pengguna lain; jalankan sebagai pengguna itu."
        raise LocalError(message)
    places.make_private(root)
    lock = os.open(root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(lock, 20).decode(errors="replace").strip() or "lain"
        os.close(lock)
        message = f"Folder {root} sedang dipakai oleh proses {holder}; hentikan dahulu proses itu."
        raise LocalError(message) from error
    os.truncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    return Var(root=root, lock=lock)


def _new_password() -> str:
    return secrets.token_urlsafe(24)


def _write_privately(path: Path, text: str) -> None:
    """Write a file for its owner only, whole or not at all."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
