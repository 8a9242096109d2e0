"""The repetition explorer in the real App: what a curator does, and what she sees then."""

from __future__ import annotations

import pytest

PANEL = "squat_explorer"


class Explorer:
    """The open panel."""

    def __init__(self, app, dataset, *, grid=True):
        app.open(dataset.name, grid=grid)
        self.app, self.page = app, app.page
        self.content = app.open_panel(PANEL)
        self.ready()

    def get(self, name):
        return self.content.locator(f'[data-cy="bwx-{name}"]')

    def ready(self):
        """Wait until the panel has its answers."""
        self.page.wait_for_selector(
            '[data-cy="squat-explorer"][data-waiting="no"] :is([data-cy="bwx-plot"],'
            '[data-cy="bwx-obstacle"])'
        )
        return self

    def shown(self, text):
        """Wait until so many repetitions are shown, such as ``"3 of 14"``."""
        self.page.wait_for_function(
            """text => document.querySelector('[data-cy="bwx-shown"]')?.innerText
                 .replace(/\\s+/g, ' ').startsWith(text)""",
            arg=text,
        )
        return self.ready()

    def chips(self):
        return [chip.inner_text().replace("\n×", "") for chip in self.get("chip").all()]

    def drag(self, *corners, tool="box"):
        """Drag over the plot; corners in shares of its width and height."""
        self.get(f"tool-{tool}").click()
        self.get("canvas").scroll_into_view_if_needed()
        area = self.get("canvas").bounding_box()
        points = [
            (area["x"] + u * area["width"], area["y"] + v * area["height"]) for u, v in corners
        ]
        self.page.mouse.move(*points[0])
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*point, steps=5)
        self.page.mouse.up()


@pytest.fixture
def explorer(app, dataset):
    return Explorer(app, dataset)


# Moderate winks of the demo clips, and room round them.
MODERATE = ((0.13, 0.17), (0.42, 0.42))


def test_shows_all_repetitions_at_first(explorer):
    explorer.shown("14 of 14")
    assert explorer.chips() == []
    assert explorer.get("count-flagged").inner_text() == "5 flagged"
    assert explorer.get("reason-occluded").inner_text() == "3 occluded"
    assert explorer.get("plot").get_attribute("data-kind") == "points"
    explorer.app.wait_count("6 samples")  # opening it changes nothing
    explorer.app.shot("explorer_1_opened")


def test_box_becomes_chips_and_clips_and_reset_undoes_it(explorer):
    explorer.drag(*MODERATE)
    explorer.shown("3 of 14")
    explorer.app.wait_count("3 clips")
    onset, amount = explorer.chips()
    assert onset.startswith("Onset 6") and onset.endswith("% of descent")
    assert amount.startswith("Amount 1") and amount.endswith("deg")
    explorer.app.shot("explorer_2_box")
    explorer.get("chip").first.get_by_role("button").click()
    explorer.page.wait_for_function(
        "() => document.querySelectorAll('[data-cy=\"bwx-chip\"]').length === 1"
    )
    explorer.get("reset").click()
    explorer.shown("14 of 14")
    explorer.app.wait_count("6 samples")


def test_lasso_and_zoom(explorer):
    explorer.drag(*MODERATE, tool="zoom")
    assert explorer.get("canvas").get_attribute("data-zoomed") == "yes"
    explorer.app.shot("explorer_3_zoom")
    # The lasso goes round everything that the zoom shows; the zoom outlives the answer.
    explorer.drag((0.12, 0.15), (0.78, 0.15), (0.78, 0.85), (0.12, 0.85), tool="lasso")
    explorer.shown("3 of 14")
    assert explorer.chips() == ["Inside the lasso"]
    assert explorer.get("canvas").get_attribute("data-zoomed") == "yes"
    explorer.get("unzoom").click()
    explorer.app.wait_count("3 clips")
    explorer.app.shot("explorer_4_lasso")


def test_range_control_by_keyboard_and_by_typing(explorer):
    explorer.get("range-severity").scroll_into_view_if_needed()
    explorer.get("severity-from").press("PageUp")
    explorer.shown("2 of 14")
    assert explorer.chips() == ["Severity 3 to 3 (of 3)"]
    box = explorer.get("range-severity").locator("input").first
    box.fill("2")
    box.press("Enter")
    explorer.shown("5 of 14")
    explorer.app.shot("explorer_5_ranges")


def test_choices_and_reasons_combine_as_said(explorer):
    explorer.get("word-marked").click()
    explorer.shown("2 of 14")
    explorer.get("word-moderate").click()
    explorer.shown("5 of 14")
    explorer.get("word-mid").click()
    explorer.shown("3 of 14")
    explorer.get("reason-occluded").click()
    explorer.page.wait_for_selector('[data-cy="bwx-chip"] >> text=occluded')
    assert "Label: occluded" in explorer.chips()


def test_videos_instead_of_clips(explorer):
    explorer.get("count-flagged").click()
    explorer.shown("5 of 14")
    explorer.app.wait_count("5 clips")
    explorer.get("mode-videos").click()
    explorer.app.wait_count("2 samples")


def test_row_opens_the_clip_at_its_first_frame(explorer):
    explorer.get("count-flagged").click()
    explorer.app.wait_count("5 clips")
    explorer.get("part-table").click()
    row = explorer.get("row").nth(1)
    row.scroll_into_view_if_needed()
    row.locator("img").wait_for()  # the deepest frame, cut out of the video
    explorer.app.shot("explorer_6_table")
    row.click()
    explorer.app.wait_modal()
    explorer.page.wait_for_function(
        """() => !/^0:00/.test(document.querySelector(
             '[data-testid="timeline-playhead-time"]')?.textContent ?? '0:00')""",
        timeout=90_000,
    )
    explorer.app.shot("explorer_7_opened_clip")


def test_sorting_by_a_column(explorer):
    explorer.get("part-table").click()
    explorer.get("sort-onset_pct").click()
    explorer.page.wait_for_selector('th[aria-sort="descending"] [data-cy="bwx-sort-onset_pct"]')
    explorer.ready()
    onsets = [int(row.locator("td").nth(4).inner_text()) for row in explorer.get("row").all()[:5]]
    assert onsets == sorted(onsets, reverse=True)
    explorer.get("sort-onset_pct").click()
    explorer.page.wait_for_selector('th[aria-sort="ascending"] [data-cy="bwx-sort-onset_pct"]')


def test_reload_finds_the_state_again(explorer):
    explorer.drag(*MODERATE)
    explorer.shown("3 of 14")
    explorer.app.wait_count("3 clips")
    before = explorer.chips()
    explorer.app.reload()
    explorer.shown("3 of 14")
    assert explorer.chips() == before
    explorer.app.wait_count("3 clips")


def test_saving_a_view_and_tagging(explorer, dataset):
    explorer.get("count-flagged").click()
    explorer.shown("5 of 14")
    explorer.get("save").click()
    explorer.get("ask").locator("input").fill("worth a look")
    explorer.app.shot("explorer_8_saving")
    explorer.get("ask").locator("input").press("Enter")
    explorer.get("notice").get_by_text("Saved view 'worth a look'").wait_for()
    explorer.get("tag").click()
    explorer.get("ask").locator("input").fill("second look")
    explorer.get("ask").locator("input").press("Enter")
    explorer.get("notice").get_by_text("Tagged 5 repetitions").wait_for()
    dataset.reload()
    assert len(dataset.load_saved_view("worth a look")) == 5
    assert dataset.count_label_tags() == {"second look": 5}


def test_dataset_without_analysis_offers_it(app, database):
    dataset = database.Dataset(persistent=True)
    try:
        from fo_buttwink.demo import CLIPS

        dataset.add_samples([database.Sample(filepath=str(p)) for p in CLIPS.glob("01*.mp4")])
        explorer = Explorer(app, dataset, grid=False)
        explorer.get("obstacle").get_by_text("No squats have been analysed").wait_for()
        app.shot("explorer_9_no_run")
        explorer.get("step").click()
        app.page.wait_for_selector('[data-cy="operators-prompt-modal"]')
        app.page.get_by_text("Analyze squats").first.wait_for()
        app.shot("explorer_10_next_step")
    finally:
        dataset.delete()
