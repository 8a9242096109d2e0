"""OpenSim's files, parsed by pandas and held against the pictures that they come from."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from fo_buttwink.domain.opensim import parse_mot
from fo_buttwink.errors import ExportError
from fo_buttwink.export import export_table, prepare, table_of
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.pipeline.observe import observe_video

pd = pytest.importorskip("pandas")
DEMO = Path(__file__).resolve().parents[2] / "fo_buttwink/data/demo"
CLIPS = {"right": "03_mid_marked_right", "left": "04_early_moderate_left"}


def make_table(*sides: str, change=None):
    analyses, sizes, landmarks = [], {}, {}
    for side in sides:
        obs = observe_video(DEMO / f"{CLIPS[side]}.mp4")
        analysis = analyze_observations(obs, cache=True)
        analyses.append(analysis)
        sizes[analysis.video] = size = obs.video.width, obs.video.height
        points = obs.landmarks.astype(float).copy()
        points[..., :2] /= size
        if change is not None:
            change(points)
        landmarks[analysis.video] = points
    return analyses, prepare(table_of(analyses, sizes=sizes, landmarks=landmarks))


def read_mot(path: Path):
    """Header by name, and the table, by pandas alone."""
    head, table = path.read_text(encoding="utf-8").split("endheader\n")
    said = dict(line.split("=") for line in head.splitlines() if "=" in line)
    return said, pd.read_csv(StringIO(table), sep="\t")


def read_trc(path: Path):
    """Numbers of the header, and positions by marker, by pandas alone."""
    lines = path.read_text(encoding="utf-8").split("\n")
    head = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    names = [name for name in lines[3].split("\t")[2:] if name]
    table = pd.read_csv(StringIO("\n".join(lines[6:])), sep="\t", header=None)
    assert lines[4].split("\t")[2:5] == ["X1", "Y1", "Z1"] and lines[5] == ""
    assert table.shape[1] == 2 + 3 * len(names) and not table.isna().any().any()
    at = {n: table.iloc[:, 2 + 3 * k : 5 + 3 * k].to_numpy() for k, n in enumerate(names)}
    return head, table, at


@pytest.mark.parametrize("side", CLIPS)
def test_angles_have_opensims_signs_and_only_measured_frames(side, tmp_path):
    (analysis,), table = make_table(side)
    export_table(table, "opensim_mot", tmp_path / "out")
    said, frame = read_mot(tmp_path / "out" / "motion" / f"{CLIPS[side]}.mot")
    assert said["inDegrees"] == "yes" and said["version"] == "1"
    assert (int(said["nRows"]), int(said["nColumns"])) == frame.shape
    end = side[0]
    assert list(frame) == [
        "time", "pelvis_tilt", f"hip_flexion_{end}", f"knee_angle_{end}", "lumbar_extension",
    ]  # fmt: skip
    assert np.isfinite(frame.to_numpy()).all() and (np.diff(frame.time) > 0).all()
    series = analysis.frames
    known = np.isfinite(series.pelvic_tilt_deg) & np.isfinite(series.hip_flexion_deg)
    assert len(frame) == known.sum()
    rep = analysis.reps[0]
    turning = int(np.argmin(np.abs(frame.time - series.time_s[rep.turning - 1])))
    bottom = int(np.argmin(np.abs(frame.time - series.time_s[rep.bottom - 1])))
    # Anterior at the turning point, back from it and flexed at the bottom.
    assert frame.pelvis_tilt[turning] < -5
    assert frame.pelvis_tilt[bottom] > frame.pelvis_tilt[turning] + 3
    assert frame.lumbar_extension[bottom] < -5
    assert frame[f"knee_angle_{end}"][bottom] == pytest.approx(
        series.knee_flexion_deg[rep.bottom - 1], abs=1e-6
    )
    # Thigh against gravity from the chain pelvis, hip: as in the curves.
    thigh = frame[f"hip_flexion_{end}"][bottom] + frame.pelvis_tilt[bottom]
    assert 60 < thigh < 130


@pytest.mark.parametrize("side", CLIPS)
def test_markers_stand_on_the_ground_and_look_ahead(side, tmp_path):
    (analysis,), table = make_table(side)
    export_table(table, "opensim_trc", tmp_path / "out", height_m=1.8)
    (file,) = (tmp_path / "out" / "markers").iterdir()
    head, frame, at = read_trc(file)
    assert head["Units"] == "m" and int(head["NumFrames"]) == len(frame)
    assert int(head["NumMarkers"]) == len(at) == 19
    assert float(head["DataRate"]) == pytest.approx(analysis.fps, abs=1e-5)
    assert frame[1].to_numpy() == pytest.approx(
        analysis.frames.time_s[frame[0].to_numpy() - 1], abs=1e-5
    )
    near = side[0].upper()
    assert all((p[:, 2] == 0).all() for p in at.values())
    assert (at[f"{near}BigToe"][:, 0] > at[f"{near}Heel"][:, 0]).all()
    standing, bottom = 0, int(np.argmin(at[f"{near}Hip"][:, 1]))
    # A person of 1.8 m: nose at 0.9 of it or so, hips at half.
    assert 1.4 < at["Nose"][standing, 1] < 1.8
    assert 0.75 < at[f"{near}Hip"][standing, 1] < 1.1
    assert abs(at[f"{near}Ankle"][standing, 1]) < 0.15
    assert at[f"{near}Hip"][bottom, 1] < 0.65
    # The knee angle of the markers is that of the motion file.
    export_table(table, "opensim_mot", tmp_path / "mot")
    _, motion = read_mot(tmp_path / "mot" / "motion" / f"{CLIPS[side]}.mot")
    thigh = at[f"{near}Hip"] - at[f"{near}Knee"]
    shank = at[f"{near}Ankle"] - at[f"{near}Knee"]
    cosine = (thigh * shank).sum(axis=1) / np.linalg.norm(thigh, axis=1)
    knee = 180 - np.degrees(np.arccos(cosine / np.linalg.norm(shank, axis=1)))
    other = np.interp(frame[1], motion.time, motion[f"knee_angle_{side[0]}"])
    assert np.median(np.abs(knee - other)) < 2.0


def test_without_a_scale_the_name_of_the_file_says_so(tmp_path):
    _, table = make_table("right")
    export_table(table, "opensim_trc", tmp_path / "out")
    (file,) = (tmp_path / "out" / "markers").iterdir()
    assert file.name == f"{CLIPS['right']}_in_body_lengths.trc"
    _, _, at = read_trc(file)
    lengths = [
        np.linalg.norm(at[a] - at[b], axis=1)
        for a, b in (("RShoulder", "RHip"), ("RHip", "RKnee"), ("RKnee", "RAnkle"))
    ]
    assert sum(lengths)[0] == pytest.approx(1.0, abs=0.1)


def test_known_scale_goes_before_height(tmp_path):
    _, table = make_table("right")
    export_table(table, "opensim_trc", tmp_path / "a", height_m=1.8)
    export_table(table, "opensim_trc", tmp_path / "b", height_m=1.8, pixels_per_m=100.0)
    obs = observe_video(DEMO / f"{CLIPS['right']}.mp4")
    wide = np.ptp(obs.landmarks[:, 24, 1]) / 100.0
    (file,) = (tmp_path / "b" / "markers").iterdir()
    assert np.ptp(read_trc(file)[2]["RHip"][:, 1]) == pytest.approx(wide, abs=1e-4)


def test_pose_without_heels_and_with_gaps_gives_whole_rows(tmp_path):
    def change(points):
        points[:, 29:31] = np.nan  # no heels at all
        points[100:110, 26] = np.nan  # a knee that is lost for a while
        points[120:125] = np.nan

    _, table = make_table("right", change=change)
    export_table(table, "opensim_trc", tmp_path / "out")
    (file,) = (tmp_path / "out" / "markers").iterdir()
    _, frame, at = read_trc(file)
    assert "RHeel" not in at and "RKnee" in at
    missing = set(range(1, 255)) - set(frame[0])
    assert missing == {*range(101, 111), *range(121, 126)}


def test_nonsense_is_refused(tmp_path):
    _, table = make_table("right")
    with pytest.raises(ExportError, match="expected a height in meters"):
        export_table(table, "opensim_trc", tmp_path / "out", height_m=180)


def test_our_own_reader_gives_back_what_was_written(tmp_path):
    (analysis,), table = make_table("left")
    export_table(table, "opensim_mot", tmp_path / "out")
    (file,) = (tmp_path / "out" / "motion").iterdir()
    motion = parse_mot(file.read_text(encoding="utf-8"), file.name)
    knee = analysis.frames.knee_flexion_deg
    known = np.isfinite(analysis.frames.pelvic_tilt_deg) & np.isfinite(knee)
    assert motion.columns["knee_angle_l"] == pytest.approx(knee[known], abs=1e-6)


@pytest.mark.parametrize("kind", ["mot", "trc"])
def test_opensim_itself_reads_them(kind, tmp_path):
    opensim = pytest.importorskip("opensim")
    _, table = make_table("right")
    export_table(table, f"opensim_{kind}", tmp_path / "out")
    (file,) = (tmp_path / "out" / ("motion" if kind == "mot" else "markers")).iterdir()
    if kind == "mot":
        read = opensim.TimeSeriesTable(str(file))
        assert next(iter(read.getColumnLabels())) == "pelvis_tilt"
        assert opensim.Storage(str(file)).isInDegrees()
    else:
        read = opensim.TimeSeriesTableVec3(str(file))
        assert "RHip" in list(read.getColumnLabels())
    assert read.getNumRows() > 200


def test_video_without_a_pelvis_has_the_knee_alone(tmp_path):
    """As runs over keypoints have it: no column of NaN, and no angle that rests on one."""
    from dataclasses import replace

    obs = observe_video(DEMO / f"{CLIPS['right']}.mp4")
    analysis = analyze_observations(obs, cache=True)
    unknown = np.full(len(obs.time_s), np.nan)
    frames = replace(analysis.frames, pelvic_tilt_deg=unknown, lumbar_flexion_deg=unknown)
    table = prepare(table_of([replace(analysis, frames=frames)]))
    summary = export_table(table, "opensim_mot", tmp_path / "out")
    _, frame = read_mot(tmp_path / "out" / "motion" / f"{CLIPS['right']}.mot")
    assert list(frame) == ["time", "knee_angle_r"] and not frame.isna().any().any()
    assert any("some angles were never measured" in note for note in summary.notes)
