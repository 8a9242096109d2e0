"""What the explorer is asked to show: a filter over repetitions, free of App and database.

All parts of a filter hold together (and); the words of one choice are alternatives (or). The
same filter answers on columns in memory (:meth:`Filter.conditions`), as chips for the user
(:func:`chips`), and as FiftyOne's own expression (``view``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ....config import WinkConfig
from ....domain import measures, texts
from ....domain.analysis import GRADES
from ....store.columnar.columns import WORDS, RepColumns, known_labels

Point = tuple[float, float]
Mask = npt.NDArray[np.bool_]
MAX_CORNERS = 24
"""A lasso is thinned to so many corners: it travels with every question about the view."""
MAX_PICKED = 500
"""Repetitions that can be picked one by one."""


@dataclass(frozen=True)
class Quantity:
    """A number of a repetition that can be ranged over."""

    name: str
    title: str
    unit: str
    digits: int
    about: str
    """What it is; where it has cut-offs, :func:`described` adds those of the run."""
    fixed: tuple[float, float] | None = None
    """Ends of its scale; those of the data if not given."""
    step: float | None = None
    first: bool = True
    """Whether it stands above the choices; what is asked for more rarely stands below them."""
    graded: bool = False
    """Whether only repetitions with a grade have it."""


def _quantity(name: str) -> Quantity:
    measure = measures.MEASURES[name]
    slider = measure.slider
    assert slider is not None, name
    return Quantity(
        name, slider.title or measure.title, slider.unit or measure.unit, slider.digits,
        f"{measure.about}.", slider.fixed, slider.step, slider.first, slider.graded,
    )  # fmt: skip


QUANTITIES = {name: _quantity(name) for name in measures.SLIDERS}

_TITLES = {"label": "Label", "review_state": "Review", "lifter": "Lifter"}
CHOICES = {n: _TITLES[n] if n in _TITLES else measures.MEASURES[n].title for n in WORDS}

SWITCHES = {
    "flagged": "Flagged",
    "reviewed": "Reviewed",
    "not_measurable": "Not measurable",
}
"""Yes-or-no questions, which the counts at the top answer with a click."""


@dataclass(frozen=True)
class Filter:
    """Which repetitions are wanted."""

    ranges: Mapping[str, Point] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    switches: tuple[str, ...] = ()
    lasso: tuple[Point, ...] = ()
    """Corners round the wanted repetitions: onset [% of descent], amount [deg]."""
    picked: tuple[str, ...] = ()
    """Ids of single repetitions."""

    @property
    def active(self) -> bool:
        """Whether anything is left out at all."""
        return bool(self.ranges or self.choices or self.switches or self.lasso or self.picked)

    def conditions(self, columns: RepColumns) -> dict[str, Mask]:
        """(N,) which repetitions meet each condition; named as ``range:onset_pct`` and the like."""
        numbers = columns.numbers
        found: dict[str, Mask] = {}
        for name, (low, high) in self.ranges.items():
            # Comparisons with NaN are false: who has no onset is in no range of onsets.
            found[f"range:{name}"] = (numbers[name] >= low) & (numbers[name] <= high)
        for name, words in self.choices.items():
            found[f"choice:{name}"] = columns.words[name].where(words)
        for name in self.switches:
            flag = columns.flags["flagged"] if name == "flagged" else getattr(columns, name)
            found[f"switch:{name}"] = flag
        if self.lasso:
            found["lasso"] = inside(self.lasso, numbers["onset_pct"], numbers["wink_deg"])
        if self.picked:
            found["picked"] = np.isin(columns.rep_ids.astype(str), list(self.picked))
        return found

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary; only what is set."""
        full: dict[str, Any] = {
            "ranges": {name: list(ends) for name, ends in self.ranges.items()},
            "choices": {name: list(words) for name, words in self.choices.items()},
            "switches": list(self.switches),
            "lasso": [list(corner) for corner in self.lasso],
            "picked": list(self.picked),
        }
        return {name: value for name, value in full.items() if value}

    @classmethod
    def from_json(cls, data: Any) -> Filter:
        """Inverse of :meth:`to_json`; what makes no sense is left out.

        The data comes from a browser, perhaps one that has kept an older version's state.
        """
        if not isinstance(data, Mapping):
            return cls()
        ranges = {n: _ends(v) for n, v in _items(data.get("ranges")) if n in QUANTITIES}
        choices = {n: _words(v) for n, v in _items(data.get("choices")) if n in CHOICES}
        corners = [c for c in map(_ends_any, _list(data.get("lasso"))) if c is not None]
        return cls(
            ranges={n: ends for n, ends in ranges.items() if ends is not None},
            choices={n: words for n, words in choices.items() if words},
            switches=tuple(s for s in SWITCHES if s in _list(data.get("switches"))),
            lasso=thin(corners) if len(corners) >= 3 else (),
            picked=_words(data.get("picked"))[:MAX_PICKED],
        )

    def drop(self, chip: str) -> Filter:
        """Without what one chip stands for (see :func:`chips`)."""
        kind, _, rest = chip.partition(":")
        if kind == "range":
            return replace(self, ranges={n: v for n, v in self.ranges.items() if n != rest})
        if kind == "choice":
            name, _, word = rest.partition(":")
            left = {
                n: tuple(w for w in v if (n, w) != (name, word)) for n, v in self.choices.items()
            }
            return replace(self, choices={n: words for n, words in left.items() if words})
        if kind == "switch":
            return replace(self, switches=tuple(s for s in self.switches if s != rest))
        if kind == "lasso":
            return replace(self, lasso=())
        if kind == "picked":
            return replace(self, picked=())
        return self


def chips(wanted: Filter) -> list[dict[str, str]]:
    """Return what the filter asks for, in words, one removable piece each."""
    out = [
        {"id": f"range:{name}", "text": range_text(QUANTITIES[name], ends)}
        for name, ends in wanted.ranges.items()
    ]
    for name, words in wanted.choices.items():
        out += [
            {"id": f"choice:{name}:{w}", "text": f"{CHOICES[name]}: {w.replace('_', ' ')}"}
            for w in words
        ]
    out += [{"id": f"switch:{name}", "text": SWITCHES[name]} for name in wanted.switches]
    if wanted.lasso:
        out.append({"id": "lasso", "text": "Inside the lasso"})
    if wanted.picked:
        n = len(wanted.picked)
        out.append({"id": "picked", "text": f"{n} picked repetition{'s' * (n > 1)}"})
    return out


def described(quantity: Quantity, config: WinkConfig) -> str:
    """Say what a quantity is, with the cut-offs that a run was made with."""
    more = {
        "onset_pct": f"{texts.onset(config)}. {texts.timings(config)}",
        "wink_deg": f"{quantity.about} {texts.grades(config)}",
        "severity": f"{texts.severity(config)}.",
        "lumbar_flexion_bottom_deg": f"{quantity.about} {texts.bands(config)}",
    }
    return more.get(quantity.name, quantity.about)


def meanings(config: WinkConfig) -> dict[str, dict[str, str]]:
    """Return what the words of each choice mean."""
    return {
        "label": texts.labels(config),
        "timing": texts.timing_ranges(config),
        "pattern": texts.patterns(config),
    }


def range_text(quantity: Quantity, ends: Point) -> str:
    """Return a range with its unit, such as ``Onset 60 to 80 % of descent``."""
    low, high = (f"{v:.{quantity.digits}f}" for v in ends)
    # A scale without a unit is told by its end, as in "Severity 2 to 3 (of 3)".
    unit = quantity.unit
    if quantity.fixed is not None and unit.startswith("0 to "):
        unit = f"(of {quantity.fixed[1]:g})"
    return f"{quantity.title} {low} to {high} {unit}"


def inside(
    corners: tuple[Point, ...], x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Return which points lie within a polygon; NaN lies outside.

    A ray from such a point to the right crosses the edges an odd number of times.
    """
    odd = np.zeros(len(x), dtype=bool)
    for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if y1 != y2:
            crosses = (y1 > y) != (y2 > y)
            odd ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return odd & np.isfinite(x) & np.isfinite(y)


def thin(corners: list[Point]) -> tuple[Point, ...]:
    """Return a lasso with fewer corners; every n-th is kept."""
    step = max(1, math.ceil(len(corners) / MAX_CORNERS))
    return tuple((round(x, 2), round(y, 2)) for x, y in corners[::step])


def label_group(label: str) -> str:
    """Under which heading a label is offered."""
    return "grade" if label in GRADES else "not measurable"


def label_order(names: Any) -> list[str]:
    """Labels as they are shown, unknown ones last."""
    known = known_labels()
    return sorted(names, key=lambda n: (known.index(n) if n in known else len(known), n))


def _items(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, Mapping) else []


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _words(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for w in _list(value) if isinstance(w, str)))


def _ends_any(value: Any) -> Point | None:
    pair = _list(value)
    if len(pair) != 2 or not all(isinstance(v, (int, float)) for v in pair):
        return None
    low, high = (float(v) for v in pair)
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


def _ends(value: Any) -> Point | None:
    pair = _ends_any(value)
    return None if pair is None else (min(pair), max(pair))
