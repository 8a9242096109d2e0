"""What an analysis has done, as the App says it at its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import fiftyone as fo
import fiftyone.operators.types as types

from ..._util.escapes import markdown
from ..._util.words import many
from ...config import Config
from ...domain.analysis import STATUS_FAILED, STATUS_OK
from ...domain.old_settings import as_stored
from ...domain.playable import sentence
from ...runs.summary import RunSummary, playing
from ...store.runs import find_run
from ..panels.explorer.unmeasured import sentences

_SHOWN_PROBLEMS = 50
_PROBLEMS = (
    ("failed", "Could not be read"),
    ("not_video", "Not a video"),
    ("notes", "Not everything was stored"),
)


def in_short(summary: RunSummary) -> str:
    """One sentence for a notification."""
    left = sum(_unmeasured(summary.statuses).values())
    said = [
        f"{many(summary.analysed, 'video')} analyzed",
        many(summary.reps, "repetition"),
        f"{summary.flagged} flagged",
        *([f"{many(left, 'video')} not measurable"] if left else []),
        f"{len(summary.failed)} failed",
        *([sentence(summary.unplayable)] if summary.unplayable else []),
    ]
    return ", ".join(said)


def result_form(dataset: fo.Dataset | None, results: Mapping[str, Any]) -> types.Property:
    """Make the form with the counts, with why some videos gave no label, and with what failed.

    Parameters
    ----------
    results
        A :class:`~fo_buttwink.runs.summary.RunSummary` as JSON.
    """
    outputs = types.Object()
    outputs.int("analysed", label="Videos analyzed")
    outputs.int("skipped", label="Skipped, had results already")
    outputs.int("reps", label="Repetitions found")
    outputs.int("flagged", label="Repetitions flagged")
    left = _unmeasured(results.get("statuses") or {})
    if left:
        lines = sentences(left, _settings(dataset, str(results.get("key"))))
        text = _listed(f"Not measurable ({many(sum(left.values()), 'video')})", lines)
        outputs.view("unmeasured_list", types.MarkdownView(), default=text)
    told = playing(results.get("unplayable") or {}, int(results.get("variable") or 0))
    if told:
        text = _listed("Playing them in the browser", told)
        outputs.view("playing_list", types.MarkdownView(), default=text)
    for name, label in _PROBLEMS:
        problems = results.get(name)
        if problems:
            text = _as_markdown(label, problems)
            outputs.view(f"{name}_list", types.MarkdownView(), default=text)
    return types.Property(outputs, view=types.View(label="Squats analyzed"))


def _unmeasured(statuses: Mapping[str, int]) -> dict[str, int]:
    """Videos that could be read and gave no label, by reason."""
    return {name: n for name, n in statuses.items() if n and name not in (STATUS_OK, STATUS_FAILED)}


def _settings(dataset: fo.Dataset | None, key: str) -> Config:
    info = None if dataset is None else find_run(dataset, key)
    return Config() if info is None else as_stored(info.settings)


def _listed(title: str, lines: list[str]) -> str:
    return "\n".join([f"**{title}**", "", *(f"- {line}" for line in lines)])


def _as_markdown(label: str, problems: list[dict[str, str]]) -> str:
    lines = []
    for problem in problems[:_SHOWN_PROBLEMS]:
        path, message = problem["filepath"], problem["message"]
        lines.append(markdown(message if message.startswith(path) else f"{path}: {message}"))
    if len(problems) > _SHOWN_PROBLEMS:
        lines.append(f"and {len(problems) - _SHOWN_PROBLEMS} more; filter by the status field")
    return _listed(f"{label} ({len(problems)})", lines)
