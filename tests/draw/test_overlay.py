"""The overlay is a playable video that shows what was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

import fo_buttwink
from fo_buttwink.cli import main as cli
from fo_buttwink.draw import overlay
from fo_buttwink.video.files import VideoError
from fo_buttwink.video.reader import VideoReader

CLIP = Path(fo_buttwink.__file__).parent / "data" / "demo" / "03_mid_marked_right.mp4"


@pytest.mark.pose
def test_overlay_draws_on_every_frame(tmp_path):
    out = tmp_path / "overlay.mp4"
    result = overlay.write_overlay(CLIP, out)
    assert result.reps
    with av.open(str(out)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
    with VideoReader(CLIP) as before, VideoReader(out) as after:
        pairs = list(zip(before, after, strict=True))
    height = pairs[0][0].image.shape[0]
    for a, b in pairs[:: len(pairs) // 8]:
        change = np.abs(a.image.astype(int) - b.image.astype(int)).max(axis=2) > 60
        assert change[: height // 2].any(), "words and outline in the upper half"
        assert change[-height // 8 :].any(), "curves along the bottom"


def test_words_say_what_the_wink_is_made_of(make_rep, make_analysis):
    frames = make_analysis().frames
    rep = make_rep()
    tilt = np.zeros_like(frames.pelvic_tilt_deg)
    tilt[rep.turning - 1] = 30.0
    tilt[rep.bottom - 1] = 16.0
    frames = replace(frames, pelvic_tilt_deg=tilt)
    lines = ["wink 12 deg (8 to 17)", "the smaller of W 14 and rise 12"]
    said = overlay._said_of
    assert said(rep, frames, rep.first) == lines
    assert said(rep, frames, rep.turning) == [*lines, "turning point"]
    assert said(rep, frames, rep.bottom) == [*lines, "pelvis turned back 14 deg so far"]
    assert said(rep, frames, rep.bottom + 1) == lines
    rigid = replace(rep, wink_deg=0.0, lumbar_rise_deg=-0.4)
    assert said(rigid, frames, rep.first)[1] == "W 14 and rise 0"
    older = replace(rep, turning=None, lumbar_rise_deg=None)
    assert said(older, frames, rep.bottom) == lines[:1]


def test_missing_video_is_named(tmp_path, capsys):
    with pytest.raises(VideoError, match="no such file"):
        overlay.write_overlay(tmp_path / "none.mp4", tmp_path / "out.mp4")
    assert cli.main(["overlay", str(tmp_path / "none.mp4"), str(tmp_path / "out.mp4")]) == 1
    assert "none.mp4" in capsys.readouterr().err
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.pose
def test_face_is_blurred_on_request(tmp_path):
    from fo_buttwink.pipeline.observe import observe_video
    from fo_buttwink.video.blur import head_circles

    overlay.write_overlay(CLIP, tmp_path / "plain.mp4")
    assert cli.main(["overlay", str(CLIP), str(tmp_path / "blurred.mp4"), "--blur-faces"]) == 0
    circles = head_circles(observe_video(CLIP).landmarks)
    with VideoReader(tmp_path / "plain.mp4") as before, VideoReader(tmp_path / "blurred.mp4") as b:
        pairs = list(zip(before, b, strict=True))
    for frame, other in pairs[::50]:
        x, y, radius = circles[frame.index]
        rows, columns = np.mgrid[: frame.image.shape[0], : frame.image.shape[1]]
        away = np.hypot(columns - x, rows - y)
        change = np.abs(frame.image.astype(int) - other.image.astype(int)).mean(axis=2)
        assert change[away < 0.5 * radius].mean() > 5
        assert change[away > radius + 12].mean() < 1.5
