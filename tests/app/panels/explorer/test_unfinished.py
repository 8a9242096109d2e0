"""Runs that did not come to their end, or were never meant to cover all, in the explorer."""

from __future__ import annotations

import pytest
from explorer_panel import App

pytestmark = pytest.mark.database


def test_unfinished_run_says_how_far_it_came_and_how_to_go_on(make_dataset, analyse, make_analysis):
    from fo_buttwink.config import preset
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest
    from fo_buttwink.store.runs import get_run

    dataset = make_dataset(*(f"/v/{n}.mp4" for n in range(4)), kg=[1.0] * 4)
    config = preset("research", every_frame=True)
    job = DatasetAnalysis(
        dataset,
        AnalysisRequest("buttwink", config, load_field="kg", load_unit="rel"),
        analyser=lambda path, settings: (make_analysis(path), None),
    )
    steps = job.run()
    next(steps)
    steps.close()
    assert get_run(dataset, "buttwink").sessions[-1].state == "interrupted"
    notice = App(dataset)("refresh")["older"]
    assert notice["title"] == "1 of 4 videos is analyzed"
    assert notice["button"] == "Continue" and "3 videos" in notice["text"]
    params = notice["params"]
    assert params["existing"] == "skip" and params["view_target"] == "DATASET"
    assert params["config"] == config.to_dict()
    assert (params["load_field"], params["load_unit"]) == ("kg", "rel")
    more = DatasetAnalysis(
        dataset,
        AnalysisRequest("buttwink", config),
        analyser=lambda path, settings: (make_analysis(path), None),
    )
    for _ in more.run():
        pass
    assert App(dataset)("refresh")["older"] is None


def test_run_of_a_chosen_view_is_not_called_unfinished(make_dataset, analyse):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    analyse(dataset.limit(1))
    assert App(dataset)("refresh")["older"] is None


def test_run_that_was_stopped_before_its_first_video(make_dataset, make_analysis):
    from fo_buttwink.runs.analyze import DatasetAnalysis

    def broken(path, settings):
        raise KeyboardInterrupt

    dataset = make_dataset("/v/a.mp4")
    job = DatasetAnalysis(dataset, analyser=broken)
    with pytest.raises(KeyboardInterrupt):
        list(job.run())
    answer = App(dataset)("refresh")
    assert answer["older"]["title"] == "0 of 1 videos are analyzed"
    assert "has no repetitions" in answer["obstacle"]["title"]
