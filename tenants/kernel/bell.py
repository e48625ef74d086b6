"""Redis as the doorbell between the relay and the workers: it carries run ids and nothing else."""

import gc
import logging
import signal
import time
from threading import Event

from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from tenants.kernel.clock import utcnow
from tenants.kernel.daily import ask_for_daily_runs
from tenants.kernel.db import DatabaseRole, engine_for
from tenants.kernel.errors import N_, AppError, Unavailable
from tenants.kernel.jobs import JOBS, QUEUE_NAME, due_runs, perform, rehearse
from tenants.kernel.parent import die_with_parent

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
DAILY_LOOK_SECONDS = 300.0
MOST_BELLS = 100
FAILURE_TTL_SECONDS = 3600
WORKER_TTL_SECONDS = 30
MAINTENANCE_SECONDS = 15
MANY_OBJECTS = 50_000
LONGEST_WAIT_SECONDS = 5.0  # between two looks whether Redis is back


def redis_connection(timeout_seconds: float | None = 1.0) -> Redis:
    """A connection of the current app; connects at first use, never retries by itself.

    Raises:
        Unavailable: no Redis is configured.
    """
    url = current_app.extensions["siap-redis-url"]
    if url is None:
        raise Unavailable(N_("Redis belum diatur: %(variable)s."), variable="REDIS_URL")
    return Redis.from_url(
        url,
        socket_timeout=timeout_seconds,
        socket_connect_timeout=1.0,
        retry=Retry(NoBackoff(), 0),
    )


def bell_works() -> bool:
    """Whether Redis answers now."""
    try:
        return bool(redis_connection(0.2).ping())
    except (RedisError, Unavailable):
        return False


def ring_due_runs() -> int:
    """Ring once for every due run, as long as few bells wait to be heard.

    A run not rung for stays due. Bells rung again and again for a long queue would outlive it, and
    the workers would be busy hearing them.

    Returns:
        how many bells were rung.

    Raises:
        RedisError: Redis is away; the runs stay due and are rung again later.
    """
    queue = Queue(QUEUE_NAME, connection=redis_connection(), serializer=JSONSerializer)
    room = MOST_BELLS - queue.count
    runs = due_runs(utcnow(), limit=room) if room > 0 else []
    known = [(run_id, kind) for run_id, kind in runs if kind in JOBS]
    for run_id, kind in known:
        queue.enqueue_call(
            perform,
            args=(str(run_id),),
            timeout=JOBS[kind].timeout_seconds,
            result_ttl=0,
            failure_ttl=FAILURE_TTL_SECONDS,
            description=kind,
        )
    if len(known) < len(runs):
        log.error("relay: %s runs are of a kind unknown here and wait", len(runs) - len(known))
    return len(known)


def run_relay(stop: Event) -> None:
    """Ring until told to stop; an outage of either engine is reported once and waited out.

    Now and then it asks for the runs of the day.
    """
    healthy = True
    next_look = time.monotonic()
    while not stop.wait(POLL_SECONDS):
        try:
            if time.monotonic() >= next_look:
                ask_for_daily_runs(utcnow())
                next_look = time.monotonic() + DAILY_LOOK_SECONDS
            ring_due_runs()
        except (RedisError, SQLAlchemyError, AppError) as error:
            if healthy:
                log.warning("relay: waiting for %s", type(error).__name__)
            healthy = False
        else:
            if not healthy:
                log.warning("relay: back at work")
            healthy = True


class LeashedWorker(Worker):
    """A worker whose job ends with it when it is killed: the lease passes on, the work must not."""

    max_connection_wait_time = LONGEST_WAIT_SECONDS

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Perform a job in the forked process, which ends with this worker."""
        die_with_parent(signal.SIGKILL, self.pid or 0)
        super().main_work_horse(job, queue)


def warm_up() -> None:
    """Do once what every job would do again in the process forked for it.

    Effects:
        Maps the models and compiles the statements of every run; leaves no connection open.
    """
    configure_mappers()
    try:
        engine = engine_for(DatabaseRole.JOB)
        try:
            rehearse()
        finally:
            engine.dispose()
    except (SQLAlchemyError, AppError) as error:
        log.warning("worker: begins without the database (%s)", type(error).__name__)
    gc.collect()
    gc.freeze()  # or each job's first collection would copy all of it
    gc.set_threshold(MANY_OBJECTS)  # most jobs end before it


def run_worker() -> None:
    """Work until terminated. Waits for Redis when it is away, also at the start."""
    warm_up()
    while True:
        try:
            worker = LeashedWorker(
                [QUEUE_NAME],
                connection=redis_connection(timeout_seconds=None),
                serializer=JSONSerializer,
                worker_ttl=WORKER_TTL_SECONDS,
                maintenance_interval=MAINTENANCE_SECONDS,
            )
            worker.work(logging_level="WARNING")
        except RedisError as error:
            log.warning("worker: waiting for Redis (%s)", type(error).__name__)
            time.sleep(POLL_SECONDS)
        else:
            return
