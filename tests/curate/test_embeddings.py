"""Vectors of stored curves, and Brain upon them, in a real database."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fo_buttwink.curate.embeddings import embed_reps, rep_vectors, stored_vectors
from fo_buttwink.domain.analysis import FrameSeries
from fo_buttwink.domain.rep_curves import CURVES, LENGTH
from fo_buttwink.errors import EmbeddingError, RunNotFoundError

pytestmark = pytest.mark.database
KEY = "buttwink"


@pytest.fixture
def analyse(make_analysis, make_rep):
    """Three repetitions in each video; odd videos wink, even ones do not."""

    def run(dataset, videos, hide=()):
        from fo_buttwink.runs.analyze import DatasetAnalysis
        from fo_buttwink.runs.request import AnalysisRequest

        def pipeline(path, settings):
            number = int(path.rpartition("/")[2].removesuffix(".mp4"))
            one = np.sin(np.linspace(0.0, np.pi, 60)) ** 2
            depth = np.tile(one, 3) + 0.001 * number
            wink = 15.0 * np.maximum(depth - 0.7, 0.0) / 0.3 * (number % 2)
            tilt = 25.0 * np.minimum(depth, 0.7) - wink
            lumbar = wink + 5.0 * depth
            if number in hide:
                lumbar = np.full_like(lumbar, np.nan)
            frames = FrameSeries(
                time_s=np.arange(180) / 30.0, depth=depth, trunk_lean_deg=tilt + lumbar,
                pelvic_tilt_deg=tilt, lumbar_flexion_deg=lumbar, hip_flexion_deg=110 * depth,
                knee_flexion_deg=115 * depth, visible=np.isfinite(lumbar),
            )  # fmt: skip
            reps = tuple(
                make_rep(first=60 * n + 1, bottom=60 * n + 30, last=60 * n + 60,
                         turning=60 * n + 20, label="moderate" if number % 2 else "none")
                for n in range(3)
            )  # fmt: skip
            return make_analysis(path, frames=frames, reps=reps, total_frames=180), None

        job = DatasetAnalysis(dataset, AnalysisRequest(KEY, existing="replace"), analyser=pipeline)
        for _ in job.run():
            pass
        return dataset

    return run


@pytest.fixture
def dataset(make_dataset, analyse):
    return analyse(make_dataset(*(f"/v/{n}.mp4" for n in range(6))), 6, hide=(4,))


def test_vectors_and_why_some_have_none(dataset):
    found = rep_vectors(dataset, KEY)
    assert found.vectors.shape == (15, LENGTH) and len(found.left_out) == 3
    assert set(found.left_out.values()) == {"the lumbar flexion is not known in 100 % of it"}
    hidden = dataset.values("buttwink_reps.detections.id")[4]
    assert set(found.left_out) == set(hidden)
    curves = found.vectors[0].reshape(len(CURVES), -1)
    knee = curves[CURVES.index("knee_flexion_deg")]
    assert knee.argmax() == 50 and knee.max() == pytest.approx(115 / 30, abs=0.1)
    assert np.isnan(found.of([hidden[0]])).all()


def test_brain_plots_and_sorts_the_clips(dataset):
    said = embed_reps(dataset, KEY)
    assert (said.reps, len(said.left_out)) == (15, 3)
    clips = dataset.to_clips("buttwink_reps")
    plot = dataset.load_brain_results(said.plot)
    assert plot.points.shape == (15, 2)
    assert set(plot.sample_ids) <= set(clips.values("id"))
    first = dataset.values("buttwink_reps.detections.id")[1][0]
    near = clips.sort_by_similarity(first, k=9, brain_key=said.similarity)
    assert set(near.values("buttwink_reps.label")) == {"moderate"}
    kept = stored_vectors(dataset, KEY)
    assert set(kept.rep_ids) == set(rep_vectors(dataset, KEY).rep_ids)
    ours, theirs = (each.of(plot.sample_ids) for each in (rep_vectors(dataset, KEY), kept))
    np.testing.assert_allclose(theirs - theirs[0], ours - ours[0], atol=1e-5)


def test_again_and_with_other_methods(dataset):
    for method in ("tsne", "pca"):
        embed_reps(dataset, KEY, method=method)
    assert dataset.list_brain_runs() == ["buttwink_curves", "buttwink_similar"]
    assert dataset.get_brain_info("buttwink_curves").config.method == "pca"


def test_the_apps_own_panel_gets_the_points(dataset):
    from fiftyone.server.routes.embeddings import OnPlotLoad

    said = embed_reps(dataset, KEY)
    clips = dataset.to_clips("buttwink_reps")
    asked = {
        "datasetName": dataset.name, "brainKey": said.plot, "view": clips._serialize(),
        "labelField": "buttwink_reps.label", "slices": None,
    }  # fmt: skip
    answer = OnPlotLoad._post_sync(None, asked)
    assert "error" not in answer, answer
    assert {name: len(points) for name, points in answer["traces"].items()} == {
        "none": 6, "moderate": 9,
    }  # fmt: skip


def test_two_repetitions_are_too_few(dataset):
    one = dataset.limit(1)
    from fiftyone import ViewField as F

    two = one.filter_labels("buttwink_reps", F("rep") < 3)
    with pytest.raises(EmbeddingError, match="2 repetitions with curves, at least 3 are needed"):
        embed_reps(two, KEY)
    assert dataset.list_brain_runs() == []
    with pytest.raises(EmbeddingError, match="expected one of pca, tsne"):
        embed_reps(dataset, KEY, method="x")
    with pytest.raises(RunNotFoundError):
        embed_reps(dataset, "nothing")


def test_a_deleted_run_takes_its_brain_runs_along(dataset):
    import fo_buttwink

    embed_reps(dataset, KEY)
    fo_buttwink.delete_run(dataset, KEY)
    assert dataset.list_brain_runs() == []


def test_a_video_without_frames_is_left_out_with_the_reason(dataset):
    first = dataset.first()
    dataset._frame_collection.delete_many({"_sample_id": first._id})
    found = rep_vectors(dataset, KEY)
    assert sum("100 %" in why for why in found.left_out.values()) == 6
    assert replace(found).vectors.shape == (12, LENGTH)
