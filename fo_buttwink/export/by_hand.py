"""What people measured by hand, beside an export: a file of its own, never a column or a label."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from .._util.words import many
from ..domain.hand.matching import repetition_of
from ..domain.hand.record import HandMeasure
from .table.table import RepTable

NAME = "hand_measures.jsonl"


def write_by_hand(
    table: RepTable, folder: Path, hand: Mapping[str, Sequence[HandMeasure]]
) -> str | None:
    """Write the measures of the repetitions that are exported, one line for each pass.

    Parameters
    ----------
    hand
        Measures by identifier of the video.

    Returns
    -------
    str or None
        What a reader of the export must know; ``None`` if nothing was measured.
    """
    if not hand:
        return None
    lines: list[str] = []
    reps: set[str] = set()
    for video in table.iter_videos():
        spans = [(row.first_frame, row.last_frame) for row in video.rows]
        for measure in hand.get(video.record.video_id, ()):
            at = repetition_of(measure.span, spans)
            if at is None:
                continue
            row = video.rows[at]
            reps.add(row.rep_id)
            values = {
                "rep_id": row.rep_id,
                "video": row.video,
                "rep": row.rep,
                "split": row.split,
                "who": measure.who,
                "pass": measure.pass_number,
                "quality": measure.quality,
                **measure.amounts().to_json(),
                "measure": measure.to_json(),
            }
            lines.append(json.dumps(values, ensure_ascii=False, allow_nan=False) + "\n")
    if not lines:
        return None
    (folder / NAME).write_text("".join(lines), encoding="utf-8")
    return (
        f"`{NAME}` has {many(len(lines), 'measure')} by hand of {many(len(reps), 'repetition')}, "
        "one JSON object per line; no label and no column is made of them."
    )
