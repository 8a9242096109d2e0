"""Findings about a dataset: their numbers, their videos, and what to do."""

from __future__ import annotations

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.config import Config, HealthConfig
from fo_buttwink.domain.analysis import ABSTAIN_REASONS, GRADES
from fo_buttwink.domain.duplicates import MOVEMENT, PICTURE, Copy
from fo_buttwink.domain.health import VideoFacts, by_group, examine


def video(n, status="ok", labels=("none",), **more):
    return VideoFacts(f"id{n}", more.pop("path", f"/v/{n}.mp4"), status, tuple(labels), **more)


def named(findings):
    return {(f.group, f.name): f for f in findings}


def test_usable_or_not_by_reason_with_the_remedy():
    videos = [video(n, "unclear_view", (), yaw_deg=44.0 + n) for n in range(3)]
    videos += [video(10, "failed", ()), video(11, None, ()), video(12, labels=("none", "occluded"))]
    found = named(examine(videos))
    assert found["usable", "graded"].sample_ids == ("id12",)
    oblique = found["usable", "yaw_45"]
    assert oblique.text == "3 videos filmed from about 45 deg off the side"
    assert oblique.sample_ids == ("id0", "id1", "id2") and "Film from the side" in oblique.remedy
    assert found["usable", "unclear_view"].text == "3 videos: not filmed from the side"
    assert "can be played" in found["usable", "failed"].remedy
    assert found["usable", "not_analyzed"].sample_ids == ("id11",)
    assert found["usable", "reps_occluded"].text.startswith("1 repetition of measured videos")


def test_files_and_cameras():
    videos = [video(0, codec="h264", side="left", size_px=(640, 480), fps=30.0),
              video(1, codec="mp4v", side="right", size_px=(640, 480), fps=10.0)]  # fmt: skip
    found = named(examine(videos))
    assert found["picture", "codec_h264"].remedy == ""
    assert "Make proxies for the browser" in found["picture", "codec_mp4v"].remedy
    assert found["picture", "size_640x480"].text == "2 videos of 640 x 480 pixels"
    assert found["picture", "slow"].sample_ids == ("id1",)


def test_clothes_that_hide_the_waist():
    limit = HealthConfig().max_above_deg
    widths = (None, 3.0, limit, limit + 0.1)
    found = named(examine([video(n, above_deg=width) for n, width in enumerate(widths)]))
    assert found["picture", "clothes"].sample_ids == ("id3",)
    assert "tight clothes" in found["picture", "clothes"].remedy
    assert ("picture", "clothes") not in named(examine([video(0, above_deg=limit)]))


def test_plates_before_the_lifter():
    limit = 100.0 * Config().view.some_plate
    shares = (None, 0.0, limit, limit + 0.1, 100.0)
    found = named(examine([video(n, plate_pct=share) for n, share in enumerate(shares)]))
    assert found["picture", "plate"].sample_ids == ("id3", "id4")
    assert "do not hide the hip" in found["picture", "plate"].remedy
    assert ("picture", "plate") not in named(examine([video(0, plate_pct=limit)]))


def test_balance_by_grade_lifter_and_load():
    videos = [video(n, labels=["none"] * 8, lifter="ann", load_kg=60.0) for n in range(3)]
    videos.append(video(9, labels=["marked", "none"], lifter="bob"))
    found = named(examine(videos))
    assert found["balance", "grade_marked"].text == "1 repetition marked, 4 %"
    assert "Too few" in found["balance", "grade_marked"].remedy
    assert "Too few" in found["balance", "grade_subtle"].remedy
    assert found["balance", "grade_none"].remedy == ""
    assert found["balance", "one_lifter_marked"].text.endswith("are of bob")
    assert "outweighs" in found["balance", "lifter_ann"].remedy
    assert found["balance", "load_60 kg"].sample_ids == ("id0", "id1", "id2")


def test_no_lifter_field():
    found = named(examine([video(0)]))
    assert "not known of any video" in found["balance", "no_lifter"].text


def test_copies_and_leaks():
    videos = [
        video(0, split="train", lifter="ann"), video(1, split="test", lifter="ann"),
        video(2, split="train", path="/v/0.mp4"), video(3, split="test"), video(4),
    ]  # fmt: skip
    copies = [Copy(0, 3, MOVEMENT, mirrored=True, same_scene=True), Copy(1, 4, PICTURE)]
    found = named(examine(videos, copies))
    assert found["copies", "file_/v/0.mp4"].sample_ids == ("id0", "id2")
    said = found["copies", "copy_id0_id3"].text
    assert said == "/v/0.mp4 and /v/3.mp4: the same movement, the same pictures, mirrored"
    assert found["copies", "copy_id1_id4"].text.endswith("the same pictures")
    assert found["leaks", "copy_id0_id3"].remedy.startswith("Put both into the same split")
    assert ("leaks", "copy_id1_id4") not in found  # one of them is in no split
    assert "Lifter ann is in test and train (2 videos)" in found["leaks", "lifter_ann"].text


def test_nothing_at_all():
    assert examine([]) == []


facts = st.builds(
    VideoFacts,
    sample_id=st.text("abc", min_size=1, max_size=3),
    path=st.sampled_from(["/a.mp4", "/b.mp4"]),
    status=st.sampled_from([None, "ok", "failed", "unclear_view", "new_word"]),
    labels=st.lists(st.sampled_from([*GRADES, *ABSTAIN_REASONS, "rejected"]), max_size=4).map(
        tuple
    ),
    yaw_deg=st.one_of(st.none(), st.floats(0, 90)),
    lifter=st.sampled_from([None, "ann", "bob"]),
    load_kg=st.sampled_from([None, 60.0]),
    split=st.sampled_from([None, "train", "test"]),
)


@given(st.lists(facts, min_size=1, max_size=8))
def test_every_finding_can_be_shown(videos):
    found = examine(videos, [Copy(0, len(videos) - 1, MOVEMENT)])
    known = {v.sample_id for v in videos}
    assert all(set(f.sample_ids) <= known for f in found)
    names = Counter((f.group, f.name) for f in found)
    assert max(names.values()) == 1 or len(known) < len(videos)
    assert sum(map(len, by_group(found).values())) == len(found)
    json.dumps([f.to_json() for f in found], allow_nan=False)
