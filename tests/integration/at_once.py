"""Several people doing something at the same moment, each over a connection of their own."""

from collections.abc import Callable
from threading import Barrier, Thread
from time import sleep
from typing import Any

from flask import Flask

from tenants.kernel.errors import AppError

PAUSE_SECONDS = 0.4


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[AppError | None]:
    """Let all of them begin together; what each was refused with, None for what was done.

    Anything but a refusal of the product is raised.
    """
    gate, ends = Barrier(len(acts)), dict[int, Any]()

    def run(number: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                acts[number]()
            except BaseException as error:  # noqa: BLE001  raised below, in the test's own thread
                ends[number] = error
            else:
                ends[number] = None

    people = [Thread(target=run, args=[number]) for number in range(len(acts))]
    for one in people:
        one.start()
    for one in people:
        one.join()
    for end in ends.values():
        if end is not None and not isinstance(end, AppError):
            raise end
    return [ends[number] for number in range(len(acts))]


def start(app: Flask, act: Callable[[], Any]) -> Callable[[], AppError | None]:
    """Let somebody begin now, while the test holds a transaction open; ask later how it ended.

    The pause lets them come as far as they can before the test goes on.
    """
    ends: list[Any] = []

    def run() -> None:
        with app.app_context():
            try:
                act()
            except BaseException as error:  # noqa: BLE001  raised below, in the test's own thread
                ends.append(error)
            else:
                ends.append(None)

    person = Thread(target=run)
    person.start()
    sleep(PAUSE_SECONDS)

    def end() -> AppError | None:
        person.join()
        (found,) = ends
        if found is not None and not isinstance(found, AppError):
            raise found
        return found

    return end


def done(ends: list[AppError | None]) -> int:
    """How many got what they wanted."""
    return ends.count(None)
