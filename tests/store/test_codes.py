"""Videos without a result are found by a code that stays the same when the words change."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.database


def test_videos_are_found_by_their_codes(make_dataset, run_job):
    from fiftyone import ViewField as F

    from fo_buttwink.store.read import read_analyses

    names = ("good", "bad", "crash", "front")
    dataset = make_dataset(*(f"/v/{name}.mp4" for name in names))
    run_job(dataset)
    found = dict(zip(names, dataset.values("buttwink.code"), strict=True))
    assert found == {
        "good": None,
        "bad": "FBW-VIDEO",
        "crash": "FBW-UNEXPECTED",
        "front": "FBW-NOT-MEASURED-UNCLEAR-VIEW",
    }
    view = dataset.match(F("buttwink.code") == "FBW-VIDEO")
    assert view.values("filepath") == ["/v/bad.mp4"]
    read = {analysis.video: analysis.error_code for _, analysis in read_analyses(dataset)}
    assert read["/v/bad.mp4"] == "FBW-VIDEO" and read["/v/front.mp4"] == ""


def test_a_run_without_codes_still_reads(make_dataset, run_job):
    from fo_buttwink.store.read import read_analyses

    dataset = make_dataset("/v/good.mp4", "/v/bad.mp4")
    run_job(dataset)
    dataset._sample_collection.update_many({}, {"$unset": {"buttwink.code": ""}})
    dataset.reload()
    assert [a.error_code for _, a in read_analyses(dataset)] == ["", ""]
    assert [a.status for _, a in read_analyses(dataset)] == ["ok", "failed"]
