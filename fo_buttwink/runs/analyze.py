"""Analyse the videos of a FiftyOne dataset: the Python interface that operators call too."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import fiftyone as fo

from .._util import environment
from .._util.batches import in_batches
from ..batch.execution import Execution
from ..batch.progress import Pace, State, Terminal
from ..batch.run import run_tasks
from ..batch.task import Analyser, Result, Task
from ..config import Config
from ..domain.analysis import STATUS_FAILED, VideoAnalysis
from ..domain.definitions import Made
from ..reviews.marked import adopt_edits
from ..store import schema
from ..store.annotate import declare_annotation
from ..store.attributes import is_flagged
from ..store.commit import Finished, clear_results, fill_metadata, write_analyses
from ..store.fields import DEFAULT_KEY, RunFields, validate_key
from ..store.groups import Samples, ungrouped
from ..store.runs import (
    RunInfo,
    Session,
    arrange_run,
    count_results,
    find_run,
    merge_models,
    root_dataset,
    save_run,
    utc_now,
)
from ..store.targets import Problem, read_loads, video_targets
from .continuing import starts_over

logger = logging.getLogger(__name__)

Progress = Callable[["Step"], None]


@dataclass(frozen=True)
class Step:
    """Progress: one more sample is done."""

    done: int
    total: int
    filepath: str
    status: str
    frames_per_s: float = 0.0
    left_s: float | None = None

    def __str__(self) -> str:
        return str(State(self.done, self.total, self.frames_per_s, self.left_s))


@dataclass(frozen=True)
class RunSummary:
    """What one call of :func:`analyze_dataset` did."""

    key: str
    analysed: int = 0
    """Videos that got a verdict, be it a reason for abstaining."""
    skipped: int = 0
    """Videos that were left alone because they had results already."""
    reps: int = 0
    flagged: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    failed: tuple[Problem, ...] = ()
    """Videos that could not be read."""
    not_video: tuple[Problem, ...] = ()
    """Samples of other media; nothing was written to them."""
    notes: tuple[Problem, ...] = ()
    """Videos of which something could not be stored."""
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON."""
        return {**asdict(self), **{n: [asdict(p) for p in getattr(self, n)] for n in _PROBLEMS}}

    def __str__(self) -> str:
        lines = [
            f"run {self.key!r}: {self.analysed} analyzed, {self.skipped} skipped, "
            f"{len(self.failed)} failed in {self.seconds:.1f} s; "
            f"{self.reps} repetitions, {self.flagged} flagged"
        ]
        lines += [f"  {status}: {count}" for status, count in self.statuses.items()]
        for name in _PROBLEMS:
            lines += [f"  {name}: {problem}" for problem in getattr(self, name)]
        return "\n".join(lines)


_PROBLEMS = ("failed", "not_video", "notes")


def analyze_dataset(
    view: Samples,
    key: str = DEFAULT_KEY,
    config: Config | None = None,
    *,
    existing: Literal["skip", "replace"] = "skip",
    skeleton: bool = False,
    load_field: str | None = None,
    load_unit: Literal["kg", "rel"] = "kg",
    slices: Sequence[str] | None = None,
    execution: Execution | None = None,
    progress: bool | Progress | None = None,
) -> RunSummary:
    """Analyse the squat videos of a dataset or view, and store what was found.

    Results of every video are stored as soon as it is done, so an interrupted call is
    continued by calling again.

    Parameters
    ----------
    view
        Dataset or view. Of a grouped one, the video slices are analysed; of dynamic groups,
        all their samples.
    key
        Prefix of all fields, and name of the run. Runs under different keys live side by
        side.
    config
        Settings; the default preset if not given.
    existing
        What to do with videos that have results under this key: ``skip`` them (those that
        failed are tried again) or ``replace`` their results.
    skeleton
        Also store the pose as keypoints that the App can draw. Slow to write (about 400
        frames per second), so off by default.
    load_field
        Sample field with the load, copied to every repetition as context.
    load_unit
        ``kg``, or ``rel`` for a fraction of 1RM or body mass.
    slices
        Slices of a grouped dataset to analyse; all video slices if not given.
    execution
        Who does the work: how many processes on this machine, or a Ray cluster. By default
        one process per core. Results do not depend on it.
    progress
        Function that is called with a :class:`Step` after every video, or whether to show
        videos, frames per second and time left (default: FiftyOne's own setting).

    Returns
    -------
    RunSummary

    Raises
    ------
    StoreError
        If the collection, the key or the load field cannot be used. Nothing has been
        written then.

    See Also
    --------
    fo_buttwink.pipeline.analyze.analyze_video : the same without a database.
    """
    job = DatasetAnalysis(
        view,
        key,
        config,
        existing=existing,
        skeleton=skeleton,
        load_field=load_field,
        load_unit=load_unit,
        slices=slices,
        execution=execution,
    )
    if callable(progress):
        for step in job.run():
            progress(step)
    else:
        show = fo.config.show_progress_bars if progress is None else progress
        for _ in job.run(terminal=show):
            pass
    return job.summary


class DatasetAnalysis:
    """One pass over a collection, video by video.

    Parameters are those of :func:`analyze_dataset`. Everything that can be wrong with them
    is found here, before anything is written or inferred.

    Attributes
    ----------
    total : int
        Number of videos that :meth:`run` will analyse.
    """

    def __init__(
        self,
        view: Samples,
        key: str = DEFAULT_KEY,
        config: Config | None = None,
        *,
        existing: str = "skip",
        skeleton: bool = False,
        load_field: str | None = None,
        load_unit: str = "kg",
        slices: Sequence[str] | None = None,
        execution: Execution | None = None,
        analyser: Analyser | None = None,
    ) -> None:
        if existing not in ("skip", "replace"):
            raise ValueError(f"existing={existing!r}: expected 'skip' or 'replace'")
        environment.check()
        self.config = config or Config()
        self.skeleton = skeleton
        self.dataset = root_dataset(view)
        self.fields = validate_key(key)
        self._load_field, self._load_unit = load_field, load_unit
        self._existing, self._slices = existing, list(slices) if slices else None
        self._execution = execution or Execution()
        self._analyser = analyser
        info = find_run(self.dataset, key)
        schema.check_clash(
            self.dataset, self.fields, set(info.fields if info else ()), skeleton=skeleton
        )
        targets, self._not_video = video_targets(view, slices)
        self._loads = read_loads(targets, load_field, load_unit)
        ids, paths, frames, sizes = targets.values(
            ["id", "filepath", "metadata.total_frame_count", "metadata.size_bytes"]
        )
        done = _analysed_ids(self.dataset, self.fields) if info else set()
        others = len(done - set(ids))
        where = self.dataset.name
        self._starts_over = (
            info is not None
            and bool(done)
            and starts_over(info, self.config, existing=existing, others=others, where=where)
        )
        keep = done if existing == "skip" else set()
        self._replacing = bool(done - keep)
        chosen = [k for k, sample_id in enumerate(ids) if sample_id not in keep]
        weights = _weights([(paths[k], frames[k], sizes[k]) for k in chosen])
        self._todo = [
            Task(i, paths[k], self._execution.source(paths[k]), weight)
            for i, (k, weight) in enumerate(zip(chosen, weights, strict=True))
        ]
        self._ids = [ids[k] for k in chosen]
        self._skipped = len(ids) - len(chosen)
        self._info = info or RunInfo(key=key, settings=self.config.to_dict(), fields=[])
        self._frames = [frames[k] for k in chosen]
        self.total = len(self._todo)
        self._started = time.monotonic()
        self._reset()

    def _reset(self) -> None:
        self._statuses: Counter[str] = Counter()
        self._failed: list[Problem] = []
        self._notes: list[Problem] = []
        self._models: list[dict[str, Any]] = []
        self._reps = self._flagged = 0
        self._held: list[Result] = []
        self._arranged = False

    @property
    def todo(self) -> Sequence[Task]:
        """The videos that :meth:`run` will analyze."""
        return tuple(self._todo)

    @property
    def todo_frames(self) -> Sequence[int | None]:
        """Frames of each of them, where the dataset's metadata say so."""
        return tuple(self._frames)

    @property
    def execution(self) -> Execution:
        """Who will do the work."""
        return self._execution

    @property
    def summary(self) -> RunSummary:
        """What has been done so far."""
        return RunSummary(
            key=self.fields.key,
            analysed=sum(self._statuses.values()) - len(self._failed),
            skipped=self._skipped,
            reps=self._reps,
            flagged=self._flagged,
            statuses=dict(sorted(self._statuses.items())),
            failed=tuple(self._failed),
            not_video=tuple(self._not_video),
            notes=tuple(self._notes),
            seconds=round(time.monotonic() - self._started, 2),
        )

    def run(self, *, terminal: bool = False) -> Iterator[Step]:
        """Analyse and store video by video; stopping early keeps all that is finished.

        Parameters
        ----------
        terminal
            Show the progress on standard error.
        """
        self._reset()
        self._started = time.monotonic()
        pace = Pace(self._todo)
        show = Terminal(pace) if terminal else None

        def within(task: Task, done: int, total: int) -> None:
            pace.within(task, done, total)
            if show is not None:
                show()

        results = run_tasks(
            self._todo, self.config, self._execution, analyser=self._analyser, on_frames=within
        )
        session = self._open_session()
        state = "interrupted"
        try:
            with show or nullcontext():
                for batch in in_batches(results):
                    self._store(batch)
                    if not self._arranged:
                        self._arrange()
                    for result in batch:
                        pace.finish(result.task, result.analysis.total_frames)
                        now = pace.state
                        yield Step(
                            now.done,
                            now.total,
                            result.task.path,
                            result.analysis.status,
                            now.frames_per_s,
                            now.left_s,
                        )
                    if show is not None:
                        show()
            self._report(self._held)  # with nothing better to put there, the old results stay
            state = "complete"
        finally:
            results.close()
            self._close_session(session, state)

    def _store(self, results: Sequence[Result]) -> None:
        if self._starts_over:
            self._held += results
            if all(r.analysis.status == STATUS_FAILED for r in self._held):
                return
            results, self._held = self._held, []
            self._start_over()
        finished = [
            Finished(sample_id, r.analysis, r.observations, self._loads.get(sample_id))
            for r, sample_id in ((r, self._ids[r.task.index]) for r in results)
        ]
        self._keep_edits([f.sample_id for f in finished])
        notes = write_analyses(
            self.dataset,
            self.fields,
            finished,
            self.config,
            skeleton=self.skeleton or self._info.skeleton,
        )
        infos = {f.sample_id: f.observations.video if f.observations else None for f in finished}
        fill_metadata(self._videos, infos)
        self._report(results, notes)

    def _report(self, results: Sequence[Result], notes: Mapping[str, str] | None = None) -> None:
        for result in results:
            sample_id = self._ids[result.task.index]
            self._count(sample_id, result.analysis, (notes or {}).get(sample_id, ""))

    def _keep_edits(self, sample_ids: list[str]) -> None:
        """Let what people changed in the annotation tab outlive the repetitions that carry it."""
        if self._replacing:
            kept = adopt_edits(ungrouped(self.dataset).select(sample_ids), self.fields.key)
            self._notes += kept.problems

    def _count(self, sample_id: str, analysis: VideoAnalysis, note: str) -> None:
        self._statuses[analysis.status] += 1
        if analysis.status == STATUS_FAILED:
            self._failed.append(Problem(sample_id, analysis.video, analysis.message))
        if note:
            self._notes.append(Problem(sample_id, analysis.video, note))
        if analysis.model and analysis.model not in self._models:
            self._models.append(analysis.model)
        self._reps += len(analysis.reps)
        self._flagged += sum(is_flagged(rep, self.config.flags) for rep in analysis.reps)

    def _arrange(self) -> None:
        """Let the App show what matters; no reason to lose an analysis for."""
        self._arranged = True
        try:
            arrange_run(self.dataset, self.fields.key)
        except Exception:
            logger.warning("the App's sidebar and views were not arranged", exc_info=True)

    def _open_session(self) -> Session:
        manifest = schema.declare(self.dataset, self.fields, skeleton=self.skeleton)
        declare_annotation(self.dataset, self.fields)
        self._videos = ungrouped(self.dataset)
        session = Session(
            started=utc_now(),
            state="running",
            existing=self._existing,
            load_field=self._load_field,
            load_unit=self._load_unit if self._load_field else None,
            slices=self._slices,
        )
        before = self._info
        made = Made()
        self._info = replace(
            before,
            definition=made.schema,
            results=made.results,
            settings=self.config.to_dict(),
            fields=sorted({*self._info.fields, *manifest}),
            sessions=[*self._info.sessions, session],
        )
        # A run that starts over keeps its record until the first new result is there.
        kept = {n: getattr(before, n) for n in ("definition", "results", "settings")}
        save_run(self.dataset, replace(self._info, **kept) if self._starts_over else self._info)
        return session

    def _start_over(self) -> None:
        """Take the old results away before the first new ones come.

        Otherwise an interruption would leave both under one key. Reviews stay, and find their
        repetitions again by overlap.
        """
        self._starts_over = False
        self._notes += adopt_edits(self.dataset, self.fields.key).problems
        clear_results(self.dataset, self.fields)
        self._info = replace(self._info, models=[], statuses={}, num_reps=0, num_flagged=0)
        save_run(self.dataset, self._info)

    def _close_session(self, session: Session, state: str) -> None:
        summary = self.summary
        closed = replace(
            session,
            state=state,
            analysed=summary.analysed,
            skipped=summary.skipped,
            failed=len(summary.failed),
        )
        # Read again: another process may have worked on the same run meanwhile.
        info = find_run(self.dataset, self.fields.key) or self._info
        sessions = [closed if s == session else s for s in info.sessions]
        save_run(
            self.dataset,
            replace(
                info,
                sessions=sessions,
                models=merge_models(info.models, self._models),
                **count_results(self.dataset, self.fields.key),
            ),
        )
        self._arrange()


def _analysed_ids(dataset: fo.Dataset, run: RunFields) -> set[str]:
    if run.summary not in dataset.get_field_schema():
        return set()
    ids, statuses = ungrouped(dataset).values(["id", run.status])
    return {i for i, s in zip(ids, statuses, strict=True) if s not in (None, STATUS_FAILED)}


def _weights(videos: Sequence[tuple[str, int | None, int | None]]) -> list[float]:
    """How long videos will take relative to each other: by frames if known, else by size."""
    if all(frames for _, frames, _ in videos):
        return [float(frames or 0) for _, frames, _ in videos]
    sizes = []
    for path, _, size in videos:
        try:
            sizes.append(float(size or Path(path).stat().st_size))
        except OSError:  # missing here, perhaps not where the worker is
            sizes.append(0.0)
    return sizes


__all__ = [
    "DatasetAnalysis",
    "RunSummary",
    "Step",
    "analyze_dataset",
]
