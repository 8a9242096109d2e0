"""Attributes of a repetition as they are stored and exported; free of FiftyOne."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._util.arrays import number_or_none
from ..config import Config, FlagConfig
from ..domain.analysis import GRADES, Repetition, rep_to_json
from ..domain.plausible import kept


@dataclass(frozen=True)
class Load:
    """The load of one set, from the user's own field."""

    kg: float | None = None
    rel: float | None = None
    """Fraction of 1RM or body mass."""


def rep_attributes(rep: Repetition, index: int, config: Config, load: Load) -> dict[str, Any]:
    """Attributes of one repetition, named as :data:`~.fields.REP_ATTRIBUTES` declares them."""
    values = rep_to_json(rep)
    for name in ("first", "last", "label", "confidence"):
        del values[name]
    for name in ("wink_deg", "onset_pct"):
        low, high = values.pop(f"{name}_interval") or (None, None)
        values.update({f"{name}_low": low, f"{name}_high": high})
    if not rep.measurable:
        values["pattern"] = None  # "none" would read like a finding
    values.update(
        rep=index,
        flagged=is_flagged(rep, config.flags),
        load_kg=load.kg,
        load_rel=load.rel,
        review_priority=has_review_priority(rep, config, load),
    )
    return kept(values)


def is_flagged(rep: Repetition, config: FlagConfig) -> bool:
    """Whether a repetition is severe enough to be shown to the curator first."""
    return rep.severity is not None and rep.severity >= config.min_severity


def has_review_priority(rep: Repetition, config: Config, load: Load) -> bool:
    """Whether grade and relative load together ask for a look; never changes the label."""
    heavy = load.rel is not None and load.rel >= config.wink.review_load_rel
    return heavy and rep.label in GRADES[GRADES.index(config.flags.priority_grade) :]


def number(value: Any) -> float | None:
    """Round a float as in JSON, for a database; ``None`` for NaN and infinity."""
    return number_or_none(value, 3)
