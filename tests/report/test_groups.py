"""A report about groups: its counts are those of the videos that it is about, in every slice."""

from __future__ import annotations

import pytest
from groups import add_pairs

from fo_buttwink.report.data import ReportOptions
from fo_buttwink.report.from_dataset import of_dataset
from fo_buttwink.store.groups import ungrouped

pytestmark = pytest.mark.database
REPS = "buttwink_reps"
VIEWS = {
    "groups": (lambda d: d, 6),
    "by lifter": (lambda d: d.group_by("lifter"), 6),
    "clips": (lambda d: ungrouped(d).to_clips(REPS), 6),
    "clips of the other slice": (lambda d: d.select_group_slices("back").to_clips(REPS), 3),
    "clips, grouped": (lambda d: ungrouped(d).to_clips(REPS).group_by("sample_id"), 6),
}


@pytest.mark.parametrize(("view", "videos"), VIEWS.values(), ids=VIEWS)
def test_videos_of_every_slice_are_counted(make_dataset, make_analysis, view, videos):
    from fo_buttwink.runs.analyze import DatasetAnalysis

    dataset = add_pairs(make_dataset())
    for _ in DatasetAnalysis(dataset, analyser=lambda p, _: (make_analysis(p), None)).run():
        pass
    data = of_dataset(view(dataset), ReportOptions())
    assert dict(data.statuses) == {"ok": videos}
    assert (data.counts.videos, data.counts.reps) == (videos, 2 * videos)
    assert len(data.lines) == videos and len(set(data.names.values())) == videos
