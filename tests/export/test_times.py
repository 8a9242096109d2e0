"""Seconds in files are those of the frames that they mean, at every frame rate."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fo_buttwink.export import export_table
from fo_buttwink.export.formats.label_studio import frames_of

from .conftest import RATES, SPANS, read_video


@pytest.mark.parametrize("rate", list(RATES))
def test_activitynet_seconds_are_within_half_a_frame(clips_table, tmp_path, rate):
    table, times = clips_table
    out = tmp_path / "out"
    export_table(table, "activitynet", out)
    content = json.loads((out / "labels.json").read_text(encoding="utf-8"))["database"]
    paths = json.loads((out / "data.json").read_text(encoding="utf-8"))
    (name,) = [n for n in paths if f"squat {rate}.mp4" in n]
    entry, at = content[name.removeprefix("v_").removesuffix(".mp4")], times[paths[name]]
    assert entry["subset"] == "training"
    half = 0.5 * float(np.diff(at).mean()) + 1e-6
    for annotation, (first, last) in zip(entry["annotations"], ((11, 50), (55, 80)), strict=True):
        start, end = annotation["segment"]
        assert abs(start - at[first - 1]) <= half
        assert abs(end - at[last - 1]) <= half


def half_a_frame(times):
    """Of its shortest frame: stricter than the mean where the rate varies."""
    return 0.5 * float(np.diff(times).min()) + 1e-6


@pytest.mark.parametrize("rate", list(RATES))
def test_seconds_of_parquet_curves_are_within_half_a_frame(at_rate, tmp_path, rate):
    pq = pytest.importorskip("pyarrow.parquet")
    table, at = at_rate(rate)
    export_table(table, "parquet", tmp_path / "out")
    rows = pq.read_table(tmp_path / "out" / "data" / "train-00000-of-00001.parquet").to_pylist()
    for row, (first, last) in zip(rows, SPANS, strict=True):
        source = at[first - 1 : last]
        assert len(row["curve_time_s"]) == len(row["curve_depth"]) == len(source)
        assert np.abs(np.array(row["curve_time_s"]) - source).max() <= half_a_frame(at)
        assert abs(row["start_s"] - source[0]) <= half_a_frame(at)
        assert abs(row["end_s"] - source[-1]) <= half_a_frame(at)


@pytest.mark.parametrize("rate", list(RATES))
def test_seconds_of_jsonl_curves_are_within_half_a_frame(at_rate, tmp_path, rate):
    table, at = at_rate(rate)
    export_table(table, "jsonl", tmp_path / "out", curves=True)
    lines = (tmp_path / "out" / "reps.jsonl").read_text(encoding="utf-8").splitlines()
    for line, (first, last) in zip(lines, SPANS, strict=True):
        row, source = json.loads(line), at[first - 1 : last]
        assert len(row["curves"]["time_s"]) == len(row["curves"]["depth"]) == len(source)
        assert np.abs(np.array(row["curves"]["time_s"]) - source).max() <= half_a_frame(at)
        assert abs(row["bottom_s"] - at[row["bottom_frame"] - 1]) <= half_a_frame(at)


@pytest.mark.parametrize("rate", list(RATES))
def test_time_of_movement_files_is_within_half_a_frame(at_rate, tmp_path, rate):
    xr = pytest.importorskip("xarray")
    table, at = at_rate(rate)
    export_table(table, "movement", tmp_path / "out")
    (file,) = (tmp_path / "out" / "poses").glob("*.nc")
    with xr.open_dataset(file, engine="scipy") as poses:
        assert np.abs(poses.time.values - at).max() <= half_a_frame(at)


@pytest.mark.parametrize("rate", list(RATES))
def test_points_of_resampled_curves_lie_at_their_times(at_rate, tmp_path, rate):
    table, at = at_rate(rate)
    export_table(table, "curves", tmp_path / "out")
    ramp = np.linspace(0.0, 90.0, 90)  # hip flexion of the made-up analysis, frame by frame
    with np.load(tmp_path / "out" / "curves.npz") as data:
        hip = data["curves"][:, :, list(data["channels"]).index("hip_flexion_deg")]
        for curve, duration, (first, last) in zip(hip, data["duration_s"], SPANS, strict=True):
            source = at[first - 1 : last]
            assert abs(duration - (source[-1] - source[0])) <= half_a_frame(at)
            # The ramp tells the frame that a point was taken from, hence its time.
            found = np.interp(curve, ramp, at)
            wanted = np.linspace(source[0], source[-1], len(curve))
            assert np.abs(found - wanted).max() <= half_a_frame(at)


@pytest.mark.parametrize("rate", list(RATES))
def test_clips_hold_exactly_the_frames_at_their_times(clips_table, tmp_path, rate):
    table, times = clips_table
    rows = [r for r in table.rows if f"squat {rate}.mp4" in r.video]
    export_table(table.with_rows(rows), "clips", tmp_path / "out")
    files = sorted((tmp_path / "out").rglob("*.mp4"))
    assert [f.parent.name for f in files] == ["moderate", "none"]
    for file, row in zip(files, rows, strict=True):
        shown, at, codec = read_video(file)
        assert codec == "h264"
        assert shown == list(range(row.first_frame - 1, row.last_frame))
        source = times[row.video][row.first_frame - 1 : row.last_frame]
        assert np.abs(at - (source - source[0])).max() <= 0.5 * np.diff(source).min()


@pytest.mark.parametrize("rate", list(RATES))
def test_seconds_of_the_table_are_those_of_the_file(clips_table, rate):
    table, _ = clips_table
    for row in table.rows:
        if f"squat {rate}.mp4" not in row.video:
            continue
        _, at, _ = read_video(Path(row.video))
        half = 0.5 * float(np.diff(at).min())
        assert abs(row.start_s - at[row.first_frame - 1]) <= half
        assert abs(row.bottom_s - at[row.bottom_frame - 1]) <= half
        assert abs(row.end_s - at[row.last_frame - 1]) <= half


def test_label_studio_counts_from_when_its_player_shows_the_first_frame(at_rate, tmp_path):
    """Chromium shows frames of a file whose sound begins first later by that time."""
    table, at = at_rate("variable")
    (video,) = table.videos
    table = replace(table, videos=(replace(video, record=replace(video.record, start_s=0.5)),))
    export_table(table, "label_studio", tmp_path / "out", curves=True)
    (task,) = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    data = task["data"]
    for (first, last), (start, end) in zip(SPANS, data["rep_ranges"], strict=True):
        assert (start - 1) / data["fps"] == pytest.approx(
            at[first - 1] + 0.5, abs=0.5 / data["fps"]
        )
        assert (end - 1) / data["fps"] == pytest.approx(at[last - 1] + 0.5, abs=0.5 / data["fps"])
        moved = frames_of(start + 4, end + 4, data, lambda t: 1 + int(np.abs(at - t).argmin()))
        for frame, number in zip(moved, (start + 4, end + 4), strict=True):
            gap = np.diff(at).max()
            assert abs(at[frame - 1] + 0.5 - (number - 1) / data["fps"]) <= 0.5 * gap + 1e-6
    # The curves begin at the start of the file, then at the first frame that is measured.
    assert data["curves"]["time"][0] == "00:00:00.000000"
    assert data["curves"]["time"][1] >= "00:00:00.500000"


def test_margins_of_clips_are_seconds_also_where_the_rate_varies(at_rate, tmp_path):
    table, at = at_rate("variable")
    export_table(table, "clips", tmp_path / "out", margin_s=0.3)
    with (tmp_path / "out" / "clips.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    by_rate = round(0.3 / np.diff(at).mean())
    differ = 0
    for row, (first, last) in zip(rows, SPANS, strict=True):
        start, end = int(row["clip_first_frame"]), int(row["clip_last_frame"])
        assert at[first - 1] - at[start - 1] <= 0.3 + 1e-3 < at[first - 1] - at[start - 2] + 2e-3
        if end < len(at):
            assert at[end - 1] - at[last - 1] <= 0.3 + 1e-3 < at[end] - at[last - 1] + 2e-3
        differ += start != max(1, first - by_rate)
    assert differ  # by the mean rate some of them would begin elsewhere
