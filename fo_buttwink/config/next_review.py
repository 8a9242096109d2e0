"""Which repetitions are worth reviewing first; no label depends on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NextReviewConfig:
    """Which repetitions are worth reviewing first; no label depends on it."""

    neighbors: int = 5
    """So many similar repetitions (of the same curves) speak about one. *Convention*."""
    own_weight: float = 2.0
    """How many repetitions the whole dataset's shares of grades count for beside those of the same
    set and of similar curves. *Convention*: with 2, three others of a set outweigh it."""
    source_right: float = 0.7
    """How often another source is taken to be right; its other answers are spread over the other
    grades. *Convention*: raters of movement quality agree in 60 to 80 % of cases."""
    unstated: float = 0.25
    """Probability that a repetition is wrongly left without a grade, if another source gives one.
    *Convention*."""
    slipped: float = 0.1
    """Probability that a measured wink says nothing about the grade, because the pose slipped or
    the lifter was mistaken. *Convention*: an interval of 90 % leaves out as many."""
    rare_most: float = 2.0
    """Largest weight of a rare grade; the weight grows with the square root of how rare it is.
    *Convention*."""
    load_weight: float = 1.5
    """Weight of a heavily loaded repetition of ``flags.priority_grade`` or more. *Convention*."""
    worth_saying: float = 0.15
    """Least probability of another grade that is given as a reason. *Convention*."""
