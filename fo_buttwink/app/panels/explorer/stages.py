"""Stages of a view as the App sends them: which are ours, and what they show."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from bson import json_util

from ....store.stages import Stages

_GENERATED = ("ToClips", "ToFrames", "ToPatches", "ToEvaluationPatches", "ToTrajectories")


def fingerprint(stages: Stages | None) -> str:
    """Tells views apart by their stages; FiftyOne gives every stage object an id of its own."""
    bare = [{k: v for k, v in stage.items() if k != "_uuid"} for stage in stages or ()]
    if not bare:
        return ""
    # Ids in BSON's JSON, in which the browser sends them back.
    decoded = json_util.loads(json_util.dumps(bare))
    return digest(json_util.dumps(_as_in_browser(decoded), sort_keys=True))


def digest(text: str) -> str:
    """Return a short name for a long text."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def generating(stages: Stages) -> int | None:
    """Index of the stage that makes clips, frames or patches of videos; ``None`` if none does."""
    kinds = (str(stage.get("_cls", "")).rpartition(".")[2] for stage in stages)
    return next((i for i, kind in enumerate(kinds) if kind in _GENERATED), None)


def _as_in_browser(value: Any) -> Any:
    """JavaScript has one kind of number: the 1.0 that it was given comes back as 1."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {name: _as_in_browser(v) for name, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_in_browser(v) for v in value]
    return value
