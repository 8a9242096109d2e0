"""Are the exported labels good for training? A small classifier on simulated clips says so.

Analyses clips with the real pipeline, exports their 101-point curves, and fits a logistic
regression on them, each time leaving out some of the lifters (every clip is another lifter).

    python -m fo_buttwink.sim clips --out clips --num 40 --seed 7 --split test
    python benchmarks/export_classifier.py clips
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from fo_buttwink.export import Selection, export_table, prepare, table_of
from fo_buttwink.pipeline.analyze import analyze_video
from fo_buttwink.video.files import find_videos


def main() -> int:
    """Print accuracy on lifters left out, beside always answering the commonest class."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    args = parser.parse_args()
    videos = [video for folder in args.folders for video in find_videos(folder)]
    analyses = [analyze_video(video) for video in videos]
    table = prepare(table_of(analyses), selection=Selection(classes="wink"))
    with tempfile.TemporaryDirectory() as folder:
        print(export_table(table, "curves", Path(folder) / "out"))
        with np.load(Path(folder) / "out" / "curves.npz", allow_pickle=False) as data:
            x = np.nan_to_num(data["curves"][:, ::5].reshape(len(data["label"]), -1))
            y, group = data["label"], data["group"]
    hits, common = [], []
    for train, test in GroupKFold(5).split(x, y, group):
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000))
        hits.append(model.fit(x[train], y[train]).predict(x[test]) == y[test])
        values, counts = np.unique(y[train], return_counts=True)
        common.append(y[test] == values[counts.argmax()])
    right, baseline = np.concatenate(hits).mean(), np.concatenate(common).mean()
    print(f"{len(y)} repetitions of {len(set(group))} lifters, classes {sorted(set(y.tolist()))}")
    print(f"accuracy on lifters left out {right:.2f}, commonest class {baseline:.2f}")
    return 0 if right > baseline else 1


if __name__ == "__main__":
    raise SystemExit(main())
