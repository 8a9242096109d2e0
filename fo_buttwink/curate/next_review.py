"""What is most worth a person's review in a dataset, and why."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import fiftyone as fo
import numpy as np
import numpy.typing as npt
from cachetools import LRUCache

from ..config import Config, MatchConfig, NextReviewConfig
from ..domain.agreement.accounts import pair
from ..domain.analysis import GRADES
from ..domain.next_review import UNJUDGED, Candidates, Ranking, rank
from ..domain.old_settings import as_stored
from ..domain.review.record import UNREVIEWED
from ..store.columnar.view import read_view
from ..store.fields import DEFAULT_KEY, RunFields
from ..store.groups import Samples
from ..store.runs import get_run, root_dataset
from .embeddings import stored_vectors
from .shown import show_reps
from .sources import read_source, videos_of

_WORDS = ("label", "effective_label", "review_state")
_NUMBERS = ("wink_deg", "wink_deg_low", "wink_deg_high", "load_rel")
_GRADES = {name: n for n, name in enumerate(GRADES)}


MAX_TOLD = 4
"""Runs of which the reasons are kept at the same time; a convention."""

_told: LRUCache[tuple[str, str], dict[str, str]] = LRUCache(MAX_TOLD)
_lock = threading.Lock()


@dataclass(frozen=True)
class ToReview:
    """The repetitions of a run that nobody has reviewed, the most worth a look first."""

    samples: Samples
    key: str
    rep_ids: list[str]
    sample_ids: list[str]
    worth: list[float]
    reasons: list[list[str]]
    """Why, in sentences; of the first ``len(reasons)`` repetitions."""
    ranking: Ranking = field(repr=False)

    def view(self, number: int | None = None) -> fo.DatasetView:
        """Show the first of them as clips, in this order, which the viewer's list then follows."""
        ids = self.rep_ids[:number]
        return show_reps(self.samples, RunFields(self.key).reps, ids, at_most=None).select(
            ids, ordered=True
        )

    def rows(self) -> list[dict[str, Any]]:
        """Place, repetition and reasons of those that have reasons told, for a table."""
        return [
            {"place": n + 1, "rep": rep, "worth": round(self.worth[n], 3), "why": " ".join(why)}
            for n, (rep, why) in enumerate(zip(self.rep_ids, self.reasons, strict=False))
        ]


def next_to_review(
    samples: Samples,
    key: str = DEFAULT_KEY,
    *,
    other: str | None = None,
    told: int = 100,
    config: NextReviewConfig | None = None,
) -> ToReview:
    """Order the repetitions that nobody has reviewed by how much a look is worth.

    Parameters
    ----------
    samples
        A dataset, or a view of it.
    other
        A second source (:mod:`.sources`); where it says something else, a look is worth more.
    told
        Of so many the reasons are told in words.

    Raises
    ------
    RunNotFoundError, SourceError
        If there is no such run or source.
    """
    info = get_run(samples, key)
    settings = as_stored(info.settings)
    columns = read_view(
        videos_of(samples), key, words=_WORDS, flags=("review_outdated",), numbers=_NUMBERS
    )
    done = ~np.isin(columns["review_state"], ("", UNREVIEWED)) & ~columns["review_outdated"]
    candidates = _candidates(samples, key, columns, other)
    found = rank(candidates, config, wink=settings.wink, flags=Config().flags)
    order = found.order[~done[found.order] & (found.worth[found.order] > 0.0)]
    first = order[:told]
    rep_ids = columns["id"][order].tolist()
    reasons = [found.reasons(int(i)) for i in first]
    with _lock:
        _told[_place(samples, key)] = {
            rep: " ".join(why) for rep, why in zip(rep_ids, reasons, strict=False) if why
        }
    return ToReview(
        samples=samples,
        key=key,
        rep_ids=rep_ids,
        sample_ids=columns["sample"][order].tolist(),
        worth=found.worth[order].tolist(),
        reasons=reasons,
        ranking=found,
    )


def reasons_told(samples: Samples, key: str = DEFAULT_KEY) -> Mapping[str, str]:
    """Return why repetitions are worth a look, by their ids, as this process last told it."""
    with _lock:
        return _told.get(_place(samples, key), {})


def _place(samples: Samples, key: str) -> tuple[str, str]:
    return str(root_dataset(samples)._doc.id), key


def _candidates(
    samples: Samples, key: str, columns: Mapping[str, npt.NDArray[Any]], other: str | None
) -> Candidates:
    reviewed = ~np.isin(columns["review_state"], ("", UNREVIEWED))
    held = np.where(reviewed, columns["effective_label"], columns["label"])
    kept = stored_vectors(samples, key)
    load = columns["load_rel"]
    return Candidates(
        grades=_coded(held),
        wink_deg=columns["wink_deg"],
        low_deg=columns["wink_deg_low"],
        high_deg=columns["wink_deg_high"],
        sets=np.unique(columns["sample"].astype(str), return_inverse=True)[1].astype(np.int64),
        others=None if other is None else _of_other(samples, key, columns["id"], other),
        other_name=other or "",
        load_rel=load if np.isfinite(load).any() else None,
        vectors=None if kept is None else kept.of(columns["id"].tolist()),
    )


def _of_other(
    samples: Samples, key: str, rep_ids: npt.NDArray[Any], other: str
) -> npt.NDArray[np.int64]:
    """Grade that another source gives each repetition."""
    machine = read_source(samples, f"run:{key}").account
    second = read_source(samples, other).account
    pairs = pair(machine, second, MatchConfig().min_iou)
    by_id = dict(
        zip(machine.ids[pairs.a].tolist(), _coded(second.labels[pairs.b]).tolist(), strict=True)
    )
    return np.array([by_id.get(rep, UNJUDGED) for rep in rep_ids], dtype=np.int64)


def _coded(labels: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    return np.array([_GRADES.get(label, UNJUDGED) for label in labels], dtype=np.int64)
