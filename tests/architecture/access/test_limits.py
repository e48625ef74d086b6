"""Row 57: bodies, fields, lists and pages have an end, and one more than that is refused."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema, fields, validate
from werkzeug.test import TestResponse, encode_multipart

from tenants.access import FORM_LIMIT_BYTES, Role
from tenants.kernel.schemas import TEXT_LIMIT
from tests.architecture.access.asker import Asker, SignIn
from tests.architecture.access.forms import all_schemas, plausible
from tests.architecture.access.places import JSON, Places
from tests.architecture.routes import routes_of
from tests.conftest import Browser

MANY = 1_000
HUGE = 10**30
FORM = "/regulations/new"
URLENCODED = "application/x-www-form-urlencoded"


class Untouched(io.RawIOBase):
    """A body that must not be read."""

    touched = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, _whence: int = 0) -> int:
        return offset

    def readinto(self, _buffer: Any) -> int:
        self.touched = True
        return 0


def input_fields() -> Iterator[tuple[type[Schema], str, fields.Field[Any]]]:
    """Every field that reads something."""
    for schema in all_schemas():
        for name, field in schema().load_fields.items():
            yield schema, name, field


def is_refused(schema: type[Schema], name: str, value: object) -> bool:
    """Whether the field of this name refuses the value, whatever else is missing."""
    return name in schema(partial=True).validate({name: value})


# Bodies


def test_body_one_byte_over_the_limit_is_refused_unread(app: Flask, asker: Asker) -> None:
    """No token in a header: whoever checks the form's own token must not read this much."""
    wrong = []
    for route in routes_of(app):
        if route.is_safe:
            continue
        body, browser = Untouched(), asker.browser_for(route)
        status = FlaskClient.open(
            browser,
            asker.own.address(route, {}),
            method=route.method,
            input_stream=body,
            headers={**JSON, **asker.key_for(route), "Sec-Fetch-Site": "same-origin"},
            environ_overrides={
                "CONTENT_LENGTH": str(route.access.body_limit_bytes + 1),
                "CONTENT_TYPE": URLENCODED,
            },
        ).status_code
        # A program's call that has no body is not held up by one; it is not read either.
        if body.touched or (status != 413 and not route.is_api):
            wrong.append((route.method, route.rule, status))

    assert wrong == []


@pytest.mark.parametrize(("extra", "status"), [(0, 422), (1, 413)])
def test_body_of_the_limit_is_read_and_one_byte_more_is_not(
    own: Places, browser_of: SignIn, extra: int, status: int
) -> None:
    browser = browser_of(own.regency, Role.ADMIN)
    body = b"title=" + b"x" * (FORM_LIMIT_BYTES + extra - len(b"title="))

    answer = browser.post(f"/r/{own.regency.slug}{FORM}", data=body, content_type=URLENCODED)

    assert answer.status_code == status


def test_body_that_names_no_length_ends_at_the_limit(own: Places, browser_of: SignIn) -> None:
    browser = browser_of(own.regency, Role.ADMIN)
    boundary, body = encode_multipart({f"f{number}": "x" * 200_000 for number in range(6)})

    answer = browser.post(
        f"/r/{own.regency.slug}{FORM}",
        input_stream=io.BytesIO(body),
        content_type=f"multipart/form-data; boundary={boundary}",
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )

    assert answer.status_code == 413


def in_pieces(browser: Browser, address: str, body: bytes, **how: Any) -> TestResponse:
    """A body that names no length, as a server hands it over."""
    return browser.post(
        address,
        input_stream=io.BytesIO(body),
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
        **how,
    )


@pytest.mark.parametrize(("extra", "status"), [(0, 422), (1, 413)])
def test_form_in_pieces_is_read_whole_or_refused(
    own: Places, browser_of: SignIn, extra: int, status: int
) -> None:
    """Cut at the limit, the rest would be missing without a word."""
    browser = browser_of(own.regency, Role.ADMIN)
    body = b"title=" + b"x" * (FORM_LIMIT_BYTES + extra - len(b"title="))

    answer = in_pieces(browser, f"/r/{own.regency.slug}{FORM}", body, content_type=URLENCODED)

    assert answer.status_code == status
    if extra:
        assert "Kiriman paling banyak 1\u00a0MB" in answer.text


@pytest.mark.parametrize("content_type", [URLENCODED, "multipart/form-data; boundary=b"])
def test_body_in_pieces_of_a_program_is_refused_as_a_problem(
    own: Places, asker: Asker, app: Flask, content_type: str
) -> None:
    (route,) = [one for one in routes_of(app) if one.endpoint == "api_rosters.withdraw"]
    start = b'--b\r\nContent-Disposition: form-data; name="reason"\r\n\r\n'
    body = (b"reason=" if content_type == URLENCODED else start) + b"x" * FORM_LIMIT_BYTES

    answer = in_pieces(
        asker.browser_for(route),
        own.address(route, {name: own.id_of(name, route) for name in route.ids()}),
        body,
        content_type=content_type,
        headers=asker.key_for(route),
    )

    assert answer.status_code == 413
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["type"] == "/problems/too-large"
    assert answer.get_json()["limit_bytes"] == FORM_LIMIT_BYTES


def test_form_of_too_many_parts_is_refused(own: Places, browser_of: SignIn) -> None:
    browser = browser_of(own.regency, Role.ADMIN)
    parts = {f"part{number}": "x" for number in range(MANY + 1)}

    answer = browser.post(
        f"/r/{own.regency.slug}{FORM}", data=parts, content_type="multipart/form-data"
    )

    assert answer.status_code == 413


# Fields


@pytest.mark.usefixtures("app")
def test_text_one_letter_over_its_limit_is_refused() -> None:
    unbounded = []
    for schema, name, field in input_fields():
        if not isinstance(field, fields.String):
            continue
        limits = [v.max for v in field.validators if isinstance(v, validate.Length) and v.max]
        longest = min(limits, default=TEXT_LIMIT)
        if not is_refused(schema, name, "x" * (longest + 1)):
            unbounded.append((schema.__name__, name))

    assert unbounded == []


@pytest.mark.usefixtures("app")
def test_number_beyond_anything_is_refused() -> None:
    unbounded = [
        (schema.__name__, name, value)
        for schema, name, field in input_fields()
        if isinstance(field, fields.Number)
        for value in (HUGE, -HUGE, str(HUGE), "NaN", "Infinity", "1e400")
        if not is_refused(schema, name, value)
    ]

    assert unbounded == []


@pytest.mark.usefixtures("app")
def test_list_longer_than_anything_meant_is_refused() -> None:
    unbounded = [
        (schema.__name__, name)
        for schema, name, field in input_fields()
        if isinstance(field, fields.List)
        and not is_refused(schema, name, [plausible(field.inner)] * MANY)
    ]

    assert unbounded == []


# Pages


def test_page_one_row_over_the_limit_is_refused(asker: Asker) -> None:
    wrong, sized = [], 0
    for route, schemas in asker.schemas.items():
        if route.is_safe and any("limit" in schema().fields for schema in schemas):
            sized += 1
            for size, right in ((100, 200), (101, 422), (0, 422), (-1, 422), (HUGE, 422)):
                form = asker.form(route) | {"limit": str(size)}
                status = asker.ask(route, form=form).status_code
                if status != right:
                    wrong.append((route.rule, size, status))

    assert wrong == []
    assert sized


def test_cursor_longer_than_any_of_ours_is_refused(own: Places, browser_of: SignIn) -> None:
    browser: Browser = browser_of(own.regency, Role.ADMIN)

    answers = {
        page: browser.get(f"/r/{own.regency.slug}/{page}?cursor={'A' * 8_000}").status_code
        for page in ("workers", "regulations", "commitments", "rosters", "audit")
    }

    assert set(answers.values()) <= {400, 422}, answers
