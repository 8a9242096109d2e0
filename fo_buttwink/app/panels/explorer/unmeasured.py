"""Videos in which nothing was measured, grouped by reason, each with what helps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...._util.words import many
from ....config import Config
from ....domain import playable, texts
from ....domain.analysis import STATUS_OK


def unmeasured(statuses: Mapping[str, int], config: Config) -> list[dict[str, Any]]:
    """One entry per reason, the most frequent first.

    Parameters
    ----------
    statuses
        Videos by status.
    config
        Settings of the run, whose cut-offs the remedies name.
    """
    remedies = texts.remedies(config)
    found = [(status, n) for status, n in statuses.items() if status != STATUS_OK and n]
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return [
        {
            "status": status,
            "videos": number,
            "why": texts.WHY_NOT.get(status, status.replace("_", " ")),
            "remedy": remedies.get(status, ""),
        }
        for status, number in found
    ]


def sentences(statuses: Mapping[str, int], config: Config) -> list[str]:
    """Say the same in words: ``2 videos: not filmed from the side. Film from the side.``."""
    return [
        f"{many(each['videos'], 'video')}: {each['why']}. {each['remedy']}".strip()
        for each in unmeasured(statuses, config)
    ]


def unplayable(kinds: Mapping[str, int]) -> str:
    """Say which videos the browser cannot show, with what helps; empty if there are none."""
    said = playable.sentence(kinds)
    return f"{said}. {playable.REMEDY}" if said else ""
