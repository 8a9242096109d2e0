"""Runs over keypoints of other pose models, in a real database, held against the videos."""

from __future__ import annotations

import shutil
from pathlib import Path

import keypoint_fields
import numpy as np
import pytest

import fo_buttwink
from fo_buttwink.domain.keypoint_layouts import LAYOUTS, LayoutError
from fo_buttwink.errors import KeypointFieldError, SettingsClashError
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.pipeline.observe import observe_video
from fo_buttwink.store.runs import get_run

pytestmark = pytest.mark.database
DEMO = Path(fo_buttwink.__file__).parent / "data" / "demo"


@pytest.fixture(scope="module")
def seen():
    return {name: observe_video(DEMO / f"{name}.mp4")
            for name in ("03_mid_marked_right", "04_early_moderate_left")}  # fmt: skip


@pytest.fixture
def dataset_of(make_dataset, seen):
    def make(name, layout, *, confidence=True, field="other_pose", skeleton=False):
        dataset = make_dataset(str(DEMO / f"{name}.mp4"))
        points, sure = keypoint_fields.as_layout(seen[name], layout)
        keypoint_fields.write(dataset, field, [(points, sure if confidence else None)])
        if skeleton:
            import fiftyone as fo

            labels = list(LAYOUTS[layout].names)
            dataset.skeletons[field] = fo.KeypointSkeleton(labels=labels, edges=[])
            dataset.save()
        return dataset

    return make


def reps_of(dataset):
    return dataset.first().buttwink_reps.detections


@pytest.mark.parametrize("name", ["03_mid_marked_right", "04_early_moderate_left"])
@pytest.mark.parametrize("layout", ["coco17", "halpe26", "mediapipe33"])
def test_joints_give_all_but_the_pelvis(dataset_of, seen, name, layout):
    dataset = dataset_of(name, layout)
    summary = fo_buttwink.analyze_dataset(
        dataset, keypoints_field="frames.other_pose", layout=layout
    )
    assert summary.analysed == 1 and not summary.failed
    direct = analyze_observations(seen[name], cache=True)
    reps = reps_of(dataset)
    assert len(reps) == len(direct.reps)
    for rep, other in zip(reps, direct.reps, strict=True):
        assert abs(rep.support[0] - other.first) <= 1 and abs(rep.support[1] - other.last) <= 1
        assert abs(rep.bottom - other.bottom) <= 1
        assert rep.depth_knee_flexion_deg == pytest.approx(other.depth_knee_flexion_deg, abs=1.0)
        assert rep.eccentric_s == pytest.approx(other.eccentric_s, abs=0.1)
        # The pelvis is not there, and nothing stands in its place.
        assert rep.label == "occluded" and rep.wink_deg is None and rep.severity is None
        assert "keypoints alone show no outline" in rep.reason
    sample = dataset.first()
    assert sample.buttwink.view_side == direct.view.side
    assert sample.buttwink.view_yaw_deg == pytest.approx(direct.view.yaw_deg, abs=6.0)
    frames = [frame for _, frame in sorted(sample.frames.items())]
    curves = {
        name: np.array([np.nan if f[name_of] is None else f[name_of] for f in frames])
        for name in ("knee_flexion_deg", "hip_flexion_deg", "pelvic_tilt_deg", "time_s")
        for name_of in [f"buttwink_{name}"]
    }
    assert curves["time_s"] == pytest.approx(direct.frames.time_s, abs=1e-6)
    for curve in ("knee_flexion_deg", "hip_flexion_deg"):
        assert np.nanmax(np.abs(curves[curve] - getattr(direct.frames, curve))) < 1.0
    assert np.isnan(curves["pelvic_tilt_deg"]).all()


def test_model_and_settings_say_where_the_numbers_come_from(dataset_of):
    dataset = dataset_of("03_mid_marked_right", "coco17")
    fo_buttwink.analyze_dataset(dataset, keypoints_field="frames.other_pose", layout="coco17")
    info = get_run(dataset, "buttwink")
    assert info.settings["pose"]["model"] == "keypoints coco17 in frames.other_pose"
    assert [model["name"] for model in info.models] == ["keypoints coco17"]
    # A run of the videos must not go on under the same key.
    with pytest.raises(SettingsClashError, match=r"pose\.model"):
        fo_buttwink.analyze_dataset(dataset)


def test_names_of_the_skeleton_say_what_the_keypoints_are(dataset_of, seen):
    dataset = dataset_of("03_mid_marked_right", "halpe26", skeleton=True)
    fo_buttwink.analyze_dataset(dataset, keypoints_field="other_pose")
    assert len(reps_of(dataset)) == 2


def test_without_confidences_points_count_as_seen(dataset_of):
    dataset = dataset_of("04_early_moderate_left", "coco17", confidence=False)
    fo_buttwink.analyze_dataset(dataset, keypoints_field="frames.other_pose", layout="coco17")
    assert len(reps_of(dataset)) == 3


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"keypoints_field": "frames.no_pose", "layout": "coco17"}, KeypointFieldError,
         r"frames\.no_pose, found frames\.other_pose"),
        ({"keypoints_field": "frames.other_pose"}, LayoutError,
         "it is not known what the 17 keypoints are.*choose layout='coco17'"),
        ({"keypoints_field": "frames.other_pose", "layout": "halpe26"}, LayoutError,
         "has 26 keypoints, but a person has 17; choose coco17"),
        ({"keypoints_field": "frames.other_pose", "layout": "coco"}, ValueError,
         "expected one of coco17"),
        ({"layout": "coco17"}, ValueError, "expected keypoints_field too"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_before_anything_is_written(dataset_of, asked, error, words):
    dataset = dataset_of("03_mid_marked_right", "coco17")
    with pytest.raises(error, match=words):
        fo_buttwink.analyze_dataset(dataset, **asked)
    assert fo_buttwink.list_runs(dataset) == []


def test_video_without_keypoints_fails_alone(dataset_of):
    import fiftyone as fo

    dataset = dataset_of("03_mid_marked_right", "coco17")
    dataset.add_sample(fo.Sample(filepath=str(DEMO / "01_none_right.mp4")))
    summary = fo_buttwink.analyze_dataset(
        dataset, keypoints_field="frames.other_pose", layout="coco17"
    )
    assert summary.analysed == 1
    (failure,) = summary.failed
    assert "expected 17 keypoints per person" in failure.message
    assert "fault of the program" not in failure.message


def test_media_that_are_elsewhere_are_analyzed_by_their_metadata(dataset_of, tmp_path):
    import fiftyone as fo

    dataset = dataset_of("03_mid_marked_right", "coco17")
    sample = dataset.first()
    sample.metadata = fo.VideoMetadata(
        frame_width=480, frame_height=600, frame_rate=25.0, total_frame_count=254, duration=10.16
    )
    sample.filepath = str(tmp_path / "gone.mp4")
    sample.save()
    fo_buttwink.analyze_dataset(dataset, keypoints_field="frames.other_pose", layout="coco17")
    assert len(reps_of(dataset)) == 2
    assert "times are those of the mean frame rate" in dataset.first().buttwink.message


@pytest.mark.parametrize("tracks", [True, False])
def test_of_two_people_the_larger_is_followed(make_dataset, seen, tracks):
    obs = seen["03_mid_marked_right"]
    dataset = make_dataset(str(DEMO / "03_mid_marked_right.mp4"))
    points, sure = keypoint_fields.as_layout(obs, "coco17")
    small = 0.1 + 0.3 * points[:1].repeat(len(points), axis=0)  # stands still in the background
    indices = {"index": [4, 7]} if tracks else {}
    keypoint_fields.write(dataset, "other_pose", [(small, None), (points, sure)], **indices)
    fo_buttwink.analyze_dataset(dataset, keypoints_field="frames.other_pose", layout="coco17")
    assert len(reps_of(dataset)) == 2
    assert "up to 2 people have keypoints" in dataset.first().buttwink.message


def test_points_without_confidence_of_zero_are_missing(make_dataset, seen):
    obs = seen["03_mid_marked_right"]
    dataset = make_dataset(str(DEMO / "03_mid_marked_right.mp4"))
    points, sure = keypoint_fields.as_layout(obs, "coco17")
    hidden = points.copy()
    names = LAYOUTS["coco17"].names
    knee = names.index("right_knee")
    hidden[:, knee], sure[:, knee] = 0.0, 0.0  # as many models write what they do not find
    keypoint_fields.write(dataset, "other_pose", [(hidden, sure)])
    fo_buttwink.analyze_dataset(dataset, keypoints_field="frames.other_pose", layout="coco17")
    sample = dataset.first()
    assert all(rep.wink_deg is None for rep in (sample.buttwink_reps.detections or ()))
    knees = [frame.buttwink_knee_flexion_deg for frame in sample.frames.values()]
    assert all(v is None for v in knees), "no angle comes from a point in the corner"


def test_copy_of_a_video_under_two_samples_keeps_them_apart(make_dataset, seen, tmp_path):
    """Two samples of equal files, of which one has keypoints that do not squat."""
    path = shutil.copy(DEMO / "03_mid_marked_right.mp4", tmp_path / "b.mp4")
    dataset = make_dataset(str(path))
    points, sure = keypoint_fields.as_layout(seen["03_mid_marked_right"], "coco17")
    still = points[:1].repeat(len(points), axis=0)
    keypoint_fields.write(dataset, "other_pose", [(still, sure)])
    fo_buttwink.analyze_dataset(dataset, keypoints_field="frames.other_pose", layout="coco17")
    assert dataset.first().buttwink.status == "not_a_squat"
