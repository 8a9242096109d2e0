"""Repetitions and pelvic reversal on motion capture, where the pelvis was measured.

The data are not part of the repository: without ``../shared/mocap`` these tests are skipped.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fo_buttwink.bench.people.markers import (
    marker_squats,
    measure_markers,
    read_manifest,
    read_markers,
)
from fo_buttwink.measure.reps import RepSignals, find_reps

MOCAP = Path(__file__).resolve().parents[2] / "shared" / "mocap"
pytestmark = pytest.mark.skipif(not MOCAP.is_dir(), reason="no motion capture data here")

MARKERS = {
    "DetectMarkerFlip_squats1": 6,
    "subject4_squats1": 5,
    "subject4_squatsAsym1": 5,
    "WeirdFormat_Squat2": 1,
}
"""Squats per trial."""


def markers(name: str) -> dict[str, np.ndarray]:
    return read_markers(MOCAP / "derived" / f"{name}_markers.csv")


def test_manifest_lists_these_trials():
    truths = read_manifest(MOCAP / "MANIFEST.md")
    assert {k.removesuffix("_markers.csv"): t.reps for k, t in truths.items()} == MARKERS


@pytest.mark.parametrize("name", MARKERS)
def test_squats_are_counted(name):
    spans, _ = marker_squats(markers(name))
    assert [span.rejected for span in spans] == [""] * MARKERS[name]


@pytest.mark.parametrize("name", MARKERS)
def test_reversal_is_that_of_the_markers(name):
    """W of every repetition, from the curves and by the code that a video goes through."""
    truth = read_manifest(MOCAP / "MANIFEST.md")[f"{name}_markers.csv"]
    winks = measure_markers(markers(name)).winks
    assert all(wink is not None for wink in winks)
    found = np.array([wink.pelvic_reversal_deg for wink in winks])
    low, high = np.array(truth.reversal_deg).T
    assert ((found >= low - 1.5) & (found <= high + 1.5)).all(), found


@pytest.mark.parametrize("name", MARKERS)
def test_plain_squats_are_no_severe_winks(name):
    """By the definition before, 16 of these 17 squats were severity 3: flexion rises in all."""
    winks = measure_markers(markers(name)).winks
    assert all(wink is not None and wink.severity < 3 for wink in winks)
    assert all(wink.grade in ("none", "subtle") for wink in winks)
    # In 16 of the 17 the spine flexes a good deal all the same (the 17th is shallow).
    if len(winks) > 1:
        assert all(wink.lumbar_flexion_bottom_deg > 8.0 for wink in winks)


def test_squats_in_which_the_pelvis_does_not_turn_back_have_no_wink():
    winks = measure_markers(markers("subject4_squatsAsym1")).winks
    assert [wink.grade for wink in winks] == ["none"] * 5
    assert all(wink.onset_pct is None and wink.severity == 0 for wink in winks)


def inverse_kinematics(name: str) -> RepSignals:
    """Signals of an OpenSim motion file, with the body put together from its angles.

    ``pelvis_tilt`` is posterior +, so the trunk leans forward by minus tilt and extension.
    """
    (path,) = MOCAP.glob(f"*{name}.mot")
    header, table = path.read_text(encoding="utf-8").split("endheader\n")
    degrees = 1.0 if "inDegrees=yes" in header else 180.0 / np.pi
    names, *lines = table.strip().split("\n")
    data = dict(
        zip(names.split("\t"), np.array([ln.split() for ln in lines], float).T, strict=True)
    )
    tilt = data["pelvis_tilt"] * degrees
    thigh = np.radians(data["hip_flexion_r"] * degrees + tilt)
    shank = np.radians(data["knee_angle_r"] * degrees) - thigh
    trunk = np.radians(-tilt - data["lumbar_extension"] * degrees)
    # Thigh and shank of 0.43 m, trunk of 0.45 m; the ankle is the origin.
    hip_x = 0.43 * (np.sin(shank) - np.sin(thigh))
    shoulder_x = hip_x + 0.45 * np.sin(trunk)
    return RepSignals(
        time_s=data["time"],
        height=data["pelvis_ty"] / 0.86,
        knee_flexion_deg=data["knee_angle_r"] * degrees,
        feet_x=(data["pelvis_tx"] - hip_x) / 0.86,
        balance=(hip_x + shoulder_x) / 2.0 / 0.86,
    )


def test_the_same_squats_from_inverse_kinematics():
    """A second way to the same trial: 5 squats, at the same moments."""
    spans = find_reps(inverse_kinematics("subject4_squats1_ik"))
    assert [span.rejected for span in spans] == [""] * 5
    by_markers, _ = marker_squats(markers("subject4_squats1"))
    for one, other in zip(spans, by_markers, strict=True):
        assert abs(one.bottom - other.bottom) <= 5, "0.05 s at 100 frames/s"


def test_squats_after_an_arm_raise():
    """Lifting the arms does not lower the hips: 6 squats and nothing before them."""
    spans = find_reps(inverse_kinematics("squats-with-arm-raise"))
    assert [span.rejected for span in spans] == [""] * 6


def test_sitting_down_and_standing_up_is_no_squat():
    """In height and knee angle a sit-to-stand is a squat. What tells them apart is balance.

    While the chair carries the person, hip and trunk are a third of a leg length behind the
    feet, where nobody stays upright without it. The clip starts and ends seated, so of its
    5 movements there are 4 that go down and up.
    """
    signals = inverse_kinematics("STS1_ik")
    spans = find_reps(signals)
    assert len(spans) == 4
    assert all("sitting on something" in span.rejected for span in spans)
    no_balance = RepSignals(signals.time_s, signals.height, signals.knee_flexion_deg)
    assert sum(not s.rejected for s in find_reps(no_balance)) == 4, "balance is what decides"


def test_walking_is_no_squat():
    """Walking lowers the hips by a few centimetres only, less than any squat."""
    signals = inverse_kinematics("walking1_ik")
    assert np.ptp(signals.height) < 0.12
    assert find_reps(signals) == []


def test_drop_jump_is_no_squat():
    """From a box to the deep landing the hips fall further and faster than in any squat.

    The jump back up and its landing are over before another descent can be told apart, so
    a single candidate remains, and it is rejected.
    """
    spans = find_reps(inverse_kinematics("DJ1_ik"))
    assert len(spans) == 1
    assert "a jump or a fall" in spans[0].rejected
