"""``fo-buttwink bench people`` from files to table, and the squats with skin markers."""

from __future__ import annotations

import json

import clips
import numpy as np
import pytest

from fo_buttwink.batch import run as work
from fo_buttwink.bench.people import TruthFileError, markers
from fo_buttwink.cli import main as cli
from fo_buttwink.video.reader import VideoReader

HAND = {
    "frames": [10, 15, 18, 21, 25, 29], "pelvis_deg": [-9, 0.0, 1, 2, 1, 0],
    "trunk_deg": [-9, 0, 1, 2, 3, 4], "wink_deg": 2.0, "reversal_deg": 2, "quality": "good",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch, make_analysis):
    """Two videos, files of hand and eye beside them, and a stand-in for the analysis."""

    def default_analyser(config, *, cache):
        def analyse(path, config, progress=None):
            with VideoReader(path):
                return make_analysis(video=path), None

        return analyse

    monkeypatch.setattr(work, "default_analyser", default_analyser)
    videos = tmp_path / "videos"
    videos.mkdir()
    for name in ("squat.mp4", "curl.mp4"):
        clips.write_clip(videos / name, 3)
    (tmp_path / "hand").mkdir()
    (tmp_path / "hand" / "hand.json").write_text(json.dumps({"squat.mp4": {"1": HAND}}))
    eye = {"clips": {"squat.mp4": "none"}, "reps": {"squat.mp4": 3}, "not_squats": ["curl.mp4"]}
    (tmp_path / "hand" / "eye.json").write_text(json.dumps(eye))
    return videos


def bench(folder, *more):
    return cli.main(["bench", "people", "--data", str(folder), *map(str, more)])


def test_table_and_figures(folder, tmp_path, capsys):
    out = tmp_path / "figures.json"
    assert bench(folder, "--json", out) == 0
    text, err = capsys.readouterr()
    titles = [line for line in text.splitlines() if line.startswith("###")]
    assert titles == [
        "### Against the hand: amounts", "### Against the hand: curves", "### Against the eye",
        "### Other movements", "### Counts", "### Within a set",
    ]  # fmt: skip
    assert "2/2" in err
    report = json.loads(out.read_text(), parse_constant=pytest.fail)
    assert report["videos"] == {"analyzed": 2, "missing": [], "failed": []}
    assert report["hand"]["counted"]["wink"]["mae_deg"] == 10.5, "12.5 by the stand-in, 2 by hand"
    assert report["counts"]["off_by_one"] == 1
    assert report["movements"]["graded"] == ["curl.mp4"]
    assert [row["video"] for row in report["sets"]["clips"]] == [], "one graded repetition only"
    assert report["sets"]["winks"] == 1, "other movements are no sets of squats"


def test_missing_and_unreadable_videos_are_named_and_left_out(folder, capsys):
    (folder / "curl.mp4").write_bytes(b"no video")
    assert bench(folder) == 0
    assert "curl.mp4: not a readable video" in capsys.readouterr().err
    (folder / "curl.mp4").unlink()
    assert bench(folder) == 0
    out, err = capsys.readouterr()
    assert "curl.mp4: no such file; left out" in err
    assert "1 videos were analyzed (1 missing)" in out
    (folder / "squat.mp4").unlink()
    assert bench(folder) == 1
    out, err = capsys.readouterr()
    assert out == "" and "expected some of the 2 videos that hand and eye name, got none" in err


def test_files_are_searched_named_or_missed(folder, tmp_path, capsys):
    moved = (tmp_path / "hand" / "hand.json").rename(tmp_path / "mine.json")
    assert bench(folder) == 0
    out, err = capsys.readouterr()
    assert "hand.json: not found" in err and "No repetition was measured by hand." in out
    assert bench(folder, "--hand", moved) == 0
    assert "squat.mp4 | 1 | good" in capsys.readouterr().out
    (tmp_path / "hand" / "eye.json").rename(folder / "eye.json")
    assert bench(folder) == 0, "inside the folder of the videos"
    (folder / "eye.json").unlink()
    capsys.readouterr()
    assert bench(folder) == 1
    assert "expected hand.json or eye.json" in capsys.readouterr().err
    assert bench(folder, "--eye", tmp_path / "none.json") == 1
    assert "none.json: cannot be read" in capsys.readouterr().err
    assert bench(folder, "--json", tmp_path / "no" / "such.json") == 2


@pytest.fixture
def mocap(tmp_path):
    """Two squats of 90 deg, of which the first turns back by 6 deg; markers lost now and then."""
    time_s = np.arange(1200) / 100.0
    depth = np.zeros(1200)
    tilt = np.full(1200, 15.0)
    for start, reversal in ((200, 6.0), (700, 0.0)):
        down = np.sin(np.linspace(0, np.pi, 300)) ** 2
        depth[start : start + 300] = down
        tilt[start : start + 300] += 20 * down - (20 / 0.7 * 0.3 + reversal) * np.clip(
            (down - 0.7) / 0.3, 0, 1
        )
    flexion = 20 * depth + 40 * depth - (tilt - 15.0) - 7.0
    flexion[50] = np.nan
    rows = np.stack([time_s, 1000 - 400 * depth, tilt, flexion, 100 * depth], axis=1)
    (tmp_path / "derived").mkdir()
    header = "time_s,psis_height_mm,pelvis_anterior_tilt_deg,lumbar_proxy_lean_minus_tilt_deg"
    np.savetxt(tmp_path / "derived" / "one_markers.csv", rows, delimiter=",", comments="",
               header=f"{header},knee_flexion_deg")  # fmt: skip
    (tmp_path / "MANIFEST.md").write_text(
        "| file | reps | W |\n|---|---|---|\n| one_markers.csv | 2, deep | 10.5, 4.5 | made up |\n"
    )
    return tmp_path


def turn_back(mocap):
    """What the made-up curves themselves turn back by."""
    data = markers.read_markers(mocap / "derived" / "one_markers.csv")
    tilt = data["pelvis_anterior_tilt_deg"]
    return [float(tilt[s : s + 150].max() - tilt[s + 150]) for s in (200, 700)]


def test_markers_are_measured_against_their_manifest(mocap, folder, capsys):
    data = markers.run_markers(mocap)
    (row,) = data["files"]
    assert (row["reps"], row["expected_reps"], row["rejected"]) == (2, 2, [])
    np.testing.assert_allclose(row["reversal_deg"], turn_back(mocap), atol=1.0)
    expected = np.subtract(row["reversal_deg"], [10.5, 4.5])
    np.testing.assert_allclose(row["reversal_error_deg"], expected, atol=0.01)
    assert sum(data["severities"].values()) == 2 and data["unmeasured"] == 0
    assert bench(folder, "--mocap", mocap) == 0
    assert "| one_markers.csv | 2 of 2 |" in capsys.readouterr().out


def test_angles_are_changes_from_standing(mocap):
    found = markers.measure_markers(markers.read_markers(mocap / "derived" / "one_markers.csv"))
    data = np.genfromtxt(mocap / "derived" / "one_markers.csv", delimiter=",", names=True)
    for wink, bottom in zip(found.winks, (350, 850), strict=True):
        rise = data["lumbar_proxy_lean_minus_tilt_deg"][bottom] - -7.0
        assert wink.lumbar_flexion_bottom_deg == pytest.approx(rise, abs=1.5)


def test_other_number_of_squats_is_not_compared(mocap):
    text = (mocap / "MANIFEST.md").read_text().replace("2, deep | 10.5, 4.5", "3, deep | 0-0.9")
    (mocap / "MANIFEST.md").write_text(text)
    data = markers.run_markers(mocap)
    assert data["files"][0]["reversal_error_deg"] is None
    assert data["reversal"]["n"] == 0


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("2 | 1.0", "expected 2 reversals"),
        ("2 | mild", "or one range, got 'mild'"),
        ("x | 1", "got none"),
    ],
)
def test_faulty_manifest(mocap, stated, words):
    (mocap / "MANIFEST.md").write_text(f"| one_markers.csv | {stated} | x |\n")
    with pytest.raises(TruthFileError, match=r"MANIFEST\.md") as caught:
        markers.run_markers(mocap)
    assert words in str(caught.value)


def test_faulty_marker_table(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("time_s,psis_height_mm\n0,1\n,2\n")
    with pytest.raises(TruthFileError) as caught:
        markers.read_markers(path)
    assert len(caught.value.faults) == 3
    assert "time_s: expected numbers, got 1 rows without one" in str(caught.value)
