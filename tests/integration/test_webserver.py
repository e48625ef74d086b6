"""Through the real web server: whoever is refused with an unread body learns that it hangs up."""

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenants.access import FORM_LIMIT_BYTES
from tests.engines import Engines
from tests.torture.webserver import running_webserver
from tests.torture.world import World

HEADERS = "Host: localhost\r\nAccept: application/json\r\nSec-Fetch-Site: same-origin\r\n"


@pytest.fixture(scope="module")
def port(
    engines: Engines,
    template_database: str,
    key_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[int]:
    """Where the server listens."""
    folder = tmp_path_factory.mktemp("webserver")
    world = World(engines, template_database, key_file, folder)
    with (
        world.database("webserver") as database,
        running_webserver(world.environment(database), folder / "log") as port,
    ):
        yield port


@pytest.fixture
def connection(port: int) -> Iterator[socket.socket]:
    """A client's connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as made:
        yield made


def answer_to(connection: socket.socket, request: str) -> http.client.HTTPResponse:
    """Send something and read one answer."""
    connection.sendall(request.encode())
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    answer.read()
    return answer


@pytest.mark.parametrize(
    ("path", "status"), [("/sign-in", 413), ("/r/kab-uji/regulations/new", 401)]
)
@pytest.mark.parametrize(
    "length", [f"Content-Length: {FORM_LIMIT_BYTES + 1}", "Transfer-Encoding: chunked"]
)
def test_refusal_that_leaves_a_body_unread_ends_the_connection_and_says_so(
    connection: socket.socket, path: str, status: int, length: str
) -> None:
    request = f"POST {path} HTTP/1.1\r\n{HEADERS}Content-Type: text/plain\r\n{length}\r\n\r\n"

    answer = answer_to(connection, request)

    assert answer.headers["Connection"] == "close"
    if "chunked" not in length:
        assert answer.status == status
    assert connection.recv(1) == b""


def test_refusal_of_a_short_body_keeps_the_connection(connection: socket.socket) -> None:
    form = "username=a&password=b"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    request = f"POST /sign-in HTTP/1.1\r\n{HEADERS}{kind}Content-Length: {len(form)}\r\n\r\n{form}"

    refused = answer_to(connection, request)
    after = answer_to(connection, f"GET /healthz HTTP/1.1\r\n{HEADERS}\r\n")

    assert refused.status == 403
    assert refused.headers["Connection"] == "keep-alive"
    assert after.status == 200
