"""What measured the repetitions of an export, as sentences; who wrote it is another fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ...domain.analysis import SCHEMA
from ...domain.definitions import definition
from ...domain.old_settings import differences
from .counts import Counts
from .rows import COLUMN_TEXTS

UNKNOWN = "a version that is not known"

_OTHER_TEXTS: dict[int, dict[str, str]] = {
    1: {
        "wink_deg": "rise of lumbar flexion from its own onset to the bottom [deg]",
        "lumbar_rise_deg": "not measured under schema 1",
        "onset_pct": "onset of the rise of lumbar flexion that holds [% of descent]",
        "pattern": "wink, rounding or none (machine); empty if it abstained",
    },
}
"""Columns that mean something else under an older definition."""


def schemas(counts: Counts) -> list[int]:
    """Return the definitions that the labels follow, the oldest first."""
    return sorted({schema for schema, *_ in counts.origins if schema is not None})


def column_texts(counts: Counts) -> dict[str, str]:
    """Return what the columns mean under the definition that the labels follow."""
    found = schemas(counts)
    return {**COLUMN_TEXTS, **(_OTHER_TEXTS.get(found[0], {}) if len(found) == 1 else {})}


def definition_lines(counts: Counts) -> list[str]:
    """Which definition the labels follow."""
    found = schemas(counts)
    if len(found) == 1:
        return [f"All labels of the machine follow {definition(found[0])}."]
    return [f"- {n} repetitions follow {definition(s)}" for s, n in _tally(counts, 0).items()]


def measured_by(counts: Counts) -> str:
    """Every program and version that took part, with the number of repetitions."""
    return ", ".join(
        f"{name or UNKNOWN} ({_reps(n)})" for name, n in _tally(counts, 1).items()
    )  # fmt: skip


def models(counts: Counts) -> str:
    """Every pose model that took part, with the number of repetitions."""
    tally: Counter[str] = Counter()
    for (_, _, name, sha256), n in counts.origins.items():
        tally[f"{name} ({sha256 or '?'})" if name else "unknown"] += n
    if len(tally) == 1:
        return next(iter(tally))
    return ", ".join(f"{name} ({_reps(n)})" for name, n in tally.items())


def origin_notes(counts: Counts) -> list[str]:
    """Return what a reader must know if not all was measured alike, or under another definition."""
    notes = []
    found = schemas(counts)
    if len(found) > 1:
        named = ", ".join(f"{definition(s)} ({_reps(n)})" for s, n in _tally(counts, 0).items())
        notes.append(f"The labels follow different definitions and do not compare: {named}.")
    elif found and found != [SCHEMA]:
        notes.append(
            f"The labels follow {definition(found[0])}. They do not compare with labels of "
            f"{definition(SCHEMA)}, which this version of the program gives; analyze the videos "
            "again to get those."
        )
    if len(_tally(counts, 1)) > 1:
        notes.append(f"The videos were measured by different versions: {measured_by(counts)}.")
    if len({(name, sha256) for _, _, name, sha256 in counts.origins}) > 1:
        notes.append(f"The videos were measured with different pose models: {models(counts)}.")
    return notes


def settings_notes(all_settings: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what a reader must know if analyses were made with different settings."""
    values: dict[str, list[Any]] = {}
    first: dict[str, Any] | None = None
    for settings in all_settings:
        if first is None:
            first = dict(settings)
        for path, before, value in differences(first, dict(settings)):
            known = values.setdefault(path, [before])
            if value not in known:
                known.append(value)
    if not values:
        return []
    named = ", ".join(f"{p}: {' or '.join(map(repr, found))}" for p, found in values.items())
    return [
        f"The videos were analyzed with different settings ({named}); the cut-offs that are "
        "stated are those of the first."
    ]


def _tally(counts: Counts, position: int) -> Counter[Any]:
    out: Counter[Any] = Counter()
    for origin, n in counts.origins.items():
        out[origin[position]] += n
    return out


def _reps(number: int) -> str:
    return f"{number} repetition" + ("" if number == 1 else "s")
