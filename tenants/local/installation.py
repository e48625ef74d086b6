"""What one machine's copy needs before it can serve: keys, database, schema, contents."""

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tenants.kernel.cluster import prepare_cluster
from tenants.kernel.crypto import create_key_file
from tenants.kernel.roles import LOGIN_ROLES
from tenants.local import processes
from tenants.local.errors import LocalError
from tenants.local.output import say
from tenants.local.postgres import Postgres
from tenants.local.valkey import Valkey
from tenants.local.var import Var

DATABASE = "siap"
STEPS: Sequence[tuple[str, Sequence[str]]] = (
    ("Menyiapkan skema data", ["alembic", "upgrade", "head"]),
    ("Memuat data acuan", ["flask", "reference", "load"]),
    ("Memuat data demo", ["flask", "demo", "load", "--accounts-file={accounts}"]),
)
"""What is run at every start, each repeatable and quick when there is nothing to do."""

_KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TMPDIR", "SIAP_FAILPOINT")


@dataclass(frozen=True)
class Installation:
    """Everything that outlives a single process.

    Attributes:
        root: The checkout.
        var: The locked data folder.
        port: Where the web server listens.
        postgres: The database server, running.
        valkey: The queue's server, running.
        passwords: Of the superuser and every login role.
        heed_stop: Raises when someone asked to stop.
    """

    root: Path
    var: Var
    port: int
    postgres: Postgres
    valkey: Valkey
    passwords: Mapping[str, str]
    heed_stop: Callable[[], None]

    def prepare(self) -> None:
        """Bring database, schema, reference data and demo to the state of this checkout.

        Raises:
            LocalError: A step failed; its log says why.
        """
        prepare_cluster(self.postgres.connect, self.passwords, DATABASE)
        environment = self.environment(LOGIN_ROLES)
        for label, arguments in STEPS:
            say(f"{label} ...")
            filled = [part.format(accounts=self.var.demo_accounts) for part in arguments]
            self._run_step(label, filled, environment)

    def environment(self, roles: Sequence[str]) -> dict[str, str]:
        """Return a child's whole environment, with the addresses of the roles it needs."""
        kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        addresses = {
            f"DATABASE_URL_{role.removeprefix('siap_').upper()}": self.postgres.url(
                role, self.passwords[role], DATABASE
            )
            for role in roles
        }
        return {
            **kept,
            **addresses,
            "REDIS_URL": self.valkey.url,
            "SIAP_KEY_FILE": str(self.var.keys),
            "SIAP_EMBEDDED": "1",
            "FLASK_APP": "wsgi",
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }

    def _run_step(
        self, label: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        """Run a command to its end; a request to stop ends it early."""
        log = self.var.log("setup")
        process = processes.spawn(
            [sys.executable, "-m", *arguments],
            directory=self.root,
            environment=environment,
            log=log,
            death_signal=signal.SIGKILL,
        )
        self.var.remember_child(process.pid)
        try:
            while process.poll() is None:
                self.heed_stop()
                time.sleep(0.05)
        finally:
            processes.stop(process, ((signal.SIGTERM, 2.0),))
        if process.returncode != 0:
            message = f"{label} gagal (kode {process.returncode}); lihat {log}."
            raise LocalError(message)


def prepare_keys(var: Var, *, is_new: bool) -> None:
    """Create the key file of a new installation; never replace one that is missing.

    Raises:
        LocalError: There are data but no keys to read them with.
    """
    if var.keys.exists():
        return
    if not is_new:
        message = (
            f"Berkas kunci {var.keys} hilang: NIK tersandi tidak dapat dibaca tanpanya. "
            "Kembalikan dari cadangan, atau jalankan `make reset`."
        )
        raise LocalError(message)
    create_key_file(var.keys)
