"""Parquet: one row per repetition, curves as lists; loads with Hugging Face ``datasets``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from ..store.fields import CURVES
from .curves import part_of
from .extras import need
from .rows import COLUMN_TEXTS, COLUMNS, RepRow, RepTable, VideoData
from .values import class_index

HOW = (
    "`data/<split>-00000-of-00001.parquet` (`train` if not split), one row per repetition, with "
    "`class_index` and, per frame from first to last, list columns named `curve_...`. Hugging "
    "Face: `datasets.load_dataset('<this folder>')`; pandas: `pandas.read_parquet(...)`."
)
ROWS_PER_GROUP = 5000


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
    writers = {
        name: pa.parquet.ParquetWriter(
            folder / f"{name}-00000-of-00001.parquet", schema, compression="zstd"
        )
        for name in names
    }
    pending: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    index, done = class_index(table), 0
    try:
        for video in table.iter_videos(series=curves):
            for row in video.rows:
                name = row.split if table.splits else "train"
                pending[name].append(_values(row, index, video if curves else None))
                if len(pending[name]) >= ROWS_PER_GROUP:
                    _flush(pa, writers[name], pending[name], schema)
            done += len(video.rows)
            progress(done / len(table.rows), f"{done} of {len(table.rows)} repetitions")
        for name in names:
            _flush(pa, writers[name], pending[name], schema)
    finally:
        for writer in writers.values():
            writer.close()


def _schema(pa: Any, table: RepTable, curves: bool) -> Any:
    kinds = {
        "str": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(),
        "datetime": pa.timestamp("ms", tz="UTC"),
    }  # fmt: skip
    columns = []
    for f in fields(RepRow):
        kind = str(f.type).split(" | ")[0]
        columns.append(
            pa.field(f.name, kinds[kind], metadata={"description": COLUMN_TEXTS[f.name]})
        )
    columns.append(pa.field("class_index", pa.int64()))
    if curves:
        for name in CURVES:
            item = pa.bool_() if name == "visible" else pa.float32()
            columns.append(pa.field(f"curve_{name}", pa.list_(item)))
    meta = {"classes": json.dumps(list(table.classes)), "settings": json.dumps(table.settings)}
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


def _flush(pa: Any, writer: Any, rows: list[dict[str, Any]], schema: Any) -> None:
    if not rows:
        return
    arrays = []
    for f in schema:
        column = [row[f.name] for row in rows]
        if f.name == "reviewed_at":
            column = [v and v.isoformat(timespec="milliseconds") + "+00:00" for v in column]
            arrays.append(pa.array(column, pa.string()).cast(f.type))
        else:
            arrays.append(pa.array(column, f.type))
    writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    rows.clear()
