"""Measures by hand leave beside the labels, in a file of their own."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from by_hand import measure

from fo_buttwink.export import Selection, export
from fo_buttwink.export.by_hand import NAME

pytestmark = pytest.mark.database


@pytest.fixture
def dataset(make_dataset, make_analysis, make_rep, make_observations):
    """Two videos with a wink and a clean squat each."""
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4", lifter=["A", "B"])
    clean = make_rep(first=55, bottom=68, last=80, label="none", severity=0, onset_pct=None,
                     onset_pct_interval=None, timing=None)  # fmt: skip

    def pipeline(path, config):
        return replace(make_analysis(path), reps=(make_rep(), clean)), make_observations(path)

    for _ in DatasetAnalysis(dataset, AnalysisRequest("buttwink"), analyser=pipeline).run():
        pass
    return dataset


def measures(dataset):
    from fo_buttwink.store.hand import write_hand

    ids = dataset.values("id")
    first, last = dataset.first().buttwink_reps.detections[0].support
    of_rep = [measure(first=first, last=last, who=who) for who in ("ann", "ann", "bob")]
    write_hand(dataset, {ids[0]: of_rep, ids[1]: [measure(first=54, last=81)]})


def lines(out):
    return [json.loads(line) for line in (out / NAME).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_one_line_for_each_pass_and_no_label_changed(dataset, tmp_path, format):
    export(dataset, format, tmp_path / "before")
    measures(dataset)
    summary = export(dataset, format, tmp_path / "after", splits={"train": 0.5, "val": 0.5})
    found = lines(tmp_path / "after")
    assert [(m["rep"], m["who"], m["pass"]) for m in found] == [
        (1, "ann", 1), (1, "ann", 2), (1, "bob", 1), (2, "ann", 1),
    ]  # fmt: skip
    assert found[0]["wink_deg"] == 7.0 and found[0]["measure"]["frames"][0]["pelvis"]
    assert {m["split"] for m in found} == {"train", "val"}, "they stay in the split of their video"
    assert any(NAME in note for note in summary.notes)
    assert NAME in (tmp_path / "after" / "dataset_card.md").read_text(encoding="utf-8")
    assert not (tmp_path / "before" / NAME).exists()


def test_only_of_what_is_exported(dataset, tmp_path):
    measures(dataset)
    export(dataset[1:], "csv", tmp_path / "view")
    assert [m["video"] for m in lines(tmp_path / "view")] == ["/v/b.mp4"]
    export(
        dataset,
        "csv",
        tmp_path / "winks",
        selection=Selection(classes={"moderate": "wink", "none": None}),
    )
    assert {m["rep"] for m in lines(tmp_path / "winks")} == {1}
    export(dataset.to_clips("buttwink_reps"), "csv", tmp_path / "clips")
    assert len(lines(tmp_path / "clips")) == 4


def test_a_field_of_somebody_else_stops_no_export(dataset, tmp_path, database):
    dataset.add_sample_field("squat_hand", database.StringField)
    dataset.set_values("squat_hand", ["left", "right"])
    export(dataset, "csv", tmp_path / "out")
    assert not (tmp_path / "out" / NAME).exists()
