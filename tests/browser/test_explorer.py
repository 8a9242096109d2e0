"""The repetition explorer in the real App: what a curator does, and what she sees then."""

from __future__ import annotations

import pytest
from explorer_page import PANEL, Explorer, flagged


@pytest.fixture
def explorer(app, dataset):
    return Explorer(app, dataset)


def between(text):
    """The two numbers of a chip such as ``"Onset 61 to 78 % of descent"``."""
    words = text.split()
    middle = words.index("to")
    return float(words[middle - 1]), float(words[middle + 1])


# Round the upper left of the plot, where the demo has its early winks.
EARLY = ((0.105, 0.17), (0.44, 0.53))


def test_shows_all_repetitions_at_first(explorer, number):
    explorer.shown(number())
    assert explorer.chips() == []
    assert explorer.get("count-flagged").inner_text() == f"{number(flagged)} flagged"
    occluded = number(lambda rep: rep["label"] == "occluded")
    assert explorer.get("reason-occluded").inner_text() == f"{occluded} occluded"
    assert explorer.get("plot").get_attribute("data-kind") == "points"
    explorer.app.wait_count("6 samples")  # opening it changes nothing
    explorer.app.wait_tiles()
    explorer.app.shot("explorer_1_opened")


def boxed(explorer, number):
    """Draw the box and wait for what its chips promise; gives that number."""
    explorer.drag(*EARLY)
    explorer.page.wait_for_selector('[data-cy="bwx-chip"]')
    explorer.ready()
    onset, amount = explorer.chips()
    assert onset.startswith("Onset ") and onset.endswith("% of descent")
    assert amount.startswith("Wink ") and amount.endswith(" deg")
    (left, right), (low, high) = between(onset), between(amount)
    expected = number(
        lambda rep: (
            rep["onset_pct"] is not None
            and left <= rep["onset_pct"] <= right
            and low <= rep["wink_deg"] <= high
        )
    )
    explorer.shown(expected)
    explorer.app.wait_count(f"{expected} clip{'s' * (expected > 1)}")
    return expected


def test_box_becomes_chips_and_clips_and_reset_undoes_it(explorer, number):
    boxed(explorer, number)
    explorer.app.wait_tiles()
    explorer.app.shot("explorer_2_box")
    explorer.get("chip").first.get_by_role("button").click()
    explorer.page.wait_for_function(
        "() => document.querySelectorAll('[data-cy=\"bwx-chip\"]').length === 1"
    )
    explorer.get("reset").click()
    explorer.shown(number())
    explorer.app.wait_count("6 samples")


def test_lasso_and_zoom(explorer, number):
    expected = boxed(explorer, number)
    explorer.get("reset").click()
    explorer.shown(number())
    explorer.drag(*EARLY, tool="zoom")
    assert explorer.get("canvas").get_attribute("data-zoomed") == "yes"
    explorer.app.shot("explorer_3_zoom")
    # The lasso goes round everything that the zoom shows; the zoom outlives the answer.
    explorer.drag((0.1, 0.14), (0.79, 0.14), (0.79, 0.86), (0.1, 0.86), tool="lasso")
    explorer.shown(expected)
    assert explorer.chips() == ["Inside the lasso"]
    assert explorer.get("canvas").get_attribute("data-zoomed") == "yes"
    explorer.get("unzoom").click()
    explorer.app.wait_count(f"{expected} clip{'s' * (expected > 1)}")
    explorer.app.wait_tiles()
    explorer.app.shot("explorer_4_lasso")


def test_click_picks_a_repetition(explorer, number):
    expected = boxed(explorer, number)
    explorer.drag((0.11, 0.15), (0.6, 0.5), tool="zoom")
    # Look for a point as a person does: where the plot says that it can be clicked.
    area = explorer.get("canvas").bounding_box()
    for step in range(0, 2400):
        x, y = area["x"] + 50 + 7 * (step % 48), area["y"] + 45 + 7 * (step // 48)
        explorer.page.mouse.move(x, y)
        if explorer.content.locator(".bwx-tip").count():
            break
    assert "deg" in explorer.content.locator(".bwx-tip").inner_text()
    explorer.app.shot("explorer_14_hover")
    explorer.page.mouse.click(x, y)
    explorer.shown(1)
    assert "1 picked repetition" in explorer.chips()
    explorer.app.wait_count("1 clip")
    assert expected >= 1


def test_range_control_by_keyboard_and_by_typing(explorer, number):
    explorer.get("range-severity").scroll_into_view_if_needed()
    explorer.get("severity-from").press("PageUp")
    explorer.shown(number(lambda rep: rep["severity"] == 3))
    assert explorer.chips() == ["Severity 3 to 3 (of 3)"]
    box = explorer.get("range-severity").locator("input").first
    box.fill("2")
    box.press("Enter")
    explorer.shown(number(lambda rep: (rep["severity"] or 0) >= 2))
    explorer.app.shot("explorer_5_ranges")


def test_choices_and_reasons_combine_as_said(explorer, number):
    explorer.get("word-marked").click()
    explorer.shown(number(lambda rep: rep["label"] == "marked"))
    explorer.get("word-moderate").click()
    explorer.shown(number(lambda rep: rep["label"] in ("marked", "moderate")))
    explorer.get("word-mid").click()
    explorer.shown(
        number(lambda rep: rep["label"] in ("marked", "moderate") and rep["timing"] == "mid")
    )
    explorer.get("reason-occluded").click()
    explorer.page.wait_for_selector('[data-cy="bwx-chip"] >> text=occluded')
    assert "Label: occluded" in explorer.chips()


def test_videos_instead_of_clips(explorer, number):
    explorer.get("count-flagged").click()
    explorer.shown(number(flagged))
    explorer.app.wait_count(f"{number(flagged)} clips")
    explorer.get("mode-videos").click()
    explorer.app.wait_count("2 samples")
    # Whole numbers come back from the browser as others than Python had sent.
    explorer.get("range-severity").scroll_into_view_if_needed()
    explorer.get("severity-from").press("PageUp")
    explorer.shown(number(lambda rep: rep["severity"] == 3))
    explorer.get("reset").click()
    explorer.shown(number())
    assert explorer.get("shown").inner_text().split()[2] == str(number())
    explorer.app.wait_count("6 samples")


def test_row_opens_the_clip_at_its_first_frame(explorer, number):
    explorer.get("count-flagged").click()
    explorer.app.wait_count(f"{number(flagged)} clips")
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
    texts = [row.locator("td").nth(4).inner_text() for row in explorer.get("row").all()]
    onsets = [int(text) for text in texts if text != "–"]
    assert onsets == sorted(onsets, reverse=True) and len(onsets) > 2
    assert "–" not in texts[: len(onsets)]  # who has none comes last
    explorer.get("sort-onset_pct").click()
    explorer.page.wait_for_selector('th[aria-sort="ascending"] [data-cy="bwx-sort-onset_pct"]')


def test_reload_finds_the_state_again(explorer, number):
    expected = boxed(explorer, number)
    before = explorer.chips()
    explorer.app.reload()
    explorer.shown(expected)
    assert explorer.chips() == before
    explorer.app.wait_count(f"{expected} clip{'s' * (expected > 1)}")


def test_saving_a_view_and_tagging(explorer, dataset, number):
    explorer.get("count-flagged").click()
    explorer.shown(number(flagged))
    explorer.get("save").click()
    explorer.get("ask").locator("input").fill("worth a look")
    explorer.app.shot("explorer_8_saving")
    explorer.get("ask").locator("input").press("Enter")
    explorer.get("notice").get_by_text("Saved view 'worth a look'").wait_for()
    explorer.get("tag").click()
    explorer.get("ask").locator("input").fill("second look")
    explorer.get("ask").locator("input").press("Enter")
    explorer.get("notice").get_by_text(f"Tagged {number(flagged)} repetitions").wait_for()
    dataset.reload()
    assert len(dataset.load_saved_view("worth a look")) == number(flagged)
    assert dataset.count_label_tags() == {"second look": number(flagged)}


def test_dataset_without_analysis_offers_it(app, database, demo_dataset):
    known = demo_dataset.first()
    dataset = database.Dataset(persistent=True)
    try:
        # Without ffprobe the App shows no video whose metadata it does not know.
        dataset.add_sample(database.Sample(filepath=known.filepath, metadata=known.metadata))
        explorer = Explorer(app, dataset)
        explorer.get("obstacle").get_by_text("No squats have been analyzed").wait_for()
        app.shot("explorer_9_no_run")
        explorer.get("step").click()
        app.page.locator('[data-cy="operators-prompt-modal"]').get_by_text("Execute").wait_for()
        app.shot("explorer_10_next_step")
    finally:
        dataset.delete()


def test_one_gesture_asks_once(explorer, number):
    asked = []

    def note(request):
        if request.url.endswith("/operators/execute") and PANEL in (request.post_data or ""):
            asked.append(request.post_data_json["params"]["__method__"])

    explorer.page.on("request", note)
    boxed(explorer, number)
    explorer.page.wait_for_timeout(3000)
    assert asked.count("change") == 1
    assert len(asked) <= 2  # the change, and at most one look at what others did


def test_run_deleted_under_the_open_panel(explorer, dataset):
    from fo_buttwink.store.runs import delete_run

    delete_run(dataset, "buttwink")
    explorer.get("word-marked").click()
    explorer.get("obstacle").get_by_text("No squats have been analyzed").wait_for()
    explorer.app.shot("explorer_11_run_deleted")


def test_dataset_deleted_under_the_open_panel(explorer, dataset):
    explorer.app.may_fail = True  # FiftyOne's own requests for the dataset fail
    dataset.delete()
    explorer.get("word-marked").click()
    # FiftyOne may notice first, and then shows a page of its own instead of everything.
    explorer.page.wait_for_function(
        """() => document.querySelector('[data-cy="bwx-obstacle"]')?.innerText.includes("deleted")
             || document.body.innerText.includes("GraphQL API Error")"""
    )
    explorer.app.shot("explorer_12_dataset_deleted")


def test_whole_window_shows_conditions_beside_the_plot(open_page, dataset, number):
    explorer = Explorer(open_page(width=1920, height=1080), dataset)
    # Only the panel: closing the grid's half is what a user does for more room.
    handle = explorer.page.locator('[data-cy="panel-tab-squat_explorer"]').bounding_box()
    explorer.page.mouse.move(handle["x"] - 1, 600)
    explorer.page.mouse.down()
    explorer.page.mouse.move(500, 600, steps=8)
    explorer.page.mouse.up()
    explorer.get("count-flagged").click()
    explorer.shown(number(flagged))
    explorer.app.wait_count(f"{number(flagged)} clips")
    explorer.app.wait_tiles()
    explorer.app.shot("explorer_13_wide")
    assert explorer.get("part-table").count() == 0
    assert explorer.get("row").count() == number(flagged)
