"""Starts everything in order, keeps it running, and stops it in the opposite order."""

import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from tenants.kernel.roles import JOB, WEB_ROLES
from tenants.local import places, processes, services
from tenants.local.errors import LocalError
from tenants.local.installation import Installation, prepare_keys
from tenants.local.output import grouped, say
from tenants.local.postgres import SUPERUSER, Postgres
from tenants.local.services import Service
from tenants.local.valkey import Valkey
from tenants.local.var import Var

POSTGRES_SETTINGS = {
    "max_connections": "200",
    # For one regency's list of a million people at a time.
    "shared_buffers": "1536MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    # Counts of a page take milliseconds; compiling them takes longer.
    "jit": "off",
    # Without DETAIL and statements, no value of a row reaches the log file.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
_READY_SECONDS = 120.0
_WATCH_SECONDS = 0.2


class Stopped(Exception):
    """Someone asked us to stop."""


class Supervisor:
    """Everything of one run.

    Attributes:
        root: The checkout.
        var: The locked data folder.
        port: Where the web server listens.
    """

    def __init__(self, root: Path, var: Var, port: int) -> None:
        self.root = root
        self.var = var
        self.port = port
        self.engines: list[Postgres | Valkey] = []
        self.services: list[Service] = []
        self.stop_signal: signal.Signals | None = None

    def run(self) -> None:
        """Start, watch until someone asks to stop, and stop everything that was started.

        Raises:
            LocalError: Something could not be started, or the database ended by itself.
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        self.var.clear_leftovers()
        check_port(self.port)
        runtime = places.create_runtime(processes.engine_user())
        try:
            self._start(runtime)
            self._watch()
        except Stopped as reason:
            say(f"Menghentikan semuanya ({reason}) ...")
        finally:
            self._stop(runtime)
        say(f"Semua sudah berhenti; data tersimpan di {self.var.root}.")

    def _stop(self, runtime: places.Runtime) -> None:
        """Stop what uses an engine before the engine itself."""
        for service in self.services:
            service.ask_to_stop()
        for item in (*self.services, *reversed(self.engines)):
            item.stop()
        runtime.remove()

    def _ask_to_stop(self, number: int, _frame: FrameType | None) -> None:
        self.stop_signal = signal.Signals(number)

    def _heed_stop(self) -> None:
        if self.stop_signal is not None:
            raise Stopped(self.stop_signal.name)

    def _start(self, runtime: places.Runtime) -> None:
        passwords = self.var.passwords()
        prepare_keys(self.var, is_new=not self.var.postgres.exists())
        self._start_engines(runtime, passwords[SUPERUSER])
        installation = Installation(
            root=self.root,
            var=self.var,
            port=self.port,
            postgres=self.postgres,
            valkey=self.valkey,
            passwords=passwords,
            heed_stop=self._heed_stop,
        )
        installation.prepare()
        self._start_services(installation)
        self._announce()

    def _start_engines(self, runtime: places.Runtime, password: str) -> None:
        if runtime.user is not None:
            say(
                f"Dijalankan sebagai root: PostgreSQL dan Valkey memakai pengguna "
                f"{runtime.user.uid} (nobody); hanya var/postgres, var/valkey dan {runtime.path} "
                "menjadi miliknya."
            )
        say("Menyalakan PostgreSQL dan Valkey ...")
        self.postgres = Postgres(
            data=self.var.postgres,
            log=self.var.log("postgres"),
            password=password,
            runtime=runtime,
            settings=POSTGRES_SETTINGS,
        )
        self.valkey = Valkey(data=self.var.valkey, log=self.var.log("valkey"), runtime=runtime)
        self.postgres.create_cluster()
        for engine in (self.postgres, self.valkey):
            self._heed_stop()
            self.engines.append(engine)
            engine.start()
            self._remember(engine)

    def _remember(self, engine: Postgres | Valkey) -> None:
        if engine.process is not None:
            self.var.remember_child(engine.process.pid)

    def _start_services(self, installation: Installation) -> None:
        web = installation.environment(WEB_ROLES)
        background = installation.environment([JOB])
        self.services = [
            self._service("web", services.web_arguments(self.port), web),
            self._service("worker", ["flask", "worker"], background),
            self._service("relay", ["flask", "relay"], background),
            self._service("matcher", ["flask", "matcher"], installation.matching_environment()),
        ]
        say("Menyalakan web, worker, relay dan matcher ...")
        for service in self.services:
            self._heed_stop()
            self.var.remember_child(service.start())
            if service.name == "web":  # alone on the processors it answers sooner
                self._wait_until_ready(service)

    def _service(
        self, name: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> Service:
        death_signal, stop_steps = services.ENDINGS[name]
        return Service(
            name=name,
            arguments=arguments,
            environment=environment,
            directory=self.root,
            log=self.var.log(name),
            death_signal=death_signal,
            stop_steps=stop_steps,
        )

    def _wait_until_ready(self, web: Service) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline and web.process and web.process.poll() is None:
            self._heed_stop()
            self._insist_on_postgres()
            if answers(f"http://127.0.0.1:{self.port}/readyz"):
                return
            time.sleep(0.1)
        message = f"Web tidak mau menyala; lihat {web.log}."
        raise LocalError(message)

    def _announce(self) -> None:
        say("")
        say(f"Siap Paritrana: http://localhost:{self.port}")
        if self.var.demo_accounts.exists():
            say(f"Akun demo (juga di {self.var.demo_accounts}):")
            for line in grouped(self.var.demo_accounts.read_text().splitlines()):
                say(f"  {line}")
        say("Mesin data tertanam: untuk mencoba, bukan untuk data nyata (lihat README).")
        say(f"Catatan proses: {self.var.root / 'log'}. Berhenti: Ctrl-C.")

    def _watch(self) -> None:
        while True:
            self._heed_stop()
            self._insist_on_postgres()
            self._revive_valkey()
            for service in self.services:
                self._revive(service)
            time.sleep(_WATCH_SECONDS)

    def _insist_on_postgres(self) -> None:
        if self.postgres.process is None or self.postgres.process.poll() is not None:
            message = f"PostgreSQL berhenti sendiri; lihat {self.postgres.log}."
            raise LocalError(message)

    def _revive_valkey(self) -> None:
        """Start the doorbell again; the product works without it meanwhile."""
        if self.valkey.process is not None and self.valkey.process.poll() is not None:
            say("Valkey berhenti sendiri; dinyalakan lagi.")
            self.valkey.stop()
            self.valkey.start()
            self._remember(self.valkey)

    def _revive(self, service: Service) -> None:
        code = service.notice_end()
        if code is not None:
            say(
                f"{service.name} berhenti (kode {code}); dinyalakan lagi dalam "
                f"{service.pause_seconds:.0f} detik. Lihat {service.log}."
            )
        if service.is_due():
            self.var.remember_child(service.start())


def check_port(port: int) -> None:
    """Refuse a port that someone listens on, before anything is started.

    Raises:
        LocalError: The port is taken.
    """
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(1)
            if probe.connect_ex((address, port)) == 0:
                message = (
                    f"Porta {port} sudah dipakai program lain; pilih yang lain: PORT=8001 make run."
                )
                raise LocalError(message)


def answers(url: str) -> bool:
    """Tell whether an address of ours answers with success."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False
