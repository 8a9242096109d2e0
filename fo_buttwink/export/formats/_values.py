"""Rows as plain values."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import PurePath
from typing import Any

from ..._util import escapes
from ..._util.escapes import cell
from ..table.rows import COLUMNS, RepRow, VideoRecord
from ..table.table import RepTable


def plain_row(row: RepRow) -> dict[str, Any]:
    """Column by name with JSON's types; missing is ``None``, never NaN."""
    out: dict[str, Any] = {}
    for name in COLUMNS:
        value = getattr(row, name)
        if isinstance(value, datetime):
            value = value.isoformat(timespec="seconds") + "Z"
        elif isinstance(value, float) and not math.isfinite(value):
            value = None
        out[name] = value
    return out


def class_index(table: RepTable) -> dict[str, int]:
    """Return the number of each class, from 0, in the table's order."""
    return {name: index for index, name in enumerate(table.classes)}


def cell_row(row: RepRow) -> dict[str, Any]:
    """Return a row for CSV: what a spreadsheet would take for a formula is made a text."""
    return {name: cell(value) for name, value in plain_row(row).items()}


class UniqueNames:
    """Short unique names of videos, from their file names; for keys and files.

    To be asked once per video, in the order of the table.
    """

    def __init__(self) -> None:
        self._next: dict[str, int] = {}
        """By name that is taken, in small letters: the number to try next."""

    def of(self, record: VideoRecord) -> str:
        """Another name for each call."""
        stem = escapes.stem(PurePath(record.path.replace("\\", "/")).stem, "video")
        name, number = stem, self._next.get(stem.casefold(), 2)
        while name.casefold() in self._next:
            name, number = f"{stem}_{number}", number + 1
        self._next[stem.casefold()] = number
        self._next.setdefault(name.casefold(), 2)
        return name
