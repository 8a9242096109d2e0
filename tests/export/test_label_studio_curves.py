"""Label Studio's synchronized time series: what its documentation asks for, and our numbers."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from fo_buttwink.export import export_table, prepare
from fo_buttwink.export.formats.label_studio import CHANNELS, frames_of, read, synchronized


@pytest.fixture
def exported(make_table, tmp_path):
    table = prepare(make_table("/v/a.mp4", "/v/b.mp4"))
    summary = export_table(table, "label_studio", tmp_path / "out", curves=True)
    tasks = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    return table, tasks, ET.parse(tmp_path / "out" / "config.xml").getroot(), summary


def test_video_and_series_follow_one_playhead(exported):
    _, tasks, config, _ = exported
    video, series = config.find("Video"), config.find("TimeSeries")
    assert video.get("sync") == series.get("sync") and video.get("frameRate") == "$fps"
    assert (series.get("value"), series.get("valueType")) == ("$curves", "json")
    named = [channel.get("column") for channel in series.iter("Channel")]
    assert named == list(CHANNELS)
    for task in tasks:
        columns = task["data"]["curves"]
        assert set(columns) == {series.get("timeColumn"), *named}
        assert len({len(values) for values in columns.values()}) == 1
        # What d3 parses with this pattern; Python's %f is the same.
        times = [datetime.strptime(t, series.get("timeFormat")) for t in columns["time"]]
        assert times == sorted(set(times)) and times[0] == datetime(1900, 1, 1)
        assert all(np.isfinite(values).all() for n, values in columns.items() if n != "time")


def test_values_stand_at_their_times(exported):
    table, tasks, _, _ = exported
    (first, *_) = table.iter_videos(series=True)
    columns = tasks[0]["data"]["curves"]
    seconds = [
        int(h) * 3600 + int(m) * 60 + float(s)
        for h, m, s in (re.fullmatch(r"(\d\d):(\d\d):([\d.]+)", t).groups()
                        for t in columns["time"])
    ]  # fmt: skip
    series = first.series
    for name in CHANNELS:
        own = getattr(series, name)
        for time_s, value in zip(seconds[1:], columns[name][1:], strict=True):
            frame = int(np.argmin(np.abs(series.time_s - time_s)))
            assert abs(series.time_s[frame] - time_s) < 1e-5
            assert value == pytest.approx(own[frame], abs=0.006)


def test_gaps_are_left_out_and_the_start_is_that_of_the_video(make_analysis):
    series = make_analysis("/v/a.mp4").frames
    tilt = series.pelvic_tilt_deg.copy()
    tilt[:7], tilt[20:30] = np.nan, np.nan
    others = [getattr(series, name) for name in CHANNELS if name != "pelvic_tilt_deg"]
    known = np.isfinite([tilt, *others]).all(axis=0)
    assert not known[0]
    found = synchronized(replace(series, pelvic_tilt_deg=tilt))
    assert found["time"][0] == "00:00:00.000000"
    assert found["pelvic_tilt_deg"][0] == pytest.approx(tilt[known][0], abs=0.006)
    assert len(found["time"]) == known.sum() + 1


def test_the_importer_reads_regions_as_before(exported, tmp_path):
    table, tasks, _, _ = exported
    task = {**tasks[0], "annotations": [{"result": tasks[0]["predictions"][0]["result"]}]}
    (tmp_path / "back.json").write_text(json.dumps([task]), encoding="utf-8")
    (back,) = read(tmp_path / "back.json")
    rows = [row for row in table.rows if row.video == "/v/a.mp4"]
    found = [
        (*frames_of(start, end, back.data, round), label)
        for start, end, label in back.regions or ()
    ]
    assert found == sorted((r.first_frame, r.last_frame, r.class_name) for r in rows)


def test_without_the_option_nothing_is_new(make_table, tmp_path):
    export_table(prepare(make_table("/v/a.mp4")), "label_studio", tmp_path / "out")
    text = (tmp_path / "out" / "config.xml").read_text(encoding="utf-8")
    assert "TimeSeries" not in text and "sync" not in text
    (task,) = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    assert "curves" not in task["data"]
