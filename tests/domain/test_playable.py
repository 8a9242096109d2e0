"""Which videos browsers play."""

from __future__ import annotations

import pytest

from fo_buttwink.domain.playable import count_not_played, not_played, sentence


@pytest.mark.parametrize(
    ("codec", "pixels", "kind"),
    [
        ("h264", "yuv420p", ""), ("h264", "yuvj420p", ""), ("h264", None, ""), ("avc1", None, ""),
        ("vp9", "yuv420p10le", ""), ("av1", "yuv420p10le", ""), (None, None, ""), ("", "", ""),
        ("hevc", "yuv420p", "hevc"), ("hvc1", None, "hevc"), ("mpeg4", "yuv420p", "mpeg4"),
        ("h264", "yuv420p10le", "h264 yuv420p10le"), ("h264", "yuv444p", "h264 yuv444p"),
        ("prores", "yuv422p10le", "prores"),
    ],
)  # fmt: skip
def test_kinds(codec, pixels, kind):
    assert not_played(codec, pixels) == kind


def test_sentences():
    kinds = count_not_played([("hevc", "yuv420p"), ("h264", "yuv420p"), ("mpeg4", None)] * 2)
    assert kinds == {"hevc": 2, "mpeg4": 2}
    assert sentence(kinds) == "4 videos stay black in most browsers (2 hevc, 2 mpeg4)"
    assert sentence({"hevc": 1}).startswith("1 video stays black")
    assert sentence({}) == ""
