"""``fo-buttwink hand``: hand.json out of a dataset and into one."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from by_hand import measure

from fo_buttwink.bench.people import read_hand as read_file
from fo_buttwink.cli.main import main

pytestmark = pytest.mark.database
REAL = Path(__file__).resolve().parents[3] / "shared" / "hand" / "hand.json"


@pytest.fixture
def dataset(make_dataset):
    from fo_buttwink.store.hand import write_hand

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    first, second = dataset.values("id")
    passes = [measure(), measure(), measure(who="bob")]
    write_hand(dataset, {first: passes, second: [measure(quality="poor")]})
    return dataset


def test_out_and_in_again(dataset, make_dataset, tmp_path, capsys):
    from fo_buttwink import read_hand

    out = tmp_path / "hand.json"
    assert main(["hand", "export", "--dataset", dataset.name, "--out", str(out)]) == 0
    assert "2 repetitions of 2 videos" in capsys.readouterr().out
    reps = {rep.video: rep for rep in read_file(out)}
    assert reps["a.mp4"].wink_deg == pytest.approx(7.0) and reps["b.mp4"].quality == "poor"
    assert len(json.loads(out.read_text())["a.mp4"]["1"]["reversal_by_pass"]) == 3

    other = make_dataset("/elsewhere/a.mp4", "/elsewhere/c.mp4")
    call = ["hand", "import", "--dataset", other.name, "--who", "cy", str(out)]
    assert main(call) == 0
    said = capsys.readouterr()
    assert "1 measure added" in said.out and "b.mp4 is not in the dataset" in said.err
    ((stored,),) = read_hand(other).values()
    assert (stored.who, stored.source, stored.pass_number) == ("cy", "import", 1)
    assert stored.amounts().to_json()["wink_deg"] == pytest.approx(7.0)
    assert stored.frames[0].pelvis is None, "angles alone: there are no lines in that file"
    assert main(call) == 0
    assert "0 measures added, 1 stored before" in capsys.readouterr().out
    assert len(read_hand(other)) == 1


def test_show_says_who_measured_and_how_well(dataset, capsys):
    assert main(["hand", "show", "--dataset", dataset.name]) == 0
    said = capsys.readouterr().out
    assert "a.mp4 40-110: ann, pass 2, good" in said and "wink_deg 7.0" in said
    assert "4 measures of 2 videos" in said and "two people: 1 pair, too few" in said


@pytest.mark.parametrize("command", ["show", "export", "import"])
def test_a_dataset_that_is_not_there_is_named(database, command, tmp_path, capsys):
    rest = {"export": ["--out", str(tmp_path / "o")], "import": ["--who", "x", "f"], "show": []}
    assert main(["hand", command, "--dataset", "nowhere", *rest[command]]) == 2
    told = capsys.readouterr().err
    # FiftyOne may have joined another server than somebody thinks.
    name = os.environ["FIFTYONE_DATABASE_NAME"]
    assert f"dataset 'nowhere' does not exist in the database {name!r} at 127.0.0.1:" in told


def test_nothing_of_the_file_in_the_dataset_is_no_success(dataset, make_dataset, tmp_path, capsys):
    out = tmp_path / "hand.json"
    main(["hand", "export", "--dataset", dataset.name, "--out", str(out)])
    other = make_dataset("/v/z.mp4")
    assert main(["hand", "import", "--dataset", other.name, "--who", "x", str(out)]) == 1
    assert "hand.json" not in capsys.readouterr().out.split("\n")[-1]


def test_broken_file_names_its_fault(dataset, tmp_path, capsys):
    broken = tmp_path / "hand.json"
    broken.write_text('{"a.mp4": {"1": {"frames": [1, 2]}}}')
    assert main(["hand", "import", "--dataset", dataset.name, "--who", "x", str(broken)]) == 1
    assert "a.mp4.1" in capsys.readouterr().err


def test_the_lines_of_one_person_come_in_as_lines(make_dataset, tmp_path, capsys):
    from fo_buttwink import read_hand

    one = measure()
    points = {
        "faces": one.faces,
        "frames": [f.frame - 1 for f in one.frames],
        "pelvis": [list(f.pelvis) for f in one.frames],
        "trunk": [list(f.trunk) for f in one.frames],
        "quality": "fair",
        "pelvis_line": "belt",
    }
    file = tmp_path / "points.json"
    file.write_text(json.dumps({"a.mp4": {"3": points}}))
    dataset = make_dataset("/v/a.mp4")
    assert main(["hand", "import", "--dataset", dataset.name, "--who", "ann", str(file)]) == 0
    ((stored,),) = read_hand(dataset).values()
    assert [f.pelvis for f in stored.frames] == [f.pelvis for f in one.frames]
    assert stored.amounts().wink_deg == pytest.approx(7.0) and stored.note == "belt"


@pytest.mark.skipif(not REAL.is_file(), reason="no angles measured by hand on real squats")
def test_real_measures_come_back_as_they_went_in(make_dataset, tmp_path):
    before = read_file(REAL)
    dataset = make_dataset(*{f"/v/{rep.video}" for rep in before})
    out = tmp_path / "hand.json"
    assert main(["hand", "import", "--dataset", dataset.name, "--who", "x", str(REAL)]) == 0
    assert main(["hand", "export", "--dataset", dataset.name, "--out", str(out)]) == 0
    after = {(rep.video, rep.frames): rep for rep in read_file(out)}
    assert len(after) == len(before) >= 5
    for rep in before:
        again = after[rep.video, rep.frames]
        assert (again.pelvis_deg, again.trunk_deg) == (rep.pelvis_deg, rep.trunk_deg)
        assert again.quality == rep.quality
        # Amounts follow from rounded angles here, and from unrounded ones there.
        for name in ("wink_deg", "reversal_deg"):
            was, now = getattr(rep, name), getattr(again, name)
            assert (was is None) == (now is None)
            assert was is None or now == pytest.approx(was, abs=0.2)
