"""What an operator may do to a dataset or to files, and the risk that it states of itself.

FiftyOne lets an agent, or an administrator, hold back operators by their stated risk:

======== =====================================================================================
low      reads and shows; neither the database nor a file changes
medium   writes fields, records or files of its own, which can be made again or taken back
high     deletes, or may replace what a person wrote
======== =====================================================================================
"""

from __future__ import annotations

import pytest
from attacked import contents

from fo_buttwink.install.plugin_folder import operator_uri

pytestmark = pytest.mark.database
LOW = {
    "compare_squat_sources",
    "review_flagged",
    "review_flagged_here",
    "review_next",
    "show_squat_groups",
    "squat_dataset_health",
    "squat_run_info",
    "squat_trends",
}
MEDIUM = {
    "adopt_squat_edits",
    "analyze_squats",
    "embed_squat_reps",
    "export_labels",
    "export_reviews",
    "import_labels",
    "make_squat_proxies",
    "restore_reviews",
    "review_rep",
    "write_squat_report",
}
HIGH = {"delete_squat_proxies", "delete_squat_run", "name_squat_sets"}
ASKED = {"squat_trends": {"lifter": "lifter", "load": "load_kg"}}


@pytest.fixture
def reviewed(make_dataset, make_analysis, make_observations, monkeypatch):
    """Two runs, a review, and fields of the user's own."""
    from fo_buttwink import analyze_dataset
    from fo_buttwink.batch import run as work
    from fo_buttwink.reviews.service import review_reps

    def analyse(path, config, progress=None):
        return make_analysis(path), make_observations(path)

    monkeypatch.setattr(work, "default_analyser", lambda config, **options: analyse)
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4", lifter=["ann", "bob"], load_kg=[60.0, 80.0])
    for key in ("one", "two"):
        analyze_dataset(dataset, key, progress=False)
    ids = [i for reps in dataset.values("one_reps.detections.id") for i in reps or []]
    review_reps(dataset, "one", ids[:1], "confirmed", reviewer="ann")
    return dataset


def run(name, dataset, **params):
    import fiftyone.operators as foo

    return foo.execute_operator(operator_uri(name), dataset=dataset, params=params)


def test_every_operator_states_the_risk_that_it_is(database):
    import fiftyone.operators as foo

    prefix = operator_uri("")
    ours = [o for o in foo.list_operators(builtin=False) if o.uri.startswith(prefix)]
    stated = {o.uri.removeprefix(prefix): o.risk_level.value for o in ours if not is_panel(o)}
    assert stated == {
        name: level
        for level, names in (("low", LOW), ("medium", MEDIUM), ("high", HIGH))
        for name in names
    }


def is_panel(operator) -> bool:
    import fiftyone.operators as foo

    return isinstance(operator, foo.Panel)


def lasting(dataset) -> dict:
    """Return all that a dataset keeps; FiftyOne makes a hidden copy for each view of clips."""
    found = {k: v for k, v in contents(dataset).items() if not k.startswith("clips.")}
    found["datasets"] = {
        k: v
        for k, v in found["datasets"].items()
        if not v["sample_collection_name"].startswith("clips.")
    }
    return found


@pytest.mark.parametrize("name", sorted(LOW))
def test_an_operator_of_low_risk_writes_nothing(reviewed, name):
    before = lasting(reviewed)
    result = run(name, reviewed, key="one", **ASKED.get(name, {}))
    assert result.error is None
    assert lasting(reviewed) == before


def test_one_of_medium_risk_writes(reviewed):
    """Otherwise the comparison above would see nothing at all."""
    before = lasting(reviewed)
    ids = [i for reps in reviewed.values("one_reps.detections.id") for i in reps or []]
    run("review_rep", reviewed, key="one", rep_ids=ids[-1:], verdict="confirmed", reviewer="bob")
    assert lasting(reviewed) != before
