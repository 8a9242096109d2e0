"""The App's own Annotate tab, set up for repetitions."""

from __future__ import annotations

import pytest

from fo_buttwink.domain.review.record import LABELS

pytestmark = pytest.mark.database


def test_every_analysis_offers_its_repetitions(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4")
    run_job(dataset)
    run_job(dataset, "second")
    assert dataset.active_label_schemas == ["buttwink_reps", "second_reps"]
    schema = dataset.label_schemas["buttwink_reps"]
    assert schema["classes"] == list(LABELS), "also grades that no repetition has yet"
    assert all(a["read_only"] for a in schema["attributes"]), "measurements are not to be changed"


def test_a_schema_of_the_users_own_is_kept(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4")
    run_job(dataset)
    own = {"type": "temporaldetections", "component": "radio", "classes": ["none", "marked"]}
    dataset.update_label_schema("buttwink_reps", own)
    run_job(dataset, existing="replace")
    assert dataset.label_schemas["buttwink_reps"]["classes"] == ["none", "marked"]


def test_operator_counts_the_edits_of_all_videos(make_dataset, run_job, database):
    import fiftyone.operators as foo

    from fo_buttwink.install.plugin_folder import operator_uri

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    run_job(dataset)
    for sample in dataset:
        sample.buttwink_reps.detections[0].label = "subtle"
        sample.save()
    uri = operator_uri("adopt_squat_edits")
    result = foo.execute_operator(
        uri, dataset=dataset, params={"key": "buttwink", "reviewer": "ann"}
    ).result
    assert len(result["reviewed"]) == 2
    dataset.reload()
    assert dataset.count_values("buttwink_reps.detections.review_state")["corrected"] == 2
    assert dataset.count_values("buttwink_reps.detections.label") == {"moderate": 2, "occluded": 2}
    assert foo.get_operator(uri)(dataset).reviewed == ()
