"""CSV: one row per repetition."""

from __future__ import annotations

import csv
from pathlib import Path

from ..table.rows import COLUMNS
from ..table.table import RepTable
from ._values import cell_row

HOW = (
    "`reps.csv` (UTF-8, comma, header, empty for missing), one row per repetition; the column "
    "`split` says where it belongs. pandas: `pandas.read_csv('reps.csv')` "
    "(with `keep_default_na=False, na_values=['']` so that the class `none` stays a word). A text "
    "that a spreadsheet would take for a formula begins with an apostrophe."
)


def write(table: RepTable, out: Path, progress: object = None) -> None:
    """Write ``reps.csv``."""
    with (out / "reps.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in table.rows:
            values = cell_row(row)
            values["review_outdated"] = str(values["review_outdated"]).lower()
            writer.writerow(values)
