"""Every query behind the panels, and every event of them, timed one by one without the App."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

KEY = "buttwink"
SEVERE = {"ranges": {"severity": [2, 3]}}
LASSO = {
    "lasso": [
        [80 + 15 * math.cos(2 * math.pi * i / 24), 15 + 8 * math.sin(2 * math.pi * i / 24)]
        for i in range(24)
    ]
}
FEW = {"ranges": {"wink_deg": [24, 26]}}
"""So few repetitions that the grid shows their clips."""


@dataclass(frozen=True)
class Timing:
    """Medians of one query."""

    query: str
    works_on: str
    """What its time follows from."""
    clock_s: float
    cpu_s: float
    """Processor time of this process; that of the database is in the clock only."""


def all_queries(name: str, repeats: int) -> Iterator[Timing]:
    """Time everything that the panels ask of one dataset."""
    for query, works_on, ask in (*_explorer(name), *_viewer(name), *_events(name)):
        ask()  # makes connections and imports
        clock, cpu = [], []
        for _ in range(repeats):
            start, used = time.perf_counter(), time.process_time()
            ask()
            clock.append(time.perf_counter() - start)
            cpu.append(time.process_time() - used)
        yield Timing(query, works_on, statistics.median(clock), statistics.median(cpu))


Query = tuple[str, str, Callable[[], Any]]


def _explorer(name: str) -> Iterator[Query]:
    import fiftyone as fo

    from fo_buttwink.app.panels.explorer import state as explorer_state
    from fo_buttwink.app.panels.explorer.filter import Filter
    from fo_buttwink.app.panels.explorer.shown import Shown
    from fo_buttwink.app.panels.explorer.summary import summarize
    from fo_buttwink.app.panels.explorer.table import PAGE, order, page
    from fo_buttwink.store import runs
    from fo_buttwink.store.columnar import kept as columns_kept
    from fo_buttwink.store.columnar import read as columns_read
    from fo_buttwink.store.columnar.view import read_view

    dataset = fo.load_dataset(name)
    lifter = explorer_state.lifter_field(dataset)
    first = dataset.first().id
    number = count()

    def changed() -> None:
        dataset.select(first).set_values("lifter", [f"lifter {next(number)}"])

    def reread() -> Any:
        return columns_kept.load_columns(dataset, KEY, lifter)

    columns = reread()
    shown = Shown(columns, Filter.from_json(SEVERE)).mask
    own = dataset.match_tags("left out", bool=False)
    yield "explorer: what there is to explore", "nothing", lambda: (
        explorer_state.obstacle(dataset), runs.get_run(dataset, KEY))  # fmt: skip
    yield "explorer: read all repetitions (first use)", "all repetitions", lambda: (
        columns_read.read_columns(dataset, KEY, lifter, {}))  # fmt: skip
    yield "explorer: has anything changed?", "index of all videos", lambda: (
        columns_read.read_stamps(dataset))  # fmt: skip
    yield "explorer: change a video and read what has changed", "index; changed videos", lambda: (
        changed(), reread())  # fmt: skip
    yield "explorer: repetitions of a view of one's own", "all repetitions of it", lambda: (
        read_view(own, KEY))  # fmt: skip
    yield "explorer: all numbers of an answer", "columns in memory", lambda: (
        summarize(Shown(columns, Filter.from_json(SEVERE))))  # fmt: skip
    yield "explorer: a page of the table, sorted", "columns; index of 25 videos", lambda: (
        page(dataset, columns, order(columns, shown, "wink_deg", True)[:PAGE]))  # fmt: skip
    yield "explorer, run info: statuses of a run", "all videos", lambda: (
        runs.count_results(dataset, KEY))  # fmt: skip


def _viewer(name: str) -> Iterator[Query]:
    import fiftyone as fo

    from fo_buttwink.app.panels.explorer.filter import Filter
    from fo_buttwink.app.panels.explorer.view import as_clips, filtered
    from fo_buttwink.app.panels.viewer.queue import flagged_queue, summarise
    from fo_buttwink.reviews.marked import adopt_edits
    from fo_buttwink.reviews.service import review_reps
    from fo_buttwink.store.record import read_record

    dataset = fo.load_dataset(name)
    sample = dataset.values("id")[len(dataset) // 2]
    rep = dataset.select(sample).values(f"{KEY}_reps.detections.id")[0][0]
    reviewers = count()

    def view(wanted: dict[str, Any]) -> Any:
        return filtered(dataset, Filter.from_json(wanted), KEY, "lifter")

    def queue(samples: Any) -> Callable[[], Any]:
        return lambda: summarise(flagged_queue(samples, KEY), rep)

    yield "viewer: all about one video", "index of one video", lambda: (
        read_record(dataset, sample, KEY))  # fmt: skip
    yield "viewer: edits made in Annotate", "index of one video", lambda: (
        adopt_edits(dataset.select(sample), KEY, reviewer="ann"))  # fmt: skip
    yield "viewer: store a verdict", "index of one video", lambda: (
        review_reps(dataset, KEY, [rep], "confirmed", reviewer=f"reviewer {next(reviewers)}",
                    overwrite=True))  # fmt: skip
    yield "viewer: next flagged one", "all repetitions", queue(dataset)
    yield "viewer: next flagged one of the severe", "all repetitions", queue(view(SEVERE))
    yield "viewer: next flagged one in a lasso", "all repetitions", queue(view(LASSO))
    yield (
        "viewer: next flagged one of clips",
        "all repetitions; clips",
        queue(as_clips(view(FEW), KEY)),
    )


def _events(name: str) -> Iterator[Query]:
    import fiftyone as fo

    from fo_buttwink.app.panels.explorer.panel import SquatExplorer
    from fo_buttwink.app.panels.viewer.panel import RepViewer
    from fo_buttwink.store.columnar.kept import forget_columns

    dataset = fo.load_dataset(name)
    sample = dataset.values("id")[len(dataset) // 2]
    own = dataset.match_tags("left out", bool=False)._serialize()
    explorer, viewer = SquatExplorer(), RepViewer()
    ends = count()

    def change(stages: list[Any], panel: str) -> Callable[[], Any]:
        def ask() -> None:
            wanted = {"ranges": {"severity": [1 + next(ends) % 2, 3]}}
            answer = _event(
                explorer, "squat_explorer", name, "change", stages,
                filter=wanted, mode="videos", panel_id=panel,
            )  # fmt: skip
            assert answer["counts"]["reps"]["shown"] > 0, answer

        return ask

    yield "event: first look since the server started", "all repetitions", lambda: (
        forget_columns(), _event(explorer, "squat_explorer", name, "refresh"))  # fmt: skip
    yield "event: look again", "columns in memory", lambda: (
        _event(explorer, "squat_explorer", name, "refresh"))  # fmt: skip
    yield "event: change a range", "columns in memory", change([], "plain")
    yield (
        "event: change a range in a view of one's own",
        "all repetitions of it",
        change(own, "own"),
    )
    yield "event: open a video in the viewer", "all repetitions", lambda: (
        _event(viewer, "squat_rep_viewer", name, "load", modal_id=sample))  # fmt: skip


def _event(
    panel: Any, operator: str, name: str, method: str, stages: Any = (), **params: Any
) -> Any:
    """One event as the App's server runs it."""
    from fiftyone.operators.executor import ExecutionContext, Executor

    from fo_buttwink.install.plugin_folder import operator_uri

    given = {"panel_id": "bench", "panel_state": {}, "__method__": method, **params}
    context = ExecutionContext(
        {
            "dataset_name": name,
            "view": list(stages),
            "current_sample": params.get("modal_id"),
            "params": given,
        },
        executor=Executor(),
        operator_uri=operator_uri(operator),
    )
    answer = panel.execute(context)
    assert "obstacle" not in answer and "error" not in answer, answer
    return answer
