"""A saved view that is deleted takes nothing with it but itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import fiftyone.core.odm as foo
import pytest
from fiftyone import ViewField as F

from fo_buttwink.reviews.service import review_reps
from fo_buttwink.store.runs import arrange_run, delete_run
from fo_buttwink.store.view_deletion import is_generated

pytestmark = pytest.mark.database
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def kept(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    for key in ("k", "other"):
        run_job(dataset, key)
    dataset.reload()
    dataset.persistent = True
    return dataset


def is_kept(dataset):
    """What the database says, which is what counts once this process is gone."""
    stored = foo.get_db_conn().datasets.find_one({"name": dataset.name})
    return dataset.persistent and stored["persistent"]


def test_a_dataset_outlives_the_deletion_of_a_run(kept):
    first = kept.values("other_reps.detections.id", unwind=True)[0]
    review_reps(kept, "other", first, "rejected", reviewer="Ana")
    delete_run(kept, "k")
    assert is_kept(kept)
    delete_run(kept, "other", discard_reviews=True)
    assert is_kept(kept)


def test_it_outlives_its_saved_views(kept):
    """As the App and users delete them: ours, and any that asks for what people said."""
    said = F("review_state") == "rejected"
    kept.save_view("theirs", kept.filter_labels("k_reps", said))
    kept.save_view("theirs", kept.filter_labels("k_reps", ~said), overwrite=True)
    arrange_run(kept, "k")
    assert is_kept(kept)
    for name in kept.list_saved_views():
        kept.delete_saved_view(name)
        assert is_kept(kept), name


def test_no_view_of_ours_is_mistaken_where_we_are_not(kept):
    """FiftyOne looks for these letters."""
    ours = [n for n in kept.list_saved_views() if n.startswith("k: ")]
    assert len(ours) == 4
    for name in ours:
        assert "_state" not in json.dumps(kept._get_saved_view_doc(name).view_stages), name


def test_what_stands_behind_generated_clips_still_goes(kept):
    clips = kept.to_clips("k_reps")
    kept.save_view("clips", clips)
    assert is_generated(kept._get_saved_view_doc("clips").view_stages)
    behind = kept.load_saved_view("clips")._dataset
    assert behind.name != kept.name and behind.persistent
    kept.delete_saved_view("clips")
    assert not foo.get_db_conn().datasets.find_one({"name": behind.name})["persistent"]
    assert is_kept(kept)


@pytest.mark.parametrize("module", ["fo_buttwink.app.operators", "fo_buttwink.runs.analyze"])
def test_the_app_and_programs_are_guarded_from_the_start(module):
    code = (
        f"import {module}, fiftyone.core.dataset as d\n"
        "assert d._handle_delete_generated_saved_view.keeps_datasets"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
