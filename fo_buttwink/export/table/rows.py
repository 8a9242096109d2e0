"""One row per repetition: what every export is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, make_dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..._util.arrays import FloatArray
from ...domain.curves import FrameSeries
from ...domain.measures import EXPORTED, MEASURES

if TYPE_CHECKING:
    from typing import TypeAlias

Labelled: TypeAlias = "tuple[VideoRecord, RepRow, str, str]"
"""Video, repetition as read, class and split. Those of one video lie together."""

T = TypeVar("T")


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
    start_s: float = 0.0
    """Time at which players show the first frame, for which all other times are 0 [s]."""
    group: str = ""
    """Of the videos of one scene, such as by two cameras, in a grouped dataset; else empty."""


def _column(text: str, unit: str = "", default: Any = None) -> Any:
    return field(default=default, metadata={"text": text, "unit": unit})


def _measure(name: str) -> Any:
    return field(default=None, metadata=MEASURES[name].export_metadata())


@dataclass(frozen=True, slots=True)
class RepRow:
    """One repetition. Frames are 1-based and inclusive; ``None`` is missing, never zero."""

    rep_id: str = _column("identifier of the repetition; each analysis makes new ones", default="")
    video_id: str = _column("identifier of the video", default="")
    video: str = _column("path of the video", default="")
    rep: int | None = _measure("rep")
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
    severity: int | None = _measure("severity")
    timing: str | None = _measure("timing")
    onset_pct: float | None = _measure("onset_pct")
    model_label: str | None = _column("the machine's label; empty if a person added the rep")
    model_severity: int | None = _column("the machine's severity")
    model_onset_pct: float | None = _column("the machine's onset", "% of descent")
    onset_pct_low: float | None = _measure("onset_pct_low")
    onset_pct_high: float | None = _measure("onset_pct_high")
    onset_hip_flexion_deg: float | None = _measure("onset_hip_flexion_deg")
    pattern: str | None = _measure("pattern")
    wink_deg: float | None = _measure("wink_deg")
    wink_deg_low: float | None = _measure("wink_deg_low")
    wink_deg_high: float | None = _measure("wink_deg_high")
    pelvic_reversal_deg: float | None = _measure("pelvic_reversal_deg")
    lumbar_rise_deg: float | None = _measure("lumbar_rise_deg")
    lumbar_flexion_bottom_deg: float | None = _measure("lumbar_flexion_bottom_deg")
    depth_knee_flexion_deg: float | None = _measure("depth_knee_flexion_deg")
    eccentric_s: float | None = _measure("eccentric_s")
    pause_s: float | None = _measure("pause_s")
    concentric_s: float | None = _measure("concentric_s")
    load_kg: float | None = _measure("load_kg")
    load_rel: float | None = _measure("load_rel")
    lifter: str | None = _column("who squats")
    view_side: str | None = _column("body side that faces the camera")
    view_yaw_deg: float | None = _column("camera yaw from a side view", "deg")
    view_quality: float | None = _column("trust in the view, 0 to 1")
    confidence: float | None = _measure("confidence")
    abstain_reason: str | None = _column("why nothing could be judged, of what holds")
    reason: str | None = _measure("reason")
    review_state: str = _column("unreviewed or the reviewer's verdict", default="unreviewed")
    human_label: str | None = _column("the reviewer's label")
    reviewer: str | None = _column("who reviewed last")
    reviewed_at: datetime | None = _column("when", "UTC")  # noqa: RUF009
    review_note: str | None = _column("the reviewer's remark")
    review_outdated: bool = _column("the machine changed its label since", default=False)
    origin: str = _column("machine, or human if a person added the rep", default="machine")
    run_key: str = _column("key of the analysis", default="")
    schema: int | None = _column("definition of the label that the machine's values follow")
    measured_by: str | None = _column("program and version that measured the video")
    model: str | None = _column("pose model that looked at the video")
    model_sha256: str | None = _column("SHA-256 of the pose model's file")

    @property
    def human(self) -> bool:
        """Whether the label is a person's."""
        return self.human_label is not None


_FURTHER = [n for n in EXPORTED if n not in {f.name for f in fields(RepRow)}]
if _FURTHER:  # what no code needs to know by name stands behind the others
    RepRow = make_dataclass(  # type: ignore[assignment,misc]
        "RepRow",
        [(name, f"{MEASURES[name].kind} | None", _measure(name)) for name in _FURTHER],
        bases=(RepRow,),
        frozen=True,
        slots=True,
    )
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


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of so many items, the last one perhaps shorter."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part


def as_read(videos: Iterable[VideoData]) -> Iterator[Labelled]:
    """Their rows, with the class and split that they have."""
    for video in videos:
        for row in video.rows:
            yield video.record, row, row.class_name, row.split
