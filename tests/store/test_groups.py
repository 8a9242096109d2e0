"""What a view of groups means, and that everything that counts or reads asks for that."""

from __future__ import annotations

from collections import Counter

import pytest
from groups import add_pairs, paths

pytestmark = pytest.mark.database
REPS = "buttwink_reps"
ALL = ["side/0.mp4", "back/0.mp4", "side/1.mp4", "back/1.mp4", "side/2.mp4", "back/2.mp4"]
BY_LIFTER = [ALL[i] for i in (0, 1, 4, 5, 2, 3)]  # a, a, b
FIRST_TWO = ALL[:4]


@pytest.fixture
def pairs(make_dataset, run_job):
    dataset = add_pairs(make_dataset())
    run_job(dataset)
    return dataset


@pytest.fixture
def plain(make_dataset, run_job):
    dataset = make_dataset(
        *(f"/v/{i}.mp4" for i in range(5)), lifter=[*"baba", None], take=[4, 3, 2, 1, 0]
    )
    run_job(dataset)
    return dataset


def slices(*names, **options):
    return lambda d: d.select_group_slices(list(names), **options)


OF_PAIRS = {
    "dataset": (lambda d: d, ALL),
    "whole view": (lambda d: d.view(), ALL),
    "some groups": (lambda d: d.limit(2), FIRST_TWO),
    "matched": (lambda d: d.match({"take": 2}), ALL[2:4]),
    "one slice": (slices("back"), ALL[1::2]),
    "one slice, grouped": (slices("side", flat=False), ALL[0::2]),
    "by lifter": (lambda d: d.group_by("lifter"), BY_LIFTER),
    "by lifter, flat": (lambda d: d.group_by("lifter", flat=True), ALL),
    "by lifter, ordered": (
        lambda d: d.group_by("lifter", order_by="take"),
        [ALL[i] for i in (4, 5, 0, 1, 2, 3)],
    ),
    "by lifter, of some": (lambda d: d.limit(2).group_by("lifter"), FIRST_TWO),
    "by lifter, one of them": (
        lambda d: d.group_by("lifter").match({"lifter": "a"}),
        [ALL[i] for i in (0, 1, 4, 5)],
    ),
    "by lifter, flattened": (lambda d: d.group_by("lifter").flatten(), ALL),
    "by lifter, of one slice": (
        lambda d: d.select_group_slices("side").group_by("lifter"),
        [ALL[i] for i in (0, 4, 2)],
    ),
    "by lifter, one of them, of one slice": (
        lambda d: d.select_group_slices("side").group_by("lifter").match({"lifter": "a"}),
        [ALL[0], ALL[4]],
    ),
}
OF_PLAIN = {
    "by lifter": (lambda d: d.group_by("lifter"), ["4", "1", "3", "0", "2"]),
    "by lifter, reversed": (
        lambda d: d.group_by("lifter", order_by="take", reverse=True),
        ["4", "1", "3", "0", "2"],
    ),
    "by lifter, ordered": (
        lambda d: d.group_by("lifter", order_by="take"),
        ["4", "3", "1", "2", "0"],
    ),
    "by lifter, limited": (lambda d: d.match({"lifter": "b"}).group_by("lifter"), ["0", "2"]),
    "by an expression": (lambda d: d.group_by(_even()), ["0", "1", "2", "3", "4"]),
    "by lifter, flat": (lambda d: d.group_by("lifter", flat=True), ["0", "1", "2", "3", "4"]),
}


def _even():
    from fiftyone import ViewField as F

    return F("take") % 2


def check(dataset, view, expected):
    """That each reader sees two repetitions of every expected video."""
    from fo_buttwink.app.panels.viewer.queue import flagged_queue
    from fo_buttwink.export.table.read import read_table
    from fo_buttwink.reviews.service import sample_ids
    from fo_buttwink.store.groups import ungrouped
    from fo_buttwink.store.read import read_analyses
    from fo_buttwink.store.targets import video_targets

    path = dict(zip(*flat(dataset).values(["id", "filepath"]), strict=True))

    def named(ids):
        return Counter(path[i].removeprefix("/v/") for i in ids)

    wanted = Counter(expected)
    assert Counter(paths(ungrouped(view))) == wanted
    targets, others = video_targets(view)
    assert Counter(paths(targets)) == wanted and others == []
    assert named(flagged_queue(view, "buttwink").modal_ids) == wanted
    assert named(sample_ids(view)) == wanted
    assert named(i for i, found in read_analyses(view) if len(found.reps) == 2) == wanted
    counts = read_table(view, "buttwink").counts
    assert (counts.videos, counts.reps) == (len(expected), 2 * len(expected))
    assert len(ungrouped(view).to_clips(REPS)) == 2 * len(expected)


def flat(dataset):
    return dataset.select_group_slices() if dataset.media_type == "group" else dataset


@pytest.mark.parametrize(("view", "expected"), OF_PAIRS.values(), ids=OF_PAIRS)
def test_groups_mean_all_their_videos(pairs, view, expected):
    check(pairs, view(pairs), expected)


@pytest.mark.parametrize(("view", "expected"), OF_PLAIN.values(), ids=OF_PLAIN)
def test_dynamic_groups_mean_all_their_samples(plain, view, expected):
    check(plain, view(plain), [f"{name}.mp4" for name in expected])


@pytest.mark.parametrize("name", ["by lifter", "by lifter, ordered", "by lifter, of one slice"])
def test_groups_come_one_after_the_other(pairs, name):
    from fo_buttwink.store.groups import ungrouped

    view, expected = OF_PAIRS[name]
    found = paths(ungrouped(view(pairs), ordered=True))
    assert [p.rpartition("/")[2] for p in found] == [p.rpartition("/")[2] for p in expected]


@pytest.mark.parametrize("name", ["by lifter", "by lifter, reversed", "by lifter, ordered"])
def test_samples_of_dynamic_groups_come_in_their_order(plain, name):
    from fo_buttwink.store.groups import ungrouped

    view, expected = OF_PLAIN[name]
    assert paths(ungrouped(view(plain), ordered=True)) == [f"{name}.mp4" for name in expected]


def test_asking_leaves_no_index_behind(plain):
    from fo_buttwink.store.groups import ungrouped

    before = sorted(plain.list_indexes())
    ungrouped(plain.group_by("lifter", order_by="take"), ordered=True).values("id")
    assert sorted(plain.list_indexes()) == before


def test_filtered_labels_stay_filtered_in_every_slice(pairs):
    from fiftyone import ViewField as F

    from fo_buttwink.app.panels.viewer.queue import flagged_queue
    from fo_buttwink.export.table.read import read_table

    rated = pairs.filter_labels(REPS, F("label") == "moderate")
    counts = read_table(rated, "buttwink").counts
    assert (counts.videos, counts.reps) == (6, 6)
    assert read_table(rated.group_by("lifter"), "buttwink").counts.reps == 6
    none = pairs.filter_labels(REPS, F("label") == "marked")
    assert not len(flagged_queue(none, "buttwink").rep_ids)
    one = pairs.first()[REPS].detections[0].id
    chosen = pairs.select_labels(ids=[one], fields=REPS)
    assert read_table(chosen, "buttwink").counts.reps == 1


def test_filter_leaves_no_video_out_of_an_analysis(pairs):
    import fiftyone as fo
    from fiftyone import ViewField as F

    from fo_buttwink.store.targets import video_targets

    # Only the side videos carry this label; the view shows their groups.
    for sample in pairs.select_group_slices("side"):
        sample["by_hand"] = fo.Classifications(classifications=[fo.Classification(label="x")])
        sample.save()
    view = pairs.filter_labels("by_hand", F("label") == "x")
    assert Counter(paths(video_targets(view)[0])) == Counter(ALL)


def test_pictures_are_no_videos_of_a_group(make_dataset, run_job):
    from fo_buttwink.store.groups import ungrouped

    dataset = add_pairs(make_dataset(), others="jpg")
    assert run_job(dataset.group_by("lifter")).analysed == 3
    for view in (dataset, dataset.group_by("lifter")):
        assert Counter(paths(ungrouped(view))) == Counter(ALL[0::2])


def test_slices_can_be_chosen(pairs):
    from fo_buttwink.errors import TargetError
    from fo_buttwink.store.groups import slice_names, ungrouped

    assert slice_names(pairs) == slice_names(pairs.group_by("lifter")) == ["back", "side"]
    assert slice_names(pairs.select_group_slices("side")) == []
    assert paths(ungrouped(pairs, ["back"])) == ALL[1::2]
    assert Counter(paths(ungrouped(pairs.group_by("lifter"), ["side"]))) == Counter(ALL[0::2])
    with pytest.raises(TargetError, match="slice 'front': expected one of the video slices back"):
        ungrouped(pairs, ["front"])


def test_dataset_without_video_slices_is_refused(make_dataset):
    import fiftyone as fo

    from fo_buttwink.errors import TargetError
    from fo_buttwink.store.targets import video_targets

    dataset = make_dataset()
    dataset.add_group_field("group", default="left")
    dataset.add_sample(fo.Sample(filepath="/v/a.jpg", group=fo.Group().element("left")))
    with pytest.raises(TargetError, match=r"expected a video slice, its slices are.*image"):
        video_targets(dataset)


def test_analysis_of_chosen_slices_says_so(make_dataset, run_job):
    from fo_buttwink.store.runs import get_run

    dataset = add_pairs(make_dataset())
    assert run_job(dataset, slices=["side"]).analysed == 3
    assert get_run(dataset, "buttwink").sessions[-1].slices == ["side"]
    assert run_job(dataset).analysed == 3  # the others
    assert get_run(dataset, "buttwink").sessions[-1].slices is None


def test_clips_of_a_grouped_dataset_can_be_grouped(pairs):
    from fo_buttwink.app.panels.viewer.queue import flagged_queue
    from fo_buttwink.export.table.read import read_table

    clips = pairs.select_group_slices(media_type="video").to_clips(REPS)
    for view in (clips, clips.group_by("sample_id")):
        assert len(flagged_queue(view, "buttwink").rep_ids) == 6
        assert read_table(view, "buttwink").counts.reps == 12


def test_what_belongs_to_one_sample_is_found_in_every_slice(pairs):
    from fo_buttwink.store.groups import group_place
    from fo_buttwink.store.read import read_analysis

    sample = pairs.select_group_slices("back").first()
    assert len(read_analysis(pairs, sample.id).reps) == 2
    assert group_place(pairs, sample.id) == {"id": sample.group.id, "slice": "back"}
    assert group_place(pairs, "0" * 24) is None


def test_analysing_again_keeps_edits_of_every_slice(pairs, run_job):
    from fo_buttwink.reviews.service import get_reviews

    sample = pairs.select_group_slices("back").first()
    sample[REPS].detections[0].label = "marked"
    sample.save()
    run_job(pairs, existing="replace")
    assert [review.label for review in get_reviews(pairs).values()] == ["marked"]
