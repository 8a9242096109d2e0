"""Labels that people made elsewhere: a CSV file, or Label Studio; into reviews or a field."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from .export.label_studio import frames_of, regions
from .marks import HumanRep, add_human_reps
from .reviewing import ReviewSummary, review_reps
from .reviews import LABELS
from .store.errors import ReviewError
from .store.fields import DEFAULT_KEY, RunFields
from .store.groups import ungrouped
from .store.reviews import read_reviews
from .store.runs import root_dataset
from .store.targets import Samples

UNITS = ("seconds", "frames")
SOURCES = ("csv", "label_studio")
REMOVED = ("rejected", "not_a_squat", "leave")
_NEEDED = ("video", "start", "end", "label")


@dataclass(frozen=True)
class ImportSummary:
    """What an import did."""

    videos: int
    reps: int
    reviews: ReviewSummary | None
    """``None`` if the labels went into a field instead."""
    rejected: int = 0
    """Repetitions of the machine that the annotator removed."""


@dataclass(frozen=True)
class _Video:
    sample_id: str
    path: str
    fps: float | None
    total_frames: int | None


def import_csv(
    samples: Samples,
    path: str | Path,
    *,
    key: str | None = DEFAULT_KEY,
    field: str | None = None,
    unit: str = "seconds",
    label_map: Mapping[str, str] | None = None,
    reviewer: str | None = None,
    overwrite: bool = False,
) -> ImportSummary:
    """Take over people's labels from a CSV file.

    The file has a header with ``video`` (path, or file name if that is unique), ``start``,
    ``end``, ``label``, and perhaps ``onset_pct`` (depth from which the pelvis stays turned back,
    in % of the descent) and ``note``. Labels are grades of the wink, see ``docs/method.md``.

    Parameters
    ----------
    key
        Run whose repetitions are reviewed by these labels.
    field
        Instead of reviews, write temporal detections into this sample field, with any labels.
    unit
        Whether start and end are ``seconds`` (end: of the last frame, or after it) or
        ``frames`` (from 1, end included).
    label_map
        Our label by the file's label.

    Raises
    ------
    ReviewError
        If the file, a video or a label is not usable; nothing has been written then. The
        message names the line.
    """
    rows = _read_csv(Path(path))
    if unit not in UNITS:
        raise ReviewError(f"unit {unit!r}: expected one of {', '.join(UNITS)}")
    videos = _Videos(samples, key)
    marked: dict[str, list[HumanRep]] = {}
    for line, row in rows:
        try:
            video = videos.find(row["video"])
            first, last = videos.frames(video, row["start"], row["end"], unit)
            label = _map_label(row["label"], label_map, free=field is not None)
            onset = row.get("onset_pct")
            rep = HumanRep(
                first,
                last,
                label,
                onset_pct=float(onset) if onset else None,
                note=row.get("note") or "",
            )
        except ValueError as error:  # includes ReviewError
            raise ReviewError(f"{path}, line {line}: {error}") from error
        marked.setdefault(video.sample_id, []).append(rep)
    count = sum(map(len, marked.values()))
    if field is not None:
        _write_field(samples, field, marked)
        return ImportSummary(len(marked), count, None)
    assert key is not None
    summary = add_human_reps(
        samples, key, marked, reviewer=reviewer, source="csv", overwrite=overwrite
    )
    return ImportSummary(len(marked), count, summary)


def import_label_studio(
    samples: Samples,
    path: str | Path,
    *,
    key: str = DEFAULT_KEY,
    label_map: Mapping[str, str] | None = None,
    reviewer: str | None = None,
    removed: str = "rejected",
    overwrite: bool = False,
) -> ImportSummary:
    """Take over what annotators made of exported repetitions in Label Studio.

    Parameters
    ----------
    path
        Label Studio's JSON export (not the minimal one) of the tasks that we wrote.
    label_map
        Our label by Label Studio's; needed if the export used other classes than the grades.
    removed
        Verdict on repetitions that were exported but have no region left: ``rejected``,
        ``not_a_squat``, or ``leave`` them as they are.

    Raises
    ------
    ReviewError
        If a task is not usable; nothing has been written then.
    """
    if removed not in REMOVED:
        raise ReviewError(f"removed={removed!r}: expected one of {', '.join(REMOVED)}")
    tasks = _read_tasks(Path(path))
    marked: dict[str, list[HumanRep]] = {}
    exported: dict[str, list[str]] = {}
    videos = _Videos(samples, key)
    for number, task in enumerate(tasks, start=1):
        try:
            found = regions(task)
            data = task["data"]
            video = videos.find(data.get("filepath") or data["video"], data.get("video_id"))
            if found is None:
                continue
            frame_at = partial(videos.frame_at, video)
            marked[video.sample_id] = [
                HumanRep(
                    *frames_of(start, end, data, frame_at),
                    _map_label(label, label_map, free=False),
                )
                for start, end, label in found
            ]
            exported[video.sample_id] = list(data.get("rep_ids") or ())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ReviewError(f"{path}, task {number}: {_words(error)}") from error
    summary = add_human_reps(
        samples, key, marked, reviewer=reviewer, source="label_studio", overwrite=overwrite
    )
    gone = _removed(samples, key, exported, marked) if removed != "leave" else []
    if gone:
        review_reps(
            samples, key, gone, removed, reviewer=reviewer, source="label_studio",
            overwrite=overwrite,
        )  # fmt: skip
    return ImportSummary(len(marked), sum(map(len, marked.values())), summary, len(gone))


def labels_in(path: str | Path, source: str) -> list[str]:
    """The labels that a file of one of :data:`SOURCES` uses, in order, for a label map.

    Raises
    ------
    ReviewError
        If the file is not readable.
    """
    path = Path(path)
    if source == "csv":
        found = [(row["label"] or "").strip() for _, row in _read_csv(path)]
    else:
        found = []
        for number, task in enumerate(_read_tasks(path), start=1):
            try:
                found += [label for _, _, label in regions(task) or ()]
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ReviewError(f"{path}, task {number}: {_words(error)}") from error
    return [label for label in dict.fromkeys(found) if label]


class _Videos:
    """Finds samples by path or file name, and frames by time."""

    def __init__(self, samples: Samples, key: str | None) -> None:
        view = ungrouped(samples)
        paths = ["id", "filepath", "metadata.frame_rate", "metadata.total_frame_count"]
        run = RunFields(key) if key else None
        schema = root_dataset(samples).get_field_schema(flat=True)
        if run and run.of_summary("fps") in schema:
            paths[2:] = [run.of_summary("fps"), run.of_summary("total_frames")]
        self._curve = run.curve_path("time_s") if run else ""
        frames = root_dataset(samples).get_frame_field_schema() or {}
        if not run or run.curve("time_s") not in frames:
            self._curve = ""
        self._view = view
        self._by_path: dict[str, _Video] = {}
        self._by_name: dict[str, list[_Video]] = {}
        self._by_id: dict[str, _Video] = {}
        self._times: dict[str, dict[int, float]] = {}
        for values in zip(*view.values(paths), strict=True):
            video = _Video(*values)
            self._by_path[video.path] = video
            self._by_id[video.sample_id] = video
            self._by_name.setdefault(Path(video.path).name, []).append(video)

    def find(self, name: str, sample_id: str | None = None) -> _Video:
        """The video of a path or file name."""
        if sample_id in self._by_id:
            return self._by_id[sample_id]
        if name in self._by_path:
            return self._by_path[name]
        found = self._by_name.get(Path(name).name, [])
        if len(found) == 1:
            return found[0]
        if found:
            raise ReviewError(f"video {name!r}: {len(found)} videos have that name; give the path")
        raise ReviewError(f"video {name!r}: the dataset has no such video; check path and spelling")

    def frames(self, video: _Video, start: str, end: str, unit: str) -> tuple[int, int]:
        """First and last frame of a range."""
        a, b = float(start), float(end)
        if unit == "frames":
            if a != int(a) or b != int(b):
                raise ReviewError(f"start={start}, end={end}: expected whole frame numbers")
            first, last = int(a), int(b)
        else:
            first, last = (self.frame_at(video, t) for t in (a, b))
        if not 1 <= first < last:
            raise ReviewError(f"start={start}, end={end}: expected start < end within the video")
        if video.total_frames and last > video.total_frames:
            raise ReviewError(
                f"end={end} is frame {last}, but the video has {video.total_frames} frames"
            )
        return first, last

    def frame_at(self, video: _Video, time_s: float) -> int:
        """The frame that is shown nearest to a time."""
        if not 0 <= time_s < 1e7:
            raise ReviewError(f"time {time_s:g}: expected seconds from the start of the video")
        if video.sample_id not in self._times:
            stored = (
                self._view.select(video.sample_id).values(self._curve)[0] if self._curve else None
            )
            self._times[video.sample_id] = {
                i: t for i, t in enumerate(stored or (), start=1) if t is not None
            }
        times = self._times[video.sample_id]
        if times:
            last = max(times)
            step = 1.0 / video.fps if video.fps else 0.0
            if time_s > times[last] + 1.5 * step:
                raise ReviewError(
                    f"time {time_s:g} s is after the end ({times[last] + step:.3f} s)"
                )
            return min(times, key=lambda i: abs(times[i] - time_s))
        if not video.fps:
            raise ReviewError(f"{video.path}: frame rate unknown; run dataset.compute_metadata()")
        return 1 + round(time_s * video.fps)


def _read_csv(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restval="")
            missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise ReviewError(
                    f"{path}: expected the columns {', '.join(_NEEDED)}, missing "
                    f"{', '.join(missing)}; found {', '.join(reader.fieldnames or ()) or 'none'}"
                )
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError) as error:
        raise ReviewError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    if not rows:
        raise ReviewError(f"{path}: has no rows below its header")
    return rows


def _read_tasks(path: Path) -> list[Any]:
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReviewError(
            f"{path}: not readable as JSON ({error}); export again as JSON"
        ) from error
    if not isinstance(tasks, list):
        raise ReviewError(f"{path}: expected a list of tasks, got {type(tasks).__name__}")
    return tasks


def _map_label(label: str, label_map: Mapping[str, str] | None, *, free: bool) -> str:
    label = (label or "").strip()
    mapped = (label_map or {}).get(label, label)
    if not mapped or (not free and mapped not in LABELS):
        raise ReviewError(
            f"label {label!r}: expected one of {', '.join(LABELS)}; map other words with label_map"
        )
    return mapped


def _write_field(samples: Samples, field: str, marked: Mapping[str, Sequence[HumanRep]]) -> None:
    import fiftyone as fo

    dataset = root_dataset(samples)
    present = dataset.get_field(field)
    if present is None:
        dataset.add_sample_field(
            field, fo.EmbeddedDocumentField, embedded_doc_type=fo.TemporalDetections
        )
    elif getattr(present, "document_type", None) is not fo.TemporalDetections:
        raise ReviewError(f"field {field!r}: expected temporal detections, found {present}")
    values = {
        sample_id: fo.TemporalDetections(
            detections=[
                fo.TemporalDetection(
                    label=rep.label, support=[rep.first, rep.last], note=rep.note or None
                )
                for rep in reps
            ]
        )
        for sample_id, reps in marked.items()
    }
    dataset.add_sample_field(f"{field}.detections.note", fo.StringField)
    ungrouped(dataset).set_values(field, values, key_field="id")


def _removed(
    samples: Samples,
    key: str,
    exported: Mapping[str, Sequence[str]],
    marked: Mapping[str, Sequence[HumanRep]],
) -> list[str]:
    """Repetitions that were sent out and came back without a region."""
    from .matching import match_spans

    gone = []
    for video in read_reviews(samples, RunFields(key), exported):
        sent = [i for i in exported[video.sample_id] if i in video.reps]
        spans = [(video.reps[i].first, video.reps[i].last) for i in sent]
        regions_ = [[(rep.first, rep.last)] for rep in marked[video.sample_id]]
        kept = {j for j in match_spans(regions_, spans) if j is not None}
        gone += [rep_id for j, rep_id in enumerate(sent) if j not in kept]
    return gone


def _words(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"member {error} is missing"
    return str(error)
