"""What people may say about repetitions, and what holds then; nothing is overwritten.

After a video has been analysed again, :mod:`.matching` finds the repetition of the new analysis
that a review belongs to, and :func:`effective` says which label, frames and onset hold now.

Frames are 1-based and inclusive. Nothing here touches a database; see ``store.reviews``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from ...config import WinkConfig
from ...errors import ReviewError
from ..analysis import ABSTAIN_REASONS, GRADES
from ..grading import severity_of, timing_of
from ..types import HumanLabel, ReviewState, Timing, Verdict
from .record import (
    CORRECTED,
    LABELS,
    NOT_A_SQUAT,
    NOT_MEASURABLE,
    REJECTED,
    UNREVIEWED,
    VERDICTS,
    Effective,
    MachineRep,
    Review,
    is_label,
    is_verdict,
)

MAX_HISTORY = 20
"""How many earlier reviews of a repetition are kept for undoing."""


def utc_now() -> datetime:
    """Return the time for a review: UTC without time zone, to the millisecond as in MongoDB."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def make_review(
    seen: MachineRep | None,
    verdict: str,
    *,
    reviewer: str,
    key: str = "",
    label: str | None = None,
    onset_pct: float | None = None,
    first: int | None = None,
    bottom: int | None = None,
    last: int | None = None,
    note: str = "",
    source: str = "sdk",
    total_frames: int | None = None,
    reviewed_at: datetime | None = None,
) -> Review:
    """Make a valid review, with everything that the person stands for filled in.

    Parameters
    ----------
    seen
        What the machine says; ``None`` if a person adds a repetition that it missed.
    verdict
        One of :data:`VERDICTS`.
    label, onset_pct, first, bottom, last
        Corrected values; what is not given stays as the machine has it. Only for
        ``corrected``, except that ``not_measurable`` may name its reason as ``label``.
    total_frames
        Length of the video, to check the frames against.

    Raises
    ------
    ReviewError
        If the values do not fit each other.
    """
    given = {"label": label, "onset_pct": onset_pct, "first": first, "bottom": bottom, "last": last}
    given = {name: value for name, value in given.items() if value is not None}
    if not is_verdict(verdict):
        raise ReviewError(f"verdict {verdict!r}: expected one of {', '.join(VERDICTS)}")
    if not isinstance(reviewer, str) or not reviewer.strip():
        raise ReviewError(
            f"reviewer {reviewer!r}: expected a name, so that others know whom to ask"
        )
    allowed = {CORRECTED: set(given), NOT_MEASURABLE: {"label"}}.get(verdict, set())
    if set(given) - allowed:
        raise ReviewError(
            f"verdict {verdict!r} takes no {', '.join(sorted(set(given) - allowed))}",
            remedy="use verdict 'corrected' to change values",
        )
    if verdict == CORRECTED and not given:
        raise ReviewError(
            "verdict 'corrected' needs at least one of label, onset_pct, first, bottom, last",
            remedy="use 'confirmed' if the machine is right, 'rejected' if you cannot say what is",
        )
    if seen is None and not (verdict == CORRECTED and {"label", "first", "last"} <= set(given)):
        raise ReviewError(
            "a repetition that the machine did not find needs verdict 'corrected' with label, "
            f"first and last; got verdict {verdict!r} with {sorted(given) or 'nothing'}"
        )
    checked = _checked_label(label, verdict)
    _check_frames(seen, first, bottom, last, total_frames)
    effective_label = _stated_label(seen, verdict, checked)
    return Review(
        verdict=verdict,
        reviewer=reviewer.strip(),
        reviewed_at=reviewed_at or utc_now(),
        key=key,
        label=effective_label,
        onset_pct=_stated_onset(seen, effective_label, onset_pct),
        first=first,
        bottom=bottom,
        last=last,
        note=note,
        source=source,
        seen=seen,
    )


def effective(
    rep: MachineRep | None, review: Review | None, config: WinkConfig | None = None
) -> Effective:
    """Return what holds for a repetition that the machine found, a person reviewed, or both.

    Parameters
    ----------
    rep
        What the machine says now; ``None`` if it does not find the repetition (any more).
    review
        The latest review, if there is one.
    config
        Cut-offs for timing.

    Raises
    ------
    ReviewError
        If there is neither, or the review does not say which frames it means.
    """
    label: HumanLabel | None
    state: ReviewState
    if review is None:
        if rep is None:
            raise ReviewError("neither the machine nor a person describes this repetition")
        label, onset, state = rep.label, rep.onset_pct, UNREVIEWED
    else:
        label, onset, state = review.label, review.onset_pct, review.verdict
    first, last = _frames(rep, review)
    bottom = review.bottom if review is not None and review.bottom is not None else None
    if bottom is None:
        machine = rep or (review and review.seen)
        bottom = machine.bottom if machine else None
    if bottom is not None and not first <= bottom <= last:
        bottom = None
    timing, severity = _derived(label, onset, config or WinkConfig())
    return Effective(
        first=first,
        last=last,
        bottom=bottom,
        label=label,
        onset_pct=onset,
        timing=timing,
        severity=severity,
        state=state,
        outdated=bool(
            rep is not None
            and review is not None
            and review.seen is not None
            and review.seen.label != rep.label
        ),
    )


def supersede(current: Review | None, new: Review) -> Review:
    """Return the new review, which remembers the current one for :func:`undo`."""
    if current is None:
        return new
    past = (*current.history, replace(current, history=()))
    if len(past) > MAX_HISTORY:
        past = (replace(past[-MAX_HISTORY], cut=True), *past[1 - MAX_HISTORY :])
    return replace(new, history=past)


def undo(review: Review) -> Review | None:
    """Return the review before this one that said something else, or ``None`` if there was none.

    Raises
    ------
    ReviewError
        If there were earlier ones, which are no longer kept.
    """
    past = review.history
    while past and same(review, past[-1]):
        past = past[:-1]
    if not past:
        return None
    if past[-1].cut:
        raise ReviewError(
            f"the verdict cannot be taken back: only the last {MAX_HISTORY} verdicts on a "
            "repetition are kept, and this is the oldest of them",
            remedy="say what is right instead",
        )
    return replace(past[-1], history=past[:-1], rep_id=review.rep_id)


def same(current: Review | None, new: Review | None) -> bool:
    """Whether a change would change nothing, but for when and where it was made."""
    if current is None or new is None:
        return current is new
    ignored = {
        "reviewed_at": current.reviewed_at,
        "history": (),
        "rep_id": current.rep_id,
        "revision": current.revision,
        "source": current.source,
        "cut": False,
    }
    return replace(new, **ignored) == replace(current, history=(), cut=False)  # type: ignore[arg-type]


def conflict(
    current: Review | None, *, reviewer: str, expected: int | None, overwrite: bool
) -> str:
    """Why a reviewer may not change a review now; empty if he or she may.

    Parameters
    ----------
    current
        The review as stored.
    expected
        Revision that the reviewer has seen (0: not reviewed). Without it, only the reviews
        of other people are protected.
    overwrite
        The reviewer knows and wants it anyway.
    """
    if overwrite:
        return ""
    if expected is not None:
        if expected == (current.revision if current else 0):
            return ""
        if current is None:
            return "the review you saw has been undone meanwhile"
    elif current is None or current.reviewer == reviewer:
        return ""
    label = f" ({current.label})" if current.label else ""
    return (
        f"{current.reviewer} said {current.verdict!r}{label} at "
        f"{current.reviewed_at.isoformat(timespec='seconds')} UTC"
    )


def _frames(rep: MachineRep | None, review: Review | None) -> tuple[int, int]:
    base = rep or (review and review.seen)
    first = review.first if review is not None else None
    last = review.last if review is not None else None
    if base is not None:
        first = base.first if first is None else first
        last = base.last if last is None else last
    if first is None or last is None:
        raise ReviewError("the review names no frames, and the repetition it was made for is gone")
    # A corrected end can cross the machine's other end after a new analysis.
    if first > last and review is not None and review.span is not None:
        first, last = review.span
    return first, last


def _checked_label(label: str | None, verdict: Verdict) -> HumanLabel | None:
    allowed = LABELS if verdict == CORRECTED else (*ABSTAIN_REASONS, NOT_MEASURABLE)
    if label is None or (is_label(label) and label in allowed):
        return label
    raise ReviewError(f"label {label!r}: expected one of {', '.join(allowed)}")


def _check_frames(
    seen: MachineRep | None,
    first: int | None,
    bottom: int | None,
    last: int | None,
    total_frames: int | None,
) -> None:
    values = {"first": first, "bottom": bottom, "last": last}
    for name, value in values.items():
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise ReviewError(f"{name}={value!r}: expected a frame number, counted from 1")
    if first is None and bottom is None and last is None:
        return
    if seen is not None:
        first = seen.first if first is None else first
        last = seen.last if last is None else last
    assert first is not None and last is not None
    if not 1 <= first < last:
        raise ReviewError(f"first={first}, last={last}: expected 1 <= first < last (1-based)")
    if bottom is not None and not first <= bottom <= last:
        raise ReviewError(f"bottom={bottom}: expected a frame from {first} to {last}")
    if total_frames and last > total_frames:
        raise ReviewError(f"last={last}: the video has {total_frames} frames")


def _stated_label(
    seen: MachineRep | None, verdict: Verdict, label: HumanLabel | None
) -> HumanLabel | None:
    if verdict == REJECTED:
        return None
    if verdict == NOT_A_SQUAT:
        return NOT_A_SQUAT
    machine = seen.label if seen is not None else None
    if verdict == NOT_MEASURABLE:
        known = machine if machine in ABSTAIN_REASONS and machine != NOT_A_SQUAT else None
        return label or known or NOT_MEASURABLE
    return label or machine


def _stated_onset(
    seen: MachineRep | None, label: HumanLabel | None, onset_pct: float | None
) -> float | None:
    winks = label in GRADES and label != GRADES[0]
    if onset_pct is not None:
        number = isinstance(onset_pct, (int, float)) and not isinstance(onset_pct, bool)
        if not number or not 0.0 <= onset_pct <= 100.0:
            raise ReviewError(f"onset_pct={onset_pct!r}: expected 0 to 100 [% of descent]")
        if not winks:
            raise ReviewError(
                f"onset_pct={onset_pct:g} with label {label!r}: only subtle, moderate and marked "
                "winks have an onset",
                remedy="correct the label too",
            )
        return float(onset_pct)
    return seen.onset_pct if winks and seen is not None else None


def _derived(
    label: HumanLabel | None, onset_pct: float | None, config: WinkConfig
) -> tuple[Timing | None, int | None]:
    if label not in GRADES:
        return None, None
    timing = timing_of(onset_pct, config)
    return timing, severity_of(GRADES.index(label), timing)
