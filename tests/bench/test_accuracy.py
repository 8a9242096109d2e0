"""The bench must score a perfect instrument as perfect and a bad one as bad."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from fo_buttwink.bench import accuracy
from fo_buttwink.bench.score import score_clip
from fo_buttwink.bench.truth import find_truths, read_truth
from fo_buttwink.config import Config
from fo_buttwink.domain.analysis import VideoAnalysis, ViewEstimate
from fo_buttwink.domain.curves import FrameSeries

FPS = 25.0
COLUMNS = [
    "depth_fraction",
    "lumbar_flexion_deg",
    "pelvic_tilt_deg_anterior_positive",
    "trunk_lean_deg",
]


@pytest.fixture
def truth_file(tmp_path):
    """Two repetitions that turn back by 15 deg from 60 % on; absolute angles are offset."""
    down = np.linspace(0, 1, 30)
    depth = np.concatenate([np.zeros(30), *[np.r_[down, down[::-1], np.zeros(15)]] * 2])
    back = 15 * np.clip((depth - 0.6) / 0.4, 0, 1)
    flexion = 8 * depth + back + 7
    tilt = 30 * np.minimum(depth, 0.6) - back + 12
    rows = np.stack([depth, flexion, tilt, flexion + tilt], axis=1)
    reps = [{"first": f, "bottom": f + 29, "last": f + 59, "reversal_deg": 99.0} for f in (30, 105)]
    for rep in reps:
        rep["lumbar_flexion_bottom_deg"] = 23.0
    path = tmp_path / "clip.json"
    data = {
        "fps": FPS, "size": [480, 600], "yaw_from_side_deg": -8, "plates": False,
        "columns": COLUMNS, "frames": rows.tolist(), "reps": reps,
    }  # fmt: skip
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def perfect(truth, make_rep) -> VideoAnalysis:
    n = len(truth.depth)
    unknown = np.full(n, np.nan)
    reps = tuple(
        make_rep(
            first=rep["first"] + 1,
            bottom=rep["bottom"] + 1,
            last=rep["last"] + 1,
            label="moderate",
            wink_deg=rep["wink_deg"],
            wink_deg_interval=(rep["wink_deg"] - 2, rep["wink_deg"] + 2),
            onset_pct=rep["onset_pct"],
            onset_pct_interval=(rep["onset_pct"] - 5, rep["onset_pct"] + 5),
            pelvic_reversal_deg=rep["reversal_deg"],
        )
        for rep in truth.reps
    )
    frames = FrameSeries(
        time_s=np.arange(n) / FPS,
        depth=truth.depth,
        trunk_lean_deg=truth.tilt_deg + truth.flexion_deg,
        pelvic_tilt_deg=truth.tilt_deg,
        lumbar_flexion_deg=truth.flexion_deg,
        hip_flexion_deg=unknown,
        knee_flexion_deg=unknown,
        visible=np.ones(n, bool),
    )
    view = ViewEstimate("right", 8.0, 0.9)
    return VideoAnalysis("clip.mp4", FPS, n, "ok", "", view, frames=frames, reps=reps)


def test_truth_is_referred_to_standing_and_completed(truth_file):
    truth = read_truth(truth_file)
    assert truth.flexion_deg[:20] == pytest.approx(0.0)
    assert truth.flexion_deg.max() == pytest.approx(23.0)
    assert truth.reps[0]["wink_deg"] == pytest.approx(15.0, abs=1.0)
    assert truth.reps[0]["reversal_deg"] == pytest.approx(15.0, abs=1.0), "not what the file says"
    assert truth.reps[0]["onset_pct"] == pytest.approx(60.0 + 40.0 * 2 / 15, abs=4.0)


def test_perfect_instrument_scores_perfectly(truth_file, make_rep):
    truth = read_truth(truth_file)
    figures = accuracy.summarize([score_clip(truth, perfect(truth, make_rep))], Config())
    for key in ("flexion_rmse_deg", "tilt_rmse_deg", "wink_mae_deg", "onset_mae_pct"):
        assert figures[key] == 0.0
    assert figures["grade_exact_pct"] == figures["wink_interval_holds_pct"] == 100.0
    assert figures["missed_reps"] == figures["extra_reps"] == figures["onset_missing"] == 0
    assert figures["abstained_pct"] == 0.0


def test_errors_are_measured_inside_repetitions(truth_file, make_rep):
    truth = read_truth(truth_file)
    result = perfect(truth, make_rep)
    assert result.frames is not None
    wrong = replace(
        result.frames,
        pelvic_tilt_deg=truth.tilt_deg + np.where(truth.depth > 0, 3.0, 99.0),
    )
    reps = tuple(replace(r, wink_deg=(r.wink_deg or 0) - 12.0, label="none") for r in result.reps)
    score = score_clip(truth, replace(result, frames=wrong, reps=reps))
    figures = accuracy.summarize([score], Config())
    assert 3.0 <= figures["tilt_rmse_deg"] < 30.0
    assert figures["wink_mae_deg"] == pytest.approx(12.0)
    assert figures["grade_exact_pct"] == 0.0
    assert figures["grade_off_by_more"] == 2
    assert figures["wink_interval_holds_pct"] == 100.0, "the intervals were left alone"


def test_missed_extra_and_abstained_reps_are_counted(truth_file, make_rep):
    truth = read_truth(truth_file)
    result = perfect(truth, make_rep)
    shy = replace(result.reps[0], label="occluded", wink_deg=None, severity=None)
    stray = replace(result.reps[1], first=2, bottom=10, last=20)
    figures = accuracy.summarize([score_clip(truth, replace(result, reps=(shy, stray)))], Config())
    assert (figures["missed_reps"], figures["extra_reps"]) == (1, 1)
    assert figures["abstained_pct"] == 50.0
    assert figures["wink_mae_deg"] is None


def test_folder_without_truth_says_how_to_make_some(tmp_path):
    with pytest.raises(ValueError, match=r"no videos with truth files.*sim clips"):
        find_truths(tmp_path)


def test_table_has_a_row_per_method_and_split(truth_file, make_rep):
    truth = read_truth(truth_file)
    score = score_clip(truth, perfect(truth, make_rep))
    figures = accuracy.summarize([score], Config())
    report = {"methods": {"learnt": figures}, "splits": {"plates": figures}, "zero": figures}
    lines = accuracy.table(report).splitlines()
    assert len(lines) == 2 + 3
    assert {line.count("|") for line in lines} == {len(accuracy.COLUMNS) + 2}
