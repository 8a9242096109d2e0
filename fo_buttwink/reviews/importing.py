"""Labels that people made elsewhere: a table, or Label Studio; into reviews or a field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..domain.review.edits import HumanRep
from ..domain.review.record import LABELS, REJECTED, UNREVIEWED
from ..errors import ReviewError
from ..export.formats.label_studio import fault, frames_of, read
from ..store.fields import DEFAULT_KEY, RunFields
from ..store.groups import Samples, ungrouped
from ..store.reviews import read_reviews
from ..store.runs import root_dataset
from .label_table import ENDS, UNITS, CellError, LabelTable, Row, read_table, refuse, repeated_ids
from .marked import add_human_reps
from .named_videos import Video, Videos
from .service import ReviewSummary, review_reps
from .table_reviews import TableRep

SOURCES = ("csv", "label_studio")
REMOVED = ("rejected", "not_a_squat", "leave")


@dataclass(frozen=True)
class ImportSummary:
    """What an import did."""

    videos: int
    reps: int
    reviews: ReviewSummary | None
    """``None`` if the labels went into a field instead."""
    rejected: int = 0
    """Repetitions of the machine that the annotator removed."""


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
    """Take over people's labels from a table: CSV, JSON lines or Parquet.

    The file has columns ``video`` (path, or as much of its end as makes it unique), ``start``,
    ``end``, ``label``, and perhaps ``onset_pct`` (depth from which the pelvis stays turned back,
    in % of the descent) and ``note``, in any order, beside others. Labels are grades of the wink,
    see ``docs/method.md``. Instead of start and end, the columns ``first_frame`` and
    ``last_frame``, ``start_s`` and ``end_s``, or ``start_ms`` and ``end_ms`` say their unit.
    A CSV file may come from a spreadsheet: with semicolons or tabs, decimal commas, a byte order
    mark.

    The tables that we export (``csv``, ``jsonl``, ``parquet``; a file or the folder) can be edited
    and imported again. What counts in them is ``label`` (or ``human_label`` where nobody had
    reviewed the repetition), ``onset_pct``, the frames or times of start and end, and
    ``review_note``. Rows that say what holds already change nothing, and confirm nothing.

    Parameters
    ----------
    key
        Run whose repetitions are reviewed by these labels.
    field
        Instead of reviews, write temporal detections into this sample field, with any labels.
    unit
        Whether ``start`` and ``end`` are ``seconds`` (end: of the last frame, or after it),
        ``milliseconds``, or ``frames`` (from 1, end included).
    label_map
        Our label by the file's label.
    reviewer
        Who made the labels; by default the name of the computer's user. Rows of our own tables
        that somebody had reviewed already keep that name.

    Raises
    ------
    ReviewError
        If the file, a video or a label is not usable; nothing has been written then. The
        message names each row and column, what was expected, what came, and what to do.
    """
    if unit not in UNITS:
        raise ReviewError(f"unit {unit!r}: expected one of {', '.join(UNITS)}")
    table = read_table(path)
    videos = Videos(samples, key)
    marked: dict[str, list[HumanRep]] = {}
    problems = list(repeated_ids(table.rows))
    for row in table.rows:
        try:
            read = _read_row(row, table, videos, unit, label_map, free=field is not None)
        except ReviewError as error:
            problems.append(row.named(error))
            continue
        if read is not None:
            marked.setdefault(read[0], []).append(read[1])
    refuse(problems)
    count = sum(map(len, marked.values()))
    if field is not None:
        _write_field(samples, field, marked)
        return ImportSummary(len(marked), count, None)
    assert key is not None
    summary = add_human_reps(
        samples, key, marked, reviewer=reviewer, source="csv", overwrite=overwrite
    )
    return ImportSummary(len(marked), count, summary)


def _read_row(
    row: Row,
    table: LabelTable,
    videos: Videos,
    unit: str,
    label_map: Mapping[str, str] | None,
    *,
    free: bool,
) -> tuple[str, HumanRep] | None:
    """Sample id and repetition; ``None`` if a field of labels can say nothing of the row."""
    name = row.text("video")
    if not name:
        raise CellError(row.columns["video"], "expected the path of a video, found nothing")
    try:
        length = _length(row) if table.ours else None
        video = videos.find(name, row.text("video_id") or None, length)
    except ReviewError as error:
        raise CellError(row.columns["video"], error.message, error.remedy) from error
    first, last = _frames(row, table, videos, video, unit)
    ours = table.ours
    text, column = _label_cell(row) if ours else (row.text("label"), row.columns["label"])
    if ours and not text and row.text("state") == REJECTED:
        if free:
            return None
        label = ""
    else:
        try:
            label = _map_label(text, label_map, free=free)
        except ReviewError as error:
            raise CellError(column, error.message, error.remedy) from error
    onset = row.number_in("onset_pct", "the onset in % of the descent")
    if onset is not None and not 0.0 <= onset <= 100.0:
        raise CellError(
            row.columns["onset_pct"],
            f"expected the onset in % of the descent, 0 to 100, found {row.text('onset_pct')!r}",
        )
    said: dict[str, Any] = {
        "first": first, "last": last, "label": label, "onset_pct": onset, "note": row.text("note"),
        "place": f"{row.file}, row {row.number}",
    }  # fmt: skip
    if not ours or free:
        return video.sample_id, HumanRep(**said)
    as_written = row.text("human_label") == row.text("label")
    return video.sample_id, TableRep(
        **said,
        bottom=row.whole("bottom"),
        state=row.text("state"),
        reviewer=row.text("reviewer") if as_written else "",
        rep_id=row.text("rep_id"),
        onset_slack=row.slack_s("onset_pct"),
    )


def _length(row: Row) -> int | None:
    """Frames of the video as one of our own tables states them; ``None`` if it does not."""
    try:
        return row.whole("total_frames")
    except CellError:  # of no account otherwise
        return None


def _label_cell(row: Row) -> tuple[str, str]:
    """Return the label that one of our own tables states, and the column that states it."""
    label, human = row.text("label"), row.text("human_label")
    if not human or human == label:
        return label, row.columns["label"]
    if row.text("state") in ("", UNREVIEWED):  # somebody has filled it in since
        return human, row.columns["human_label"]
    raise CellError(
        row.columns["label"],
        f"expected the same label as in human_label, found {label!r} beside {human!r}",
        remedy="write the right one into both, or empty human_label",
    )


def _frames(
    row: Row, table: LabelTable, videos: Videos, video: Video, unit: str
) -> tuple[int, int]:
    """First and last frame; if the table says them twice, both must say the same."""
    found: dict[str, tuple[int, int]] = {}
    for said in [u for u in table.units if u] or [""]:
        ends = ENDS[said]
        if said and not any(row.text(end) for end in ends) and len(table.units) > 1:
            continue
        found[said] = videos.frames(video, row, ends, said or unit)
    if not found:
        ends = ENDS[table.units[0]]
        raise CellError(row.columns[ends[0]], "expected when the repetition starts, found nothing")
    first_unit, (first, last) = next(iter(found.items()))
    for other, frames in found.items():
        for a, b, end in zip((first, last), frames, ENDS[other], strict=True):
            slack = 1.0 + row.slack_s(end) * (videos.rate(video) if other == "seconds" else 0.03)
            if abs(a - b) > slack:
                beside = ENDS[first_unit][ENDS[other].index(end)]
                raise CellError(
                    row.columns[end],
                    f"expected the time of frame {a}, as {beside} says, found {row.text(end)!r}, "
                    f"which is frame {b}",
                    remedy="change both, or delete the columns of the one that is not to count",
                )
    return first, last


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
    marked: dict[str, list[HumanRep]] = {}
    exported: dict[str, list[str]] = {}
    videos = Videos(samples, key)
    number_of: dict[str, int] = {}
    for number, task in enumerate(read(Path(path)), start=1):
        try:
            data, found = task.data, task.regions
            video = videos.find(
                data.get("filepath") or data["video"],
                data.get("video_id"),
                data.get("total_frames"),
            )
            if found is None:
                continue
            earlier = number_of.setdefault(video.sample_id, number)
            if earlier != number:
                raise ReviewError(
                    f"{video.path} is also the video of task {earlier}",
                    remedy="delete one of the two tasks in Label Studio and export again",
                )
            frame_at = partial(videos.frame_at, video)
            marked[video.sample_id] = [
                HumanRep(
                    *frames_of(start, end, data, frame_at),
                    _map_label(label, label_map, free=False),
                )
                for start, end, label in found
            ]
            exported[video.sample_id] = list(data.get("rep_ids") or ())
        except ReviewError as error:
            text = f"{path}, task {number}: {error.message}"
            raise ReviewError(text, error.remedy) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ReviewError(f"{path}, task {number}: {fault(error)}") from error
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
    """Return the labels that a file of one of :data:`SOURCES` uses, in order, for a label map.

    Raises
    ------
    ReviewError
        If the file is not readable.
    """
    path = Path(path)
    if source == "csv":
        table = read_table(path)
        found = [(_label_text(row) if table.ours else row.text("label")) for row in table.rows]
    else:
        found = [label for task in read(path) for _, _, label in task.regions or ()]
    return [label for label in dict.fromkeys(found) if label]


def _label_text(row: Row) -> str:
    try:
        return _label_cell(row)[0]
    except CellError:  # the import itself will name it
        return row.text("label")


def _map_label(label: str, label_map: Mapping[str, str] | None, *, free: bool) -> str:
    label = (label or "").strip()
    mapped = (label_map or {}).get(label, label)
    if not free and mapped.casefold() in LABELS:
        return mapped.casefold()
    if not mapped or not free:
        raise ReviewError(
            f"label {label!r}: expected one of {', '.join(LABELS)}",
            remedy="say what other words mean, in the form or with label_map",
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
    from ..domain.review.matching import match_spans

    gone = []
    for video in read_reviews(samples, RunFields(key), exported):
        sent = [i for i in exported[video.sample_id] if i in video.reps]
        spans = [(video.reps[i].first, video.reps[i].last) for i in sent]
        regions_ = [[(rep.first, rep.last)] for rep in marked[video.sample_id]]
        kept = {j for j in match_spans(regions_, spans) if j is not None}
        gone += [rep_id for j, rep_id in enumerate(sent) if j not in kept]
    return gone
