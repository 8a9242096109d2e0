"""Repetitions and pelvic reversal on motion capture, where the pelvis was measured.

The data are not part of the repository: without ``../shared/mocap`` these tests are skipped.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fo_buttwink.kinematics.filtering import low_pass
from fo_buttwink.reps import RepSignals, RepSpan, find_reps
from fo_buttwink.wink import RepCurves, Wink, measure_wink

MOCAP = Path(__file__).resolve().parents[2] / "shared" / "mocap"
pytestmark = pytest.mark.skipif(not MOCAP.is_dir(), reason="no motion capture data here")

MARKERS = {
    "DetectMarkerFlip_squats1": [8.8, 6.6, 5.2, 7.1, 0.7, 4.5],
    "subject4_squats1": [6.1, 2.8, 2.7, 1.7, 1.1],
    "subject4_squatsAsym1": [0.0, 0.7, 0.0, 0.9, 0.6],
    "WeirdFormat_Squat2": [0.1],
}
"""Pelvic reversal per repetition; for subject4_squatsAsym1 the manifest says 0 to 0.9."""

LEG_PER_PSIS = 0.9
"""Leg length (thigh + shank) over the height of the PSIS in standing, roughly."""


def markers(name: str) -> dict[str, np.ndarray]:
    data = np.genfromtxt(MOCAP / "derived" / f"{name}_markers.csv", delimiter=",", names=True)
    return {column: data[column] for column in data.dtype.names}


def marker_squats(data: dict[str, np.ndarray]) -> tuple[list[RepSpan], np.ndarray]:
    height = data["psis_height_mm"] / (LEG_PER_PSIS * data["psis_height_mm"].max())
    signals = RepSignals(data["time_s"], height, data.get("knee_flexion_deg"))
    return find_reps(signals), height


@pytest.mark.parametrize("name", MARKERS)
def test_squats_are_counted(name):
    spans, _ = marker_squats(markers(name))
    assert [span.rejected for span in spans] == [""] * len(MARKERS[name])


def marker_winks(name: str) -> list[Wink]:
    """The wink of every repetition, by the code that a video goes through."""
    data = markers(name)
    spans, height = marker_squats(data)
    filtered = {
        column: low_pass(data[column], data["time_s"], 4.0)
        for column in ("pelvis_anterior_tilt_deg", "lumbar_proxy_lean_minus_tilt_deg")
    }
    found = []
    for span in spans:
        inside = slice(span.first, span.last + 1)
        # Angles of markers are absolute: the first frame stands for standing.
        tilt, lumbar = (curve[inside] - curve[span.first] for curve in filtered.values())
        wink = measure_wink(
            RepCurves(
                time_s=data["time_s"][inside],
                depth=span.depth(height)[inside],
                pelvic_tilt_deg=tilt,
                lumbar_flexion_deg=lumbar,
                hip_flexion_deg=np.full(len(height), np.nan)[inside],
                bottom=span.bottom - span.first,
            ),
            sd_deg=1.0,
        )
        assert isinstance(wink, Wink), wink
        found.append(wink)
    return found


@pytest.mark.parametrize("name", MARKERS)
def test_reversal_is_that_of_the_markers(name):
    found = [wink.pelvic_reversal_deg for wink in marker_winks(name)]
    np.testing.assert_allclose(found, MARKERS[name], atol=1.5)
    assert max(MARKERS[name]) - 1.5 < max(found)


@pytest.mark.parametrize("name", MARKERS)
def test_plain_squats_are_no_severe_winks(name):
    """By the definition before, 16 of these 17 squats were severity 3: flexion rises in all."""
    winks = marker_winks(name)
    assert all(wink.severity < 3 for wink in winks)
    assert all(wink.grade in ("none", "subtle") for wink in winks)
    # In 16 of the 17 the spine flexes a good deal all the same (the 17th is shallow).
    if len(winks) > 1:
        assert all(wink.lumbar_flexion_bottom_deg > 10.0 for wink in winks)


def test_squats_in_which_the_pelvis_does_not_turn_back_have_no_wink():
    winks = marker_winks("subject4_squatsAsym1")
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
