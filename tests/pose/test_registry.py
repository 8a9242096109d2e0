"""The pose model is a part: another one needs a module, a line in the registry and a setting."""

from __future__ import annotations

import clips
import numpy as np
import pytest
import stick_figure
import toy_pose
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.config import Config, PoseConfig
from fo_buttwink.domain.landmarks import JOINTS, NEIGHBORS, NUM_LANDMARKS
from fo_buttwink.pipeline.analyze import analyze_video
from fo_buttwink.pipeline.observe import observe_video
from fo_buttwink.pose.landmarker import arranged
from fo_buttwink.pose.registry import MODELS, pose_model

TOY = Config(pose=PoseConfig(model="toy"))
DEPTH = stick_figure.squat_depth(1, rest_s=1.0)


def test_the_usual_ones_and_the_default_are_there():
    assert list(MODELS) == ["lite", "full", "heavy"] and PoseConfig().model in MODELS
    assert pose_model("heavy").name == "heavy"


@pytest.mark.parametrize("model", [*MODELS.values(), toy_pose.TOY], ids=lambda m: m.name)
def test_every_model_sees_what_is_measured_from_and_says_what_it_means(model):
    assert set(JOINTS) <= set(model.joints) <= set(range(NUM_LANDMARKS))
    assert model.about and model.visibility
    assert all(isinstance(package, str) for package in model.packages)


def test_a_model_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(ValueError, match=r"pose model 'huge' .*'lite', 'full', 'heavy'"):
        pose_model("huge")


@given(st.permutations(range(NUM_LANDMARKS)), st.sets(st.sampled_from(sorted(NEIGHBORS))))
def test_landmarks_come_in_our_order_and_what_is_missing_is_unseen(order, missing):
    points = np.arange(4.0 * NUM_LANDMARKS).reshape(NUM_LANDMARKS, 4) + 1.0
    joints = {k: own for k, own in enumerate(order) if k not in missing}
    out = arranged(points, joints)
    for k in range(NUM_LANDMARKS):
        stands_for = NEIGHBORS[k] if k in missing else k
        np.testing.assert_array_equal(out[k, :3], points[order[stands_for], :3])
        assert out[k, 3] == (0.0 if k in missing else points[order[k], 3])
    np.testing.assert_array_equal(arranged(points[:, :3], joints), out[:, :3])


@pytest.mark.parametrize("joint", JOINTS)
def test_a_model_without_a_joint_that_is_needed_is_refused(joint):
    joints = {k: k for k in range(NUM_LANDMARKS) if k != joint}
    with pytest.raises(ValueError, match="for number "):
        arranged(np.zeros((NUM_LANDMARKS, 4)), joints)


@pytest.fixture
def toy(monkeypatch, tmp_path):
    """The second model, as if its line stood in the registry; a cache of its own."""
    model = toy_pose.ToyModel()
    monkeypatch.setitem(MODELS, "toy", model)
    monkeypatch.setenv("FO_BUTTWINK_CACHE", str(tmp_path / "cache"))
    return model


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("toy") / "squats.mp4"
    size = (stick_figure.WIDTH, stick_figure.HEIGHT)
    return clips.write_clip(path, toy_pose.pictures(DEPTH), size=size, fps=30)


def test_a_second_model_observes_a_video_and_everything_else_works_on_it(toy, clip):
    obs = observe_video(clip, TOY)
    assert obs.model == toy_pose.ToyLandmarker.info
    assert len(obs.time_s) == len(DEPTH) and obs.present.all()
    truth = stick_figure.observe(DEPTH).landmarks
    off = np.abs(obs.landmarks[:, list(JOINTS), :2] - truth[:, list(JOINTS), :2])
    # Now and then one disc hides a part of another.
    assert np.median(off) < 0.5 and np.percentile(off, 99) < 12.0
    assert (obs.landmarks[:, list(NEIGHBORS), 3] == 0.0).all()
    assert (obs.landmarks[:, list(JOINTS), 3] == 1.0).all()
    assert obs.outline.any(axis=(1, 2)).all()

    looked = sum(landmarker.pictures for landmarker in toy.opened)
    assert looked >= obs.inferred.sum()
    result = analyze_video(clip, TOY)
    assert sum(landmarker.pictures for landmarker in toy.opened) == looked, "from the cache"
    assert len(result.reps) == 1 and result.view.side == "right"
    for rep in result.reps:
        assert DEPTH[rep.bottom - 1] > 0.98
        assert rep.depth_knee_flexion_deg == pytest.approx(125, abs=5)
    assert result.model["name"] == "toy" and result.config["pose"]["model"] == "toy"


def test_what_one_model_saw_is_not_taken_for_what_another_sees(toy, clip):
    observe_video(clip, TOY)
    first = len(toy.opened)
    other = toy_pose.ToyModel()
    other.resolve = lambda: toy_pose.ToyFile("8" * 64)
    MODELS["toy"] = other  # put back by the fixture
    observe_video(clip, TOY)
    assert other.opened and len(toy.opened) == first
