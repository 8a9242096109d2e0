"""JSON lines: one object per repetition."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from ...domain.curves import series_to_json
from ..table.table import RepTable
from ._values import plain_row
from .curves import part_of

HOW = (
    "`reps.jsonl`, or one `<split>.jsonl` per split: one JSON object per line and repetition, "
    "`null` for missing, with its `curves` per frame if asked for."
)


def write(
    table: RepTable, out: Path, progress: Callable[[float, str], None], *, curves: bool = False
) -> None:
    """Write JSON lines.

    Parameters
    ----------
    curves
        Add the curves of each repetition, frame by frame.
    """
    with ExitStack() as stack:
        files = {
            name: stack.enter_context((out / f"{name}.jsonl").open("w", encoding="utf-8"))
            for name in (table.splits or ("reps",))
        }
        done, total = 0, table.counts.reps
        for video in table.iter_videos(series=curves):
            done += len(video.rows)
            progress(done / total, f"{done} of {total} repetitions")
            for row in video.rows:
                values = plain_row(row)
                if curves:
                    values["curves"] = series_to_json(part_of(video.series, row))
                line = json.dumps(values, ensure_ascii=False, allow_nan=False)
                files[row.split if table.splits else "reps"].write(line + "\n")
