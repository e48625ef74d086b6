"""The embedded Redis-protocol server: the queue's doorbell, reached through a unix socket only."""

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM

import redis

from tenants.local import places, processes
from tenants.local.errors import LocalError

_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_START_SECONDS = 60.0
_STOP_STEPS = ((SIGTERM, 3.0),)
_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    # Evicting would silently drop work that was acknowledged; refusing is heard.
    "maxmemory-policy": "noeviction",
    "maxmemory": "256mb",
    "databases": "1",
}


@dataclass
class Valkey:
    """One server with its append-only file.

    Attributes:
        data: Directory of the append-only file.
        log: File that receives the server's messages.
        runtime: Where the socket and, if need be, the program lie.
    """

    data: Path
    log: Path
    runtime: places.Runtime
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        """Look up the program and make the socket's directory."""
        self.program = places.valkey_program(self.runtime)
        self.socket = self.runtime.private("valkey") / "valkey.sock"

    @property
    def url(self) -> str:
        """The address for ``REDIS_URL``."""
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            LocalError: It ended or did not answer in time.
        """
        settings = {**_SETTINGS, "unixsocket": str(self.socket)}
        self.process = processes.spawn(
            [
                self.program,
                *(part for name, value in settings.items() for part in (f"--{name}", value)),
            ],
            directory=places.make_private(self.data, self.runtime.user),
            environment=_ENVIRONMENT,
            log=self.log,
            death_signal=SIGTERM,
            user=self.runtime.user,
        )
        self._wait_until_ready(self.process)

    def stop(self) -> None:
        """Stop the server; what it acknowledged is on disk."""
        if self.process is not None:
            processes.stop(self.process, _STOP_STEPS)
            self.process = None

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5)
        try:
            while time.monotonic() < deadline and process.poll() is None:
                try:
                    client.ping()
                except redis.RedisError:  # not listening yet, or still loading its file
                    time.sleep(0.05)
                else:
                    return
        finally:
            client.close()
        self.stop()
        message = f"Valkey tidak mau menyala; lihat {self.log}, atau jalankan `make reset`."
        raise LocalError(message)
