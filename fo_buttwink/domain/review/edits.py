"""What people changed in the repetitions themselves, as reviews: each edit once.

In the App's annotation tab a person changes the repetition, not a review of it. :func:`settle`
turns such edits into reviews before anything else is said about the repetition, and tells those
that were counted already, those that another person's verdict forbids, and those that make no
sense from the others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from ...errors import ReviewError
from .counted import CountedEdit, author_of, is_counted, remember
from .record import ANNOTATE, CONFIRMED, CORRECTED, MachineRep, Review, VideoReviews
from .rules import conflict, make_review, same, supersede


@dataclass(frozen=True)
class HumanRep:
    """A repetition as a person marked it. Frames are 1-based and inclusive."""

    first: int
    last: int
    label: str
    bottom: int | None = None
    onset_pct: float | None = None
    note: str = ""
    place: str = ""
    """Where it was read, for messages: file and row."""


@dataclass
class Settled:
    """What the edits of one video come to."""

    reviews: dict[str, Review]
    """The review of each repetition that has one, with the edits that count."""
    counted: tuple[CountedEdit, ...]
    """All edits that are known from now on."""
    taken: list[str] = field(default_factory=list)
    """Repetitions of which an edit is counted now."""
    repeated: list[str] = field(default_factory=list)
    """Repetitions of which an edit was counted before, or says what holds anyway."""
    problems: dict[str, str] = field(default_factory=dict)
    """Why an edit is not counted, by repetition."""
    authors: dict[str, str] = field(default_factory=dict)
    """Who made the edits of ``problems``, as far as is known."""
    refused: bool = False
    """Whether an edit is refused for the first time, or one that was refused is gone."""

    @property
    def settled(self) -> frozenset[str]:
        """Repetitions that need not carry their edit any longer."""
        return frozenset([*self.taken, *self.repeated])

    @property
    def news(self) -> bool:
        """Whether there is anything to store."""
        return bool(self.settled) or self.refused

    def drop(self, state: VideoReviews, rep_id: str) -> None:
        """Leave an edit that is not counted for good: the machine's values come back."""
        if self.problems.pop(rep_id, None) is not None:
            edit = _known(rep_id, state.edited[rep_id], self.authors[rep_id])
            self.counted = remember(self.counted, edit)
            self.repeated.append(rep_id)


def settle(
    state: VideoReviews,
    key: str,
    who: str,
    *,
    only: Collection[str] | None = None,
    overwrite: bool = False,
) -> Settled:
    """Turn the edits that a video's repetitions carry into reviews.

    Parameters
    ----------
    who
        In whose name they are counted.
    only
        Repetitions to look at; by default all.
    overwrite
        Count edits over the reviews of other people too.
    """
    waiting = tuple(k for k in state.counted if not k.refused or _shows(state, k))
    found = Settled(
        {r.rep_id: r for r in state.reviews if r.rep_id}, waiting, refused=waiting != state.counted
    )
    for rep_id, shown in state.edited.items():
        if only is not None and rep_id not in only:
            continue
        current = state.of(rep_id)
        drawn = rep_id in state.drawn
        said = (shown.label, shown.first, shown.last)
        if is_counted(state.counted, rep_id, said, state.reps) and (current or not drawn):
            found.repeated.append(rep_id)
            continue
        refused_to = author_of(waiting, rep_id, said)
        author = refused_to or who
        edit = _known(rep_id, shown, author)
        seen = None if drawn else state.reps[rep_id]
        try:
            human = _with_rest(seen, shown, current)
            new = as_review(seen, human, key, author, ANNOTATE, state.total_frames)
        except ReviewError as error:
            found.problems[rep_id] = f"{place(state, rep_id)}: {error}"
            found.authors[rep_id] = author
            continue
        problem = conflict(current, reviewer=author, expected=None, overwrite=overwrite)
        if same(current, new):
            found.repeated.append(rep_id)
        elif problem:
            found.problems[rep_id] = (
                f"{place(state, rep_id)}: {problem}, and the edit of {author} in the Annotate tab "
                f"({shown.label}, frames {shown.first} to {shown.last}) does not replace another "
                "person's verdict. Correct the repetition in the review to replace that verdict, "
                "or take the edit back with Undo"
            )
            found.authors[rep_id] = author
            found.refused |= refused_to is None
            edit = replace(edit, refused=True)
        else:
            found.reviews[rep_id] = replace(supersede(current, new), rep_id=rep_id)
            found.taken.append(rep_id)
        found.counted = remember(found.counted, edit)
    return found


def as_review(
    seen: MachineRep | None,
    human: HumanRep,
    key: str,
    who: str,
    source: str,
    total_frames: int | None,
) -> Review:
    """Return the review that states what a person marked, corrected only where it differs."""
    values = {
        name: getattr(human, name)
        for name in ("label", "onset_pct", "first", "bottom", "last")
        if getattr(human, name) is not None
        and (seen is None or getattr(human, name) != getattr(seen, name))
    }
    return make_review(
        seen,
        CORRECTED if values else CONFIRMED,
        reviewer=who,
        key=key,
        note=human.note,
        source=source,
        total_frames=total_frames,
        **values,
    )


def place(state: VideoReviews, rep_id: str) -> str:
    """How a person finds a repetition: the file's name, its number and its frames."""
    rep = state.reps.get(rep_id)
    name = PurePath(state.path).name
    if rep is None:
        return f"{name}, a repetition that is gone"
    ordered = sorted(state.reps, key=lambda i: state.reps[i].first)
    return f"{name}, rep {ordered.index(rep_id) + 1} (frames {rep.first} to {rep.last})"


def _shows(state: VideoReviews, edit: CountedEdit) -> bool:
    shown = state.edited.get(edit.rep_id)
    return shown is not None and (shown.label, shown.first, shown.last) == edit.said


def _known(rep_id: str, shown: MachineRep, who: str) -> CountedEdit:
    return CountedEdit(rep_id, who, shown.label, shown.first, shown.last)


def _with_rest(seen: MachineRep | None, shown: MachineRep, current: Review | None) -> HumanRep:
    """Return the edit, and what the person had said before and did not touch.

    The tab shows the machine's values also where a review says something else. Dragging one end
    takes back neither the label nor the note of that review.
    """
    edit = HumanRep(shown.first, shown.last, shown.label)
    if current is None or current.verdict not in (CONFIRMED, CORRECTED):
        return edit
    rest: dict[str, Any] = {"note": current.note}
    if seen is not None:
        rest |= _untouched(seen, shown, current)
    edit = replace(edit, **rest)
    if current.bottom is not None and edit.first <= current.bottom <= edit.last:
        edit = replace(edit, bottom=current.bottom)
    stated = current.onset_pct is not None and (
        current.seen is None or current.onset_pct != current.seen.onset_pct
    )
    if stated and edit.label == current.label:
        edit = replace(edit, onset_pct=current.onset_pct)
    return edit


def _untouched(seen: MachineRep, shown: MachineRep, current: Review) -> Mapping[str, Any]:
    said = {"label": current.label, "first": current.first, "last": current.last}
    return {
        name: value
        for name, value in said.items()
        if value is not None and getattr(shown, name) == getattr(seen, name)
    }
