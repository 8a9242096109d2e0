"""The repetitions that a filter leaves of those that are counted: found once, asked many times.

Each condition is held against the columns once. What all of them leave, and what they would leave
without one of them, both come from how many conditions a repetition fails.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from ....store.columnar.columns import RepColumns
from .filter import Filter, Mask
from .seen import Seen
from .table import order

MAX_KEPT = 6
"""Filters whose answers are kept at the same time; a convention."""

_kept: list[Shown] = []


class Shown:
    """What a filter leaves of the counted repetitions.

    Parameters
    ----------
    columns
        All repetitions of the run.
    wanted
        The filter.
    within
        (N,) the repetitions that are counted at all; by default all.
    """

    def __init__(self, columns: RepColumns, wanted: Filter, within: Mask | None = None) -> None:
        self.columns, self.wanted = columns, wanted
        self.within = np.ones(len(columns), dtype=bool) if within is None else within
        self._orders: dict[tuple[str, bool], npt.NDArray[np.int64]] = {}

    @cached_property
    def conditions(self) -> dict[str, Mask]:
        """(N,) which repetitions meet each condition."""
        return self.wanted.conditions(self.columns)

    @cached_property
    def _failed(self) -> npt.NDArray[np.uint8]:
        """(N,) how many conditions each repetition fails."""
        failed = np.zeros(len(self.columns), dtype=np.uint8)
        for met in self.conditions.values():
            failed += ~met
        return failed

    @cached_property
    def mask(self) -> Mask:
        """(N,) which repetitions are counted and meet all conditions."""
        return self.within & (self._failed == 0)

    def without(self, name: str) -> Mask:
        """(N,) which would be shown without the condition on one number or choice."""
        own = [met for chip, met in self.conditions.items() if chip.partition(":")[2] == name]
        if not own:
            return self.mask
        left = self._failed.copy()
        for met in own:
            left -= ~met
        return self.within & (left == 0)

    def ordered(self, sort: str, *, descending: bool) -> npt.NDArray[np.int64]:
        """Positions of the shown repetitions in the order of the table."""
        asked = (sort, descending)
        if asked not in self._orders:
            self._orders = {asked: order(self.columns, self.mask, sort, descending)}
        return self._orders[asked]

    def answers(self, columns: RepColumns, wanted: Filter, within: Mask) -> bool:
        """Whether it is about the same repetitions, as they stand now, and the same filter."""
        same = self.columns.rep_ids is columns.rep_ids and self.within is within
        return same and self.wanted == wanted

    def as_new_as(self, columns: RepColumns) -> bool:
        """Whether it is not about an older state of the same repetitions."""
        return self.columns.key != columns.key or self.columns.rep_ids is columns.rep_ids


def shown_of(seen: Seen, wanted: Filter) -> Shown:
    """Return what a filter leaves now; kept from the last event where nothing has changed since."""
    for known in tuple(_kept):
        if known.answers(seen.columns, wanted, seen.within):
            return known
    new = Shown(seen.columns, wanted, seen.within)
    # Those of older columns would only hold these in memory.
    fresh = [known for known in _kept if known.as_new_as(seen.columns)]
    _kept[:] = [*fresh, new][-MAX_KEPT:]
    return new
