"""The explorer's pictures are of the deepest frame, also where frames are not evenly spaced."""

from __future__ import annotations

import pytest
from explorer_panel import App

pytestmark = pytest.mark.database


def test_a_row_says_when_players_show_its_deepest_frame(dataset):
    rows = App(dataset).change()["table"]["rows"]
    assert {row["bottom_shown_s"] for row in rows} == {None}  # by the rate, as ever
    sample = dataset[rows[0]["sample_id"]]
    bottom = rows[0]["bottom"]
    times = {bottom: 7.0, bottom + 1: 7.5}
    for number, time_s in times.items():
        sample.frames[number].buttwink_time_s = time_s
    sample.buttwink.variable_frame_rate = True
    sample.buttwink.start_s = 0.25
    sample.save()
    dataset.reload()
    found = {row["id"]: row for row in App(dataset).change()["table"]["rows"]}
    shown = found[rows[0]["id"]]["bottom_shown_s"]
    assert 7.25 < shown < 7.75
    assert all("uneven" not in row for row in found.values())
