"""The export as a FiftyOne dataset carries the run: loaded again, it is listed and opens."""

from __future__ import annotations

import pytest

from fo_buttwink.export import export
from fo_buttwink.reviews.service import list_reviews, review_reps

pytestmark = pytest.mark.database

KEY = "buttwink"
REPS = "buttwink_reps.detections"


@pytest.fixture
def dataset(make_dataset, make_analysis, make_rep, make_observations):
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4", lifter=["A", "B"])
    clean = make_rep(first=55, bottom=68, last=80, label="none", severity=0, onset_pct=None,
                     onset_pct_interval=None, timing=None)  # fmt: skip

    def pipeline(path, config):
        return make_analysis(path, reps=(make_rep(), clean)), make_observations(path)

    for _ in DatasetAnalysis(dataset, AnalysisRequest(KEY), analyser=pipeline).run():
        pass
    return dataset


@pytest.fixture
def loaded(dataset, tmp_path, database):
    """Makes the export of a view and loads it again."""
    made = []

    def load(view, **options):
        out = tmp_path / f"out{len(made)}"
        export(view, "fiftyone", out, **options)
        made.append(database.Dataset.from_dir(str(out / "dataset"), database.types.FiftyOneDataset))
        return made[-1]

    yield load
    for each in made:
        each.delete()


def test_loaded_dataset_lists_the_run_and_holds_what_it_held(dataset, loaded):
    from fo_buttwink import list_runs
    from fo_buttwink.store.columnar.kept import load_columns
    from fo_buttwink.store.runs import get_run

    first = dataset.values(f"{REPS}.id")[0][0]
    review_reps(dataset, KEY, first, "corrected", label="marked", note="seen", reviewer="ann")
    again = loaded(dataset)
    assert list_runs(again) == [KEY]
    before, after = get_run(dataset, KEY), get_run(again, KEY)
    assert after.settings == before.settings and after.num_reps == 4 == before.num_reps
    assert (after.definition, after.results) == (before.definition, before.results)
    for name in ("wink_deg", "label", "effective_label", "support", "turning", "reason"):
        assert again.values(f"{REPS}.{name}") == dataset.values(f"{REPS}.{name}"), name
    assert again.values("buttwink.status") == ["ok", "ok"]
    assert again.values("frames.buttwink_pelvic_tilt_deg") == dataset.values(
        "frames.buttwink_pelvic_tilt_deg"
    )
    assert [r for _, r in list_reviews(again, KEY)] == [r for _, r in list_reviews(dataset, KEY)]
    assert len(load_columns(again, KEY, None)) == 4, "as the explorer reads it"


def test_only_what_was_chosen_comes_along(dataset, loaded, database):
    second = dataset.values(f"{REPS}.id")[0][1]
    review_reps(dataset, KEY, second, "confirmed", reviewer="ann")
    view = dataset.filter_labels("buttwink_reps", database.ViewField("label") == "moderate")
    again = loaded(view, curves=False)
    assert again.values(f"{REPS}.label") == [["moderate"], ["moderate"]]
    assert list_reviews(again, KEY) == [], "of a repetition that stays behind"


def test_loaded_dataset_can_be_reviewed_exported_and_analysed_on(dataset, loaded, tmp_path):
    from fo_buttwink import delete_run

    again = loaded(dataset)
    ids = [i for video in again.values(f"{REPS}.id") for i in video]
    assert len(review_reps(again, KEY, ids, "confirmed", reviewer="bob").reviewed) == 4
    assert export(again, "csv", tmp_path / "again").reps == 4
    delete_run(again, KEY, discard_reviews=True)
    assert "buttwink_reps" not in again.get_field_schema() and "reps" in again.get_field_schema()


def test_explorer_opens_the_loaded_run(dataset, loaded):
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    from fo_buttwink.install.plugin_folder import operator_uri

    again = loaded(dataset)
    uri = operator_uri("squat_explorer")
    context = ExecutionContext(
        {"dataset_name": again.name,
         "params": {"panel_id": "p", "panel_state": {}, "__method__": "refresh"}},
        executor=Executor(), operator_uri=uri,
    )  # fmt: skip
    answer = foo.get_operator(uri).execute(context)
    assert answer["key"] == KEY and answer["counts"]["reps"] == {"shown": 4, "all": 4}
