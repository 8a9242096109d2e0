"""Hugging Face ``VideoFolder``: a clip per repetition, with our columns in ``metadata.csv``."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..._util.escapes import cell
from ..table.rows import COLUMNS, RepRow
from ..table.table import RepTable
from . import csv as csv_table
from ._faces import Faces
from ._values import UniqueNames, plain_row
from .clips import check_cut, clip_of, cut, times_of

ONLY_SPLIT = "train"
"""Where everything goes that is not split; it is the split that ``datasets`` expects then."""
RENAMED = {"video": "source_video"}
"""``datasets`` calls the clip itself ``video``."""
HOW = (
    "`<split>/<video>_rep<number>_f<first>-<last>.mp4` (`train` if not split), H.264 without "
    "sound, one per repetition, and `<split>/metadata.csv` with `file_name` and all columns "
    "(`video` is called `source_video` there; what `datasets` could not read is in `reps.csv`). "
    "`datasets.load_dataset('videofolder', data_dir='<folder>')` gives the clip as `video` beside "
    "them; to decode it, `datasets` needs the package torchcodec. With `blur_faces` the "
    "lifter's face is blurred in every frame."
)


def write(
    table: RepTable,
    out: Path,
    progress: Callable[[float, str], None],
    *,
    margin_s: float = 0.0,
    crf: int = 18,
    blur_faces: bool = False,
) -> list[str]:
    """Cut the clips, and write a table beside them.

    Parameters
    ----------
    margin_s
        Longer at both ends by this much, as far as the video goes [s].
    crf
        Quality of H.264: 18 looks like the original, higher is smaller and worse.
    blur_faces
        Blur the lifter's face in every frame; all of a frame where the face is not found.
    """
    check_cut(table, "videofolder", margin_s, crf)
    names, total = UniqueNames(table), table.counts.videos
    faces = Faces(table.source.remedy) if blur_faces else None
    kinds = _Kinds.of(table)
    if kinds.left_out:
        csv_table.write(table, out)
    columns = [RENAMED.get(name, name) for name in kinds.columns]
    with ExitStack() as stack:
        tables = {}
        for split in kinds.splits:
            (out / split).mkdir()
            file = stack.enter_context(
                (out / split / "metadata.csv").open("w", newline="", encoding="utf-8")
            )
            tables[split] = csv.DictWriter(
                file,
                ["file_name", "clip_first_frame", "clip_last_frame", *columns],
                lineterminator="\n",
            )
            tables[split].writeheader()
        videos = table.iter_videos(series=margin_s > 0, landmarks=blur_faces, batch=8)
        for done, video in enumerate(videos, start=1):
            stem = names.of(video.record)
            record, times = video.record, times_of(video)
            clips = [
                clip_of(out / (row.split or ONLY_SPLIT), stem, n, row, record, margin_s, times)
                for n, row in enumerate(video.rows, start=1)
            ]
            if faces is not None:
                faces.look_at(video)
            cut(video.record.path, clips, crf, faces)
            for row, clip in zip(video.rows, clips, strict=True):
                tables[row.split or ONLY_SPLIT].writerow({
                    "file_name": clip.path.name,
                    "clip_first_frame": clip.first, "clip_last_frame": clip.last,
                    **{RENAMED.get(n, n): cell(value) for n, value in kinds.values(row).items()},
                })  # fmt: skip
            progress(done / total, f"{done} of {total} videos")
    return [*kinds.notes(), *(faces.notes() if faces is not None else ())]


@dataclass(frozen=True)
class _Kinds:
    """Which columns `datasets` can read, and how.

    It guesses the type of each column anew in the table of each split, and refuses tables that
    differ. So whole numbers of which some are missing have to be written as decimals, and a text
    has to be guessed as one everywhere.
    """

    splits: tuple[str, ...]
    """Those that have repetitions: a folder without clips could not be loaded."""
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    decimal: frozenset[str]

    @classmethod
    def of(cls, table: RepTable) -> _Kinds:
        found: dict[str, dict[str, set[str]]] = {}
        for row in table.rows:
            kinds = found.setdefault(row.split or ONLY_SPLIT, {n: set() for n in COLUMNS})
            for name, value in plain_row(row).items():
                kinds[name].add(_kind(value))
        splits = tuple(name for name in (table.splits or (ONLY_SPLIT,)) if name in found)
        decimal, left_out = set(), []
        for name in COLUMNS:
            each = [found[split][name] for split in splits]
            every = set[str]().union(*each)
            if "text" in every:
                if not all("text" in kinds for kinds in each):
                    left_out.append(name)
            elif every & {"digits", "number in words"}:
                if len(splits) > 1 and every != {"digits"}:
                    left_out.append(name)
            elif "whole" in every and every != {"whole"}:
                decimal.add(name)
        kept = tuple(name for name in COLUMNS if name not in left_out)
        return cls(splits, kept, tuple(left_out), frozenset(decimal))

    def values(self, row: RepRow) -> dict[str, Any]:
        """Return the columns of a row."""
        values = plain_row(row)
        return {
            name: float(values[name])
            if name in self.decimal and values[name] is not None
            else values[name]
            for name in self.columns
        }

    def notes(self) -> list[str]:
        if not self.left_out:
            return []
        return [
            f"These columns are in reps.csv only: {', '.join(self.left_out)}. They are empty, or "
            "numbers, in some split and text in another, which 'datasets' cannot read from "
            "metadata.csv."
        ]


def _kind(value: Any) -> str:
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "whole"
    if isinstance(value, float):
        return "number"
    try:
        float(value)
    except ValueError:
        return "text"
    return "digits" if str(value).strip().isdigit() else "number in words"
