"""Repetitions as vectors of their curves, and FiftyOne Brain upon them.

The vectors are kept in Brain's similarity index, by the ids of the repetitions, which are those of
their clips. They are no attribute of the repetitions: the App would send 505 numbers with every
repetition that it shows, and FiftyOne's annotation schemas fail on a vector inside a label.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import fiftyone as fo
import numpy as np
import numpy.typing as npt
from bson import ObjectId

from .._util.arrays import FloatArray
from .._util.words import many
from ..config import EmbeddingConfig
from ..domain.rep_curves import CURVES, LENGTH, vector_of
from ..errors import EmbeddingError
from ..store.fields import DEFAULT_KEY, RunFields
from ..store.groups import Samples
from ..store.repetition import StoredRep, repetitions
from ..store.runs import get_run, root_dataset
from .shown import show_reps
from .sources import documents

METHODS = ("pca", "tsne", "umap")
_BATCH = 100
"""Videos whose frames are in memory at the same time."""
_NEEDED = ("_id", "support", "label", "machine_label", "machine_first", "machine_last", "rep",
           "bottom", "confidence")  # fmt: skip


@dataclass(frozen=True)
class RepVectors:
    """The curves of repetitions as vectors."""

    rep_ids: npt.NDArray[np.object_]
    """(N,)"""
    sample_ids: npt.NDArray[np.object_]
    """(N,) their videos."""
    vectors: FloatArray
    """(N, 505), see :func:`fo_buttwink.domain.rep_curves.vector_of`."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Why a repetition has none, by its id."""

    def of(self, rep_ids: Sequence[str]) -> FloatArray:
        """(M, 505) vectors of some repetitions, rows of NaN where there are none."""
        at = {rep: n for n, rep in enumerate(self.rep_ids)}
        found = np.array([at.get(rep, -1) for rep in rep_ids], dtype=np.int64)
        out = np.full((len(found), LENGTH), np.nan)
        out[found >= 0] = self.vectors[found[found >= 0]]
        return out


@dataclass(frozen=True)
class EmbeddingSummary:
    """What was embedded."""

    key: str
    reps: int
    plot: str
    """Brain key of the plot, for the App's panel *Embeddings*."""
    similarity: str
    """Brain key of the index, for *Sort by similarity* in a view of clips."""
    method: str
    left_out: dict[str, str]


def rep_vectors(
    samples: Samples, key: str = DEFAULT_KEY, config: EmbeddingConfig | None = None
) -> RepVectors:
    """Make the vectors of all repetitions of some samples from their stored curves.

    Raises
    ------
    RunNotFoundError
        If there is no such run.
    """
    get_run(samples, key)
    ids: list[str] = []
    owners: list[str] = []
    vectors: list[FloatArray] = []
    left_out: dict[str, str] = {}
    for video, reps, curves in _videos(samples, RunFields(key)):
        for rep in reps:
            vector, reason = _vector(rep, curves, config)
            if vector is None:
                left_out[rep.rep_id] = reason
            else:
                ids.append(rep.rep_id)
                owners.append(video)
                vectors.append(vector)
    return RepVectors(
        np.array(ids, dtype=object),
        np.array(owners, dtype=object),
        np.array(vectors).reshape(-1, LENGTH),
        left_out,
    )


def stored_vectors(samples: Samples, key: str = DEFAULT_KEY) -> RepVectors | None:
    """Return the vectors that :func:`embed_reps` has kept; ``None`` if it was not run.

    Up to a shift that all have in common: Brain's index centers its own at its first search.
    """
    dataset = root_dataset(samples)
    name = RunFields(key).similarity
    if not dataset.has_brain_run(name):
        return None
    index = dataset.load_brain_results(name, load_view=False)
    if index is None:
        return None
    vectors, ids, _ = index.get_embeddings()
    ids = np.array(ids, dtype=object)
    return RepVectors(ids, np.full(len(ids), "", dtype=object), np.asarray(vectors, dtype=float))


def embed_reps(
    samples: Samples,
    key: str = DEFAULT_KEY,
    *,
    method: str = "pca",
    config: EmbeddingConfig | None = None,
) -> EmbeddingSummary:
    """Let FiftyOne Brain plot the repetitions by their curves, and sort them by similarity.

    Parameters
    ----------
    method
        Of the plot: ``pca``, ``tsne`` or, if the package ``umap-learn`` is installed, ``umap``.

    Raises
    ------
    RunNotFoundError
        If there is no such run.
    EmbeddingError
        If too few repetitions have curves, or the method is none of these; the message says why.
    """
    import fiftyone.brain as fob

    config = config or EmbeddingConfig()
    if method not in methods():
        raise EmbeddingError(
            f"method={method!r}: expected one of {', '.join(methods())}",
            remedy="install umap-learn for umap" if method == "umap" else "",
        )
    found = rep_vectors(samples, key, config)
    number = len(found.rep_ids)
    if number < config.min_reps:
        why = next(iter(found.left_out.values()), "")
        raise EmbeddingError(
            f"run {key!r}: {many(number, 'repetition')} with curves, at least {config.min_reps} "
            "are needed" + (f"; of one that was left out, {why}" if why else ""),
            remedy="analyze more videos, or look at the whole dataset instead of this view",
        )
    dataset, run = root_dataset(samples), RunFields(key)
    clips = show_reps(samples, run.reps, found.rep_ids, at_most=None)
    vectors = found.of(clips.values("id"))
    more: dict[str, Any] = {}
    if method == "tsne":
        more = {"perplexity": min(30.0, (number - 1) / 3), "pca_dims": min(50, number)}
    for name in (run.plot, run.similarity):
        if dataset.has_brain_run(name):
            dataset.delete_brain_run(name)
    try:
        fob.compute_visualization(  # which subtracts the mean from the array that it is given
            clips, embeddings=vectors.copy(), method=method, brain_key=run.plot, seed=0, **more
        )
        fob.compute_similarity(
            clips, embeddings=vectors, brain_key=run.similarity, metric="euclidean"
        )
    except Exception:
        # Brain registers a run before it is made, and keeps it if that fails.
        for name in (run.plot, run.similarity):
            if dataset.has_brain_run(name):
                dataset.delete_brain_run(name)
        raise
    return EmbeddingSummary(key, number, run.plot, run.similarity, method, found.left_out)


def methods() -> tuple[str, ...]:
    """Return the methods of the plot that can be used here."""
    umap = importlib.util.find_spec("umap") is not None
    return tuple(name for name in METHODS if umap or name != "umap")


def _videos(
    samples: Samples, run: RunFields
) -> Iterator[tuple[str, list[StoredRep], dict[str, FloatArray]]]:
    """Repetitions and curves of one video after the other."""
    dataset = root_dataset(samples)
    waiting: list[tuple[ObjectId, list[StoredRep]]] = []
    for doc in documents(samples, [run.of_rep(name) for name in _NEEDED]):
        reps = repetitions(doc.get(run.reps)).usable
        if reps:
            waiting.append((doc["_id"], reps))
        if len(waiting) >= _BATCH:
            yield from _with_curves(dataset, run, waiting)
            waiting = []
    yield from _with_curves(dataset, run, waiting)


def _with_curves(
    dataset: fo.Dataset, run: RunFields, videos: list[tuple[ObjectId, list[StoredRep]]]
) -> Iterator[tuple[str, list[StoredRep], dict[str, FloatArray]]]:
    lengths = {video: max(rep.machine.last for rep in reps) for video, reps in videos}
    curves = {
        video: {name: np.full(length, np.nan) for name in CURVES}
        for video, length in lengths.items()
    }
    names = {name: run.curve(name) for name in CURVES}
    projection = dict.fromkeys(("_sample_id", "frame_number", *names.values()), 1)
    frames = dataset._frame_collection
    wanted = {"_sample_id": {"$in": list(lengths)}}
    for doc in frames.find(wanted, projection) if frames is not None and videos else ():
        video, frame = doc["_sample_id"], doc["frame_number"]
        if frame > lengths[video]:
            continue
        for name, stored in names.items():
            value = doc.get(stored)
            if value is not None:
                curves[video][name][frame - 1] = value
    for video, reps in videos:
        yield str(video), reps, curves[video]


def _vector(
    rep: StoredRep, curves: dict[str, FloatArray], config: EmbeddingConfig | None
) -> tuple[FloatArray | None, str]:
    machine = rep.machine
    if rep.drawn or machine.bottom is None:
        return None, "a person drew it, so that nothing is measured"
    inside = slice(machine.first - 1, machine.last)
    part = {name: values[inside] for name, values in curves.items()}
    return vector_of(part, machine.bottom - machine.first, config)
