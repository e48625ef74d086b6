"""Row 27: another's id takes as long as an id of nothing; two hundred of each, in random order.

A route fails when the medians lie more than two milliseconds apart, whatever the test of Mann and
Whitney says of them; where that is sure of the gap, the note calls it an oracle, else noise of the
machine. A smaller gap is counted and tolerated though it is significant: an id holds more than
sixty bits of chance, so nobody guesses one, and so small a difference drowns in the
network.
"""

import math
import random
import time
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from statistics import median
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from tenants.access import PLACES
from tests.architecture.access.places import Places, told
from tests.architecture.catalog import Catalog
from tests.architecture.routes import Route, routes_of
from tests.torture.findings import Finding
from tests.torture.leaks import Credentials, is_unfit
from tests.torture.world import World, apart, around, make_organisation, make_regencies

TIMES = 200
LARGEST_GAP_SECONDS = 0.002
# Of many routes some look different by chance; with this bound about one run in a thousand fails.
_CHANCE_OF_A_FALSE_ALARM = 0.001


def hunt(world: World, *, times: int = TIMES, seed: int = 0) -> Finding:
    """Time both kinds of id on every route that looks for one before anything else."""
    chance = random.Random(seed)
    with world.database("timings") as database, world.app(database) as app:
        catalog = Catalog(world.engines, database)
        rows, regencies = make_regencies(app, catalog, 2)
        overseers = {letter: make_organisation(PLACES[letter].kind) for letter in "pm"}
        own, other = (
            Places(rows, one, {"r": one.organisation, **around(one), **overseers})
            for one in regencies
        )
        credentials = Credentials(own)
        asked = [route for route in routes_of(app) if is_timed(route)]
        routes = [route for route in asked if _looks_first(app, route, own, credentials)]
        gaps, chances, unequal = {}, {}, []
        for route in routes:
            name = f"{route.method} {route.rule}"
            credentials = Credentials(own)  # a key may ask so often and no more
            foreign, missing, answers = _time(app, route, own, other, credentials, times, chance)
            gaps[name] = abs(median(foreign) - median(missing))
            chances[name] = mann_whitney(foreign, missing)
            if len(answers) != 1 or not answers[0].startswith("(404,"):
                unequal.append(f"{name}: [{'; '.join(answers)[:200]}]")
        catalog.close()
    bound = _CHANCE_OF_A_FALSE_ALARM / max(1, len(chances))
    told_apart = {name for name, one in chances.items() if one < bound}
    slow = [
        f"{name}: {1000 * gap:.1f} ms, {'an oracle' if name in told_apart else 'noise'}"
        for name, gap in gaps.items()
        if gap > LARGEST_GAP_SECONDS
    ]
    return Finding(
        row=27,
        name="time of another's id and of one of nothing",
        figure={
            "routes": len(routes),
            "form_first": len(asked) - len(routes),
            "requests": 2 * times * len(routes),
            "largest_gap_ms": round(1000 * max(gaps.values(), default=0), 3),
            "too_far_apart": len(slow),
            "oracles": sum(gaps[name] > LARGEST_GAP_SECONDS for name in told_apart),
            "tolerated": sum(gaps[name] <= LARGEST_GAP_SECONDS for name in told_apart),
            "smallest_p": min(chances.values(), default=1.0),
        },
        target=f"median gap <= {1000 * LARGEST_GAP_SECONDS:.0f} ms on every route, the same 404",
        passed=bool(routes) and not slow and not unequal,
        notes=(unequal + slow)[:10],
    )


def is_timed(route: Route) -> bool:
    """Whether it takes an id that may be another's; an operator's organisations are nobody's."""
    return bool(route.ids()) and route.place in {"r", "b", "p", "m"} and not is_unfit(route)


def _looks_first(app: Flask, route: Route, own: Places, credentials: Credentials) -> bool:
    """Whether it looks for the row before the form; one that refuses the form never looks."""
    nothing = dict.fromkeys(route.ids(), str(uuid4()))
    return (
        _ask(app, route, own, credentials, nothing).status_code != HTTPStatus.UNPROCESSABLE_ENTITY
    )


def _ask(
    app: Flask, route: Route, own: Places, credentials: Credentials, ids: dict[str, str]
) -> TestResponse:
    """Ask as one's own page or program does, with an empty form."""
    headers = credentials.of_own_page(route)
    client, address = app.test_client(use_cookies=False), own.address(route, ids)
    return apart(partial(client.open, address, method=route.method, headers=headers))


def _time(
    app: Flask,
    route: Route,
    own: Places,
    other: Places,
    credentials: Credentials,
    times: int,
    chance: random.Random,
) -> tuple[list[float], list[float], list[str]]:
    """Seconds of requests with another's ids and with ids of nothing, and what was told."""
    turns = ["foreign", "missing"] * times
    chance.shuffle(turns)
    seconds: dict[str, list[float]] = {"foreign": [], "missing": []}
    answers = set()
    for warm_up in (True, False):
        for turn in turns[:10] if warm_up else turns:
            ids = (
                other.ids(route) if turn == "foreign" else dict.fromkeys(route.ids(), str(uuid4()))
            )
            started = time.perf_counter()
            answer = _ask(app, route, own, credentials, ids)
            taken = time.perf_counter() - started
            if not warm_up:
                seconds[turn].append(taken)
                answers.add(str(told(answer)))
    return seconds["foreign"], seconds["missing"], sorted(answers)


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
