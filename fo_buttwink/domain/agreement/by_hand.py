"""What people measured by hand, as a source to be compared with others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean

from ...config import MatchConfig, WinkConfig
from ..analysis import GRADES
from ..grading import grade_of
from ..hand.record import COUNTED, HandMeasure
from ..review.matching import overlap
from .accounts import AMOUNTS, Account, account


def account_of_hand(
    name: str,
    measures: Mapping[str, Sequence[HandMeasure]],
    who: str | None = None,
    wink: WinkConfig | None = None,
) -> Account:
    """Make an account of measurements by hand, one entry per repetition.

    Parameters
    ----------
    measures
        By sample id.
    who
        Only those of one person; else the mean of all people, in which each counts once.
    wink
        Cut-offs: the label is the grade of the mean wink.

    Returns
    -------
    Account
        Measures of poor quality, or with a hidden pelvis, are left out. Nobody need have measured
        every repetition, and nobody saw what the machine says.
    """
    wink = wink or WinkConfig()
    found = []
    for video, every in measures.items():
        usable = [m for m in every if m.quality in COUNTED and who in (None, m.who)]
        for group in _repetitions(usable):
            values = {n: _mean(group, n, wink) for n in AMOUNTS}
            amount = values["wink_deg"]
            label = None if amount is None else GRADES[grade_of(amount, wink)]
            found.append((video, group[0].first, group[0].last, label, "", values))
    return account(name, found, complete=False)


def _repetitions(measures: Sequence[HandMeasure]) -> Iterator[list[HandMeasure]]:
    """Measures of one video by the repetition that they mean."""
    groups: list[list[HandMeasure]] = []
    for measure in measures:
        for group in groups:
            if overlap(group[0].span, measure.span) >= MatchConfig().min_iou:
                group.append(measure)
                break
        else:
            groups.append([measure])
    yield from groups


def _mean(group: Sequence[HandMeasure], name: str, wink: WinkConfig) -> float | None:
    """Mean over people of the mean over each person's passes; ``None`` if nobody states it."""
    people: dict[str, list[float]] = {}
    for measure in group:
        value = getattr(measure.amounts(wink), name)
        if value is not None:
            people.setdefault(measure.who, []).append(float(value))
    return fmean(fmean(values) for values in people.values()) if people else None
