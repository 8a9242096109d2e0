"""Our pose stage through FiftyOne's own front doors: apply_model, and the model zoo."""

from __future__ import annotations

import http.server
import os
import shutil
import sys
import threading
from functools import partial
from pathlib import Path

import ffprobe_stand_in
import numpy as np
import pytest

import fo_buttwink
from fo_buttwink.pipeline.observe import observe_video
from fo_buttwink.store.documents import relative_landmarks

pytestmark = pytest.mark.database
ROOT = Path(fo_buttwink.__file__).parents[1]
CLIP = ROOT / "fo_buttwink" / "data" / "demo" / "03_mid_marked_right.mp4"


@pytest.fixture
def ffmpeg(tmp_path, monkeypatch):
    """FiftyOne opens every video with FFmpeg before it asks a model, which reads nothing of it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", ffprobe_stand_in.on_path(folder))
    if shutil.which("ffmpeg") is None:
        program = folder / "ffmpeg"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c ""\n')
        program.chmod(0o755)
    assert shutil.which("ffprobe") and os.environ["PATH"]


def stored(dataset) -> np.ndarray:
    frames = dataset.first().frames
    points = np.full((254, 33, 2), np.nan)
    for number, frame in frames.items():
        if frame["pose"] is not None:
            points[number - 1] = frame["pose"].keypoints[0].points
    return points


def expected() -> np.ndarray:
    return relative_landmarks(observe_video(CLIP))[:, :, :2]


def test_apply_model_writes_our_landmarks(make_dataset, ffmpeg):
    from fo_buttwink.runs.pose_model import SquatPose

    dataset = make_dataset(str(CLIP))
    model = SquatPose()
    dataset.apply_model(model, "pose", skip_failures=False)
    np.testing.assert_allclose(stored(dataset), expected(), atol=1e-6)
    confidence = dataset.first().frames[1]["pose"].keypoints[0].confidence
    assert len(confidence) == 33 and 0 <= min(confidence) <= max(confidence) <= 1


def test_what_it_writes_can_be_analyzed(make_dataset, ffmpeg):
    """Its keypoints are those of MediaPipe, named by its skeleton."""
    from fo_buttwink.runs.pose_model import SquatPose

    dataset = make_dataset(str(CLIP))
    model = SquatPose()
    dataset.apply_model(model, "pose", skip_failures=False)
    dataset.skeletons["pose"] = model.skeleton
    dataset.save()
    fo_buttwink.analyze_dataset(dataset, keypoints_field="frames.pose")
    assert len(dataset.first().buttwink_reps.detections) == 2


def test_clips_get_their_frames_only(make_dataset, ffmpeg):
    import fiftyone as fo

    from fo_buttwink.runs.pose_model import SquatPose

    dataset = make_dataset(str(CLIP))
    sample = dataset.first()
    sample["part"] = fo.TemporalDetections(
        detections=[fo.TemporalDetection(label="a", support=[40, 60])]
    )
    sample.save()
    dataset.to_clips("part").apply_model(SquatPose(), "pose", skip_failures=False)
    points = stored(dataset)
    assert np.isfinite(points[39:60]).all()
    assert np.isnan(points[:39]).all() and np.isnan(points[60:]).all()


@pytest.fixture
def source(tmp_path):
    """The repository as an archive, at an address of this machine: no network."""
    served = tmp_path / "served"
    shutil.make_archive(str(served / "source"), "zip", ROOT, "zoo_model")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(served))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/source.zip"
        server.shutdown()
        thread.join()


def test_registered_source_gives_a_model_that_applies(
    make_dataset, ffmpeg, source, tmp_path, monkeypatch
):
    import fiftyone as fo
    import fiftyone.zoo as foz

    monkeypatch.setattr(fo.config, "model_zoo_dir", str(tmp_path / "zoo"))
    # The test runs from a checkout, of which no distribution need be installed.
    monkeypatch.setattr(fo.config, "requirement_error_level", 2)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    foz.register_zoo_model_source(source)
    name = "fo-buttwink/squat-pose"
    assert name in foz.list_zoo_models(source=source)
    assert not foz.is_zoo_model_downloaded(name)
    model = foz.load_zoo_model(name, cache=False)
    assert foz.is_zoo_model_downloaded(name)
    dataset = make_dataset(str(CLIP))
    dataset.apply_model(model, "pose", skip_failures=False)
    np.testing.assert_allclose(stored(dataset), expected(), atol=1e-6)
