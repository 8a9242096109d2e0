"""Human work survives the loss of the database: backed up, dropped, restored, equal."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import uuid
from dataclasses import replace
from pathlib import Path

import by_hand
import pytest

from fo_buttwink.domain.review.merge import said
from fo_buttwink.errors import BackupError
from fo_buttwink.reviews.backup import export_reviews, restore_reviews
from fo_buttwink.reviews.service import list_reviews, review_reps, undo_reviews
from fo_buttwink.store.hand import delete_hand, read_hand, write_hand
from fo_buttwink.store.runs import delete_run

pytestmark = pytest.mark.database

KEY = "buttwink"
NAMES = ("ann/IMG_1.mp4", "bob/IMG_1.mp4", "cay/other.mp4")
HELPERS = Path(__file__).resolve().parents[1] / "helpers"


def files(root, names=NAMES):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"the content of {name}".encode())
    return [str(root / name) for name in names]


def rep_ids(dataset, path):
    from fiftyone import ViewField

    view = dataset.match(ViewField("filepath") == str(path))
    return view.values(f"{KEY}_reps.detections.id")[0]


def work(dataset, root):
    """Reviews with a history, a note and corrected frames; two passes of which one was deleted."""
    first, second = rep_ids(dataset, root / NAMES[0])
    review_reps(dataset, KEY, first, "rejected", reviewer="ann")
    review_reps(
        dataset, KEY, first, "corrected", label="marked", last=49, reviewer="ann", note="$é"
    )
    review_reps(dataset, KEY, second, "not_measurable", reviewer="bob")
    review_reps(dataset, KEY, rep_ids(dataset, root / NAMES[1])[:1], "confirmed", reviewer="bob")
    ids = dict(zip(dataset.values("filepath"), dataset.values("id"), strict=True))
    sample_id = ids[str(root / NAMES[2])]
    stored = write_hand(dataset, {sample_id: [by_hand.measure(), by_hand.measure()]})
    delete_hand(dataset, sample_id, stored[sample_id][0].measure_id, who="ann")


def held(dataset, root):
    """All human work by path below the root, as far as it is no part of the database."""
    where = dict(zip(dataset.values("id"), dataset.values("filepath"), strict=True))
    below = {i: str(Path(p).relative_to(root)) for i, p in where.items()}
    reviews = [
        (below[i], said(r), [said(p) for p in r.history]) for i, r in list_reviews(dataset, KEY)
    ]
    return sorted(reviews, key=str), {below[i]: found for i, found in read_hand(dataset).items()}


@pytest.fixture
def made(make_dataset, analyse, tmp_path):
    def make(root, names=NAMES):
        dataset = make_dataset(*files(root, names))
        analyse(dataset)
        return dataset

    return make


def test_restored_into_a_new_dataset_of_files_elsewhere(made, tmp_path):
    old = made(tmp_path / "disk")
    work(old, tmp_path / "disk")
    before = held(old, tmp_path / "disk")
    labels = old.values(f"{KEY}_reps.detections.effective_label")
    done = export_reviews(old, tmp_path / "backup.json")
    assert (done.videos, done.reviews, done.hand, done.notes) == (3, 3, 1, ())
    old.delete()
    new = made(tmp_path / "other disk")
    restored = restore_reviews(new, tmp_path / "backup.json")
    assert (restored.added, restored.hand, restored.problems) == (3, 1, [])
    assert held(new, tmp_path / "other disk") == before
    assert before[1][NAMES[2]][0].pass_number == 2
    shown = new.values(f"{KEY}_reps.detections.effective_label")
    assert shown == labels and shown[0] == ["marked", "occluded"]
    assert undone(new, tmp_path / "other disk") == "rejected"


def undone(dataset, root):
    first = rep_ids(dataset, root / NAMES[0])[0]
    undo_reviews(dataset, KEY, first, reviewer="ann")
    return dict(list_by_rep(dataset))[first].verdict


def list_by_rep(dataset):
    return [(r.rep_id, r) for _, r in list_reviews(dataset, KEY)]


def test_to_restore_again_or_where_nothing_is_lost_changes_nothing(made, tmp_path):
    dataset = made(tmp_path)
    work(dataset, tmp_path)
    export_reviews(dataset, tmp_path / "b.json")
    before = held(dataset, tmp_path), dataset.values(f"{KEY}_reviews.revision")
    done = restore_reviews(dataset, tmp_path / "b.json")
    assert (done.added, done.renewed, done.hand, done.present) == (0, 0, 0, 4)
    assert (held(dataset, tmp_path), dataset.values(f"{KEY}_reviews.revision")) == before


def test_what_is_newer_is_never_overwritten(made, tmp_path):
    dataset = made(tmp_path)
    work(dataset, tmp_path)
    export_reviews(dataset, tmp_path / "b.json")
    first = rep_ids(dataset, tmp_path / NAMES[0])[0]
    review_reps(dataset, KEY, first, "not_a_squat", reviewer="ann")
    before = held(dataset, tmp_path)
    done = restore_reviews(dataset, tmp_path / "b.json")
    assert (done.newer, done.added, done.renewed) == (1, 0, 0)
    assert held(dataset, tmp_path) == before


def test_content_decides_where_names_or_folders_have_changed(made, tmp_path):
    old = made(tmp_path / "a")
    work(old, tmp_path / "a")
    export_reviews(old, tmp_path / "b.json")
    paths = files(tmp_path / "n", ("x/ann/IMG_1.mp4", "bob/IMG_1.mp4", "renamed.mp4"))
    Path(paths[0]).write_bytes(f"the content of {NAMES[0]}".encode())
    Path(paths[1]).write_bytes(b"another video")
    Path(paths[2]).write_bytes(f"the content of {NAMES[2]}".encode())
    new = made_of(made, tmp_path / "n", paths)
    done = restore_reviews(new, tmp_path / "b.json")
    assert done.videos == 1 and done.added == 2
    problems = "\n".join(done.problems)
    assert "bob/IMG_1.mp4 has another content" in problems and "1 review" in problems
    assert "renamed.mp4 has the same content under another name" in problems
    assert {p for p, *_ in held(new, tmp_path / "n")[0]} == {"x/ann/IMG_1.mp4"}
    assert read_hand(new) == {}


def made_of(made, root, paths):
    contents = [Path(p).read_bytes() for p in paths]
    dataset = made(root, [str(Path(p).relative_to(root)) for p in paths])
    for path, content in zip(paths, contents, strict=True):
        Path(path).write_bytes(content)
    return dataset


def test_copies_are_not_guessed_between(made, tmp_path):
    old = made(tmp_path / "a", ("one/x.mp4",))
    review_reps(old, KEY, rep_ids(old, tmp_path / "a/one/x.mp4")[:1], "confirmed", reviewer="ann")
    export_reviews(old, tmp_path / "b.json", root=tmp_path / "a")
    paths = files(tmp_path / "n", ("p/x.mp4", "q/x.mp4"))
    for path in paths:
        Path(path).write_bytes(b"the content of one/x.mp4")
    done = restore_reviews(made_of(made, tmp_path / "n", paths), tmp_path / "b.json")
    assert (done.videos, done.added) == (0, 0)
    assert "2 samples of the dataset have this name and content" in done.problems[0]


def test_files_that_cannot_be_read_need_the_same_path_or_a_root(make_dataset, analyse, tmp_path):
    old = make_dataset("/gone/ann/a.mp4", "/gone/bob/b.mp4")
    analyse(old)
    review_reps(old, KEY, rep_ids(old, "/gone/ann/a.mp4")[:1], "confirmed", reviewer="ann")
    export_reviews(old, tmp_path / "b.json")
    new = make_dataset("/new/ann/a.mp4", "/new/bob/b.mp4")
    analyse(new)
    assert "may be another video" in restore_reviews(new, tmp_path / "b.json").problems[0]
    assert restore_reviews(new, tmp_path / "b.json", root="/new").added == 1
    same = make_dataset("/gone/ann/a.mp4", "/gone/bob/b.mp4")
    analyse(same)
    assert restore_reviews(same, tmp_path / "b.json").added == 1


def test_without_the_run_the_hand_comes_back_and_the_rest_waits(made, tmp_path):
    dataset = made(tmp_path)
    work(dataset, tmp_path)
    export_reviews(dataset, tmp_path / "b.json")
    delete_run(dataset, KEY, discard_reviews=True)
    dataset.clear_sample_field("squat_hand")
    done = restore_reviews(dataset, tmp_path / "b.json")
    assert (done.added, done.hand) == (0, 1)
    assert "no run 'buttwink', which 3 reviews belong to" in done.problems[0]


def test_a_broken_entry_is_listed_and_the_others_come_back(made, tmp_path):
    dataset = made(tmp_path)
    work(dataset, tmp_path)
    export_reviews(dataset, tmp_path / "b.json")
    data = json.loads((tmp_path / "b.json").read_text())
    listed = data["videos"][0]["reviews"][KEY]
    del listed[0]["verdict"]
    listed[1]["last"] = listed[1]["first"] = 9000
    data["videos"].append({"path": 3})
    (tmp_path / "c.json").write_text(json.dumps(data))
    dataset.delete()
    done = restore_reviews(made(tmp_path), tmp_path / "c.json")
    problems = "\n".join(done.problems)
    assert done.added == 1 and done.hand == 1
    assert "reviews of run 'buttwink', number 1" in problems
    assert "1 review of frames that the video does not have" in problems
    assert "expected a video with a path" in problems


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no json", "expected a back-up as JSON"),
        ("[]", "found other JSON"),
        ('{"format": "fo_buttwink reviews", "schema": 99}', "schema 1 to 1, found 99"),
        ('{"format": "fo_buttwink reviews", "schema": 1}', "expected a list named videos"),
    ],
)
def test_what_is_no_back_up_is_refused(make_dataset, tmp_path, text, told):
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(BackupError, match=told):
        restore_reviews(make_dataset("/v/a.mp4"), tmp_path / "b.json")
    with pytest.raises(BackupError, match="exists already"):
        export_reviews(make_dataset("/v/a.mp4"), tmp_path / "b.json")
    assert (tmp_path / "b.json").read_text() == text


def test_edits_that_are_not_counted_are_named(made, tmp_path):
    dataset = made(tmp_path)
    sample = dataset.first()
    sample[f"{KEY}_reps"].detections[0].label = "marked"
    sample.save()
    done = export_reviews(dataset, tmp_path / "b.json")
    assert "1 edit of the Annotate tab" in done.notes[0]


def test_from_the_command_line(made, tmp_path, capsys):
    from fo_buttwink.cli.main import main

    dataset = made(tmp_path)
    work(dataset, tmp_path)
    file = str(tmp_path / "b.json")
    assert main(["reviews", "backup", "--dataset", dataset.name, file]) == 0
    assert "3 reviews and 1 hand measure of 3 videos" in capsys.readouterr().out
    assert main(["reviews", "backup", "--dataset", dataset.name, file]) == 1
    told = capsys.readouterr().err
    assert "only back-up" in told and "add --overwrite" in told and "overwrite=True" not in told
    dataset.delete_sample_field("squat_hand")
    assert main(["reviews", "restore", "--dataset", dataset.name, file]) == 0
    assert "0 reviews and 1 hand measure put back in 3 videos" in capsys.readouterr().out


CHILD = """
import json, pickle, sys
import fiftyone as fo
from fo_buttwink.reviews.backup import export_reviews, restore_reviews
from fo_buttwink.runs.analyze import DatasetAnalysis
import test_backup as t
step, root, analysis = sys.argv[1], t.Path(sys.argv[2]), pickle.load(open(sys.argv[3], "rb"))
assert not fo.list_datasets(), fo.list_datasets()
dataset = fo.Dataset("squats", persistent=True)
dataset.add_samples([fo.Sample(filepath=str(root / name)) for name in t.NAMES])
for _ in DatasetAnalysis(dataset, analyser=lambda path, config: (analysis, None)).run():
    pass
if step == "write":
    t.work(dataset, root)
    export_reviews(dataset, root / "backup.json")
else:
    assert not t.held(dataset, root)[0]
    done = restore_reviews(dataset, root / "backup.json")
    assert done.complete, done
print(repr(t.held(dataset, root)))
"""


def test_equal_after_the_database_is_dropped(database, make_analysis, tmp_path):
    """Two processes that share nothing but the files; between them the whole database goes."""
    from pymongo import MongoClient

    files(tmp_path)
    (tmp_path / "analysis.pickle").write_bytes(pickle.dumps(make_analysis()))
    name = f"fo_buttwink_lost_{uuid.uuid4().hex[:8]}"
    python_path = os.pathsep.join([str(Path(__file__).parent), str(HELPERS), *sys.path])
    env = {**os.environ, "FIFTYONE_DATABASE_NAME": name, "PYTHONPATH": python_path}
    client = MongoClient(os.environ["FIFTYONE_DATABASE_URI"])

    def child(step):
        command = [sys.executable, "-c", CHILD, step, tmp_path, tmp_path / "analysis.pickle"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    try:
        before = child("write")
        assert name in client.list_database_names()
        client.drop_database(name)
        assert name not in client.list_database_names()
        assert child("restore") == before
    finally:
        client.drop_database(name)
    assert before.count("Review(") > 3 and "HandMeasure(" in before


def test_a_history_of_another_person_is_kept(made, tmp_path):
    """An older database dump that was loaded: the back-up is newer."""
    dataset = made(tmp_path)
    first = rep_ids(dataset, tmp_path / NAMES[0])[0]
    review_reps(dataset, KEY, first, "confirmed", reviewer="bob")
    export_reviews(dataset, tmp_path / "b.json")
    data = json.loads((tmp_path / "b.json").read_text())
    data["videos"][0]["reviews"][KEY][0] |= {
        "reviewer": "cay", "reviewed_at": "2999-01-01T00:00:00+01:00", "verdict": "rejected",
        "label": None, "rep_id": None,
    }  # fmt: skip
    (tmp_path / "c.json").write_text(json.dumps(data))
    done = restore_reviews(dataset, tmp_path / "c.json")
    (found,) = [r for _, r in list_reviews(dataset, KEY)]
    assert done.renewed == 1 and (found.reviewer, found.rep_id) == ("cay", first)
    assert [r.reviewer for r in found.history] == ["bob"]
    assert found.reviewed_at.isoformat() == "2998-12-31T23:00:00"
    assert replace(found, history=()).revision > 0
