"""Row 20: how the database answers every page of a regency with two hundred thousand workers.

Pages of the regency, of its branch and of those that oversee it; no job runs here.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from flask import Flask

from tenants.access import PLACES
from tests.architecture.access.places import HTML, Places
from tests.architecture.catalog import Catalog
from tests.architecture.plans import Question, noted_questions, plan_of
from tests.architecture.routes import routes_of
from tests.torture.findings import Finding
from tests.torture.leaks import Credentials, is_unfit
from tests.torture.world import CanaryRows, World, apart, around, make_organisation, make_regencies

# Rows of the largest regency by table; a third of them for each of the others.
ROWS = {
    "worker": 200_000,
    "cover": 200_000,
    "roster_row_error": 50_000,
    "audit_entry": 50_000,
    "regulation": 500,
    "commitment": 500,
    "agreement": 500,
    "benefit_payment": 2_000,
    "roster": 1_000,
    "monev_meeting": 1_000,
    "job_run": 20_000,
}
REGENCIES = 16
SHARE_OF_OTHERS = 3
LARGE_TABLE = 10_000
WIDEST_ERROR = 50
_FEW_ROWS = 1_000  # an estimate that is wrong by less misleads nobody
_STOP_EARLY = {"Limit", "Merge Join"}
_FIRST_ROW_ONLY = {"Semi", "Anti"}


def hunt(world: World, *, scale: float = 1.0) -> Finding:
    """Fill, ask every page of the largest and of a usual regency, and look at the plans."""
    with world.database("plans") as database, world.app(database) as app:
        catalog = Catalog(world.engines, database)
        rows, regencies = make_regencies(app, catalog, REGENCIES)
        for number, regency in enumerate(regencies):
            share = scale if number == 0 else scale / SHARE_OF_OTHERS
            fill(rows, regency.id, share)
        catalog.query("VACUUM ANALYZE")
        overseers = {letter: make_organisation(PLACES[letter].kind) for letter in "pmo"}
        large = {table for table in ROWS if _count(catalog, table) > LARGE_TABLE * scale}
        questions, whole, wrong = 0, set(), set()
        for regency in regencies[:2]:
            own = Places(rows, regency, {"r": regency.organisation, **around(regency), **overseers})
            for question in _questions(app, own):
                questions += 1
                plan = plan_of(question, options=", ANALYZE, TIMING OFF")
                for node, is_finished in finished(plan):
                    table = node.get("Relation Name")
                    if node["Node Type"] == "Seq Scan" and table in large:
                        whole.add(f"{table}: {question.statement[:200]}")
                    if is_misjudged(node, also_too_many=is_finished and table in large):
                        wrong.add(f"{node['Node Type']}: {question.statement[:200]}")
        catalog.close()
    return Finding(
        row=20,
        name="plans of every question of every page",
        figure={
            "questions": questions,
            "large_tables": len(large),
            "read_whole": len(whole),
            "misjudged": len(wrong),
        },
        target=f"0 of > {LARGE_TABLE} rows read whole; estimates within {WIDEST_ERROR} times",
        passed=bool(questions and large) and not whole and not wrong,
        notes=[*sorted(whole), *sorted(wrong)][:10],
    )


def finished(
    plan: dict[str, Any], is_finished: bool = True
) -> Iterator[tuple[dict[str, Any], bool]]:
    """Every step, and whether it was asked for all of its rows.

    A step under a limit, in a merge or in the search for one match stops when enough is found: that
    it met fewer rows than expected says nothing about the estimate. Nor does one never begun.
    """
    yield plan, is_finished and bool(plan.get("Actual Loops"))
    to_its_end = is_finished and plan["Node Type"] not in _STOP_EARLY
    for child in plan.get("Plans", []):
        is_searched = child.get("Parent Relationship") == "SubPlan" or (
            child.get("Parent Relationship") == "Inner" and plan.get("Join Type") in _FIRST_ROW_ONLY
        )
        yield from finished(child, to_its_end and not is_searched)


def is_misjudged(node: Mapping[str, Any], *, also_too_many: bool) -> bool:
    """Whether a step met far more rows than the planner expected, or far fewer."""
    met, expected = node.get("Actual Rows", 0), node["Plan Rows"]  # both are of one loop
    if met > _FEW_ROWS and met > WIDEST_ERROR * max(1, expected):
        return True
    return also_too_many and expected > _FEW_ROWS and expected > WIDEST_ERROR * max(1, met)


def fill(rows: CanaryRows, tenant: int, share: float) -> None:
    """Give a regency many rows, each unlike its first only where a rule demands it."""
    for table, count in ROWS.items():
        template = rows.row(table, tenant)
        types = {column.name: column.type for column in rows.columns(table)}
        varied = {
            name: expression
            for name, expression in (
                (name, _varied(types[name], value)) for name, value in template.items()
            )
            if name in _unique_columns(rows, table) and name != "tenant_id" and expression
        }
        chosen = [varied.get(name, f"'{value}'::{types[name]}") for name, value in template.items()]
        names = ", ".join(f'"{name}"' for name in template)
        many = f"FROM generate_series(2, {1 + round(count * share)}) g ON CONFLICT DO NOTHING"
        rows._as_replica([f"INSERT INTO {table} ({names}) SELECT {', '.join(chosen)} {many}"])


def _varied(kind: str, value: str) -> str:
    plain = kind.split("(", maxsplit=1)[0]
    return {
        "uuid": "gen_random_uuid()",
        "text": f"'{value}' || g",
        "bytea": "decode(md5(g::text), 'hex')",
        "integer": "g + 1000000",
        "bigint": "g + 1000000",
    }.get(plain, "")


def _unique_columns(rows: CanaryRows, table: str) -> set[str]:
    """What has to differ: the columns of unique rules, references aside, and sort keys."""
    unique = {
        column
        for its_table, _, columns in rows.catalog.unique_indexes()
        if its_table == table
        for column in columns
        if (table, column) not in rows._targets
    }
    return unique | {"id", "name", "title", "search_name"}


def _count(catalog: Catalog, table: str) -> int:
    ((count,),) = catalog.query(f"SELECT count(*) FROM {table}")
    return int(count)


def _questions(app: Flask, own: Places) -> Iterator[Question]:
    """What every page of the regency and of those around it asks."""
    credentials, client = Credentials(own), app.test_client(use_cookies=False)
    routes = [
        route for route in routes_of(app) if route.is_safe and route.place and not is_unfit(route)
    ]
    addresses = [(own.address(route, own.ids(route)), credentials.of(route)) for route in routes]
    searched = f"/r/{own.regency.slug}/regulations?query={uuid4().hex[:4]}"
    addresses.append((searched, credentials.of(routes[0])))
    with noted_questions(app) as noted:
        for address, header in addresses:

            def ask(address: str = address, header: dict[str, str] = header) -> object:
                return client.get(address, headers={**HTML, **header})

            apart(ask)
    yield from noted.values()
