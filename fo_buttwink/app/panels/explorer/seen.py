"""The repetitions of a run, which of them are counted, and the videos that gave none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import fiftyone as fo
import numpy as np
import numpy.typing as npt
from cachetools import LRUCache

from ....domain.playable import count_not_played
from ....store.columnar.columns import RepColumns
from ....store.columnar.kept import load_columns
from ....store.columnar.view import read_view
from ....store.fields import PROXY, RunFields
from ....store.groups import ungrouped
from ....store.lifters import lifter_field
from .scope import Scope
from .stages import fingerprint

MAX_KEPT = 12
"""Views whose repetitions are kept at the same time; a convention."""

Mask = npt.NDArray[np.bool_]
Kept = tuple[npt.NDArray[np.int64], Mask, dict[str, int], dict[str, int]]

_kept: LRUCache[tuple[str, str, str], Kept] = LRUCache(MAX_KEPT)
_lock = Lock()


@dataclass(frozen=True)
class Seen:
    """What the database says now."""

    columns: RepColumns
    within: Mask
    """(N,) which repetitions are counted at all."""
    scope: Scope
    statuses: Mapping[str, int]
    """Videos that are counted, by status."""
    unplayable: Mapping[str, int]
    """Videos that stay black in most browsers and have no proxy, by codec and pixels."""

    @property
    def videos(self) -> int:
        """Videos with repetitions that are counted."""
        return len(set(self.columns.sample_ids[self.within]))


def look(dataset: fo.Dataset, key: str, scope: Scope) -> Seen:
    """Read what has changed since the last look; if nothing has, nothing.

    Raises
    ------
    StoreError
        If the run or the dataset does not exist (any more).
    """
    columns = load_columns(dataset, key, lifter_field(dataset))
    place = (str(dataset._doc.id), key, fingerprint(scope.stages))
    with _lock:
        known = _kept.get(place)
    # The same stamps are the same array as long as no sample has changed.
    if known is None or known[0] is not columns.stamps or len(known[1]) != len(columns):
        known = (columns.stamps, *_read(dataset, columns, scope))
        with _lock:
            _kept[place] = known
    return Seen(columns, known[1], scope, known[2], known[3])


def _read(
    dataset: fo.Dataset, columns: RepColumns, scope: Scope
) -> tuple[Mask, dict[str, int], dict[str, int]]:
    samples: Any = ungrouped(scope.samples(dataset))
    within = np.ones(len(columns), dtype=bool)
    if scope.stages:
        own = set(read_view(samples, columns.key)["id"])
        within = np.array([i in own for i in columns.rep_ids], dtype=bool)
    counted = samples.count_values(RunFields(columns.key).status)
    statuses = {str(name): int(n) for name, n in counted.items() if name is not None}
    return within, statuses, _unplayable(dataset, samples, RunFields(columns.key))


def _unplayable(dataset: fo.Dataset, samples: Any, run: RunFields) -> dict[str, int]:
    schema = dataset.get_field_schema(flat=True)
    paths = [run.of_summary("codec"), run.of_summary("pixel_format")]
    if not all(path in schema for path in paths):
        return {}  # a run of an older version, which did not ask
    if PROXY in schema:
        samples = samples.exists(PROXY, False)
    return count_not_played(zip(*samples.values(paths), strict=True))
