"""Hugging Face's own loader reads what is written for it."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fo_buttwink.export import export_table, prepare

from .conftest import RATES, frame_times, read_video

datasets = pytest.importorskip("datasets")


@pytest.fixture
def clips(make_table, clip_folder):
    """Makes a table of four real videos, of some lifters."""
    names = ("24", "25", "30", "60")
    paths = {str(clip_folder / f"squat {n}.mp4"): frame_times(RATES[n], 90)
             for n in names if n in RATES}  # fmt: skip
    times = {path: ticks / 90000 for path, ticks in paths.items()}

    def make(lifters=None, change=None, **options):
        table = make_table(*paths, times=times, lifters=lifters)
        if change is not None:
            table = table.with_rows([change(k, row) for k, row in enumerate(table.rows)])
        return prepare(table, **options)

    return make


def load(folder: Path, cache: Path):
    loaded = datasets.load_dataset("videofolder", data_dir=str(folder), cache_dir=str(cache))
    return loaded.cast_column("video", datasets.Video(decode=False))


def test_clips_and_columns_load(clips, tmp_path):
    table = clips()
    export_table(table, "videofolder", tmp_path / "out")
    loaded = load(tmp_path / "out", tmp_path / "cache")
    assert set(loaded) == {"train"} and len(loaded["train"]) == len(table.rows) == 6
    by_id = {row.rep_id: row for row in table.rows}
    for item in loaded["train"]:
        row = by_id[item["rep_id"]]
        assert (item["label"], item["class_name"]) == (row.label, row.class_name)
        assert item["source_video"] == row.video and item["wink_deg"] == row.wink_deg
        assert item["onset_pct"] == row.onset_pct
        shown, _, codec = read_video(Path(item["video"]["path"]))
        assert codec == "h264" and shown == list(range(row.first_frame - 1, row.last_frame))


def test_splits_of_which_one_has_what_the_others_lack(clips, tmp_path):
    """Tables whose types are guessed apart are refused by the loader."""

    def change(k, row):
        first = k < 2  # all of the first video
        return replace(
            row,
            load_kg=None if first else 80.0,
            severity=None if first else row.severity,
            review_note=None if first else f"seen {k}",
            lifter="A1" if first else str(k),
        )

    table = clips(change=change, splits={"train": 0.4, "test": 0.6}, split_by="video")
    assert len(table.splits) == 2
    summary = export_table(table, "videofolder", tmp_path / "out")
    loaded = load(tmp_path / "out", tmp_path / "cache")
    assert {n: len(part) for n, part in loaded.items()} == {
        n: table.counts.by_split[n] for n in table.splits
    }
    columns = set(loaded["train"].column_names)
    assert {"severity", "load_kg", "wink_deg", "label"} <= columns
    left = {"review_note", "lifter"} - columns
    assert left
    with (tmp_path / "out" / "reps.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6 and left <= set(rows[0])
    assert any("reps.csv only" in note and min(left) in note for note in summary.notes)


def test_split_without_repetitions_has_no_folder(clips, tmp_path):
    table = clips(splits={"train": 1.0, "test": 0.0}, split_by="video")
    export_table(table, "videofolder", tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["dataset_card.md", "train"]
    assert set(load(tmp_path / "out", tmp_path / "cache")) == {"train"}


def test_column_that_is_whole_but_for_gaps_is_a_number(clips, tmp_path):
    table = clips(change=lambda k, row: replace(row, severity=None if k == 0 else 2))
    export_table(table, "videofolder", tmp_path / "out")
    values = load(tmp_path / "out", tmp_path / "cache")["train"]["severity"]
    assert sum(v is None or np.isnan(v) for v in values) == 1 and values.count(2.0) == 5
