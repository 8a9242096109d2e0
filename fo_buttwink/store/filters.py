"""Filters of repetitions, for FiftyOne's ``filter_labels`` and ``match_labels``."""

from __future__ import annotations

import fiftyone as fo

from ..errors import StoreError
from .fields import REP_ATTRIBUTES, REVIEW_MIRRORS

JUDGED = fo.ViewField("review_revision") > 0
"""Whether a person has reviewed a repetition.

Not by ``review_state``: FiftyOne mistakes a saved view with these letters
(:mod:`.view_deletion`), and whoever deletes it may do so where we are not.
"""
REJECTED = JUDGED & (fo.ViewField("effective_label") == None)  # noqa: E711
"""Whether a person rejected its label and gave no other."""

_NUMBERS = (
    *(a.name for a in (*REP_ATTRIBUTES, *REVIEW_MIRRORS) if a.kind in ("int", "float")),
    "confidence",
)


def measured(
    name: str, *, low: float | None = None, high: float | None = None
) -> fo.core.expressions.ViewExpression:
    """Return a filter for repetitions of which a number is known and lies within limits.

    FiftyOne's own ``F("onset_pct") < 50`` also keeps repetitions without an onset: the database
    holds that nothing is less than any number.

    Parameters
    ----------
    name
        Attribute of repetitions, such as ``onset_pct`` or ``effective_onset_pct``.
    low, high
        Least and greatest value, both included; without them all that is known.

    Raises
    ------
    StoreError
        If there is no such number.

    Examples
    --------
    >>> dataset.filter_labels("buttwink_reps", measured("onset_pct", high=50))  # doctest: +SKIP
    """
    if name not in _NUMBERS:
        raise StoreError(f"number {name!r}: expected one of {', '.join(sorted(_NUMBERS))}")
    value = fo.ViewField(name)
    found = value.is_number()
    if low is not None:
        found &= value >= low
    if high is not None:
        found &= value <= high
    return found
