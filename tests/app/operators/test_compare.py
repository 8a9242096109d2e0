"""The operator that compares sources, run by FiftyOne's own executor."""

from __future__ import annotations

import pytest

from fo_buttwink.install.plugin_folder import operator_uri
from fo_buttwink.reviews.service import review_reps

pytestmark = pytest.mark.database
COMPARE, ANALYZE = map(operator_uri, ("compare_squat_sources", "analyze_squats"))


@pytest.fixture(autouse=True)
def pipeline(database, monkeypatch, make_analysis, make_observations):
    from fo_buttwink.batch import run as work

    def analyse(path, config, progress=None):
        return make_analysis(path), make_observations(path)

    monkeypatch.setattr(work, "default_analyser", lambda config, **options: analyse)


@pytest.fixture
def dataset(make_dataset):
    import fo_buttwink

    dataset = make_dataset(*(f"/v/{n}.mp4" for n in range(5)))
    fo_buttwink.analyze_dataset(dataset)
    return dataset


def context(dataset, **params):
    from fiftyone.operators.executor import ExecutionContext, Executor

    request = {"dataset_name": dataset.name, "params": params}
    return ExecutionContext(request, executor=Executor(), operator_uri=COMPARE)


def operator():
    import fiftyone.operators as foo

    return foo.get_operator(COMPARE)


def test_one_source_is_not_enough_and_says_what_to_do(dataset):
    form = operator().resolve_type(context(dataset), "inputs").to_json()["type"]["properties"]
    assert form["problem"]["invalid"]
    assert "Analyze squats under a second key" in form["problem"]["view"]["description"]


def test_figures_and_buttons_that_show_the_disagreements(dataset):
    reps = dataset.values("buttwink_reps.detections.id", unwind=True)
    review_reps(dataset, "buttwink", reps[::2], "corrected", label="none", reviewer="ann")
    form = operator().resolve_type(context(dataset), "inputs").to_json()["type"]["properties"]
    assert form["a"]["view"]["choices"][0]["value"] == "buttwink"
    ctx = context(dataset, a="buttwink", b="reviews")
    found = operator().execute(ctx)
    assert found["summary"].startswith("Run buttwink and reviews of buttwink have 5 repetitions")
    assert found["counts"]["label"] == 5
    assert found["figures"][0] == {
        "name": "Same class", "value": "0.00", "interval": "0.00 to 0.00", "note": "5 repetitions",
    }  # fmt: skip
    ctx.request_params["results"] = found
    shown = operator().resolve_type(ctx, "outputs").to_json()["type"]["properties"]
    button = shown["show_label"]["view"]
    assert button["operator"] == COMPARE and button["params"]["show"] == "label"
    assert "show_onset_pct" not in shown  # nothing to be seen behind it
    ctx = context(dataset, **button["params"])
    operator().execute(ctx)
    calls = {call.operator_uri.rpartition("/")[2]: call.params for call in ctx.executor._requests}
    assert "set_view" in calls and "5 repetitions" in calls["notify"]["message"]
    stages = [stage["_cls"].rpartition(".")[2] for stage in calls["set_view"]["view"]]
    assert stages == ["FilterLabels", "ToClips"]


def test_python(dataset):
    import fo_buttwink

    reps = dataset.values("buttwink_reps.detections.id", unwind=True)
    review_reps(dataset, "buttwink", reps, "confirmed", reviewer="ann")
    found = operator()(dataset, "buttwink", "reviews")
    assert found.agreement == fo_buttwink.agreement(dataset, "buttwink", "reviews").agreement
    assert found.agreement.same.value == 1.0
