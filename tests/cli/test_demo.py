"""The demo, and with it the whole way from bundled clips to stored repetitions."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from fo_buttwink.cli import demo
from fo_buttwink.cli.exits import UsageError
from fo_buttwink.domain.analysis import ABSTAIN_REASONS, GRADES, STATUS_OK

pytestmark = pytest.mark.database


@pytest.fixture
def two_clips(tmp_path):
    """A user's folder with one measurable clip, one from the front, and one broken file."""
    folder = tmp_path / "My Squats!"
    folder.mkdir()
    for name in ("03_mid_marked_right.mp4", "05_frontal_view.mp4"):
        shutil.copy(demo.CLIPS / name, folder / name)
    (folder / "broken.mp4").write_bytes(b"no video")
    (folder / "notes.txt").write_text("not a video")
    return folder


@pytest.fixture
def leave_no_dataset(database):
    before = set(database.list_datasets())
    yield
    for name in set(database.list_datasets()) - before:
        database.delete_dataset(name)


def test_dataset_is_named_after_the_folder():
    assert demo.dataset_name(Path("/data/My Squats!")) == "squats_my_squats"
    assert demo.dataset_name(Path("/")) == "squats_videos"


@pytest.mark.parametrize("content", [None, "empty"])
def test_nothing_to_analyse_is_a_usage_error(tmp_path, content):
    folder = tmp_path / "videos"
    if content:
        folder.mkdir()
    with pytest.raises(UsageError, match=re.escape(str(folder))):
        demo.run_demo(folder, app=False)


@pytest.mark.pose
def test_own_folder(two_clips, leave_no_dataset, capsys, database):
    assert demo.run_demo(two_clips, app=False) == 1
    out = capsys.readouterr().out
    assert "2 analyzed, 0 skipped, 1 failed" in out and "broken.mp4: " in out
    assert re.search(r"\n +set +median of \d \w+ ", out), "as `fo-buttwink analyze` prints it"
    dataset = database.load_dataset("squats_my_squats")
    assert dataset.persistent
    side, front, broken = dataset.values("buttwink.status")
    # How well it measures is tested elsewhere; here, that the answer arrives whole.
    assert side in (STATUS_OK, *ABSTAIN_REASONS)
    assert (front, broken) == ("unclear_view", "failed")
    labels = dataset.values("buttwink_reps.detections.label")
    assert labels[0] and set(labels[0]) <= {*GRADES, *ABSTAIN_REASONS}
    assert all(label == "unclear_view" for label in labels[1])
    curve = dataset.values("frames.buttwink_knee_flexion_deg")[0]
    assert len(curve) == dataset.first().metadata.total_frame_count
    assert sum(v is not None for v in curve) > 0.5 * len(curve)
    for first, bottom, last in zip(
        *(s[0] for s in _spans(dataset)), strict=True
    ):  # frames are 1-based and inside the video
        assert 1 <= first < bottom < last <= len(curve)

    group = dataset.app_config.sidebar_groups[0]
    assert group.name == "buttwink" and "buttwink.status" in group.paths
    names = ("early", "flagged", "not measurable", "unreviewed")
    assert sorted(dataset.list_saved_views()) == [f"buttwink: {name}" for name in names]
    assert _front_id(dataset) in dataset.load_saved_view("buttwink: not measurable").values("id")

    # Again: nothing is made twice or analysed twice, only the broken file is tried again.
    dataset.set_values("tags", [["mine"], [], []])
    assert demo.run_demo(two_clips, app=False) == 1
    assert "0 analyzed, 2 skipped, 1 failed" in capsys.readouterr().out
    dataset.reload()
    assert len(dataset) == 3 and dataset.first().tags == ["mine"]


def _front_id(dataset):
    return dataset.values("id")[1]


def _spans(dataset):
    supports = dataset.values("buttwink_reps.detections.support")
    bottoms = dataset.values("buttwink_reps.detections.bottom")
    firsts = [[s[0] for s in sample] for sample in supports]
    lasts = [[s[1] for s in sample] for sample in supports]
    return firsts, bottoms, lasts


def test_somebody_elses_dataset_is_left_alone(two_clips, make_dataset):
    other = make_dataset("/v/a.mp4")
    other.name = "squats_my_squats"
    with pytest.raises(UsageError) as caught:
        demo.run_demo(two_clips, app=False)
    assert caught.value.remedy.startswith("rename the dataset")
    assert len(other) == 1


def test_plugin_is_linked_only_if_need_be(tmp_path, monkeypatch, database):
    linked = tmp_path / "with"
    demo.plugin_folder.link(linked)
    monkeypatch.setenv("FIFTYONE_PLUGINS_DIR", str(linked))
    demo._use_plugin()
    assert demo.os.environ["FIFTYONE_PLUGINS_DIR"] == str(linked)
    monkeypatch.setenv("FIFTYONE_PLUGINS_DIR", str(tmp_path / "without"))
    monkeypatch.setattr(database.config, "plugins_dir", str(linked))
    demo._use_plugin()
    used = demo.os.environ["FIFTYONE_PLUGINS_DIR"]
    assert demo.find_plugin(Path(used)) is not None
    assert sys.modules["fiftyone"].config.plugins_dir == used
    shutil.rmtree(used)
