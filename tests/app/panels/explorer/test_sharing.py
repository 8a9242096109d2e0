"""Export and report from the explorer: the shown repetitions, all of them and no others."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from explorer_panel import App

from fo_buttwink.app.operators import export_form as form
from fo_buttwink.app.operators.download import FOLDER, pack
from fo_buttwink.export.run import export
from fo_buttwink.reviews.service import review_reps

pytestmark = pytest.mark.database
FILTERS = (
    {},
    {"choices": {"label": ["occluded"]}},
    {"choices": {"label": ["marked", "none", "rejected"]}},
    {"ranges": {"wink_deg": [0, 15]}},
    {"choices": {"lifter": ["ann"], "review_state": ["rejected", "unreviewed"]}},
    {"lasso": [[50, 5], [99, 5], [99, 30], [50, 30]]},
)


@pytest.fixture
def app(dataset):
    reps = dataset.values("buttwink_reps.detections.id", unwind=True)
    review_reps(dataset, "buttwink", reps[:1], "rejected", reviewer="ann")
    review_reps(dataset, "buttwink", reps[5:6], "corrected", label="subtle", reviewer="bob")
    return App(dataset)


def shown_ids(app):
    """What the table lists, page by page."""
    ids: list[str] = []
    while rows := app("rows", offset=len(ids))["rows"]:
        ids += [row["id"] for row in rows]
    return set(ids)


@pytest.mark.parametrize("wanted", FILTERS)
@pytest.mark.parametrize("own", [False, True])
def test_export_and_report_hold_exactly_what_is_shown(app, dataset, tmp_path, wanted, own):
    if own:
        app.stages = dataset.limit(2)._serialize()
    answer = app.change(**wanted)
    expected = shown_ids(app)
    assert len(expected) == answer["counts"]["reps"]["shown"] > 0

    page = app("report")["download"]["text"]
    assert set(re.findall(r'data-rep="(\w+)"', page)) == expected

    app("export")
    (asked,) = app.asked("prompt_user_for_operation")
    given = asked["params"]
    ctx = SimpleNamespace(dataset=dataset, params=given)
    arguments = form.arguments(given)
    export(form.target(ctx), "csv", tmp_path / "out", **arguments)
    with (tmp_path / "out" / "reps.csv").open(encoding="utf-8") as file:
        assert {row["rep_id"] for row in csv.DictReader(file)} == expected


def test_report_says_within_what_and_what_was_asked_for(app, dataset):
    app.stages = dataset.limit(2)._serialize()
    app.change(choices={"label": ["marked"]})
    page = app("report")["download"]
    assert page["name"].endswith(".html") and page["type"] == "text/html"
    assert "your view is applied" in page["text"] and "Label: marked" in page["text"]


def test_too_many_for_one_page_are_refused_with_the_way_out(app, monkeypatch):
    monkeypatch.setattr("fo_buttwink.app.panels.explorer.sharing.MAX_REPORTED", 3)
    refused = app("report")["refused"]
    assert "at most 3 repetitions" in refused and "export" in refused


def test_download_packs_the_folder_and_removes_old_ones(tmp_path, monkeypatch):
    import os
    import tempfile
    import zipfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    source = tmp_path / "labels"
    source.mkdir()
    (source / "reps.csv").write_text("a")
    first = pack(source)
    assert zipfile.ZipFile(first).read("labels/reps.csv") == b"a"
    os.utime(first.parent, (0, 0))
    second = pack(source)
    assert not first.exists() and second.exists()
    assert [p.name.startswith(FOLDER) for p in Path(tmp_path / "tmp").iterdir()] == [True]
