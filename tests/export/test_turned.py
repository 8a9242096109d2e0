"""Coordinates of a phone's turned video, whose metadata FiftyOne took from the stored picture.

FFprobe 5 and later name no rotation, so FiftyOne stores a portrait video as a wide one.
"""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

import clips
import cv2
import numpy as np
import pytest

from fo_buttwink.domain.analysis import Media
from fo_buttwink.export import export
from fo_buttwink.video.reader import VideoReader

pytestmark = pytest.mark.database
KEY = "buttwink"
AT = (30.0, 50.0)
"""Where joints lie on the displayed picture of 48 x 64 px; not on the stored one at all."""


@pytest.fixture(params=[90, 270, "over the main diagonal", "over the other diagonal"])
def dataset(make_dataset, make_analysis, make_observations, make_rep, tmp_path, request):
    """A generated file that is turned by its display matrix, with FiftyOne's wrong metadata."""
    import fiftyone as fo

    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    path = clips.turn(clips.write_clip(tmp_path / "phone.mp4", 90), request.param)
    made = make_dataset(str(path))
    wrong = fo.VideoMetadata(frame_width=64, frame_height=48, frame_rate=25.0, total_frame_count=90)
    made.set_values("metadata", [wrong])

    def pipeline(path, config):
        with VideoReader(path) as reader:
            info = reader.info
        seen = make_observations(path)
        points = np.full_like(seen.landmarks, 0.9)
        points[..., :2] = AT
        media = Media(info.width, info.height, info.codec, info.variable_frame_rate)
        found = replace(make_analysis(path, reps=(make_rep(),)), media=media)
        return found, replace(seen, video=info, landmarks=points)

    job = DatasetAnalysis(made, AnalysisRequest(KEY, skeleton=True), analyser=pipeline)
    for _ in job.run():
        pass
    assert [note.filepath for note in job.summary.notes] == [str(path)]
    assert made.first().metadata.frame_width == 64, "what FiftyOne said is not ours to change"
    return made


def test_coco_points_lie_on_the_pictures_beside_them(dataset, tmp_path):
    export(dataset, "coco", tmp_path / "out")
    content = json.loads((tmp_path / "out" / "annotations" / "all.json").read_text("utf-8"))
    (image,), (made,) = content["images"], content["annotations"]
    assert (image["width"], image["height"]) == (48, 64)
    picture = cv2.imread(str(tmp_path / "out" / "images" / image["file_name"]))
    assert picture.shape == (64, 48, 3)
    assert np.reshape(made["keypoints"], (-1, 3))[:, :2] == pytest.approx(
        np.array([AT] * 17), abs=0.1
    )


def test_pyskl_points_are_pixels_of_the_displayed_picture(dataset, tmp_path):
    export(dataset, "pyskl", tmp_path / "out")
    with (tmp_path / "out" / "skeletons.pkl").open("rb") as file:
        (made,) = pickle.load(file)["annotations"]
    assert made["img_shape"] == made["original_shape"] == (64, 48)
    points = made["keypoint"].reshape(-1, 2)
    assert points == pytest.approx(np.array([AT] * len(points)), abs=0.1)


def test_movement_positions_are_pixels_of_the_displayed_picture(dataset, tmp_path):
    xr = pytest.importorskip("xarray")
    export(dataset, "movement", tmp_path / "out")
    with xr.open_dataset(tmp_path / "out" / "poses" / "phone.nc") as poses:
        for name, value in zip("xy", AT, strict=True):
            assert poses["position"].sel(space=name).values == pytest.approx(value, abs=0.1)


def test_cut_clips_are_upright(dataset, tmp_path):
    export(dataset, "clips", tmp_path / "out")
    (file,) = (tmp_path / "out").rglob("*.mp4")
    with VideoReader(file) as reader:
        assert (reader.info.width, reader.info.height) == (48, 64)
