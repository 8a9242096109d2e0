"""Analyse the videos of a FiftyOne dataset: the Python interface that operators call too."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace

import fiftyone as fo

from .._util import environment
from .._util.batches import in_batches
from ..batch.execution import Execution
from ..batch.progress import Pace, Terminal
from ..batch.run import run_tasks
from ..batch.task import Analyser, Result, Task
from ..config import Config
from ..domain.analysis import STATUS_FAILED
from ..domain.definitions import Made
from ..reviews.marked import adopt_edits
from ..store import schema
from ..store.annotate import declare_annotation
from ..store.commit import Finished, clear_results, fill_metadata, write_analyses
from ..store.fields import DEFAULT_KEY, validate_key
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
from ..store.targets import read_loads, read_slow_motion, video_targets
from .app_panels import say_if_not_kept, say_if_not_linked
from .continuing import starts_over
from .keypoints import KeypointSource
from .request import AnalysisRequest, Existing, LoadUnit
from .summary import RunSummary, Step, Tally
from .todo import analyzed_ids, choose

logger = logging.getLogger(__name__)

Progress = Callable[[Step], None]


def analyze_dataset(
    view: Samples,
    key: str = DEFAULT_KEY,
    config: Config | None = None,
    *,
    existing: Existing = "skip",
    skeleton: bool = False,
    load_field: str | None = None,
    load_unit: LoadUnit = "kg",
    slow_motion_field: str | None = None,
    slices: Sequence[str] | None = None,
    keypoints_field: str | None = None,
    layout: str | None = None,
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
    slow_motion_field
        Sample field that says how many times slower a video is played than it was recorded, such
        as 8 for 240 frames per second played at 30; empty for videos that are not in slow motion.
    slices
        Slices of a grouped dataset to analyse; all video slices if not given.
    keypoints_field
        Frame field with keypoints that another pose model found, such as ``frames.my_pose``.
        These are analysed, and no pose model runs. Without points on the spine there is no wink.
    layout
        What they are: ``coco17``, ``halpe26``, ``mediapipe33`` or ``spinetrack37``. Not needed
        where the dataset's skeleton names them.
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
    request = AnalysisRequest(
        key=key,
        config=config or Config(),
        existing=existing,
        skeleton=skeleton,
        load_field=load_field,
        load_unit=load_unit,
        slow_motion_field=slow_motion_field,
        slices=tuple(slices) if slices else None,
        keypoints_field=keypoints_field,
        layout=layout,
        execution=execution or Execution(),
    )
    summary = run_request(view, request, progress=progress)
    if progress is not False:
        say_if_not_linked()
        say_if_not_kept(root_dataset(view))
    return summary


def run_request(
    view: Samples, request: AnalysisRequest, *, progress: bool | Progress | None = None
) -> RunSummary:
    """Do what :func:`analyze_dataset` does, asked for as one thing."""
    job = DatasetAnalysis(view, request)
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

    Everything that can be wrong with what is asked for is found here, before anything is written or
    inferred.

    Parameters
    ----------
    view
        Dataset or view, as for :func:`analyze_dataset`.
    request
        What is asked for.
    analyser
        Replaces the pipeline in tests.

    Attributes
    ----------
    total : int
        Number of videos that :meth:`run` will analyze.
    """

    def __init__(
        self,
        view: Samples,
        request: AnalysisRequest | None = None,
        *,
        analyser: Analyser | None = None,
    ) -> None:
        self.request = request = request or AnalysisRequest()
        environment.check()
        self.config = request.config
        self.dataset = root_dataset(view)
        self.fields = validate_key(request.key)
        self._keypoints: KeypointSource | None = None
        if request.keypoints_field is not None:
            self._keypoints = KeypointSource(self.dataset, request.keypoints_field, request.layout)
            self.config = self._keypoints.settings(self.config)
        self._analyser = analyser
        info = find_run(self.dataset, request.key)
        written = set(info.fields if info else ())
        schema.check_clash(self.dataset, self.fields, written, skeleton=request.skeleton)
        targets, self._not_video = video_targets(view, request.slices)
        self._loads = read_loads(targets, request.load_field, request.load_unit)
        done = analyzed_ids(self.dataset, self.fields) if info else set()
        slow = read_slow_motion(targets, request.slow_motion_field)
        self._todo = choose(targets, done, request, slow)
        self._starts_over = (
            info is not None
            and bool(done)
            and starts_over(
                info,
                self.config,
                existing=request.existing,
                others=self._todo.elsewhere,
                where=self.dataset.name,
            )
        )
        self._info = info or RunInfo(key=request.key, settings=self.config.to_dict(), fields=[])
        self.total = len(self._todo.tasks)
        self._started = time.monotonic()
        self._reset()

    def _reset(self) -> None:
        self._tally = Tally()
        self._held: list[Result] = []
        self._arranged = False

    @property
    def todo(self) -> Sequence[Task]:
        """The videos that :meth:`run` will analyze."""
        return self._todo.tasks

    @property
    def todo_frames(self) -> Sequence[int | None]:
        """Frames of each of them, where the dataset's metadata say so."""
        return self._todo.frames

    @property
    def execution(self) -> Execution:
        """Who will do the work."""
        return self.request.execution

    @property
    def summary(self) -> RunSummary:
        """What has been done so far."""
        return self._tally.summary(
            self.fields.key,
            skipped=self._todo.skipped,
            not_video=tuple(self._not_video),
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
        pace = Pace(self._todo.tasks)
        show = Terminal(pace) if terminal else None

        def within(task: Task, done: int, total: int) -> None:
            pace.within(task, done, total)
            if show is not None:
                show()

        if self._keypoints is not None:
            results = self._keypoints.results(self._todo, self.config)
        else:
            results = run_tasks(
                self._todo.tasks,
                self.config,
                self.execution,
                analyser=self._analyser,
                on_frames=within,
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
            for r, sample_id in ((r, self._todo.ids[r.task.index]) for r in results)
        ]
        self._keep_edits([f.sample_id for f in finished])
        notes = write_analyses(
            self.dataset,
            self.fields,
            finished,
            self.config,
            skeleton=self.request.skeleton or self._info.skeleton,
        )
        infos = {f.sample_id: f.observations.video if f.observations else None for f in finished}
        for sample_id, said in fill_metadata(self._videos, infos).items():
            notes[sample_id] = f"{notes[sample_id]}; {said}" if sample_id in notes else said
        self._report(results, notes)

    def _report(self, results: Sequence[Result], notes: Mapping[str, str] | None = None) -> None:
        for result in results:
            sample_id = self._todo.ids[result.task.index]
            note = (notes or {}).get(sample_id, "")
            self._tally.count(sample_id, result.analysis, note, self.config.flags)

    def _keep_edits(self, sample_ids: list[str]) -> None:
        """Let what people changed in the annotation tab outlive the repetitions that carry it."""
        if self._todo.replacing:
            kept = adopt_edits(ungrouped(self.dataset).select(sample_ids), self.fields.key)
            self._tally.notes += kept.problems

    def _arrange(self) -> None:
        """Let the App show what matters; no reason to lose an analysis for."""
        self._arranged = True
        try:
            arrange_run(self.dataset, self.fields.key)
        except Exception:
            logger.warning("the App's sidebar and views were not arranged", exc_info=True)

    def _open_session(self) -> Session:
        asked = self.request
        manifest = schema.declare(self.dataset, self.fields, skeleton=asked.skeleton)
        declare_annotation(self.dataset, self.fields)
        self._videos = ungrouped(self.dataset)
        session = Session(
            started=utc_now(),
            state="running",
            existing=asked.existing,
            load_field=asked.load_field,
            load_unit=asked.load_unit if asked.load_field else None,
            slow_motion_field=asked.slow_motion_field,
            slices=list(asked.slices) if asked.slices else None,
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
        self._tally.notes += adopt_edits(self.dataset, self.fields.key).problems
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
                models=merge_models(info.models, self._tally.models),
                **count_results(self.dataset, self.fields.key),
            ),
        )
        self._arrange()


__all__ = [
    "DatasetAnalysis",
    "analyze_dataset",
    "run_request",
]
