"""Parquet: one row per repetition, curves as lists; loads with Hugging Face ``datasets``."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from ...store.fields import CURVES
from ..table.origins import column_texts, measured_by, schemas
from ..table.rows import COLUMNS, RepRow, VideoData
from ..table.table import RepTable
from ._extras import need
from ._values import class_index
from .curves import part_of

HOW = (
    "`data/<split>-00000-of-00001.parquet` (`train` if not split), one row per repetition, with "
    "`class_index` and, per frame from first to last, list columns named `curve_...`. Hugging "
    "Face: `datasets.load_dataset('<this folder>')`; pandas: `pandas.read_parquet(...)`."
)
ROWS_PER_GROUP = 2500
BYTES_PER_GROUP = 8 * 1024 * 1024
"""Long repetitions make smaller groups of rows: what waits to be written is in memory."""
ROWS_AT_ONCE = 100


def write(
    table: RepTable, out: Path, progress: Callable[[float, str], None], *, curves: bool = True
) -> None:
    """Write one Parquet file per split.

    Parameters
    ----------
    curves
        Add the curves of each repetition, frame by frame, as list columns.
    """
    pa = need("pyarrow", "parquet")
    need("pyarrow.parquet", "parquet")
    folder = out / "data"
    folder.mkdir()
    schema = _schema(pa, table, curves)
    names = table.splits or ("train",)
    index, done, total = class_index(table), 0, table.counts.reps
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(_File(pa, folder / f"{name}-00000-of-00001.parquet", schema))
            for name in names
        }
        for video in table.iter_videos(series=curves):
            for row in video.rows:
                file = files[row.split if table.splits else "train"]
                file.add(_values(row, index, video if curves else None))
            done += len(video.rows)
            progress(done / total, f"{done} of {total} repetitions")
        for file in files.values():
            file.flush()


class _File:
    """One Parquet file; rows wait as Arrow columns until they make a group worth writing."""

    def __init__(self, pa: Any, path: Path, schema: Any) -> None:
        self._pa, self._schema = pa, schema
        self._writer = pa.parquet.ParquetWriter(path, schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._parts: list[Any] = []

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *args: object) -> None:
        self._writer.close()

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        if len(self._rows) >= ROWS_AT_ONCE:
            self._pack()
            rows = sum(part.num_rows for part in self._parts)
            if rows >= ROWS_PER_GROUP or sum(p.nbytes for p in self._parts) >= BYTES_PER_GROUP:
                self.flush()

    def flush(self) -> None:
        """Write what waits as one group of rows."""
        self._pack()
        if self._parts:
            self._writer.write_table(self._pa.concat_tables(self._parts))
            self._parts.clear()

    def _pack(self) -> None:
        if not self._rows:
            return
        arrays = []
        for f in self._schema:
            column = [row[f.name] for row in self._rows]
            if f.name == "reviewed_at":
                texts = [v and v.isoformat(timespec="milliseconds") + "+00:00" for v in column]
                arrays.append(self._pa.array(texts, self._pa.string()).cast(f.type))
            else:
                arrays.append(self._pa.array(column, f.type))
        self._parts.append(self._pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()


def _schema(pa: Any, table: RepTable, curves: bool) -> Any:
    kinds = {
        "str": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(),
        "datetime": pa.timestamp("ms", tz="UTC"),
    }  # fmt: skip
    texts = column_texts(table.counts)
    columns = []
    for f in fields(RepRow):
        kind = str(f.type).split(" | ")[0]
        columns.append(pa.field(f.name, kinds[kind], metadata={"description": texts[f.name]}))
    columns.append(pa.field("class_index", pa.int64()))
    if curves:
        for name in CURVES:
            item = pa.bool_() if name == "visible" else pa.float32()
            columns.append(pa.field(f"curve_{name}", pa.list_(item)))
    meta = {
        "classes": json.dumps(list(table.classes)),
        "settings": json.dumps(table.settings),
        "schema": json.dumps(schemas(table.counts)),
        "measured_by": measured_by(table.counts),
    }
    return pa.schema(columns, metadata=meta)


def _values(row: RepRow, index: dict[str, int], video: VideoData | None) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in COLUMNS}
    values["class_index"] = index[row.class_name]
    if video is not None:
        part = part_of(video.series, row)
        for name in CURVES:
            curve = None if part is None else getattr(part, name)
            if curve is not None and name != "visible":
                curve = curve.astype(np.float32)
            values[f"curve_{name}"] = curve
    return values
