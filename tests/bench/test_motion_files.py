"""Curves of others against ours: what was put between them is what comes out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fo_buttwink.bench.motion_files import compare_motion, find_offset, read_mot
from fo_buttwink.cli.main import main
from fo_buttwink.domain.opensim import Motion, MotionFileError, mot_text, parse_mot, to_opensim
from fo_buttwink.errors import BenchError
from fo_buttwink.pipeline.analyze import analyze_video

ROOT = Path(__file__).resolve().parents[2]
CLIP = ROOT / "fo_buttwink/data/demo/03_mid_marked_right.mp4"
MOCAP = ROOT.parent / "shared" / "mocap"


@pytest.fixture(scope="module")
def analysis():
    return analyze_video(CLIP)


def theirs(analysis, *, late_s=0.0, rate=100.0, **changes):
    """What a program would have written that measures as we do, but for some changes."""
    own = to_opensim(analysis.frames, "right")
    time_s = np.arange(own.time_s[0], own.time_s[-1], 1 / rate)
    columns = {n: np.interp(time_s, own.time_s, v) for n, v in own.columns.items()}
    for name, change in changes.items():
        columns[name] = change(columns[name])
    return Motion(time_s - late_s, columns)


@pytest.mark.parametrize("late_s", [0.0, 1.37, -2.4, 1000.0])
def test_offset_is_found_by_the_knees(analysis, late_s):
    found = compare_motion(analysis, theirs(analysis, late_s=late_s))
    assert found.offset_s == pytest.approx(late_s, abs=0.02)
    for one in found.angles.values():
        assert abs(one.bias_deg) < 0.3 and one.rmse_deg < 1.0 and one.correlation > 0.995


def test_bias_shape_and_range_are_told_apart(analysis):
    motion = theirs(
        analysis,
        pelvis_tilt=lambda v: v - 7.0,  # more anterior by 7 deg
        knee_angle_r=lambda v: 1.1 * v,
    )
    found = compare_motion(analysis, motion, offset_s=0.0).angles
    tilt, knee = found["pelvic_tilt_deg"], found["knee_flexion_deg"]
    assert tilt.bias_deg == pytest.approx(7.0, abs=0.2)
    assert tilt.rmse_deg == pytest.approx(7.0, abs=0.2) and tilt.shape_rmse_deg < 0.5
    assert tilt.rom_difference_deg == pytest.approx(0.0, abs=0.5)
    assert knee.rom_theirs_deg / knee.rom_ours_deg == pytest.approx(1.1, abs=0.01)
    assert found["hip_flexion_deg"].rmse_deg < 0.5 and found["lumbar_flexion_deg"].rmse_deg < 0.5


def test_other_movement_is_refused(analysis):
    motion = theirs(analysis, knee_angle_r=lambda v: 10 * np.sin(np.arange(len(v)) / 7.0))
    with pytest.raises(BenchError, match="no offset was found"):
        compare_motion(analysis, motion)


def test_no_common_time_is_refused(analysis):
    with pytest.raises(BenchError, match="no angle is measured at the times"):
        compare_motion(analysis, theirs(analysis), offset_s=60.0)


def test_other_leg_only_is_named(analysis):
    motion = theirs(analysis)
    left = Motion(motion.time_s, {"knee_angle_l": motion.columns["knee_angle_r"]})
    with pytest.raises(BenchError, match="of the right side; it has knee_angle_l"):
        compare_motion(analysis, left)


def test_seen_from_the_front_hips_still_align(analysis):
    flat = replace(analysis, frames=replace(analysis.frames, knee_flexion_deg=np.full(254, 3.0)))
    found = compare_motion(flat, theirs(analysis, late_s=0.8))
    assert found.offset_s == pytest.approx(0.8, abs=0.15) and "our depth" in found.aligned_by


@settings(max_examples=30)
@given(late=st.integers(-200, 200), seed=st.integers(0, 99))
def test_offset_of_any_smooth_curve(late, seed):
    rng = np.random.default_rng(seed)
    t = np.arange(0, 12, 0.04)
    centers = rng.uniform(0, 12, 6)
    curve = sum(rng.uniform(20, 90) * np.exp(-((t - c) ** 2) / 0.3) for c in centers)
    offset, r = find_offset(t, curve, t - late / 100.0, curve)
    assert offset == pytest.approx(late / 100.0, abs=0.02) and r > 0.99


@settings(max_examples=50)
@given(
    st.lists(st.tuples(*[st.floats(-180, 180)] * 2), min_size=2, max_size=20),
    st.lists(st.sampled_from(["pelvis_tilt", "knee_angle_r", "pelvis_tx"]), min_size=2,
             max_size=2, unique=True),
)  # fmt: skip
def test_what_is_written_reads_back(rows, names):
    table = np.array(rows)
    motion = Motion(np.arange(len(rows)) / 30.0, dict(zip(names, table.T, strict=True)))
    back = parse_mot(mot_text(motion, ["A line."]), "a.mot")
    assert list(back.columns) == names
    np.testing.assert_allclose(back.time_s, motion.time_s, atol=1e-8)
    for name in names:
        np.testing.assert_allclose(back.columns[name], motion.columns[name], atol=1e-7)


def test_angles_of_sports2d_are_read_by_their_names(analysis):
    """Names with spaces, and empty cells where nothing was seen."""
    series = analysis.frames
    head = "Coordinates\nversion=1\nnRows=254\nnColumns=3\ninDegrees=yes\n\nendheader\n"
    rows = [
        f"{t - 0.6:.4f}\t{'' if k % 50 == 7 else f'{knee + 2:.4f}'}\t{hip:.4f}"
        for k, (t, knee, hip) in enumerate(
            zip(series.time_s, series.knee_flexion_deg, series.hip_flexion_deg, strict=True)
        )
    ]
    text = head + "time\tright knee\tright hip\n" + "\n".join(rows) + "\n"
    found = compare_motion(analysis, parse_mot(text, "a.mot"))
    assert found.offset_s == pytest.approx(0.6, abs=0.02)
    assert set(found.angles) == {"knee_flexion_deg", "hip_flexion_deg"}
    assert found.angles["knee_flexion_deg"].bias_deg == pytest.approx(2.0, abs=0.1)
    assert found.angles["hip_flexion_deg"].rmse_deg < 1.0


def test_radians_become_degrees_and_lengths_do_not():
    text = "a\nversion=1\ninDegrees=no\nendheader\ntime\tpelvis_tilt\tpelvis_ty\n0\t1\t1\n1\t2\t2\n"
    motion = parse_mot(text, "a.mot")
    assert motion.columns["pelvis_tilt"][1] == pytest.approx(np.degrees(2.0))
    assert motion.columns["pelvis_ty"][1] == 2.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("time\tknee\n0\t1\n", "expected a line 'endheader'"),
        ("endheader\nframe\tknee\n0\t1\n", "expected 'time' as first column, found 'frame'"),
        ("endheader\ntime\tknee\n0\t1\n1\n", "row 2 of the table: expected 2 numbers"),
        ("endheader\ntime\tknee\n0\tx\n1\t2\n", "row 1 of the table: expected 2 numbers"),
        ("endheader\ntime\tknee\n1\t1\n0\t2\n", "in which the time increases"),
        ("endheader\n", "found 'nothing'"),
    ],
)
def test_broken_files_are_named(tmp_path, text, words):
    file = tmp_path / "a.mot"
    file.write_text(text)
    with pytest.raises(MotionFileError, match=words):
        read_mot(file)


def test_command_prints_and_gives_json(analysis, tmp_path, capsys):
    file = tmp_path / "a.mot"
    file.write_text(mot_text(theirs(analysis, late_s=0.5)))
    assert main(["compare-mot", str(CLIP), "--mot", str(file)]) == 0
    out = capsys.readouterr().out
    assert "their time +0.50 s" in out and "pelvic tilt" in out
    assert main(["compare-mot", str(CLIP), "--mot", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["angles"]["knee_flexion_deg"]["rmse_deg"] < 1.0
    assert main(["compare-mot", str(CLIP), "--mot", str(tmp_path / "b.mot")]) == 1
    assert "b.mot: cannot be read" in capsys.readouterr().err


@pytest.mark.skipif(not MOCAP.is_dir(), reason="no motion capture data here")
def test_real_files_read(analysis):
    files = sorted(MOCAP.glob("*.mot"))
    assert len(files) >= 5
    for file in files:
        motion = read_mot(file)
        knee = motion.columns["knee_angle_r"]
        # In degrees, whatever the file says it is in.
        assert 30 < np.ptp(knee) < 160, file.name
