"""Cameras of the same squats belong together when training and test data are split."""

from __future__ import annotations

import csv

import pytest
from groups import add_pairs

from fo_buttwink.export import export
from fo_buttwink.export.formats.registry import FORMATS

pytestmark = pytest.mark.database
HALVES = {"train": 0.5, "test": 0.5}


@pytest.fixture
def pairs(make_dataset, make_analysis):
    from fo_buttwink.runs.analyze import DatasetAnalysis

    dataset = add_pairs(make_dataset(), number=12)
    for _ in DatasetAnalysis(dataset, analyser=lambda p, _: (make_analysis(p), None)).run():
        pass
    return dataset


def splits_of(out):
    """Splits that the videos of each group are in, by the group's number."""
    found = {}
    with (out / "reps.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["video"].rpartition("/")[2], set()).add(row["split"])
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "view", [lambda d: d, lambda d: d.select_group_slices(), lambda d: d.group_by("take")]
)
def test_two_cameras_of_one_squat_are_in_one_split(pairs, tmp_path, seed, view):
    export(view(pairs), "csv", tmp_path / "out", splits=HALVES, split_by="video", seed=seed)
    found = splits_of(tmp_path / "out")
    assert len(found) == 12 and all(len(splits) == 1 for splits in found.values())
    assert {next(iter(splits)) for splits in found.values()} == {"train", "test"}
    text = (tmp_path / "out" / "dataset_card.md").read_text("utf-8")
    assert "all cameras of a group are in the same split" in text


def test_one_slice_is_split_by_its_videos(pairs, tmp_path):
    side = pairs.select_group_slices("side")
    export(side, "csv", tmp_path / "out", splits=HALVES, split_by="video")
    assert len(splits_of(tmp_path / "out")) == 12


@pytest.mark.parametrize("name", [n for n in FORMATS if n not in ("clips", "videofolder", "coco")])
def test_every_format_writes_all_slices(
    make_dataset, make_analysis, make_observations, tmp_path, name
):
    """Those that cut or draw need real files; tests/export/test_equal_names.py has them."""
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    dataset = add_pairs(make_dataset())
    job = DatasetAnalysis(
        dataset,
        AnalysisRequest(skeleton=True),
        analyser=lambda p, _: (make_analysis(p), make_observations(p)),
    )
    for _ in job.run():
        pass
    summary = export(dataset, name, tmp_path / "out")
    assert summary.videos == 6 and summary.reps == 6
