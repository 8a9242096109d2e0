"""What a verdict, or taking one back, makes of the reviews of a video: decided before any write.

:func:`plan` is a pure function of what is stored and what is wished. It gives what shall be stored,
or why it may not be: because another person's word would be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...errors import ReviewError
from .counted import CountedEdit
from .edits import Settled, place, settle
from .record import Review, VideoReviews
from .rules import conflict, same, supersede, undo

Revise = Callable[[VideoReviews, str], Review]
"""Makes the review of one repetition, from what is stored."""


@dataclass(frozen=True)
class Changed:
    """What a video shall have from now on."""

    reviews: Sequence[Review]
    """All of them."""
    settled: frozenset[str] = frozenset()
    """Repetitions whose edit is dealt with: their own label and frames are the machine's again,
    or, of one that a person drew, those of its review."""
    counted: tuple[CountedEdit, ...] | None = None
    """Edits that are known from now on; ``None``: as before."""


@dataclass(frozen=True)
class Wish:
    """What one person wants of some repetitions of a video."""

    key: str
    """The run."""
    rep_ids: tuple[str, ...]
    who: str
    revise: Revise | None
    """The new review of each; ``None`` to take the last one back."""
    expected: Mapping[str, int] | None = None
    """Revision by repetition that the person has seen; what is left out was not reviewed."""
    overwrite: bool = False
    """Other people's words may be replaced."""


@dataclass(frozen=True)
class Planned:
    """A wish that may be fulfilled."""

    after: Changed
    written: tuple[str, ...]
    """Repetitions that something is stored of."""
    unchanged: tuple[str, ...]
    """Those of which the same was stored before, or that have nothing to take back."""
    news: bool
    """Whether there is anything to store at all."""


@dataclass(frozen=True)
class Conflict:
    """Another person's word stands against a wish; nothing of it is to be stored."""

    problems: Mapping[str, str]
    """Who said what, by repetition."""
    where: str
    """The first of them, as people name it."""


def plan(state: VideoReviews, wish: Wish) -> Planned | Conflict:
    """Decide what to store: edits of the wished repetitions count first, then the wish.

    Raises
    ------
    ReviewError
        If a repetition is gone, values do not fit each other, or there is nothing that could be
        taken back.
    """
    reviews = list(state.reviews)
    edits = settle(state, wish.key, wish.who, only=set(wish.rep_ids), overwrite=wish.overwrite)
    problems: dict[str, str] = {}
    written: list[str] = []
    unchanged: list[str] = []
    for rep_id in wish.rep_ids:
        if rep_id not in state.reps:
            raise ReviewError(
                f"{state.path}: the repetition is gone, the video was analyzed again "
                "meanwhile; reload"
            )
        stored = state.of(rep_id)
        drops = _drops(wish, rep_id, edits)
        new = _wished(state, rep_id, wish, edits)
        if same(stored, new) and rep_id not in edits.taken and not drops:
            unchanged.append(rep_id)
            continue
        problem = _against(stored, new, rep_id, wish, edits)
        if problem:
            problems[rep_id] = problem
            continue
        if new != stored:
            reviews = [r for r in reviews if r is not stored]
            if new is not None:
                reviews.append(replace(new, rep_id=rep_id))
        if drops:
            edits.drop(state, rep_id)
        written.append(rep_id)
    if problems:
        return Conflict(problems, place(state, next(iter(problems))))
    news = bool(written or edits.settled) or edits.counted != state.counted
    after = Changed(reviews, edits.settled, edits.counted)
    return Planned(after, tuple(written), tuple(unchanged), news)


def _against(
    stored: Review | None, new: Review | None, rep_id: str, wish: Wish, edits: Settled
) -> str:
    """Whose word forbids it; empty if nobody's does."""
    if wish.overwrite:
        return ""
    if rep_id in edits.taken:
        # Refused while another verdict held, which is gone: this edit is its author's last word,
        # though no revision tells of it yet.
        said = edits.reviews[rep_id]
        if said.reviewer != wish.who:
            return conflict(said, reviewer=wish.who, expected=None, overwrite=False)
    if same(stored, new):
        return ""
    expected = None if wish.expected is None else wish.expected.get(rep_id, 0)
    return conflict(stored, reviewer=wish.who, expected=expected, overwrite=False)


def _drops(wish: Wish, rep_id: str, edits: Settled) -> bool:
    """Whether an edit that does not count goes: for a verdict, or taken back by its author."""
    if wish.revise is not None:
        return rep_id in edits.problems
    return edits.authors.get(rep_id) == wish.who and rep_id in edits.problems


def _wished(state: VideoReviews, rep_id: str, wish: Wish, edits: Settled) -> Review | None:
    current = edits.reviews.get(rep_id)
    if wish.revise is not None:
        said = wish.revise(state, rep_id)
        return current if same(current, said) else supersede(current, said)
    if _drops(wish, rep_id, edits):
        return current  # it is the edit that is taken back
    before = None if current is None else undo(current)
    if current is not None and before is None and rep_id in state.drawn:
        raise ReviewError(
            "a person drew this repetition, there is nothing before it; say that it is "
            "no squat to leave it out of everything"
        )
    return before
