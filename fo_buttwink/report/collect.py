"""From a table of repetitions to the plain data of a page.

The table is gone through twice, without holding it: once to count, to sample and to choose the sets
that are shown by themselves, once to fetch the repetitions of those. So the page of a hundred
thousand repetitions takes no more memory than its list of sets.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .._util.paths import telling_names
from .._util.words import many
from .._version import RESULTS
from ..config import Config
from ..domain.context.facts import MovementFacts, facts_of, rep_of
from ..domain.context.read import read
from ..domain.old_settings import as_stored
from ..export.table.origins import measured_by, models
from ..export.table.rows import RepRow, VideoRecord
from ..export.table.table import RepTable
from .curves import bands, bottom_pct
from .data import Further, Point, ReportData, ReportOptions, SetLine, SetReport
from .pictures import pictures

MAX_OTHERS = 40
"""Other sets of a lifter that one set is compared with."""
MAX_FAILED = 10
"""Unreadable videos that are named one by one."""
_SEED = 0


@dataclass(frozen=True)
class Known:
    """What is known of the videos beside their repetitions."""

    statuses: Mapping[str, int] = field(default_factory=dict)
    """Videos by status; ``""`` were not analyzed."""
    failed: Sequence[str] = ()
    """Messages about videos that could not be read."""
    heels_raised: Mapping[str, bool] = field(default_factory=dict)
    """By path of the video."""
    mdc_deg: Mapping[str, float] = field(default_factory=dict)
    """Minimal detectable change of the wink by lifter."""
    results: int = RESULTS
    """Number of the results of the run."""


def collect(
    table: RepTable,
    options: ReportOptions | None = None,
    known: Known | None = None,
    *,
    scope: Sequence[str] = (),
    further: Sequence[Further] = (),
) -> ReportData:
    """Gather the data of a page.

    Parameters
    ----------
    table
        The repetitions; all of them are counted.
    options
        What is shown, and how much of it.
    known
        What is known of the videos beside their repetitions.
    scope
        How the repetitions were chosen, as sentences.
    further
        Sections that something else has computed.
    """
    options, known = options or ReportOptions(), known or Known()
    config = as_stored(table.settings)
    names = telling_names({record.path for record, *_ in table.labels()})
    first = _First(options, config, known, names)
    for video in table.iter_videos():
        first.take(video.record, video.rows)
    wanted = _to_show(first.lines, options.max_sets, config)
    sets = list(_shown(table, wanted, config, options, known, names))
    failed = list(known.failed[:MAX_FAILED])
    if len(known.failed) > MAX_FAILED:
        failed.append(f"{many(len(known.failed) - MAX_FAILED, 'more video')} could not be read.")
    return ReportData(
        options=options,
        config=config,
        key=table.key,
        counts=table.counts,
        scope=tuple(scope),
        lines=first.lines,
        sets=sets,
        points=first.points,
        measured=first.measured,
        rows=first.rows,
        names=names,
        labels=first.labels,
        statuses=dict(known.statuses),
        failed=failed,
        notes=table.notes,
        further=tuple(further),
        results=known.results,
        measured_by=measured_by(table.counts) if table.counts.reps else "",
        models=models(table.counts) if table.counts.reps else "",
    )


class _First:
    """What the first pass finds."""

    def __init__(
        self, options: ReportOptions, config: Config, known: Known, names: Mapping[str, str]
    ) -> None:
        self._options, self._config, self._known = options, config, known
        self._names = names
        self._random = random.Random(_SEED)
        self.lines: list[SetLine] = []
        self.points: list[Point] = []
        self.rows: list[RepRow] = []
        self.labels: Counter[str] = Counter()
        self.measured = 0

    def take(self, record: VideoRecord, rows: Sequence[RepRow]) -> None:
        """Take one video."""
        facts = _facts(rows, self._config, self._known)
        lifter = rows[0].lifter if rows else None
        self.lines.append(SetLine(record.video_id, self._names[record.path], lifter, facts))
        for row in rows:
            self.labels[row.label or "rejected"] += 1
            if len(self.rows) < self._options.max_rows:
                self.rows.append(row)
            if row.wink_deg is not None:
                self._sample(row)

    def _sample(self, row: RepRow) -> None:
        """Keep each measured repetition with the same chance (Vitter's reservoir)."""
        self.measured += 1
        most = self._options.max_points
        if len(self.points) < most:
            self.points.append(_point(row, self._names[row.video]))
            return
        place = self._random.randrange(self.measured)
        if place < most:
            self.points[place] = _point(row, self._names[row.video])


def _point(row: RepRow, name: str) -> Point:
    return Point(
        name,
        row.rep,
        row.label or "rejected",
        float(row.wink_deg or 0.0),
        _interval(row.wink_deg_low, row.wink_deg_high),
        row.onset_pct,
        _interval(row.onset_pct_low, row.onset_pct_high)
        if row.onset_pct == row.model_onset_pct
        else None,
    )


def _interval(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


def _to_show(lines: Sequence[SetLine], most: int, config: Config) -> list[str]:
    """Choose sets evenly from the largest median wink to the smallest; those without one last."""
    graded = [line for line in lines if line.grade(config) is not None]
    rest = [line for line in lines if line.grade(config) is None]
    graded.sort(key=lambda line: -(line.facts.wink_deg or 0.0))
    if len(graded) > most:
        step = (len(graded) - 1) / max(1, most - 1)
        graded = [graded[round(i * step)] for i in range(most)]
    return [line.video_id for line in (*graded, *rest)][:most]


def _shown(
    table: RepTable,
    wanted: Sequence[str],
    config: Config,
    options: ReportOptions,
    known: Known,
    names: Mapping[str, str],
) -> Iterator[SetReport]:
    """Yield the chosen sets, in their order, each with everything that is shown of it."""
    found: dict[str, tuple[VideoRecord, tuple[RepRow, ...]]] = {}
    by_lifter: dict[str, list[tuple[RepRow, ...]]] = {}
    for video in table.iter_videos():
        if video.record.video_id in wanted:
            found[video.record.video_id] = (video.record, video.rows)
            if video.rows[0].lifter:
                by_lifter.setdefault(video.rows[0].lifter, [])
    for video in table.iter_videos() if by_lifter else ():
        mine = by_lifter.get(video.rows[0].lifter or "")
        if mine is not None and len(mine) < MAX_OTHERS:
            mine.append(video.rows)
    shown = [any(row.wink_deg is not None for row in found[name][1]) for name in wanted]
    shares = _shares(options.pictures, shown)
    for video_id, share in zip(wanted, shares, strict=True):
        record, rows = found[video_id]
        loaded = table.source.load([video_id], series=True, landmarks=True)
        series, landmarks = loaded.get(video_id, (None, None))
        others = [
            (other, known.heels_raised.get(other[0].video))
            for other in by_lifter.get(rows[0].lifter or "", ())
            if other[0].video_id != video_id
        ]
        facts = _facts(rows, config, known, others)
        made, note = pictures(record, rows, series, landmarks, config, options, share)
        yield SetReport(
            record=record,
            name=names[record.path],
            rows=rows,
            facts=facts,
            reading=read(facts, config) if options.context else None,
            bands=bands(series, rows),
            bottom_pct=bottom_pct(rows),
            pictures=made,
            picture_note=note,
        )


def _shares(pictures: int, shown: Sequence[bool]) -> list[int]:
    """Divide a number of pictures among the sets that have something to show."""
    each, rest = divmod(max(0, pictures), max(1, sum(shown)))
    out = []
    for has in shown:
        out.append(has * (each + (rest > 0)))
        rest -= has
    return out


def _facts(
    rows: Sequence[RepRow],
    config: Config,
    known: Known,
    others: Sequence[tuple[Sequence[RepRow], bool | None]] = (),
) -> MovementFacts:
    if not rows:
        return MovementFacts()
    return facts_of(
        [rep_of(row) for row in rows],
        config,
        yaw_deg=rows[0].view_yaw_deg,
        mdc_deg=known.mdc_deg.get(rows[0].lifter or ""),
        heels_raised=known.heels_raised.get(rows[0].video),
        others=[([rep_of(row) for row in other], raised) for other, raised in others],
    )
