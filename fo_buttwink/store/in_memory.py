"""Samples that a process holds in memory, brought in step with what the database says."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

import fiftyone as fo
from mongoengine.errors import ValidationError

_TRIES = 3
"""Another thread may load a sample while FiftyOne goes through those in memory. *Convention*."""


def reload_samples(collection: str, sample_ids: Iterable[str] | None = None) -> None:
    """Reload samples that somebody holds, after a change in the database that is done.

    Never fails: what is stored is stored. FiftyOne refuses to load a video of which one label says
    no frames, and cannot go through its samples while another thread adds one; a sample in memory
    then stays as it was.

    Parameters
    ----------
    collection
        Name of the collection of the samples.
    sample_ids
        ``None``: all.
    """
    ids = None if sample_ids is None else list(sample_ids)
    for _ in range(_TRIES):
        try:
            with contextlib.suppress(ValidationError, ValueError, TypeError):
                fo.Sample._reload_docs(collection, sample_ids=ids)
            return
        except RuntimeError:  # dictionary changed size during iteration
            continue
