"""The one table that every export is made from: rows in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, overload

from .counts import Counts
from .rows import Labelled, RepRow, Source, VideoData, VideoRecord, as_read

FRAMES_AT_ONCE = 20_000
"""Frames whose measurements are in memory at the same time, if one video has no more: 20 MB of
landmarks."""


ToClass = Callable[[VideoRecord, RepRow], str | None]
"""Class of a repetition as it was read; ``None``: it stays behind."""
ToSplit = Callable[[RepRow], str]


@dataclass(frozen=True)
class RepTable:
    """Repetitions in the order of their videos, and everything that a writer or a card needs.

    Only counts are held. Whoever wants the repetitions goes through them, as often as needed;
    what was read from a database comes from a temporary file each time (see ``spool``), and
    classes and splits are given on the way.
    """

    videos: Iterable[VideoData]
    """As read, one element per video, each time the same."""
    counts: Counts
    """Of the repetitions that were chosen."""
    source: Source
    key: str
    settings: dict[str, Any] = field(default_factory=dict)
    models: tuple[dict[str, Any], ...] = ()
    classes: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()
    selection: dict[str, Any] = field(default_factory=dict)
    """How the rows were chosen."""
    notes: tuple[str, ...] = ()
    """What a reader of the export must know, as sentences."""
    to_class: ToClass | None = None
    """Without it all rows are chosen, and keep the class that they have."""
    to_split: ToSplit | None = None

    @classmethod
    def holding(
        cls, rows: Iterable[RepRow], records: Mapping[str, VideoRecord], *args: Any, **fields: Any
    ) -> RepTable:
        """Return a table of rows that are in memory, with the records of their videos by id.

        Parameters
        ----------
        args, fields
            The fields of the table from ``source`` on.
        """
        grouped: dict[str, list[RepRow]] = {}
        for row in rows:
            grouped.setdefault(row.video_id, []).append(row)
        videos = tuple(VideoData(records[i], tuple(found)) for i, found in grouped.items())
        return cls(videos, Counts.of(as_read(videos)), *args, **fields)

    @property
    def rows(self) -> Rows:
        """The rows, one after the other, with class and split."""
        return Rows(self)

    def with_rows(self, rows: Iterable[RepRow]) -> RepTable:
        """Return the same table with other rows, which are held in memory, of the same videos."""
        records = {video.record.video_id: video.record for video in self.videos}
        held = RepTable.holding(rows, records, self.source, self.key)
        return replace(self, videos=held.videos, counts=held.counts, to_class=None, to_split=None)

    def noting(self, *notes: str) -> RepTable:
        """Return the same table with more to say about it."""
        return replace(self, notes=(*self.notes, *notes))

    def labels(self) -> Iterator[Labelled]:
        """Chosen rows as read, each with its class and split: to count without making rows."""
        for video in self.videos:
            yield from self._labels(video)

    def iter_videos(
        self, *, series: bool = False, landmarks: bool = False, batch: int = 64
    ) -> Iterator[VideoData]:
        """Video by video, holding the measurements of one batch at a time."""
        if not series and not landmarks:
            yield from self._chosen()
            return
        for part in _parts(self._chosen(), batch):
            ids = [video.record.video_id for video in part]
            loaded = self.source.load(ids, series=series, landmarks=landmarks)
            for video in part:
                curves, points = loaded.get(video.record.video_id, (None, None))
                yield replace(video, series=curves, landmarks=points)

    def _chosen(self) -> Iterator[VideoData]:
        for video in self.videos:
            rows = tuple(
                row
                if (row.class_name, row.split) == (name, split)
                else replace(row, class_name=name, split=split)
                for _, row, name, split in self._labels(video)
            )
            if rows:
                yield VideoData(video.record, rows)

    def _labels(self, video: VideoData) -> Iterator[Labelled]:
        for row in video.rows:
            name = self.to_class(video.record, row) if self.to_class else row.class_name
            if name is not None:
                split = self.to_split(row) if self.to_split else row.split
                yield video.record, row, name, split


class Rows(Sequence[RepRow]):
    """The rows of a table as a sequence: made anew each time, never held.

    Going through them is quick, and so is their number; picking single ones is not.
    """

    def __init__(self, table: RepTable) -> None:
        self._table = table

    def __len__(self) -> int:
        return self._table.counts.reps

    def __iter__(self) -> Iterator[RepRow]:
        for video in self._table.iter_videos():
            yield from video.rows

    @overload
    def __getitem__(self, index: int) -> RepRow: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[RepRow, ...]: ...
    def __getitem__(self, index: int | slice) -> RepRow | tuple[RepRow, ...]:
        wanted = range(len(self))[index]
        if isinstance(wanted, int):
            return next(islice(self, wanted, None))
        found = {i: row for i, row in enumerate(self) if i in wanted}
        return tuple(found[i] for i in wanted)


def _parts(videos: Iterable[VideoData], size: int) -> Iterator[list[VideoData]]:
    """So many videos, or fewer if they are long."""
    part: list[VideoData] = []
    for video in videos:
        part.append(video)
        frames = sum(v.record.total_frames for v in part)
        if len(part) >= size or frames >= FRAMES_AT_ONCE:
            yield part
            part = []
    if part:
        yield part
