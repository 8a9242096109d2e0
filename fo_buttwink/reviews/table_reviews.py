"""Rows of our own tables that come back, edited or not, as reviews.

A table that we wrote holds what the machine said, and for reviewed repetitions what a person
said. Only what somebody changed in it, or said elsewhere, becomes a review: a row that says what
holds already confirms nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ..domain.analysis import GRADES
from ..domain.review.edits import HumanRep, as_review
from ..domain.review.record import (
    CONFIRMED,
    NOT_A_SQUAT,
    NOT_MEASURABLE,
    REJECTED,
    UNREVIEWED,
    VERDICTS,
    MachineRep,
    Review,
)
from ..domain.review.rules import effective, make_review


@dataclass(frozen=True)
class TableRep(HumanRep):
    """A row of a table that we wrote. ``label`` is empty where it was rejected."""

    state: str = UNREVIEWED
    """The column ``review_state``."""
    reviewer: str = ""
    """Who had reviewed it when the table was written."""
    rep_id: str = ""
    onset_slack: float = 0.0
    """How far the onset can be off because a spreadsheet rounded it [% of descent]."""


def review_of(
    row: TableRep,
    base: MachineRep | None,
    stored: Review | None,
    *,
    drawn: bool,
    key: str,
    who: str,
    source: str,
    total_frames: int | None,
) -> Review | None:
    """Return the review that a row means; ``None`` if it says what holds already.

    Parameters
    ----------
    base
        The repetition as the machine found it or a person drew it, if there is one.
    stored
        Its review, if there is one.
    drawn
        Whether a person drew ``base``.
    who
        In whose name changed rows are taken over. Unchanged rows keep the name that they have.

    Raises
    ------
    ReviewError
        If the values do not fit each other.
    """
    seen = None if drawn else base
    common: dict[str, Any] = {"key": key, "source": source, "total_frames": total_frames}
    if base is None and stored is None:
        return as_review(None, row, key, who, source, total_frames)
    held = effective(base, stored)
    if row.onset_pct is not None and held.onset_pct is not None:
        near = abs(row.onset_pct - held.onset_pct) <= row.onset_slack
        row = replace(row, onset_pct=held.onset_pct) if near else row
    verdict = row.state if row.state in VERDICTS else None
    if _unchanged(row, held, stored):
        if verdict is None or stored is not None:
            return None
        verdict = verdict if seen is None or verdict in (NOT_A_SQUAT, NOT_MEASURABLE) else CONFIRMED
    keeps_verdict = seen is not None and (
        (verdict == REJECTED and not row.label)
        or (verdict == NOT_A_SQUAT and row.label == NOT_A_SQUAT)
        or verdict in (CONFIRMED, NOT_MEASURABLE)
    )
    same_frames = seen is not None and (row.first, row.last) == (seen.first, seen.last)
    same_label = seen is not None and (verdict != CONFIRMED or row.label == seen.label)
    if seen is not None and verdict and keeps_verdict and same_frames and same_label:
        label = row.label if verdict == NOT_MEASURABLE and row.label not in GRADES else None
        if verdict != NOT_MEASURABLE or label:
            return make_review(
                seen, verdict, label=label, note=row.note, reviewer=row.reviewer or who, **common
            )
    if row.onset_pct == held.onset_pct and row.label not in GRADES[1:]:
        row = replace(row, onset_pct=None)  # the label was changed, and its onset goes with it
    if row.bottom == held.bottom and not row.first <= (row.bottom or 0) <= row.last:
        row = replace(row, bottom=None)
    author = row.reviewer if stored is None and verdict and row.reviewer else who
    return as_review(seen, row, key, author, source, total_frames)


def _unchanged(row: TableRep, held: Any, stored: Review | None) -> bool:
    return (
        row.label == (held.label or "")
        and (row.first, row.last) == (held.first, held.last)
        and row.onset_pct in (None, held.onset_pct)
        and row.bottom in (None, held.bottom)
        and row.note == (stored.note if stored else "")
    )
