"""The data set card: what is in an export, what the labels mean, and what they do not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from .._util.escapes import code, markdown
from .._util.words import many
from .._version import __version__
from ..config import WinkConfig
from ..domain import measures, texts
from ..domain.context.facts import facts_of, rep_of
from ..domain.context.read import patterns_of
from ..domain.context.table import PATTERN_TEXTS
from ..domain.context.words import RESPONSIBLE
from ..domain.definitions import program
from ..domain.old_settings import as_stored
from .split import balance
from .table.origins import column_texts, definition_lines, measured_by, models
from .table.table import RepTable

SCHEMA = 1
LIMITS = (
    "One camera sees the pelvis only through clothing and outline; labels without a review are "
    "estimates of a machine, with an interval for the wink and the onset.",
    "The cut-offs are conventions, not findings. Some posterior tilt at the bottom of a squat is "
    "normal. Nothing here is a medical assessment or predicts an injury.",
    "Frames count from 1 and ranges include their last frame. Seconds are presentation times of "
    "frames, from the start of the video.",
)

PATTERNS_MEAN = (
    "A pattern describes a set and names no reason for it. A wink that is late, small and steady "
    "is normal motion; others say what to compare next: the report has it set by set.",
)


def write_card(
    table: RepTable, name: str, how: str, options: dict[str, Any], *, context: bool = True
) -> str:
    """Return the text of ``dataset_card.md``.

    Parameters
    ----------
    name
        Name of the format.
    how
        What the files are and how to read them.
    options
        What the export was called with.
    context
        Say which patterns there are, if the settings of the run do not forbid it.
    """
    counts = table.counts
    lines = [
        "---", "pretty_name: Squat repetitions with butt wink labels", "tags: [squat, butt-wink]",
        "---", "", "# Squat repetitions with butt wink labels", "",
        f"{counts.reps} repetitions of {counts.videos} videos"
        + (f" and {counts.lifters} lifters" if counts.lifters else " (lifters not known)")
        + f"; labels of people: {counts.human}, of the machine: {counts.reps - counts.human}.",
        "", f"Format: {name}. {how}", "", "## Class balance", "", "```",
        balance(table).replace("`", "'"), "```", "",
        f"Review state: {', '.join(f'{n} {s}' for s, n in sorted(counts.states.items()))}.", "",
    ]  # fmt: skip
    if table.notes:
        lines += ["## To know before use", "", *(f"- {markdown(note)}" for note in table.notes), ""]
    lines += ["## Definition", "", *definition_lines(counts), ""]
    lines += ["## Classes", "", *_class_lines(table), "", "## Cut-offs of the run", ""]
    lines += _cutoffs(table)
    if context and (said := _context(table)):
        lines += ["", "## Patterns", "", *said]
    lines += ["", "## Limits", "", *(f"- {text}" for text in LIMITS), "", "## Provenance", ""]
    written = datetime.now(timezone.utc).isoformat(timespec="seconds")
    lines += [
        f"- measured by {measured_by(counts)}",
        f"- pose model: {models(counts)}",
        f"- run `{code(table.key)}`, preset `{code(table.settings.get('preset'))}`",
        f"- written by {program(__version__)}, {written}",
        f"- selection: `{code(json.dumps(table.selection, ensure_ascii=False))}`",
        f"- options: `{code(_json(options))}`",
        f"- card layout {SCHEMA}",
        "", "## Columns", "", "| column | meaning |", "|---|---|",
        *(f"| `{column}` | {text} |" for column, text in column_texts(counts).items()), "",
    ]  # fmt: skip
    return "\n".join(lines)


def _json(options: dict[str, Any]) -> str:
    return json.dumps(options, ensure_ascii=False, default=str, sort_keys=True)


def _class_lines(table: RepTable) -> list[str]:
    counts = table.counts.by_class
    own = table.selection.get("classes")
    meanings = texts.labels(_wink(table))
    lines = []
    for index, name in enumerate(table.classes):
        if isinstance(own, Mapping):
            labels = [label for label, given in own.items() if given == name]
            text = "; ".join(f"{label}: {meanings.get(label, '')}" for label in labels)
        else:
            text = meanings.get(name, "")
        lines.append(f"- `{code(name)}` (index {index}, {counts[name]} repetitions): {text}")
    return lines


def _context(table: RepTable) -> list[str]:
    """Say which patterns the videos show, and what that is worth; nothing where it is off."""
    config = as_stored(table.settings)
    if not config.context.show:
        return []
    found: Counter[str] = Counter()
    for video in table.iter_videos():
        facts = facts_of([rep_of(row) for row in video.rows], config)
        if facts.graded >= config.sets.min_graded:
            found.update(patterns_of(facts, config))
    lines = [
        f"- {PATTERN_TEXTS[name].title}: {many(number, 'video')}"
        for name, number in found.most_common()
    ]
    lines += [f"- {text}" for text in (*PATTERNS_MEAN, *RESPONSIBLE)]
    return lines


def cutoffs(table: RepTable) -> dict[str, str]:
    """Return what the run's cut-offs are, by column."""
    wink = _wink(table)
    return {
        "wink_deg": f"{measures.MEASURES['wink_deg'].about}. {texts.grades(wink)}",
        "onset_pct": f"{texts.onset(wink)}. {texts.timings(wink)}",
        "severity": f"{texts.severity(wink)}.",
        "pattern": "; ".join(f"{name}: {text}" for name, text in texts.patterns(wink).items())
        + ".",
        "lumbar_flexion_bottom_deg": texts.bands(wink),
    }


def _cutoffs(table: RepTable) -> list[str]:
    return [
        *(f"- `{name}`: {text}" for name, text in cutoffs(table).items()),
        f"- {texts.intervals(_wink(table))}",
    ]


def _wink(table: RepTable) -> WinkConfig:
    """Return the cut-offs of the run."""
    return as_stored(table.settings).wink
