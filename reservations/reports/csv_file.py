"""Tables as CSV files that a spreadsheet opens, and from which it computes nothing."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

Cell = str | int | float | None
# What a spreadsheet takes for the beginning of a formula; Japanese ones take the full-width forms, too.
BEGINNINGS = frozenset("=+-@\t\r\n")


def write(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The file's text, with the mark by which a spreadsheet knows UTF-8."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow([make_harmless(cell) for cell in head])
    writer.writerows([[make_harmless(cell) for cell in row] for row in rows])
    return file.getvalue()


def make_harmless(cell: Cell) -> Cell:
    """A text that would be a formula gets an apostrophe, which marks it as a text; a number stays one."""
    if not isinstance(cell, str):
        return cell
    beginnings = {unicodedata.normalize("NFKC", text[:1]) for text in (cell, cell.lstrip())}
    return f"'{cell}" if beginnings & BEGINNINGS else cell
