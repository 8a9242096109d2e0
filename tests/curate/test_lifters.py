"""Lifters and loads of a real dataset, from fields and file names; trends of each."""

from __future__ import annotations

import pytest

from fo_buttwink.curate.lifters import lifter_trends, read_facts, write_facts
from fo_buttwink.errors import NamePatternError
from fo_buttwink.reviews.service import review_reps

pytestmark = pytest.mark.database

LOADS = (60, 70, 80, 90, 100, 110)
PATTERN = r"(?P<lifter>[a-z]+)_(?P<load_kg>[^_]+)"


@pytest.fixture
def dataset(make_dataset, analyse, make_rep):
    """Ann winks more with every load; bob does not; one file is named otherwise."""
    paths = [f"/v/{name}_{load}kg.mp4" for name in ("ann", "bob") for load in LOADS]
    dataset = make_dataset(
        *paths, "/v/zoe_heavy.mp4", weight=[str(v) for v in LOADS * 2] + ["much"]
    )

    def reps(wink):
        return [make_rep(first=100 * n + 1, bottom=100 * n + 30, last=100 * n + 60,
                         turning=100 * n + 20, label="subtle", wink_deg=round(wink + 0.3 * off, 2))
                for n, off in enumerate((0, 1, -1, 2, -2))]  # fmt: skip

    found = {f"ann_{load}kg.mp4": reps(5 + 0.2 * (load - 60)) for load in LOADS}
    found |= {f"bob_{load}kg.mp4": reps(8 + 0.01 * (load % 20)) for load in LOADS}
    analyse(dataset, {**found, "zoe_heavy.mp4": reps(3)})
    return dataset


def test_trends_by_file_name(dataset):
    facts = read_facts(dataset, pattern=PATTERN)
    (problem,) = facts.problems
    assert "zoe_heavy" in str(problem) and "expected kilograms" in str(problem)
    trends = {(t.lifter, t.measure, t.over): t for t in lifter_trends(dataset, facts)}
    ann = trends["ann", "wink_deg", "load"]
    assert ann.shown and ann.change == pytest.approx(10.0, abs=0.5) and ann.sets == 6
    assert not trends["bob", "wink_deg", "load"].shown
    assert "no set has both" in trends["zoe", "wink_deg", "load"].reason
    assert not trends["ann", "onset_pct", "load"].shown  # the onset is the same in all


def test_a_field_of_loads_with_text_in_it(dataset):
    facts = read_facts(dataset, {"load_kg": "weight"}, PATTERN)
    zoe = dataset.values("id")[-1]
    assert facts.by_sample[zoe].load_kg is None and facts.by_sample[zoe].lifter == "zoe"
    assert any("found 'much'" in str(p) for p in facts.problems)
    assert facts.by_sample[dataset.first().id].load_kg == 60.0


def test_written_fields_serve_the_analysis(dataset):
    facts = read_facts(dataset, pattern=PATTERN)
    assert write_facts(dataset, facts) == ["lifter", "load_kg"]
    assert dataset.values("load_kg")[:2] == [60.0, 70.0] and dataset.values("load_kg")[-1] is None
    assert dataset.values("lifter")[-1] == "zoe"
    assert write_facts(dataset, facts) == []  # they say so already
    dataset.set_values("lifter", ["x"] * len(dataset))
    assert write_facts(dataset, facts) == [] and dataset.values("lifter")[0] == "x"
    assert write_facts(dataset, facts, overwrite=True) == ["lifter", "load_kg"]
    assert dataset.values("lifter")[0] == "ann"


def test_what_a_reviewer_says_is_no_squat_does_not_count(dataset):
    reps = dataset.values("buttwink_reps.detections.id")[0]
    review_reps(dataset, "buttwink", reps, "not_a_squat", reviewer="ann")
    facts = read_facts(dataset, pattern=PATTERN)
    trends = {(t.lifter, t.measure, t.over): t for t in lifter_trends(dataset, facts)}
    assert trends["ann", "wink_deg", "load"].sets == 5


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"load_kg": "nothing"}, "found nothing under 'nothing'"),
        ({"load_kg": "buttwink_reps"}, "found EmbeddedDocumentField under"),
        ({"weight": "weight"}, "got 'weight'"),
    ],
)
def test_fields_that_are_none(dataset, fields, said):
    with pytest.raises(NamePatternError, match=said):
        read_facts(dataset, fields)


def test_nobody_is_named(dataset):
    assert lifter_trends(dataset, read_facts(dataset)) == []


def test_operators(dataset):
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    from fo_buttwink.install.plugin_folder import operator_uri

    def asked(name, **params):
        uri = operator_uri(name)
        request = {"dataset_name": dataset.name, "params": params}
        context = ExecutionContext(request, executor=Executor(), operator_uri=uri)
        return foo.get_operator(uri), context

    def properties(operator, context, target):
        return operator.resolve_type(context, target).to_json()["type"]["properties"]

    operator, context = asked("squat_trends")
    assert "Nobody is named" in properties(operator, context, "inputs")["problem"]["view"]["label"]
    operator, context = asked("name_squat_sets", pattern="(?P<x>.)")
    assert "unknown groups x" in properties(operator, context, "inputs")["problem"]["error_message"]
    operator, context = asked("name_squat_sets", pattern=PATTERN)
    assert (
        "| ann_60kg.mp4 | ann | 60 |"
        in properties(operator, context, "inputs")["preview"]["default"]
    )
    result = operator.execute(context)
    assert result["written"] == ["lifter", "load_kg"] and result["left"] == 1
    dataset.reload()
    operator, context = asked("squat_trends")
    assert "problem" not in properties(operator, context, "inputs")
    result = operator.execute(context)
    assert result["lifters"] == 3 and result["shown"][0].startswith("ann: the wink rises by")
    context.request_params["results"] = result
    assert "ann: the wink rises" in properties(operator, context, "outputs")["said"]["default"]
