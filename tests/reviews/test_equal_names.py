"""Corrections of one lifter's IMG_0001.MOV never reach another lifter's file of that name."""

from __future__ import annotations

import csv
import json

import pytest
from by_hand import measure

from fo_buttwink.errors import ReviewError
from fo_buttwink.export import export
from fo_buttwink.reviews.importing import import_csv, import_label_studio
from fo_buttwink.reviews.service import list_reviews

pytestmark = pytest.mark.database
NAME = "IMG_0001.MOV"
ANN, BOB = f"/v/ann/{NAME}", f"/v/bob/{NAME}"
KEY = "buttwink"
LABELS = {"ann": "subtle", "bob": "marked"}
"""What somebody corrects the first repetition of each lifter to."""


@pytest.fixture
def make(make_dataset, make_analysis):
    from fo_buttwink.runs.analyze import DatasetAnalysis

    def dataset(*paths):
        made = make_dataset(*paths)
        for _ in DatasetAnalysis(made, analyser=lambda path, _: (make_analysis(path), None)).run():
            pass
        return made

    return dataset


@pytest.fixture
def sent(make, tmp_path):
    """Writes the corrections of both lifters in the file of a tool."""
    theirs = make(ANN, BOB)

    def write(source, folders=("ann", "bob"), spoil=None):
        out = tmp_path / source
        if source == "label_studio":
            export(theirs, source, out, url_prefix="/data/local-files/?d=")
            tasks = json.loads((out / "tasks.json").read_text())
            for task in tasks:
                result = task.pop("predictions")[0]["result"]
                who = task["data"]["filepath"].split("/")[2]
                result[0]["value"]["timelinelabels"] = [LABELS[who]]
                task["annotations"] = [{"updated_at": "2026-01-01", "result": result}]
            tasks = [t for t in tasks if t["data"]["filepath"].split("/")[2] in folders]
            for task in tasks:
                task["data"] = (spoil or (lambda d: d))(task["data"])
            path = out / "back.json"
            path.write_text(json.dumps(tasks))
            return path
        export(theirs, "csv", out)
        with (out / "reps.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        rows = [r for r in rows if r["first_frame"] == "11" and r["video"].split("/")[2] in folders]
        for row in rows:
            row["label"] = row["human_label"] = LABELS[row["video"].split("/")[2]]
        rows = [(spoil or (lambda d: d))(row) for row in rows]
        with (out / "back.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return out / "back.csv"

    return write


READ = {"label_studio": import_label_studio, "csv": import_csv}
sources = pytest.mark.parametrize("source", READ)


def said(dataset):
    """Labels that people gave, by who lifts in the video."""
    paths = dict(zip(*dataset.values(["id", "filepath"]), strict=True))
    found = {}
    for sample_id, review in list_reviews(dataset):
        if review.verdict == "corrected":
            found.setdefault(paths[sample_id].split("/")[-2], []).append(review.label)
    return {who: label for who, (label,) in found.items()}


@sources
@pytest.mark.parametrize("place", ["/v", "/other/disk"])
def test_each_correction_reaches_its_lifter(make, sent, source, place):
    dataset = make(f"{place}/bob/{NAME}", f"{place}/ann/{NAME}")
    READ[source](dataset, sent(source), reviewer="eve")
    assert said(dataset) == LABELS


@sources
def test_two_lifters_do_not_become_one(make, sent, source):
    dataset = make(f"/w/bob/{NAME}", "/w/bob/other.MOV")
    with pytest.raises(ReviewError, match=rf"{ANN}.*{BOB}|{BOB}.*{ANN}") as error:
        READ[source](dataset, sent(source), reviewer="eve")
    assert f"/w/bob/{NAME}" in str(error.value), "the video that both would have gone to"
    assert list_reviews(dataset) == []


def in_folder(name):
    """Only the end of a path, as people write them."""

    def spoil(data):
        return {
            **data, "video": name, "video_id": "",
            **({"filepath": name} if "filepath" in data else {}),
        }  # fmt: skip

    return spoil


@sources
def test_folder_that_the_dataset_does_not_have_is_refused(make, sent, source):
    dataset = make(f"/w/bob/{NAME}")
    path = sent(source, ["ann"], in_folder(f"ann/{NAME}"))
    with pytest.raises(ReviewError, match=rf"ann/{NAME}.*no such video.*/w/bob/{NAME}"):
        READ[source](dataset, path, reviewer="eve")
    assert list_reviews(dataset) == []


@sources
def test_folder_that_the_dataset_has_is_enough(make, sent, source):
    dataset = make(BOB, ANN)
    READ[source](dataset, sent(source, ["ann"], in_folder(f"ann/{NAME}")), reviewer="eve")
    assert said(dataset) == {"ann": LABELS["ann"]}


@sources
def test_bare_name_of_two_videos_is_refused(make, sent, source):
    dataset = make(BOB, ANN)
    with pytest.raises(ReviewError, match="2 videos have that name"):
        READ[source](dataset, sent(source, ["ann"], in_folder(NAME)), reviewer="eve")
    assert list_reviews(dataset) == []


@sources
def test_other_length_is_another_video(make, sent, source):
    """The file of another lifter alone in its folder, under the same name."""
    dataset = make(f"/elsewhere/{NAME}")

    def longer(data):
        kind = type(data["total_frames"])
        return {**data, "total_frames": kind(500), "video_id": ""}

    with pytest.raises(ReviewError, match=r"500 frames.*90"):
        READ[source](dataset, sent(source, ["ann"], longer), reviewer="eve")
    assert list_reviews(dataset) == []


def test_two_tasks_of_one_video_are_refused(make, sent, tmp_path):
    dataset = make(ANN, BOB)
    path = sent("label_studio")
    tasks = json.loads(path.read_text())
    again = json.loads(json.dumps(tasks[0]))
    again["annotations"][0]["result"][0]["value"]["timelinelabels"] = ["none"]
    path.write_text(json.dumps([*tasks, again]))
    with pytest.raises(ReviewError, match=r"task 3: .*ann/IMG_0001.MOV.*task 1"):
        import_label_studio(dataset, path, reviewer="eve")
    assert list_reviews(dataset) == []


def test_backup_restores_each_lifters_reviews(make, sent, tmp_path):
    from fo_buttwink.reviews.backup import export_reviews, restore_reviews

    for who in LABELS:
        (tmp_path / "v" / who).mkdir(parents=True)
        (tmp_path / "v" / who / NAME).write_bytes(who.encode())
    theirs = make(*(str(tmp_path / "v" / who / NAME) for who in LABELS))
    import_label_studio(theirs, sent("label_studio"), reviewer="eve")
    assert said(theirs) == LABELS
    export_reviews(theirs, tmp_path / "reviews.json")
    (tmp_path / "v").rename(tmp_path / "w")
    ours = make(*(str(tmp_path / "w" / who / NAME) for who in reversed(LABELS)))
    restore_reviews(ours, tmp_path / "reviews.json")
    assert said(ours) == LABELS


def test_hand_json_keeps_two_lifters_apart(make_dataset, tmp_path, capsys):
    from fo_buttwink import read_hand
    from fo_buttwink.cli.main import main
    from fo_buttwink.store.hand import write_hand

    theirs = make_dataset(ANN, BOB, "/v/bob/2.MOV")
    ids = theirs.values("id")
    worst = {"ann": "good", "bob": "poor"}
    write_hand(theirs, {i: [measure(quality=q)] for i, q in zip(ids, worst.values(), strict=False)})
    write_hand(theirs, {ids[2]: [measure()]})
    out = tmp_path / "hand.json"
    assert main(["hand", "export", "--dataset", theirs.name, "--out", str(out)]) == 0
    assert set(json.loads(out.read_text())) == {f"ann/{NAME}", f"bob/{NAME}", "bob/2.MOV"}
    ours = make_dataset(f"/w/bob/{NAME}", f"/w/ann/{NAME}")
    assert main(["hand", "import", "--dataset", ours.name, "--who", "cy", str(out)]) == 0
    paths = dict(zip(*ours.values(["id", "filepath"]), strict=True))
    found = {paths[i].split("/")[2]: m[0].quality for i, m in read_hand(ours).items()}
    assert found == worst
    capsys.readouterr()
    only_bob = make_dataset(f"/w/bob/{NAME}")
    assert main(["hand", "import", "--dataset", only_bob.name, "--who", "cy", str(out)]) == 0
    assert f"ann/{NAME} is not in the dataset" in capsys.readouterr().err
    ((stored,),) = read_hand(only_bob).values()
    assert stored.quality == "poor"
