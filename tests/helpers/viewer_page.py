"""What the browser tests do to the rep viewer, and what its video really shows."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import dataclass
from typing import Any

try:
    from playwright.sync_api import Error as PlaywrightError
    from playwright.sync_api import TimeoutError as PlaywrightTimeout
except ImportError:  # then the tests are skipped
    PlaywrightError = RuntimeError  # type: ignore[assignment,misc]
    PlaywrightTimeout = RuntimeError  # type: ignore[assignment,misc]

NAME = "squat_rep_viewer"
SLOW_MS = 120_000
"""A video opens, on a small machine that does other things too."""
STANDS_MS = 1500
"""A playhead that moves no more for so long has arrived."""


def _tabs(name: str, child: str, *, pinned: bool) -> dict[str, Any]:
    panel = {"id": child, "children": [], "type": child, "pinned": pinned}
    return {"id": name, "children": [panel], "type": "panel-container", "activeChild": child}


def split(left: float) -> dict[str, Any]:
    """Sample and viewer beside each other, as after a click on "Split horizontally".

    The App remembers this layout for all datasets; ``left`` is the sample's share of the width.
    """
    return {
        "id": "root",
        "type": "panel-container",
        "layout": "horizontal",
        "sizes": [left, 1.0 - left],
        "activeChild": NAME,
        "children": [
            _tabs("left", "fo-sample-modal-plugin", pinned=True),
            _tabs("right", NAME, pinned=False),
        ],
    }


RECORD = """(() => {
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (image, ...rest) {
    if (image instanceof HTMLVideoElement) {
      const path = new URL(image.currentSrc || image.src).searchParams.get("filepath");
      const ready = !image.seeking && image.readyState >= 2;
      this.canvas.drawn = { path, time_s: image.currentTime, ready };
    }
    return draw.call(this, image, ...rest);
  };
  window.shown = () => {
    const canvas = document.querySelector("[data-cy=modal-looker-container] canvas");
    return (canvas && canvas.offsetParent && canvas.drawn) || null;
  };
})()"""
"""FiftyOne draws its videos upon canvases: this writes down what is drawn, in JavaScript."""


WATCH = """(() => {
  window.sent = [];
  const ask = window.fetch;
  window.fetch = function (input, options) {
    const body = options && typeof options.body === "string" ? options.body : "";
    if (body.includes('"__method__":"review"')) {
      const { params } = JSON.parse(body);
      window.sent.push({ rep: params.rep, verdict: params.verdict, shown: window.shown() });
    }
    return ask.apply(this, arguments);
  };
})()"""
"""Writes down the video's own frame at the moment at which a verdict leaves the page."""


@dataclass(frozen=True)
class Place:
    """A repetition, and where it is to be seen."""

    rep: str
    sample: str
    path: str
    first: int
    last: int
    fps: float
    flagged: bool

    def has(self, shown: dict[str, Any] | None) -> bool:
        """Whether a picture, as :meth:`Viewer.shown` reads it, is one of its frames."""
        if shown is None or shown["path"] != self.path or not shown["ready"]:
            return False
        return self.first <= int(shown["time_s"] * self.fps + 1e-3) + 1 <= self.last


def places(dataset: Any) -> dict[str, Place]:
    """All repetitions in order, by their ids."""
    dataset.compute_metadata()
    return {
        str(rep.id): Place(
            str(rep.id),
            str(sample.id),
            str(sample.filepath),
            *rep.support,
            sample.metadata.frame_rate,
            bool(rep.flagged),
        )
        for sample in dataset
        for rep in sample.buttwink_reps.detections
    }


class Viewer:
    """The rep viewer on a page of the App."""

    def __init__(self, app: Any) -> None:
        self.app, self.page = app, app.page
        layout = json.dumps(json.dumps(split(0.5)))
        self.page.add_init_script(f"localStorage.setItem('fo-sample-modal-plugins', {layout})")
        self.page.add_init_script(RECORD)

    def open(self, dataset: Any, sample: str | None = None) -> Viewer:
        sample = sample or flagged(dataset)[0][0]
        self.app.open(dataset.name, f"?id={sample}", grid=False)
        try:
            self.ready()
        except PlaywrightError:
            # A server that has just started may take the page to the session's own dataset.
            if dataset.name in self.page.url:
                raise
            self.app.open(dataset.name, f"?id={sample}", grid=False)
            self.ready()
        return self

    def ready(self) -> Viewer:
        self.page.wait_for_selector(self._root("[data-busy=no]"), timeout=SLOW_MS)
        return self

    def live(self) -> Viewer:
        """Wait until the video can be driven."""
        self.page.wait_for_selector(self._root("[data-mode=live]"), timeout=SLOW_MS)
        self.page.wait_for_selector("[data-testid=fbw-playhead]", timeout=SLOW_MS)
        return self

    def settled(self) -> Viewer:
        """Wait until the video stands at the repetition, which never begins at its first frame."""
        self.page.wait_for_function(
            """ms => {
                const frame = document.querySelector('[data-testid=fbw-playhead]')?.dataset.frame;
                if (window.fbwStood?.frame !== frame)
                    window.fbwStood = { frame, since: performance.now() };
                return frame > 1 && performance.now() - window.fbwStood.since > ms;
            }""",
            arg=STANDS_MS,
            timeout=SLOW_MS,
        )
        return self

    def step(self) -> int:
        """Go one frame on by the App's button, again where it did not listen; how many clicks."""
        button = self.app.modal.locator('[data-testid="timeline-controls-step-forward"]')
        wanted = self.frame + 1
        for clicks in range(1, 11):
            button.click()
            with contextlib.suppress(PlaywrightTimeout):
                self.page.wait_for_function(
                    "n => document.querySelector('[data-testid=fbw-playhead]').dataset.frame >= n",
                    arg=wanted,
                    timeout=3000,
                )
                return clicks
        raise AssertionError(f"the App's button did not go from frame {wanted - 1} to the next")

    @property
    def rep(self) -> str:
        return self.page.locator(self._root()).get_attribute("data-rep")

    @property
    def frame(self) -> int:
        return int(self.of("playhead").get_attribute("data-frame"))

    def of(self, part: str) -> Any:
        return self.page.locator(f"[data-testid=fbw-{part}]")

    def press(self, key: str) -> None:
        """One key, when a person would press it: not within the time of a double click."""
        self.ready()
        self.page.wait_for_timeout(400)
        self.page.keyboard.press(key)

    def wait_rep(self, rep: str) -> None:
        wanted = self._root(f"[data-rep='{rep}'][data-busy=no]")
        self.page.wait_for_selector(wanted, timeout=SLOW_MS)

    def wait_text(self, part: str, text: str) -> None:
        self.of(part).filter(has_text=text).wait_for(timeout=SLOW_MS)

    def shown(self) -> dict[str, Any] | None:
        """What the picture itself shows: the file that plays, and the time it stands at.

        Read from the page's own video, not from anything that this package has written.
        """
        found: dict[str, Any] | None = self.page.evaluate("window.shown()")
        return found

    def shows(self, place: Place) -> bool:
        """Whether the picture is one of the repetition's frames."""
        return place.has(self.shown())

    def wait_shows(self, place: Place, timeout_s: float = 20) -> None:
        """Wait until the panel names a repetition *and* the video shows it."""
        self.wait_rep(place.rep)
        end = time.monotonic() + timeout_s
        while not self.shows(place):
            assert time.monotonic() < end, f"panel: {place}; video: {self.shown()}"
            self.page.wait_for_timeout(50)

    def _root(self, more: str = "") -> str:
        return f"[data-testid=fbw-viewer]{more}"


def flagged(dataset: Any) -> list[tuple[str, str]]:
    """Sample and repetition of all that is flagged, in order."""
    reps = "buttwink_reps.detections"
    columns = dataset.values(["id", f"{reps}.id", f"{reps}.flagged"])
    return [
        (sample, rep)
        for sample, reps, flags in zip(*columns, strict=True)
        for rep, flag in zip(reps, flags, strict=True)
        if flag
    ]


def double(dataset: Any) -> None:
    """Add every video once more, with repetitions of their own ids."""
    for sample in list(dataset):
        twin = sample.copy()
        twin.buttwink_reps.detections = [r.copy() for r in sample.buttwink_reps.detections]
        dataset.add_sample(twin)


def reviews(dataset: Any) -> list[dict[str, Any]]:
    dataset.reload()
    columns = dataset.values("buttwink_reviews.detections")
    return [label for labels in columns for label in labels or ()]


def states(dataset: Any) -> dict[str, str]:
    reps = "buttwink_reps.detections"
    columns = dataset.values([f"{reps}.id", f"{reps}.review_state"])
    return {i: s for a, b in zip(*columns, strict=True) for i, s in zip(a, b, strict=True)}
