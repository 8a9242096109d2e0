"""The bundled clips and some bad ones through real inference, against what was rendered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import clips
import numpy as np
import pytest

import fo_buttwink
from fo_buttwink.cache.folder import ENV_CACHE
from fo_buttwink.cli import main as cli
from fo_buttwink.domain.analysis import GRADES, VideoAnalysis
from fo_buttwink.pipeline import observe as observing
from fo_buttwink.pipeline.analyze import analyze_video
from fo_buttwink.pose.models import ENV_PATH, resolve_model
from fo_buttwink.video.reader import VideoReader

pytestmark = pytest.mark.pose

DEMO = Path(fo_buttwink.__file__).parent / "data" / "demo"
NAMES = sorted(path.stem for path in DEMO.glob("*.mp4"))
SIDE_VIEWS = [name for name in NAMES if "frontal" not in name]
FRONTAL = [name for name in NAMES if "frontal" in name]


@dataclass(frozen=True)
class Truth:
    """What was rendered; frames are 0-based."""

    side: str
    depth: np.ndarray
    reps: list[dict[str, Any]]


def truth_of(name: str) -> Truth:
    data = json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))
    column = data["columns"].index("depth_fraction")
    return Truth(data["side"], np.array(data["frames"])[:, column], data["reps"])


@pytest.fixture(scope="module")
def own_cache(tmp_path_factory) -> Iterator[Path]:
    """Observations of this run only, so that inference really happens."""
    folder = tmp_path_factory.mktemp("cache")
    model = resolve_model("full").path
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENV_PATH, str(model))
        patch.setenv(ENV_CACHE, str(folder))
        yield folder


@pytest.fixture(scope="module")
def analysed(own_cache) -> Callable[[str], VideoAnalysis]:
    """Analyses a bundled clip, the first time with inference."""
    done: dict[str, VideoAnalysis] = {}

    def analyse(name: str) -> VideoAnalysis:
        if name not in done:
            done[name] = analyze_video(DEMO / f"{name}.mp4")
        return done[name]

    return analyse


def test_six_clips_are_bundled():
    assert len(NAMES) == 6 and len(FRONTAL) == 1
    assert sum(path.stat().st_size for path in DEMO.iterdir()) < 5_000_000


@pytest.mark.parametrize("name", NAMES)
def test_repetitions_are_where_they_were_rendered(analysed, name):
    truth, result = truth_of(name), analysed(name)
    assert result.total_frames == len(truth.depth)
    assert len(result.reps) == len(truth.reps)
    for rep, known in zip(result.reps, truth.reps, strict=True):
        # From 1-based to 0-based. The truth's borders are at 2 % of depth, ours at 5 %.
        assert rep.first - 1 == pytest.approx(known["first"], abs=5)
        assert rep.last - 1 == pytest.approx(known["last"], abs=5)
        # Near the bottom hardly anything moves: the height there says more than the frame.
        assert rep.bottom - 1 == pytest.approx(known["bottom"], abs=9)
        assert truth.depth[rep.bottom - 1] > 0.97
        assert truth.depth[rep.first - 1] < 0.12 and truth.depth[rep.last - 1] < 0.12
        # From the front the knee's angle is MediaPipe's guess of depth: rough, but no nonsense.
        slack = 40 if name in FRONTAL else 15
        assert rep.depth_knee_flexion_deg == pytest.approx(
            known["knee_flexion_bottom_deg"], abs=slack
        )


@pytest.mark.parametrize("name", SIDE_VIEWS)
def test_side_view_is_recognised(analysed, name):
    view = analysed(name).view
    assert view.side == truth_of(name).side
    assert view.yaw_deg < 20
    assert view.quality > 0.4


@pytest.mark.parametrize("name", FRONTAL)
def test_frontal_view_abstains(analysed, name):
    result = analysed(name)
    assert result.status == "unclear_view"
    assert "film from the side" in result.message
    for rep in result.reps:
        assert rep.label == "unclear_view" and "film from the side" in rep.reason
        assert rep.severity is None and rep.wink_deg is None and rep.onset_pct is None
        assert rep.confidence == 0
    assert set(result.to_json()["frames"]["pelvic_tilt_deg"]) == {None}


@pytest.mark.parametrize("name", [n for n in SIDE_VIEWS if "_none_" in n])
def test_clip_without_a_wink_grades_at_most_subtle(analysed, name):
    assert {rep.label for rep in analysed(name).reps} <= {"none", "subtle"}


@pytest.mark.parametrize("name", [n for n in SIDE_VIEWS if "_marked_" in n])
def test_marked_wink_grades_at_least_moderate(analysed, name):
    assert {rep.label for rep in analysed(name).reps} <= set(GRADES[2:])


def test_second_run_needs_no_inference_and_says_the_same(analysed, monkeypatch):
    first = analysed(SIDE_VIEWS[0])

    def infer_again(*args, **options):
        raise AssertionError("the observations of the first run were not used")

    monkeypatch.setattr(observing, "prepare", infer_again)
    again = analyze_video(DEMO / f"{SIDE_VIEWS[0]}.mp4")
    assert again.to_json() == first.to_json()


def test_mirrored_clip_says_the_same_of_the_other_side(analysed, tmp_path):
    name = next(n for n in SIDE_VIEWS if truth_of(n).side == "left")
    until = truth_of(name).reps[0]["last"] + 15
    with VideoReader(DEMO / f"{name}.mp4") as reader:
        images = [np.ascontiguousarray(f.image[:, ::-1]) for f in reader if f.index <= until]
    mirrored = analyze_video(clips.write_clip(tmp_path / "mirrored.mp4", images))
    result = analysed(name)
    assert (result.view.side, mirrored.view.side) == ("left", "right")
    (other,) = mirrored.reps
    one = result.reps[0]
    assert one.first == pytest.approx(other.first, abs=4)
    assert one.last == pytest.approx(other.last, abs=4)
    assert one.depth_knee_flexion_deg == pytest.approx(other.depth_knee_flexion_deg, abs=8)


def test_of_two_people_the_one_who_squats_is_followed(own_cache, tmp_path):
    """On the left somebody squats, on the right somebody stands."""
    squats, stands = SIDE_VIEWS[0], SIDE_VIEWS[2]
    known = truth_of(squats).reps[0]
    images = []
    with VideoReader(DEMO / f"{squats}.mp4") as one, VideoReader(DEMO / f"{stands}.mp4") as two:
        bystander = next(iter(two)).image
        for frame in one:
            images.append(np.concatenate([frame.image, bystander], axis=1))
            if frame.index > known["last"] + 15:
                break
    result = analyze_video(clips.write_clip(tmp_path / "two.mp4", images))
    assert len(result.reps) == 1
    assert result.reps[0].first - 1 == pytest.approx(known["first"], abs=6)
    assert "2 people are seen; the one who squats most was followed" in result.message


def test_bad_clips_get_a_reason_each_and_the_batch_goes_on(own_cache, tmp_path, capsys):
    black = [np.zeros((120, 160, 3), np.uint8)] * 30
    with VideoReader(DEMO / f"{SIDE_VIEWS[0]}.mp4") as reader:
        standing = next(iter(reader)).image
    files = {
        "nobody": (clips.write_clip(tmp_path / "nobody.mp4", black), "no_person"),
        "tiny": (clips.write_clip(tmp_path / "tiny.mp4", 30, size=(8, 8)), "no_person"),
        "one": (clips.write_clip(tmp_path / "one.mp4", [standing]), "not_a_squat"),
        "still": (clips.write_clip(tmp_path / "still.mp4", [standing] * 30), "not_a_squat"),
        "slow": (clips.write_clip(tmp_path / "slow.mp4", [standing] * 12, fps=8), "fps_too_low"),
        "missing": (tmp_path / "missing.mp4", "failed"),
    }
    target = tmp_path / "out.json"
    arguments = ["analyze", *(str(path) for path, _ in files.values()), "--json", str(target)]
    assert cli.main(arguments) == 1
    data = json.loads(target.read_text(encoding="utf-8"))
    assert [d["status"] for d in data] == [status for _, status in files.values()]
    messages = dict(zip(files, (d["message"] for d in data), strict=True))
    assert "film one lifter with the whole body in view" in messages["nobody"]
    assert "a squat needs at least" in messages["one"]
    assert "No squat was found" in messages["still"]
    assert "at least 14 frames/s are needed" in messages["slow"]
    assert str(tmp_path / "missing.mp4") in capsys.readouterr().err
