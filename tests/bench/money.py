"""How many person-months of a mixed roster are priced in a second, on one core."""

import datetime as dt
import json
import os
import random
import subprocess
import sys
import time

import polars as pl

from cooperation.kinds import FundingSource, OccupationGroup, RiskClass
from cooperation.quoting import ROSTER_SCHEMA, quote
from cooperation.tariff_files import current_tariffs
from tests.bench.figures import Figure
from tests.conftest import ROOT

PERSON_MONTHS = 1_000_000
_MONTHS = 36
_FIRST_YEAR = 2025
_HIGHEST_IDR = 25_000_000
_SEED = 20_251_222
_PIECE = """
import sys
from tests.bench.money import measure
measure(int(sys.argv[1]), int(sys.argv[2]))
"""


def money(rows: int, runs: int) -> list[Figure]:
    """Every row with its rule; in a process of its own, whose table library has one thread."""
    done = subprocess.run(
        [sys.executable, "-c", _PIECE, str(rows), str(runs)],
        env=os.environ | {"POLARS_MAX_THREADS": "1"},
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    report = json.loads(done.stdout.splitlines()[-1])
    return [
        Figure(
            "money.quotes_per_second",
            [rows / seconds for seconds in report["seconds"]],
            1_000_000,
            more_is_better=True,
            beside={"rules": report["rules"], "first_seconds": report["seconds"][0]},
        )
    ]


def measure(rows: int, runs: int) -> None:
    """Price a roster so many times on one core, and print what it took as JSON."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    chance = random.Random(_SEED)
    segments = chance.choices(["bpu", "pu"], [2, 1], k=rows)
    bits = {"bpu": [3, 3, 7], "pu": [3, 7, 15]}
    months = [dt.date(_FIRST_YEAR + step // 12, step % 12 + 1, 1) for step in range(_MONTHS)]
    roster = pl.DataFrame(
        {
            "segment": segments,
            "programmes": [chance.choice(bits[segment]) for segment in segments],
            "source": chance.choices(list(map(str, FundingSource)), k=rows),
            "occupation_group": chance.choices(list(map(str, OccupationGroup)), k=rows),
            "income_idr": [chance.randrange(_HIGHEST_IDR) for _ in range(rows)],
            "risk_class": chance.choices(list(map(str, RiskClass)), k=rows),
            "wage_idr": [chance.randrange(1, _HIGHEST_IDR) for _ in range(rows)],
            "month": chance.choices(months, k=rows),
        }
    ).cast(pl.Schema(ROSTER_SCHEMA))
    tariffs = current_tariffs()
    seconds, rules = [], 0
    for _ in range(runs):
        begun = time.perf_counter()
        quotes = quote(tariffs, roster)
        seconds.append(time.perf_counter() - begun)
        if quotes.frame["rule"].null_count():
            raise RuntimeError("a person-month of the roster has no price")
        rules = len(quotes.rules)
    sys.stdout.write(json.dumps({"seconds": seconds, "rules": rules}) + "\n")
