"""What a review is: one person's verdict on one repetition.

A :class:`Review` carries the machine's answer as the person saw it, so that it stays meaningful
after the video has been analysed again with other cut-offs. Frames are 1-based and inclusive.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Final, TypeGuard

from ...errors import ReviewError
from ..analysis import ABSTAIN_REASONS, GRADES
from ..types import HumanLabel, ReviewState, Timing, Verdict
from .counted import CountedEdit

SCHEMA = 1

CONFIRMED: Final = "confirmed"
CORRECTED: Final = "corrected"
REJECTED: Final = "rejected"
NOT_A_SQUAT: Final = "not_a_squat"
NOT_MEASURABLE: Final = "not_measurable"
VERDICTS: tuple[Verdict, ...] = (CONFIRMED, CORRECTED, REJECTED, NOT_A_SQUAT, NOT_MEASURABLE)
"""``rejected`` says that the machine's label is wrong without saying what would be right."""
UNREVIEWED: Final = "unreviewed"
STATES: tuple[ReviewState, ...] = (UNREVIEWED, *VERDICTS)

LABELS: tuple[HumanLabel, ...] = (*GRADES, *ABSTAIN_REASONS, NOT_MEASURABLE)
"""What a person may say that a repetition is."""


def is_verdict(text: str) -> TypeGuard[Verdict]:
    """Whether a text is one of :data:`VERDICTS`."""
    return text in VERDICTS


def is_label(text: str) -> TypeGuard[HumanLabel]:
    """Whether a text is one of :data:`LABELS`."""
    return text in LABELS


@dataclass(frozen=True)
class MachineRep:
    """What the machine says about one repetition."""

    first: int
    last: int
    label: HumanLabel
    bottom: int | None = None
    onset_pct: float | None = None
    """Depth from which the pelvis stays turned back [% of descent]."""


@dataclass(frozen=True)
class Review:
    """One person's verdict on one repetition."""

    verdict: Verdict
    """One of :data:`VERDICTS`."""
    reviewer: str
    reviewed_at: datetime
    """UTC, without time zone, as the database keeps it."""
    key: str = ""
    """Key of the run that was reviewed."""
    label: HumanLabel | None = None
    """The label that the person stands for; ``None`` if rejected without a better one."""
    onset_pct: float | None = None
    """The onset that the person stands for [% of descent]."""
    first: int | None = None
    """Corrected frame; ``None`` where the machine's own holds (also ``bottom``, ``last``)."""
    bottom: int | None = None
    last: int | None = None
    note: str = ""
    source: str = "sdk"
    """Where the review was made: ``app``, ``sdk``, ``annotate``, ``csv`` or ``label_studio``."""
    seen: MachineRep | None = None
    """The machine's answer at that time; ``None`` for a repetition that a person added."""
    rep_id: str | None = None
    """The repetition that this belongs to now; ``None`` if the run no longer finds it."""
    revision: int = 0
    """Rises with every change of a review in this video, and never repeats."""
    schema: int = SCHEMA
    history: tuple[Review, ...] = ()
    """Earlier reviews of the same repetition, oldest first, each without a history."""
    cut: bool = False
    """In a history: there were earlier ones still, which are no longer kept."""

    @property
    def span(self) -> tuple[int, int] | None:
        """First and last frame that the person meant, if they are known."""
        first = self.first if self.first is not None or not self.seen else self.seen.first
        last = self.last if self.last is not None or not self.seen else self.seen.last
        return None if first is None or last is None else (first, last)

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON."""
        out = asdict(self)
        out["reviewed_at"] = self.reviewed_at.isoformat(timespec="milliseconds")
        out["history"] = [earlier.to_json() for earlier in self.history]
        if not self.cut:
            del out["cut"]
        return out

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Review:
        """Inverse of :meth:`to_json`; members of later versions are ignored.

        Raises
        ------
        ReviewError
            If a needed member is missing.
        """
        known = {f.name: data[f.name] for f in fields(cls) if f.name in data}
        try:
            known["reviewed_at"] = datetime.fromisoformat(known["reviewed_at"])
            if known.get("seen") is not None:
                known["seen"] = MachineRep(**known["seen"])
            known["history"] = tuple(cls.from_json(e) for e in known.get("history", ()))
            return cls(**known)
        except (KeyError, TypeError, ValueError) as error:
            raise ReviewError(
                f"stored review cannot be read ({type(error).__name__}: {error}); expected "
                f"members {', '.join(f.name for f in fields(cls))}, got {sorted(data)}"
            ) from error


@dataclass(frozen=True)
class Effective:
    """What holds for a repetition: the person's word where there is one."""

    first: int
    last: int
    bottom: int | None
    label: HumanLabel | None
    """``None`` if the machine's label was rejected and nobody said what is right."""
    onset_pct: float | None
    timing: Timing | None
    severity: int | None
    state: ReviewState
    """One of :data:`STATES`."""
    outdated: bool = False
    """The machine says something else now than what the person saw: look again."""

    @property
    def human(self) -> bool:
        """Whether the label is a person's."""
        return self.state not in (UNREVIEWED, REJECTED)


ANNOTATE = "annotate"
"""Source of reviews that were made in the App's annotation tab."""


@dataclass(frozen=True)
class VideoReviews:
    """Repetitions and reviews of one video, as they stand in the database."""

    sample_id: str
    reps: dict[str, MachineRep]
    """What the machine says, by repetition id, in the order of the video."""
    edited: dict[str, MachineRep]
    """What a repetition's own label and support say, where that differs: a person has changed
    them by hand, in the App's annotation tab for example."""
    reviews: tuple[Review, ...]
    revision: int | None
    total_frames: int | None = None
    path: str = ""
    drawn: frozenset[str] = frozenset()
    """Ids of the repetitions that a person drew; ``reps`` then has what was drawn."""
    counted: tuple[CountedEdit, ...] = ()
    """Edits that have been counted as reviews already."""

    def of(self, rep_id: str) -> Review | None:
        """Return the review of one repetition."""
        return next((r for r in self.reviews if r.rep_id == rep_id), None)

    @property
    def erased(self) -> tuple[str, ...]:
        """Repetitions that a person drew and deleted again, and whose reviews are left."""
        if self.total_frames is None:  # an analysis is about to write repetitions anew
            return ()
        return tuple(
            r.rep_id
            for r in self.reviews
            if r.rep_id
            and r.rep_id not in self.reps
            and r.seen is None
            and (r.history or (r,))[0].source == ANNOTATE
        )
