"""Makes ``tests/store/data/schema1_dataset.json.gz``: what version 0.1.0 wrote into a database.

To be run with the code of that version on the path, not with this one's::

    git worktree add --detach /tmp/schema1 a52f875
    PYTHONPATH=/tmp/schema1 FIFTYONE_DATABASE_NAME=schema1 python \
        tests/helpers/make_schema1_dataset.py tests/store/data/schema1_dataset.json.gz

It analyzes two of the bundled clips, reviews three repetitions (confirmed, corrected, added by a
person), and writes the documents of all collections as canonical extended JSON. Of the landmarks,
which are 100 kB per clip, only those of the second clip, the shorter one, are kept.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import Any

import fiftyone as fo
import fiftyone.core.odm as foo
from bson import json_util

import fo_buttwink
from fo_buttwink.config import PRESETS, preset
from fo_buttwink.dataset import analyze_dataset
from fo_buttwink.marks import HumanRep, add_human_reps
from fo_buttwink.results import SCHEMA
from fo_buttwink.reviewing import review_reps

NAME = "schema1_dataset"
CLIPS = ("04_early_moderate_left.mp4", "03_late_marked_right.mp4")
LOADS_KG = (80.0, 120.0)
REVIEWER = "curator"


def make(target: Path) -> None:
    """Analyze, review and dump."""
    if SCHEMA != 1:
        raise SystemExit(f"{fo_buttwink.__file__}: expected the code of schema 1, got {SCHEMA}")
    folder = Path(fo_buttwink.__file__).parent / "data" / "demo"
    if fo.dataset_exists(NAME):
        fo.delete_dataset(NAME)
    dataset = fo.Dataset(NAME, persistent=True)
    dataset.add_samples(
        [
            fo.Sample(filepath=str(folder / clip), load_kg=load)
            for clip, load in zip(CLIPS, LOADS_KG, strict=True)
        ]
    )
    try:
        analyze_dataset(dataset, load_field="load_kg", progress=False)
        _review(dataset)
        content = _dump(dataset, folder)
    finally:
        dataset.delete()
    text = json_util.dumps(content, json_options=json_util.CANONICAL_JSON_OPTIONS)
    # Without a time stamp, so that the same content gives the same file.
    target.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{target}: {target.stat().st_size} bytes")


def _review(dataset: fo.Dataset) -> None:
    first, second = dataset.values("id")
    reps = dataset.values("buttwink_reps.detections.id")
    review_reps(dataset, "buttwink", reps[0][0], "confirmed", note="clear", reviewer=REVIEWER)
    review_reps(
        dataset, "buttwink", reps[0][1], "corrected", label="moderate", onset_pct=76.0,
        note="begins later", reviewer=REVIEWER,
    )  # fmt: skip
    add_human_reps(
        dataset, "buttwink", {second: [HumanRep(first=2, bottom=15, last=30, label="none")]},
        reviewer=REVIEWER,
    )  # fmt: skip
    assert first != second


def _dump(dataset: fo.Dataset, folder: Path) -> dict[str, Any]:
    dataset.reload()
    db = foo.get_db_conn()
    document = db.datasets.find_one({"_id": dataset._doc.id})
    samples = list(dataset._sample_collection.find())
    for number, sample in enumerate(samples):
        sample["filepath"] = Path(sample["filepath"]).name
        if number == 0:
            sample["buttwink_landmarks"] = None
    return {
        "settings": {name: preset(name).to_dict() for name in PRESETS},
        "dataset": document,
        "runs": list(db.runs.find({"_id": {"$in": list(document["runs"].values())}})),
        "samples": samples,
        "frames": list(dataset._frame_collection.find()),
    }


if __name__ == "__main__":
    make(Path(sys.argv[1]))
