"""hand.json: several passes made one, and nothing lost in silence."""

from __future__ import annotations

import json
from dataclasses import replace

from by_hand import NUMBERS, PELVIS, measure
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.bench.people import read_hand as read_file
from fo_buttwink.domain.hand.exchange import to_hand_json
from fo_buttwink.domain.hand.record import HandFrame


def more(**changes):
    return measure(tuple(p + (2.0 if k == 3 else 0.0) for k, p in enumerate(PELVIS)), **changes)


def read(tmp_path, content):
    path = tmp_path / "hand.json"
    path.write_text(json.dumps(content, allow_nan=False))
    return read_file(path)


def test_people_and_passes_are_merged_and_the_bench_reads_it(tmp_path):
    both = [measure(pass_number=1), more(who="bob", pass_number=1, quality="fair")]
    content, notes = to_hand_json({"/v/a.mp4": both})
    entry = content["a.mp4"]["1"]
    assert notes == [] and entry["frames"] == [n - 1 for n in NUMBERS]
    assert entry["pelvis_deg"][3] == 9.0 and entry["pelvis_deg"][1] == 0.0
    assert entry["reversal_by_pass"] == [7.0, 9.0] and entry["reversal_deg"] == 8.0
    assert entry["passes_differ_deg"] == {"pelvis": 2.0, "trunk": 0.0}
    assert entry["measured_by"] == ["ann, pass 1", "bob, pass 1"]
    (rep,) = read(tmp_path, content)
    assert (rep.video, rep.quality, rep.wink_deg) == ("a.mp4", "fair", 8.0)


def test_what_is_hidden_or_bare_goes_through_the_file_too(tmp_path):
    bare = measure(trunk=(None,) * 6, first=200, last=290)
    bare = replace(bare, first=40, last=110)
    hidden = measure(pelvis=(None,) * 6, quality="hidden")
    for one, quality in ((bare, "poor"), (hidden, "hidden")):
        content, _ = to_hand_json({"a.mp4": [one]})
        (rep,) = read(tmp_path, content)
        assert rep.quality == quality and rep.wink_deg is None


def test_repetitions_are_numbered_as_the_run_does():
    one = [measure(), measure(first=400, last=470)]
    content, notes = to_hand_json({"a.mp4": one}, {"a.mp4": [(1, 20), (38, 112)]})
    assert list(content["a.mp4"]) == ["2"]
    assert len(notes) == 1 and "no repetition of the run overlaps" in notes[0]


def test_other_frames_are_left_out_and_said():
    extra = replace(
        measure(who="cy"),
        frames=(*measure().frames[:3], HandFrame(58, measure().frames[2].pelvis),
                *measure().frames[3:]),
    )  # fmt: skip
    content, notes = to_hand_json({"a.mp4": [measure(), extra]})
    assert content["a.mp4"]["1"]["measured_by"] == ["ann, pass 0"]
    assert "left out" in notes[0] and "cy" in notes[0]
    assert to_hand_json({"a.mp4": [extra]})[0] == {}


def test_two_videos_of_one_name_keep_their_folders():
    content, _ = to_hand_json({p: [measure()] for p in ("/x/a.mp4", "/y/a.mp4", "/y/b.mp4")})
    assert set(content) == {"x/a.mp4", "y/a.mp4", "y/b.mp4"}
    assert set(to_hand_json({p: [measure()] for p in ("/x/a.mp4", "/y/b.mp4")})[0]) == {
        "a.mp4",
        "b.mp4",
    }


@given(st.lists(st.floats(-40, 40), min_size=6, max_size=6), st.floats(-5, 5))
def test_one_pass_says_what_the_measure_says(pelvis, shift):
    one = measure(pelvis, tuple(p + shift for p in pelvis))
    entry = to_hand_json({"a.mp4": [one]})[0]["a.mp4"]["1"]
    found = one.amounts().to_json()
    assert entry["reversal_deg"] == found["pelvic_reversal_deg"]
    assert entry["wink_deg"] == found["wink_deg"]
    assert entry["passes_differ_deg"] == {"pelvis": None, "trunk": None}
