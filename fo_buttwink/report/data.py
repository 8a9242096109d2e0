"""What a page is made from: plain data, without a database, a video or a drawing library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from .._util.arrays import FloatArray
from .._version import RESULTS
from ..config import Config
from ..domain.analysis import GRADES
from ..domain.context.facts import MovementFacts
from ..domain.context.read import Reading
from ..domain.grading import grade_of
from ..export.table.counts import Counts
from ..export.table.rows import RepRow, VideoRecord


@dataclass(frozen=True)
class ReportOptions:
    """What a report shows, and how much of it. All limits are conventions: pages must stay light.

    Where a limit leaves something out, the page says so.
    """

    title: str = "Squat report"
    context: bool = True
    """Say what the patterns may mean. The settings of the run can forbid it."""
    pictures: int = 12
    """Most pictures; 0 for none."""
    blur_faces: bool = False
    """Blur the lifter's head in every picture."""
    max_sets: int = 12
    """Most sets that are shown one by one, with curves and a reading."""
    max_points: int = 2000
    """Most points in the scatter plot."""
    max_rows: int = 200
    """Most rows of the tables of sets and of repetitions."""


@dataclass(frozen=True)
class Picture:
    """The deepest frame of one repetition, drawn upon."""

    rep: str
    caption: str
    url: str
    """As a data address."""


@dataclass(frozen=True)
class Band:
    """Curves of the repetitions of a set over the time of a repetition, as one band."""

    reps: int
    median: FloatArray
    """(101,) NaN where fewer than half of the repetitions are measured."""
    low: FloatArray
    high: FloatArray
    """(101,) 10th and 90th percentile."""


@dataclass(frozen=True)
class SetReport:
    """One set (one video), shown by itself."""

    record: VideoRecord
    name: str
    """Name of the video, with its folders where others have the same."""
    rows: tuple[RepRow, ...]
    facts: MovementFacts
    reading: Reading | None = None
    bands: Mapping[str, Band] = field(default_factory=dict)
    """By name of the curve."""
    bottom_pct: float | None = None
    """Share of the repetition's time at which it is deepest (median) [%]."""
    pictures: tuple[Picture, ...] = ()
    picture_note: str = ""
    """Why there is no picture, or what is missing from it."""


@dataclass(frozen=True)
class SetLine:
    """One set in the table of sets, and in the choice of those that are shown by themselves."""

    video_id: str
    name: str
    lifter: str | None
    facts: MovementFacts

    def grade(self, config: Config) -> str | None:
        """Grade of the median; ``None`` where too few repetitions carry one."""
        if self.facts.wink_deg is None or self.facts.graded < config.sets.min_graded:
            return None
        return GRADES[grade_of(self.facts.wink_deg, config.wink)]


@dataclass(frozen=True)
class Point:
    """One repetition in the scatter plot and in the plot of the sets."""

    video: str
    rep: int | None
    label: str
    wink_deg: float
    wink_interval: tuple[float, float] | None
    onset_pct: float | None
    onset_interval: tuple[float, float] | None


@dataclass(frozen=True)
class Further:
    """A section that something else computes (agreement, health), as plain text."""

    title: str
    paragraphs: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class ReportData:
    """Everything that is on the page."""

    options: ReportOptions
    config: Config
    key: str
    counts: Counts
    scope: tuple[str, ...] = ()
    """What the page is about, and how it was chosen, as sentences."""
    lines: Sequence[SetLine] = ()
    """All sets that have a repetition."""
    sets: Sequence[SetReport] = ()
    """Those shown by themselves."""
    points: Sequence[Point] = ()
    measured: int = 0
    """Repetitions with a wink, of which ``points`` may be a sample."""
    rows: Sequence[RepRow] = ()
    """Repetitions that are listed."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Short name of each video by its path, by which no two are mixed up."""
    labels: Mapping[str, int] = field(default_factory=dict)
    """Repetitions by the label that holds."""
    statuses: Mapping[str, int] = field(default_factory=dict)
    """Videos by status; ``""`` were not analyzed."""
    failed: Sequence[str] = ()
    """Messages about videos that could not be read."""
    notes: Sequence[str] = ()
    """What a reader must know, as sentences."""
    further: Sequence[Further] = ()
    measured_by: str = ""
    models: str = ""
    results: int = RESULTS
    made: datetime = field(default_factory=lambda: datetime.now(timezone.utc))

    @property
    def videos(self) -> int:
        """All videos, with or without a repetition."""
        return max(sum(self.statuses.values()), self.counts.videos)

    @property
    def says_context(self) -> bool:
        """Whether readings are wanted and allowed."""
        return self.options.context and self.config.context.show
