"""What an analysis of a dataset says: while it goes on, and when it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .._util.words import many
from ..batch.progress import State
from ..config import FlagConfig
from ..domain.analysis import STATUS_FAILED, VideoAnalysis
from ..domain.playable import REMEDY, count_not_played, sentence
from ..store.attributes import is_flagged
from ..store.targets import Problem


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
    """What one call of :func:`fo_buttwink.analyze_dataset` did."""

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
    """Videos of which something could not be stored, or whose metadata are wrong."""
    unplayable: dict[str, int] = field(default_factory=dict)
    """Videos that stay black in most browsers, by codec and pixels."""
    variable: int = 0
    """Videos whose frames do not follow each other evenly."""
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
        if self.skipped:
            lines.append(
                f"  {many(self.skipped, 'video')} had results already and kept them; "
                "existing='replace' analyzes again"
            )
        lines += [f"  {status}: {count}" for status, count in self.statuses.items()]
        lines += [f"  {said}" for said in self.about_playing()]
        for name in _PROBLEMS:
            lines += [f"  {name}: {problem}" for problem in getattr(self, name)]
        return "\n".join(lines)

    def about_playing(self) -> list[str]:
        """Say which videos the App cannot show as they are, and what helps."""
        return playing(self.unplayable, self.variable)


def playing(unplayable: Mapping[str, int], variable: int) -> list[str]:
    """Sentences on videos that browsers, or the App's timeline, cannot show as they are."""
    said = []
    if unplayable:
        said.append(f"{sentence(unplayable)}. {REMEDY}")
    if variable:
        said.append(
            f"The frames of {many(variable, 'video')} do not follow each other evenly. The "
            "rep viewer goes by their own times; the App's frame numbers are off."
        )
    return said


_PROBLEMS = ("failed", "not_video", "notes")


class Tally:
    """Counts what was done, video by video."""

    def __init__(self) -> None:
        self.notes: list[Problem] = []
        """Videos of which something could not be stored."""
        self.models: list[dict[str, Any]] = []
        """Pose models that have looked at them, each once."""
        self._statuses: Counter[str] = Counter()
        self._failed: list[Problem] = []
        self._reps = self._flagged = self._variable = 0
        self._media: list[tuple[str | None, str | None]] = []

    def count(self, sample_id: str, analysis: VideoAnalysis, note: str, flags: FlagConfig) -> None:
        """Count one video; ``note`` says what could not be stored of it."""
        self._statuses[analysis.status] += 1
        if analysis.status == STATUS_FAILED:
            self._failed.append(Problem(sample_id, analysis.video, analysis.message))
        if note:
            self.notes.append(Problem(sample_id, analysis.video, note))
        if analysis.model and analysis.model not in self.models:
            self.models.append(analysis.model)
        if analysis.media is not None:
            self._media.append((analysis.media.codec, analysis.media.pixel_format))
            self._variable += analysis.media.variable_frame_rate
        self._reps += len(analysis.reps)
        self._flagged += sum(is_flagged(rep, flags) for rep in analysis.reps)

    def summary(
        self, key: str, *, skipped: int, not_video: tuple[Problem, ...], seconds: float
    ) -> RunSummary:
        """Return what has been counted so far."""
        return RunSummary(
            key=key,
            analysed=sum(self._statuses.values()) - len(self._failed),
            skipped=skipped,
            reps=self._reps,
            flagged=self._flagged,
            statuses=dict(sorted(self._statuses.items())),
            failed=tuple(self._failed),
            not_video=not_video,
            notes=tuple(self.notes),
            unplayable=count_not_played(self._media),
            variable=self._variable,
            seconds=seconds,
        )


__all__ = ["RunSummary", "Step", "Tally", "playing"]
