"""What the rep viewer names is what the video shows, and only that can be judged."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from viewer_page import WATCH, Place, Viewer, places, reviews, states


@pytest.fixture
def viewer(app):
    return Viewer(app)


@pytest.fixture
def clips(dataset):
    """The dataset, with a saved view of one clip for each repetition."""
    dataset.save_view("reps", dataset.to_clips("buttwink_reps"))
    return dataset


def _flagged(dataset: Any) -> list[Place]:
    return [place for place in places(dataset).values() if place.flagged]


def _open_clip(viewer: Viewer, dataset: Any, place: Place) -> None:
    viewer.app.open(dataset.name, f"?view=reps&id={place.rep}", grid=False)
    viewer.wait_shows(place)


def test_after_a_verdict_in_clips_the_video_shows_the_next_clip(viewer, clips):
    todo = _flagged(clips)
    assert any(a.sample == b.sample for a, b in pairwise(todo)), "two in one video are the point"
    _open_clip(viewer, clips, todo[0])
    for place, following in pairwise(todo):
        viewer.wait_shows(place)
        viewer.press("y")
        viewer.wait_shows(following)
    assert {rep for rep, state in states(clips).items() if state == "confirmed"} == {
        place.rep for place in todo[:-1]
    }


def test_undo_in_clips_opens_the_clip_again(viewer, clips):
    first, second = _flagged(clips)[:2]
    _open_clip(viewer, clips, first)
    viewer.press("y")
    viewer.wait_shows(second)
    viewer.press("u")
    viewer.wait_shows(first)
    assert states(clips)[first.rep] == "unreviewed"


def test_after_a_verdict_the_next_video_stands_at_the_repetition(viewer, dataset):
    todo = _flagged(dataset)
    crossings = 0
    viewer.open(dataset)
    for place, following in pairwise(todo):
        viewer.wait_shows(place)
        viewer.press("y")
        viewer.wait_shows(following)
        crossings += place.sample != following.sample
        viewer.page.wait_for_timeout(700)
        assert viewer.shows(following), "and stays there"
    assert crossings


def test_after_a_reload_the_video_stands_at_the_repetition(viewer, dataset):
    first, second = _flagged(dataset)[:2]
    viewer.open(dataset)
    viewer.wait_shows(first)
    viewer.press("y")
    viewer.wait_shows(second)
    viewer.app.reload()
    viewer.ready()
    named = places(dataset)[viewer.rep]
    viewer.wait_shows(named)


@pytest.mark.parametrize("view", ["videos", "clips"])
def test_next_and_previous_walk_from_any_repetition(viewer, clips, view):
    todo = _flagged(clips)
    if view == "clips":
        _open_clip(viewer, clips, todo[0])
    else:
        viewer.open(clips)
        viewer.wait_shows(todo[0])
    for place in todo[1:]:
        viewer.press("g")
        viewer.wait_shows(place)
    for place in reversed(todo[:-1]):
        viewer.press("b")
        viewer.wait_shows(place)
    viewer.of("next").click()
    viewer.wait_shows(todo[1])
    viewer.of("previous").click()
    viewer.wait_shows(todo[0])
    assert reviews(clips) == [], "looking stores nothing"


def test_next_in_a_freshly_opened_video_goes_on_from_there(viewer, dataset):
    """Also from a repetition that is not in the list of flagged ones itself."""
    everything = list(places(dataset).values())
    samples = list(dict.fromkeys(place.sample for place in everything))
    for sample in samples:
        viewer.open(dataset, sample)
        named = places(dataset)[viewer.rep]
        viewer.wait_shows(named)
        here = everything.index(named)
        later = [place for place in everything[here + 1 :] if place.flagged]
        earlier = [place for place in everything[:here] if place.flagged]
        if later:
            viewer.press("g")
            viewer.wait_shows(later[0])
        elif earlier:
            viewer.press("b")
            viewer.wait_shows(earlier[-1])


def test_keys_walk_as_fast_as_they_are_pressed(viewer, clips):
    todo = _flagged(clips)
    _open_clip(viewer, clips, todo[0])
    viewer.page.wait_for_timeout(500)
    for _ in todo[1:]:
        viewer.page.keyboard.press("g")
        viewer.page.wait_for_timeout(40)
    viewer.wait_shows(todo[-1])


def test_verdict_is_refused_while_the_video_shows_something_else(viewer, dataset):
    first, second = _flagged(dataset)[:2]
    assert first.sample == second.sample
    viewer.open(dataset).live()
    viewer.wait_shows(first)
    # A click on the curves moves the video, and chooses nothing.
    box = viewer.of("band-2").locator(".fbw-tab").bounding_box()
    chart = viewer.of("chart").bounding_box()
    viewer.page.mouse.click(box["x"] + box["width"] / 2, chart["y"] + 150)
    viewer.page.wait_for_timeout(1000)
    assert viewer.rep == first.rep and viewer.shows(second)
    viewer.press("y")
    viewer.page.wait_for_timeout(1500)
    assert reviews(dataset) == [], "no verdict on what is not on screen"
    viewer.wait_text("status", "Not stored")
    viewer.wait_shows(first)  # the picture is brought back, to be judged
    viewer.press("y")
    viewer.wait_shows(second)
    assert states(dataset)[first.rep] == "confirmed"


GAP = """(() => {
  const ask = window.fetch;
  window.sent = [];
  window.fetch = async function (input, options) {
    const body = options && typeof options.body === "string" ? options.body : "";
    if (!body.includes('"__method__":"review"')) return ask.apply(this, arguments);
    window.sent.push(JSON.parse(body).params.rep);
    const response = await ask.apply(this, arguments);
    if (window.sent.length > 1) return response;
    await new Promise((resolve) => setTimeout(resolve, 500)); // no double press
    for (const name of ["json", "text"]) {
      const read = response[name].bind(response);
      response[name] = async () => {
        const found = await read();
        (async () => {
          for (let n = 0; n < 1000; n += 1) {
            await null; // what follows an answer at once, and before anything is drawn
            const status = document.querySelector("[data-testid=fbw-viewer]");
            if (n === 999) window.named = status.dataset.rep;
          }
          window.dispatchEvent(new KeyboardEvent("keydown", { key: KEY, bubbles: true }));
        })();
        return found;
      };
    }
    return response;
  };
})()"""
"""Presses a key when the answer to a verdict has come, and the panel is still to be drawn anew."""


@pytest.mark.parametrize("key", ["y", "n"])
@pytest.mark.parametrize("advance", [True, False])
def test_key_before_the_answer_is_drawn_says_nothing_of_the_rep_before(
    viewer, dataset, key, advance
):
    """Else it is sent with what the reviewer saw before his own verdict: twice, or as a conflict
    with himself."""
    first, second = _flagged(dataset)[:2]
    assert first.sample == second.sample
    viewer.page.add_init_script(GAP.replace("KEY", repr(key)))
    on = "true" if advance else "false"
    viewer.page.add_init_script(f"localStorage.setItem('fo-buttwink-advance', '{on}')")
    viewer.open(dataset)
    viewer.wait_shows(first)
    viewer.press("y")
    viewer.page.wait_for_function("window.named")
    viewer.wait_shows(second if advance else first)
    assert viewer.page.evaluate("[window.sent, window.named]") == [[first.rep], first.rep]
    assert not viewer.of("conflict").count()
    viewer.wait_text("status", "Not stored: the panel is being drawn")
    assert [(r.rep_id, r.verdict) for r in reviews(dataset)] == [(first.rep, "confirmed")]


LATE = """(() => {
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, act, ...rest) {
    if (!(this instanceof HTMLVideoElement) || type !== "seeked" || typeof act !== "function") {
      return add.call(this, type, act, ...rest);
    }
    const late = (event) => setTimeout(() => act.call(this, event), window.lateMs || 0);
    return add.call(this, type, late, ...rest);
  };
})()"""
"""Lets the App learn late that its video has arrived, as on a busy machine: until then its canvas
shows the picture before."""


def test_verdict_waits_until_the_picture_is_painted(viewer, dataset):
    todo = _flagged(dataset)
    first, second = todo[:2]
    assert first.sample == second.sample
    viewer.page.add_init_script(LATE)
    viewer.page.add_init_script(WATCH)
    viewer.open(dataset).live()
    viewer.wait_shows(first)
    viewer.page.evaluate("window.lateMs = 1500")
    viewer.press("y")
    viewer.page.wait_for_function("window.sent.length")
    for _ in range(12):
        viewer.page.wait_for_timeout(400)
        viewer.page.keyboard.press("y")
        if viewer.page.evaluate("window.sent.length") > 1:
            break
    sent = viewer.page.evaluate("window.sent")
    assert [one["rep"] for one in sent] == [first.rep, second.rep]
    assert first.has(sent[0]["shown"]) and second.has(sent[1]["shown"])
