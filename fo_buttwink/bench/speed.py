"""How fast the whole analysis is: beside a bare notebook loop, with workers, from the cache.

Only ratios count: every one is taken between runs that take turns on the same machine.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..batch.execution import Execution
from ..batch.run import run_tasks
from ..batch.task import Task
from ..config import Config
from ..errors import BenchError
from ..pose.models import resolve_model
from ..video.reader import VideoReader
from . import stages

Note = Callable[[str], None]

_BATCH = 12


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    frames: int
    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class Check:
    """One ratio and what it has to be."""

    name: str
    value: float
    target: float
    at_least: bool
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        return self.value >= self.target if self.at_least else self.value <= self.target

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<="
        state = "ok" if self.met else "SHORT"
        return f"{self.name:58} {self.value:8.3f}  {sign} {self.target:g}  {state}  {self.note}"


def run(
    videos: Sequence[Path], config: Config, *, rounds: int = 5, database: bool = True, say: Note
) -> tuple[list[Check], str]:
    """Measure everything.

    Parameters
    ----------
    videos
        Files to analyse; taken several times over if they are few (:func:`repeated`).
    rounds
        Runs of each kind, in turn; ratios are taken round by round.
    database
        Measure writing to FiftyOne's database too.
    say
        Called with a line now and then.

    Returns
    -------
    checks, table
        Ratios with their targets, and the profile as a table.

    Raises
    ------
    VideoError
        If a file is no video.
    ValueError
        If there are no files, or no rounds.
    """
    if not videos or rounds < 1:
        raise BenchError(f"{len(videos)} videos, {rounds} rounds: expected one at least of each")
    for path in videos:
        with VideoReader(path):  # A file that is no video shall not come up after minutes.
            pass
    batch = repeated(videos)
    say(f"{len(videos)} files, each taken {len(batch) // len(videos)} times")
    kinds: dict[str, Callable[[], Cost]] = {
        "notebook loop": lambda: measure(lambda: notebook_loop(batch, config)),
        "one worker": lambda: measure(lambda: analyse(batch, config, 1)),
        "two workers": lambda: measure(lambda: analyse(batch, config, 2)),
    }
    notebook_loop(videos[:1], config)  # imports, and files into memory
    analyse(videos[:1], config, 1)
    costs: dict[str, list[Cost]] = {kind: [] for kind in kinds}
    for k in range(rounds):
        for kind, go in kinds.items():
            costs[kind].append(go())
            last = costs[kind][-1]
            say(
                f"round {k + 1} of {rounds}, {kind}: {1000 * last.wall_s / last.frames:.2f} ms "
                f"per frame, {1000 * last.cpu_s / last.frames:.2f} ms of CPU"
            )
    bare, one, two = costs.values()
    # No target: the one worker uses the second core too, for all but inference.
    beside = _ratio("two workers / one worker", one, two, 0.0)
    say(f"{beside.name}: {beside.value:.2f} ({beside.note})")
    checks = [
        _ratio("throughput, one worker / notebook loop", bare, one, 0.95),
        _ratio("throughput, two workers / notebook loop", bare, two, 1.7),
    ]
    say("profile")
    profile = stages.profile(videos[0], config)
    checks.append(Check("share of CPU outside inference", profile.overhead, 0.2, False))
    checks.append(cache_check(videos, config, rounds))
    if database:
        from . import speed_database

        say("database")
        per_frame_s = statistics.median(c.wall_s / c.frames for c in one)
        for skeleton, limit in ((False, 0.03), (True, 0.10)):
            share = speed_database.share(videos[0], config, per_frame_s, skeleton=skeleton)
            kind = "with skeleton" if skeleton else "results"
            checks.append(Check(f"database writing / wall time, {kind}", share, limit, False))
    return checks, profile.table()


def verdict(checks: Sequence[Check]) -> str:
    """Return the last line: whether all targets are reached."""
    short = [check.name for check in checks if not check.met]
    if not short:
        return f"verdict: all {len(checks)} targets reached"
    return f"verdict: {len(short)} of {len(checks)} targets not reached: {'; '.join(short)}"


def repeated(videos: Sequence[Path]) -> list[Path]:
    """Return the files, several times over until they are as many as count as a batch.

    With a handful, two workers would mostly be starting.
    """
    return list(videos) * max(1, -(-_BATCH // len(videos)))


def notebook_loop(videos: Sequence[Path], config: Config) -> int:
    """Run what a user writes, OpenCV, MediaPipe and a list of landmarks; return the frames."""
    import cv2
    import mediapipe as mp
    from mediapipe.tasks import python as tasks
    from mediapipe.tasks.python import vision

    total = 0
    for path in videos:
        options = vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(
                model_asset_path=str(resolve_model(config.pose.model).path)
            ),
            running_mode=vision.RunningMode.VIDEO,
        )
        rows: list[tuple[float, ...]] = []
        capture = cv2.VideoCapture(str(path))
        fps = capture.get(cv2.CAP_PROP_FPS)
        frame = 0
        with vision.PoseLandmarker.create_from_options(options) as landmarker:
            while True:
                ok, bgr = capture.read()
                if not ok:
                    break
                image = mp.Image(
                    image_format=mp.ImageFormat.SRGB, data=cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
                )
                result = landmarker.detect_for_video(image, int(1000 * frame / fps))
                for landmarks in result.pose_landmarks:
                    for k, p in enumerate(landmarks):
                        rows.append((frame, k, p.x, p.y, p.z, p.visibility))
                frame += 1
        capture.release()
        total += frame
    return total


def analyse(videos: Sequence[Path], config: Config, workers: int, *, cache: bool = False) -> int:
    """Run the whole analysis up to the JSON text; return the frames."""
    tasks = [Task(k, str(path), weight=float(path.stat().st_size)) for k, path in enumerate(videos)]
    frames = 0
    for result in run_tasks(tasks, config, Execution(workers=workers, cache=cache)):
        json.dumps(result.analysis.to_json(), allow_nan=False)
        frames += result.analysis.total_frames
    return frames


def measure(go: Callable[[], int]) -> Cost:
    """Wall time and processor time, that of finished child processes included."""
    before, begin = _cpu_s(), time.perf_counter()
    frames = go()
    return Cost(frames, time.perf_counter() - begin, _cpu_s() - before)


def cache_check(videos: Sequence[Path], config: Config, rounds: int) -> Check:
    """First pass against another one with new cut-offs."""
    changed = replace(config, wink=replace(config.wink, grade_cutoffs_deg=(4.0, 9.0, 18.0)))
    with own_cache():
        first = measure(lambda: analyse(videos, config, 1, cache=True))
        again = [
            measure(lambda: analyse(videos, changed, 1, cache=True)) for _ in range(max(rounds, 1))
        ]
    ratio = first.cpu_s / statistics.median(c.cpu_s for c in again)
    wall = first.wall_s / statistics.median(c.wall_s for c in again)
    return Check(
        "first pass / re-analysis from cache, CPU", ratio, 100.0, True, f"by wall time {wall:.0f}"
    )


@contextmanager
def own_cache() -> Any:
    """Use an empty cache for a while; the model stays where it is."""
    from ..cache.folder import ENV_CACHE
    from ..pose.models import ENV_PATH

    model = str(resolve_model("full").path)
    saved = {name: os.environ.get(name) for name in (ENV_CACHE, ENV_PATH)}
    with tempfile.TemporaryDirectory(prefix="fo_buttwink_bench_") as folder:
        os.environ.update({ENV_CACHE: folder, ENV_PATH: model})
        try:
            yield Path(folder)
        finally:
            for name, value in saved.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def _ratio(name: str, slow: list[Cost], fast: list[Cost], target: float) -> Check:
    clock = [a.wall_s / b.wall_s for a, b in zip(slow, fast, strict=True)]
    cpu = [a.cpu_s / b.cpu_s for a, b in zip(slow, fast, strict=True)]
    spread = (
        f"{min(clock):.2f} to {max(clock):.2f} in {len(clock)} rounds, by CPU time "
        f"{statistics.median(cpu):.2f}"
    )
    return Check(name, statistics.median(clock), target, True, spread)


def _cpu_s() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usage)
