"""The same lists as workbooks."""

from io import BytesIO

from xlsxwriter import Workbook

from tests.bench.lists import HEADINGS, people

SEX = HEADINGS.index("jenis_kelamin")


def xlsx_list(first: int, count: int, *, wrong_every: int = 0) -> bytes:
    """The rows of ``people`` as a workbook whose cells are all texts.

    Args:
        first: number of the first person.
        count: how many.
        wrong_every: of so many rows the last one states no sex; 0 for none.
    """
    buffer = BytesIO()
    with Workbook(buffer, {"constant_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Daftar")
        sheet.write_row(0, 0, HEADINGS)
        for number, cells in enumerate(people(first, count), start=1):
            is_wrong = wrong_every > 0 and number % wrong_every == 0
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, "?" if is_wrong and column == SEX else cell)
    return buffer.getvalue()
