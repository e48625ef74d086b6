"""The embedded PostgreSQL: a cluster of our own, reached through a unix socket only."""

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT, SIGQUIT

import psycopg

from tenants.local import places, processes
from tenants.local.errors import LocalError

SUPERUSER = "postgres"
MAJOR_VERSION = "18"

_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_START_SECONDS = 120.0  # after a crash it replays its log first
_STOP_STEPS = ((SIGINT, 6.0), (SIGQUIT, 2.0))  # fast shutdown, then immediate shutdown
_RESET_HINT = "Jalankan `make reset` untuk memulai dari awal (data di var/ akan hilang)."


@dataclass
class Postgres:
    """One cluster and, while it runs, its server process.

    Attributes:
        data: The cluster's directory.
        log: File that receives the server's messages.
        password: Password of the superuser.
        runtime: Where the socket and, if need be, the programs lie.
        settings: Server settings that differ from the cluster's own.
    """

    data: Path
    log: Path
    password: str
    runtime: places.Runtime
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        """Look up the programs and make the socket's directory."""
        self.programs = places.postgres_programs(self.runtime)
        self.sockets = self.runtime.private("postgres")

    def url(self, user: str, password: str, database: str) -> str:
        """Return the SQLAlchemy address of a database for one role."""
        return f"postgresql+psycopg://{user}:{password}@/{database}?host={self.sockets}"

    def connect(self, database: str = SUPERUSER) -> psycopg.Connection[tuple[object, ...]]:
        """Connect as the superuser, each statement its own transaction."""
        return psycopg.connect(
            host=str(self.sockets),
            user=SUPERUSER,
            password=self.password,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def create_cluster(self) -> None:
        """Create the cluster's files; an existing complete cluster is left as it is.

        Raises:
            LocalError: The directory holds something that is not a usable cluster.
        """
        if self.data.exists():
            self._check_cluster()
            return
        # Moved to its place when complete: a killed start leaves no half cluster.
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        places.make_private(draft, self.runtime.user)
        password_file = self._write_password()
        try:
            self._run_initdb(draft, password_file)
        finally:
            password_file.unlink()
        draft.rename(self.data)

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            LocalError: It ended or did not answer in time.
        """
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            **self.settings,
        }
        self.process = processes.spawn(
            [
                self.programs / "postgres",
                "-D",
                places.DATA_DIRECTORY,
                *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
            ],
            directory=self.data,
            environment=_ENVIRONMENT,
            log=self.log,
            death_signal=SIGINT,
            user=self.runtime.user,
        )
        self._wait_until_ready(self.process)

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back, committed ones are kept."""
        if self.process is not None:
            processes.stop(self.process, _STOP_STEPS)
            self.process = None

    def _check_cluster(self) -> None:
        version_file = self.data / "PG_VERSION"
        if not version_file.is_file() or not (self.data / "global" / "pg_control").is_file():
            message = f"Data PostgreSQL di {self.data} tidak lengkap. {_RESET_HINT}"
            raise LocalError(message)
        version = version_file.read_text().strip()
        if version != MAJOR_VERSION:
            message = (
                f"Data PostgreSQL di {self.data} dari versi {version}, "
                f"yang dipakai versi {MAJOR_VERSION}. {_RESET_HINT}"
            )
            raise LocalError(message)

    def _write_password(self) -> Path:
        path = self.sockets / "password"
        path.touch(mode=0o600)
        path.write_text(f"{self.password}\n")
        if self.runtime.user is not None:
            os.chown(path, self.runtime.user.uid, self.runtime.user.gid)
        return path

    def _run_initdb(self, draft: Path, password_file: Path) -> None:
        process = processes.spawn(
            [
                self.programs / "initdb",
                f"--pgdata={places.DATA_DIRECTORY}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
            ],
            directory=draft,
            environment=_ENVIRONMENT,
            log=self.log,
            death_signal=SIGINT,
            user=self.runtime.user,
        )
        if process.wait() != 0:
            message = f"Data PostgreSQL gagal dibuat; lihat {self.log}."
            raise LocalError(message)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                self.connect().close()
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    self.stop()
                    message = (
                        f"Kata sandi di var/ tidak cocok dengan data PostgreSQL. {_RESET_HINT}"
                    )
                    raise LocalError(message) from error
                time.sleep(0.05)
            else:
                return
        self.stop()
        message = f"PostgreSQL tidak mau menyala; lihat {self.log}. {_RESET_HINT}"
        raise LocalError(message)
