"""Variants change the picture, not the movement; comparison pairs the right repetitions."""

from __future__ import annotations

from pathlib import Path

import clips
import numpy as np
import pytest

from fo_buttwink.bench import stability
from fo_buttwink.domain.analysis import VideoAnalysis, ViewEstimate
from fo_buttwink.video.reader import VideoReader


def variant(name: str) -> stability.Variant:
    return next(v for v in stability.VARIANTS if v.name == name)


def frames_of(path) -> list[np.ndarray]:
    with VideoReader(path) as reader:
        return [frame.image for frame in reader]


@pytest.fixture
def source(tmp_path):
    return clips.write_clip(tmp_path / "source.mp4", 50, size=(64, 48), fps=25)


@pytest.mark.parametrize(
    ("name", "frames", "size", "corners"),
    [
        ("re-encoded", 50, (64, 48), "rgbw"),
        ("mirrored", 50, (64, 48), "grwb"),
        ("half size", 50, (32, 24), "rgbw"),
        ("rolled by 5 deg", 50, (64, 48), "rgbw"),
        ("half frame rate", 25, (64, 48), "rgbw"),
        ("start cut off", 25, (64, 48), "rgbw"),
    ],
)
def test_variant_does_what_its_name_says(source, tmp_path, name, frames, size, corners):
    out = tmp_path / "out.mp4"
    stability.write_variant(source, out, variant(name))
    images = frames_of(out)
    assert len(images) == frames
    assert images[0].shape[1::-1] == size
    assert clips.corner_names(images[0]) == corners


def test_brightness_goes_up_and_down(source, tmp_path):
    level = {}
    for name in ("re-encoded", "brighter", "darker"):
        out = tmp_path / f"{name}.mp4"
        stability.write_variant(source, out, variant(name))
        level[name] = float(np.mean(frames_of(out)))
    assert level["darker"] < 0.6 * level["re-encoded"] < level["re-encoded"] < level["brighter"]


def analysis(reps, fps=25.0) -> VideoAnalysis:
    return VideoAnalysis("x.mp4", fps, 500, "ok", "", ViewEstimate("right", 5.0, 0.9), reps=reps)


def test_repetitions_are_paired_in_time(make_rep):
    reference = analysis((make_rep(first=26, last=76), make_rep(first=126, last=176)))
    halved = analysis((make_rep(first=64, bottom=75, last=88),), fps=12.5)
    pairs = list(stability.compare(reference, halved, 0.0))
    assert pairs[0][1] is None
    assert pairs[1][1] is halved.reps[0]


def test_cut_off_start_shifts_and_drops(make_rep):
    reference = analysis((make_rep(first=11, last=61), make_rep(first=126, last=176)))
    later = analysis((make_rep(first=101, last=151),))
    pairs = list(stability.compare(reference, later, 1.0))
    assert [(a.first, b is not None) for a, b in pairs] == [(126, True)]


def test_summary_counts_repetitions_within_the_limits(make_rep):
    """Also those in which only one copy has an onset: they have no change to be within."""
    reference = analysis(
        tuple(
            make_rep(first=a, last=a + 40, wink_deg=w, onset_pct=o)
            for a, w, o in ((11, 10.0, 80.0), (61, 10.0, 80.0), (111, 10.0, 80.0))
        )
    )
    copy = analysis(
        (
            make_rep(first=11, last=51, wink_deg=12.9, onset_pct=84.9),
            make_rep(first=61, last=101, wink_deg=13.1, onset_pct=85.1),
            make_rep(first=111, last=151, wink_deg=4.0, onset_pct=None),
        )
    )
    row = stability._row(Path("x.mp4"), variant("mirrored"), reference, copy)
    text = stability.summary([row, row])
    assert "3 deg in 2 of 6 (33 %)" in text
    assert "in 2 of 4 (50 %). In 2 repetitions only one" in text
    assert not row["within"]
