"""A program sends a list whose heading is unclear, says which column is which, and it is read."""

import json
from uuid import UUID

import pytest
from flask import Flask

from tenants.access import Permission
from tests.conftest import Browser, Regency
from tests.functional.test_api_people import SCOPES, WHOLE_NIK, KeyOf, Program
from tests.functional.test_roster_columns import SAID, csv
from tests.integration.enrollment.rosters import add_commitment, people_file, run_due

TWICE = ["No. KTP", "NIK", "Nama", "Tgl Lahir", "JK", "Kode Desa"]


@pytest.fixture
def program(browser: Browser, regency: Regency, key_of: KeyOf) -> Program:
    """A program that may read people and send rosters."""
    return Program(browser, regency, key_of(regency.organisation, SCOPES))


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    with app.app_context():
        return add_commitment(regency)


def waiting(
    app: Flask, regency: Regency, program: Program, commitment_id: UUID, content: bytes
) -> str:
    """Send a list; the path of its columns once it was looked at."""
    sent = program.send(content, commitment_id=str(commitment_id)).get_json()
    work(app, regency)
    return f"/rosters/{sent['id']}/columns"


def work(app: Flask, regency: Regency) -> None:
    with app.app_context():
        run_due(regency)


def said(**changed: str) -> dict[str, str]:
    return {"header_row": "2", **{name: str(at) for name, at in SAID.items()}, **changed}


def test_program_is_told_what_is_open_says_it_and_the_list_is_previewed(
    app: Flask, regency: Regency, commitment_id: UUID, program: Program
) -> None:
    path = waiting(app, regency, program, commitment_id, csv())
    roster = path.removesuffix("/columns")

    state = program.get(roster).get_json()["state"]
    asked = program.get(path)
    answer = program.post(path, **said())
    work(app, regency)
    previewed = program.get(roster).get_json()

    table = asked.get_json()["tables"][0]
    columns = {one["column"]: one for one in table["columns"]}
    assert state == "mapping"
    assert (table["sheet"], table["header_row"]) == (None, 2)
    assert columns["nik"] == {
        "column": "nik",
        "is_required": True,
        "is_open": True,
        "position": None,
        "candidates": [{"position": 0, "name": "No"}, {"position": 1, "name": "Nomor Identitas"}],
    }
    assert (columns["nama"]["is_open"], columns["nama"]["position"]) == (False, 2)
    assert {"row_number": 1, "cells": ["DAFTAR"]} in table["rows"]
    assert not WHOLE_NIK.search(asked.text)
    assert answer.status_code == 202
    assert (previewed["state"], previewed["forecast"]["new_worker_count"]) == ("ready", 2)


def test_program_is_told_which_of_two_columns_may_be_meant(
    app: Flask, regency: Regency, commitment_id: UUID, program: Program
) -> None:
    path = waiting(app, regency, program, commitment_id, csv(heads=TWICE))

    columns = program.get(path).get_json()["tables"][0]["columns"]

    assert {one["column"]: one["candidates"] for one in columns if one["is_open"]} == {
        "nik": [{"position": 0, "name": "No. KTP"}, {"position": 1, "name": "NIK"}]
    }


def test_program_that_says_what_cannot_be_is_told_each_fault_and_may_say_it_again(
    app: Flask, regency: Regency, commitment_id: UUID, program: Program
) -> None:
    path = waiting(app, regency, program, commitment_id, csv())

    wrong = program.post(path, **said(nik="77", alamat="2"))
    sheet = program.post(path, **said(sheet="Lain"))
    unknown = program.post(path, **said(umur="3"))
    right = program.post(path, **said())
    twice = program.post(path, **said())

    assert wrong.status_code == 422
    assert {one["pointer"] for one in wrong.get_json()["errors"]} == {"/nik", "/alamat"}
    assert [one["pointer"] for one in sheet.get_json()["errors"]] == ["/sheet"]
    assert [one["pointer"] for one in unknown.get_json()["errors"]] == ["/umur"]
    assert (right.status_code, twice.status_code) == (202, 409)


def test_program_is_proposed_what_was_said_of_the_same_headings(
    app: Flask, regency: Regency, commitment_id: UUID, program: Program
) -> None:
    path = waiting(app, regency, program, commitment_id, csv())
    program.post(path, **said())
    work(app, regency)
    program.post(path.replace("columns", "confirmation"))
    work(app, regency)

    again = waiting(app, regency, program, commitment_id, csv(first=5))
    columns = program.get(again).get_json()["tables"][0]["columns"]

    assert next(one["position"] for one in columns if one["column"] == "nik") == 1


def test_nothing_is_asked_of_a_list_whose_columns_are_clear(
    app: Flask, regency: Regency, commitment_id: UUID, program: Program
) -> None:
    path = waiting(app, regency, program, commitment_id, people_file(2))

    assert program.get(path).get_json() == {"tables": []}
    assert program.post(path, **said()).status_code == 409


def test_columns_are_told_to_and_settled_by_programs_that_may_send_lists(
    app: Flask,
    regency: Regency,
    other_regency: Regency,
    browser: Browser,
    key_of: KeyOf,
    commitment_id: UUID,
    program: Program,
) -> None:
    path = waiting(app, regency, program, commitment_id, csv())
    reader = Program(browser, regency, key_of(regency.organisation, {Permission.ROSTER_READ}))
    stranger = Program(browser, other_regency, key_of(other_regency.organisation, SCOPES))

    assert (reader.get(path).status_code, reader.post(path, **said()).status_code) == (403, 403)
    assert stranger.get(path).status_code == 404
    assert (stranger.post(path).status_code, stranger.post(path, **said()).status_code) == (
        404,
        404,
    )


def test_columns_are_explained_where_the_api_is(browser: Browser) -> None:
    document = browser.get("/api/v1/openapi.json").get_json()
    page = browser.get("/api/docs").text

    operation = document["paths"]["/api/v1/r/{regency}/rosters/{roster_id}/columns"]
    assert set(operation) >= {"get", "post"}
    assert "kode_desa" in json.dumps(document["components"]["schemas"]["ColumnMapIn"])
    assert "Pastikan letak kolom" in page
