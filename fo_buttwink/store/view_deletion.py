"""Keep a dataset when one of its saved views is deleted.

FiftyOne (1.22, ``_handle_delete_generated_saved_view``) marks the dataset of generated patches or
clips that stands behind a deleted view as not persistent. It knows such views by the letters
``_state`` anywhere in their stages, and these are in ``review_state``, too: a view that asks what
people said of repetitions is taken for one. Behind it stands the dataset itself, which so would go,
with all reviews, when its database closes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import fiftyone.core.dataset as fod

_NAME = "_handle_delete_generated_saved_view"


def is_generated(stages: Iterable[str]) -> bool:
    """Whether stages, each as the JSON that FiftyOne stores, generate a dataset of their own."""
    arguments = (pair for text in stages for pair in json.loads(text).get("kwargs", ()))
    return any(name == "_state" for name, *_ in arguments)


def keep_datasets() -> None:
    """Let FiftyOne mark only what stands behind generated views, in this process.

    Where it has another way to do so, nothing is changed.
    """
    theirs = getattr(fod, _NAME, None)
    if theirs is None or getattr(theirs, "keeps_datasets", False):
        return

    def ours(dataset: Any, view_doc: Any) -> None:
        if is_generated(view_doc.view_stages):
            theirs(dataset, view_doc)

    ours.keeps_datasets = True  # type: ignore[attr-defined]
    setattr(fod, _NAME, ours)
