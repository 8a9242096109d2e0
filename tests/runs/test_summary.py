"""What a run says at its end."""

from __future__ import annotations

from dataclasses import replace

from fo_buttwink.config import FlagConfig
from fo_buttwink.runs.summary import RunSummary, Tally, playing


def test_what_browsers_cannot_show_is_counted_and_said(make_analysis):
    tally = Tally()
    for codec, pixels, variable in (
        ("hevc", "yuv420p10le", True),
        ("h264", "yuv420p", False),
        ("h264", "yuv420p10le", False),
    ):
        analysis = make_analysis(f"/v/{codec}{pixels}.mp4")
        media = replace(
            analysis.media, codec=codec, pixel_format=pixels, variable_frame_rate=variable
        )
        tally.count("id", replace(analysis, media=media), "", FlagConfig())
    summary = tally.summary("k", skipped=0, not_video=(), seconds=1.0)
    assert summary.unplayable == {"h264 yuv420p10le": 1, "hevc": 1}
    assert summary.variable == 1
    said = summary.about_playing()
    assert said[0].startswith("2 videos stay black in most browsers (1 h264 yuv420p10le, 1 hevc).")
    assert "Make proxies for the browser" in said[0]
    assert said[1].startswith("The frames of 1 video do not follow each other evenly.")
    assert all(each in str(summary) for each in said)
    assert summary.to_json()["unplayable"] == summary.unplayable


def test_nothing_is_said_where_there_is_nothing():
    assert playing({}, 0) == []
    assert "black" not in str(RunSummary("k"))
