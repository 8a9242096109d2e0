"""What is worth a review, in a real database; and the list of the viewer that follows it."""

from __future__ import annotations

import pytest

from fo_buttwink.app.panels.viewer.queue import Lists, in_chosen_order, summarise, walk
from fo_buttwink.curate.next_review import next_to_review, reasons_told
from fo_buttwink.errors import RunNotFoundError, SourceError
from fo_buttwink.reviews.service import review_reps

pytestmark = pytest.mark.database


def row(make_rep, n, wink, label, low=None, high=None):
    return make_rep(first=100 * n + 1, bottom=100 * n + 30, last=100 * n + 60,
                    turning=100 * n + 20, label=label, wink_deg=wink,
                    wink_deg_interval=(low or wink - 0.5, high or wink + 0.5))  # fmt: skip


@pytest.fixture
def dataset(make_dataset, analyse, make_rep):
    dataset = make_dataset("/v/0.mp4", "/v/1.mp4", "/v/2.mp4")
    analyse(
        dataset,
        {
            "0.mp4": [row(make_rep, n, 7.0, "subtle") for n in range(3)],
            "1.mp4": [row(make_rep, 0, 7.0, "subtle"), row(make_rep, 1, 9.8, "subtle", 2.0, 15.0)],
            "2.mp4": [row(make_rep, 0, 2.0, "none"), row(make_rep, 1, 2.0, "none")],
        },
    )
    return dataset


def ids(dataset):
    return dataset.values("buttwink_reps.detections.id")


def test_what_is_unsure_comes_first_with_the_reason(dataset):
    found = next_to_review(dataset)
    unsure = ids(dataset)[1][1]
    assert found.rep_ids[0] == unsure
    assert "9.8 deg (2 to 15)" in found.reasons[0][0]
    assert found.rows()[0]["why"] == " ".join(found.reasons[0])
    assert reasons_told(dataset)[unsure] == found.rows()[0]["why"]


def test_reviewed_ones_are_out_until_the_machine_changes_its_mind(dataset):
    first = next_to_review(dataset).rep_ids[0]
    review_reps(dataset, "buttwink", first, "confirmed", reviewer="ann")
    assert first not in next_to_review(dataset).rep_ids


def test_another_source_counts(dataset):
    target = ids(dataset)[2][0]
    review_reps(dataset, "buttwink", target, "corrected", label="marked", reviewer="ann")
    review_reps(dataset, "buttwink", ids(dataset)[0][0], "confirmed", reviewer="bob")
    assert next_to_review(dataset, other="reviews").rep_ids
    with pytest.raises(SourceError):
        next_to_review(dataset, other="nobody")
    with pytest.raises(RunNotFoundError):
        next_to_review(dataset, "nothing")


def test_a_second_run_that_says_otherwise_leads(dataset, analyse, make_rep):
    plain = next_to_review(dataset).rep_ids
    changed = {
        "0.mp4": [row(make_rep, n, 7.0, "subtle") for n in range(3)],
        "1.mp4": [row(make_rep, n, 7.0, "subtle") for n in range(2)],
        "2.mp4": [row(make_rep, 0, 12.0, "moderate"), row(make_rep, 1, 2.0, "none")],
    }
    analyse(dataset, changed, key="second")
    found = next_to_review(dataset, other="second")
    moved = ids(dataset)[2][0]
    assert found.rep_ids.index(moved) < plain.index(moved)
    at = found.rep_ids.index(moved)
    assert any("second gives 'moderate'" in why for why in found.reasons[at])


def test_the_viewers_list_is_the_view_in_its_order(dataset):
    found = next_to_review(dataset)
    view = found.view(4)
    assert view.values("id") == found.rep_ids[:4]
    assert in_chosen_order(view)
    lists = Lists(view, "buttwink")
    assert lists.flagged.rep_ids.tolist() == found.rep_ids[:4]
    near = summarise(lists.flagged, found.rep_ids[0])
    assert (near["total"], near["done"], near["position"]) == (4, 0, 1)
    assert near["next"]["rep"] == found.rep_ids[1]
    places = walk(lists, found.rep_ids[0], found.rep_ids[:1])["places"]
    assert [place["rep"] for place in places] == found.rep_ids[:4]
    review_reps(dataset, "buttwink", found.rep_ids[1], "confirmed", reviewer="ann")
    assert (
        summarise(Lists(view, "buttwink").flagged, found.rep_ids[0])["next"]["rep"]
        == (found.rep_ids[2])
    )


def test_clips_in_no_chosen_order_list_the_flagged_ones_as_before(dataset):
    clips = dataset.to_clips("buttwink_reps")
    assert not in_chosen_order(clips)
    assert not in_chosen_order(dataset.select(dataset.values("id"), ordered=True))
    flagged = [
        i for video in dataset.values("buttwink_reps.detections") for i in video if i.flagged
    ]
    assert len(Lists(clips, "buttwink").flagged.rep_ids) == len(flagged)


def test_operator(dataset):
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    from fo_buttwink.install.plugin_folder import operator_uri

    uri = operator_uri("review_next")
    operator = foo.get_operator(uri)
    context = ExecutionContext(
        {"dataset_name": dataset.name, "params": {"number": 2}}, executor=Executor(),
        operator_uri=uri,
    )  # fmt: skip
    form = operator.resolve_type(context, "inputs").to_json()["type"]["properties"]
    assert form["number"]["default"] == 50
    answer = operator.execute(context)
    assert len(answer["rows"]) == 2 and answer["rows"][0]["why"]
    calls = {c.operator_uri.rpartition("/")[2]: c.params for c in context.executor._requests}
    stages = [stage["_cls"].rpartition(".")[2] for stage in calls["set_view"]["view"]]
    assert stages == ["FilterLabels", "ToClips", "Select"]
    assert calls["review_next"]["first"] == next_to_review(dataset).rep_ids[0]
    dataset.delete_run("buttwink")
    form = operator.resolve_type(context, "inputs").to_json()["type"]["properties"]
    assert form["problem"]["invalid"]
