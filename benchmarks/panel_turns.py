"""How fast the panels of two versions are, in turns, so that what shares the machine slows both.

The other version is a checkout of it, beside this one. Each has a process of its own with a
dataset of made-up repetitions; every query and every event behind the panels (``panel_queries``
of that version) is asked of one, then of the other, round after round, who is first changing
with each round. The table holds medians, and of the ratios of each pair the median and the
quartiles::

    git worktree add ../before COMMIT
    python benchmarks/panel_turns.py ../before

Whatever ``python benchmarks/panel_turns.py .`` tells, which compares this version with itself, is
how far a ratio may be off.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).resolve().parent
Times = dict[str, list[tuple[float, float]]]
"""Of each query, clock and CPU of every round, in seconds."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", type=Path, help="checkout of the version to compare with")
    parser.add_argument("--reps", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="", help="regular expression: ask only what it fits")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.answer:
        answer(options.before.resolve(), options.reps)
        return
    from panel_scale import environment

    with environment():
        sides = [Side(tree.resolve(), options.reps) for tree in (options.before, HERE.parent)]
        try:
            load = os.getloadavg()[0]
            take_turns(sides, options.rounds, options.only)
            print(f"Load average {load:.0f} before and {os.getloadavg()[0]:.0f} after.\n")
            print("\n".join(table(*(side.times for side in sides))))
        finally:
            for side in sides:
                side.end()


class Side:
    """One version in a process of its own."""

    def __init__(self, tree: Path, reps: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(tree), "--answer", f"--reps={reps}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": str(tree)}, cwd=tree,
        )  # fmt: skip
        self.times: Times = {name: [] for name in self._read()}

    def _read(self) -> Any:
        out: IO[str] = self.process.stdout  # type: ignore[assignment]
        line = out.readline()
        if not line:
            raise SystemExit("a version has ended early: see its error above")
        return json.loads(line)

    def ask(self, name: str) -> None:
        """Let it answer once."""
        into: IO[str] = self.process.stdin  # type: ignore[assignment]
        into.write(name + "\n")
        into.flush()
        self.times[name].append(tuple(self._read()))

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)


def take_turns(sides: list[Side], rounds: int, only: str) -> None:
    """Ask both everything, the first time unseen: it makes connections and imports."""
    names = [name for name in sides[1].times if name in sides[0].times and re.search(only, name)]
    for number in range(rounds + 1):
        for name in names:
            for side in sides if number % 2 else reversed(sides):
                side.ask(name)
        print(f"round {number} of {rounds}", file=sys.stderr, flush=True)
    for side in sides:
        side.times = {name: side.times[name][1:] for name in names}


def table(before: Times, now: Times) -> list[str]:
    """Medians in milliseconds, and the ratios now / before."""
    lines = [
        "| ms | clock: before | now | now / before | CPU: before | now | now / before |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, old in before.items():
        cells = []
        for kind in (0, 1):
            pairs = [(a[kind], b[kind]) for a, b in zip(old, now[name], strict=True)]
            low, middle, high = statistics.quantiles([b / a for a, b in pairs], n=4)
            middles = [statistics.median(times) for times in zip(*pairs, strict=True)]
            cells += [f"{1000 * seconds:.1f}" for seconds in middles]
            cells.append(f"{middle:.2f} ({low:.2f} to {high:.2f})")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def answer(tree: Path, reps: int) -> None:
    """Answer what is asked on the standard input, as one version; ends with it."""
    said, sys.stdout = sys.stdout, sys.stderr  # FiftyOne prints
    sys.path.insert(0, str(tree / "benchmarks"))
    import panel_data
    import panel_queries

    import fo_buttwink

    for module in (fo_buttwink, panel_data, panel_queries):
        assert tree in Path(str(module.__file__)).parents, f"{module.__file__} is not of {tree}"
    name = f"turns_{os.getpid()}"
    panel_data.make_dataset(name, reps, 0)
    asked: dict[str, Callable[[], Any]] = {
        query: ask
        for queries in (panel_queries._explorer, panel_queries._viewer, panel_queries._events)
        for query, _, ask in queries(name)
    }
    for number, (shown, stages) in enumerate(stages_of(name, panel_queries).items(), 3):
        asked[f"event: a review key in the viewer, {shown}"] = review_key(
            name, stages, number, panel_queries
        )
    print(json.dumps(list(asked)), file=said, flush=True)
    for line in sys.stdin:
        start, used = time.perf_counter(), time.process_time()
        asked[line.rstrip("\n")]()
        spent = time.perf_counter() - start, time.process_time() - used
        print(json.dumps(spent), file=said, flush=True)


def stages_of(name: str, queries: Any) -> dict[str, list[Any]]:
    """What the App may show while somebody reviews."""
    import fiftyone as fo

    dataset = fo.load_dataset(name)
    clips = dataset.limit(200).to_clips(f"{queries.KEY}_reps")
    own = dataset.match_tags("left out", bool=False)
    return {"all videos": [], "a view of one's own": own._serialize(), "clips": clips._serialize()}


def review_key(name: str, stages: list[Any], part: int, queries: Any) -> Callable[[], Any]:
    """One press of *confirm*, each by another reviewer, as the viewer's JavaScript sends it.

    The video is that at ``1 / part`` of all that is shown, so that nobody else reviews it here.
    """
    import fiftyone as fo

    try:
        from fo_buttwink.app.panels.viewer.panel import RepViewer
    except ImportError:  # before the house was rebuilt
        from fo_buttwink.panels.viewer import RepViewer  # type: ignore[import-not-found,no-redef]

    viewer, count = RepViewer(), 0
    dataset = fo.load_dataset(name)
    shown = fo.DatasetView._build(dataset, stages) if stages else dataset
    place = shown.values("id")[len(shown) // part]

    def event(method: str, **params: Any) -> Any:
        return queries._event(viewer, "squat_rep_viewer", name, method, stages, **params)

    opened = event("load", modal_id=place)
    sample, rep = opened["video"]["sample"], opened["video"]["reps"][0]
    state = {"revision": rep["review"]["revision"]}

    def press() -> None:
        nonlocal count
        count += 1
        told = event(
            "review", modal_id=place, key=opened["key"], sample=sample, rep=rep["id"],
            verdict="confirmed", reviewer=f"reviewer {count}", **state, overwrite=True, values={},
        )  # fmt: skip
        assert told["changed"], told.get("conflict", told.get("error"))
        state["revision"] = told["reps"][0]["review"]["revision"]

    return press


if __name__ == "__main__":
    main()
