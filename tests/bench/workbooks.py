"""The same lists as workbooks."""

from io import BytesIO

from xlsxwriter import Workbook

from tests.bench.lists import HEADINGS, people


def xlsx_list(first: int, count: int) -> bytes:
    """The rows of ``people`` as a workbook whose cells are all texts."""
    buffer = BytesIO()
    with Workbook(buffer, {"constant_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Daftar")
        sheet.write_row(0, 0, HEADINGS)
        for number, cells in enumerate(people(first, count), start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell)
    return buffer.getvalue()
