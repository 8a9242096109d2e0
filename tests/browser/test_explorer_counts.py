"""What the explorer counts, and within what: true at first, after each click and each change."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from explorer_page import Explorer, flagged
from viewer_page import Viewer

REPS = "buttwink_reps.detections"
SIDEBAR = f'[data-cy="categorical-filter-{REPS}.flagged"] [data-cy="checkbox-True"]'


class Counting(Explorer):
    """The open explorer, and what it says that it counts."""

    def says(self, text):
        """Wait for the sentence on what is counted."""
        self.page.wait_for_function(
            "text => document.querySelector('[data-cy=\"bwx-within\"]')?.innerText === text",
            arg=text,
        )
        return self.ready()

    def filter_flagged(self):
        """Set or take back a filter of the sidebar's: flagged repetitions only."""
        if not self.page.locator(SIDEBAR).count():
            self.page.locator('[data-cy="sidebar-field-arrow-enabled-buttwink_reps"]').click()
        self.page.locator(SIDEBAR).click()

    def rows(self):
        """Ids of the repetitions in the table."""
        self.get("part-table").click()
        self.get("row").first.wait_for()
        return {row.get_attribute("data-id") for row in self.get("row").all()}


@pytest.fixture
def explorer(app, dataset):
    return Counting(app, dataset)


def reps_of(dataset, *names):
    """Attributes of all repetitions, by id."""
    columns = dataset.values([f"{REPS}.{name}" for name in ("id", *names)], unwind=True)
    return {first: rest for first, *rest in zip(*columns, strict=True)}


def test_sidebar_filter_counts_from_the_start_and_outlasts_every_click(
    explorer, dataset, number
):  # fmt: skip
    some = number(flagged)
    explorer.says(f"Counted: all {number()} repetitions in 6 videos of this dataset.")
    explorer.filter_flagged()
    narrowed = f"Counted: {some} repetitions in 2 videos; the sidebar's filters are applied."
    explorer.says(narrowed)
    explorer.shown(some)
    # A click of the explorer's narrows that; the filter is not dropped.
    marked = number(lambda rep: rep["flagged"] and rep["label"] == "marked")
    assert marked < some
    explorer.get("word-marked").click()
    explorer.shown(marked)
    explorer.says(narrowed)
    explorer.app.wait_count(f"{marked} clip{'s' * (marked != 1)}")
    explorer.app.shot("explorer_counts_1_filter_and_word")
    # Reset takes back what the explorer asked for, and nothing else.
    explorer.get("reset").click()
    explorer.shown(some)
    explorer.says(narrowed)
    explorer.app.wait_count("2 samples")
    explorer.app.reload()
    explorer.says(narrowed)


def test_view_of_the_users_is_counted_before_the_first_click(app, dataset, number):
    dataset.save_view("two", dataset.limit(2))
    expected = len(dataset.limit(2).values(f"{REPS}.id", unwind=True))
    app.open(dataset.name, "?view=two")
    app.wait_count("2 samples")
    explorer = Counting.__new__(Counting)
    explorer.app, explorer.page = app, app.page
    explorer.content = app.open_panel("squat_explorer")
    explorer.says(f"Counted: {expected} repetitions in 2 videos; your view is applied.")
    assert explorer.rows() == set(dataset.limit(2).values(f"{REPS}.id", unwind=True))
    app.shot("explorer_counts_2_view")


def test_tags_and_corrections_reach_the_clips_of_the_grid(explorer, dataset, number):
    from fo_buttwink.reviews.service import review_reps

    many = number(lambda rep: rep["label"] == "marked")
    explorer.get("word-marked").click()
    explorer.app.wait_count(f"{many} clips")
    explorer.get("tag").click()
    explorer.get("ask").locator("input").fill("twice")
    explorer.get("ask").locator("input").press("Enter")
    explorer.get("notice").get_by_text(f"Tagged {many} repetitions").wait_for()
    clips = clips_of(dataset, "tags")
    assert list(clips.values()) == [["twice"]] * many
    # Somebody else corrects one of them: back in this window, she sees that.
    review_reps(dataset, "buttwink", [next(iter(clips))], "corrected", label="none", reviewer="ann")
    explorer.page.evaluate("window.dispatchEvent(new Event('focus'))")
    explorer.shown(many - 1)
    explorer.get("apply").click()
    explorer.app.wait_count(f"{many - 1} clip{'s' * (many != 2)}")


def clips_of(dataset, name):
    """An attribute of the newest clips that the App has made of a dataset's repetitions, by id."""
    import fiftyone.core.odm as foo

    own = set(reps_of(dataset))
    database = foo.get_db_conn()
    for doc in database.datasets.find({"name": {"$regex": "^2"}}).sort("_id", -1):
        clips = list(database[doc["sample_collection_name"]].find())
        if clips and {str(clip["_id"]) for clip in clips} <= own and "support" in clips[0]:
            return {str(clip["_id"]): clip["buttwink_reps"].get(name) for clip in clips}
    raise AssertionError("the App has made no clips of this dataset")


def test_verdict_in_the_viewer_renews_the_clip_and_the_counts(app, dataset, number):
    viewer = Viewer(app)
    explorer = Counting(app, dataset)
    explorer.get("count-flagged").click()
    app.wait_count(f"{number(flagged)} clips")
    explorer.get("part-table").click()
    explorer.get("row").first.click()
    app.wait_modal()
    viewer.ready().live()
    rep = viewer.rep
    viewer.press("y")
    viewer.wait_text("status", "confirmed")
    assert clips_of(dataset, "review_state")[rep] == "confirmed"
    # It goes on to the next one, and would open that after the modal was closed.
    app.page.wait_for_selector(f"[data-testid=fbw-viewer]:not([data-rep='{rep}'])")
    viewer.ready().live()
    app.close_modal()
    explorer.page.wait_for_function(
        "() => document.querySelector('[data-cy=\"bwx-count-reviewed\"]')?.innerText"
        " === '1 reviewed'"
    )


def test_edit_in_the_annotate_tab_is_counted_when_the_video_is_closed(explorer, dataset):
    """The tab itself is FiftyOne's: what it stores is stored here as it does."""
    explorer.get("part-table").click()
    explorer.get("row").first.click()
    explorer.app.wait_modal()
    rep = explorer.get("row").first.get_attribute("data-id")
    sample = next(s for s in dataset if rep in [r.id for r in s.buttwink_reps.detections])
    edited = next(r for r in sample.buttwink_reps.detections if r.id == rep)
    edited.label = "none"
    sample.save()
    explorer.app.close_modal()
    explorer.page.wait_for_function(
        "() => document.querySelector('[data-cy=\"bwx-count-reviewed\"]')?.innerText"
        " === '1 reviewed'"
    )
    explorer.get("notice").get_by_text("Counted 1 edit of the Annotate tab").wait_for()


def test_report_and_export_hold_exactly_what_is_shown(explorer, dataset, number, tmp_path):
    explorer.get("reason-occluded").click()
    occluded = number(lambda rep: rep["label"] == "occluded")
    explorer.shown(occluded)
    wanted = {i for i, (label,) in reps_of(dataset, "label").items() if label == "occluded"}
    with explorer.page.expect_download() as download:
        explorer.get("report").click()
    page = Path(download.value.path()).read_text(encoding="utf-8")
    assert download.value.suggested_filename.endswith(".html")
    assert set(re.findall(r'data-rep="(\w+)"', page)) == wanted
    assert "Label: occluded" in page and "What one camera cannot know" in page
    outside = re.sub(r"<script>.*?</script>", "", page, flags=re.S)
    assert not re.search(r"(src|href)=\"?https?:|url\(", outside)  # complete in itself
    explorer.get("export").click()
    form = explorer.page.locator('[data-cy="operators-prompt-modal"]')
    form.get_by_text(f"Exports the {occluded} repetitions in").first.wait_for()
    folder = tmp_path / "labels"
    label = 'xpath=.//*[normalize-space(text())="Folder to make"]/following::input[1]'
    form.locator(label).fill(str(folder))
    explorer.app.shot("explorer_counts_3_export")
    explorer.page.wait_for_timeout(1500)
    with explorer.page.expect_download() as download:
        form.get_by_role("button", name="Execute").first.click()
    with zipfile.ZipFile(Path(download.value.path())) as packed:
        text = packed.read("labels/reps.csv").decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["rep_id"] for row in rows} == wanted
    assert (folder / "dataset_card.md").is_file()


def test_videos_that_were_not_measured_say_what_helps_and_are_shown(explorer, dataset):
    sample = dataset.match({"buttwink.status": "ok"}).first()
    sample["buttwink.status"] = "fps_too_low"
    sample.save()
    explorer.page.evaluate("window.dispatchEvent(new Event('focus'))")
    explorer.get("unmeasured").get_by_text("too few frames per second").wait_for()
    explorer.get("unmeasured-open").click()
    helps = "Film with at least 14 frames per second."
    explorer.get("status-fps_too_low").get_by_text(helps).wait_for()
    explorer.app.shot("explorer_counts_4_unmeasured")
    before = explorer.get("within").inner_text()
    explorer.get("show-fps_too_low").click()
    explorer.app.wait_count("1 sample")
    explorer.get("elsewhere").wait_for()
    assert explorer.get("within").inner_text() == before  # still what is counted
    explorer.get("apply").click()
    explorer.app.wait_count("6 samples")


def test_plot_takes_the_colors_of_another_theme(explorer):
    def corner():
        return explorer.page.evaluate(
            """() => { const c = document.querySelector('[data-cy="bwx-canvas"] canvas');
              const d = c.getContext('2d').getImageData(0, 0, 44, c.height).data;
              let sum = 0, n = 0;
              for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 128) { sum += d[i]; n += 1; }
              return sum / n; }"""
        )

    dark = corner()
    explorer.page.locator('[data-cy="theme-toggle"]').or_(
        explorer.page.get_by_title("Light mode")
    ).first.click()
    explorer.page.wait_for_timeout(1000)
    explorer.app.shot("explorer_counts_5_light")
    assert corner() < dark - 40  # letters on white are dark
