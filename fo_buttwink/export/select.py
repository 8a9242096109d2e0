"""Which repetitions leave, and under which class names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache

from .._util.words import many
from ..domain.analysis import GRADES
from ..errors import SelectionError
from .table.counts import Counts
from .table.rows import Labelled, RepRow, VideoRecord
from .table.table import RepTable

WHICH = ("all", "reviewed", "confirmed")
ABSTAINED = ("drop", "keep")

ClassMap = str | Mapping[str, str | None]
"""Name of a class map, or the class by label (``None``: leave such repetitions out)."""

REJECTED = "rejected"
_TIMED = {"late": "late", "mid": "mid", "early": "early"}


@dataclass(frozen=True)
class Selection:
    """What to export."""

    which: str = "all"
    """``all``; ``reviewed``: those that a person has judged in any way; ``confirmed``: those
    whose label a person stands for (confirmed or corrected)."""
    min_confidence: float = 0.0
    """Least confidence of the machine, 0 to 1. A person's label needs none."""
    abstained: str = "drop"
    """``drop`` repetitions that could not be judged, or ``keep`` them with their reason as
    class."""
    rejected: str = "drop"
    """``drop`` repetitions whose label was rejected, or ``keep`` them as class ``rejected``."""
    classes: ClassMap = "grades"
    """``grades``, ``wink`` (no_wink, wink), ``timing`` (no_wink, late, mid, early), or the
    class by label."""
    half_reviewed: str = "keep"
    """``keep`` or ``drop`` videos of which only some repetitions are reviewed."""


def select(table: RepTable, selection: Selection | None = None) -> RepTable:
    """Choose repetitions and name their classes.

    Raises
    ------
    SelectionError
        If nothing is left, or a label has no class.
    """
    selection = selection or Selection()
    _check(selection)
    if not table.counts.reps:
        raise SelectionError(
            f"there are no repetitions of run {table.key!r} to export: the view is empty, or no "
            "squat was found in its videos" + "".join(f"; {note}" for note in table.notes)
        )
    seen = _Seen()
    class_of, order = _class_map(selection.classes)
    counts = Counts.of(_chosen(table, selection, class_of, seen))
    if not counts.reps:
        reasons = "; ".join(f"{n} {why}" for why, n in seen.dropped.most_common())
        raise SelectionError(
            f"nothing to export: of {table.counts.reps} repetitions none is left ({reasons})",
            remedy="widen the selection",
        )
    present = set(counts.by_class)
    classes = [c for c in order if c in present or c in order[: len(GRADES)]]
    classes += sorted(present - set(classes))
    earlier = table.to_class

    def to_class(record: VideoRecord, row: RepRow) -> str | None:
        if _why_not(record, row, selection) or (earlier and earlier(record, row) is None):
            return None
        return class_of(row)

    return replace(
        table.noting(*_notes(table, selection, seen, counts)),
        to_class=to_class,
        counts=counts,
        classes=tuple(classes),
        selection=asdict(selection),
    )


@dataclass
class _Seen:
    """What must be said about a choice."""

    dropped: Counter[str] = field(default_factory=Counter)
    half: int = 0
    """Videos that are half reviewed."""
    outdated: int = 0


def _chosen(
    table: RepTable,
    selection: Selection,
    class_of: Callable[[RepRow], str | None],
    seen: _Seen,
) -> Iterator[Labelled]:
    """Yield the chosen ones with their class; note what is seen on the way."""
    last = ""
    for record, row, _, split in table.labels():
        if record.video_id != last:
            last = record.video_id
            seen.half += _half_reviewed(record)
        seen.outdated += row.review_outdated
        why = _why_not(record, row, selection)
        if why is None:
            name = class_of(row)
            if name is not None:
                _check_class(name)
                yield record, row, name, split
                continue
            if selection.classes == "timing":
                why = f"{row.label!r} without an onset has no class of timing"
            else:
                why = f"class map leaves out {row.label!r}"
        seen.dropped[why] += 1


def _check(selection: Selection) -> None:
    for name, allowed in (
        ("which", WHICH),
        ("abstained", ABSTAINED),
        ("rejected", ABSTAINED),
        ("half_reviewed", ABSTAINED),
    ):
        if getattr(selection, name) not in allowed:
            raise SelectionError(
                f"{name}={getattr(selection, name)!r}: expected one of {', '.join(allowed)}"
            )
    if not 0.0 <= selection.min_confidence <= 1.0:
        raise SelectionError(f"min_confidence={selection.min_confidence!r}: expected 0 to 1")


def _why_not(record: VideoRecord, row: RepRow, selection: Selection) -> str | None:
    """Why a repetition stays behind; ``None`` if it leaves."""
    why = None
    if selection.which == "reviewed" and row.review_state == "unreviewed":
        why = "not reviewed"
    elif selection.which == "confirmed" and row.review_state not in ("confirmed", "corrected"):
        why = "not confirmed"
    elif selection.half_reviewed == "drop" and _half_reviewed(record):
        why = "in half-reviewed videos"
    elif row.label is None and selection.rejected == "drop":
        why = "rejected"
    elif row.abstain_reason is not None and selection.abstained == "drop":
        why = "not measurable"
    elif not row.human and row.label is not None and not row.abstain_reason:
        confidence = row.confidence if row.confidence is not None else 0.0
        if confidence < selection.min_confidence:
            why = f"below confidence {selection.min_confidence:g}"
    return why


def _class_map(classes: ClassMap) -> tuple[Callable[[RepRow], str | None], list[str]]:
    if isinstance(classes, str):
        if classes not in _NAMED:
            raise SelectionError(
                f"class map {classes!r}: expected one of {', '.join(_NAMED)}, or the class by label"
            )
        return _NAMED[classes]
    if not classes:
        raise SelectionError("class map: expected the class by label, got nothing")
    own = dict(classes)

    def look_up(row: RepRow) -> str | None:
        label = row.label if row.label is not None else REJECTED
        if label not in own:
            raise SelectionError(
                f"label {label!r} (repetition {row.rep_id} of {row.video}) has no class; the map "
                f"knows {', '.join(map(repr, own))}",
                remedy="add it, or map it to None to leave it out",
            )
        return own[label]

    return look_up, list(dict.fromkeys(c for c in own.values() if c is not None))


@cache
def _check_class(name: str) -> None:
    if not name or name.startswith(".") or set(name) & set("/\\\0"):
        raise SelectionError(f"class name {name!r}: expected a name that a folder can have")


def _graded(row: RepRow) -> str | None:
    return row.label if row.label is not None else REJECTED


def _binary(row: RepRow) -> str | None:
    if row.label not in GRADES:
        return _graded(row)
    return "no_wink" if row.label == GRADES[0] else "wink"


def _timing(row: RepRow) -> str | None:
    if row.label not in GRADES:
        return _graded(row)
    if row.label == GRADES[0]:
        return "no_wink"
    # A person may have said "moderate" of a repetition whose onset nobody measured.
    return _TIMED.get(row.timing or "")


_NAMED: dict[str, tuple[Callable[[RepRow], str | None], list[str]]] = {
    "grades": (_graded, list(GRADES)),
    "wink": (_binary, ["no_wink", "wink"]),
    "timing": (_timing, ["no_wink", "late", "mid", "early"]),
}


def _half_reviewed(record: VideoRecord) -> bool:
    return 0 < record.num_reviewed < record.num_reps


def _notes(table: RepTable, selection: Selection, seen: _Seen, counts: Counts) -> list[str]:
    total = table.counts.reps
    notes = [f"{n} of {total} repetitions left out: {why}." for why, n in seen.dropped.items()]
    if seen.half and selection.half_reviewed == "keep":
        notes.append(
            f"{many(seen.half, 'video')} {'is' if seen.half == 1 else 'are'} partly reviewed: "
            + (
                "some labels are people's and some the machine's, as the column review_state says."
                if counts.human < counts.reps
                else "the repetitions that nobody reviewed are missing here, and are no background."
            )
        )
    if seen.outdated:
        notes.append(f"{seen.outdated} reviews were made of another machine label than today's.")
    return notes
