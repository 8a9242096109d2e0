"""The labels are good for something: a small classifier learns them from an export."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fo_buttwink.export import export_table, prepare, table_of

FRAMES, FIRST, BOTTOM, LAST = 90, 11, 45, 80


def simulated(make_analysis, make_rep, lifter, number, rng):
    """One repetition of a lifter whose trunk, depth and noise are his or her own."""
    label = ("none", "subtle", "moderate", "marked")[rng.integers(4)]
    amount = {"none": rng.uniform(0, 4), "subtle": rng.uniform(6, 9),
              "moderate": rng.uniform(12, 18), "marked": rng.uniform(22, 32)}[label]  # fmt: skip
    phase = np.clip((np.arange(FRAMES) - FIRST + 1) / (LAST - FIRST), 0, 1)
    depth = np.sin(np.pi * phase) ** 1.2
    onset = rng.uniform(0.6, 0.9)
    own = np.random.default_rng(int(lifter[1:]))
    lean = own.uniform(30, 50) * depth
    wink = amount * np.clip((depth - onset) / (1 - onset), 0, 1)
    lumbar = own.uniform(-6, 2) * depth + wink + rng.normal(0, 1.5, FRAMES)
    base = make_analysis(f"/v/{lifter}_{number}.mp4")
    series = replace(
        base.frames,
        depth=depth,
        trunk_lean_deg=lean,
        pelvic_tilt_deg=lean - lumbar,
        lumbar_flexion_deg=lumbar,
        hip_flexion_deg=own.uniform(95, 120) * depth,
        knee_flexion_deg=own.uniform(100, 130) * depth,
        visible=np.ones(FRAMES, bool),
    )
    rep = make_rep(first=FIRST, bottom=BOTTOM, last=LAST, label=label)
    return replace(base, frames=series, reps=(rep,))


def test_classifier_beats_the_majority_on_lifters_it_never_saw(make_analysis, make_rep, tmp_path):
    sklearn = pytest.importorskip("sklearn.linear_model")
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rng = np.random.default_rng(5)
    who = [f"L{k}" for k in range(10) for _ in range(16)]
    analyses = [simulated(make_analysis, make_rep, w, n, rng) for n, w in enumerate(who)]
    lifters = {a.video: w for a, w in zip(analyses, who, strict=True)}
    table = prepare(table_of(analyses, lifters=lifters), splits={"train": 0.7, "test": 0.3})
    export_table(table, "curves", tmp_path / "out")
    with np.load(tmp_path / "out" / "curves.npz", allow_pickle=False) as data:
        x = data["curves"][:, ::5].reshape(len(data["label"]), -1)
        y, split, group = data["label"], data["split"], data["group"]
    train, test = split == "train", split == "test"
    assert not set(group[train]) & set(group[test])
    model = make_pipeline(StandardScaler(), sklearn.LogisticRegression(C=0.1, max_iter=500))
    score = model.fit(x[train], y[train]).score(x[test], y[test])
    majority = np.bincount(y[train]).argmax()
    baseline = float((y[test] == majority).mean())
    print(f"classifier {score:.2f}, majority {baseline:.2f}, {test.sum()} repetitions")
    assert score > baseline + 0.2
