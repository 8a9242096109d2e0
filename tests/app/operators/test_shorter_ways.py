"""What the buttons, the operator browser and the forms offer before anybody has to search."""

from __future__ import annotations

from pathlib import Path

import pytest

from fo_buttwink.app.operators.estimate import Estimate
from fo_buttwink.app.operators.streaming import FOLLOW_S, Following
from fo_buttwink.cache import throughput
from fo_buttwink.cache.observations import cache_key, is_known
from fo_buttwink.config import PoseConfig
from fo_buttwink.install.plugin_folder import operator_uri

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("FO_BUTTWINK_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def dataset(make_dataset, make_analysis):
    from fo_buttwink.runs.analyze import DatasetAnalysis

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4", "/v/c.mp4")
    for _ in DatasetAnalysis(dataset, analyser=lambda p, c: (make_analysis(p), None)).run():
        pass
    return dataset


def context(dataset, uri, *, shows=None, **params):
    from fiftyone.operators.executor import ExecutionContext, Executor

    request = {"dataset_name": dataset.name, "params": params}
    if shows is not None:
        request["view"] = shows
    return ExecutionContext(request, executor=Executor(), operator_uri=uri)


def asked(ctx):
    return [(r.operator_uri.rsplit("/", 1)[-1], r.params) for r in ctx.executor._requests]


def test_squat_offers_the_analysis_first():
    """FiftyOne 1.22 sorts what it found by the first letter of description or label."""
    import fiftyone.operators as foo

    found = [
        o.config
        for o in foo.list_operators()
        if not o.config.unlisted
        and any(
            "squat" in str(t).lower() for t in (o.config.label, o.uri, o.config.description or "")
        )
    ]
    assert len(found) > 5
    found.sort(key=lambda c: ord((c.description or c.label)[0]))
    assert found[0].label == "Analyze squats"
    first = ord(found[0].description[0])
    assert all(ord((c.description or c.label)[0]) > first for c in found[1:]), "no tie"


def test_review_flagged_asks_for_what_is_left(dataset, database):
    import fiftyone.operators as foo

    from fo_buttwink.reviews.service import review_reps

    operator = foo.get_operator(operator_uri("review_flagged"))
    flagged = dataset.filter_labels("buttwink_reps", database.ViewField("flagged") == True)  # noqa: E712
    ids = flagged.values("buttwink_reps.detections.id", unwind=True)
    assert len(ids) == 3
    assert operator(dataset).values("buttwink_reps.detections.id", unwind=True) == ids
    review_reps(dataset, "buttwink", ids[0], "confirmed")
    assert operator(dataset).values("buttwink_reps.detections.id", unwind=True) == ids[1:]
    assert len(operator(dataset.limit(1))) == 0

    ctx = context(dataset, operator.uri)
    operator.execute(ctx)
    names = [name for name, _ in asked(ctx)]
    assert names.index("place_squat_viewer") < names.index("set_view")
    (again,) = [p for n, p in asked(ctx) if n == "review_flagged"]
    assert again["first"] == ids[1], "the clip is named as its repetition"
    assert "open_sample" not in names, "not before the App shows the view"


def test_first_is_opened_once_the_app_shows_the_view(dataset, monkeypatch):
    import fiftyone.operators as foo

    from fo_buttwink.app.operators import review_flagged

    monkeypatch.setattr(review_flagged, "WAIT_S", 0)
    monkeypatch.setattr(review_flagged, "SETTLE_S", 0)
    operator = foo.get_operator(operator_uri("review_flagged"))
    ctx = context(dataset, operator.uri)
    operator.execute(ctx)
    (params,) = [p for n, p in asked(ctx) if n == "review_flagged"]
    (view,) = [p["view"] for n, p in asked(ctx) if n == "set_view"]
    before = context(dataset, operator.uri, **params)
    operator.execute(before)
    assert [n for n, _ in asked(before)] == ["review_flagged"], "asks again"
    after = context(dataset, operator.uri, shows=view, **params)
    operator.execute(after)
    (opened,) = [p for n, p in asked(after) if n == "open_sample"]
    assert opened["id"] == params["first"]


def test_nothing_to_review_is_said_and_nothing_opened(dataset):
    import fiftyone.operators as foo

    from fo_buttwink.reviews.service import review_reps

    operator = foo.get_operator(operator_uri("review_flagged"))
    review_reps(
        dataset,
        "buttwink",
        operator(dataset).values("buttwink_reps.detections.id", unwind=True),
        "confirmed",
    )
    ctx = context(dataset, operator.uri)
    operator.execute(ctx)
    assert [n for n, _ in asked(ctx)] == ["notify"]


def test_buttons_are_there_where_there_is_something_to_review_or_export(dataset, make_dataset):
    import fiftyone.operators as foo

    empty = make_dataset("/v/new.mp4")
    for name, place in (
        ("review_flagged", "samples-grid-actions"),
        ("review_flagged_here", "samples-viewer-actions"),
        ("export_labels", "samples-grid-secondary-actions"),
    ):
        operator = foo.get_operator(operator_uri(name))
        placement = operator.resolve_placement(context(dataset, operator.uri))
        assert placement.to_json()["place"] == place
        assert operator.resolve_placement(context(empty, operator.uri)) is None


def test_form_says_first_how_many_videos_and_how_long(dataset, make_dataset):
    import fiftyone.operators as foo

    def form(samples, **params):
        uri = operator_uri("analyze_squats")
        answer = foo.get_operator(uri).resolve_type(context(samples, uri, **params), "inputs")
        return answer.to_json()["type"]["properties"]

    new = make_dataset("/v/a.mp4", "/v/b.mp4")
    properties = form(new)
    assert next(iter(properties)) == "plan"
    text = properties["plan"]["view"]["label"]
    assert text.startswith("2 videos will be analyzed: ") and "not known" in text
    frames = [3000, 6000]
    from fiftyone import VideoMetadata

    new.set_values("metadata", [VideoMetadata(total_frame_count=n) for n in frames])
    throughput.record(PoseConfig(), 1000, 20.0)  # 50 frames per second
    text = form(new, workers=1)["plan"]["view"]["label"]
    assert "about 3 min here (50 frames per second measured on this machine)" in text
    assert (
        "about 90 s" in form(new, workers=2)["plan"]["view"]["label"]
        or "2 min" in form(new, workers=2)["plan"]["view"]["label"]
    )
    text = form(dataset)["plan"]["view"]["label"]
    assert text == (
        "No video is left to analyze. 3 videos have results under this key and will be skipped"
    )


def test_pace_is_kept_for_each_model_and_follows_the_machine(tmp_path):
    full, lite = PoseConfig(), PoseConfig(model="lite")
    assert throughput.frames_per_s(full) is None
    throughput.record(full, 1000, 10.0)
    assert throughput.frames_per_s(full) == 100 and throughput.frames_per_s(lite) is None
    for _ in range(20):
        throughput.record(full, 1000, 20.0)
    assert throughput.frames_per_s(full) == pytest.approx(50, rel=0.01)
    throughput.record(full, 3, 0.001)
    assert throughput.frames_per_s(full) == pytest.approx(50, rel=0.01), "too short to tell"
    (tmp_path / "cache" / "throughput.json").write_text("{")
    assert throughput.frames_per_s(full) is None


def test_known_videos_are_told_without_being_read(tmp_path, monkeypatch):
    import os

    video = tmp_path / "a.mp4"
    video.write_bytes(b"0" * 100)
    os.utime(video, (1, 1))
    monkeypatch.setattr("fo_buttwink.cache.keys._SETTLED_S", -1e9)
    config = PoseConfig()
    assert not is_known(video, config, "0" * 64)
    key = cache_key(video, config, "0" * 64)
    assert not is_known(video, config, "0" * 64), "its observations are not there"
    entry = tmp_path / "cache" / "observations" / f"{key}.npz"
    entry.parent.mkdir(parents=True)
    entry.touch()
    real = Path.open

    def guarded(path, *args, **options):
        assert path != video, "the video is read"
        return real(path, *args, **options)

    monkeypatch.setattr(Path, "open", guarded)
    assert is_known(video, config, "0" * 64)
    assert not is_known(video, config, "1" * 64), "of another model"


def test_estimate_says_what_it_does_not_know():
    assert "moments" in str(Estimate(1.0, None, None))
    assert "50 % were analyzed before" in str(Estimate(0.5, 1000, 10))
    assert str(Estimate(0.0, 1000, 10)).startswith("about 2 min here (10 frames per second")


def test_grid_follows_at_once_and_then_seldom():
    now = [0.0]
    follow = Following(lambda: now[0])
    assert follow.is_due(), "the first result is shown at once"
    now[0] = 0.1
    follow.shown()
    assert not follow.is_due()
    now[0] = 0.1 + FOLLOW_S
    assert follow.is_due()
    now[0] += 3.0  # a grid that takes long
    follow.shown()
    now[0] += 20.0
    assert not follow.is_due(), "at most a tenth of the time"
    now[0] += 11.0
    assert follow.is_due()


def test_sidebar_of_clips_has_no_group_of_another_run(dataset, make_analysis):
    from fo_buttwink.app.operators.shown import ShowSquatGroups
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    for _ in DatasetAnalysis(
        dataset, AnalysisRequest("other"), analyser=lambda p, c: (make_analysis(p), None)
    ).run():
        pass

    def groups(view):
        uri = operator_uri("show_squat_groups")
        ctx = context(dataset, uri, shows=view._serialize())
        ShowSquatGroups().execute(ctx)
        ((_, params),) = asked(ctx)
        return [group["name"] for group in params["groups"]]

    everything = groups(dataset.view())
    assert {"buttwink", "buttwink details", "other", "other details"} <= set(everything)
    clips = groups(dataset.to_clips("other_reps"))
    assert "other" in clips and not {"buttwink", "buttwink details", "other details"} & set(clips)
    assert "tags" in clips and "metadata" in clips, "what is not ours stays"
    assert groups(dataset.limit(1)) == everything
