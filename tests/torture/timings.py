"""Row 27: another's id takes as long as an id of nothing; two hundred of each, in random order."""

import math
import random
import time
from collections.abc import Sequence
from functools import partial
from statistics import median
from uuid import uuid4

from flask import Flask

from tests.architecture.access.places import JSON, Places
from tests.architecture.catalog import Catalog
from tests.architecture.routes import Route, routes_of
from tests.torture.findings import Finding
from tests.torture.leaks import Credentials, is_unfit
from tests.torture.world import World, apart, around, make_regencies

TIMES = 200
LARGEST_GAP_SECONDS = 0.002
# Of many routes some look different by chance; with this bound about one run in a thousand fails.
_CHANCE_OF_A_FALSE_ALARM = 0.001


def hunt(world: World, *, times: int = TIMES, seed: int = 0) -> Finding:
    """Time both kinds of id on every route that takes one and changes nothing."""
    chance = random.Random(seed)
    with world.database("timings") as database, world.app(database) as app:
        catalog = Catalog(world.engines, database)
        rows, regencies = make_regencies(app, catalog, 2)
        own, other = (
            Places(rows, one, {"r": one.organisation, **around(one)}) for one in regencies
        )
        credentials = Credentials(own)
        routes = [route for route in routes_of(app) if is_timed(route)]
        gaps, chances, unequal = {}, {}, []
        for route in routes:
            name = f"{route.method} {route.rule}"
            credentials = Credentials(own)  # a key may ask so often and no more
            foreign, missing, statuses = _time(app, route, own, other, credentials, times, chance)
            gaps[name] = abs(median(foreign) - median(missing))
            chances[name] = mann_whitney(foreign, missing)
            if statuses != {404}:
                unequal.append(f"{name}: {sorted(statuses)}")
        catalog.close()
    slow = [name for name, gap in gaps.items() if gap > LARGEST_GAP_SECONDS]
    bound = _CHANCE_OF_A_FALSE_ALARM / max(1, len(chances))
    return Finding(
        row=27,
        name="time of another's id and of one of nothing",
        figure={
            "routes": len(routes),
            "requests": 2 * times * len(routes),
            "largest_gap_ms": round(1000 * max(gaps.values(), default=0), 3),
            "told_apart": sum(one < bound for one in chances.values()),
            "smallest_p": min(chances.values(), default=1.0),
        },
        target=f"median gap <= {1000 * LARGEST_GAP_SECONDS:.0f} ms on every route, 404 for both",
        passed=bool(routes) and not slow and not unequal,
        notes=(unequal + slow)[:10],
    )


def is_timed(route: Route) -> bool:
    """Whether it takes an id, changes nothing, and belongs to a regency or its branch."""
    takes_an_id = route.is_safe and bool(route.ids()) and not is_unfit(route)
    return takes_an_id and route.place in {"r", "b"}


def _time(
    app: Flask,
    route: Route,
    own: Places,
    other: Places,
    credentials: Credentials,
    times: int,
    chance: random.Random,
) -> tuple[list[float], list[float], set[int]]:
    """Seconds of requests with another's ids and with ids of nothing, and their statuses."""
    client = app.test_client(use_cookies=False)
    turns = ["foreign", "missing"] * times
    chance.shuffle(turns)
    seconds: dict[str, list[float]] = {"foreign": [], "missing": []}
    statuses = set()
    for warm_up in (True, False):
        for turn in turns[:10] if warm_up else turns:
            ids = (
                other.ids(route) if turn == "foreign" else dict.fromkeys(route.ids(), str(uuid4()))
            )
            headers = {**JSON, **credentials.of(route)}
            address = own.address(route, ids)
            started = time.perf_counter()
            status = apart(partial(client.get, address, headers=headers)).status_code
            taken = time.perf_counter() - started
            if not warm_up:
                seconds[turn].append(taken)
                statuses.add(status)
    return seconds["foreign"], seconds["missing"], statuses


def mann_whitney(one: Sequence[float], other: Sequence[float]) -> float:
    """How likely two samples differ this much by chance: two-sided, by the normal approximation.

    Source:
        Mann and Whitney, Annals of Mathematical Statistics 18 (1947); ties take mean ranks.
    """
    ordered = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    rank_sum, position = 0.0, 0
    while position < len(ordered):
        end = position
        while end < len(ordered) and ordered[end][0] == ordered[position][0]:
            end += 1
        mean_rank = (position + 1 + end) / 2
        rank_sum += mean_rank * sum(1 for _, which in ordered[position:end] if which == 0)
        position = end
    first, second = len(one), len(other)
    u = rank_sum - first * (first + 1) / 2
    spread = math.sqrt(first * second * (first + second + 1) / 12)
    return math.erfc(abs(u - first * second / 2) / spread / math.sqrt(2)) if spread else 1.0
