"""A dataset as version 0.1.0 wrote it, put into the present database."""

from __future__ import annotations

import gzip
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bson import ObjectId, json_util

if TYPE_CHECKING:
    import fiftyone as fo

ROOT = Path(__file__).resolve().parents[2]
CLIPS = ROOT / "fo_buttwink" / "data" / "demo"
RENAMED = {"03_late_marked_right.mp4": "03_mid_marked_right.mp4"}
"""The same clip, which is named by its onset under the present definition."""
_FILE = ROOT / "tests" / "store" / "data" / "schema1_dataset.json.gz"


def content() -> dict[str, Any]:
    """The documents by collection, and the presets' settings of that version."""
    return dict(json_util.loads(gzip.decompress(_FILE.read_bytes()).decode()))


def restore(prefix: str = "fo_buttwink_schema1") -> fo.Dataset:
    """Make a dataset of the stored documents, under a fresh name."""
    import fiftyone as fo
    import fiftyone.core.odm as foo

    db, stored = foo.get_db_conn(), content()
    dataset, own = stored["dataset"], ObjectId()
    name = f"{prefix}_{uuid.uuid4().hex[:8]}"
    runs = {run["_id"]: ObjectId() for run in stored["runs"]}
    samples = f"samples.{own}"
    dataset.update(
        _id=own,
        name=name,
        slug=name.replace("_", "-"),
        sample_collection_name=samples,
        frame_collection_name=f"frames.{samples}",
        runs={key: runs[run_id] for key, run_id in dataset["runs"].items()},
    )
    for run in stored["runs"]:
        run.update(_id=runs[run["_id"]], _dataset_id=own)
    for sample in stored["samples"]:
        clip = RENAMED.get(sample["filepath"], sample["filepath"])
        sample.update(_dataset_id=own, filepath=str(CLIPS / clip))
    db[samples].insert_many(stored["samples"])
    db[f"frames.{samples}"].insert_many(stored["frames"])
    db[f"frames.{samples}"].create_index([("_sample_id", 1), ("frame_number", 1)], unique=True)
    db.runs.insert_many(stored["runs"])
    db.datasets.insert_one(dataset)
    return fo.load_dataset(name)
