"""How one repetition is read from its temporal detection: the only place that knows.

A person may have changed the label and the frames of a machine's repetition in the App's annotation
tab, or have drawn one where the machine saw none. So what a detection shows and what the machine
said are told apart here, for every reader alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ..domain.review.record import MachineRep
from .support import support_of

_MACHINE_MADE = ("machine_label", "rep", "bottom", "reason", "confidence", "severity", "wink_deg")


@dataclass(frozen=True)
class StoredRep:
    """One repetition, as stored; what is derived needs the attributes that it is derived from."""

    values: Mapping[str, Any]
    """Its attributes by name: the raw document."""
    first: int
    """Frames that its bar covers in the App."""
    last: int

    @property
    def rep_id(self) -> str:
        """Its id as FiftyOne writes it."""
        return str(self.values["_id"])

    @property
    def drawn(self) -> bool:
        """Whether a person drew it, as in the App's annotation tab: nothing is measured."""
        return all(self.values.get(name) is None for name in _MACHINE_MADE)

    @property
    def shown(self) -> MachineRep:
        """What its bar says, be it the machine's or a person's."""
        get = self.values.get
        onset = get("onset_pct")
        if onset is not None and not math.isfinite(onset):
            onset = None
        return MachineRep(self.first, self.last, get("label"), get("bottom"), onset)  # type: ignore[arg-type]

    @property
    def machine(self) -> MachineRep:
        """What the machine said, whatever a person has changed since; of a drawn one, its bar."""
        label = self.values.get("machine_label")
        if label is None:
            return self.shown
        return replace(
            self.shown,
            label=label,
            first=self.values.get("machine_first") or self.first,
            last=self.values.get("machine_last") or self.last,
        )


class StoredReps(NamedTuple):
    """The repetitions of one video."""

    usable: list[StoredRep]
    without_frames: list[Mapping[str, Any]]
    """Detections that say no frames: left out by every reader."""


def repetition(detection: Mapping[str, Any]) -> StoredRep | None:
    """Return the repetition that a temporal detection stands for.

    Parameters
    ----------
    detection
        The raw document.

    Returns
    -------
    StoredRep or None
        ``None`` if it does not say which frames it means, see
        :mod:`~fo_buttwink.store.support`.
    """
    support = support_of(detection)
    return None if support is None else StoredRep(detection, *support)


def repetitions(stored: Mapping[str, Any] | None) -> StoredReps:
    """All repetitions of a video, in their order.

    Parameters
    ----------
    stored
        Raw value of the sample's field of repetitions; ``None`` where there is none.
    """
    found = StoredReps([], [])
    for detection in (stored or {}).get("detections") or ():
        rep = repetition(detection)
        if rep is None:
            found.without_frames.append(detection)
        else:
            found.usable.append(rep)
    return found
