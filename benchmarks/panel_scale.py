"""How fast the panels are with 100,000 repetitions, in the real App and query by query.

Makes three datasets of made-up repetitions in a database server of its own, opens the App on
each in Chromium, and does the same things in turn: opening the explorer, and moving one end of a
range. Each is timed inside the page, from the event to the painted answer. Then every query
behind the panels is timed alone (``panel_queries``). Needs the extra ``browser`` and Chromium;
``chrt -r 1`` before it keeps other work off a shared machine::

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "helpers"))

from app_server import app_server, free_port  # noqa: E402
from panel_data import REPS_PER_VIDEO, make_dataset  # noqa: E402
from panel_queries import Timing, all_queries  # noqa: E402

SIZES = 1_000, 10_000, 100_000
QUERY_LIMIT_S = 0.3
FLOOR_S = 0.002
"""Below this, growth is that of the clock's ticks."""
GROWTH_LIMIT = 1.25 * SIZES[-1] / SIZES[-2]
"""Linear, and a quarter for what shares the machine."""
Times = dict[str, dict[int, list[float]]]
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


@contextmanager
def environment() -> Iterator[Path]:
    """A database server, plugin folder and settings that nobody else uses."""
    from fo_buttwink.install.database import bundled_mongod

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


def in_the_app(repeats: int, shots: Path | None, times: Times) -> None:
    """Open the panel and change a range in the browser; notes the seconds."""
    from playwright.sync_api import sync_playwright

    def note(action: str, size: int, seconds: float) -> None:
        times.setdefault(action, {}).setdefault(size, []).append(seconds)
        print(f"{action}, {size}: {seconds:.2f} s", flush=True)

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


def app_table(times: Times) -> list[str]:
    """What a user waits for: seconds by the clock, medians."""
    lines = [
        f"| action, s | {' | '.join(f'{size:,}' for size in SIZES)} | last / first | limit | n |",
        f"|---|{'---|' * len(SIZES)}---|---|---|",
    ]
    for action, found in times.items():
        middle = [statistics.median(found[size]) for size in SIZES]
        limit = f"{LIMITS[action]:g} s, ratio 4" if action in LIMITS else ""
        lines.append(
            f"| {action} | {' | '.join(f'{v:.2f}' for v in middle)} "
            f"| {middle[-1] / middle[0]:.1f} | {limit} | {len(found[SIZES[-1]])} |"
        )
    return lines


def query_table(found: dict[str, dict[int, Timing]]) -> list[str]:
    """What the panels ask: milliseconds, medians, and whether the limits are kept."""
    sizes = " | ".join(f"{size:,}" for size in SIZES)
    lines = [
        f"| query, ms | works on | clock: {sizes} | CPU: {sizes} | growth | of CPU |",
        f"|---|---|{'---|' * (2 * len(SIZES))}---|---|",
    ]
    missed, long = [], []
    for query, by_size in found.items():
        timings = [by_size[size] for size in SIZES]
        growth, growth_cpu = (
            getattr(timings[-1], kind) / max(getattr(timings[-2], kind), FLOOR_S)
            for kind in ("clock_s", "cpu_s")
        )
        lines.append(
            f"| {query} | {timings[-1].works_on} "
            f"| {' | '.join(f'{1000 * t.clock_s:.0f}' for t in timings)} "
            f"| {' | '.join(f'{1000 * t.cpu_s:.0f}' for t in timings)} "
            f"| {growth:.1f} | {growth_cpu:.1f} |"
        )
        if max(timings[-1].clock_s, timings[-1].cpu_s) > QUERY_LIMIT_S:
            (long if query.startswith("event") else missed).append(query)
        if max(growth, growth_cpu) > GROWTH_LIMIT:
            missed.append(f"{query} (growth)")
    return [
        *lines,
        "",
        f"Limits that were not kept: {'; '.join(missed) or 'none'}. "
        f"Events, of several queries each, that take longer than one may: "
        f"{'; '.join(long) or 'none'}.",
    ]


def report(
    times: Times, queries: dict[str, dict[int, Timing]], load: str, landmarks_kb: int
) -> str:
    """The page."""
    first = sys.platform == "linux" and os.sched_getscheduler(0) in (os.SCHED_FIFO, os.SCHED_RR)
    lines = [
        "# The panels with 100,000 repetitions",
        "",
        "Made by `" + ("chrt -r 1 " if first else "") + "python benchmarks/panel_scale.py --out "
        "benchmarks/panel_scale.md`" + ("" if times else " with `--no-browser`") + "; medians. "
        f"{os.cpu_count()} processors shared with other work, {load}"
        + (", real-time priority" if first else "") + f". {REPS_PER_VIDEO} repetitions per video, "
        f"landmarks of {landmarks_kb} kB per video.",
        "",
    ]  # fmt: skip
    if times:
        lines += ["## In the App", "", *app_table(times), ""]
    lines += [
        "## Every query behind the panels",
        "",
        "Clock: until the answer is there, database included. CPU: of the App's server alone. "
        f"Limits: {1000 * QUERY_LIMIT_S:.0f} ms each at {SIZES[-1]:,}, and from {SIZES[-2]:,} to "
        f"{SIZES[-1]:,} no more than {GROWTH_LIMIT:g} times as long: linear, and a quarter for "
        f"what shares the machine (times below {1000 * FLOOR_S:.0f} ms count as such). "
        "An event is all that one click makes a panel do.",
        "",
        *query_table(queries),
    ]
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
        for size in SIZES:
            make_dataset(f"reps_{size}", size, options.landmarks_kb)
        times: Times = {}
        if not options.no_browser:
            in_the_app(options.repeats, options.shots, times)
        queries: dict[str, dict[int, Timing]] = {}
        for size in SIZES:
            for timing in all_queries(f"reps_{size}", options.repeats):
                queries.setdefault(timing.query, {})[size] = timing
                print(f"{size}: {timing}", flush=True)
        load = f"load average {before:.0f} before and {os.getloadavg()[0]:.0f} after"
    text = report(times, queries, load, options.landmarks_kb)
    print(text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
