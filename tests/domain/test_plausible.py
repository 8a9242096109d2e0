"""Every stored number has a plausible range; what lies outside is missing, and never clipped."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain.analysis import Repetition, ViewEstimate
from fo_buttwink.domain.curves import FrameSeries, series_to_json
from fo_buttwink.domain.plausible import RANGES, bounded_rep, bounded_series, bounded_view, kept
from fo_buttwink.measure.wink import Wink
from fo_buttwink.pipeline.gates import implausible
from fo_buttwink.store import fields as names
from fo_buttwink.store.attributes import Load, rep_attributes

FOOTAGE = Path(__file__).resolve().parents[3] / "shared" / "videos"
DECLARED = (*names.SUMMARY, *names.REP_ATTRIBUTES, *names.REVIEW_MIRRORS, *names.REVIEW_ATTRIBUTES)
NUMERIC = {a.name for a in DECLARED if a.kind in ("int", "float")}
CURVES = {name for name in names.CURVES if name != "visible"}


def test_every_stored_number_has_a_range_and_every_range_a_number():
    """Fails when a numeric field is added without one."""
    assert NUMERIC | CURVES | {"confidence", "first", "last"} == set(RANGES)
    assert all(r.low < r.high for r in RANGES.values())


def test_every_number_of_a_repetition_is_covered(make_rep):
    rep = make_rep()
    for f in fields(Repetition):
        value = getattr(rep, f.name)
        if isinstance(value, (int, float, tuple)):
            assert f.name.removesuffix("_interval") in RANGES, f.name


@given(st.sampled_from(sorted(RANGES)), st.floats(allow_nan=True, allow_infinity=True))
def test_numbers_stay_as_they_are_or_go(name, value):
    low, high = RANGES[name].low, RANGES[name].high
    found = kept({name: value})[name]
    assert found == value if low <= value <= high else found is None


def test_words_and_switches_stay():
    values = {"status": "ok", "flagged": True, "wink_deg": None, "my_own": 1e9}
    assert kept(values) == values


@given(st.lists(st.floats(-400, 400), min_size=1, max_size=20))
def test_curves_have_nan_where_a_joint_cannot_be(angles):
    curve = np.array(angles)
    series = FrameSeries(*[np.zeros(len(angles))] * 6, curve, np.ones(len(angles), bool))
    found = bounded_series(series)
    possible = (curve >= -20.0) & (curve <= 170.0)
    assert np.array_equal(np.isnan(found.knee_flexion_deg), ~possible)
    assert np.array_equal(found.knee_flexion_deg[possible], curve[possible])
    assert found.visible is series.visible
    assert all(
        (v is None) != p
        for v, p in zip(series_to_json(found)["knee_flexion_deg"], possible, strict=True)
    )


def test_a_repetition_loses_the_number_and_nothing_else(make_rep):
    rep = make_rep(depth_knee_flexion_deg=-89.0, onset_pct_interval=(75.0, 130.0))
    found = bounded_rep(rep)
    assert (found.depth_knee_flexion_deg, found.onset_pct_interval) == (None, None)
    assert replace(
        found, depth_knee_flexion_deg=-89.0, onset_pct_interval=(75.0, 130.0)
    ) == rep  # fmt: skip
    assert bounded_rep(make_rep()) == make_rep()


def test_what_is_stored_is_bounded_also_where_the_analysis_was_not(make_rep):
    from fo_buttwink.config import Config

    rep = make_rep(onset_hip_flexion_deg=-177.0)
    stored = rep_attributes(rep, 1, Config(), Load(kg=-3.0, rel=0.8))
    assert (stored["onset_hip_flexion_deg"], stored["load_kg"]) == (None, None)
    assert (stored["load_rel"], stored["wink_deg"]) == (0.8, rep.wink_deg)
    assert bounded_view(ViewEstimate("left", 143.0, 0.5)).yaw_deg is None


def wink(**changes):
    values = {
        "turning": 5, "wink_deg": 12.0, "wink_deg_interval": (8.0, 16.0),
        "pelvic_reversal_deg": 12.0, "lumbar_rise_deg": 14.0, "lumbar_flexion_bottom_deg": 20.0,
        "onset_pct": 80.0, "onset_pct_interval": (70.0, 90.0), "onset_hip_flexion_deg": 110.0,
        "grade": "moderate", "severity": 2, "timing": "mid", "pattern": "wink",
    }  # fmt: skip
    return Wink(**{**values, **changes})


def test_a_label_is_not_made_from_a_number_that_cannot_be():
    assert implausible(wink()) == ""
    said = implausible(wink(lumbar_flexion_bottom_deg=131.2))
    assert said == (
        "lumbar flexion at the deepest point comes out at 131 deg, which no person shows "
        "(-60 to 90 deg): the back was misread"
    )


@pytest.mark.footage
@pytest.mark.pose
@pytest.mark.skipif(not FOOTAGE.is_dir(), reason="no footage here")
def test_all_stored_numbers_of_real_clips_lie_in_their_ranges():
    from fo_buttwink.config import Config
    from fo_buttwink.pipeline.analyze import analyze_video
    from fo_buttwink.store.documents import summarise

    clips = [p for p in FOOTAGE.iterdir() if p.suffix.lower() in (".mp4", ".mov", ".avi")]
    assert len(clips) >= 46
    missing: dict[str, int] = {}
    for clip in clips:
        analysis = analyze_video(clip)
        documents = [summarise(analysis, Config())]
        documents += [
            {**rep_attributes(rep, i, Config(), Load()), "confidence": rep.confidence}
            for i, rep in enumerate(analysis.reps, start=1)
        ]
        for name, value in ((n, v) for d in documents for n, v in d.items()):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                assert RANGES[name].has(value), (clip.name, name, value)
        if analysis.frames is None:
            continue
        for name in CURVES:
            curve = getattr(analysis.frames, name)
            known = curve[np.isfinite(curve)]
            assert all(RANGES[name].has(v) for v in known), (clip.name, name)
            missing[name] = missing.get(name, 0) + len(known)
    assert min(missing.values()) > 5000, "curves are there to be looked at"
