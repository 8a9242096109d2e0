"""Every table that we write can be edited, in a spreadsheet too, and imported again."""

from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fo_buttwink.errors import ReviewError
from fo_buttwink.export import Selection, export
from fo_buttwink.reviews.importing import import_csv
from fo_buttwink.reviews.service import get_reviews, list_reviews, review_reps

pytestmark = pytest.mark.database

KEY = "buttwink"
TIMES = np.cumsum(np.r_[0.0, np.resize([1 / 60, 1 / 20, 1 / 30], 89)])
PATHS = ["/v/front/a é.mp4", "/v/side/a é.mp4", "/v/side/b;c.mp4"]
FORMATS = ("csv", "jsonl", "parquet")


@pytest.fixture
def make(make_dataset, make_analysis, make_rep):
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    def dataset(*paths):
        made = make_dataset(*(paths or PATHS))
        clean = make_rep(first=55, bottom=68, last=80, label="none", severity=0, onset_pct=None,
                         onset_pct_interval=None, timing=None)  # fmt: skip

        def pipeline(path, config):
            analysis = make_analysis(path, reps=(replace(make_rep(), onset_pct=81.97453), clean))
            return replace(analysis, frames=replace(analysis.frames, time_s=TIMES)), None

        for _ in DatasetAnalysis(made, AnalysisRequest(KEY), analyser=pipeline).run():
            pass
        return made

    return dataset


@pytest.fixture
def dataset(make):
    return make()


def ids(dataset):
    return [i for video in dataset.values("buttwink_reps.detections.id") for i in video]


def judge(dataset):
    """One verdict of each kind."""
    said = dict(zip(ids(dataset), range(6), strict=True))
    names = list(said)
    review_reps(dataset, KEY, names[0], "confirmed", reviewer="ann", note='deep, "good"; clear')
    review_reps(dataset, KEY, names[1], "rejected", reviewer="bob")
    review_reps(dataset, KEY, names[2], "corrected", label="marked", onset_pct=60.5, last=52,
                reviewer="ann")  # fmt: skip
    review_reps(dataset, KEY, names[3], "not_a_squat", reviewer="bob")
    review_reps(dataset, KEY, names[4], "not_measurable", label="occluded", reviewer="bob")


def stated(dataset):
    return [
        (sample, r.verdict, r.reviewer, r.label, r.span, r.onset_pct, r.note)
        for sample, r in sorted(list_reviews(dataset, KEY), key=lambda s: (s[0], s[1].span))
    ]


@pytest.fixture
def write(tmp_path):
    """Export, and the folder."""

    def out(dataset, name, **options):
        folder = tmp_path / f"{name}{random.random()}"
        everything = Selection(abstained="keep", rejected="keep")
        export(dataset, name, folder, selection=everything, **options)
        return folder

    return out


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("reviewed", [False, True])
def test_unchanged_table_changes_nothing(dataset, write, name, reviewed):
    if reviewed:
        judge(dataset)
    before = stated(dataset)
    summary = import_csv(dataset, write(dataset, name), reviewer="lab")
    assert stated(dataset) == before, "nothing confirmed, nothing doubled"
    assert summary.reps == 6 and summary.reviews.reviewed == ()


@pytest.mark.parametrize("name", FORMATS)
def test_reviews_come_over_to_another_dataset_with_their_names(make, write, name):
    theirs, ours = make(), make()
    judge(theirs)
    import_csv(ours, write(theirs, name), reviewer="lab")
    assert [s[1:] for s in stated(ours)] == [s[1:] for s in stated(theirs)]
    assert len(stated(ours)) == 5


def rows_of(folder):
    with (folder / "reps.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text, rng, comma):
    """As a spreadsheet shows it."""
    value = float(text)
    if value == int(value):
        text = rng.choice([str(int(value)), f"{int(value)}.0", f"{int(value)}.00"])
    else:
        text = rng.choice([text, f"{value:.3f}", f"{value:.2f}"])
    return text.replace(".", ",") if comma else text


NUMBERS = ("first_frame", "bottom_frame", "last_frame", "start_s", "bottom_s", "end_s", "onset_pct",
           "wink_deg", "model_onset_pct", "fps")  # fmt: skip


def saved_again(rows, rng):
    """The bytes of a table that went through somebody's spreadsheet."""
    separator = rng.choice([",", ";", "\t"])
    comma = rng.random() < 0.5
    columns = list(rows[0])
    if rng.random() < 0.5:
        rng.shuffle(columns)
    drop = rng.choice([(), ("rep_id",), ("video_id", "rep_id"), ("start_s", "end_s", "bottom_s"),
                       ("first_frame", "last_frame", "bottom_frame"), ("onset_pct",)])  # fmt: skip
    columns = [c for c in columns if c not in drop]
    extra = rng.random() < 0.5
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=separator, lineterminator=rng.choice(["\r\n", "\n"]),
        quoting=rng.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    )  # fmt: skip
    titles = [rng.choice([c, c.upper(), f" {c} "]) for c in columns]
    writer.writerow([*titles, *(["my remarks"] if extra else [])])
    for row in rng.sample(rows, len(rows)):
        cells = [number(row[c], rng, comma) if c in NUMBERS and row[c] else row[c] for c in columns]
        writer.writerow([*cells, *(["x"] if extra else [])])
    text = out.getvalue()
    if rng.random() < 0.3:
        text = f"sep={separator}\r\n{text}"
    if rng.random() < 0.3:
        text += separator * (len(columns) - 1) + "\r\n"
    return text.encode(rng.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))


@given(st.randoms(use_true_random=False), st.booleans())
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_csv_that_went_through_a_spreadsheet(dataset, write, tmp_path, rng, edited):
    if not list_reviews(dataset, KEY):
        judge(dataset)
        write.folder = write(dataset, "csv")
    documents = list(dataset._sample_collection.find({}))
    rows = [dict(row) for row in rows_of(write.folder)]
    target = next(r for r in rows if r["review_state"] == "unreviewed")
    if edited:
        target["label"] = "subtle"
        target["review_note"] = "seen; twice"
    file = tmp_path / "back.csv"
    file.write_bytes(saved_again(rows, rng))
    before = stated(dataset)
    summary = import_csv(dataset, file, reviewer="lab")
    after = stated(dataset)
    if edited:
        said = get_reviews(dataset, KEY)[target["rep_id"]]
        assert (said.verdict, said.label, said.reviewer, said.note) == (
            "corrected", "subtle", "lab", "seen; twice"
        )  # fmt: skip
        assert said.span == (55, 80) and len(summary.reviews.reviewed) == 1
        again = import_csv(dataset, file, reviewer="lab")
        assert again.reviews.reviewed == (), "the same file again adds nothing"
    assert [s for s in after if s in before] == before
    for document in documents:
        dataset._sample_collection.replace_one({"_id": document["_id"]}, document)


def edit(folder, tmp_path, change):
    rows = rows_of(folder)
    change(rows)
    file = tmp_path / "edited.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def test_edited_cells_become_what_they_say(dataset, write, tmp_path):
    def change(rows):
        rows[0]["label"] = "none"  # its onset goes too
        rows[1]["human_label"] = "Moderate"  # filled in, by somebody who types as he likes
        rows[2] |= {"last_frame": "47", "end_s": ""}
        rows[3] |= {
            "first_frame": "",
            "last_frame": "",
            "start_s": f"{TIMES[49]:.2f}".replace(".", ","),
        }
        rows[4]["onset_pct"] = "70,5"

    file = edit(write(dataset, "csv"), tmp_path, change)
    text = file.read_text(encoding="utf-8")
    header = text.splitlines()[0]
    assert "first_frame" in header
    with pytest.raises(
        ReviewError, match="row 4, column end_s: expected a time in seconds, found an empty cell"
    ):
        import_csv(dataset, file, reviewer="lab")

    def mend(rows):
        change(rows)
        rows[2]["end_s"] = f"{TIMES[46]:.3f}"
        rows[2]["start_s"] = f"{float(rows[2]['start_s']):.3f}"

    import_csv(dataset, edit(write(dataset, "csv"), tmp_path, mend), reviewer="lab")
    said = [get_reviews(dataset, KEY).get(i) for i in ids(dataset)]
    assert [r and r.label for r in said] == [
        "none",
        "moderate",
        "moderate",
        "none",
        "moderate",
        None,
    ]
    assert said[0].onset_pct is None and said[4].onset_pct == 70.5
    assert said[2].span == (11, 47) and said[3].span == (50, 80)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"first_frame": "30"}, "column start_s: expected the time of frame 30, as first_frame"),
        ({"label": "terrible"}, "column label: label 'terrible': expected one of none"),
        ({"label": ""}, "column label: label '': expected one of none"),
        ({"onset_pct": "820"}, "column onset_pct: expected the onset in % of the .*, 0 to 100"),
        ({"onset_pct": "11. Mai"}, "column onset_pct: expected the onset .* found '11. Mai'; give"),
        ({"first_frame": "1,5"}, "column first_frame: expected a whole frame number"),
        ({"last_frame": "9"}, "column last_frame: expected start < end"),
        ({"last_frame": "400"}, "column last_frame: end '400' is frame 400, but the video has 90"),
        ({"video": "x.mp4", "video_id": ""}, "column video: video 'x.mp4': .* has no such"),
        ({"video": "a é.mp4", "video_id": ""}, r"2 videos have that name \(/v/front/a é.mp4"),
    ],
)  # fmt: skip
def test_refused_row_is_named_with_its_cell_and_nothing_is_written(
    dataset, write, tmp_path, cells, message
):
    def change(rows):
        rows[4] |= cells
        rows[5]["label"] = "marked"

    with pytest.raises(ReviewError, match=r"edited.csv, row 6, " + ".*" + message):
        import_csv(dataset, edit(write(dataset, "csv"), tmp_path, change), reviewer="lab")
    assert list_reviews(dataset, KEY) == []


def test_every_refused_row_is_named(dataset, write, tmp_path):
    def change(rows):
        for row in rows[1:4]:
            row["label"] = "ugly"

    with pytest.raises(ReviewError) as error:
        import_csv(dataset, edit(write(dataset, "csv"), tmp_path, change))
    assert [f"row {n}, column label" in str(error.value) for n in range(2, 8)] == [
        False, True, True, True, False, False
    ]  # fmt: skip


def test_repetition_that_is_there_twice_is_refused(dataset, write, tmp_path):
    file = edit(write(dataset, "csv"), tmp_path, lambda rows: rows.append(dict(rows[0])))
    with pytest.raises(ReviewError, match=r"row 8, column rep_id: .* that of row 2 again"):
        import_csv(dataset, file)


@pytest.mark.parametrize("path", ["side/a é.mp4", r"D:\sets\side\a é.mp4", "/w/v/side/a é.mp4"])
def test_equal_file_names_are_told_apart_by_their_folder(dataset, tmp_path, path):
    file = tmp_path / "labels.csv"
    file.write_text(f"video,first_frame,last_frame,label\n{path},11,50,marked\n", encoding="utf-8")
    import_csv(dataset, file, reviewer="lab")
    (said,) = list_reviews(dataset, KEY)
    assert dataset[said[0]].filepath == "/v/side/a é.mp4"


@pytest.mark.parametrize(
    ("columns", "unit", "scale"),
    [
        ("start,end", "seconds", 1),
        ("start,end", "milliseconds", 1000),
        ("start_ms,end_ms", "frames", 1000),
    ],
)
def test_units_are_named_or_chosen(dataset, tmp_path, columns, unit, scale):
    file = tmp_path / "labels.csv"
    times = ",".join(f"{TIMES[i] * scale:.3f}" for i in (10, 49))
    file.write_text(f"video,{columns},label\nfront/a é.mp4,{times},marked\n", encoding="utf-8")
    import_csv(dataset, file, unit=unit, reviewer="lab")
    assert list_reviews(dataset, KEY)[0][1].span == (11, 50)


def test_other_files_are_named_for_what_they_are(dataset, tmp_path):
    book = tmp_path / "reps.xlsx"
    book.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(ReviewError, match=r"found a spreadsheet .*; save it as 'CSV UTF-8'"):
        import_csv(dataset, book)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReviewError, match="found a folder without such files"):
        import_csv(dataset, tmp_path / "empty")
    lines = tmp_path / "x.jsonl"
    lines.write_text(json.dumps({"video": "a"}) + "\n{oops\n")
    with pytest.raises(ReviewError, match=r"x.jsonl, row 2: expected one JSON object per line"):
        import_csv(dataset, lines)
