"""The one table that every export is made from: a row per repetition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Protocol

from ..observations import FloatArray
from ..results import FrameSeries


@dataclass(frozen=True)
class VideoRecord:
    """What the rows of one video share, and writers need to know about it."""

    video_id: str
    path: str
    fps: float | None
    total_frames: int
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    num_reps: int = 0
    """Repetitions of the whole video, selected or not."""
    num_reviewed: int = 0


def _column(text: str, unit: str = "", default: Any = None) -> Any:
    return field(default=default, metadata={"text": text, "unit": unit})


@dataclass(frozen=True, slots=True)
class RepRow:
    """One repetition. Frames are 1-based and inclusive; ``None`` is missing, never zero."""

    rep_id: str = _column("identifier of the repetition", default="")
    video_id: str = _column("identifier of the video", default="")
    video: str = _column("path of the video", default="")
    rep: int | None = _column("number within the video, from 1; empty if a person added it")
    fps: float | None = _column("average frame rate as decoded", "1/s")
    total_frames: int = _column("frames of the video", default=0)
    first_frame: int = _column("first frame that holds, from 1", default=0)
    bottom_frame: int | None = _column("frame of the deepest point, from 1")
    last_frame: int = _column("last frame that holds, inclusive", default=0)
    start_s: float | None = _column("presentation time of the first frame", "s")
    bottom_s: float | None = _column("presentation time of the deepest frame", "s")
    end_s: float | None = _column("presentation time of the last frame", "s")
    label: str | None = _column("effective label: the reviewer's where there is one")
    class_name: str = _column("class that the label maps to in this export", default="")
    split: str = _column("train, val or test; empty without splits", default="")
    severity: int | None = _column("0 none to 3 marked, one higher if early, of what holds")
    timing: str | None = _column("late, mid or early onset, of what holds")
    onset_pct: float | None = _column("onset that holds", "% of descent")
    model_label: str | None = _column("the machine's label; empty if a person added the rep")
    model_severity: int | None = _column("the machine's severity")
    model_onset_pct: float | None = _column("the machine's onset", "% of descent")
    onset_pct_low: float | None = _column("lower end of the machine's interval", "% of descent")
    onset_pct_high: float | None = _column("upper end of the machine's interval", "% of descent")
    onset_hip_flexion_deg: float | None = _column("apparent hip flexion at the onset", "deg")
    pattern: str | None = _column("wink, rounding or none (machine); empty if it abstained")
    wink_deg: float | None = _column("rise of lumbar flexion from onset to bottom", "deg")
    wink_deg_low: float | None = _column("lower end of its interval", "deg")
    wink_deg_high: float | None = _column("upper end of its interval", "deg")
    pelvic_reversal_deg: float | None = _column("backward turn of the pelvis (W)", "deg")
    lumbar_flexion_bottom_deg: float | None = _column("lumbar flexion at the bottom", "deg")
    depth_knee_flexion_deg: float | None = _column("knee flexion at the bottom", "deg")
    eccentric_s: float | None = _column("duration of the descent", "s")
    pause_s: float | None = _column("pause at the bottom", "s")
    concentric_s: float | None = _column("duration of the ascent", "s")
    load_kg: float | None = _column("load", "kg")
    load_rel: float | None = _column("load, as fraction of 1RM or body mass")
    lifter: str | None = _column("who squats")
    view_side: str | None = _column("body side that faces the camera")
    view_yaw_deg: float | None = _column("camera yaw from a side view", "deg")
    view_quality: float | None = _column("trust in the view, 0 to 1")
    confidence: float | None = _column("the machine's confidence, 0 to 1")
    abstain_reason: str | None = _column("why nothing could be judged, of what holds")
    reason: str | None = _column("the machine's reason in words")
    review_state: str = _column("unreviewed or the reviewer's verdict", default="unreviewed")
    human_label: str | None = _column("the reviewer's label")
    reviewer: str | None = _column("who reviewed last")
    reviewed_at: datetime | None = _column("when", "UTC")  # noqa: RUF009
    review_note: str | None = _column("the reviewer's remark")
    review_outdated: bool = _column("the machine changed its label since", default=False)
    origin: str = _column("machine, or human if a person added the rep", default="machine")
    run_key: str = _column("key of the analysis", default="")
    version: str = _column("version of fo_buttwink", default="")

    @property
    def human(self) -> bool:
        """Whether the label is a person's."""
        return self.human_label is not None


COLUMNS = tuple(f.name for f in fields(RepRow))
COLUMN_TEXTS = {
    f.name: f.metadata["text"] + (f" [{f.metadata['unit']}]" if f.metadata["unit"] else "")
    for f in fields(RepRow)
}


@dataclass(frozen=True)
class VideoData:
    """One video with its selected rows and, if asked for, its measurements over time."""

    record: VideoRecord
    rows: tuple[RepRow, ...]
    series: FrameSeries | None = None
    landmarks: FloatArray | None = None
    """(T, 33, 4): x, z in image widths, y in image heights, visibility 0 to 1."""


class Source(Protocol):
    """Where the measurements over time come from; too large to hold for a whole data set."""

    remedy: str
    """What to do if measurements that a format needs are missing."""

    def load(
        self, video_ids: Sequence[str], *, series: bool, landmarks: bool
    ) -> dict[str, tuple[FrameSeries | None, FloatArray | None]]:
        """Curves and landmarks of some videos."""
        ...


@dataclass(frozen=True)
class RepTable:
    """Rows in the order of the videos, and everything that a writer or a card needs."""

    rows: tuple[RepRow, ...]
    videos: dict[str, VideoRecord]
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

    def with_rows(self, rows: Sequence[RepRow], *notes: str, **changes: Any) -> RepTable:
        """The same table with other rows, and perhaps more to say about them."""
        return replace(self, rows=tuple(rows), notes=(*self.notes, *notes), **changes)

    def by_video(self) -> dict[str, list[RepRow]]:
        """Rows of each video that has any, in order."""
        grouped: dict[str, list[RepRow]] = {}
        for row in self.rows:
            grouped.setdefault(row.video_id, []).append(row)
        return grouped

    def iter_videos(
        self, *, series: bool = False, landmarks: bool = False, batch: int = 64
    ) -> Iterator[VideoData]:
        """Video by video, holding the measurements of one batch at a time."""
        grouped = list(self.by_video().items())
        for start in range(0, len(grouped), batch):
            part = grouped[start : start + batch]
            loaded = (
                self.source.load([i for i, _ in part], series=series, landmarks=landmarks)
                if series or landmarks
                else {}
            )
            for video_id, rows in part:
                curves, points = loaded.get(video_id, (None, None))
                yield VideoData(self.videos[video_id], tuple(rows), curves, points)

    def by_split(self) -> dict[str, list[RepRow]]:
        """Rows of each split; all under one empty name if there are no splits."""
        if not self.splits:
            return {"": list(self.rows)}
        return {name: [row for row in self.rows if row.split == name] for name in self.splits}
