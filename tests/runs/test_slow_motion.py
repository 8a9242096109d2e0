"""A sample's own factor of slow motion, from its field to its summary."""

from __future__ import annotations

from dataclasses import replace

import fiftyone as fo
import pytest
import stick_figure

from fo_buttwink.errors import SlowMotionFieldError
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.runs.analyze import DatasetAnalysis
from fo_buttwink.runs.request import AnalysisRequest
from fo_buttwink.store.runs import get_run

pytestmark = pytest.mark.database


def pipeline(path, config, *, slow_motion=1.0):
    figure = stick_figure.observe(stick_figure.squat_depth(2, fps=120.0), fps=120.0)
    if "slow" in path:
        figure = replace(figure, time_s=figure.time_s * 4, video=replace(figure.video, fps=30.0))
    return analyze_observations(figure, config, slow_motion=slow_motion), figure


def test_each_video_has_its_own_factor(make_dataset):
    dataset = make_dataset("/v/slow.mp4", "/v/normal.mp4")
    dataset.add_sample_field("factor", fo.FloatField)
    dataset.set_values("factor", [4.0, None])
    request = AnalysisRequest(slow_motion_field="factor")
    assert AnalysisRequest.from_params(request.to_params()) == request
    job = DatasetAnalysis(dataset, request, analyser=pipeline)
    for _ in job.run():
        pass
    dataset.reload()
    slow, normal = dataset.values("buttwink_reps.detections.eccentric_s")
    assert len(slow) == 2 and slow == pytest.approx(normal, abs=2e-3)
    assert dataset.values("buttwink.slow_motion") == [4.0, 1.0]
    assert dataset.values("buttwink.fps") == [30.0, 120.0]
    assert get_run(dataset, "buttwink").sessions[-1].slow_motion_field == "factor"


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [(fo.FloatField, 0.5, "0.5"), (fo.StringField, "8", "numeric"), (None, None, "nothing")],
)
def test_a_field_that_says_something_else_is_refused_before_anything_is_written(
    make_dataset, kind, value, said
):
    dataset = make_dataset("/v/slow.mp4")
    if kind is not None:
        dataset.add_sample_field("factor", kind)
        dataset.set_values("factor", [value])
    before = list(dataset.get_field_schema())
    with pytest.raises(SlowMotionFieldError, match=said):
        DatasetAnalysis(dataset, AnalysisRequest(slow_motion_field="factor"), analyser=pipeline)
    assert list(dataset.get_field_schema()) == before
