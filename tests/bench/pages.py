"""How long readers of a large regency wait."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from multiprocessing import get_context
from multiprocessing.connection import Connection
from random import Random
from statistics import median

from enrollment.queries.workers import WorkerFilter, find_worker_by_nik, list_workers
from tenants.access import Role
from tenants.kernel.db import transaction
from tenants.web_server import post_worker_init
from tests.bench.figures import Figure, quantile
from tests.bench.lists import csv_list, people
from tests.bench.office import Office, open_office
from tests.torture.world import World, apart, session_cookie, sign_in

READERS = 20
PROCESSES = 4
ASKED_EACH = 50
PAGES = 200
_PAUSE_SECONDS = 0.2
Search = Callable[[Office, Random], object]


def reading(world: World, rows: int, runs: int) -> list[Figure]:
    """Pages and searches in a regency of so many people; what row security costs a list."""
    with open_office(world, "pages") as office:
        office.import_list(csv_list(0, rows))
        world.engines.execute(office.database, "VACUUM ANALYZE")
        coverage = [page_ms(office, "coverage", PAGES) for _ in range(runs)]
        prefix = [_search_ms(office, _by_name) for _ in range(runs)]
        nik = [_search_ms(office, _by_nik(rows)) for _ in range(runs)]
        overhead = [_overhead(office) for _ in range(runs)]
    return [
        Figure("coverage.page_ms", coverage, 60),
        Figure("search.prefix_ms", prefix, 10),
        Figure("search.nik_ms", nik, 10),
        Figure("rls.overhead", overhead, 1.10),
    ]


def page_ms(office: Office, page: str, times: int) -> float:
    """The time that 95 of 100 answers of a page do not exceed, asked for so many times."""
    ask = _asker(office, page)
    return 1000 * quantile([ask() for _ in range(times)], 95)


def _asker(office: Office, page: str) -> Callable[[], float]:
    token = sign_in(office.regency.organisation, Role.ADMIN, office.regency.id)
    client = office.app.test_client(use_cookies=False)
    headers = session_cookie(token)
    address = f"/r/{office.regency.slug}/{page}"

    def ask() -> float:
        begun = time.perf_counter()
        answer = apart(lambda: client.get(address, headers=headers))
        seconds = time.perf_counter() - begun
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status}")
        return seconds

    ask()
    post_worker_init(None)  # as a worker of the web server does once it has loaded
    return ask


def _search_ms(office: Office, search: Search) -> float:
    """What 95 of 100 searches take while as many readers ask, each after a short thought.

    They sit in as many processes as the README lets the web server have.
    """
    each = READERS // PROCESSES
    served = [_start(office, search, range(at, at + each)) for at in range(0, READERS, each)]
    return 1000 * quantile([taken for one in served for taken in one.recv()], 95)


def _start(office: Office, search: Search, numbers: range) -> Connection:
    """A process whose readers ask; it sends what each waited each time, or ends without a word."""
    fork = get_context("fork")
    answers, told = fork.Pipe(duplex=False)
    fork.Process(target=_serve, args=(office, search, numbers, told), daemon=True).start()
    told.close()
    return answers


def _serve(office: Office, search: Search, numbers: range, told: Connection) -> None:
    def read(number: int) -> Sequence[float]:
        chance = Random(number)
        taken = []
        with office.app.app_context():
            for _ in range(ASKED_EACH):
                time.sleep(chance.random() * 2 * _PAUSE_SECONDS)
                begun = time.perf_counter()
                search(office, chance)
                taken.append(time.perf_counter() - begun)
        return taken

    with ThreadPoolExecutor(len(numbers)) as threads:
        asked = [threads.submit(Context().run, read, number) for number in numbers]
        told.send([one for future in asked for one in future.result()])


def _by_name(office: Office, chance: Random) -> object:
    name = chance.choice(("SUMINI W", "SLAMET", "TUMIRAH KUSUMA", "PAIJO S", "MUKHLIS"))
    with transaction(office.regency.principal()) as session:
        chosen = WorkerFilter(name=name)
        return list_workers(session, tenant_id=office.regency.id, chosen=chosen)


def _by_nik(rows: int) -> Search:
    def search(office: Office, chance: Random) -> object:
        ((_, nik, *_rest),) = people(chance.randrange(rows), 1)
        with transaction(office.regency.principal()) as session:
            found = find_worker_by_nik(session, tenant_id=office.regency.id, nik=nik)
        if found is None:
            raise RuntimeError("nobody has this number")
        return found

    return search


def _overhead(office: Office) -> float:
    """The list of workers with row security, over the same without; asked in turns."""
    ask = _asker(office, "workers")
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(PAGES // 10):
        for walls in (True, False):
            if walls:
                office.put_walls_up()
            else:
                office.take_walls_down()
            ask()
            seconds[walls] += [ask() for _ in range(5)]
    office.put_walls_up()
    return median(seconds[True]) / median(seconds[False])
