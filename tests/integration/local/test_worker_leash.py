"""A job does not outlive the worker that runs it."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from redis import Redis
from rq import Queue

from tenants.local.processes import start_time
from tests.engines import Engines

ROOT = Path(__file__).parents[3]
_WORKER = """
import sys
from redis import Redis
from tenants.kernel.bell import LeashedWorker
LeashedWorker(["leash"], connection=Redis.from_url(sys.argv[1])).work()
"""
_DEADLINE_SECONDS = 120


def test_killed_worker_takes_its_job_along(engines: Engines) -> None:
    with Redis.from_url(engines.redis_url) as connection:
        Queue("leash", connection=connection).enqueue(time.sleep, 600)
    worker = subprocess.Popen([sys.executable, "-c", _WORKER, engines.redis_url], cwd=ROOT)
    job = _first_child(worker.pid)

    worker.send_signal(signal.SIGKILL)
    worker.wait()

    deadline = time.monotonic() + _DEADLINE_SECONDS
    while start_time(job) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert start_time(job) is None


def _first_child(pid: int) -> int:
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while time.monotonic() < deadline:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if children:
            return int(children[0])
        time.sleep(0.05)
    raise AssertionError("the worker started no job")
