"""All repetitions of a run as columns of numbers, for questions about thousands of them.

A panel asks the same 100,000 repetitions again with every move of a slider. As aggregations
that is a pass over every video document per answer (about 80 ms for one count, over a second
for all that the explorer shows); as columns in memory a few milliseconds. ``read``
makes them, ``kept`` keeps them and reads again what has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ...domain.analysis import ABSTAIN_REASONS, GRADES
from ...domain.measures import CHOICES, COLUMNS, SLIDERS
from ...domain.review.record import LABELS, UNREVIEWED

REJECTED_LABEL = "rejected"
"""Stands where a person rejected the machine's label without saying what is right."""
UNKNOWN = "unknown"
"""Stands where a repetition was written without the attribute."""

NUMBERS = tuple(dict.fromkeys((*SLIDERS, *COLUMNS)))
"""Numeric columns; NaN where there is none. Onset and severity are the effective ones."""
WORDS = ("label", *CHOICES, "review_state", "lifter")
"""Columns of words, kept as codes; the label is the effective one."""
FLAGS = ("flagged", "review_outdated")

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Words:
    """A column of words: ``names[codes[i]]`` is the word of repetition ``i``."""

    names: tuple[str, ...]
    codes: Codes

    def where(self, wanted: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Which repetitions have one of some words."""
        hit = np.array([name in set(wanted) for name in self.names], dtype=bool)
        return hit[self.codes] if len(hit) else np.zeros(len(self.codes), dtype=bool)

    def count(self, mask: npt.NDArray[np.bool_]) -> dict[str, int]:
        """How many of the chosen repetitions have each word."""
        totals = np.bincount(self.codes[mask], minlength=len(self.names))
        return {name: int(n) for name, n in zip(self.names, totals, strict=True)}


@dataclass(frozen=True)
class RepColumns:
    """Every repetition of a run, in one order shared by all columns."""

    key: str
    rep_ids: npt.NDArray[np.object_]
    """(N,) ids of the repetitions, as 24 hexadecimal digits."""
    sample_ids: npt.NDArray[np.object_]
    """(N,) ids of their videos."""
    numbers: dict[str, Numbers]
    words: dict[str, Words]
    flags: dict[str, npt.NDArray[np.bool_]]
    stamps: npt.NDArray[np.int64] = field(default_factory=lambda: np.array([], dtype=np.int64))
    """When the samples of the dataset were last changed [ms since 1970], in order, -1 if unknown;
    also those of samples without repetitions."""
    lifter_field: str | None = None
    born: str = ""
    """Tells runs apart that were made under the same key one after the other."""

    def __len__(self) -> int:
        return len(self.rep_ids)

    @property
    def measurable(self) -> npt.NDArray[np.bool_]:
        """Repetitions that carry a grade."""
        return self.words["label"].where(GRADES)

    @property
    def not_measurable(self) -> npt.NDArray[np.bool_]:
        """Repetitions that carry a reason for abstaining."""
        return self.words["label"].where([n for n in LABELS if n not in GRADES])

    @property
    def reviewed(self) -> npt.NDArray[np.bool_]:
        """Repetitions that a person has judged."""
        return ~self.words["review_state"].where([UNREVIEWED])


def known_labels() -> tuple[str, ...]:
    """Every label in the order in which it is shown: grades, reasons, the rest."""
    return (*GRADES, *ABSTAIN_REASONS, "not_measurable", REJECTED_LABEL, UNKNOWN)
