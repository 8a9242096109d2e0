"""The shipped clips: there, small, playable, and in step with their truth."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import fo_buttwink
from fo_buttwink.config import WinkConfig
from fo_buttwink.domain.analysis import SCHEMA
from fo_buttwink.domain.grading import timing_of

av = pytest.importorskip("av")
FOLDER = Path(fo_buttwink.__file__).parent / "data" / "demo"
CLIPS = sorted(FOLDER.glob("*.mp4"))


def test_all_six_are_there_and_small() -> None:
    assert len(CLIPS) == 6
    assert sum(f.stat().st_size for f in FOLDER.iterdir()) < 5_000_000


@pytest.mark.parametrize("clip", CLIPS, ids=lambda p: p.stem)
def test_video_and_truth_belong_together(clip: Path) -> None:
    truth = json.loads(clip.with_suffix(".json").read_text())
    with av.open(str(clip)) as file:
        stream = file.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert float(stream.average_rate) == truth["fps"]
        assert [stream.width, stream.height] == truth["size"]
        assert sum(1 for _ in file.decode(stream)) == len(truth["frames"])
    depth, flexion, tilt, lean = np.array(truth["frames"]).T
    np.testing.assert_allclose(flexion, lean - tilt, atol=1e-3)
    assert truth["reps"][0]["first"] >= truth["fps"]  # a second of standing first
    for rep in truth["reps"]:
        assert depth[rep["bottom"]] > 0.99
        still = np.median(flexion[rep["first"] - 10 : rep["first"]])
        bottom = flexion[rep["bottom"]] - still
        assert bottom == pytest.approx(rep["lumbar_flexion_bottom_deg"], abs=0.3)


@pytest.mark.parametrize(
    ("stem", "grade"),
    [
        ("01_none_right", "none"),
        ("02_late_subtle_left", "subtle"),
        ("03_mid_marked_right", "marked"),
        ("04_early_moderate_left", "moderate"),
        ("06_back_squat_plates_right", "moderate"),
    ],
)
def test_names_say_what_the_truth_says(stem: str, grade: str) -> None:
    truth = json.loads((FOLDER / f"{stem}.json").read_text())
    assert {rep["grade"] for rep in truth["reps"]} == {grade}
    if grade != "none":
        timings = {timing_of(rep["onset_pct"], WinkConfig()) for rep in truth["reps"]}
        assert timings == {"mid" if "plates" in stem else stem.split("_")[1]}
    assert truth["schema"] == SCHEMA
    assert truth["side"] == stem.rsplit("_", 1)[1]
    assert truth["plates"] == ("plates" in stem)
