"""Quiet standing is found where it is, and not where it only looks tall."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import stick_figure

from fo_buttwink.config import FilterConfig
from fo_buttwink.measure.posture import sagittal_posture
from fo_buttwink.measure.reps import RepSignals, find_reps
from fo_buttwink.measure.standing import standing_frames


def posture_and_reps(depth, **options):
    posture = sagittal_posture(stick_figure.observe(depth, **options), "right", FilterConfig(), 0.5)
    spans = find_reps(RepSignals(posture.time_s, posture.hip_height, posture.knee_flexion_deg))
    return posture, spans


def test_only_standing_frames_are_chosen():
    depth = stick_figure.squat_depth(3)
    posture, spans = posture_and_reps(depth)
    standing = standing_frames(posture, spans)
    assert standing.sum() > 20
    assert depth[standing].max() < 0.02
    for span in spans:
        assert not standing[span.first + 1 : span.last].any()


def test_bow_before_the_set_is_not_the_zero():
    """Somebody who stands tall but leans forward, as under the bar, does not stand quietly."""
    depth = np.concatenate([np.zeros(60), stick_figure.squat_depth(2)])
    angles = stick_figure.angles_of(depth)
    angles["trunk"][:60] += 30 * np.sin(np.linspace(0, np.pi, 60)) ** 2
    posture, spans = posture_and_reps(depth, angles=angles)
    standing = standing_frames(posture, spans)
    assert standing.any()
    assert np.abs(posture.trunk_line_deg[standing] - 4.0).max() < 2.0


def test_standing_far_from_the_set_does_not_count():
    depth = np.concatenate([np.zeros(150), stick_figure.squat_depth(2)])
    posture, spans = posture_and_reps(depth)
    standing = standing_frames(posture, spans)
    assert standing.any()
    assert posture.time_s[standing].min() > posture.time_s[spans[0].first] - 1.6


def test_touch_and_go_uses_the_very_top():
    one = np.sin(np.linspace(0, np.pi, 60)) ** 2
    depth = np.tile(one, 4)
    posture, spans = posture_and_reps(depth)
    assert len(spans) >= 3
    standing = standing_frames(posture, spans)
    assert standing.any()
    assert depth[standing].max() < 0.1


def test_without_reps_the_whole_clip_is_searched():
    posture, _ = posture_and_reps(np.zeros(60))
    assert standing_frames(posture, []).sum() >= 20


def test_nobody_seen():
    obs = stick_figure.hide(stick_figure.observe(np.zeros(40)), slice(None))
    posture = sagittal_posture(obs, "right", FilterConfig(), 0.5)
    assert not standing_frames(posture, []).any()


def test_standing_is_the_same_in_a_later_part_of_a_video():
    """1.5 s are 45 frames at 30 per second: the last digit of the times decided on one of them."""
    posture, spans = posture_and_reps(stick_figure.squat_depth(2, rest_s=4.0))
    standing = standing_frames(posture, spans)
    frames = np.arange(len(standing))
    for start in range(200):
        later = replace(posture, time_s=(frames + start) / 30.0)
        np.testing.assert_array_equal(standing_frames(later, spans), standing)
