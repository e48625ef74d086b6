"""Visitors on kept connections, who look into every body for canaries that are not theirs."""

import http.client
import random
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from tests.torture.world import CANARY

ABANDON_SHARE = 0.005
KEPT_FOR = 100  # answers on one connection, so that every process of the server is met
_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Visit:
    """One request and what may come of it.

    Attributes:
        kind: what it tries: ``own``, ``foreign id``, ``foreign regency`` ...
        tenant: whose person asks; only this canary may come back.
        address: path with its query.
        credentials: the header of a session or a key; empty for nobody.
        accept: the kind of answer asked for.
        expected: statuses of an undisturbed answer.
    """

    kind: str
    tenant: int
    address: str
    credentials: Mapping[str, str]
    accept: str
    expected: frozenset[int]


@dataclass
class Tally:
    """What all visitors saw."""

    kinds: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    own_canaries: int = 0
    foreign: int = 0
    unexpected: int = 0
    abandoned: int = 0
    cut: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def responses(self) -> int:
        """Answers read to their end."""
        return sum(self.statuses.values())

    def add(self, other: "Tally") -> None:
        """Count another's in."""
        self.kinds += other.kinds
        self.statuses += other.statuses
        for name in ("own_canaries", "foreign", "unexpected", "abandoned", "cut"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.examples = (self.examples + other.examples)[:10]


class Visitor(threading.Thread):
    """One client with one connection at a time."""

    def __init__(
        self,
        port: int,
        visits: Sequence[Visit],
        *,
        quota: int,
        seed: int,
        stop: threading.Event,
        stop_at_leak: bool,
    ) -> None:
        super().__init__(daemon=True)
        self.port, self.visits, self.quota = port, visits, quota
        self.chance = random.Random(seed)
        self.stop, self.stop_at_leak = stop, stop_at_leak
        self.tally = Tally()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)

    def run(self) -> None:
        """Visit until the quota of answers is read."""
        attempts = 0
        while self.tally.responses < self.quota and not self.stop.is_set():
            attempts += 1
            if attempts > self.quota * 2 + 100:  # a server that is gone answers nobody
                return
            visit = self.chance.choice(self.visits)
            try:
                self.make(visit)
            except (OSError, http.client.HTTPException):
                self.tally.cut += 1
                self.connection.close()
        self.connection.close()

    def make(self, visit: Visit) -> None:
        """Ask once, and look at what comes back; or hang up before it does."""
        headers = {"Host": "localhost", "Accept": visit.accept, **visit.credentials}
        self.connection.request("GET", visit.address, headers=headers)
        if self.chance.random() < ABANDON_SHARE:
            self.connection.close()
            self.tally.abandoned += 1
            return
        response = self.connection.getresponse()
        body = response.read()
        if self.tally.responses % KEPT_FOR == 0:
            self.connection.close()
        self.look(visit, response.status, str(response.headers).encode() + body)

    def look(self, visit: Visit, status: int, answer: bytes) -> None:
        """Count an answer. An address that is repeated tells its asker nothing."""
        tally = self.tally
        tally.kinds[visit.kind] += 1
        tally.statuses[status] += 1
        seen = set(map(int, CANARY.findall(answer.replace(visit.address.encode(), b""))))
        tally.own_canaries += visit.tenant in seen
        if seen - {visit.tenant}:
            tally.foreign += 1
            self._note(f"{visit.tenant} saw {sorted(seen)} at {visit.address} ({status})")
            if self.stop_at_leak:
                self.stop.set()
        elif status not in visit.expected and status != HTTPStatus.SERVICE_UNAVAILABLE:
            tally.unexpected += 1
            self._note(f"{status} for {visit.kind} {visit.address}")

    def _note(self, text: str) -> None:
        if len(self.tally.examples) < 10:
            self.tally.examples.append(text)


def visit_all(
    port: int,
    visits: Sequence[Visit],
    *,
    responses: int,
    visitors: int,
    seed: int,
    stop_at_leak: bool = False,
) -> Tally:
    """Let visitors make random visits until together they have read this many answers."""
    stop = threading.Event()
    crowd = [
        Visitor(
            port,
            visits,
            quota=-(-responses // visitors),
            seed=seed + number,
            stop=stop,
            stop_at_leak=stop_at_leak,
        )
        for number in range(visitors)
    ]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    tally = Tally()
    for one in crowd:
        tally.add(one.tally)
    return tally
