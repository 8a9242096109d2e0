"""How fast the repetition explorer is with 100,000 repetitions, in the real App and browser.

Makes two datasets of made-up repetitions in a database server of its own, opens the App on
both in Chromium, and does the same things in turn: opening the panel, and moving one end of a
range. Each is timed inside the page, from the event to the painted answer. Needs the extra
``browser`` and Chromium::

    python benchmarks/panel_scale.py --out benchmarks/panel_scale.md

The videos are the bundled clips over and over; nothing of the panel reads them except the
pictures of its table.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "helpers"))

from app_server import app_server, free_port  # noqa: E402

REPS_PER_VIDEO = 8
SIZES = 1_000, 10_000, 100_000
LIMITS = {"open the panel": 2.0, "change a range": 1.0}

# From the event to the moment after the next painting; started by the event itself.
_WATCH = """(event) => {
  const state = () => {
    const root = document.querySelector('[data-cy="squat-explorer"]');
    const shown = document.querySelector('[data-cy="bwx-shown"]');
    const plot = document.querySelector('[data-cy="bwx-canvas"] canvas');
    const ready = root?.dataset.waiting === 'no' && shown && plot && plot.width > 300;
    return ready ? shown.innerText : null;
  };
  const before = event === 'click' ? null : state();
  window.bench = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('no other answer within a minute')), 60000);
    addEventListener(event, () => {
      const start = performance.now();
      const look = () => {
        const now = state();
        if (now === null || now === before) return requestAnimationFrame(look);
        requestAnimationFrame(() => resolve((performance.now() - start) / 1000));
      };
      requestAnimationFrame(look);
    }, { once: true, capture: true });
  });
}"""


def make_dataset(name: str, reps: int, landmarks_kb: int) -> Any:
    """A dataset with the fields of a real run and made-up repetitions."""
    import fiftyone as fo
    import numpy as np
    from bson import ObjectId
    from pymongo import UpdateOne

    from fo_buttwink.config import Config
    from fo_buttwink.demo import CLIPS
    from fo_buttwink.store import schema
    from fo_buttwink.store.fields import RunFields
    from fo_buttwink.store.runs import RunInfo, Session, save_run, utc_now

    rng = np.random.default_rng(7)
    dataset = fo.Dataset(name, persistent=True)
    dataset.media_type = "video"
    clips = sorted(map(str, CLIPS.glob("*.mp4")))
    videos = reps // REPS_PER_VIDEO
    metadata = fo.VideoMetadata(frame_width=480, frame_height=600, frame_rate=25.0, duration=10.0)
    dataset.add_samples(
        [
            fo.Sample(
                filepath=clips[i % len(clips)], lifter=f"lifter {i % 300:03d}", metadata=metadata
            )
            for i in range(videos)
        ]
    )
    run = RunFields("buttwink")
    fields = schema.declare(dataset, run, skeleton=False)
    session = Session(started=utc_now(), state="complete", analysed=videos)
    save_run(dataset, RunInfo("buttwink", Config().to_dict(), fields, sessions=[session]))
    updates = []
    for sample_id in dataset.values("id"):
        labels = [made_up_rep(rng, number) for number in range(REPS_PER_VIDEO)]
        values: dict[str, Any] = {
            run.reps: {"_cls": "TemporalDetections", "detections": labels},
            run.summary: {"_cls": "DynamicEmbeddedDocument", "status": "ok", "fps": 25.0},
        }
        if landmarks_kb:
            values[run.landmarks] = rng.bytes(landmarks_kb * 1000)
        updates.append(UpdateOne({"_id": ObjectId(sample_id)}, {"$set": values}))
        if len(updates) == 500:
            dataset._sample_collection.bulk_write(updates, ordered=False)
            updates = []
    if updates:
        dataset._sample_collection.bulk_write(updates, ordered=False)
    dataset.reload()
    return dataset


def made_up_rep(rng: Any, number: int) -> dict[str, Any]:
    """One repetition as the store writes it; a fifth cannot be judged, a tenth is reviewed."""
    import numpy as np
    from bson import ObjectId

    from fo_buttwink.config import WinkConfig
    from fo_buttwink.results import ABSTAIN_REASONS, GRADES

    config = WinkConfig()
    judged = rng.random() > 0.2
    wink = round(float(rng.gamma(1.5, 5.0)), 3) if judged else None
    grade = int(np.searchsorted(config.grade_cutoffs_deg, wink, side="right")) if judged else None
    label = str(rng.choice(ABSTAIN_REASONS)) if grade is None else GRADES[grade]
    onset = round(float(np.clip(rng.normal(80.0, 12.0), 5.0, 100.0)), 3) if grade else None
    timing = None
    if onset is not None:
        timing = "late" if onset >= config.late_pct else "mid"
        timing = "early" if onset < config.early_pct else timing
    first = 1 + 30 * number
    return {
        "_id": ObjectId(),
        "_cls": "TemporalDetection",
        "tags": [],
        "label": label,
        "support": [first, first + 28],
        "confidence": round(float(rng.random()), 3),
        "rep": number + 1,
        "bottom": first + 14,
        "severity": grade,
        "flagged": bool(grade and grade >= 2),
        "pattern": "wink" if grade else "none",
        "wink_deg": wink,
        "wink_deg_low": wink and wink * 0.7,
        "wink_deg_high": wink and wink * 1.3,
        "pelvic_reversal_deg": wink,
        "lumbar_flexion_bottom_deg": wink,
        "onset_pct": onset,
        "onset_pct_low": onset and onset - 8,
        "onset_pct_high": onset and min(100.0, onset + 5),
        "onset_hip_flexion_deg": 92.0,
        "timing": timing,
        "depth_knee_flexion_deg": round(float(rng.normal(115.0, 12.0)), 3),
        "eccentric_s": 1.0,
        "pause_s": 0.1,
        "concentric_s": 0.9,
        "reason": "made up: " + "lumbar flexion rises from some share of the descent on; " * 2,
        "load_kg": float(rng.integers(4, 40) * 5),
        "load_rel": None,
        "review_priority": False,
        "review_state": "confirmed" if rng.random() < 0.1 else "unreviewed",
        "effective_label": label,
        "effective_severity": grade,
        "effective_onset_pct": onset,
        "reviewer": None,
        "review_note": None,
        "review_outdated": False,
        "review_revision": 0,
        "machine_label": label,
        "machine_first": first,
        "machine_last": first + 28,
    }


@contextmanager
def environment() -> Iterator[Path]:
    """A database server, plugin folder and settings that nobody else uses."""
    from fo_buttwink.database import bundled_mongod

    folder = Path(tempfile.mkdtemp(prefix="fo_buttwink_scale_"))
    (folder / "db").mkdir()
    (folder / "plugins").mkdir()
    (folder / "plugins" / "fo_buttwink").symlink_to(ROOT, target_is_directory=True)
    port = free_port()
    command = [bundled_mongod(), "--dbpath", folder / "db", "--port", port, "--nounixsocket"]
    command += ["--bind_ip", "127.0.0.1", "--logpath", folder / "mongod.log"]
    server = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.DEVNULL, start_new_session=True
    )
    os.environ.update(
        FIFTYONE_DATABASE_URI=f"mongodb://127.0.0.1:{port}",
        FIFTYONE_DATABASE_NAME="panel_scale",
        FIFTYONE_DATABASE_VALIDATION="false",
        FIFTYONE_PLUGINS_DIR=str(folder / "plugins"),
        FIFTYONE_CONFIG_PATH=str(folder / "config.json"),
        FIFTYONE_APP_CONFIG_PATH=str(folder / "app_config.json"),
        FIFTYONE_DO_NOT_TRACK="true",
        FIFTYONE_SHOW_PROGRESS_BARS="false",
    )
    try:
        yield folder
    finally:
        server.terminate()
        server.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


class Bench:
    """A browser page that shows one dataset."""

    def __init__(self, browser: Any, url: str, dataset: str) -> None:
        self.page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
        self.page.set_default_timeout(120_000)
        self.page.add_init_script("window.IS_PLAYWRIGHT = true")  # no pop-ups of the App's own
        self.page.route(lambda a: not a.startswith((url, "data:", "blob:")), lambda r: r.abort())
        self.page.goto(f"{url}/datasets/{dataset}", wait_until="domcontentloaded")
        self.page.wait_for_selector('[data-cy="spotlight-section-forward"]')
        self.up = True

    def open(self) -> float:
        """Open the panel from the menu; seconds until its plot is painted."""
        self.page.locator('[data-cy="new-panel-btn"]').first.click()
        option = self.page.locator('[data-cy="new-panel-option-squat_explorer"]')
        option.wait_for()
        self.page.evaluate(_WATCH, "click")
        option.click()
        return float(self.page.evaluate("window.bench"))

    def close(self) -> None:
        """Close the panel."""
        self.page.keyboard.press("Escape")  # the menu may still be fading out
        self.page.locator('[data-cy="panel-tab-squat_explorer"] svg').last.click()
        self.page.wait_for_selector('[data-cy="squat-explorer"]', state="detached")

    def show_videos(self) -> None:
        """Let the grid show videos: of so many repetitions it shows no clips in any case."""
        self.page.locator('[data-cy="bwx-mode-videos"]').click()
        self.page.wait_for_selector('[data-cy="bwx-mode-videos"][aria-pressed="true"]')
        self.page.wait_for_timeout(5000)

    def change(self) -> float:
        """Move the lower end of the severity range, to and fro; seconds until painted."""
        self.page.locator('[data-cy="bwx-severity-from"]').focus()
        self.page.evaluate(_WATCH, "keydown")
        self.page.keyboard.press("ArrowRight" if self.up else "ArrowLeft")
        self.up = not self.up
        seconds = float(self.page.evaluate("window.bench"))
        self.page.wait_for_timeout(1500)  # let the grid finish: it is FiftyOne's, not ours
        return seconds


def measure(
    repeats: int, landmarks_kb: int, shots: Path | None, browser: bool
) -> dict[str, dict[int, list[float]]]:
    """Seconds by action and number of repetitions."""
    times: dict[str, dict[int, list[float]]] = {}

    def note(action: str, size: int, seconds: float) -> None:
        times.setdefault(action, {}).setdefault(size, []).append(seconds)
        print(f"{action}, {size}: {seconds:.2f} s", flush=True)

    for size in SIZES:
        make_dataset(f"reps_{size}", size, landmarks_kb)
    if browser:
        in_the_app(repeats, shots, note)
    for size in SIZES:
        for action, seconds in in_python(f"reps_{size}", repeats):
            note(action, size, seconds)
    return times


def in_the_app(repeats: int, shots: Path | None, note: Callable[[str, int, float], None]) -> None:
    """Open the panel and change a range in the browser."""
    from playwright.sync_api import sync_playwright

    with app_server() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("FO_BUTTWINK_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        for size in SIZES:
            bench = Bench(browser, url, f"reps_{size}")
            note("open the panel, first time since the server started", size, bench.open())
            for _ in range(repeats):
                bench.close()
                note("open the panel", size, bench.open())
            bench.show_videos()
            for _ in range(repeats):
                note("change a range", size, bench.change())
            if shots:
                bench.page.screenshot(path=shots / f"explorer_{size}.png")
            bench.page.context.close()
        browser.close()


def in_python(name: str, repeats: int) -> Iterator[tuple[str, float]]:
    """The same without App and browser: processor time, which other work does not lengthen."""
    import fiftyone as fo
    from fiftyone.operators.executor import ExecutionContext, Executor

    from fo_buttwink.panels.explorer import SquatExplorer
    from fo_buttwink.panels.explorer_filter import Filter
    from fo_buttwink.panels.explorer_summary import summarize
    from fo_buttwink.plugin import operator_uri
    from fo_buttwink.store.columns_kept import forget_columns, load_columns

    dataset = fo.load_dataset(name)
    for _ in range(3):
        forget_columns()
        start = time.process_time()
        found = load_columns(dataset, "buttwink", "lifter")
        yield "read all columns (processor time of the server)", time.process_time() - start
    for _ in range(repeats):
        start = time.process_time()
        load_columns(dataset, "buttwink", "lifter")
        yield "ask whether anything has changed (processor time)", time.process_time() - start
        start = time.process_time()
        summarize(found, Filter(ranges={"severity": (1.0, 3.0)}))
        yield "all numbers of one answer (processor time)", time.process_time() - start
    panel = SquatExplorer()
    for number in range(repeats):
        asked = {"filter": {"ranges": {"severity": [1 + number % 2, 3]}}, "mode": "videos"}
        params = {"panel_id": "bench", "panel_state": {}, "__method__": "change", **asked}
        request = {"dataset_name": name, "view": [], "params": params}
        context = ExecutionContext(
            request, executor=Executor(), operator_uri=operator_uri("squat_explorer")
        )
        start, clock = time.process_time(), time.perf_counter()
        answer = panel.execute(context)
        assert answer["counts"]["reps"]["shown"] > 0
        yield "the panel's whole event for a range (processor time)", time.process_time() - start
        yield "the panel's whole event for a range (clock)", time.perf_counter() - clock


def table(times: dict[str, dict[int, list[float]]], load: str, landmarks_kb: int) -> str:
    """Markdown with medians."""
    lines = [
        "# The explorer with 100,000 repetitions",
        "",
        "Made by `python benchmarks/panel_scale.py --out benchmarks/panel_scale.md`"
        + ("" if LIMITS.keys() <= times.keys() else " with `--no-browser`: no figure of the App")
        + "; seconds, "
        f"medians. {os.cpu_count()} processors shared with other work, {load}. "
        f"{REPS_PER_VIDEO} repetitions per video, landmarks of {landmarks_kb} kB per video.",
        "",
        f"| action | {' | '.join(f'{size:,}' for size in SIZES)} | last / first | limit | n |",
        f"|---|{'---|' * len(SIZES)}---|---|---|",
    ]
    for action, found in times.items():
        middle = [statistics.median(found[size]) for size in SIZES]
        limit = f"{LIMITS[action]:g} s, ratio 4" if action in LIMITS else ""
        lines.append(
            f"| {action} | {' | '.join(f'{v:.3f}' for v in middle)} "
            f"| {middle[-1] / max(middle[0], 1e-3):.1f} | {limit} | {len(found[SIZES[-1]])} |"
        )
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="write the table here too")
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--landmarks-kb", type=int, default=0, help="size of a video's landmarks")
    parser.add_argument("--shots", type=Path, help="existing folder for pictures of the panel")
    parser.add_argument("--no-browser", action="store_true", help="only what needs no App")
    options = parser.parse_args()
    with environment():
        before = os.getloadavg()[0]
        times = measure(
            options.repeats, options.landmarks_kb, options.shots, not options.no_browser
        )
        load = f"load average {before:.0f} before and {os.getloadavg()[0]:.0f} after"
    text = table(times, load, options.landmarks_kb)
    print(text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
