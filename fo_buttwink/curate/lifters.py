"""Lifters, loads and sets of a dataset, and how each lifter changes with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import fiftyone as fo
import numpy as np

from ..config import TrendConfig
from ..domain.analysis import GRADES
from ..domain.lifters import NAMES, NUMBERS, SetFacts, compile_pattern, facts_of, facts_of_name
from ..domain.review.record import UNREVIEWED
from ..domain.trends import LiftedSet, Trend, detectable_change, load_trend, place_trend
from ..errors import NamePatternError
from ..store.columnar.view import read_view
from ..store.fields import DEFAULT_KEY
from ..store.groups import Samples
from ..store.runs import get_run, root_dataset
from ..store.targets import Problem
from .sources import videos_of

MEASURES = ("wink_deg", "onset_pct")
_SIMPLE = (fo.StringField, fo.IntField, fo.FloatField, fo.ObjectIdField)


@dataclass(frozen=True)
class Facts:
    """What is known of the sets of a dataset."""

    by_sample: dict[str, SetFacts]
    problems: tuple[Problem, ...]
    """What could not be read; that part of the sample is left out."""


def read_facts(
    samples: Samples, fields: Mapping[str, str] | None = None, pattern: str | None = None
) -> Facts:
    """Read who lifted what from users' own fields, or from file names.

    Parameters
    ----------
    fields
        Sample field by what it says: ``lifter``, ``load_kg``, ``one_rm_kg``, ``body_mass_kg``,
        ``set`` or ``session``. Loads may be numbers or texts such as ``102,5 kg`` or ``225 lb``.
    pattern
        Regular expression with groups of the same names, searched in the names of the files
        without extension. What a field says counts more.

    Raises
    ------
    NamePatternError
        If a field does not exist or holds no words or numbers, or the pattern is none.
    """
    fields = dict(fields or {})
    videos = videos_of(samples)
    _check(videos, fields)
    compiled = compile_pattern(pattern) if pattern else None
    columns = videos.values(["id", "filepath", *fields.values()])
    found: dict[str, SetFacts] = {}
    problems: list[Problem] = []
    for sample_id, path, *values in zip(*columns, strict=True):
        facts, said = facts_of(dict(zip(fields, values, strict=True)))
        if compiled is not None:
            named, more = facts_of_name(PurePath(path).stem, compiled)
            facts, said = facts.or_else(named), said + more
        found[sample_id] = facts
        problems += [Problem(sample_id, path, text) for text in said]
    return Facts(found, tuple(problems))


def write_facts(samples: Samples, facts: Facts, *, overwrite: bool = False) -> list[str]:
    """Write what is known into sample fields named ``lifter``, ``load_kg``, ...

    Parameters
    ----------
    overwrite
        Also replace what such fields say already.

    Returns
    -------
    list of str
        The fields that were written.

    Raises
    ------
    NamePatternError
        If a field of that name is of another kind.
    """
    dataset = root_dataset(samples)
    written = []
    for name in NAMES:
        values = {i: getattr(f, name) for i, f in facts.by_sample.items()}
        values = {i: value for i, value in values.items() if value is not None}
        if not values:
            continue
        kind = fo.FloatField if name in NUMBERS else fo.StringField
        present = dataset.get_field(name)
        if present is None:
            dataset.add_sample_field(name, kind)
        elif not isinstance(present, kind):
            raise NamePatternError(
                f"field {name!r} is a {type(present).__name__}, expected a {kind.__name__}",
                remedy="rename that field, or leave the group out of the pattern",
            )
        elif not overwrite:
            known = dict(zip(*videos_of(samples).values(["id", name]), strict=True))
            values = {i: v for i, v in values.items() if known.get(i) is None}
        if values:
            videos_of(dataset).set_values(name, values, key_field="id")
            written.append(name)
    return written


def lifter_trends(
    samples: Samples,
    facts: Facts,
    key: str = DEFAULT_KEY,
    config: TrendConfig | None = None,
) -> list[Trend]:
    """Say how wink and onset of each lifter change with the load and within sets.

    Each video counts as a set. Repetitions without a grade, by the machine or by a reviewer, do
    not count.

    Raises
    ------
    RunNotFoundError
        If there is no such run.
    """
    trends = []
    for lifter, measures in _sets(samples, facts, key).items():
        for measure, sets in measures.items():
            trends.append(load_trend(lifter, sets, measure, config))
            trends.append(place_trend(lifter, sets, measure, config))
    return trends


def detectable_changes(
    samples: Samples, facts: Facts, key: str = DEFAULT_KEY, config: TrendConfig | None = None
) -> dict[str, float]:
    """Return the least change of the wink that is detectable in each lifter [deg].

    Lifters with too few repetitions are left out; see
    :func:`fo_buttwink.domain.trends.detectable_change`.

    Raises
    ------
    RunNotFoundError
        If there is no such run.
    """
    found = {
        lifter: detectable_change(measures["wink_deg"], config)
        for lifter, measures in _sets(samples, facts, key).items()
    }
    return {lifter: value for lifter, value in found.items() if value is not None}


def _sets(samples: Samples, facts: Facts, key: str) -> dict[str, dict[str, list[LiftedSet]]]:
    """Return the sets of each lifter, by measure; each video counts as one."""
    get_run(samples, key)
    people: dict[str, dict[str, list[LiftedSet]]] = {}
    for sample_id, values in _values(samples, key).items():
        fact = facts.by_sample.get(sample_id, SetFacts())
        if fact.lifter is None:
            continue
        of_lifter = people.setdefault(fact.lifter, {measure: [] for measure in MEASURES})
        for measure, sets in of_lifter.items():
            # Relative loads only where all sets of the person have one.
            sets.append(LiftedSet(sample_id, values[measure], fact.load_kg))
    return dict(sorted(people.items()))


def _values(samples: Samples, key: str) -> dict[str, dict[str, tuple[float, ...]]]:
    """Numbers of the repetitions of each video, in their order; NaN without a grade."""
    columns = read_view(
        videos_of(samples), key, words=("label", "effective_label", "review_state"),
        numbers=("wink_deg", "onset_pct", "effective_onset_pct", "rep"),
    )  # fmt: skip
    reviewed = ~np.isin(columns["review_state"], ("", UNREVIEWED))
    held = np.where(reviewed, columns["effective_label"], columns["label"]).astype(str)
    graded = np.isin(held, GRADES)
    numbers = {
        "wink_deg": np.where(graded, columns["wink_deg"], np.nan),
        "onset_pct": np.where(
            graded,
            np.where(reviewed, columns["effective_onset_pct"], columns["onset_pct"]),
            np.nan,
        ),
    }
    videos, codes = np.unique(columns["sample"].astype(str), return_inverse=True)
    order = np.lexsort((columns["rep"], codes))
    ends = np.flatnonzero(np.diff(codes[order])) + 1
    parts: dict[str, dict[str, tuple[float, ...]]] = {}
    for at in np.split(order, ends):
        if len(at):
            video = str(videos[codes[at[0]]])
            parts[video] = {n: tuple(v[at].tolist()) for n, v in numbers.items()}
    return parts


def _check(videos: Samples, fields: Mapping[str, Any]) -> None:
    for name, path in fields.items():
        if name not in NAMES:
            raise NamePatternError(f"fields: expected some of {', '.join(NAMES)}, got {name!r}")
        found = videos.get_field(path)
        if path.startswith("frames.") or not isinstance(found, _SIMPLE):
            kind = "nothing" if found is None else type(found).__name__
            raise NamePatternError(
                f"{name}: expected a field of the samples with words or numbers, found {kind} "
                f"under {path!r}",
                remedy="name another field",
            )
