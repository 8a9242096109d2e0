"""From observations to a verdict, on a figure whose movement is known."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import numpy as np
import pytest
import stick_figure

from fo_buttwink.config import Config, preset
from fo_buttwink.domain.analysis import ABSTAIN_REASONS, GRADES
from fo_buttwink.domain.curves import FrameSeries
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.pipeline.failed import failed_analysis
from fo_buttwink.video.files import VideoError

DEPTH = stick_figure.squat_depth(2)


@pytest.fixture(scope="module")
def figure():
    """Two squats from the right; not to be changed."""
    return stick_figure.observe(DEPTH)


def test_two_squats(figure):
    result = analyze_observations(figure)
    assert [rep.label in (*GRADES, "occluded") for rep in result.reps] == [True, True]
    assert result.view.side == "right" and result.view.yaw_deg == pytest.approx(5.0, abs=1)
    assert result.total_frames == len(DEPTH) and result.fps == 30.0
    for rep in result.reps:
        assert DEPTH[rep.bottom - 1] > 0.98
        # Angles begin before height does: at 5 % of height they are at 15 %.
        assert DEPTH[rep.first - 1] < 0.2 and DEPTH[rep.last - 1] < 0.2
        assert rep.depth_knee_flexion_deg == pytest.approx(125, abs=4)
        whole = (rep.last - rep.first) / 30.0
        assert rep.eccentric_s + rep.pause_s + rep.concentric_s == pytest.approx(whole, abs=0.01)
    assert {len(getattr(result.frames, f.name)) for f in fields(FrameSeries)} == {len(DEPTH)}
    np.testing.assert_allclose(result.frames.depth.max(), 1.0, atol=0.01)
    json.dumps(result.to_json(), allow_nan=False)


def test_lumbar_flexion_is_lean_minus_tilt(figure):
    series = analyze_observations(figure).frames
    np.testing.assert_allclose(
        series.lumbar_flexion_deg, series.trunk_lean_deg - series.pelvic_tilt_deg, atol=1e-6
    )


def test_hidden_head_is_excused_where_the_plate_is_followed(figure):
    marks = figure.landmarks.copy()
    marks[:, [7, 8], 3] = 0.5
    hidden = replace(figure, landmarks=marks)
    lost = analyze_observations(hidden)
    assert {rep.label for rep in lost.reps} == {"occluded"}
    assert all("the ear (visibility 50 %" in rep.reason for rep in lost.reps)
    assert all("; no plate was found in front of the lifter" in rep.reason for rep in lost.reps)
    plate = marks[:, 12, :2].copy()
    found = analyze_observations(replace(hidden, plate_px=plate))
    assert not any("the ear" in rep.reason for rep in found.reps)
    # Too seldom seen to rely on.
    plate[np.arange(len(plate)) % 45 > 15] = np.nan
    seldom = analyze_observations(replace(hidden, plate_px=plate))
    assert all("the ear (visibility 50 %" in rep.reason for rep in seldom.reps)


def test_joints_that_do_not_fit_one_body_are_not_judged(figure):
    """At the bottom MediaPipe takes the lifter for a child behind the plate."""
    bottom = analyze_observations(figure).reps[0].bottom - 1
    marks = figure.landmarks.copy()
    near = slice(bottom - 12, bottom + 13)
    hips = marks[near, 23:25, :2].mean(axis=1, keepdims=True)
    marks[near, :, :2] = hips + 0.6 * (marks[near, :, :2] - hips)
    first, second = analyze_observations(replace(figure, landmarks=marks)).reps
    assert (first.label, second.label == "low_visibility") == ("low_visibility", False)
    assert (
        "at the bottom, trunk and leg together measure 60 % of what they measured" in first.reason
    )


def test_mirror_image_gets_the_same_verdict(figure):
    one, other = analyze_observations(figure), analyze_observations(stick_figure.mirror(figure))
    assert (one.view.side, other.view.side) == ("right", "left")
    assert (one.status, one.message) == (other.status, other.message)
    for a, b in zip(one.reps, other.reps, strict=True):
        assert (a.first, a.bottom, a.last, a.label) == (b.first, b.bottom, b.last, b.label)
        assert (a.wink_deg is None) == (b.wink_deg is None)
        if a.wink_deg is not None:
            assert a.wink_deg == pytest.approx(b.wink_deg, abs=0.05)
    for f in fields(FrameSeries):
        np.testing.assert_allclose(
            getattr(other.frames, f.name), getattr(one.frames, f.name), atol=0.05, err_msg=f.name
        )


def test_config_and_model_are_on_record(figure):
    result = analyze_observations(figure, preset("research"))
    assert result.config == preset("research").to_dict()
    assert result.model == {
        "name": "full",
        "sha256": "0" * 64,
        "source": "file",
        "mediapipe": "1.2.2",
    }


def shallow():
    return stick_figure.observe(0.5 * DEPTH)


def oblique():
    return stick_figure.observe(DEPTH, yaw_deg=40.0)


def hardly_seen():
    obs = stick_figure.observe(DEPTH)
    obs.landmarks[:, 26, 3] = 0.2
    return obs


def hidden_back():
    obs = stick_figure.observe(DEPTH)
    obs.outline[:] = 0
    return obs


@pytest.mark.parametrize(
    ("make", "label", "words"),
    [
        (shallow, "too_shallow", "knees bend to only 6"),
        (oblique, "unclear_view", "the camera is about 40 deg off a side view, more than 26 deg"),
        (hardly_seen, "low_visibility", "are seen in only 0 % of the frames"),
        (hidden_back, "occluded", "the outline of the lower back is hidden"),
    ],
)
def test_reps_that_cannot_be_judged_say_why(make, label, words):
    result = analyze_observations(make())
    assert [rep.label for rep in result.reps] == [label] * 2
    assert result.status == label
    for rep in result.reps:
        assert words in rep.reason and words in result.message
        assert (rep.severity, rep.wink_deg, rep.onset_pct, rep.timing) == (None,) * 4
        assert rep.confidence == 0.0


def nobody():
    return stick_figure.hide(stick_figure.observe(DEPTH), slice(None))


def too_short():
    return stick_figure.observe(np.zeros(12))


def slow_camera():
    return stick_figure.observe(stick_figure.squat_depth(1, fps=8.0), fps=8.0)


def far_away():
    return stick_figure.observe(DEPTH, zoom=0.1)


def only_standing():
    return stick_figure.observe(np.zeros(90))


def half_squat():
    return stick_figure.observe(0.2 * DEPTH)


@pytest.mark.parametrize(
    ("make", "status", "words"),
    [
        (nobody, "no_person", "film one lifter with the whole body in view"),
        (too_short, "not_a_squat", "a squat needs at least 0.8 s"),
        (slow_camera, "fps_too_low", "at least 14 frames/s are needed"),
        (far_away, "low_visibility", "Film closer or in higher resolution"),
        (only_standing, "not_a_squat", "No squat was found"),
        (half_squat, "not_a_squat", "No squat was found"),
    ],
)
def test_clips_that_cannot_be_analysed_say_why(make, status, words):
    result = analyze_observations(make())
    assert result.status == status and status in ABSTAIN_REASONS
    assert words in result.message
    assert result.reps == ()
    json.dumps(result.to_json(), allow_nan=False)


def test_side_is_that_of_the_squats_not_of_the_walk_out():
    """Before the set the lifter faces the other way, for longer than the set lasts."""
    still = np.zeros(4 * len(DEPTH))
    before, squats = stick_figure.observe(still, side="left"), stick_figure.observe(DEPTH)
    arrays = {
        name: np.concatenate([getattr(before, name), getattr(squats, name)])
        for name in (
            "landmarks",
            "world",
            "outline",
            "outline_center_px",
            "outline_side_px",
            "plate_px",
            "inferred",
        )
    }
    # What is seen of the far leg is worth little: it would spoil depth and borders.
    arrays["landmarks"][len(still) :, 23, 1] += 40.0 * DEPTH
    n = 5 * len(DEPTH)
    video = replace(squats.video, total_frames=n, duration_s=n / 30.0)
    result = analyze_observations(
        replace(squats, video=video, time_s=np.arange(n) / 30.0, **arrays)
    )
    assert result.view.side == "right"
    assert len(result.reps) == 2
    assert {rep.label for rep in result.reps} <= {*GRADES, "occluded"}
    inside = result.frames.depth[result.reps[0].first : result.reps[0].last]
    assert inside.max() == pytest.approx(1.0, abs=0.02)


def test_interpolated_frames_are_not_measured_but_interpolated_again():
    """The network sees no made-up outline: nothing follows from what is in those frames."""
    obs = stick_figure.observe(DEPTH)
    inferred = (DEPTH > 0.1) | (np.arange(len(DEPTH)) % 2 == 0)
    outline = obs.outline.copy()
    outline[~inferred] = 255
    whole = analyze_observations(obs)
    some = analyze_observations(replace(obs, inferred=inferred))
    blind = analyze_observations(replace(obs, inferred=inferred, outline=outline))
    assert some.frames_inferred == inferred.sum() < whole.frames_inferred == len(DEPTH)
    assert blind.to_json() == some.to_json()
    assert [(r.first, r.last) for r in some.reps] == [(r.first, r.last) for r in whole.reps]
    for name in ("pelvic_tilt_deg", "lumbar_flexion_deg"):
        np.testing.assert_allclose(
            getattr(some.frames, name), getattr(whole.frames, name), atol=1.0
        )


def test_standing_that_was_never_looked_at_is_no_zero():
    obs = stick_figure.observe(DEPTH)
    result = analyze_observations(replace(obs, inferred=DEPTH > 0.1))
    assert result.reps and not any(rep.measurable for rep in result.reps)
    assert "quiet standing" in result.message


def test_second_person_and_warnings_are_mentioned(figure):
    result = analyze_observations(replace(figure, people=3, warnings=("only 9 of 10 frames",)))
    assert "3 people are seen; the one who squats most was followed" in result.message
    assert "Note: only 9 of 10 frames." in result.message


def test_other_cutoffs_need_no_new_inference(figure):
    strict = replace(Config(), reps=replace(Config().reps, judged_knee_flexion_deg=170.0))
    assert {rep.label for rep in analyze_observations(figure, strict).reps} == {"too_shallow"}


def test_failure_names_the_file_and_what_to_do():
    known = failed_analysis("a.mp4", Config(), VideoError("a.mp4: is empty; download it again"))
    assert known.message == "a.mp4: is empty; download it again"
    other = failed_analysis("a.mp4", Config(), RuntimeError("graph"))
    assert other.message.startswith("a.mp4: RuntimeError: graph;") and "doctor" in other.message
