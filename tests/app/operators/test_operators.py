"""The operators, run by FiftyOne's own executor."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from fo_buttwink.config import Config, preset
from fo_buttwink.install.plugin_folder import operator_uri

pytestmark = pytest.mark.database
ANALYZE, DELETE, INFO = map(operator_uri, ("analyze_squats", "delete_squat_run", "squat_run_info"))

PLUGIN = "@fo-buttwink/fo_buttwink"


@pytest.fixture(autouse=True)
def pipeline(database, monkeypatch, make_analysis, make_observations):
    """Answers instead of the real pipeline; files named ``bad`` cannot be read."""
    from fo_buttwink.batch import run as work
    from fo_buttwink.video.files import VideoError

    def analyse(path, config, progress=None):
        if "bad" in path:
            raise VideoError(f"{path}: no video; check the path")
        return make_analysis(path), make_observations(path)

    monkeypatch.setattr(work, "default_analyser", lambda config, **options: analyse)


@pytest.fixture
def execute(database):
    import fiftyone.operators as foo

    def run(uri, samples, **params):
        context = {"dataset": samples} if hasattr(samples, "add_sample") else {"view": samples}
        return foo.execute_operator(uri, **context, params=params)

    return run


@pytest.fixture
def form(database):
    """Resolves the form of an operator as the App would."""
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    def resolve(uri, dataset, **params):
        operator = foo.get_operator(uri)
        context = ExecutionContext(
            {"dataset_name": dataset.name, "params": params},
            executor=Executor(),
            operator_uri=uri,
        )
        return operator.resolve_type(context, "inputs").to_json()["type"]["properties"]

    return resolve


def _stream(uri, dataset, **params):
    """Run an operator as the App's server does for a request, and collect the messages."""
    import asyncio

    from fiftyone.operators.executor import execute_or_delegate_operator

    request = {"operator_uri": uri, "dataset_name": dataset.name, "params": params}
    result = asyncio.run(execute_or_delegate_operator(uri, request))
    assert result.is_generator, result.error
    return [json.loads(m.to_json_line()) for m in result.result]


def test_analyze_from_python_gives_a_result(make_dataset, execute):
    dataset = make_dataset("/v/a.mp4", "/v/bad.mp4")
    result = execute(ANALYZE, dataset, key="k", preset="research", model="lite").result
    assert (result["analysed"], result["reps"], result["flagged"]) == (1, 2, 1)
    assert result["failed"][0]["filepath"] == "/v/bad.mp4"
    dataset.reload()
    settings = dataset.get_run_info("k").config.settings
    assert (settings["preset"], settings["pose"]["model"]) == ("research", "lite")
    assert settings["pose"]["standing_stride"] == 2


def test_every_frame_is_a_choice(make_dataset, execute):
    dataset = make_dataset("/v/a.mp4")
    execute(ANALYZE, dataset, key="k", every_frame=True)
    dataset.reload()
    settings = dataset.get_run_info("k").config.settings
    assert Config.from_dict(settings) == preset(every_frame=True)


def test_result_says_how_many_videos_were_not_measurable_and_why(
    make_dataset, make_analysis, monkeypatch
):
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    from fo_buttwink.batch import run as work

    usual = work.default_analyser(None)

    def analyse(path, config, progress=None):
        if "front" in path:
            return replace(make_analysis(path), status="unclear_view", reps=()), None
        return usual(path, config)

    monkeypatch.setattr(work, "default_analyser", lambda config, **options: analyse)
    dataset = make_dataset("/v/a.mp4", "/v/front1.mp4", "/v/front2.mp4", "/v/bad.mp4")
    messages = _stream(ANALYZE, dataset)
    (said,) = [
        m["body"]["params"]["message"] for m in messages if m["body"]["operator_uri"] == "notify"
    ]
    assert "3 videos analyzed" in said and "2 videos not measurable, 1 failed" in said
    context = ExecutionContext(
        {
            "dataset_name": dataset.name,
            "params": {},
            "results": messages[-1]["body"]["params"]["results"],
        },
        executor=Executor(),
    )
    outputs = foo.get_operator(ANALYZE).resolve_type(context, "outputs").to_json()
    shown = outputs["type"]["properties"]["unmeasured_list"]["default"]
    assert shown.splitlines() == [
        "**Not measurable (2 videos)**",
        "",
        "- 2 videos: not filmed from the side. Film from the side, at hip height.",
    ]


def test_analyze_is_callable(make_dataset, database):
    import fiftyone.operators as foo

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    summary = foo.get_operator(ANALYZE)(dataset.limit(1), "k", preset("research"))
    assert summary.analysed == 1
    assert dataset.values("k.status") == ["ok", None]


def test_analyze_respects_the_target(make_dataset, execute):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    assert execute(ANALYZE, dataset.skip(1)).result["analysed"] == 1
    assert dataset.values("buttwink.status") == [None, "ok"]
    assert execute(ANALYZE, dataset.skip(1), view_target="DATASET").result["skipped"] == 1
    assert dataset.values("buttwink.status") == ["ok", "ok"]


def test_app_sees_progress_and_result(make_dataset):
    messages = _stream(ANALYZE, make_dataset("/v/a.mp4", "/v/bad.mp4"))
    calls = [m["body"]["operator_uri"] for m in messages if m["cls"] == "InvocationRequest"]
    arrange, place = (f"{PLUGIN}/{n}" for n in ("show_squat_arrangement", "place_squat_viewer"))
    # The grid shows the first result while the run goes on.
    assert calls == [
        *["show_output"] * 2, "reload_dataset", arrange,
        "show_output", "reload_dataset", place, "notify", "show_output",
    ]  # fmt: skip
    progress = [messages[k]["body"]["params"] for k in (0, 1, 4)]
    assert [p["results"]["progress"] for p in progress] == [0.0, 0.5, 1.0]
    views = progress[2]["outputs"]["type"]["properties"]
    assert views["progress"]["view"]["name"] == "ProgressView"
    assert views["stop"]["view"]["operator"] == ANALYZE
    said = views["progress"]["view"]["label"]
    label = re.fullmatch(r"2 of 2 videos, (\d+) frames/s \(bad.mp4: failed\)", said)
    assert label and int(label[1]) > 0
    assert messages[-1]["body"]["params"]["results"]["analysed"] == 1


def test_result_form_lists_failures(make_dataset, database):
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    dataset = make_dataset("/v/a.mp4", "/v/bad.mp4")
    results = _stream(ANALYZE, dataset)[-1]["body"]["params"]["results"]
    context = ExecutionContext(
        {"dataset_name": dataset.name, "params": {}, "results": results}, executor=Executor()
    )
    outputs = foo.get_operator(ANALYZE).resolve_type(context, "outputs").to_json()
    text = json.dumps(outputs)
    assert "Could not be read (1)" in text and "/v/bad.mp4" in text


def test_delegated_run_gives_a_result(make_dataset, database):
    import fiftyone.operators as foo
    from fiftyone.operators.delegated import DelegatedOperationService

    dataset = make_dataset("/v/a.mp4")
    foo.get_operator(ANALYZE)(dataset, "k", preset("screening"), delegate=True)
    service = DelegatedOperationService()
    service.execute_queued_operations(dataset_name=dataset.name)
    (done,) = service.list_operations(dataset_name=dataset.name)
    try:
        assert done.run_state == "completed", done.result.error
        assert done.result.result["analysed"] == 1 and done.label == "analyze_squats/k"
        dataset.reload()
        assert dataset.get_run_info("k").config.settings["preset"] == "screening"
    finally:
        service.delete_operation(done.id)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"key": "a b"}, "letters, digits or underscores"),
        ({"key": "taken"}, "choose another key"),
        ({"load_field": "nothing"}, "found nothing"),
        ({"preset": "best"}, "Invalid enum value|expected one of"),
        ({"model": "huge"}, "pose model 'huge' does not exist"),
        ({"existing": "merge"}, "enum|expected 'skip'"),
    ],
)
def test_bad_input_is_refused_before_anything_happens(make_dataset, execute, params, message):
    from fiftyone.operators.executor import ExecutionError

    dataset = make_dataset("/v/a.mp4", taken=["x"])
    with pytest.raises(ExecutionError, match=message):
        execute(ANALYZE, dataset, **params)
    dataset.reload()
    assert dataset.list_runs() == []


def test_form_says_what_will_happen(make_dataset, form, execute):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4", kg=[100.0, 80.0])
    execute(ANALYZE, dataset.limit(1))
    properties = form(ANALYZE, dataset)
    plan = properties["plan"]["view"]["label"]
    assert plan.startswith("1 video will be analyzed: ")
    assert plan.endswith("1 video has results under this key and will be skipped")
    assert not any(p.get("invalid") for p in properties.values())
    choices = properties["load_field"]["view"]["choices"]
    assert [c["value"] for c in choices] == ["kg"]
    assert "load_unit" not in properties
    assert "load_unit" in form(ANALYZE, dataset, load_field="kg")
    fresh = form(ANALYZE, dataset, key="other")
    assert "buttwink" in fresh["others"]["view"]["label"]


def test_form_explains_why_not(make_dataset, form, monkeypatch):
    images = make_dataset("/v/a.jpg")
    problem = form(ANALYZE, images)["problem"]
    assert problem["invalid"] and "media type 'image'" in problem["error_message"]
    videos = make_dataset("/v/a.mp4")
    bad = form(ANALYZE, videos, key="1x")
    assert bad["key"]["invalid"] and "1x" in bad["problem"]["view"]["description"]
    from fo_buttwink.app.operators import analyze

    monkeypatch.setattr(analyze, "missing_packages", lambda model: "not installed: mediapipe")
    assert "mediapipe" in form(ANALYZE, videos)["problem"]["error_message"]


def test_delete_asks_first_and_removes_all(make_dataset, execute, form):
    from fiftyone.operators.executor import ExecutionError

    dataset = make_dataset("/v/a.mp4")
    assert form(DELETE, dataset)["none"]["invalid"]
    execute(ANALYZE, dataset)
    execute(ANALYZE, dataset, key="other")
    with pytest.raises(ExecutionError, match="Tick the box"):
        execute(DELETE, dataset, key="buttwink")
    with pytest.raises(ExecutionError, match="no fo_buttwink run 'x'"):
        execute(DELETE, dataset, key="x", confirm=True)
    assert "2 repetitions" in form(DELETE, dataset, key="buttwink")["what"]["view"]["description"]
    result = execute(DELETE, dataset, key="buttwink", confirm=True)
    assert "buttwink_reps" in result.result["fields"]
    dataset.reload()
    assert dataset.list_runs() == ["other"]
    assert not any(name.startswith("buttwink") for name in dataset.get_field_schema())


def test_delete_leaves_no_view_on_deleted_fields(make_dataset, execute):
    from fiftyone import ViewField as F

    dataset = make_dataset("/v/a.mp4")
    execute(ANALYZE, dataset)
    view = dataset.match(F("buttwink.status") == "ok")
    result = execute(DELETE, view, key="buttwink", confirm=True)
    triggered = [r.operator_uri for r in result.executor._requests]
    assert triggered == ["clear_view", "reload_dataset"]


def test_delete_from_the_app_waits_until_it_shows_something_else(make_dataset, execute, database):
    """The fields go only when the App's own request does not name them any more."""
    import asyncio

    from fiftyone import ViewField as F
    from fiftyone.operators.executor import execute_or_delegate_operator

    dataset = make_dataset("/v/a.mp4")
    execute(ANALYZE, dataset)
    stages = dataset.match(F("buttwink.status") == "ok")._serialize()

    def ask(stages, params):
        request = {"operator_uri": DELETE, "dataset_name": dataset.name, "view": stages,
                   "params": params}  # fmt: skip
        answer = asyncio.run(execute_or_delegate_operator(DELETE, request))
        assert answer.error is None
        dataset.reload()
        return [(r.operator_uri, r.params) for r in answer.executor._requests]

    first = ask(stages, {"key": "buttwink", "confirm": True})
    assert [name for name, _ in first] == ["clear_view", "notify", DELETE]
    assert "Deleting the analysis 'buttwink'" in first[1][1]["message"], "a sign at once"
    assert dataset.list_runs() == ["buttwink"]
    again = ask(stages, first[-1][1])  # the App was not ready
    assert [name for name, _ in again] == ["clear_view", DELETE]
    assert dataset.list_runs() == ["buttwink"]
    last = ask([], again[-1][1])
    assert [name for name, _ in last] == ["reload_dataset", "show_output"]
    assert dataset.list_runs() == []
    assert last[-1][1]["results"]["key"] == "buttwink"


def test_info_tells_the_provenance(make_dataset, execute, form, database):
    import fiftyone.operators as foo

    dataset = make_dataset("/v/a.mp4", "/v/bad.mp4")
    execute(ANALYZE, dataset)
    result = execute(INFO, dataset, key="buttwink").result
    assert result["statuses"] == {"failed": 1, "ok": 1} and result["sessions"]
    assert foo.get_operator(INFO)(dataset).num_reps == 2
    text = json.dumps(form(INFO, dataset, key="buttwink")["about"])
    assert "1 failed, 1 ok videos" in text and "complete" in text
