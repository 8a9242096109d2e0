"""The operator that reviews: from the App's form, from Python, and when refused."""

from __future__ import annotations

import asyncio

import pytest

pytestmark = pytest.mark.database

URI = "@fo-buttwink/fo_buttwink/review_rep"
REPS = "buttwink_reps.detections"


@pytest.fixture
def dataset(make_dataset, analyse):
    dataset = make_dataset("/v/a.mp4")
    analyse(dataset)
    return dataset


def execute(dataset, selected_labels=None, **params):
    from fiftyone.operators.executor import execute_or_delegate_operator

    request = {
        "dataset_name": dataset.name,
        "params": params,
        "selected_labels": selected_labels,
    }
    return asyncio.run(execute_or_delegate_operator(URI, request))


def states(dataset):
    return dataset.values(f"{REPS}.review_state")[0]


def test_python_call(dataset, database):
    import fiftyone.operators as foo

    operator = foo.get_operator(URI)
    ids = dataset.values(f"{REPS}.id")[0]
    assert len(operator(dataset, ids, "confirmed", reviewer="ann").reviewed) == 2
    assert states(dataset) == ["confirmed", "confirmed"]
    operator(dataset, ids[0], "undo", reviewer="ann")
    assert states(dataset) == ["unreviewed", "confirmed"]


def test_app_reviews_the_selected_labels(dataset):
    rep = dataset.values(f"{REPS}.id")[0][0]
    selected = [
        {"label_id": rep, "sample_id": dataset.first().id, "field": "buttwink_reps"}
    ]  # fmt: skip
    result = execute(
        dataset,
        selected,
        key="buttwink",
        verdict="corrected",
        label="marked",
        onset_pct=70.0,
        reviewer="ann",
    )
    assert result.error is None
    assert result.result["reviewed"] == [rep]
    assert dataset.values(f"{REPS}.effective_label")[0][0] == "marked"
    assert dataset.values("buttwink_reviews.detections.source")[0] == ["app"]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"verdict": "confirmed", "rep_ids": []}, "select"),
        ({"verdict": "corrected"}, "at least one of label"),
    ],
)
def test_refusals_say_why(dataset, params, message):
    from fiftyone.operators.executor import ExecutionError

    rep = dataset.values(f"{REPS}.id")[0][0]
    params = {"rep_ids": [rep], "reviewer": "ann", "key": "buttwink", **params}
    try:
        said = str(vars(execute(dataset, **params)))
    except ExecutionError as error:
        said = str(error)
    assert message in said
    assert states(dataset) == ["unreviewed"] * 2


def test_conflict_names_the_repetition_and_the_box_of_the_form(dataset):
    """Nobody finds a raw id in the App, or an argument of Python."""
    rep = dataset.values(f"{REPS}.id")[0][0]
    execute(dataset, rep_ids=[rep], key="buttwink", verdict="confirmed", reviewer="ann")
    said = execute(dataset, rep_ids=[rep], key="buttwink", verdict="rejected", reviewer="bob")
    text = said.error_message or said.error.strip().splitlines()[-1]
    assert "a.mp4, rep 1 (frames 11 to 50): ann said 'confirmed'" in text
    assert "choose 'Replace the verdicts of others too'" in text
    assert "overwrite" not in text and rep not in text


def test_deleting_the_run_names_the_reviews_and_needs_a_tick(dataset):
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, ExecutionError

    from fo_buttwink.reviews.service import review_reps

    review_reps(dataset, "buttwink", dataset.values(f"{REPS}.id")[0], "confirmed", reviewer="ann")
    uri = URI.replace("review_rep", "delete_squat_run")
    operator = foo.get_operator(uri)
    context = ExecutionContext(
        operator_uri=uri,
        request_params={"dataset_name": dataset.name, "params": {"key": "buttwink"}},
    )
    form = str(operator.resolve_input(context).to_json())
    assert "2 reviews that people made" in form and "and its 2 reviews" in form
    request = {"dataset_name": dataset.name, "params": {"key": "buttwink"}}
    from fiftyone.operators.executor import execute_or_delegate_operator

    with pytest.raises(ExecutionError, match="Tick the box"):
        asyncio.run(execute_or_delegate_operator(uri, request))
    assert "buttwink_reviews" in dataset.get_field_schema()
    request["params"]["confirm"] = True
    asyncio.run(execute_or_delegate_operator(uri, request))
    dataset.reload()
    assert "buttwink_reviews" not in dataset.get_field_schema()
