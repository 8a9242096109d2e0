"""The JSON contract: its keys, and that nothing gets lost or invented on the way."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fo_buttwink.domain.analysis import (
    ABSTAIN_REASONS,
    GRADES,
    PATTERNS,
    TIMINGS,
    Repetition,
    VideoAnalysis,
    rep_from_json,
    rep_to_json,
)
from fo_buttwink.domain.curves import FrameSeries, series_from_json, series_to_json

VIDEO_KEYS = [
    "schema",
    "program",
    "video",
    "fps",
    "total_frames",
    "frames_inferred",
    "status",
    "message",
    "view",
    "model",
    "config",
    "frames",
    "reps",
    "set",
    "media",
    "slow_motion",
    "error_code",
]
VIEW_KEYS = [
    "side",
    "yaw_deg",
    "quality",
]
FRAME_KEYS = [
    "time_s",
    "depth",
    "trunk_lean_deg",
    "pelvic_tilt_deg",
    "lumbar_flexion_deg",
    "hip_flexion_deg",
    "knee_flexion_deg",
    "visible",
]
REP_KEYS = [
    "first",
    "bottom",
    "last",
    "turning",
    "label",
    "severity",
    "pattern",
    "wink_deg",
    "wink_deg_interval",
    "pelvic_reversal_deg",
    "lumbar_rise_deg",
    "lumbar_flexion_bottom_deg",
    "onset_pct",
    "onset_pct_interval",
    "onset_hip_flexion_deg",
    "timing",
    "depth_knee_flexion_deg",
    "eccentric_s",
    "pause_s",
    "concentric_s",
    "confidence",
    "reason",
    "side",
    "plate_pct",
]


def test_keys_are_those_of_the_contract(make_analysis):
    data = make_analysis().to_json()
    assert list(data) == VIDEO_KEYS
    assert data["schema"] == 2
    assert list(data["view"]) == VIEW_KEYS
    assert list(data["frames"]) == FRAME_KEYS
    assert {len(values) for values in data["frames"].values()} == {data["total_frames"]}
    for rep in data["reps"]:
        assert list(rep) == REP_KEYS


def test_words_are_those_of_the_contract():
    assert GRADES == ("none", "subtle", "moderate", "marked")
    assert set(ABSTAIN_REASONS) == {
        *("unclear_view", "occluded", "too_shallow", "low_visibility"),
        *("no_person", "fps_too_low", "not_a_squat"),
    }
    assert set(PATTERNS) == {"wink", "return", "rounding", "none"}
    assert set(TIMINGS) == {"late", "mid", "early"}


def test_round_trip(make_analysis):
    analysis = make_analysis()
    data = json.loads(json.dumps(analysis.to_json(), allow_nan=False))
    again = VideoAnalysis.from_json(data)
    assert again.to_json() == data
    assert again.reps == analysis.reps
    assert again.view == analysis.view
    for f in fields(FrameSeries):
        np.testing.assert_allclose(
            getattr(again.frames, f.name), getattr(analysis.frames, f.name), atol=0.006
        )


def test_missing_is_null_neither_nan_nor_zero(make_analysis, unjudged):
    analysis = make_analysis(reps=(unjudged,), fps=None)
    data = analysis.to_json()
    assert data["fps"] is None
    assert data["frames"]["pelvic_tilt_deg"][5:8] == [None] * 3
    rep = data["reps"][0]
    for name in ("severity", "wink_deg", "wink_deg_interval", "onset_pct", "timing"):
        assert rep[name] is None
    assert math.isnan(VideoAnalysis.from_json(data).frames.pelvic_tilt_deg[5])


def test_video_that_failed(make_analysis):
    failed = make_analysis(frames=None, reps=(), status="failed", fps=None, total_frames=0)
    data = json.loads(json.dumps(failed.to_json(), allow_nan=False))
    assert data["frames"] == {} and data["reps"] == []
    assert VideoAnalysis.from_json(data) == failed


def test_other_schema_is_refused(make_analysis):
    data = make_analysis().to_json() | {"schema": 1}
    with pytest.raises(ValueError, match="expected schema 2, got 1; analyze the video again"):
        VideoAnalysis.from_json(data)


anything = st.none() | st.floats()  # with NaN and infinities
degrees = st.floats(-180, 180)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(anything, anything, st.none() | st.tuples(degrees, degrees))
def test_no_number_breaks_a_rep(make_rep, wink, onset, interval):
    rep = make_rep(wink_deg=wink, onset_pct=onset, wink_deg_interval=interval)
    text = json.dumps(rep_to_json(rep), allow_nan=False)
    again = rep_from_json(json.loads(text))
    assert isinstance(again, Repetition)
    for before, after in ((wink, again.wink_deg), (onset, again.onset_pct)):
        if before is None or not math.isfinite(before):
            assert after is None
        else:
            assert after == pytest.approx(before, abs=6e-4)
    if interval is None:
        assert again.wink_deg_interval is None
    else:
        assert again.wink_deg_interval == pytest.approx(interval, abs=6e-3)


def test_numpy_numbers_become_plain(make_rep):
    rep = make_rep(
        first=np.int64(3), wink_deg=np.float32(1.5), wink_deg_interval=(np.float64(1), np.nan)
    )
    data = rep_to_json(rep)
    assert json.loads(json.dumps(data, allow_nan=False))["first"] == 3
    assert data["wink_deg_interval"] == [1.0, None]
    assert type(data["first"]) is int and type(data["wink_deg"]) is float


def test_no_minus_zero(make_rep, make_analysis):
    assert str(rep_to_json(make_rep(wink_deg=-1e-9))["wink_deg"]) == "0.0"
    series = make_analysis().frames
    small = replace(series, depth=np.full_like(series.depth, -1e-9))
    assert str(series_to_json(small)["depth"][0]) == "0.0"


def test_series_of_nothing():
    assert series_to_json(None) == {}
    assert series_from_json({}) is None


def test_measurable_means_graded(make_rep):
    assert all(make_rep(label=grade).measurable for grade in GRADES)
    assert not any(make_rep(label=reason).measurable for reason in ABSTAIN_REASONS)
