"""A parent with a used connection in its pool forks two children, who take turns by the pipe.

Each child takes a connection from the pool. The first names its regency, then the second names
another, then the first reads. On a connection of its own it reads its own rows; on the parent's
connection it reads the second's. Prints what each saw, as JSON. Run as a program, because only a
process without threads may fork.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from tenants.kernel import db
from tenants.kernel.db import DatabaseRole, Principal, TenantSession, engine_for
from wsgi import create_app

Scene = dict[str, object]
LONGEST_SECONDS = 30  # then a player that waits in vain is ended by the kernel


class Pipe:
    """One direction between two processes."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()

    def send(self, message: Scene) -> None:
        """Pass a short message on."""
        os.write(self._writer, json.dumps(message).encode() + b"\n")

    def wait(self) -> Scene:
        """The next message."""
        found = b""
        while not found.endswith(b"\n"):
            found += os.read(self._reader, 1)
        message: Scene = json.loads(found)
        return message


def look(session: Session) -> Scene:
    """The server process, and whose departments are visible."""
    return {
        "backend": session.scalar(text("SELECT pg_backend_pid()")),
        "seen": list(session.scalars(text("SELECT tenant_id FROM department"))),
    }


def fork(act: Callable[[], object], longest_seconds: int = LONGEST_SECONDS) -> int:
    """Let a child act and vanish in mid-air: what it holds is neither closed nor given back."""
    child = os.fork()
    if child == 0:
        signal.alarm(longest_seconds)
        held: object = None
        try:
            held = act()
        except BaseException:  # noqa: BLE001  told, then the player is gone
            traceback.print_exc()
        os._exit(held is None)
    return child


def play(one: int, other: int) -> dict[str, object]:
    """Prime the pool, fork, take turns."""
    engine = engine_for(DatabaseRole.REGENCY)
    first_turn, second_turn, answers = Pipe(), Pipe(), Pipe()

    def first() -> object:
        connection = engine.connect()
        second_turn.send({})
        first_turn.wait()
        session = bound(connection, one)
        session.connection()
        second_turn.send({})
        first_turn.wait()
        answers.send({"first": look(session)})
        return session

    def second() -> object:
        second_turn.wait()
        connection = engine.connect()
        first_turn.send({})
        second_turn.wait()
        session = bound(connection, other)
        answers.send({"second": look(session)})
        first_turn.send({})
        second_turn.wait()
        return session

    with engine.connect() as connection:
        scene: dict[str, object] = {"parent": look(bound(connection, one))}
    children = [fork(first), fork(second)]
    scene |= answers.wait()
    scene |= answers.wait()
    second_turn.send({})
    for child in children:
        os.waitpid(child, 0)
    return scene


def bound(connection: Connection, tenant: int) -> TenantSession:
    """The product's session over a connection that is checked out already."""
    return TenantSession(connection, info={"principal": Principal(DatabaseRole.REGENCY, tenant)})


if __name__ == "__main__":
    app = create_app()
    signal.alarm(LONGEST_SECONDS)
    if "--keep-connections" in sys.argv:
        db._engines.clear()
    with app.app_context():
        print(json.dumps(play(int(sys.argv[1]), int(sys.argv[2]))))  # noqa: T201  the answer
