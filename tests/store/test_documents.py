from __future__ import annotations

import json
import math

import numpy as np
import pytest

from fo_buttwink.config import Config
from fo_buttwink.domain.analysis import rep_to_json
from fo_buttwink.store import commit
from fo_buttwink.store import documents as write
from fo_buttwink.store.attributes import Load
from fo_buttwink.store.fields import REP_ATTRIBUTES, RunFields
from fo_buttwink.store.read import read_analyses, read_analysis, read_landmarks

pytestmark = pytest.mark.database
RUN = RunFields("buttwink")


def _numbers(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from _numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, float):
        yield value


def test_attributes_match_their_declaration(make_rep, unjudged):
    declared = {a.name for a in REP_ATTRIBUTES}
    for rep in (make_rep(), unjudged):
        assert set(write.rep_attributes(rep, 1, Config(), Load())) == declared


def test_everything_comes_back_as_it_was_written(make_dataset, run_job, make_analysis):
    dataset = make_dataset("/v/a.mp4")
    run_job(dataset)
    sample_id = dataset.first().id
    back = read_analysis(dataset, sample_id)
    assert back.to_json() == make_analysis("/v/a.mp4").to_json()
    assert json.loads(json.dumps(back.to_json()))


def test_no_result_is_none_and_abstention_has_no_curves(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4", "/v/front.mp4")
    run_job(dataset.skip(1))
    found = dict(read_analyses(dataset))
    first, second = dataset.values("id")
    assert found[first] is None
    assert (found[second].status, found[second].message) == ("unclear_view", "seen from the front")
    assert found[second].frames is None and found[second].reps == ()


def test_missing_is_stored_as_null_never_nan(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4")
    run_job(dataset)
    for collection in (dataset._sample_collection, dataset._frame_collection):
        for document in collection.find():
            assert all(math.isfinite(v) for v in _numbers(document))
    tilt = dataset.values(RUN.curve_path("pelvic_tilt_deg"))[0]
    assert tilt[5:8] == [None, None, None] and len(tilt) == 90
    assert tilt[8] == pytest.approx(-(8 * 30 / 89) / 3, abs=0.005)
    reps = dataset.values(RUN.of_rep("wink_deg"))[0]
    assert reps == [12.5, None]


def test_summary_counts(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4")
    summary = run_job(dataset)
    stored = dataset.first()[RUN.summary]
    assert (stored.num_reps, stored.num_flagged, stored.num_not_measurable) == (2, 1, 1)
    assert (stored.worst_severity, stored.worst_wink_deg) == (2, 12.5)
    # One graded repetition is no set.
    assert stored.median_wink_deg is None and stored.median_grade is None
    assert (stored.total_frames, stored.frames_inferred) == (90, 70)
    assert (stored.view_side, stored.view_yaw_deg, stored.view_quality) == ("left", 7.5, 0.9)
    assert (summary.analysed, summary.reps, summary.flagged) == (1, 2, 1)


def test_attributes_filter_and_carry_descriptions(make_dataset, run_job):
    from fiftyone import ViewField as F

    dataset = make_dataset("/v/a.mp4", "/v/front.mp4")
    run_job(dataset)
    assert len(dataset.filter_labels(RUN.reps, F("severity") >= 2)) == 1
    assert dataset.filter_labels(RUN.reps, F("flagged")).count(RUN.of_rep("label")) == 1
    assert len(dataset.match(F(RUN.status) == "unclear_view")) == 1
    assert len(dataset.match(F(RUN.of_summary("worst_severity")) >= 2)) == 1
    assert "[deg" in dataset.get_field(RUN.of_rep("wink_deg")).description
    assert "anterior +" in dataset.get_field(RUN.curve_path("pelvic_tilt_deg")).description
    clips = dataset.to_clips(RUN.reps)
    assert clips.count() == 2 and clips.first()[RUN.reps].severity == 2


def test_sidebar_filters_work(make_dataset, run_job, database):
    view = pytest.importorskip("fiftyone.server.view")
    dataset = make_dataset("/v/a.mp4", "/v/front.mp4")
    run_job(dataset)

    def filtered(path, **conditions):
        return view.get_view(dataset, filters={path: conditions})

    text = {"exclude": False, "isMatching": True}
    span = {"exclude": False, "isMatching": True, "none": False, "nan": False}
    assert filtered(RUN.status, values=["unclear_view"], **text).values("filepath") == [
        "/v/front.mp4"
    ]
    assert len(filtered(RUN.of_summary("worst_severity"), range=[2, 3], **span)) == 1
    reps = filtered(RUN.of_rep("wink_deg"), range=[10.0, 20.0], **span)
    assert reps.values(RUN.of_rep("label"))[0][0] == "moderate"
    assert len(filtered(RUN.of_rep("timing"), values=["early"], **text)) == 0


def test_landmarks_come_back_in_image_units(make_dataset, run_job, make_observations):
    dataset = make_dataset("/v/a.mp4")
    run_job(dataset)
    landmarks = read_landmarks(dataset, dataset.first().id)
    truth = make_observations().landmarks
    assert landmarks.shape == truth.shape
    np.testing.assert_allclose(landmarks[..., 0] * 1280, truth[..., 0], rtol=1e-5)
    np.testing.assert_allclose(landmarks[..., 1] * 720, truth[..., 1], rtol=1e-5)
    assert np.isnan(landmarks[5:8]).all()


def test_app_grid_does_not_load_landmarks(make_dataset, run_job):
    view = pytest.importorskip("fiftyone.server.view")
    dataset = make_dataset("/v/a.mp4")
    run_job(dataset)
    page = view.get_view(dataset, pagination_data=True)
    document = next(dataset._sample_collection.aggregate(page._pipeline(media_type="video")))
    assert document["buttwink"]["status"] == "ok"
    assert RUN.landmarks not in document


@pytest.mark.parametrize(
    ("frames", "dtype", "note"),
    [(7000, np.float32, ""), (9000, np.float16, "half precision"), (20000, None, "left out")],
)
def test_long_videos_fall_back(make_observations, frames, dtype, note):
    packed, said = write.pack_landmarks(make_observations(frames=frames))
    assert (None if packed is None else packed.dtype) == dtype
    assert note in said and bool(note) == bool(said)


def test_full_document_falls_back_to_no_landmarks(make_dataset, run_job, monkeypatch, database):
    dataset = make_dataset("/v/a.mp4")
    dataset.add_sample_field("bulky", database.VectorField)
    noise = np.random.default_rng(0).random(2_060_000)
    dataset.set_values("bulky", {dataset.first().id: noise}, key_field="id")
    rng = np.random.default_rng(1)
    huge = rng.random(500_000)
    monkeypatch.setattr(commit, "pack_landmarks", lambda _: (huge, ""))
    summary = run_job(dataset)
    assert summary.analysed == 1 and "16 MB" in summary.notes[0].message
    assert read_landmarks(dataset, dataset.first().id) is None
    assert dataset.values(RUN.status) == ["ok"]


def test_skeleton_is_one_drawable_track(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4")
    run_job(dataset, skeleton=True)
    poses = dataset.values(f"frames.{RUN.pose}")[0]
    assert poses[5] is None and len(poses) == 90
    keypoint = poses[0].keypoints[0]
    assert keypoint.index == 1 and len(keypoint.points) == 33 == len(keypoint.confidence)
    assert len(dataset.skeletons[RUN.pose].labels) == 33


@pytest.mark.parametrize(
    ("kg", "rel", "label", "expected"),
    [
        (None, 0.7, "moderate", True),
        (None, 0.9, "marked", True),
        (None, 0.69, "marked", False),
        (None, 0.9, "subtle", False),
        (None, 0.9, "occluded", False),
        (200.0, None, "marked", False),
    ],
)
def test_load_raises_priority_but_never_the_label(make_rep, kg, rel, label, expected):
    rep = make_rep(label=label)
    attributes = write.rep_attributes(rep, 1, Config(), Load(kg, rel))
    assert attributes["review_priority"] is expected
    assert (attributes["load_kg"], attributes["load_rel"]) == (kg, rel)
    assert rep_to_json(rep)["label"] == label and attributes["severity"] == rep.severity


def test_metadata_is_filled_only_where_missing(make_dataset, run_job, database):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    own = database.VideoMetadata(frame_rate=25.0, total_frame_count=7)
    dataset.set_values("metadata", {dataset.last().id: own}, key_field="id")
    run_job(dataset)
    filled, kept = dataset.values("metadata")
    assert (filled.frame_rate, filled.total_frame_count, filled.duration) == (30.0, 90, 3.0)
    assert (filled.frame_width, filled.frame_height, filled.mime_type) == (1280, 720, "video/mp4")
    assert (kept.frame_rate, kept.total_frame_count) == (25.0, 7)


@pytest.mark.parametrize("ffprobe", [None, "/usr/bin/ffprobe"])
def test_broken_video_does_not_take_the_app_down(make_dataset, run_job, monkeypatch, ffprobe):
    monkeypatch.setattr(commit.shutil, "which", lambda name: ffprobe)
    dataset = make_dataset("/v/bad.mp4")
    run_job(dataset)
    metadata = dataset.first().metadata
    if ffprobe:  # then the App copes by itself
        assert metadata is None
        return
    assert metadata.frame_rate and metadata.frame_width and metadata.frame_height
    assert metadata.total_frame_count == 0
    dataset.set_values("filepath", ["/v/mended.mp4"])
    run_job(dataset)
    metadata = dataset.first().metadata
    assert (metadata.frame_width, metadata.total_frame_count) == (1280, 90)
