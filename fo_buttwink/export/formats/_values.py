"""Rows as plain values."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from ..._util import escapes
from ..._util.escapes import cell
from ..._util.paths import parts_of, telling_names
from ..table.rows import COLUMNS, RepRow, VideoRecord
from ..table.table import RepTable

_LONGEST_NAME = 150
"""Bytes of a name with folders in it: file systems take 255, and more comes behind (convention)."""


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
    """Short unique names of a table's videos; for keys and files.

    A name is that of the file without its suffix. Where several videos have the same, such as the
    first clips of two lifters' cameras, the folders that tell them apart stand before it. To be
    asked once per video, in the order of the table.
    """

    def __init__(self, table: RepTable) -> None:
        stems = {path: _stem(path) for path in {record.path for record, *_ in table.labels()}}
        telling = telling_names(stems.values())
        self._named = {
            path: _in_one(telling[stem]) for path, stem in stems.items() if "/" in telling[stem]
        }
        """By path, where the name of the file alone does not say it."""
        self._next: dict[str, int] = {}
        """By name that is taken, in small letters: the number to try next."""

    def of(self, record: VideoRecord) -> str:
        """Another name for each call."""
        stem = escapes.stem(
            self._named.get(record.path) or PurePosixPath(_stem(record.path)).name, "video"
        )
        name, number = stem, self._next.get(stem.casefold(), 2)
        while name.casefold() in self._next:
            name, number = f"{stem}_{number}", number + 1
        self._next[stem.casefold()] = number
        self._next.setdefault(name.casefold(), 2)
        return name


def _stem(path: str) -> str:
    """Return a path without the suffix of its file."""
    pure = PurePosixPath(path.replace("\\", "/"))
    return str(pure.with_name(pure.stem)) if pure.name else path


def _in_one(name: str) -> str:
    """Return folders and name as one name of a file; the last part alone if that gets too long."""
    joined = "_".join(part.replace(":", "") for part in parts_of(name))
    return joined if len(joined.encode()) <= _LONGEST_NAME else parts_of(name)[-1]
