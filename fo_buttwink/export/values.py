"""Rows as plain values."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from .rows import COLUMNS, RepRow, RepTable


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
    """Number of each class, from 0, in the table's order."""
    return {name: index for index, name in enumerate(table.classes)}


def unique_names(table: RepTable) -> dict[str, str]:
    """A short unique name per video, from its file name; for keys and files."""
    from pathlib import PurePath

    taken: set[str] = set()
    names: dict[str, str] = {}
    for video_id in table.by_video():
        stem = PurePath(table.videos[video_id].path.replace("\\", "/")).stem or "video"
        name, number = stem, 2
        while name.casefold() in taken:
            name, number = f"{stem}_{number}", number + 1
        taken.add(name.casefold())
        names[video_id] = name
    return names
