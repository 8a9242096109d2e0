"""Videos without a label say what helps, in the summary and in the explorer."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from explorer_panel import App

from fo_buttwink.app.panels.explorer.unmeasured import sentences, unmeasured
from fo_buttwink.config import Config
from fo_buttwink.domain import texts
from fo_buttwink.domain.analysis import ABSTAIN_REASONS, STATUS_FAILED, STATUS_OK


def test_every_status_has_a_reason_and_one_short_remedy():
    remedies = texts.remedies(Config())
    assert set(remedies) == set(texts.WHY_NOT) == {*ABSTAIN_REASONS, STATUS_FAILED}
    for remedy in remedies.values():
        assert re.fullmatch(r"[A-Z][^.]*\.", remedy) and len(remedy) <= 80


def test_remedies_name_the_cutoffs_of_the_run():
    config = Config()
    own = replace(
        config,
        view=replace(config.view, min_fps=17.5),
        reps=replace(config.reps, judged_knee_flexion_deg=83.0),
    )
    assert "17.5 frames" in texts.remedies(own)["fps_too_low"]
    assert "83 degrees" in texts.remedies(own)["too_shallow"]


def test_grouped_by_reason_the_most_frequent_first():
    counted = {"ok": 5, "no_person": 1, "unclear_view": 2, "failed": 0}
    found = unmeasured(counted, Config())
    assert [(f["status"], f["videos"]) for f in found] == [("unclear_view", 2), ("no_person", 1)]
    assert sentences(counted, Config())[0] == (
        "2 videos: not filmed from the side. Film from the side, at hip height."
    )


@pytest.mark.database
class TestInTheExplorer:
    @pytest.fixture
    def dataset(self, make_dataset, make_analysis, make_rep):
        from fo_buttwink.runs.analyze import DatasetAnalysis
        from fo_buttwink.runs.request import AnalysisRequest

        dataset = make_dataset("/v/a.mp4", "/v/front.mp4", "/v/cut.mp4", "/v/gone.mp4")
        status = {"front": "unclear_view", "cut": "unclear_view", "gone": STATUS_FAILED}

        def analyse(path, config):
            found = next((s for name, s in status.items() if name in str(path)), STATUS_OK)
            reps = (make_rep(),) if found == STATUS_OK else ()
            return replace(make_analysis(path), status=found, reps=reps), None

        for _ in DatasetAnalysis(dataset, AnalysisRequest("buttwink"), analyser=analyse).run():
            pass
        return dataset

    def test_the_summary_carries_the_remedy(self, dataset):
        remedies = texts.remedies(Config())
        assert dataset.values("buttwink.remedy") == [
            None, remedies["unclear_view"], remedies["unclear_view"], remedies[STATUS_FAILED]
        ]  # fmt: skip

    def test_the_list_shows_them_in_the_grid_and_the_counts_stay(self, dataset):
        app = App(dataset)
        answer = app("refresh")
        assert [(f["status"], f["videos"]) for f in answer["unmeasured"]] == [
            ("unclear_view", 2), (STATUS_FAILED, 1)
        ]  # fmt: skip
        within = answer["within"]
        shown = app("show_status", status="unclear_view")
        assert app.view.values("filepath") == ["/v/front.mp4", "/v/cut.mp4"]
        assert shown["within"] == within and not shown["in_grid"]
        again = app("refresh")
        assert (again["status"], again["in_grid"]) == ("unclear_view", False)
        assert again["within"] == within and again["counts"]["reps"]["all"] == 1
        back = app("change")
        assert app.stages == [] and back["in_grid"] and not app("refresh")["status"]

    def test_the_list_follows_the_view(self, dataset):
        app = App(dataset)
        app.stages = dataset.limit(2)._serialize()
        (entry,) = app("refresh")["unmeasured"]
        assert entry["videos"] == 1
        app("show_status", status="unclear_view")
        assert app.view.values("filepath") == ["/v/front.mp4"]

    def test_the_report_lists_only_those_that_meet_its_conditions(self, dataset):
        def listed(**wanted):
            app.change(**wanted)
            page = app("report")["download"]["text"]
            text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
            return [n for n in (1, 2) if f"{texts.WHY_NOT['unclear_view']} 0 {n} " in text]

        dataset.set_values("lifter", ["ann", "ann", "bob", "bob"])
        app = App(dataset)
        assert listed() == [2]
        assert listed(choices={"lifter": ["ann"]}) == [1]
        assert listed(choices={"lifter": ["bob", "ann"]}) == [2]
        assert listed(ranges={"wink_deg": [0, 90]}) == [], "they have no such repetition"

    def test_a_run_without_repetitions_lists_them_too(self, make_dataset, make_analysis):
        from fo_buttwink.runs.analyze import DatasetAnalysis
        from fo_buttwink.runs.request import AnalysisRequest

        dataset = make_dataset("/v/a.mp4")

        def analyse(path, config):
            return replace(make_analysis(path), status="no_person", reps=()), None

        for _ in DatasetAnalysis(dataset, AnalysisRequest("buttwink"), analyser=analyse).run():
            pass
        answer = App(dataset)("refresh")
        assert answer["obstacle"] and answer["unmeasured"][0]["status"] == "no_person"
