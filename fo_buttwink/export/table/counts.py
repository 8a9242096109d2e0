"""How many repetitions of what kind: all of a table that is held in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .rows import Labelled

if TYPE_CHECKING:
    from typing import TypeAlias


Origin: TypeAlias = "tuple[int | None, str | None, str | None, str | None]"
"""Schema, program with version, pose model, and the SHA-256 of its file."""


@dataclass(frozen=True)
class Counts:
    """Numbers of repetitions, if nothing else is said."""

    reps: int
    videos: int
    lifters: int
    """People, not repetitions."""
    without_lifter: int
    human: int
    """With a label that is a person's."""
    classes: Counter[tuple[str, str]]
    """By class and split."""
    states: Counter[str]
    """By review state."""
    origins: Counter[Origin] = field(default_factory=Counter)
    """By what measured their videos."""

    @classmethod
    def of(cls, labels: Iterable[Labelled]) -> Counts:
        """Count in one pass."""
        classes: Counter[tuple[str, str]] = Counter()
        states: Counter[str] = Counter()
        origins: Counter[Origin] = Counter()
        lifters: set[str] = set()
        videos = without = human = 0
        last: str | None = None
        for record, row, name, split in labels:
            if record.video_id != last:
                last, videos = record.video_id, videos + 1
            classes[name, split] += 1
            states[row.review_state] += 1
            origins[row.schema, row.measured_by, row.model, row.model_sha256] += 1
            human += row.human
            if row.lifter:
                lifters.add(row.lifter)
            else:
                without += 1
        total = sum(states.values())
        return cls(total, videos, len(lifters), without, human, classes, states, origins)

    @property
    def by_class(self) -> Counter[str]:
        """Whatever their split."""
        return self._over(0)

    @property
    def by_split(self) -> Counter[str]:
        """Whatever their class."""
        return self._over(1)

    def _over(self, position: int) -> Counter[str]:
        out: Counter[str] = Counter()
        for names, number in self.classes.items():
            out[names[position]] += number
        return out
