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
from tenants.kernel.matching import create_matching_key_file
from tenants.kernel.roles import LOGIN_ROLES, MATCHER
from tenants.local import processes
from tenants.local.errors import LocalError
from tenants.local.output import say
from tenants.local.postgres import Postgres
from tenants.local.valkey import Valkey
from tenants.local.var import Var

DATABASE = "siap"
CONTENTS = ("schema", "reference", "demo")
"""What is brought up to date at every start; see ``contents.py``."""

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
        say("Menyiapkan skema, data acuan dan data demo ...")
        prepare_cluster(self.postgres.connect, self.passwords, DATABASE)
        log = self.var.log("setup")
        process = processes.spawn(
            [sys.executable, "-m", "tenants.local.contents", *CONTENTS, self.var.demo_accounts],
            directory=self.root,
            environment=self.environment(LOGIN_ROLES),
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
            message = f"Data tidak dapat disiapkan (kode {process.returncode}); lihat {log}."
            raise LocalError(message)

    def matching_environment(self) -> dict[str, str]:
        """Return the whole environment of the one process that may compare regencies."""
        key = {"SIAP_MATCHING_KEY_FILE": str(self.var.matching_key)}
        return {**self.environment([MATCHER]), **key}

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
            "SIAP_MAIL_FOLDER": str(self.var.outbox),
            "SIAP_PUBLIC_URL": f"http://localhost:{self.port}",
            "FLASK_APP": "wsgi",
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }


def prepare_keys(var: Var, *, is_new: bool) -> None:
    """Create the key file of a new installation; never replace one that is missing.

    The key of the index across regencies may be new at any time: the index is made from records.

    Raises:
        LocalError: There are data but no keys to read them with.
    """
    if not var.matching_key.exists():
        create_matching_key_file(var.matching_key)
    if var.keys.exists():
        return
    if not is_new:
        message = (
            f"Berkas kunci {var.keys} hilang: NIK tersandi tidak dapat dibaca tanpanya. "
            "Kembalikan dari cadangan, atau jalankan `make reset`."
        )
        raise LocalError(message)
    create_key_file(var.keys)
