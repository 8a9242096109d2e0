"""Labels leave through the App's forms, and come back through them."""

from __future__ import annotations

import csv
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

SOON_MS = 60_000


class Form:
    """The open form of an operator; its questions are found by the text above them."""

    def __init__(self, app):
        self.app, self.page = app, app.page
        self.box = app.page.locator('[data-cy="operators-prompt-modal"]')

    def open(self, operator, text):
        self.app.run_operator(operator)
        self.says(text)
        return self

    def says(self, text):
        self.box.get_by_text(text).first.wait_for(timeout=SOON_MS)

    def field(self, label):
        return self.box.locator(
            f'xpath=.//*[normalize-space(text())="{label}"]/following::input[1]'
        )

    def choose(self, label, entry):
        self.box.locator(
            f'xpath=.//*[normalize-space(text())="{label}"]/following::*[@role="combobox"][1]'
        ).click()
        self.page.get_by_role("option", name=entry).first.click()

    def switch(self, label):
        self.box.get_by_label(label).click()

    def run(self, button="Execute"):
        self.page.wait_for_timeout(1500)  # for the form to hear of the last answer
        self.box.get_by_role("button", name=button).first.click(timeout=SOON_MS)


@pytest.fixture
def form(app):
    return Form(app)


def test_clips_with_own_classes_split_by_lifter(app, form, dataset, tmp_path):
    dataset.set_values("athlete", ["A", "B", "C", "A", "B", "C"])
    out = tmp_path / "für später"
    app.open(dataset.name)
    form.open("Export squat labels", "9 repetitions of 4 videos")
    app.shot("export_form")
    form.choose("Format", "H.264 clips")
    form.choose("Classes", "Own")
    form.field("Class of none").fill("good")
    form.field("Class of moderate").fill("bad")
    form.field("Class of marked").fill("")
    form.switch("Split into train, val and test")
    form.field("val [%]").fill("0")
    form.field("Field that says who squats").click()
    app.page.get_by_role("option", name="athlete").click()
    form.says("Split by lifter")
    form.switch("More options")
    form.says("Quality of H.264")
    form.field("Folder to make").fill(str(tmp_path))
    form.says("exists; choose another folder")
    app.shot("export_refused")
    form.field("Folder to make").fill(str(out))
    form.run()
    app.page.get_by_text(str(out)).first.wait_for(timeout=SOON_MS)  # in the progress's place
    app.shot("export_done")
    # The form has shown the path already: wait for the file that is written last.
    for _ in range(120):
        if (out / "dataset_card.md").is_file():
            break
        app.page.wait_for_timeout(500)
    with (out / "clips.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    classes = {"none": "good", "subtle": "subtle", "moderate": "bad"}
    labels = dataset.values("buttwink_reps.detections.label", unwind=True)
    expected = sorted(classes[label] for label in labels if label in classes)
    assert sorted(r["class_name"] for r in rows) == expected
    assert all((out / r["file"]).stat().st_size > 1000 for r in rows)
    assert {r["lifter"] for r in rows if r["split"] == "train"}.isdisjoint(
        r["lifter"] for r in rows if r["split"] == "test"
    )


def test_schedule(app, form, dataset, tmp_path):
    from fiftyone.operators.delegated import DelegatedOperationService

    app.open(dataset.name)
    form.open("Export squat labels", "9 repetitions of 4 videos")
    form.field("Folder to make").fill(str(tmp_path / "out"))
    app.page.wait_for_timeout(1500)
    form.box.get_by_role("button").last.click()
    app.page.get_by_role("menuitem").filter(has_text="Schedule").click()
    form.run("Schedule")
    form.box.wait_for(state="hidden", timeout=SOON_MS)
    service = DelegatedOperationService()
    (queued,) = service.get_queued_operations(dataset_name=dataset.name)
    with ThreadPoolExecutor(1) as pool:  # this thread has Playwright's event loop
        done = pool.submit(service.execute_operation, queued).result()
    assert done.error is None and done.result["out"] == str(tmp_path / "out")
    assert service.get(queued.id).status.progress == 1.0
    assert (tmp_path / "out" / "reps.csv").is_file()


def test_import_of_an_uploaded_file(app, form, dataset, tmp_path):
    from fo_buttwink.reviews.service import list_reviews

    sample = dataset.match({"buttwink.status": "ok"}).first()
    first, last = sample.buttwink_reps.detections[0].support
    file = tmp_path / "coach.csv"
    row = f"{sample.filename},{first},{last},schlecht"
    file.write_text(f"video,start,end,label\n{row}\n", encoding="utf-8")
    app.open(dataset.name)
    form.open("Import squat labels", "choose a file, or give its path")
    app.shot("import_form")
    form.choose("Columns named start and end are in", "Frames")
    form.box.locator("input[type=file]").set_input_files(file)
    form.says("Labels in the file: schlecht")
    form.choose("'schlecht' means", "marked")
    app.shot("import_filled")
    form.run()
    form.says("Squat labels imported")
    app.shot("import_done")
    ((_, review),) = list_reviews(dataset)
    assert (review.verdict, review.label, review.source) == ("corrected", "marked", "csv")


def test_relative_folder_is_said_whole_and_lies_in_the_users_home(app, form, dataset):
    """The server's own current folder is one of FiftyOne's package."""
    app.open(dataset.name)
    form.open("Export squat labels", "9 repetitions of 4 videos")
    at_first = Path(form.field("Folder to make").input_value())
    assert Path.home() in at_first.parents and not at_first.exists()
    form.field("Folder to make").fill("squats/mine")
    said = form.box.get_by_text(re.compile(r"^Will be written to .*squats/mine,"))
    said.wait_for(timeout=SOON_MS)
    app.shot("export_relative")
    assert said.inner_text().startswith(f"Will be written to {Path.home()}/squats/mine, on the")


def test_failure_that_no_form_foresees_is_shown_and_ends(app, form, dataset, tmp_path):
    out = tmp_path / ("o" * 250)  # a name that can be, but what is unfinished has a longer one
    app.open(dataset.name)
    form.open("Export squat labels", "9 repetitions of 4 videos")
    form.field("Folder to make").fill(str(out))
    form.run()
    shown = app.page.locator('[data-cy="operators-prompt-view-modal"]')
    shown.get_by_text("Export squat labels: failed").first.wait_for(timeout=SOON_MS)
    assert "File name too long" in shown.inner_text(), "what happened is said"
    app.shot("export_failed")
    assert shown.get_by_role("progressbar").count() == 0
    shown.get_by_role("button", name="Done").click()
    shown.wait_for(state="hidden")
    assert not out.exists() and list(tmp_path.iterdir()) == []


def test_our_own_table_comes_back_after_a_spreadsheet(app, form, dataset, tmp_path):
    from fo_buttwink.export import Selection, export
    from fo_buttwink.reviews.service import list_reviews

    folder = tmp_path / "out"
    export(dataset, "csv", folder, selection=Selection(abstained="keep"))
    with (folder / "reps.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    edited = next(row for row in rows if row["label"] == "marked")
    edited["label"] = "subtle"
    file = tmp_path / "edited.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    app.open(dataset.name)
    form.open("Import squat labels", "choose a file, or give its path")
    form.box.locator("input[type=file]").set_input_files(file)
    form.says("Labels in the file")
    form.run()
    form.says("Squat labels imported")
    app.shot("import_own_table")
    ((_, review),) = list_reviews(dataset)  # the unchanged rows say nothing new
    assert (review.rep_id, review.label) == (edited["rep_id"], "subtle")
    assert review.verdict == "corrected"
