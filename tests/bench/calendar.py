"""How long the cover calendar of a large regency takes: many agreements, their people by name."""

from datetime import date
from uuid import UUID

from tenants.kernel.clock import utcnow
from tests.bench.figures import Figure
from tests.bench.lists import csv_list
from tests.bench.office import Office, open_office
from tests.bench.pages import page_ms
from tests.integration.cooperation.records import keep_agreement, sign
from tests.torture.world import World

WORKERS = 100_000
AGREEMENTS = 40
READS = 100
SIGNED_ON = date(2025, 4, 14)


def calendar(world: World, rows: int, runs: int) -> list[Figure]:
    """Half of the agreements continue the other half; four of five people go on in them."""
    with open_office(world, "calendar") as office:
        this_year = utcnow().year
        chains = AGREEMENTS // 2
        each = max(5, rows // chains)
        for number in range(chains):
            first = number * each
            before = _programme(office, first, each, this_year - 1)
            _programme(office, first + each // 5, each, this_year, continues_id=before)
        for commitment_id in office.programmes:
            sign(
                office.regency,
                keep_agreement(office.regency, commitment_id=commitment_id),
                SIGNED_ON,
            )
        world.engines.execute(office.database, "VACUUM ANALYZE")
        shown = [page_ms(office, "cover-calendar", READS) for _ in range(runs)]
        return [Figure("calendar.page_ms", shown, 150)]


def _programme(
    office: Office, first: int, people: int, year: int, continues_id: UUID | None = None
) -> UUID:
    """A year of so many people whose names are listed."""
    office.import_list(
        csv_list(first, people),
        budget_year=year,
        first_month=date(year, 1, 1),
        month_count=12,
        people_count=people,
        continues_id=continues_id,
    )
    return office.programmes[-1]
